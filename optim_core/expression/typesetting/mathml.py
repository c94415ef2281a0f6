"""MathML of a syntax tree, for places where no typesetter is at hand: every current browser draws it.

Names come as symbols, or as slots: empty numbers that carry the name, to be filled in with what the name stands
for at some step. A slot says when its number needs brackets (`data-brackets`): "signed" where a minus sign would
stand beside another one, "base" where a power of ten would too. Written from the tree alone; all text is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import cast

from optim_core.expression.graph.functions import FUNCTIONS
from optim_core.expression.tree.notation import symbol_mathml
from optim_core.expression.tree.syntax import Binary, Call, Negative, Number, Tree
from optim_core.expression.typesetting.typesetter import PRODUCT, Place, Typesetter

_RELATIONS = {"lt": "<", "le": "≤", "gt": ">", "ge": "≥", "eq": "=", "ne": "≠"}
_NAMED = re.compile(r"\\(?:operatorname\{(\w+)\}|(\w+))(?:_\{(\d+)\})?$")
_FENCES = {"abs": ("|", "|"), "floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉")}

NameWriter = Callable[[str, Place], str]


def tree_mathml(tree: Tree, latex: Mapping[str, str], otherwise: str = "otherwise") -> str:
    """MathML of `tree` with names as symbols; `latex` gives the notation of each canonical name."""
    return row(_Mathml(lambda name, place: symbol_mathml(latex[name]), otherwise, numeric=False).typeset(tree))


def slots_mathml(tree: Tree, otherwise: str = "otherwise") -> str:
    """MathML of `tree` with a slot in place of every name."""
    return row(_Mathml(slot, otherwise, numeric=True).typeset(tree))


def slot(name: str, place: Place = "free", coordinate: int | None = None) -> str:
    """An empty number for the value of `name`; of another coordinate than its surroundings if one is given."""
    where = "" if coordinate is None else f' data-coordinate="{coordinate}"'
    return f'<mn data-symbol="{escape(name)}" data-brackets="{place}"{where}></mn>'


class _Mathml(Typesetter):
    def __init__(self, name: NameWriter, otherwise: str, numeric: bool) -> None:
        self._name = name
        self._otherwise = otherwise
        self._numeric = numeric

    def rank(self, tree: Tree) -> int:
        """A number is written as it was typed; with an exponent it is a product."""
        if isinstance(tree, Number) and "e" in tree.text.lower():
            return PRODUCT
        return super().rank(tree)

    def number(self, tree: Number) -> str:
        return f'<mn data-literal="{tree.value!r}">{escape(tree.text)}</mn>'

    def constant(self, name: str) -> str:
        return f'<mi mathvariant="normal">{"π" if name == "pi" else "e"}</mi>'

    def symbol(self, name: str, place: Place) -> str:
        return self._name(name, place)

    def negative(self, operand: str) -> str:
        return f"<mo>−</mo>{operand}"

    def fraction(self, above: str, below: str) -> str:
        return f"<mfrac>{row(above)}{row(below)}</mfrac>"

    def power(self, base: str, exponent: str) -> str:
        return f"<msup>{row(base)}{row(exponent)}</msup>"

    def product(self, left: str, right: str, tree: Binary) -> str:
        # Digits side by side would run together, and 2 1/2 reads as two and a half.
        fraction = isinstance(tree.right, Binary) and tree.right.operator == "/"
        digits = isinstance(_first(tree.right), Number) or (fraction and isinstance(tree.left, Number))
        return f"{left}<mo>{'·' if self._numeric or digits else '&#x2062;'}</mo>{right}"

    def sum(self, left: str, sign: str, right: str) -> str:
        return f"{left}<mo>{'+' if sign == '+' else '−'}</mo>{right}"

    def has_sign(self, text: str, tree: Tree) -> bool:
        return isinstance(_first(tree), Negative) and text.startswith("<mo>")

    def call(self, tree: Call, arguments: list[str]) -> str:
        text = self._applied(tree, arguments)
        return text if tree.power is None else f"<msup>{row(self.brackets(text))}<mn>{tree.power}</mn></msup>"

    def _applied(self, tree: Call, arguments: list[str]) -> str:
        if tree.function == "sqrt":
            return f"<msqrt>{arguments[0]}</msqrt>"
        if tree.function == "cbrt":
            return f"<mroot>{row(arguments[0])}<mn>3</mn></mroot>"
        if tree.function in _FENCES:
            before, after = _FENCES[tree.function]
            return f"<mrow><mo>{before}</mo>{arguments[0]}<mo>{after}</mo></mrow>"
        base = arguments.pop() if tree.function == "log" and len(arguments) == 2 else ""
        between = '<mo data-separator="">,</mo>'
        return f"{_function_name(tree.function, base)}<mo>&#x2061;</mo>{self.brackets(between.join(arguments))}"

    def comparison(self, operators: Sequence[str], operands: Sequence[str]) -> str:
        parts = [operands[0]]
        for operator, operand in zip(operators, operands[1:], strict=True):
            parts += [f"<mo>{escape(_RELATIONS[operator])}</mo>", operand]
        return "".join(parts)

    def logic(self, operator: str, operands: Sequence[str]) -> str:
        if operator == "not":
            return f"<mo>¬</mo>{operands[0]}"
        return f"<mo>{'∧' if operator == 'and' else '∨'}</mo>".join(operands)

    def cases(self, rows: Sequence[tuple[str, str | None]]) -> str:
        otherwise = row(f"<mtext>{escape(self._otherwise)}</mtext>")
        lines = (
            f"<mtr><mtd>{value}</mtd><mtd>{otherwise if case is None else row(case)}</mtd></mtr>"
            for value, case in rows
        )
        # The brace is a matter of style: without a font for mathematics it would not stretch.
        return f'<mtable class="cases">{"".join(lines)}</mtable>'

    def brackets(self, text: str) -> str:
        return f"<mrow><mo>(</mo>{text}<mo>)</mo></mrow>"


def row(content: str) -> str:
    """One argument of an element."""
    return f"<mrow>{content}</mrow>"


def _first(tree: Tree) -> Tree:
    """The leftmost part of what is written on one line."""
    while isinstance(tree, Binary) and tree.operator != "/":
        tree = tree.left
    return tree


def _function_name(function: str, base: str) -> str:
    operator, command, index = cast("re.Match[str]", _NAMED.match(FUNCTIONS[function].latex)).groups()
    name = f'<mi class="name">{operator or command}</mi>'
    below = row(base) if base else f"<mn>{index}</mn>" if index else ""
    return f"<msub>{name}{below}</msub>" if below else name
