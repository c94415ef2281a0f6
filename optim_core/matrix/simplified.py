"""Sums of products in one form, so that equal terms meet: numbers in front, transposes on the letters, no I in between.

Products are not multiplied out: A'(A x - b) stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

from optim_core.matrix.products import Product, built
from optim_core.matrix.tree import ELEMENTWISE, SCALAR, Expr, number

_ONE = Fraction(1)


class Term(Product):
    """A product that can be multiplied further."""

    def times(self, other: Term) -> Term:
        """The product, in this order."""
        numbers = dict(self.numbers)
        for factor, exponent in other.numbers.items():
            numbers[factor] = numbers.get(factor, Fraction(0)) + exponent
        kept = {factor: exponent for factor, exponent in numbers.items() if exponent}
        return Term(self.coefficient * other.coefficient, kept, _cancelled((*self.chain, *other.chain)))


def simplified(expr: Expr) -> Expr:
    """The same value in the one form."""
    return built(_terms(expr), expr.shape)


def added(left: Expr, right: Expr) -> Expr:
    """The sum."""
    return simplified(Expr("add", left.shape, (left, right)))


def scaled(factor: Fraction, expr: Expr) -> Expr:
    """A multiple."""
    return simplified(Expr("mul", expr.shape, (number(factor), expr)))


def multiplied(left: Expr, right: Expr) -> Expr:
    """The product, of matrices or by a number."""
    shape = right.shape if left.scalar else left.shape if right.scalar else (left.shape[0], right.shape[1])
    return simplified(Expr("mul", shape, (left, right)))


def transposed(expr: Expr) -> Expr:
    """The transpose."""
    return simplified(Expr("transpose", (expr.shape[1], expr.shape[0]), (expr,)))


def inverse(expr: Expr) -> Expr:
    """The inverse."""
    return simplified(Expr("inverse", expr.shape, (expr,)))


@lru_cache(maxsize=4096)
def _known_terms(expr: Expr) -> tuple[Term, ...]:
    return tuple(_found_terms(expr))


def _terms(expr: Expr) -> list[Term]:
    """The sum that an expression is; parts that have been seen are not worked out again."""
    return list(_known_terms(expr))


def _found_terms(expr: Expr) -> list[Term]:
    if expr.op == "number":
        return _collected([Term(expr.number)])
    if expr.op == "identity":
        return [Term()]
    if expr.op == "add":
        return _collected([*_terms(expr.args[0]), *_terms(expr.args[1])])
    if expr.op == "neg":
        return [Term(-t.coefficient, t.numbers, t.chain) for t in _terms(expr.args[0])]
    if expr.op in ("mul", "div"):
        return _of_product(expr)
    if expr.op == "transpose":
        inside = expr.args[0]
        return _collected([_transposed_term(term) for term in _terms(inside)])
    if expr.op == "inverse":
        return [_inverse_term(expr)]
    if expr.op == "power":
        return [_power_term(expr)]
    if expr.op == "inner":
        return _of_inner(expr)
    if expr.op == "hadamard":
        return _of_hadamard(expr)
    if expr.op in ("tr", "sum"):
        return _of_linear(expr)
    return [_atom(Expr(expr.op, expr.shape, tuple(map(simplified, expr.args)), expr.name, expr.number))]


def _atom(expr: Expr) -> Term:
    return Term(numbers={expr: _ONE}) if expr.scalar else Term(chain=(expr,))


def _of_product(expr: Expr) -> list[Term]:
    left, right = expr.args
    one, other = _terms(left), _terms(right)
    if expr.op == "div":
        other = [_raised(_single(other, right), Fraction(-1))]
    if not one or not other:
        return []
    if len(one) == 1 and _is_plain(one[0]):
        return [Term(one[0].coefficient * t.coefficient, t.numbers, t.chain) for t in other]
    if len(other) == 1 and _is_plain(other[0]):
        return [Term(other[0].coefficient * t.coefficient, t.numbers, t.chain) for t in one]
    product = _single(one, left).times(_single(other, right) if expr.op == "mul" else other[0])
    return [_as_number(product)] if expr.scalar else [product]


def _is_plain(term: Term) -> bool:
    return not term.numbers and not term.chain


def _single(terms: Sequence[Term], expr: Expr) -> Term:
    """The one term; a sum becomes a factor of its own."""
    if len(terms) == 1:
        return terms[0]
    common = _common(terms)
    inside = [Term(term.coefficient / common, term.numbers, term.chain) for term in terms]
    whole = built(inside, expr.shape)
    return Term(common).times(_atom(whole if whole.scalar else _least_transposed(whole)))


def _least_transposed(total: Expr) -> Expr:
    """A sum, or the transpose of its transpose, whichever has fewer of them inside."""
    turned = _turned_sum(total)
    if _transposes(turned) + 1 < _transposes(total):
        return Expr("transpose", total.shape, (turned,))
    return total


def _turned_sum(total: Expr) -> Expr:
    return built([_transposed_term(term) for term in _terms(total)], (total.shape[1], total.shape[0]))


def _transposes(expr: Expr) -> int:
    return sum(part.op == "transpose" for part in expr.walk())


def _common(terms: Sequence[Term]) -> Fraction:
    """What all coefficients have in common, with the sign of the first."""
    above = gcd(*(abs(term.coefficient.numerator) for term in terms))
    below = lcm(*(term.coefficient.denominator for term in terms))
    return Fraction(above, below) * (1 if terms[0].coefficient > 0 else -1)


def _as_number(term: Term) -> Term:
    """A chain that gives a number, as x' A x, is one factor: equal to its own transpose, and norm(x)^2 where it is."""
    if not term.chain:
        return term
    chain = term.chain
    back = tuple(_transposed_factor(factor) for factor in reversed(chain))
    half = len(chain) // 2
    if len(chain) % 2 == 0 and chain[half:] == back[half:]:
        inner = _chained(chain[half:])
        return (
            Term(term.coefficient, {}, ())
            .times(Term(numbers={**term.numbers}))
            .times(Term(numbers={Expr("norm", SCALAR, (inner,)): Fraction(2)}))
        )
    chosen = min(chain, back, key=lambda factors: (_moves_early(factors), repr(factors)))
    return Term(term.coefficient, dict(term.numbers)).times(Term(numbers={_chained(chosen): _ONE}))


def _moves_early(chain: Sequence[Expr]) -> bool:
    """Whether a differential, a letter such as dx, stands elsewhere than at the end, where it is read best."""
    places = [
        at for at, factor in enumerate(chain) for p in factor.walk() if p.op == "letter" and p.name[:1] == "d" != p.name
    ]
    return any(place < len(chain) // 2 for place in places)


def _chained(chain: Sequence[Expr]) -> Expr:
    result = chain[0]
    for factor in chain[1:]:
        result = Expr("mul", (result.shape[0], factor.shape[1]), (result, factor))
    return result


def _transposed_term(term: Term) -> Term:
    return Term(term.coefficient, term.numbers, tuple(_transposed_factor(f) for f in reversed(term.chain)))


def _transposed_factor(factor: Expr) -> Expr:
    shape = (factor.shape[1], factor.shape[0])
    if factor.op == "transpose":
        return factor.args[0]
    if factor.op == "add":
        turned = _turned_sum(factor)
        return turned if _transposes(turned) <= _transposes(factor) + 1 else Expr("transpose", shape, (factor,))
    if factor.op in ("hadamard", "elpower", *ELEMENTWISE):
        return Expr(factor.op, shape, tuple(transposed(arg) for arg in factor.args), factor.name, factor.number)
    if factor.op in ("ones", "identity"):
        return Expr(factor.op, shape)
    return Expr("transpose", shape, (factor,))


def _inverse_term(expr: Expr) -> Term:
    terms = _terms(expr.args[0])
    if len(terms) == 1 and terms[0].coefficient and all(f.shape[0] == f.shape[1] for f in terms[0].chain):
        (term,) = terms
        numbers = {factor: -exponent for factor, exponent in term.numbers.items()}
        return Term(1 / term.coefficient, numbers, tuple(_inverse_factor(f) for f in reversed(term.chain)))
    return _atom(Expr("inverse", expr.shape, (built(terms, expr.shape),)))


def _inverse_factor(factor: Expr) -> Expr:
    if factor.op == "inverse":
        return factor.args[0]
    if factor.op == "transpose":
        return _transposed_factor(_inverse_factor(factor.args[0]))
    return Expr("inverse", factor.shape, (factor,))


def _power_term(expr: Expr) -> Term:
    base = expr.args[0]
    terms = _terms(base)
    if not expr.scalar:
        term, result = _single(terms, base), Term()
        for _ in range(int(expr.number)):
            result = result.times(term)
        return result
    return _raised(_single(terms, base) if terms else Term(Fraction(0)), expr.number)


def _raised(term: Term, exponent: Fraction) -> Term:
    """A number to a power; a root of a product stays one."""
    if exponent.denominator == 1 and (term.coefficient or exponent > 0):
        raised = {factor: power * exponent for factor, power in term.numbers.items()}
        return Term(term.coefficient ** int(exponent), {f: p for f, p in raised.items() if p})
    return Term(numbers={built([term], SCALAR): exponent})


def _of_linear(expr: Expr) -> list[Term]:
    """tr(-2 A) is -2 tr(A)."""
    inside = expr.args[0]
    terms = _terms(inside)
    if not terms:
        return []
    term = _single(terms, inside)
    if inside.scalar:
        return [term]
    of = _chained(term.chain) if term.chain else Expr("identity", inside.shape)
    return [Term(term.coefficient, dict(term.numbers)).times(Term(numbers={Expr(expr.op, SCALAR, (of,)): _ONE}))]


def _of_inner(expr: Expr) -> list[Term]:
    left, right = expr.args
    one, other = _terms(left), _terms(right)
    if not one or not other:
        return []
    first, second = _single(one, left), _single(other, right)
    outside = Term(first.coefficient, dict(first.numbers)).times(Term(second.coefficient, dict(second.numbers)))
    if left.shape[1] == 1 and first.chain and second.chain:
        back = tuple(_transposed_factor(f) for f in reversed(first.chain))
        return [_as_number(Term(outside.coefficient, outside.numbers, _cancelled((*back, *second.chain))))]
    if not first.chain or not second.chain:
        of = (first.chain or second.chain) or (Expr("identity", left.shape),)
        return [outside.times(Term(numbers={Expr("tr", SCALAR, (_chained(of),)): _ONE}))]
    pair = tuple(sorted((_chained(first.chain), _chained(second.chain)), key=repr))
    if pair[0] == pair[1]:
        return [outside.times(Term(numbers={Expr("norm", SCALAR, (pair[0],)): Fraction(2)}))]
    return [outside.times(Term(numbers={Expr("inner", SCALAR, pair): _ONE}))]


def _of_hadamard(expr: Expr) -> list[Term]:
    outside, powers = Term(), dict[Expr, Fraction]()
    for part in _entrywise_factors(expr):
        term = _single(_terms(part), part) if _terms(part) else Term(Fraction(0))
        outside = outside.times(Term(term.coefficient, dict(term.numbers)))
        base = built([Term(chain=term.chain)], part.shape)
        exponent = Fraction(1)
        if base.op == "elpower":
            base, exponent = base.args[0], base.number
        if base.op != "ones":
            powers[base] = powers.get(base, Fraction(0)) + exponent
    if not outside.coefficient:
        return []
    factors = [
        base if exponent == 1 else Expr("elpower", base.shape, (base,), number=exponent)
        for base, exponent in powers.items()
        if exponent
    ]
    if not factors:
        return [outside.times(Term(chain=(Expr("ones", expr.shape),)))]
    result = factors[0]
    for factor in factors[1:]:
        result = Expr("hadamard", expr.shape, (result, factor))
    return [outside.times(_atom(result) if len(factors) > 1 else _single(_terms(result), result))]


def _entrywise_factors(expr: Expr) -> Iterator[Expr]:
    """The factors of products of entries inside each other."""
    for part in map(simplified, expr.args):
        if part.op == "hadamard":
            yield from _entrywise_factors(part)
        else:
            yield part


def _cancelled(chain: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """Without neighbours that are inverse to each other."""
    kept: list[Expr] = []
    for factor in chain:
        if factor.op == "identity":
            continue
        if kept and kept[-1].shape[0] == kept[-1].shape[1] and _inverse_factor(factor) == kept[-1]:
            kept.pop()
        else:
            kept.append(factor)
    return tuple(kept)


def _collected(terms: Iterable[Term]) -> list[Term]:
    sums: dict[object, Term] = {}
    for term in terms:
        before = sums.get(term.key)
        coefficient = term.coefficient + (before.coefficient if before else 0)
        sums[term.key] = Term(coefficient, term.numbers, term.chain)
    return [term for term in sums.values() if term.coefficient]
