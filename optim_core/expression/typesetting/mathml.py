"""MathML of a syntax tree, for places where no typesetter is at hand: every current browser draws it.

Names come as symbols, or as slots: empty numbers that carry the name, to be filled in with what the name stands
for at some step. A slot says when its number needs brackets (`data-brackets`): "signed" where a minus sign would
stand beside another one, "base" where a power of ten would too. Written from the tree alone; all text is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Literal, cast

from optim_core.expression.graph.functions import FUNCTIONS
from optim_core.expression.tree.notation import symbol_mathml
from optim_core.expression.tree.syntax import (
    Binary,
    Call,
    Comparison,
    Constant,
    Negative,
    Number,
    Piecewise,
    Symbol,
    Tree,
)

_SUM, _NEGATIVE, _PRODUCT, _POWER, _ATOM = range(5)
_RELATIONS = {"lt": "<", "le": "≤", "gt": ">", "ge": "≥", "eq": "=", "ne": "≠"}
_NAMED = re.compile(r"\\(?:operatorname\{(\w+)\}|(\w+))(?:_\{(\d+)\})?$")
_FENCES = {"abs": ("|", "|"), "floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉")}

#: When the number in a slot needs brackets.
Place = Literal["free", "signed", "base"]
NameWriter = Callable[[str, Place], str]


def tree_mathml(tree: Tree, latex: Mapping[str, str], otherwise: str = "otherwise") -> str:
    """MathML of `tree` with names as symbols; `latex` gives the notation of each canonical name."""
    return _Typesetter(lambda name, place: symbol_mathml(latex[name]), otherwise, numeric=False).top(tree)


def slots_mathml(tree: Tree, otherwise: str = "otherwise") -> str:
    """MathML of `tree` with a slot in place of every name."""
    return _Typesetter(slot, otherwise, numeric=True).top(tree)


def slot(name: str, place: Place = "free", coordinate: int | None = None) -> str:
    """An empty number for the value of `name`; of another coordinate than its surroundings if one is given."""
    where = "" if coordinate is None else f' data-coordinate="{coordinate}"'
    return f'<mn data-symbol="{escape(name)}" data-brackets="{place}"{where}></mn>'


class _Typesetter:
    def __init__(self, name: NameWriter, otherwise: str, numeric: bool) -> None:
        self._name = name
        self._otherwise = otherwise
        self._numeric = numeric

    def top(self, tree: Tree) -> str:
        return row(self._typeset(tree, "free"))

    def _typeset(self, tree: Tree, place: Place) -> str:
        if isinstance(tree, Symbol):
            return self._name(tree.name, place)
        if isinstance(tree, Negative):
            return f"<mo>−</mo>{self._bound(tree.operand, _PRODUCT, 'signed')}"
        if isinstance(tree, Binary):
            return self._chain(tree, place)
        writers: dict[type[Tree], Callable[..., str]] = {
            Number: _number, Constant: _constant, Call: self._call, Piecewise: self._piecewise,
            Comparison: self._comparison,
        }  # fmt: skip
        return writers[type(tree)](tree)

    def _bound(self, tree: Tree, rank: int, place: Place) -> str:
        """MathML of `tree`, in brackets if it binds less tightly than `rank`."""
        if _rank(tree) < rank:
            return _in_brackets(self._typeset(tree, "free"))
        return self._typeset(tree, place)

    def _chain(self, tree: Binary, place: Place) -> str:
        # Left-leaning chains are as long as the text: a loop, not a recursion.
        spine: list[tuple[Binary, Place]] = []
        first: Tree = tree
        while isinstance(first, Binary):
            spine.append((first, place))
            place = _left_place(first, place)
            first = first.left
        left = self._typeset(first, place)
        for link, outer in reversed(spine):
            left = self._binary(link, left, outer)
        return left

    def _binary(self, tree: Binary, left: str, place: Place) -> str:
        if tree.operator == "/":
            return f"<mfrac>{row(left)}{row(self._typeset(tree.right, 'free'))}</mfrac>"
        if tree.operator == "^":
            base = left if _rank(tree.left) == _ATOM else _in_brackets(left)
            return f"<msup>{row(base)}{row(self._typeset(tree.right, 'free'))}</msup>"
        if tree.operator == "*":
            left = left if _rank(tree.left) >= _PRODUCT else _in_brackets(left)
            return f"{left}{self._times(tree)}{self._bound(tree.right, _PRODUCT, 'signed')}"
        return f"{left}<mo>{'+' if tree.operator == '+' else '−'}</mo>{self._second(tree)}"

    def _second(self, tree: Binary) -> str:
        """The right side of a sum or difference: a sign of its own goes into brackets."""
        right = self._bound(tree.right, _SUM if tree.operator == "+" else _NEGATIVE, "signed")
        return _in_brackets(right) if isinstance(_first(tree.right), Negative) and right[:4] == "<mo>" else right

    def _times(self, tree: Binary) -> str:
        # Digits side by side would run together, and 2 1/2 reads as two and a half.
        fraction = isinstance(tree.right, Binary) and tree.right.operator == "/"
        digits = isinstance(_first(tree.right), Number) or (fraction and isinstance(tree.left, Number))
        return "<mo>·</mo>" if self._numeric or digits else "<mo>&#x2062;</mo>"

    def _call(self, tree: Call) -> str:
        arguments = [self._typeset(argument, "free") for argument in tree.arguments]
        text = _applied(tree, arguments)
        return text if tree.power is None else f"<msup>{row(_in_brackets(text))}<mn>{tree.power}</mn></msup>"

    def _comparison(self, tree: Comparison) -> str:
        parts = [self._typeset(tree.operands[0], "free")]
        for operator, operand in zip(tree.operators, tree.operands[1:], strict=True):
            parts += [f"<mo>{escape(_RELATIONS[operator])}</mo>", self._typeset(operand, "free")]
        return "".join(parts)

    def _piecewise(self, tree: Piecewise) -> str:
        rows = []
        for value, condition in tree.branches:
            case = f"<mtext>{escape(self._otherwise)}</mtext>" if condition is None else self._comparison(condition)
            rows.append(f"<mtr><mtd>{self._typeset(value, 'free')}</mtd><mtd>{row(case)}</mtd></mtr>")
        # The brace is a matter of style: without a font for mathematics it would not stretch.
        return f'<mtable class="cases">{"".join(rows)}</mtable>'


def row(content: str) -> str:
    """One argument of an element."""
    return f"<mrow>{content}</mrow>"


def _left_place(tree: Binary, place: Place) -> Place:
    """Where the left operand of `tree` stands if `tree` itself stands at `place`."""
    if tree.operator == "/":
        return "free"
    if tree.operator == "^":
        return "base" if _rank(tree.left) == _ATOM else "free"
    return "free" if tree.operator == "*" and _rank(tree.left) < _PRODUCT else place


def _rank(tree: Tree) -> int:
    """How tightly the outermost operation binds."""
    if isinstance(tree, Binary):
        return {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "^": _POWER}[tree.operator]
    if isinstance(tree, Number):
        return _PRODUCT if "e" in tree.text.lower() else _ATOM
    if isinstance(tree, Call):
        plain = tree.power is None and tree.function in {"sqrt", "cbrt", *_FENCES}
        return _ATOM if plain else _POWER
    return {Negative: _NEGATIVE, Piecewise: _PRODUCT, Comparison: _SUM}.get(type(tree), _ATOM)


def _first(tree: Tree) -> Tree:
    """The leftmost part of what is written on one line."""
    while isinstance(tree, Binary) and tree.operator != "/":
        tree = tree.left
    return tree


def _number(tree: Number) -> str:
    return f'<mn data-literal="{tree.value!r}">{escape(tree.text)}</mn>'


def _constant(tree: Constant) -> str:
    return f'<mi mathvariant="normal">{"π" if tree.name == "pi" else "e"}</mi>'


def _applied(tree: Call, arguments: list[str]) -> str:
    if tree.function == "sqrt":
        return f"<msqrt>{arguments[0]}</msqrt>"
    if tree.function == "cbrt":
        return f"<mroot>{row(arguments[0])}<mn>3</mn></mroot>"
    if tree.function in _FENCES:
        before, after = _FENCES[tree.function]
        return f"<mrow><mo>{before}</mo>{arguments[0]}<mo>{after}</mo></mrow>"
    base = arguments.pop() if tree.function == "log" and len(arguments) == 2 else ""
    between = '<mo data-separator="">,</mo>'
    return f"{_function_name(tree.function, base)}<mo>&#x2061;</mo>{_in_brackets(between.join(arguments))}"


def _function_name(function: str, base: str) -> str:
    operator, command, index = cast("re.Match[str]", _NAMED.match(FUNCTIONS[function].latex)).groups()
    name = f'<mi class="name">{operator or command}</mi>'
    below = row(base) if base else f"<mn>{index}</mn>" if index else ""
    return f"<msub>{name}{below}</msub>" if below else name


def _in_brackets(content: str) -> str:
    return f"<mrow><mo>(</mo>{content}<mo>)</mo></mrow>"
