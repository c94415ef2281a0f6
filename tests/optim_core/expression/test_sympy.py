"""SymPy as an equal: its expressions are read however it prints them, and given back."""

from __future__ import annotations

import math
from typing import Any

import pytest
import sympy
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from sympy import And, Eq, Ge, Gt, Heaviside, Le, Lt, Max, Min, Ne, Not, Or, Piecewise, Rational

from optim_core.expression import ExpressionError, sympy_text
from surfaces import Surface, parse, surface
from surfaces.catalogue import entries

x, y, a, theta = sympy.symbols("x y a theta_0")
POINTS = ((0.37, -0.81), (1.7, 0.44), (-2.3, 1.9))

FUNCTIONS = (
    sympy.sin, sympy.cos, sympy.exp, sympy.tanh, sympy.atan, sympy.sign, sympy.Abs, sympy.floor, sympy.ceiling,
    sympy.erf, sympy.sinh, sympy.cosh, sympy.asinh, sympy.sec, sympy.cot, sympy.coth, sympy.tan,
)  # fmt: skip


def _positive(e: Any) -> Any:
    return e**2 + 1


leaves = st.one_of(
    st.sampled_from([x, y, sympy.pi, sympy.E]),
    st.integers(-5, 9).map(sympy.Integer),
    st.tuples(st.integers(-7, 7), st.integers(2, 9)).map(lambda pq: Rational(*pq)),
    st.floats(-3, 3, allow_subnormal=False).map(lambda v: sympy.Float(repr(v))),
)


def _extended(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    # SymPy writes a comparison of cases as another kind of condition; formulas compared hold none.
    compared = st.sampled_from([x, y, x + y, x * y, x**2, sympy.sin(x), sympy.Integer(1), Rational(1, 2)])
    relations = st.builds(
        lambda kind, p, q: kind(p, q),
        st.sampled_from([Lt, Le, Gt, Ge, Eq, Ne]),
        st.sampled_from([x, y, x - y]),
        compared,
    )
    conditions = st.one_of(
        relations,
        st.builds(And, relations, relations),
        st.builds(Or, relations, relations),
        st.builds(lambda p, q: Not(And(p, q)), relations, relations),
    )
    return st.one_of(
        st.builds(lambda p, q: p + q, inner, inner),
        st.builds(lambda p, q: p * q, inner, inner),
        st.builds(lambda p, q: p / _positive(q), inner, inner),
        st.builds(lambda p, n: p**n, inner, st.sampled_from([2, 3, -2])),
        st.builds(lambda f, p: f(p), st.sampled_from(FUNCTIONS), inner),
        st.builds(lambda f, p, q: f(p, q), st.sampled_from([Max, Min]), inner, inner),
        st.builds(lambda p: sympy.sqrt(_positive(p)), inner),
        st.builds(lambda p: sympy.log(_positive(p)), inner),
        st.builds(lambda p, n, d: _positive(p) ** Rational(n, d), inner, st.integers(1, 5), st.sampled_from([2, 3, 5])),
        st.builds(lambda p, q, c: Piecewise((p, c), (q, True)), inner, inner, conditions),
        st.builds(
            lambda p, q, r, c, d: Piecewise((p, c), (q, d), (r, True)), inner, inner, inner, conditions, conditions
        ),
    )


expressions = st.recursive(leaves, _extended, max_leaves=7)


def _value(s: Surface, at: tuple[float, float]) -> float:
    named = dict(zip("xy", at, strict=True))
    return float(s.value(*(named[name] for name in s.variables)))


def _read(form: Any) -> Surface:
    try:
        return parse(form)
    except ExpressionError as problem:
        # Random constants may overflow, and random texts be too long; anything else is a failure.
        allowed = ("real number", "zero", "more than", "More than", "longer", "too large")
        assume(not any(words in problem.message for words in allowed))
        raise


def _same(s: Surface, expression: Any) -> None:
    for at in POINTS:
        expected = complex(expression.subs({x: at[0], y: at[1]}).evalf())
        if abs(expected.imag) > 1e-9 or not math.isfinite(expected.real) or abs(expected.real) > 1e9:
            continue
        assert _value(s, at) == pytest.approx(expected.real, rel=1e-7, abs=1e-7)


@settings(max_examples=120, deadline=None)
@given(expressions)
@example(Piecewise((x**2, x < 0), (sympy.sin(x), x < 1), (0, True)))
@example(Piecewise((x, Eq(x, 0) | (y > 1)), (y, Ne(x, 2)), (1, True)))
@example(Piecewise((x, Not(And(x > 0, y > 0))), (Piecewise((x, x > 1), (y, True)), True)))
@example(sympy.atan2(y, x) * sympy.log(x**2 + 1) ** 2 / sympy.sin(x) ** 2)
@example(sympy.Float("1.5e-7") * x + 2 ** (x + Rational(1, 2)))
def test_random_expressions_are_read_however_they_are_printed(expression: Any) -> None:
    assume(not expression.has(sympy.zoo, sympy.nan, sympy.oo, sympy.I, sympy.re, sympy.im, sympy.arg))
    for form in (str(expression), sympy.latex(expression), expression):
        _same(_read(form), expression)


@settings(max_examples=40, deadline=None)
@given(expressions)
@example(Piecewise(*((x * n, x < n) for n in range(7)), (y, True)))
def test_what_is_given_back_is_the_same_function(expression: Any) -> None:
    assume(not expression.has(sympy.zoo, sympy.nan, sympy.oo, sympy.I, sympy.re, sympy.im, sympy.arg))
    s = _read(expression)
    try:
        back = s.sympy()
    except ValueError:
        assume(False)
    again = _read(back)
    for at in POINTS:
        value = _value(s, at)
        if math.isfinite(value) and abs(value) < 1e9:
            assert complex(back.subs({x: at[0], y: at[1]}).evalf()).real == pytest.approx(value, rel=1e-7, abs=1e-7)
            assert _value(again, at) == pytest.approx(value, rel=1e-7, abs=1e-7)


def test_an_expression_comes_back_as_it_went_in() -> None:
    for expression in (x**2 + 3 * y, (1 - x) ** 2 + 100 * (y - x**2) ** 2, Piecewise((x, x > 0), (y**2, True)) + x * y):
        assert parse(expression).sympy() == expression


def test_symbols_are_plain_unless_asked_for() -> None:
    assert parse("x^2 + y").sympy().free_symbols == {x, y}
    real = {sympy.Symbol("x", real=True), sympy.Symbol("y", real=True)}
    assert parse("x^2 + y").sympy(real=True).free_symbols == real


def test_letters_are_numbers_or_symbols() -> None:
    s = parse(a * x**2 + theta, a=2.5)
    assert {name: float(value) for name, value in s.parameters.items()} == {"a": 2.5, "theta_0": 1.0}
    assert s.sympy() == Rational(5, 2) * x**2 + 1
    assert s.sympy(keep_parameters=True) == a * x**2 + theta


@pytest.mark.parametrize("key", sorted(entries()))
def test_every_catalogue_surface_is_given_back(key: str) -> None:
    s = surface(key)
    back = s.sympy()
    at = dict(zip(s.variables, (0.3, 0.7), strict=False))
    value = float(s.value(*at.values()))
    assert complex(back.subs(at).evalf()).real == pytest.approx(value, rel=1e-9, abs=1e-12)


def test_heaviside_is_a_half_at_zero_as_in_sympy() -> None:
    for expression in (Heaviside(x), Heaviside(x, 1), Heaviside(x - 1, 0)):
        for form in (str(expression), expression):
            s = parse(form)
            for at in (-1.0, 0.0, 1.0, 2.0):
                assert s.value(at) == float(expression.subs(x, at))


def test_floats_keep_all_their_digits() -> None:
    number = 0.1234567890123456789
    assert sympy_text(sympy.Float(repr(number)) * x) == f"{number!r}*x"
    assert parse(sympy.Float(number) * x).value(1.0) == number


def test_what_sympy_has_and_the_language_has_not_is_refused() -> None:
    for expression in (sympy.gamma(x), sympy.I * x, sympy.oo * x, sympy.Integral(x, x), sympy.Symbol("word")):
        with pytest.raises(ExpressionError):
            parse(expression)
    for other in (5, None, [x], sympy.true, sympy.Matrix([x])):
        with pytest.raises(TypeError):
            parse(other)


def test_too_many_choices_are_not_given_back() -> None:
    with pytest.raises(ValueError, match="SymPy"):
        parse("relu(x) + relu(2x) + relu(3x) + relu(4x)").sympy()
