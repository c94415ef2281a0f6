"""A graph as a SymPy expression, for typesetting derivatives and analysis; imported on first use."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from optim_core.expression.graph.functions import FUNCTIONS
from optim_core.expression.graph.graph import Node, topological

MAX_SIZE = 200
"""Larger expressions are not converted: SymPy's time is not linear in their size, shared parts counted each time."""

MAX_CHOICES = 3
"""Nested Piecewise take SymPy exponentially long."""

_CHOICES = frozenset({"where", "relu", "step"})

_MAX_DENOMINATOR = 10**6

MAX_GROWTH = 1e4
"""Bound on nested constant exponents: SymPy would write (2x)^n with all digits of 2^n."""


def to_sympy(node: Node, max_size: int = MAX_SIZE) -> Any | None:
    """The expression of `node` over real symbols, or None if SymPy could take long over it.

    Constants that are whole numbers, simple fractions, or such a multiple of pi, or e, become exact.
    """
    order = topological([node])
    joined = _joined(order)
    choices = sum(current.op in _CHOICES and current not in joined for current in order)
    if choices > MAX_CHOICES or _written_size(order) > max_size or _growth(order) > MAX_GROWTH:
        return None
    built: dict[Node, Any] = {}
    for current in order:
        if current.op == "where":
            built[current] = _choice(current, built)
        else:
            built[current] = _converted(current, [built[argument] for argument in current.args])
    return built[node]


def sympy_text(expression: Any) -> str:
    """A SymPy expression as text of the language: as SymPy prints it, with all digits of its floats.

    Raises:
        TypeError: no SymPy expression.
    """
    import sympy
    from sympy.printing.str import StrPrinter

    if not isinstance(expression, sympy.Expr):
        raise TypeError(f"a formula is a text or a SymPy expression, not {type(expression).__name__}")

    class Printer(StrPrinter):
        def _print_Float(self, number: Any) -> str:
            return repr(float(number))

    return str(Printer().doprint(expression))


def with_plain_symbols(expression: Any, assumptions: Mapping[str, bool]) -> Any:
    """The expression over symbols with these assumptions, in place of real ones."""
    import sympy

    return expression.xreplace({s: sympy.Symbol(s.name, **assumptions) for s in expression.free_symbols})


def _joined(order: Sequence[Node]) -> set[Node]:
    """Choices that become a branch or a condition of another one."""
    joined: set[Node] = set()
    for node in order:
        if node.op == "where":
            _condition, first, second = node.args
            joined.update(part for part in (second,) if part.op == "where")
            if _adds_condition(first, second):
                joined.add(first)
    return joined


def _adds_condition(first: Node, second: Node) -> bool:
    """Whether a choice with these branches is one between what is inside `first`, under both conditions."""
    return first.op == "where" and first.args[2] is second


def _choice(node: Node, built: Mapping[Node, Any]) -> Any:
    """A choice as one Piecewise, with those in its branches."""
    import sympy

    condition, first, second = node.args
    conditions = [built[condition]]
    while _adds_condition(first, second):
        conditions.append(built[first.args[0]])
        first = first.args[1]
    both = sympy.And(*conditions) if len(conditions) > 1 else conditions[0]
    rest = built[second].args if second.op == "where" else ((built[second], True),)
    return sympy.Piecewise((built[first], both), *rest, evaluate=False)


def _written_size(order: Sequence[Node]) -> int:
    """Operations and names when every shared part is written out."""
    sizes: dict[Node, int] = {}
    for node in order:
        # SymPy has no real cube root: it is written with the sign and the modulus.
        copies = 2 if node.op in ("cbrt", "odd_power") else 1
        sizes[node] = 1 + copies * sum(sizes[argument] for argument in node.args)
    return sizes[order[-1]]


def _growth(order: Sequence[Node]) -> float:
    """Bound on the exponent a number may get where powers, or exp of logarithms, are nested."""
    has_logarithm = any(node.op in ("ln", "log2", "log10") for node in order)
    growth: dict[Node, float] = {}
    for node in order:
        factor = 1.0
        if node.op in ("pow", "even_power", "odd_power") or (has_logarithm and node.op in ("mul", "div")):
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


def _rational(exponent: Any) -> Any:
    """An exponent that was typed as a fraction, exactly."""
    import sympy

    fraction = Fraction(float(exponent)).limit_denominator(_MAX_DENOMINATOR)
    return sympy.Rational(fraction.numerator, fraction.denominator)


@cache
def _converters() -> dict[str, Callable[..., Any]]:
    import sympy

    # Evaluated, comparisons and choices search for proofs, which takes seconds.
    def choice(condition: Any, a: Any, b: Any) -> Any:
        return sympy.Piecewise((a, condition), (b, True), evaluate=False)

    def relation(kind: Any) -> Callable[[Any, Any], Any]:
        return lambda a, b: kind(a, b, evaluate=False)

    zero, one = sympy.Integer(0), sympy.Integer(1)
    at_least = relation(sympy.Ge)
    return {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "masked_product": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "neg": lambda a: -a,
        "pow": lambda a, b: a**b,
        "even_power": lambda a, r: sympy.Abs(a) ** _rational(r),
        "odd_power": lambda a, r: sympy.sign(a) * sympy.Abs(a) ** _rational(r),
        "log2": lambda a: sympy.log(a) / sympy.log(2),
        "log10": lambda a: sympy.log(a) / sympy.log(10),
        "cbrt": lambda a: sympy.sign(a) * sympy.Abs(a) ** sympy.Rational(1, 3),
        "step": lambda a: choice(at_least(a, zero), one, zero),
        "relu": lambda a: choice(at_least(a, zero), a, zero),
        "sigmoid": lambda a: 1 / (1 + sympy.exp(-a)),
        "softplus": lambda a: sympy.log(1 + sympy.exp(a)),
        "max2": lambda a, b: sympy.Max(a, b, evaluate=False),
        "min2": lambda a, b: sympy.Min(a, b, evaluate=False),
        "and": sympy.And,
        "lt": relation(sympy.Lt),
        "le": relation(sympy.Le),
        "gt": relation(sympy.Gt),
        "ge": at_least,
        "eq": relation(sympy.Eq),
        "ne": relation(sympy.Ne),
    }
