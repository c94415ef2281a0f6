"""A graph as a SymPy expression, for typesetting derivatives and analysis; imported on first use."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from optim_core.expression.functions import FUNCTIONS
from optim_core.expression.graph import Node, topological

MAX_NODES = 80
"""Larger graphs are not converted: SymPy's time is not linear in their size."""

MAX_GROWTH = 1e4
"""Bound on nested constant exponents: SymPy would write (2x)^n with all digits of 2^n."""


def to_sympy(node: Node, max_nodes: int = MAX_NODES) -> Any | None:
    """The expression of `node` over real symbols, or None if SymPy could take long over it.

    Constants that are whole numbers, simple fractions, or such a multiple of pi, or e, become exact.
    """
    order = topological([node])
    if len(order) > max_nodes or _growth(order) > MAX_GROWTH:
        return None
    built: dict[Node, Any] = {}
    for current in order:
        built[current] = _converted(current, [built[argument] for argument in current.args])
    return built[node]


def _growth(order: Sequence[Node]) -> float:
    """Bound on the exponent a number may get where powers, or exp of logarithms, are nested."""
    has_logarithm = any(node.op in ("ln", "log2", "log10") for node in order)
    growth: dict[Node, float] = {}
    for node in order:
        factor = 1.0
        if node.op == "pow" or (has_logarithm and node.op in ("mul", "div")):
            numbers = [argument.number for argument in node.args]
            factor = max([1.0, *(abs(number) for number in numbers if number is not None)])
        growth[node] = min(1e300, factor * max([1.0, *(growth[argument] for argument in node.args)]))
    return max(growth.values())


def _converted(node: Node, args: list[Any]) -> Any:
    import sympy

    if isinstance(node.value, str):
        return sympy.Symbol(node.value, real=True)
    if isinstance(node.value, float):
        return _exact(node.value)
    if node.op in FUNCTIONS and FUNCTIONS[node.op].sympy:
        return getattr(sympy, FUNCTIONS[node.op].sympy)(*args)
    return _converters()[node.op](*args)


def _exact(value: float) -> Any:
    import sympy

    if value == math.e:
        return sympy.E
    for unit, symbol in ((1.0, sympy.Integer(1)), (math.pi, sympy.pi)):
        twelfths = value / unit * 12.0
        if abs(twelfths) < 1e9 and twelfths == round(twelfths):
            return sympy.Rational(round(twelfths), 12) * symbol
    return sympy.Float(value)


@cache
def _converters() -> dict[str, Callable[..., Any]]:
    import sympy

    def choice(condition: Any, a: Any, b: Any) -> Any:
        return sympy.Piecewise((a, condition), (b, True))

    return {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "masked_product": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "neg": lambda a: -a,
        "pow": lambda a, b: a**b,
        "log2": lambda a: sympy.log(a) / sympy.log(2),
        "log10": lambda a: sympy.log(a) / sympy.log(10),
        "cbrt": lambda a: sympy.sign(a) * sympy.Abs(a) ** sympy.Rational(1, 3),
        "step": lambda a: choice(a >= 0, sympy.Integer(1), sympy.Integer(0)),
        "relu": lambda a: choice(a > 0, a, sympy.Integer(0)),
        "sigmoid": lambda a: 1 / (1 + sympy.exp(-a)),
        "softplus": lambda a: sympy.log(1 + sympy.exp(a)),
        "max2": lambda a, b: choice(a >= b, a, b),
        "min2": lambda a, b: choice(a <= b, a, b),
        "where": choice,
        "and": sympy.And,
        "lt": sympy.Lt,
        "le": sympy.Le,
        "gt": sympy.Gt,
        "ge": sympy.Ge,
        "eq": sympy.Eq,
        "ne": sympy.Ne,
    }
