"""Newton's method and descent with line search, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core import Outcome, Trajectory, optimizer, run
from optim_core.catalogue.newton import newton_steps
from surfaces import parse


def newton(text: str, start: tuple[float, ...], steps: int = 5, damping: float = 0.0, **options: bool) -> Trajectory:
    return run(parse(text), optimizer("newton", damping=damping), start, steps, **options)


def kind(path: Trajectory) -> str:
    assert isinstance(path.outcome, Outcome)
    return path.outcome.kind


def test_newton_needs_one_step_on_a_quadratic() -> None:
    path = newton("x^2 + xy + 3y^2 - x", (5.0, -7.0), steps=1)
    # Stationary: 2x + y = 1, x + 6y = 0
    assert path.points[1] == pytest.approx([6 / 11, -1 / 11])
    assert kind(path) == "converged"


def test_newton_on_a_quartic_goes_a_third_of_the_way() -> None:
    # x^4: d = 4x^3/(12x^2) = x/3
    assert newton("x^4", (3.0,), steps=2).points[:, 0] == pytest.approx([3, 2, 4 / 3])


def test_damping_is_added_to_every_curvature() -> None:
    # H = diag(2, 4), g = (2, 4), damping 2: d = (2/4, 4/6)
    assert newton("x^2 + 2y^2", (1.0, 1.0), steps=1, damping=2.0).points[1] == pytest.approx([0.5, 1 / 3])


def test_newton_goes_to_a_saddle_and_the_verdict_says_so() -> None:
    assert kind(newton("x^2 - y^2", (1.0, 0.5))) == "saddle"
    assert kind(newton("cos x", (0.3,))) == "maximum"
    # With damping above the largest negative curvature every step goes downhill.
    assert kind(newton("cos x", (0.3,), steps=100, damping=1.5)) == "converged"


def test_climbing_with_newton() -> None:
    path = newton("4 - x^2 - y^2", (1.0, 1.0), steps=1, maximize=True)
    assert path.points[1] == pytest.approx([0.0, 0.0])
    damped = newton("4 - x^2 - y^2", (1.0, 1.0), steps=1, damping=2.0, maximize=True)
    assert damped.points[1] == pytest.approx([0.5, 0.5])


def test_at_a_singular_hessian_the_shortest_solution_is_taken() -> None:
    path = newton("(x + y)^2", (2.0, 0.0), steps=3)
    assert path.points[1] == pytest.approx([1.0, -1.0])
    assert kind(path) == "valley"


def test_where_no_step_exists_newton_stays_and_is_not_called_converged() -> None:
    path = newton("x + 2y", (1.0, 1.0), steps=50)
    assert (path.points == 1.0).all()
    assert kind(path) == "stalled"


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("place", [(0, 0), (0, 1), (1, 1)])
def test_without_a_finite_hessian_there_is_no_newton_step(bad: float, place: tuple[int, int]) -> None:
    hessians = np.stack([np.diag([2.0, 4.0])] * 3)
    hessians[1][place] = hessians[1][place[::-1]] = bad
    gradients = np.array([[2.0, 4.0], [2.0, 4.0], [bad, 4.0]])
    np.testing.assert_array_equal(newton_steps(hessians, gradients), [[1.0, 1.0], [np.nan] * 2, [np.nan] * 2])


def test_newton_does_not_stay_where_the_hessian_is_not_finite() -> None:
    """x^1.5 at 0 has the gradient 0 and no finite curvature."""
    path = newton("x^1.5 + y^2", (0.0, 1.0))
    assert (path.steps, int(path.bad_step), kind(path)) == (0, 1, "no_gradient")
    assert "second derivative" in path.outcome.message  # type: ignore[union-attr]
    many = run(parse("x^1.5 + y^2"), optimizer("newton"), (np.array([0.0, 1.0]), np.array([1.0, 1.0])), 5)
    assert many.bad_step[0] == 1 and np.isnan(many.points[1:, :, 0]).all()


def test_a_curvature_that_is_zero_but_for_rounding_is_zero() -> None:
    """H = v v' curves along v alone; for g = 3v the shortest solution is 3v/|v|^2."""
    directions = np.random.default_rng(4).standard_normal((60, 2))
    hessians = directions[:, :, None] * directions[:, None, :]
    expected = 3 * directions / (directions**2).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(newton_steps(hessians, 3 * directions), expected, rtol=1e-9, atol=1e-12)


def test_newton_counts_a_gradient_and_a_hessian_a_step() -> None:
    path = newton("x^4", (3.0,), steps=2)
    assert path.evaluations.tolist() == [[0, 0, 0], [0, 1, 2], [0, 1, 2]]


def test_the_line_search_shrinks_until_the_loss_falls_enough() -> None:
    # x^2 from 1, g = 2, c = 0.1: t = 1 gives Q(-1) = 1 > 1 - 0.4; t = 0.5 gives Q(0) = 0 <= 1 - 0.2
    method = optimizer("line_search", initial_step=1.0, shrink=0.5, slope=0.1)
    path = run(parse("x^2"), method, (1.0,), steps=1)
    assert path.points[:, 0] == pytest.approx([1, 0])
    # The value at the start, two trials, one gradient.
    assert path.evaluations.tolist() == [[0, 3], [0, 1], [0, 0]]


def test_the_share_of_the_slope_decides() -> None:
    # t = 0.75 gives Q(-0.5) = 0.25: enough for 1 - 4*0.2*0.75 = 0.4, not for 1 - 4*0.3*0.75 = 0.1
    for slope, expected in ((0.2, -0.5), (0.3, 1 - 2 * 0.75 * 0.8)):
        method = optimizer("line_search", initial_step=0.75, shrink=0.8, slope=slope)
        assert run(parse("x^2"), method, (1.0,), steps=1).points[1, 0] == pytest.approx(expected)


@pytest.mark.parametrize("climb", [False, True])
@pytest.mark.parametrize("shrink", [0.1, 0.5, 0.95])
def test_the_line_search_never_goes_the_wrong_way(climb: bool, shrink: float) -> None:
    text = "(1-x)^2 + 100*(y-x^2)^2"
    method = optimizer("line_search", shrink=shrink)
    path = run(parse(f"-({text})" if climb else text), method, (-1.5, 2.0), steps=200, maximize=climb)
    change = np.diff(path.values)
    assert (change >= 0).all() if climb else (change <= 0).all()
    assert abs(path.values[-1]) < 0.5 * abs(path.values[0])


def test_the_line_search_steps_back_into_the_domain() -> None:
    # At 5 the derivative is 0.4: the first trial lands at -35, where the logarithm is undefined.
    path = run(parse("x - 3log(x)"), optimizer("line_search", initial_step=100.0), (5.0,), steps=100)
    assert (path.points > 0).all()
    assert path.points[-1, 0] == pytest.approx(3.0, abs=1e-5)


def test_many_line_searches_count_each_their_own() -> None:
    s = parse("x^2 + 10y^2")
    starts = (np.array([1.0, 0.1, 3.0]), np.array([1.0, 0.0, -2.0]))
    many = run(s, optimizer("line_search"), starts, steps=10)
    for index in range(3):
        single = run(s, optimizer("line_search"), (starts[0][index], starts[1][index]), steps=10)
        assert many.function_evaluations[:, index].tolist() == single.function_evaluations.tolist()
    assert len(set(many.function_evaluations[-1].tolist())) > 1
