"""Typesetting. LaTeX is written from the tree alone, never from the typed text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from optim_core.expression.graph.functions import FUNCTIONS
from optim_core.expression.graph.graph import Node
from optim_core.expression.tree.letters import GREEK
from optim_core.expression.tree.syntax import Binary, Call, Number, Symbol, Tree
from optim_core.expression.tree.vocabulary import Vocabulary
from optim_core.expression.typesetting.typesetter import ATOM, POWER, PRODUCT, Place, Typesetter, encloses

_ACCENTS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde", "dot": r"\dot"}
_RELATIONS = {"lt": "<", "le": r"\le", "gt": ">", "ge": r"\ge", "eq": "=", "ne": r"\ne"}

_MAX_DERIVED = 1500


def symbol_latex(name: str, vocabulary: Vocabulary) -> str:
    """LaTeX of a canonical name: the vocabulary's, else x_1 -> x_{1}, beta -> \\beta, v_hat -> \\hat{v}."""
    given = vocabulary.latex.get(name)
    if given is not None:
        return given
    base, *rest = name.split("_")
    text = _base_latex(base)
    if rest and rest[0] in _ACCENTS:
        text = f"{_ACCENTS[rest.pop(0)]}{{{text}}}"
    if any(len(part) > 1 and not part.isdigit() for part in rest):
        return r"\mathrm{" + name.replace("_", r"\_") + "}"
    return f"{text}_{{{','.join(rest)}}}" if rest else text


def _base_latex(base: str) -> str:
    if base in GREEK:
        return rf"\{base}" if base != "epsilon" else r"\varepsilon"
    return base if len(base) == 1 else rf"\mathrm{{{base}}}"


def tree_latex(tree: Tree, vocabulary: Vocabulary, substitute: Mapping[str, str] | None = None) -> str:
    """LaTeX of `tree` as it was read.

    `substitute` gives LaTeX of numbers to be set in place of symbols, by canonical name.
    """
    return _Latex(vocabulary, substitute or {}).typeset(tree)


def graph_latex(node: Node, vocabulary: Vocabulary) -> str | None:
    """LaTeX of a derived expression, collected by SymPy; None where that would be slow or fill the screen."""
    from optim_core.expression.graph.sympy_bridge import to_sympy

    expression = to_sympy(node)
    if expression is None:
        return None
    import sympy

    names = {symbol: symbol_latex(symbol.name, vocabulary) for symbol in expression.free_symbols}
    latex = cast("str", sympy.latex(expression, symbol_names=names, ln_notation=True))
    return latex if len(latex) <= _MAX_DERIVED else None


class _Latex(Typesetter):
    def __init__(self, vocabulary: Vocabulary, substitute: Mapping[str, str]) -> None:
        self._vocabulary = vocabulary
        self._substitute = substitute

    def rank(self, tree: Tree) -> int:
        """Numbers, typed or set in place of names, may be powers of ten or fractions."""
        if isinstance(tree, Number):
            return _rank_of(self.number(tree))
        number = self._substitute.get(tree.name) if isinstance(tree, Symbol) else None
        if number is None or number.lstrip().startswith("-"):
            return super().rank(tree)
        return _rank_of(number)

    def number(self, tree: Number) -> str:
        mantissa, _, exponent = tree.text.lower().partition("e")
        digits = mantissa.rstrip(".") if mantissa.endswith(".") else mantissa
        digits = "0" + digits if digits.startswith(".") else digits
        if not exponent:
            return digits
        power = f"10^{{{int(exponent)}}}"
        return power if digits == "1" else rf"{digits} \cdot {power}"

    def constant(self, name: str) -> str:
        return r"\pi" if name == "pi" else "e"

    def symbol(self, name: str, place: Place) -> str:
        number = self._substitute.get(name)
        if number is None:
            return symbol_latex(name, self._vocabulary)
        return self.brackets(number) if number.lstrip().startswith("-") else number

    def fraction(self, above: str, below: str) -> str:
        return rf"\frac{{{above}}}{{{below}}}"

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^{{{exponent}}}"

    def product(self, left: str, right: str, tree: Binary) -> str:
        # Digits side by side would run together, and 2 \frac{1}{2} reads as two and a half.
        needs_dot = right[0].isdigit() or (right.startswith(r"\frac") and left[-1].isdigit())
        return rf"{left} \cdot {right}" if needs_dot else f"{left} {right}"

    def call(self, tree: Call, arguments: list[str]) -> str:
        template = FUNCTIONS[tree.function].latex
        if encloses(tree.function):
            text = template.format(*arguments)
            return text if tree.power is None else self.power(self.brackets(text), str(tree.power))
        if tree.function == "log" and len(arguments) == 2:
            template, arguments = rf"\log_{{{arguments[1]}}}", arguments[:1]
        power = "" if tree.power is None else f"^{{{tree.power}}}"
        return f"{template}{power}{self.brackets(', '.join(arguments))}"

    def comparison(self, operators: Sequence[str], operands: Sequence[str]) -> str:
        parts = [operands[0]]
        for operator, operand in zip(operators, operands[1:], strict=True):
            parts += [_RELATIONS[operator], operand]
        return " ".join(parts)

    def logic(self, operator: str, operands: Sequence[str]) -> str:
        if operator == "not":
            return rf"\neg {operands[0]}"
        return {"and": r" \wedge ", "or": r" \vee "}[operator].join(operands)

    def cases(self, rows: Sequence[tuple[str, str | None]]) -> str:
        otherwise = r"\text{otherwise}"
        lines = (f"{value} & {otherwise if case is None else case}" for value, case in rows)
        return r"\begin{cases} " + r" \\ ".join(lines) + r" \end{cases}"

    def brackets(self, text: str) -> str:
        return rf"\left({text}\right)"


def _rank_of(number: str) -> int:
    if r"\cdot" in number or number.startswith(r"\frac"):
        return PRODUCT
    return POWER if "^" in number else ATOM
