"""Products of numbers and matrices, and trees made of their sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from optim_core.matrix.tree import SCALAR, Expr, Shape, number


@dataclass(frozen=True)
class Product:
    """`coefficient` times numbers with their exponents times a chain of matrices; an empty chain is 1, or I."""

    coefficient: Fraction = Fraction(1)
    numbers: dict[Expr, Fraction] = field(default_factory=dict)
    chain: tuple[Expr, ...] = ()

    @property
    def key(self) -> object:
        """Equal for products that differ in their coefficient alone."""
        return frozenset(self.numbers.items()), self.chain


def built(terms: Sequence[Product], shape: Shape) -> Expr:
    """The sum as a tree."""
    if not terms:
        return number(0) if shape == SCALAR else Expr("mul", shape, (number(0), Expr("ones", shape)))
    result: Expr | None = None
    for term in terms:
        if result is None:
            result = _whole(term, shape)
        elif term.coefficient < 0:
            minus = Expr("neg", shape, (_whole(Product(-term.coefficient, term.numbers, term.chain), shape),))
            result = Expr("add", shape, (result, minus))
        else:
            result = Expr("add", shape, (result, _whole(term, shape)))
    assert result is not None
    return result


def _whole(term: Product, shape: Shape) -> Expr:
    """A term as a tree: -2 a b A B / c."""
    if term.coefficient < 0:
        return Expr("neg", shape, (_whole(Product(-term.coefficient, term.numbers, term.chain), shape),))
    above = [_powered(factor, power) for factor, power in term.numbers.items() if power > 0]
    # A number such as x' A x comes last, where it needs no brackets.
    above.sort(key=lambda factor: factor.op == "mul")
    if above and above[-1].op == "mul" and shape == SCALAR:
        above[-1:] = _factors(above[-1])
    below = [_powered(factor, -power) for factor, power in term.numbers.items() if power < 0]
    coefficient = term.coefficient
    factors = [number(coefficient)] if coefficient != 1 else []
    factors += above
    if shape != SCALAR:
        factors += _runs(term.chain) or [Expr("identity", shape)]
    result = factors[0] if factors else number(1)
    for factor in factors[1:]:
        own = factor.shape if result.scalar else result.shape if factor.scalar else (result.shape[0], factor.shape[1])
        result = Expr("mul", own, (result, factor))
    for factor in below:
        result = Expr("div", result.shape, (result, factor))
    return result


def _factors(product: Expr) -> list[Expr]:
    """The factors of a product, from left to right."""
    return [*_factors(product.args[0]), product.args[1]] if product.op == "mul" else [product]


def _runs(chain: Sequence[Expr]) -> list[Expr]:
    """A A A is A^3."""
    result: list[Expr] = []
    at = 0
    while at < len(chain):
        end = at
        while end + 1 < len(chain) and chain[end + 1] == chain[at] and chain[at].shape[0] == chain[at].shape[1]:
            end += 1
        count, factor = end + 1 - at, chain[at]
        if count == 1 or factor.op == "inverse" or (factor.op == "transpose" and factor.args[0].op == "inverse"):
            result += [factor] * count
        elif factor.op == "transpose":
            power = Expr("power", factor.shape, factor.args, number=Fraction(count))
            result.append(Expr("transpose", factor.shape, (power,)))
        else:
            result.append(Expr("power", factor.shape, (factor,), number=Fraction(count)))
        at = end + 1
    return result


def _powered(factor: Expr, power: Fraction) -> Expr:
    return factor if power == 1 else Expr("power", SCALAR, (factor,), number=power)
