"""Typed formulas as surfaces: kernels, guessed domain, guessed start."""

from __future__ import annotations

import math
import pickle
import re
from typing import Any

import numpy as np
import pytest

from surfaces import ExpressionError, parse


def test_value_gradient_and_hessian_of_the_banana() -> None:
    s = parse("(1-x)^2 + 100(y-x^2)^2")
    assert s.value(-1.0, 2.0) == 104.0
    assert s.gradient(-1.0, 2.0) == (396.0, 200.0)
    assert s.hessian(1.0, 1.0) == ((802.0, -400.0), (-400.0, 200.0))


def test_one_variable_gives_a_line() -> None:
    s = parse("x^2 + 1")
    assert s.dimension == 1
    assert s.hessian(3.0) == ((2.0,),)


def test_a_constant_is_flat() -> None:
    s = parse("5")
    assert s.value(1.0) == 5.0
    assert s.gradient(1.0) == (0.0,)
    assert s.value(np.zeros(3)).tolist() == [5.0, 5.0, 5.0]


def test_outside_the_domain_floats_and_arrays_say_nan() -> None:
    s = parse("log(x) + sqrt(y)")
    assert math.isnan(s.value(-1.0, 1.0))
    assert np.isnan(s.value(np.array([-1.0, 1.0]), np.array([1.0, -1.0]))).all()


def test_integers_do_not_overflow() -> None:
    assert parse("x^50").value(np.array([10])) == pytest.approx([1e50])


def test_the_wrong_number_of_coordinates_is_refused() -> None:
    with pytest.raises(ValueError, match="2 coordinate"):
        parse("x + y").value(1.0)


@pytest.mark.parametrize(
    ("text", "lowest"),
    [("(x-1)^2 + (y-2)^2", (1, 2)), ("(x-7)^2 + y^2", (7, 0)), ("(x-4)^2 + (y+2)^2", (4, -2)), ("x^2 + 10y^2", (0, 0))],
)
def test_the_guessed_domain_shows_the_minimum_with_room_around_it(text: str, lowest: tuple[float, float]) -> None:
    for (low, high), w in zip(parse(text).domain, lowest, strict=True):
        assert low + 0.1 * (high - low) < w < high - 0.1 * (high - low)


@pytest.mark.parametrize(("reach", "half"), [(0, 3), (6, 3), (7, 5), (9, 5), (11, 10), (20, 10), (28, 5)])
def test_half_as_much_again_as_the_way_to_the_lowest_point_is_shown(reach: int, half: float) -> None:
    """In thirds: that is the grid. Beyond nine it lies at the edge and means little."""
    assert parse(f"(3x - {reach})^2").domain == ((-half, half),)
    assert parse(f"(3x + {reach})^2 + y^2").domain == ((-half, half),) * 2


def test_the_guessed_domain_shows_where_a_formula_is_defined() -> None:
    ((low, high),) = parse("sqrt(x - 3)").domain
    assert 1.5 <= low <= 3 and high > 8


@pytest.mark.parametrize("text", ["log x + log y", "sqrt(x-3)", "1/x + 1/y", "|x| + |y|", "asin(x)", "x^2", "exp(y)"])
def test_the_guessed_start_has_a_loss_and_a_gradient(text: str) -> None:
    s = parse(text)
    assert np.isfinite(s.value(*s.start))
    assert np.isfinite(s.gradient(*s.start)).all()
    assert all(low < w < high for w, (low, high) in zip(s.start, s.domain, strict=True))


@pytest.mark.parametrize("text", ["relu(x)^2", "relu(x)^2 + relu(-y)^2", "floor(x) + relu(y - 1)", "step(x)*x^2"])
def test_the_guessed_start_has_a_slope(text: str) -> None:
    s = parse(text)
    assert np.abs(s.gradient(*s.start)).max() > 0


def test_a_formula_defined_nowhere_still_has_a_picture() -> None:
    s = parse("sqrt(-1 - x^2)")
    assert s.domain == ((-5.0, 5.0),)


def test_a_given_domain_is_kept() -> None:
    assert parse("x^2 + y^2", domain=((0, 1), (2, 3))).domain == ((0, 1), (2, 3))


@pytest.mark.parametrize("text", ["", "x +", "__import__('os')", "9**9**9", "foo(x)", "x.__class__"])
def test_what_is_no_formula_raises(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert isinstance(caught.value, ValueError)
    assert caught.value.message
    assert 0 <= caught.value.position <= len(text)


def test_letters_are_one_unless_set() -> None:
    s = parse("c*x^2 + d*y^2")
    assert {name: float(value) for name, value in s.parameters.items()} == {"c": 1.0, "d": 1.0}
    assert s.value(1.0, 2.0) == 5.0
    s = parse("c*x^2 + d*y^2", c=2.0, d=5.0)
    assert (s.value(1.0, 2.0), s.gradient(1.0, 2.0)) == (22.0, (4.0, 20.0))
    assert s.hessian(0.0, 0.0) == ((4.0, 0.0), (0.0, 10.0))
    assert s.value(np.ones(2), np.full(2, 2.0)).tolist() == [22.0, 22.0]
    assert s == parse("c*x^2 + d*y^2", d=5.0, c=2.0) != parse("c*x^2 + d*y^2", c=2.0)


def test_a_letter_knows_its_value_and_range() -> None:
    parameters = parse("a*x + b + θ_0*x", b=7.0, ranges={"a": (0.0, 2.0)}).parameters
    assert list(parameters) == ["a", "b", "theta_0"]
    assert [(p.value, p.range) for p in parameters.values()] == [
        (1.0, (0.0, 2.0)),
        (7.0, (-10.0, 10.0)),
        (1.0, (-5.0, 5.0)),
    ]
    assert (parameters["a"].minimum, parameters["a"].maximum, parameters["a"].parameter.step) == (0.0, 2.0, 0.01)
    assert parse("θ_0*x", θ_0=3.0) == parse("θ_0*x", theta_0=3.0)


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        ({"q": 1.0}, "Unknown letter 'q'. There are: a"),
        ({"x": 1.0}, "Unknown letter 'x'"),
        ({"a": math.nan}, "must be a number"),
        ({"a": 1.1e9}, "must be a number"),
        ({"a": "two"}, "must be a number"),
        ({"a": 3.0, "ranges": {"a": (0.0, 2.0)}}, "between 0 and 2"),
        ({"ranges": {"a": (2.0, 2.0)}}, "increasing"),
        ({"ranges": {"a": (0.0, 1.1e9)}}, "increasing"),
        ({"ranges": {"b": (0.0, 1.0)}}, "Unknown letter 'b'"),
    ],
)
def test_what_no_letter_can_be_is_refused(letters: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        parse("a*x", **letters)


def test_a_surface_with_letters_travels() -> None:
    s = parse("a*x^2", a=2.0, ranges={"a": (0.0, 3.0)})
    copy = pickle.loads(pickle.dumps(s))
    assert (copy, hash(copy), copy.parameters["a"].range) == (s, hash(s), (0.0, 3.0))
    assert copy.value(3.0) == 18.0


@pytest.mark.parametrize(
    ("text", "letters", "plain"),
    [
        ("c*x^2 + d*y^2", {"c": 2.0, "d": -5.0}, "2*x^2 + (-5)*y^2"),
        ("ax - (b - y)/c", {"b": -0.5, "c": 1e-7}, "1*x - (-0.5 - y)/1e-07"),
        (r"\frac{a x}{y^b}", {}, "1*x/y^1"),
        ("a^-x^2 + |y|a", {"a": 2.5}, "2.5^(-x^2) + abs(y)*2.5"),
        (
            "Piecewise((a, x > 0 and y > a), (max(x, y), True))",
            {},
            "Piecewise((1, x > 0 and y > 1), (max(x; y), True))",
        ),
        ("a*sin^2 x - (y - 1)", {}, "1*sin^2(x) - (y - 1)"),
    ],
)
def test_the_formula_with_its_numbers_can_be_typed_again(text: str, letters: dict[str, float], plain: str) -> None:
    s = parse(text, **letters)
    assert s.plain_text() == plain
    for at in ((0.3, 1.7), (-2.0, 0.4)):
        assert parse(plain).value(*at) == pytest.approx(s.value(*at), rel=1e-14, nan_ok=True)
