"""The functions of the language: one table for the parser, both kernels, derivatives and typesetting.

Adding a function is adding a row. A row either has code and derivatives, or `expand`, which writes it with
functions that do. Each derivative is given where it exists; where it does not, by convention: abs' (0) = 0,
relu' (0) = 0, and sign, step, floor, ceil have derivative 0 everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from optim_core.expression.base.limits import MAX_ARGUMENTS
from optim_core.expression.graph import numerics
from optim_core.expression.graph.node import Builder, Node

Partial = Callable[[Builder, Node], Node]


def _undefined(*_: Any) -> Any:
    raise TypeError("a function with `expand` has no code of its own")


@dataclass(frozen=True)
class Function:
    """A row of the table.

    `scalar` takes and returns floats and may raise what `math` raises; `array` broadcasts. `partials[i]`
    builds the derivative by argument i from the node of the call. `latex` is a command, or a template with
    `{0}`. `sympy` names the same function in SymPy ("" where it is written out by hand).
    """

    name: str
    latex: str
    scalar: Callable[..., float] = _undefined
    array: Callable[..., Any] = _undefined
    partials: tuple[Partial, ...] = ()
    sympy: str = ""
    aliases: tuple[str, ...] = ()
    arity: tuple[int, int] = (1, 1)
    expand: Callable[..., Node] | None = None


def _square(g: Builder, a: Node) -> Node:
    return g.pow(a, g.const(2.0))


def _reciprocal(g: Builder, a: Node) -> Node:
    return g.div(g.const(1.0), a)


def _over(g: Builder, a: Node, b: Node) -> Node:
    # ab/b^2 is a/b, and 0/0 where b is 0: undefined, where a/0 would be an infinity that others make finite again.
    return g.div(g.mul(a, b), _square(g, b))


def _plus(g: Builder, number: float, a: Node) -> Node:
    return g.add(g.const(number), a)


def _minus(g: Builder, number: float, a: Node) -> Node:
    return g.sub(g.const(number), a)


def _zero(g: Builder, n: Node) -> Node:
    return g.const(0.0)


def _arcsine_derivative(g: Builder, n: Node) -> Node:
    return _reciprocal(g, g.apply("sqrt", _minus(g, 1.0, _square(g, n.args[0]))))


def _acosh_derivative(g: Builder, n: Node) -> Node:
    # Two roots, not one of x^2 - 1, so that it is undefined where acosh is.
    x, one = n.args[0], g.const(1.0)
    return _reciprocal(g, g.mul(g.apply("sqrt", g.sub(x, one)), g.apply("sqrt", g.add(x, one))))


def _sigmoid_derivative(g: Builder, n: Node) -> Node:
    # s(x)s(-x) keeps its digits where s(x)(1 - s(x)) cancels.
    return g.mul(n, g.apply("sigmoid", g.neg(n.args[0])))


def _tanh_derivative(g: Builder, n: Node) -> Node:
    # With t = tanh(x), 1 - t^2 = 4 s(2x)s(-2x) keeps its digits where t is nearly 1.
    twice = g.mul(g.const(2.0), n.args[0])
    return g.mul(g.const(4.0), g.mul(g.apply("sigmoid", twice), g.apply("sigmoid", g.neg(twice))))


def _erf_derivative(g: Builder, n: Node) -> Node:
    return g.mul(g.const(2.0 / math.sqrt(math.pi)), g.apply("gauss", n.args[0]))


def _atan2_partial(position: int) -> Partial:
    def partial(g: Builder, n: Node) -> Node:
        y, x = n.args
        squared_radius = g.add(_square(g, x), _square(g, y))
        return g.div(x, squared_radius) if position == 0 else g.neg(g.div(y, squared_radius))

    return partial


def _logarithm(g: Builder, a: Node, base: Node | None = None) -> Node:
    return g.apply("ln", a) if base is None else g.div(g.apply("ln", a), g.apply("ln", base))


def _scaled_log(base: float) -> Partial:
    return lambda g, n: _reciprocal(g, g.mul(g.const(math.log(base)), n.args[0]))


def _even_power_partial(g: Builder, n: Node) -> Node:
    return g.mul(n.args[1], g.apply("odd_power", n.args[0], _minus_one(g, n.args[1])))


def _odd_power_partial(g: Builder, n: Node) -> Node:
    return g.mul(n.args[1], g.apply("even_power", n.args[0], _minus_one(g, n.args[1])))


def _minus_one(g: Builder, exponent: Node) -> Node:
    return g.sub(exponent, g.const(1.0))


def _heaviside(g: Builder, a: Node, at_zero: Node | None = None) -> Node:
    # Written with the sign: 0, 1/2 and 1, and what is asked for at 0 in place of the half.
    sign = g.apply("sign", a)
    half = g.div(_plus(g, 1.0, sign), g.const(2.0))
    if at_zero is None:
        return half
    return g.add(half, g.mul(g.sub(at_zero, g.const(0.5)), _minus(g, 1.0, _square(g, sign))))


def _folded_pairs(name: str) -> Callable[..., Node]:
    def expand(g: Builder, *args: Node) -> Node:
        result = args[0]
        for argument in args[1:]:
            result = g.apply(name, result, argument)
        return result

    return expand


_ROWS = (
    Function("sin", r"\sin", math.sin, np.sin, (lambda g, n: g.apply("cos", n.args[0]),), "sin"),
    Function("cos", r"\cos", math.cos, np.cos, (lambda g, n: g.neg(g.apply("sin", n.args[0])),), "cos"),
    Function("tan", r"\tan", math.tan, np.tan, (lambda g, n: _plus(g, 1.0, _square(g, n)),), "tan", ("tg",)),
    Function(
        "cot", r"\cot", aliases=("ctg",), expand=lambda g, a: _over(g, g.apply("cos", a), g.apply("sin", a))
    ),
    Function("coth", r"\coth", expand=lambda g, a: _over(g, g.const(1.0), g.apply("tanh", a))),
    Function("sech", r"\operatorname{sech}", expand=lambda g, a: _reciprocal(g, g.apply("cosh", a))),
    Function("csch", r"\operatorname{csch}", expand=lambda g, a: _over(g, g.const(1.0), g.apply("sinh", a))),
    Function("sec", r"\sec", expand=lambda g, a: _over(g, g.const(1.0), g.apply("cos", a))),
    Function("csc", r"\csc", aliases=("cosec",), expand=lambda g, a: _over(g, g.const(1.0), g.apply("sin", a))),
    Function("asin", r"\arcsin", math.asin, np.arcsin, (_arcsine_derivative,), "asin", ("arcsin",)),
    Function(
        "acos", r"\arccos", math.acos, np.arccos,
        (lambda g, n: g.neg(_arcsine_derivative(g, n)),), "acos", ("arccos",),
    ),
    Function(
        "atan", r"\arctan", math.atan, np.arctan,
        (lambda g, n: _reciprocal(g, _plus(g, 1.0, _square(g, n.args[0]))),), "atan", ("arctg", "arctan"),
    ),
    Function(
        "atan2", r"\operatorname{atan2}", math.atan2, np.arctan2, (_atan2_partial(0), _atan2_partial(1)),
        "atan2", ("arctan2", "atan_2", "arctan_2"), (2, 2),
    ),
    Function(
        "sinh", r"\sinh", math.sinh, np.sinh, (lambda g, n: g.apply("cosh", n.args[0]),), "sinh", ("sh",)
    ),
    Function(
        "cosh", r"\cosh", math.cosh, np.cosh, (lambda g, n: g.apply("sinh", n.args[0]),), "cosh", ("ch",)
    ),
    Function(
        "tanh", r"\tanh", math.tanh, np.tanh, (_tanh_derivative,), "tanh", ("th",)
    ),
    Function(
        "asinh", r"\operatorname{arsinh}", math.asinh, np.arcsinh,
        (lambda g, n: _reciprocal(g, g.apply("sqrt", _plus(g, 1.0, _square(g, n.args[0])))),),
        "asinh", ("arsinh", "arcsinh"),
    ),
    Function(
        "acosh", r"\operatorname{arcosh}", math.acosh, np.arccosh, (_acosh_derivative,),
        "acosh", ("arcosh", "arccosh"),
    ),
    Function(
        "atanh", r"\operatorname{artanh}", math.atanh, np.arctanh,
        (lambda g, n: _reciprocal(g, _minus(g, 1.0, _square(g, n.args[0]))),), "atanh", ("artanh", "arctanh"),
    ),
    Function("exp", r"\exp", math.exp, np.exp, (lambda g, n: n,), "exp"),
    Function("ln", r"\ln", math.log, np.log, (lambda g, n: _reciprocal(g, n.args[0]),), "log"),
    Function("log", r"\log", arity=(1, 2), expand=_logarithm),
    Function("log2", r"\log_{2}", math.log2, np.log2, (_scaled_log(2.0),), aliases=("log_2",)),
    Function("log10", r"\log_{10}", math.log10, np.log10, (_scaled_log(10.0),), aliases=("lg", "log_10")),
    Function(
        "sqrt", r"\sqrt{{{0}}}", math.sqrt, np.sqrt, (lambda g, n: g.div(g.const(0.5), n),), "sqrt",
    ),
    Function(
        "cbrt", r"\sqrt[3]{{{0}}}", math.cbrt, np.cbrt,
        (lambda g, n: _reciprocal(g, g.mul(g.const(3.0), _square(g, n))),),
    ),
    Function(
        "abs", r"\left|{0}\right|", math.fabs, np.abs, (lambda g, n: g.apply("sign", n.args[0]),), "Abs",
        ("fabs", "absolute"),
    ),
    Function("sign", r"\operatorname{sign}", numerics.sign, np.sign, (_zero,), "sign", ("sgn",)),
    Function("floor", r"\left\lfloor {0} \right\rfloor", numerics.floor, np.floor, (_zero,), "floor"),
    Function("ceil", r"\left\lceil {0} \right\rceil", numerics.ceil, np.ceil, (_zero,), "ceiling", ("ceiling",)),
    Function("step", r"\operatorname{step}", numerics.step, numerics.step_array, (_zero,)),
    Function("heaviside", r"\operatorname{heaviside}", arity=(1, 2), expand=_heaviside),
    Function("relu", r"\operatorname{relu}", numerics.relu, numerics.relu_array),
    Function(
        "sigmoid", r"\operatorname{sigmoid}", numerics.sigmoid, numerics.sigmoid_array, (_sigmoid_derivative,)
    ),
    Function(
        "softplus", r"\operatorname{softplus}", numerics.softplus, numerics.softplus_array,
        (lambda g, n: g.apply("sigmoid", n.args[0]),),
    ),
    Function("erf", r"\operatorname{erf}", math.erf, numerics.erf_array, (_erf_derivative,), "erf"),
    Function(
        "gauss", r"\operatorname{gauss}", expand=lambda g, a: g.apply("exp", g.neg(_square(g, a))),
    ),
    # x^(p/q) with an odd q: |x|^r for an even p, with the sign of x for an odd one. The exponent is a number.
    Function(
        "even_power", r"\operatorname{evenpower}", numerics.even_power, numerics.even_power_array,
        (_even_power_partial,), arity=(2, 2),
    ),
    Function(
        "odd_power", r"\operatorname{oddpower}", numerics.odd_power, numerics.odd_power_array,
        (_odd_power_partial,), arity=(2, 2),
    ),
    Function("max2", r"\max", numerics.maximum, np.maximum, arity=(2, 2)),
    Function("min2", r"\min", numerics.minimum, np.minimum, arity=(2, 2)),
    Function("max", r"\max", arity=(2, MAX_ARGUMENTS), expand=_folded_pairs("max2"), aliases=("maximum",)),
    Function("min", r"\min", arity=(2, MAX_ARGUMENTS), expand=_folded_pairs("min2"), aliases=("minimum",)),
)  # fmt: skip

FUNCTIONS: dict[str, Function] = {row.name: row for row in _ROWS}

INTERNAL = frozenset({"max2", "min2", "even_power", "odd_power"})
"""Rows that exist in graphs only and cannot be typed."""

SPELLINGS: dict[str, str] = {
    spelling: row.name for row in _ROWS if row.name not in INTERNAL for spelling in (row.name, *row.aliases)
}
"""Every way to type a function, with the name of its row."""

CONSTANTS: dict[str, float] = {"pi": math.pi, "e": math.e}
