"""An expression as text of the language, which reads back as the same, and typeset."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from optim_core.expression.tree.letters import GREEK
from optim_core.matrix.tree import Expr

NO_NAMES: Mapping[str, str] = MappingProxyType({})
_SUM, _SIGN, _PRODUCT, _POWER, _ATOM = range(5)
_LATEX_FUNCTIONS = {
    "tr": r"\operatorname{tr}", "det": r"\det", "logdet": r"\ln\det", "exp": r"\exp", "ln": r"\ln", "sin": r"\sin",
    "cos": r"\cos", "tanh": r"\tanh", "sigmoid": r"\sigma", "sign": r"\operatorname{sign}",
    "sum": r"\operatorname{sum}",
}  # fmt: skip


def text(expr: Expr) -> str:
    """Text that `reading.read` understands."""
    return _Text().written(expr, _SUM)


def latex(expr: Expr, names: Mapping[str, str] = NO_NAMES, shapes: bool = False) -> str:
    """LaTeX; `names` for letters that are called otherwise; with `shapes` under the letters. A zero matrix is 0."""
    return "0" if is_zero(expr) else _Latex(names, shapes).written(expr, _SUM)


def is_zero(expr: Expr) -> bool:
    """Whether it is a sum of no terms, which is kept as 0 times ones."""
    return expr.op == "mul" and expr.args[0].op == "number" and not expr.args[0].number and expr.args[1].op == "ones"


class _Text:
    """Text, with brackets where a part binds less tightly than its place asks."""

    minus, plus = " - ", " + "

    def written(self, expr: Expr, level: int) -> str:
        own, written = self._of(expr)
        return self.brackets(written) if own < level else written

    def brackets(self, inside: str) -> str:
        return f"({inside})"

    def _of(self, expr: Expr) -> tuple[int, str]:
        if expr.op == "number":
            return self.number(expr.number)
        if expr.op == "letter":
            return _ATOM, self.letter(expr)
        if expr.op == "identity":
            return _ATOM, "I"
        if expr.op == "ones":
            return _ATOM, self.ones()
        if expr.op == "add":
            return _SUM, self._sum(expr)
        if expr.op == "neg":
            return _SIGN, "-" + self.written(expr.args[0], _PRODUCT)
        if expr.op in ("mul", "hadamard"):
            return _PRODUCT, self._product(expr)
        if expr.op == "div":
            return self.quotient(expr)
        if expr.op == "transpose":
            return self.transpose(expr)
        if expr.op in ("inverse", "power", "elpower"):
            exponent = Fraction(-1) if expr.op == "inverse" else expr.number
            return _POWER, self.power(expr, exponent)
        if expr.op == "inner":
            return _ATOM, self.inner(*(self.written(arg, _SUM) for arg in expr.args))
        return _ATOM, self.call(expr.op, self.written(expr.args[0], _SUM))

    def _sum(self, expr: Expr) -> str:
        left, right = expr.args
        if right.op == "neg":
            return self.written(left, _SUM) + self.minus + self.written(right.args[0], _PRODUCT)
        return self.written(left, _SUM) + self.plus + self.written(right, _SIGN)

    def _product(self, expr: Expr) -> str:
        left, right = expr.args
        sign = self.entrywise() if expr.op == "hadamard" else self.times(right)
        return self.written(left, _PRODUCT) + sign + self.written(right, _POWER)

    def number(self, value: Fraction) -> tuple[int, str]:
        if value.denominator == 1:
            return (_ATOM if value >= 0 else _SIGN), str(value)
        if _is_decimal(value):
            return (_ATOM if value >= 0 else _SIGN), repr(float(value))
        return _PRODUCT, f"{value.numerator}/{value.denominator}"

    def letter(self, expr: Expr) -> str:
        return expr.name

    def ones(self) -> str:
        return "ones"

    def times(self, right: Expr) -> str:
        return "*" if right.op == "number" else " "

    def entrywise(self) -> str:
        return " .* "

    def quotient(self, expr: Expr) -> tuple[int, str]:
        above, below = expr.args
        return _PRODUCT, f"{self.written(above, _PRODUCT)}/{self.written(below, _POWER)}"

    def transpose(self, expr: Expr) -> tuple[int, str]:
        return _POWER, self.written(expr.args[0], _POWER) + "'"

    def power(self, expr: Expr, exponent: Fraction) -> str:
        raised = f"{exponent}" if exponent.denominator == 1 else f"({exponent})"
        return f"{self.written(expr.args[0], _POWER)}{'.' if expr.op == 'elpower' else ''}^{raised}"

    def inner(self, left: str, right: str) -> str:
        return f"<{left}, {right}>"

    def call(self, name: str, inside: str) -> str:
        return f"{name}({inside})"


def letter_latex(name: str) -> str:
    """A letter of the language typeset."""
    differential = name[:1] == "d" and len(name) > 1 and "_" not in name[:2]
    stem, _, index = name[differential:].partition("_")
    stem = rf"\{stem}" if stem in GREEK else stem
    return f"{'d ' * differential}{stem}_{{{index}}}" if index else f"{'d ' * differential}{stem}"


class _Latex(_Text):
    def __init__(self, names: Mapping[str, str], shapes: bool) -> None:
        self._names, self._shapes = names, shapes

    def brackets(self, inside: str) -> str:
        return rf"\left({inside}\right)"

    def number(self, value: Fraction) -> tuple[int, str]:
        if value.denominator == 1 or _is_decimal(value):
            return super().number(value)
        return _ATOM, rf"\tfrac{{{value.numerator}}}{{{value.denominator}}}"

    def letter(self, expr: Expr) -> str:
        name = self._names.get(expr.name) or letter_latex(expr.name)
        if not self._shapes or expr.scalar:
            return name
        rows, columns = (re.sub(r"(\D)(\d+)", r"\1_{\2}", str(dim)) for dim in expr.shape)
        return rf"\underset{{{rows} \times {columns}}}{{{name}}}"

    def ones(self) -> str:
        return r"\mathbf{1}"

    def times(self, right: Expr) -> str:
        return r" \cdot " if right.op == "number" else r" \, "

    def entrywise(self) -> str:
        return r" \odot "

    def quotient(self, expr: Expr) -> tuple[int, str]:
        above, below = expr.args
        return _ATOM, rf"\frac{{{self.written(above, _SUM)}}}{{{self.written(below, _SUM)}}}"

    def transpose(self, expr: Expr) -> tuple[int, str]:
        inside = expr.args[0]
        if inside.op == "inverse":
            return _POWER, self.written(inside.args[0], _ATOM) + r"^{-\top}"
        return _POWER, self.written(inside, _ATOM) + r"^{\top}"

    def power(self, expr: Expr, exponent: Fraction) -> str:
        circle = r"\circ " if expr.op == "elpower" else ""
        return f"{self.written(expr.args[0], _ATOM)}^{{{circle}{exponent}}}"

    def inner(self, left: str, right: str) -> str:
        return rf"\left\langle {left}, {right} \right\rangle"

    def call(self, name: str, inside: str) -> str:
        if name == "norm":
            return rf"\left\lVert {inside} \right\rVert"
        if name == "sqrt":
            return rf"\sqrt{{{inside}}}"
        if name == "abs":
            return rf"\left| {inside} \right|"
        return rf"{_LATEX_FUNCTIONS[name]}\left({inside}\right)"


def _is_decimal(value: Fraction) -> bool:
    return Fraction(repr(float(value))) == value and len(repr(float(value))) <= 8
