"""The limit of a careful rate is where plain descent really stops settling."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core import optimizer, run
from surfaces import entries, parse, surface
from surfaces.base.stability import stability_limit

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


@pytest.mark.parametrize("text", ["x^4", "-x^2", "x^2 - y^2", "|x| + |y|", "3", "x + y", "sin(x)", "sqrt(-1 - x^2)"])
def test_without_a_known_minimum_with_a_curvature_there_is_none(text: str) -> None:
    s = parse(text)
    assert stability_limit(s, s.start) is None


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
