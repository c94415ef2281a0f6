"""The limit of a careful rate is where plain descent really stops settling."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core import optimizer, run
from optim_core.expression.graph.degree import polynomial_degree
from surfaces import entries, parse, surface
from surfaces.base.kernels import Kernels, kernels_for
from surfaces.base.stability import is_quadratic, stability_limit
from surfaces.base.surface import Surface

LIMITED = [key for key, entry in entries().items() if stability_limit(entry.surface(), entry.surface().start)]


@pytest.mark.parametrize(
    ("text", "rate"),
    [("x^2", 1.0), ("3x^2 + 10y^2 - x + 5", 0.1), ("(x - y)^2", 0.5), ("x^2 + xy + y^2", 2 / 3)],
)
def test_on_a_quadratic_it_is_two_over_the_largest_eigenvalue(text: str, rate: float) -> None:
    s = parse(text)
    limit = stability_limit(s, s.start)
    assert limit and limit.everywhere
    assert limit.rate == pytest.approx(rate)


#: What looks like a parabola at five places, or wherever a run has been, and is none: kinks, and no minimum at all.
KINKED = (
    "x^2 + abs(x)",
    "x^2 + y^2 + abs(x)",
    "max(x^2, (x - 2)^2)",
    "(x^2 + y^2)/2 + abs(x - y)",
    "x^2 + |x - 9|/1e9",
)


@pytest.mark.parametrize(
    "text",
    ["x^4", "-x^2", "x^2 - y^2", "|x| + |y|", "3", "x + y", "sin(x)", "sqrt(-1 - x^2)", "x^2 + y", "x^2 - y^2/1e12",
     "(x - 3y)^2 + x/1e6", *KINKED],
)  # fmt: skip
def test_without_a_known_minimum_with_a_curvature_there_is_none(text: str) -> None:
    s = parse(text)
    assert stability_limit(s, s.start) is None


@pytest.mark.parametrize("text", KINKED[:4])
def test_at_a_kink_the_curvature_beside_it_is_no_limit(text: str) -> None:
    s = parse(text)
    assert not is_quadratic(s)
    kink = {"max(x^2, (x - 2)^2)": (1.0,)}.get(text, (0.0,) * s.dimension)
    assert stability_limit(s, s.start, reached=kink) is None


NUMBERS = st.integers(-5, 5).map(float)


@given(st.tuples(NUMBERS, NUMBERS, NUMBERS), st.tuples(NUMBERS, NUMBERS))
def test_a_quadratic_has_a_limit_exactly_if_it_is_bounded_below(
    entries: tuple[float, float, float], slope: tuple[float, float]
) -> None:
    """H >= 0 and g in the range of H; small whole numbers make rank and signs exact."""
    a, b, c = entries
    text = f"({a}*x^2 + 2*{b}*x*y + {c}*y^2)/2 + {slope[0]}*x + {slope[1]}*y"
    hessian = np.array([[a, b], [b, c]])
    determinant = a * c - b * b
    semidefinite = a >= 0 and c >= 0 and determinant >= 0 and (a, b, c) != (0, 0, 0)
    in_range = determinant != 0 or np.linalg.matrix_rank(np.c_[hessian, slope]) == np.linalg.matrix_rank(hessian)
    s = Surface("typed", text, kernels_for(text), ("x", "y"), {}, ((-5, 5), (-5, 5)), (1.0, 1.0))
    s = replace(s, kernels=Kernels(s.kernels.parsed, ("x", "y")))
    limit = stability_limit(s, s.start)
    assert (limit is not None) == (semidefinite and in_range)
    if limit:
        assert limit.everywhere and limit.curvature == pytest.approx(np.linalg.eigvalsh(hessian)[-1])


@pytest.mark.parametrize(
    ("text", "degree"),
    [("3", 0), ("x", 1), ("x*y", 2), ("(x + y)^2 - x^2", 2), ("x^2/(1 + 1)", 2), ("x^3", 3), ("-(x - 1)*(y + 2)*x", 3),
     ("exp(x)", None), ("x^2/y", None), ("2^x", None), ("abs(x)", None), ("x^0.5", None), ("x^2 + exp(2)", 2),
     ("Piecewise((x, x > 0), (2x, True))", None), ("1/x", None), ("max(x, y)", None)],
)  # fmt: skip
def test_the_degree_is_read_from_the_formula(text: str, degree: float | None) -> None:
    parsed = kernels_for(text).parsed
    assert polynomial_degree(parsed.root, ("x", "y")) == degree


def test_of_parameters_only_an_exponent_must_be_a_number() -> None:
    parsed = kernels_for("a*x^n/b", ("a", "b", "n")).parsed
    assert polynomial_degree(parsed.root, ("x",)) is None
    assert polynomial_degree(parsed.root, ("x",), {"n": 2.0}) == 2
    assert polynomial_degree(parsed.root, ("x",), {"n": 2.5}) is None


@pytest.mark.parametrize(
    ("text", "start"),
    [("x^4 + x^2", (1.0,)), ("cosh(x) + y^2", (1.0, 1.0)), ("10000000*(x^2 - 0.00001)^2", (0.005,)),
     ("softplus(x) - x/3 + x^2/100", (1.0,)), ("(x - 1000)^2 + cos(x)", (1001.0,))],
)  # fmt: skip
def test_the_minimum_that_a_run_reached_has_the_limit_of_its_own_curvature(text: str, start: tuple[float, ...]) -> None:
    s = parse(text)
    path = run(s, optimizer("newton"), start, 60)
    end = tuple(path.points[-1].tolist())
    limit = stability_limit(s, start, reached=end)
    assert limit and limit.where == "reached"
    largest = np.linalg.eigvalsh(np.array(s.hessian(*end)))[-1]
    assert limit.rate == pytest.approx(2 / largest)


@pytest.mark.parametrize("key", ["himmelblau", "six_hump_camel"])
def test_it_is_that_of_the_minimum_nearest_to_the_start(key: str) -> None:
    s = surface(key)
    limits = [stability_limit(s, minimum) for minimum in s.minima]
    largest = [np.linalg.eigvalsh(np.array(s.hessian(*minimum)))[-1] for minimum in s.minima]
    assert len(largest) > 1 and [limit and limit.curvature for limit in limits] == pytest.approx(largest)
    assert all(limit and not limit.everywhere for limit in limits)


def test_kinks_and_the_infinite_have_none() -> None:
    for key in ("absolute", "ackley", "saddle", "monkey_saddle"):
        assert stability_limit(surface(key), surface(key).start) is None


def test_most_surfaces_have_one() -> None:
    assert {"bowl", "ravine", "rosenbrock", "himmelblau", "parabola", "double_well"} <= set(LIMITED)


@pytest.mark.parametrize("key", LIMITED)
def test_descent_settles_below_it_and_not_above(key: str) -> None:
    s = surface(key)
    limit = stability_limit(s, s.start)
    assert limit
    minimum = min(s.minima, key=lambda m: float(np.linalg.norm(np.subtract(m, s.start))))
    values, vectors = np.linalg.eigh(np.array(s.hessian(*minimum)))
    assert limit.curvature == pytest.approx(values[-1])
    beside = tuple(float(w) for w in np.add(minimum, 1e-5 * vectors[:, -1]))
    below, above = (
        run(s, optimizer("gradient_descent", learning_rate=share * limit.rate), beside, steps=300).points
        for share in (0.97, 1.03)
    )
    assert np.linalg.norm(below[-1] - minimum) < 1e-6
    assert max(np.linalg.norm(above - minimum, axis=1)) > 1e-3
