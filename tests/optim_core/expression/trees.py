"""Random formulas with two independent meanings: a text, and a value by plain Python arithmetic."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st


@dataclass(frozen=True)
class Formula:
    """`text` is fully bracketed where needed; `value(x, y)` raises ArithmeticError or ValueError off the domain."""

    text: str
    value: Callable[[float, float], float]

    def __repr__(self) -> str:
        return self.text


def _real_power(base: float, exponent: float) -> float:
    value = base**exponent
    if isinstance(value, complex):
        raise ValueError("complex")
    return value


_UNARY: dict[str, Callable[[float], float]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "atan": math.atan,
    "tanh": math.tanh,
    "exp": math.exp,
    "ln": math.log,
    "log10": math.log10,
    "sqrt": math.sqrt,
    "abs": abs,
    "asinh": math.asinh,
    "erf": math.erf,
    "cbrt": lambda v: math.copysign(abs(v) ** (1 / 3), v),
    "sigmoid": lambda v: 1 / (1 + math.exp(-v)),
    "softplus": lambda v: math.log(1 + math.exp(v)),
    "gauss": lambda v: math.exp(-(v**2)),
    "relu": lambda v: max(v, 0.0),
    "sec": lambda v: 1 / math.cos(v),
    "cot": lambda v: math.cos(v) / math.sin(v),
}

SMOOTH = ("sin", "cos", "atan", "tanh", "exp", "asinh", "erf", "sigmoid", "softplus", "gauss")


def _number(value: float) -> Formula:
    return Formula(repr(value), lambda x, y: value)


def _unary(name: str, inner: Formula) -> Formula:
    function = _UNARY[name]
    return Formula(f"{name}({inner.text})", lambda x, y: function(inner.value(x, y)))


def _bars(inner: Formula) -> Formula:
    return Formula(f"|{inner.text}|", lambda x, y: abs(inner.value(x, y)))


def _minus(inner: Formula) -> Formula:
    return Formula(f"(-({inner.text}))", lambda x, y: -inner.value(x, y))


def _power(inner: Formula, exponent: int) -> Formula:
    return Formula(f"({inner.text})^{exponent}", lambda x, y: _real_power(inner.value(x, y), exponent))


def _binary(operator: str, a: Formula, b: Formula) -> Formula:
    operations: dict[str, Callable[[float, float], float]] = {
        "+": lambda p, q: p + q,
        " - ": lambda p, q: p - q,
        "*": lambda p, q: p * q,
        "": lambda p, q: p * q,
        "/": lambda p, q: p / q,
    }
    operation = operations[operator]
    return Formula(f"({a.text}){operator}({b.text})", lambda x, y: operation(a.value(x, y), b.value(x, y)))


def _extreme(name: str, a: Formula, b: Formula) -> Formula:
    function = {"max": max, "min": min}[name]
    return Formula(f"{name}({a.text}; {b.text})", lambda x, y: function(a.value(x, y), b.value(x, y)))


def _cases(a: Formula, b: Formula, c: Formula) -> Formula:
    def value(x: float, y: float) -> float:
        return a.value(x, y) if c.value(x, y) > 0 else b.value(x, y)

    return Formula(f"Piecewise(({a.text}, {c.text} > 0), ({b.text}, True))", value)


_VARIABLES = (Formula("x", lambda x, y: x), Formula("y", lambda x, y: y))
_NUMBERS = st.sampled_from([0.5, 1.0, 2.0, 3.0, 0.1, 1.75, 12.0]).map(_number)


def formulas(*, smooth: bool = False, leaves: int = 10) -> st.SearchStrategy[Formula]:
    """Formulas in x and y; `smooth` ones are defined and infinitely often differentiable everywhere."""

    def extend(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
        names = SMOOTH if smooth else tuple(_UNARY)
        operators = ["+", " - ", "*", ""] if smooth else ["+", " - ", "*", "", "/"]
        exponents = st.integers(2, 4) if smooth else st.sampled_from([2, 3, 4, 5])
        choices = [
            st.builds(_unary, st.sampled_from(names), inner),
            st.builds(_binary, st.sampled_from(operators), inner, inner),
            st.builds(_power, inner, exponents),
            st.builds(_minus, inner),
        ]
        if not smooth:
            choices += [
                st.builds(_bars, inner),
                st.builds(_extreme, st.sampled_from(["max", "min"]), inner, inner),
                st.builds(_cases, inner, inner, inner),
            ]
        return st.one_of(choices)

    return st.recursive(st.one_of(st.sampled_from(_VARIABLES), _NUMBERS), extend, max_leaves=leaves)


coordinates = st.floats(-3, 3).map(lambda value: round(value, 3))
