"""Methods of textbooks: first steps by hand, known paths, and what the exact line search promises."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from optim_core import optimizer, run
from optim_core.methods.exact_search import TRIALS
from optim_core.methods.schedules import schedule
from surfaces import parse, surface

#: Of two textbooks on optimization, the second to be climbed.
EXAMPLE = "2x^2+y^2-2xy-8x+2y+10"
HILLIER = "2x*y + 2y - x^2 - 2y^2"
SEARCHING = ["steepest_descent", "fletcher_reeves", "polak_ribiere", "coordinate_descent"]
CONJUGATE = ["fletcher_reeves", "polak_ribiere"]
positive = st.floats(0.2, 5).map(lambda x: round(x, 2))
coefficient = st.floats(-3, 3).map(lambda x: round(x, 2))


def by_hand(steps: int) -> list[tuple[float, float]]:
    """Steepest descent on `EXAMPLE` from 0 in fractions: t = g'g / g'Hg."""
    x, y = Fraction(0), Fraction(0)
    path = [(0.0, 0.0)]
    for _ in range(steps):
        g, h = 4 * x - 2 * y - 8, 2 * y - 2 * x + 2
        t = (g * g + h * h) / (4 * g * g - 4 * g * h + 2 * h * h)
        x, y = x - t * g, y - t * h
        path.append((float(x), float(y)))
    return path


def test_exact_steps_on_a_quadratic() -> None:
    """From 0: g = (-8, 2), g'g = 68, g'Hg = 328, t = 17/82."""
    path = run(parse(EXAMPLE), optimizer("steepest_descent"), (0.0, 0.0), 8)
    assert path.points[1] == pytest.approx((68 / 41, -17 / 41), rel=1e-14)
    np.testing.assert_allclose(path.points, by_hand(8), rtol=1e-10)
    # Each step: loss, gradient and Hessian where it begins; a loss and a gradient at the one trial.
    assert path.evaluations[:, 3].tolist() == [6, 6, 3]


def test_hilliers_gradient_search_is_climbed_by_halves() -> None:
    path = run(parse(HILLIER), optimizer("steepest_descent"), (0.0, 0.0), 6, maximize=True)
    expected = [(0, 0), (0, 1 / 2), (1 / 2, 1 / 2), (1 / 2, 3 / 4), (3 / 4, 3 / 4), (3 / 4, 7 / 8), (7 / 8, 7 / 8)]
    np.testing.assert_allclose(path.points, expected, atol=1e-13)
    # Its gradients lie along the axes in turn, x last: one weight at a time from y on is the same path.
    turns = run(parse("2y*x + 2x - y^2 - 2x^2"), optimizer("coordinate_descent"), (0.0, 0.0), 6, maximize=True)
    np.testing.assert_allclose(turns.points[:, ::-1], path.points, atol=1e-13)


def test_lessards_example_keeps_the_heavy_ball_going_round() -> None:
    """Convex, curvatures between 1 and 25: the best rates for quadratics end in a cycle of three points."""
    text = "Piecewise((25x^2/2, x < 1), (x^2/2 + 24x - 12, x < 2), (25x^2/2 - 24x + 36, True))"
    method = optimizer("momentum", learning_rate=1 / 9, momentum=4 / 9)
    path = run(parse(text), method, (3.3,), 300).points[:, 0]
    # The cycle's fixed equations, solved: Lessard, Recht, Packard (2016), SIAM J. Optim. 26(1), section 4.6.
    assert sorted(path[-3:]) == pytest.approx([-2208 / 1225, 792 / 1225, 2592 / 1225], rel=1e-9)
    assert path[-3:] == pytest.approx(path[-6:-3], rel=1e-9)
    assert run(parse(text), optimizer("steepest_descent"), (3.3,), 40).points[-1] == pytest.approx(0, abs=1e-8)


def linear_conjugate_gradients(hessian: NDArray[np.float64], linear: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Hestenes and Stiefel's for Hw = -linear from 0."""
    w, r = np.zeros(2), -linear
    p, path = r, [w]
    for _ in range(2):
        if r @ r < 1e-24:
            break
        alpha = (r @ r) / (p @ hessian @ p)
        w, r_new = w + alpha * p, r - alpha * hessian @ p
        p, r = r_new + (r_new @ r_new) / (r @ r) * p, r_new
        path.append(w)
    return path


@given(a=positive, b=positive, c=st.sampled_from([-0.9, -0.5, 0.0, 0.3, 0.8]), p=coefficient, q=coefficient)
@settings(max_examples=12, deadline=None)
@pytest.mark.parametrize("key", CONJUGATE)
def test_on_a_quadratic_conjugate_gradients_are_the_linear_ones(
    key: str, a: float, b: float, c: float, p: float, q: float
) -> None:
    mixed = c * (a * b) ** 0.5
    if abs(p) + abs(q) < 0.1:
        return
    loss = parse(f"{a}x^2/2 + {b}y^2/2 + ({mixed})*x*y + ({p})*x + ({q})*y")
    hessian, linear = np.array([[a, mixed], [mixed, b]]), np.array([p, q])
    expected = linear_conjugate_gradients(hessian, linear)
    ours = run(loss, optimizer(key), (0.0, 0.0), len(expected) - 1).points
    np.testing.assert_allclose(ours, expected, atol=1e-8)
    assert ours[-1] == pytest.approx(-np.linalg.solve(hessian, linear), abs=1e-8)


def test_the_second_direction_by_hand() -> None:
    """`EXAMPLE` from 0 in fractions; both betas agree, as the two gradients are at right angles."""
    g1 = (Fraction(-8), Fraction(2))
    x, y = Fraction(68, 41), Fraction(-17, 41)
    g2 = (4 * x - 2 * y - 8, 2 * y - 2 * x + 2)
    assert g1[0] * g2[0] + g1[1] * g2[1] == 0
    beta = (g2[0] ** 2 + g2[1] ** 2) / (g1[0] ** 2 + g1[1] ** 2)
    d = (-g2[0] - beta * g1[0], -g2[1] - beta * g1[1])
    t = -(g2[0] * d[0] + g2[1] * d[1]) / (4 * d[0] ** 2 - 4 * d[0] * d[1] + 2 * d[1] ** 2)
    assert (x + t * d[0], y + t * d[1]) == (Fraction(3), Fraction(2))
    for key in CONJUGATE:
        path = run(parse(EXAMPLE), optimizer(key), (0.0, 0.0), 2)
        np.testing.assert_allclose(path.points, [(0, 0), (68 / 41, -17 / 41), (3, 2)], atol=1e-13)


def test_the_two_shares_part_where_the_loss_is_no_quadratic() -> None:
    """One step of each on Rosenbrock's function from the formulas."""
    loss = surface("rosenbrock")
    first = run(loss, optimizer("steepest_descent"), (-1.2, 1.0), 1).points
    g1, g2 = (np.array(loss.gradient(*map(float, point))) for point in first)
    for key, beta in (("fletcher_reeves", g2 @ g2 / (g1 @ g1)), ("polak_ribiere", g2 @ (g2 - g1) / (g1 @ g1))):
        direction = -g2 - max(beta, 0.0) * g1
        points = run(loss, optimizer(key, restart=50), (-1.2, 1.0), 2).points
        step = points[2] - points[1]
        assert step @ direction == pytest.approx(np.linalg.norm(step) * np.linalg.norm(direction), rel=1e-12)


def test_polak_and_ribieres_share_is_never_negative() -> None:
    """Where it would be, the step is one of steepest descent: seen in the bends of Beale's function."""
    loss, found = surface("beale"), 0
    path = run(loss, optimizer("polak_ribiere", restart=1000), (-1.0, 1.5), 60)
    for k in range(2, len(path.points)):
        g1, g2 = (np.array(loss.gradient(*map(float, path.points[i]))) for i in (k - 2, k - 1))
        step = path.points[k] - path.points[k - 1]
        if g2 @ (g2 - g1) < 0 and np.linalg.norm(step) > 1e-6:
            found += 1
            assert -step @ g2 == pytest.approx(np.linalg.norm(step) * np.linalg.norm(g2), rel=1e-9)
    assert found


@pytest.mark.parametrize("key", CONJUGATE)
def test_a_direction_that_leads_uphill_is_given_up(key: str) -> None:
    """x^2 + y^2 at (1, 0) after a step along (9, 0): -g + beta*d = (-2 + 9*beta, 0) with beta = 1 or 2 is uphill."""
    loss, stepper = parse("x^2 + y^2"), optimizer(key, restart=50).stepper("scalar", 2)
    old = {"fletcher_reeves": (2.0, 0.0), "polak_ribiere": (-2.0, 0.0)}[key]
    kept = stepper.initial_state((1.0, 0.0))._replace(gradient=old, direction=(9.0, 0.0))
    point, kept = stepper.step(2, (1.0, 0.0), (2.0, 0.0), kept, loss)
    assert kept.direction == (-2.0, 0.0) and point == pytest.approx((0.0, 0.0), abs=1e-15)


@pytest.mark.parametrize("key", CONJUGATE)
def test_restarting_in_every_step_is_steepest_descent(key: str) -> None:
    loss = surface("rosenbrock")
    plain = run(loss, optimizer("steepest_descent"), loss.start, 30)
    np.testing.assert_array_equal(run(loss, optimizer(key, restart=1), loss.start, 30).points, plain.points)
    third = run(loss, optimizer(key, restart=2), loss.start, 3).points
    g = np.array(loss.gradient(*map(float, third[2])))
    step = third[3] - third[2]
    assert -step @ g == pytest.approx(np.linalg.norm(step) * np.linalg.norm(g), rel=1e-12), "step 3 restarts"


@given(a=positive, b=positive, p=coefficient, q=coefficient, x=coefficient, y=coefficient)
@settings(max_examples=12, deadline=None)
def test_a_separable_quadratic_ends_after_each_weight_had_its_turn(
    a: float, b: float, p: float, q: float, x: float, y: float
) -> None:
    path = run(parse(f"{a}x^2/2 + ({p})*x + {b}y^2/2 + ({q})*y"), optimizer("coordinate_descent"), (x, y), 2)
    assert path.points[-1] == pytest.approx((-p / a, -q / b), abs=1e-9)
    assert path.points[1, 1] == y


def test_coordinates_take_turns_with_a_rate() -> None:
    """x^2 + 3y^2 + xy from (1, 1), rate 0.1: 1 - 0.1*3, then 1 - 0.1*(6 + 0.7), then 0.7 - 0.1*(1.4 + 0.33)."""
    method = optimizer("coordinate_gradient", learning_rate=0.1)
    path = run(parse("x^2 + 3y^2 + x*y"), method, (1.0, 1.0), 3)
    np.testing.assert_allclose(path.points, [(1, 1), (0.7, 1), (0.7, 0.33), (0.527, 0.33)], rtol=1e-14)
    assert path.evaluations[:, -1].tolist() == [0, 3, 0]
    paced = optimizer("coordinate_gradient", learning_rate=0.1, schedule=schedule("inverse"))
    halved = run(parse("x^2 + 3y^2 + x*y"), paced, (1.0, 1.0), 2)
    np.testing.assert_allclose(halved.points[1:], [(0.7, 1), (0.7, 1 - 0.05 * 6.7)], rtol=1e-14)
    assert paced.latex_lines()[0] == r"\eta_k = \frac{\eta}{k}" and r"\eta_k g_{k,i} e_i" in paced.latex_lines()[-1]


@pytest.mark.parametrize("key", SEARCHING)
@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "beale", "rastrigin", "absolute", "wavy_parabola"])
def test_an_exact_search_never_climbs_and_ends_level(key: str, name: str) -> None:
    """At the end of each step the slope along it is gone, unless rounding or a kink ended the search."""
    loss = surface(name)
    path = run(loss, optimizer(key), loss.start, 25)
    scale = np.abs(path.values).max()
    assert (np.diff(path.values) <= 1e-12 * scale).all()
    steps = np.diff(path.points, axis=0)
    begun, ended = (np.array([loss.gradient(*map(float, p)) for p in ps]) for ps in (path.points[:-1], path.points[1:]))
    before, after = np.abs((begun * steps).sum(axis=1)), np.abs((ended * steps).sum(axis=1))
    moved = np.hypot.reduce(steps, axis=1) > 1e-4
    assert moved.any()
    if name != "absolute":
        assert (after[moved] <= 1e-6 * before[moved]).all()
    assert (np.diff(path.evaluations[0]) <= TRIALS + 1).all()


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("x - 3log(x)", 5.0, 3.0),  # a first trial out of the domain
        ("cosh(x)", 5.0, 0.0),
        ("max(x^2, (x-2)^2)", 3.0, 1.0),  # a kink
        ("sqrt(1 + x^2)", 1e3, 0.0),  # hardly curved where it begins
        ("1 - exp(-x^2)", 2.0, 0.0),  # curved the other way where it begins
        ("x^4/4 - x^2/2", 0.1, 1.0),
    ],
)
def test_one_search_finds_the_minimum_on_a_line(text: str, start: float, end: float) -> None:
    assert run(parse(text), optimizer("steepest_descent"), (start,), 1).points[1, 0] == pytest.approx(end, abs=1e-6)


def test_a_minimum_beyond_a_hill_that_is_higher_is_not_taken() -> None:
    """The parabola's trial from 0 lands behind the hill, where the loss is above its start: the search comes back."""
    text = "x^4 - 3.1x^3 + 2.4x^2 - 0.2x"
    loss = parse(text)
    path = run(loss, optimizer("steepest_descent"), (-0.5,), 1)
    assert path.values[1] < path.values[0]
    assert abs(loss.gradient(float(path.points[1, 0]))[0]) < 1e-6


@pytest.mark.parametrize("key", SEARCHING)
@pytest.mark.parametrize("text", ["x + y", "-x^2 - y^2", "exp(x + y)"])
def test_a_ray_that_only_falls_is_followed_so_far_and_counted(key: str, text: str) -> None:
    path = run(parse(text), optimizer(key), (1.0, 0.5), 1)
    assert path.values[1] < path.values[0]
    assert path.evaluations[0, 1] <= TRIALS + 1 and path.evaluations[:, 1].tolist()[2] == 1


@pytest.mark.parametrize("key", SEARCHING)
def test_where_there_is_no_slope_or_none_is_known_the_point_stays(key: str) -> None:
    for text, start in (("x^2 + y^2", (0.0, 0.0)), ("sqrt(x^2) + y^2", (0.0, 0.0)), ("3", (1.0,))):
        loss = parse(text)
        path = run(loss, optimizer(key), start[: loss.dimension], 3)
        assert (path.points == path.points[0]).all()
        assert path.function_evaluations.tolist() == [0, 1, 2, 3]


@given(seed=st.integers(0, 10_000))
@settings(max_examples=5, deadline=None)
@pytest.mark.parametrize("key", [*SEARCHING, "coordinate_gradient"])
def test_runs_at_once_search_each_on_its_own(key: str, seed: int) -> None:
    loss, generator = surface("himmelblau"), np.random.default_rng(seed)
    starts = tuple(generator.uniform(-4, 4, 5) for _ in range(2))
    numbers: dict[str, Any] = {"learning_rate": 0.005} if key == "coordinate_gradient" else {}
    many = run(loss, optimizer(key, **numbers), starts, 6)
    for index in range(5):
        one = run(loss, optimizer(key, **numbers), [s[index] for s in starts], 6)
        np.testing.assert_allclose(many.points[:, :, index], one.points, rtol=1e-6, atol=1e-8)
        assert many.evaluations[:, 1, index].tolist() == one.evaluations[:, 1].tolist()
