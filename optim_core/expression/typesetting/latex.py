"""Typesetting. LaTeX is written from the tree alone, never from the typed text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from optim_core.expression.graph.functions import FUNCTIONS
from optim_core.expression.graph.graph import Node
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
from optim_core.expression.tree.vocabulary import Vocabulary

_SUM, _NEGATIVE, _PRODUCT, _POWER, _ATOM = range(5)
_GREEK = frozenset(
    ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
     "nu", "xi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda",
     "Xi", "Sigma", "Phi", "Psi", "Omega")
)  # fmt: skip
_ACCENTS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde", "dot": r"\dot"}
_RELATIONS = {"lt": "<", "le": r"\le", "gt": ">", "ge": r"\ge", "eq": "=", "ne": r"\ne"}

_MAX_DERIVED = 1500

Typeset = tuple[str, int]
"""LaTeX and how tightly its outermost operation binds."""


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
    if base in _GREEK:
        return rf"\{base}" if base != "epsilon" else r"\varepsilon"
    return base if len(base) == 1 else rf"\mathrm{{{base}}}"


def tree_latex(tree: Tree, vocabulary: Vocabulary, substitute: Mapping[str, str] | None = None) -> str:
    """LaTeX of `tree` as it was read.

    `substitute` gives LaTeX of numbers to be set in place of symbols, by canonical name.
    """
    return _Typesetter(vocabulary, substitute or {}).typeset(tree)[0]


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


class _Typesetter:
    def __init__(self, vocabulary: Vocabulary, substitute: Mapping[str, str]) -> None:
        self._vocabulary = vocabulary
        self._substitute = substitute

    def typeset(self, tree: Tree) -> Typeset:
        writers: dict[type[Tree], Callable[..., Typeset]] = {
            Number: self._number, Constant: self._constant, Symbol: self._symbol, Negative: self._negative,
            Binary: self._chain, Call: self._call, Piecewise: self._piecewise, Comparison: self._comparison,
        }  # fmt: skip
        return writers[type(tree)](tree)

    def _bound(self, tree: Tree, rank: int) -> str:
        """LaTeX of `tree`, in brackets if it binds less tightly than `rank`."""
        return _bracketed(self.typeset(tree), rank)

    def _number(self, tree: Number) -> Typeset:
        mantissa, _, exponent = tree.text.lower().partition("e")
        digits = mantissa.rstrip(".") if mantissa.endswith(".") else mantissa
        digits = "0" + digits if digits.startswith(".") else digits
        if not exponent:
            return digits, _ATOM
        power = f"10^{{{int(exponent)}}}"
        return (power, _POWER) if digits == "1" else (rf"{digits} \cdot {power}", _PRODUCT)

    def _constant(self, tree: Constant) -> Typeset:
        return (r"\pi" if tree.name == "pi" else "e"), _ATOM

    def _symbol(self, tree: Symbol) -> Typeset:
        number = self._substitute.get(tree.name)
        if number is None:
            return symbol_latex(tree.name, self._vocabulary), _ATOM
        if number.lstrip().startswith("-"):
            return _in_brackets(number), _ATOM
        return number, _PRODUCT if r"\cdot" in number else _POWER if "^" in number else _ATOM

    def _negative(self, tree: Negative) -> Typeset:
        return f"-{self._bound(tree.operand, _PRODUCT)}", _NEGATIVE

    def _chain(self, tree: Binary) -> Typeset:
        # Left-leaning chains are as long as the text: a loop, not a recursion.
        spine: list[Binary] = []
        first: Tree = tree
        while isinstance(first, Binary):
            spine.append(first)
            first = first.left
        left = self.typeset(first)
        for link in reversed(spine):
            left = self._binary(link, left)
        return left

    def _binary(self, tree: Binary, left: Typeset) -> Typeset:
        if tree.operator == "/":
            return rf"\frac{{{left[0]}}}{{{self.typeset(tree.right)[0]}}}", _PRODUCT
        if tree.operator == "^":
            return self._power(tree, left)
        if tree.operator == "*":
            return _product(_bracketed(left, _PRODUCT), self._bound(tree.right, _PRODUCT)), _PRODUCT
        right = self._bound(tree.right, _SUM if tree.operator == "+" else _NEGATIVE)
        if right.startswith("-"):
            right = _in_brackets(right)
        return f"{left[0]} {tree.operator} {right}", _SUM

    def _power(self, tree: Binary, left: Typeset) -> Typeset:
        is_fraction = left[0].startswith(r"\frac")
        base = _in_brackets(left[0]) if is_fraction else _bracketed(left, _ATOM)
        return f"{base}^{{{self.typeset(tree.right)[0]}}}", _POWER

    def _call(self, tree: Call) -> Typeset:
        template = FUNCTIONS[tree.function].latex
        arguments = [self.typeset(argument)[0] for argument in tree.arguments]
        if tree.function == "log" and len(arguments) == 2:
            template, arguments = rf"\log_{{{arguments[1]}}}", arguments[:1]
        if "{0}" in template:
            text = template.format(*arguments)
            return (text, _ATOM) if tree.power is None else (f"{_in_brackets(text)}^{{{tree.power}}}", _POWER)
        power = "" if tree.power is None else f"^{{{tree.power}}}"
        # A power behind the brackets would read as one of the argument's.
        return f"{template}{power}{_in_brackets(', '.join(arguments))}", _POWER

    def _comparison(self, tree: Comparison) -> Typeset:
        parts = [self.typeset(tree.operands[0])[0]]
        for operator, operand in zip(tree.operators, tree.operands[1:], strict=True):
            parts += [_RELATIONS[operator], self.typeset(operand)[0]]
        return " ".join(parts), _SUM

    def _piecewise(self, tree: Piecewise) -> Typeset:
        rows = []
        for value, condition in tree.branches:
            case = r"\text{otherwise}" if condition is None else self.typeset(condition)[0]
            rows.append(f"{self.typeset(value)[0]} & {case}")
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}", _PRODUCT


def _bracketed(part: Typeset, rank: int) -> str:
    return part[0] if part[1] >= rank else _in_brackets(part[0])


def _in_brackets(text: str) -> str:
    return rf"\left({text}\right)"


def _product(left: str, right: str) -> str:
    # Digits side by side would run together, and 2 \frac{1}{2} reads as two and a half.
    needs_dot = right[0].isdigit() or (right.startswith(r"\frac") and left[-1].isdigit())
    return rf"{left} \cdot {right}" if needs_dot else f"{left} {right}"
