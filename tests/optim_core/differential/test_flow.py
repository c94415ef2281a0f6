"""The gradient flow against closed forms, why it ends, and descent as its discretisation."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core.differential.flow import away_from, descent, gradient_flow
from surfaces import parse, surface

BOX = ((-10.0, 10.0), (-10.0, 10.0))


def test_the_flow_of_a_quadratic_is_exponential() -> None:
    bowl = parse("(x^2 + 4y^2)/2")
    flow = gradient_flow(bowl.gradient, bowl.hessian, (3.0, -2.0), BOX, 2.0)
    exact = np.column_stack([3 * np.exp(-flow.times), -2 * np.exp(-4 * flow.times)])
    assert flow.end == "time"
    assert flow.times[-1] == 2
    assert flow.points == pytest.approx(exact, abs=2e-4)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("x^2 + y^2", (1.0, 2.0), "rest"),
        ("x^2 - y^2", (1.0, 0.1), "left"),
        ("x^2 + y^2", (0.0, 0.0), "rest"),
        ("sqrt(x) + y^2", (1.0, 1.0), "undefined"),
    ],
)
def test_why_it_ends(text: str, start: tuple[float, float], end: str) -> None:
    typed = parse(text)
    flow = gradient_flow(typed.gradient, typed.hessian, start, BOX, 100.0)
    assert flow.end == end
    assert (flow.points[0] == start).all()
    assert np.isfinite(flow.points).all()
    # Downhill all the way.
    values = np.asarray(typed.value(*flow.points.T))
    assert (np.diff(values) <= 1e-6 * (1 + np.abs(values[:-1]))).all()


def test_steps_are_its_own_in_a_stiff_valley() -> None:
    rosenbrock = surface("rosenbrock")
    flow = gradient_flow(rosenbrock.gradient, rosenbrock.hessian, (-1.5, 2.0), ((-4, 4), (-4, 4)), 1e4)
    assert flow.end == "rest"
    assert flow.points[-1] == pytest.approx([1, 1], abs=1e-3)
    lengths = np.diff(flow.nodes)
    assert lengths.max() > 1000 * lengths.min()


def test_descent_is_the_flow_as_steps_shrink() -> None:
    bowl = surface("bowl")
    flow = gradient_flow(bowl.gradient, bowl.hessian, bowl.start, BOX, 100.0)
    away = [
        away_from(flow, descent(bowl.gradient, bowl.start, rate, round(1 / rate)), rate) for rate in (0.2, 0.02, 0.002)
    ]
    # Euler's error is of first order.
    assert away[0] / away[1] == pytest.approx(10, rel=0.35)  # type: ignore[operator]
    assert away[1] / away[2] == pytest.approx(10, rel=0.35)  # type: ignore[operator]


def test_descent_by_hand_and_where_it_leaves_the_numbers() -> None:
    parabola = parse("x^2")
    assert descent(parabola.gradient, (1.0,), 0.25, 2).tolist() == [[1], [0.5], [0.25]]
    assert len(descent(parabola.gradient, (1.0,), 1e200, 50)) < 5
    flow = gradient_flow(parabola.gradient, parabola.hessian, (1.0,), ((-2.0, 2.0),), 1.0)
    assert away_from(flow, np.ones((1, 1)), 0.1) is None


@pytest.mark.parametrize(
    "text",
    ["exp(exp(x^2 + y^2))", "1/(x y)", "exp(300x^2) x^4 + exp(300y^2)", "|x| + |y|", "floor(x) + y^2", "x^50 + y^50"],
)
@pytest.mark.parametrize("start", [(0.0, 0.0), (1.0, -1.0), (0.3, 2.5)])
@pytest.mark.filterwarnings("error")
def test_numbers_that_are_too_large_end_it_and_nothing_else(text: str, start: tuple[float, float]) -> None:
    typed = parse(text)
    flow = gradient_flow(typed.gradient, typed.hessian, start, BOX, 100.0)
    assert len(flow.times) == len(flow.points) >= 1
    assert np.isfinite(flow.points).all()
    assert (np.diff(flow.times) > 0).all()
