"""Gradient noise by hand, runs side by side against single runs, the noise ball against a long simulation."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core import methods, optimizer, run
from optim_core.running.sampling import Sampling
from surfaces.data import MODELS, DataLoss, Dataset, data_loss, dataset
from surfaces.data.studies.comparison import compare, deal, seeds_of, spread_of, standing
from surfaces.data.studies.many_runs import paths_over
from surfaces.data.studies.noise import (
    expected_noise,
    fits_exactly,
    gradient_noise,
    noise_balls,
    sigma_of,
    slope,
    stationary_radius,
)
from surfaces.data.studies.warm_start import warm_start

STEPPABLE = [key for key, method in methods().items() if method.steppable]


def line(size: int = 60, noise: float = 0.3) -> DataLoss:
    return data_loss(dataset("line", size, noise), MODELS["squares"])


def tiny() -> DataLoss:
    """Three examples with x = 0: at weights of zero the gradients are (-2y, 0), that is (0, 0), (-2, 0), (-4, 0)."""
    return data_loss(Dataset((np.zeros(3),), np.array([0.0, 1.0, 2.0])), MODELS["squares"])


def test_the_noise_of_three_examples_by_hand() -> None:
    assert sigma_of(tiny(), (0.0, 0.0)) == pytest.approx(np.sqrt(8 / 3))
    sizes = np.array([1, 2, 3])
    np.testing.assert_allclose(
        expected_noise(np.sqrt(8 / 3), 3, sizes, False), [np.sqrt(8 / 3), np.sqrt(2 / 3), 0.0], atol=1e-15
    )
    np.testing.assert_allclose(expected_noise(np.sqrt(8 / 3), 3, sizes, True) ** 2, [8 / 3, 8 / 6, 8 / 9])


@given(st.lists(st.floats(-5, 5), min_size=3, max_size=6), st.integers(1, 3))
def test_the_formulas_are_the_mean_over_all_batches(targets: list[float], size: int) -> None:
    xs = np.linspace(-1.0, 2.0, len(targets))
    loss = data_loss(Dataset((xs,), np.array(targets)), MODELS["squares"])
    point = (0.3, -0.7)
    gradients = loss.example_gradients(point)
    for replacement, batches in (
        (True, product(range(len(targets)), repeat=size)),
        (False, combinations(range(len(targets)), size)),
    ):
        offs = [gradients[list(batch)].mean(axis=0) - gradients.mean(axis=0) for batch in batches]
        exact = np.sqrt(np.mean(np.sum(np.square(offs), axis=1)))
        formula = expected_noise(sigma_of(loss, point), len(targets), np.array([size]), replacement)
        assert formula[0] == pytest.approx(exact, rel=1e-9, abs=1e-9)


def test_measured_noise_follows_the_law() -> None:
    noise = gradient_noise(line(200), (0.0, 0.0))
    assert (noise.sizes[0], noise.sizes[-1], noise.measured_without[-1]) == (1, 200, 0.0)
    # The root mean square of 400 draws is good to a few percent.
    np.testing.assert_allclose(noise.measured, noise.expected, rtol=0.15)
    np.testing.assert_allclose(noise.measured_without[:-1], noise.expected_without[:-1], rtol=0.2)
    assert (noise.expected_without <= noise.expected + 1e-15).all()
    assert slope(noise.sizes, noise.measured) == pytest.approx(-0.5, abs=0.05)


def test_the_slope_of_a_power_is_its_exponent() -> None:
    sizes = np.array([1, 3, 10, 40])
    assert slope(sizes, 7.0 * sizes**-0.25) == pytest.approx(-0.25)
    assert slope(sizes, np.array([1.0, 0.0, 0.0, np.nan])) is None


def test_equal_examples_have_no_noise() -> None:
    loss = data_loss(Dataset((np.ones(5),), np.full(5, 2.0)), MODELS["squares"])
    noise = gradient_noise(loss, (0.0, 0.0))
    assert noise.sigma == 0.0 and not noise.measured.any()
    assert gradient_noise(line(1), (0.0, 0.0)).sizes.tolist() == [1]


def test_a_hundred_thousand_examples_stay_bounded() -> None:
    noise = gradient_noise(line(100_000), (0.0, 0.0))
    assert noise.batches == 20 and noise.sizes[-1] == 100_000


@pytest.mark.parametrize("key", STEPPABLE)
def test_runs_side_by_side_are_single_runs(key: str) -> None:
    loss, method, way = line(), optimizer(key), Sampling("shuffle", 8, 3)
    batches = deal(loss.examples, way, 25, 2)
    points = paths_over(loss, method, loss.start, batches, 2)
    for index, seed in enumerate(seeds_of(way, 2)):
        single = run(loss, method, loss.start, 25, sampling=Sampling("shuffle", 8, seed))
        np.testing.assert_allclose(points[:, :, index], single.points, rtol=1e-7, atol=1e-9)


def test_too_much_work_is_refused_before_it_starts() -> None:
    loss = line(10)
    with pytest.raises(ValueError, match="more than is done"):
        paths_over(loss, optimizer("adam"), loss.start, [None] * 5001, 1)


@pytest.mark.parametrize("budget", ["steps", "examples"])
@pytest.mark.parametrize("kind", ["shuffle", "replacement", "single", "full"])
def test_a_comparison_has_equal_budgets(budget: str, kind: str) -> None:
    loss = line(100)
    curves = compare(loss, optimizer("adam"), loss.start, Sampling(kind, 10), 150, budget)  # type: ignore[arg-type]
    assert [c.size for c in curves] == ([100, 10, 1] if kind in ("shuffle", "replacement") else [100, 1])
    if budget == "steps":
        assert {c.last_step for c in curves} == {150}
    else:
        assert max(c.examples[-1] for c in curves) - min(c.examples[-1] for c in curves) <= 100
    for curve in curves:
        assert (curve.low <= curve.median).all() and (curve.median <= curve.high).all()
        assert curve.median[0] == pytest.approx(loss.value(*loss.start))
    found = standing(curves, budget)  # type: ignore[arg-type]
    assert len(found.losses) == len(curves) and all(np.isfinite(found.losses))


def test_diverged_runs_leave_gaps_and_no_warning() -> None:
    loss = data_loss(dataset("far", 40), MODELS["squares"])
    curves = compare(loss, optimizer("gradient_descent", learning_rate=5.0), loss.start, Sampling(), 400, "steps")
    assert all(np.isnan(curve.median[-1]) for curve in curves)
    low, _, high = spread_of(np.array([[1.0, 2.0, np.inf, np.nan]]))
    assert low[0] == 1.0 and np.isnan(high[0])


def test_quantiles_are_those_of_the_runs() -> None:
    low, median, high = spread_of(
        np.array([[10.0, 2, 3, 4, 5, 6, 7, 8, 9, 1], [1, 1, 1, 1, 1, 1, 1, 1, np.inf, np.nan]])
    )
    assert (low.tolist(), median.tolist(), high[0]) == ([1.0, 1.0], [5.0, 1.0], 9.0)
    assert np.isnan(high[1])


@pytest.mark.parametrize("kind", ["shuffle", "replacement", "single"])
def test_every_run_has_draws_of_its_own(kind: str) -> None:
    dealt = np.concatenate(deal(30, Sampling(kind, 6, 2), 5, 4), axis=1)  # type: ignore[arg-type]
    assert dealt.shape == (4, 5 if kind == "single" else 30)
    assert len({tuple(row) for row in dealt.tolist()}) == 4
    other = np.concatenate(deal(30, Sampling(kind, 6, 3), 5, 4), axis=1)  # type: ignore[arg-type]
    assert dealt.tolist() != other.tolist()


@pytest.mark.parametrize(("rate", "size"), [(0.05, 1), (0.2, 4)])
def test_the_stationary_radius_is_what_long_runs_keep(rate: float, size: int) -> None:
    loss = line(50, 1.0)
    batches = deal(50, Sampling("replacement", size, 7), 1500, 40)
    points = paths_over(loss, optimizer("gradient_descent", learning_rate=rate), loss.minima[0], batches, 40)
    distance = np.hypot(*(points[300:] - np.array(loss.minima[0])[:, None]).swapaxes(0, 1))
    assert np.sqrt(np.mean(distance**2)) == pytest.approx(stationary_radius(loss, rate, size), rel=0.05)


def test_one_weight_that_matters_by_hand() -> None:
    """Without a feature w_0 sees the mean of noisy numbers: variance eta*s/(2 - eta*2)/B * 2 with s = var(y)."""
    loss, rate = line(50, 1.0), 1e-4
    # For small rates S solves H S + S H = eta C/B; its trace is at most eta tr(C)/(2 B lambda_min).
    sigma = sigma_of(loss, loss.minima[0])
    low, high = np.linalg.eigvalsh(np.array(loss.hessian(*loss.minima[0])))
    radius = stationary_radius(loss, rate, 5)
    assert np.sqrt(rate / 10 / high) * sigma < radius < np.sqrt(rate / 10 / low) * sigma * 1.001


def test_a_rate_that_is_too_large_never_settles() -> None:
    assert stationary_radius(line(), 5.0, 8) == float("inf")
    with pytest.raises(ValueError, match="known minimum"):
        stationary_radius(data_loss(dataset("constant"), MODELS["squares"]), 0.1, 8)


def test_smaller_rates_make_smaller_balls_and_shrinking_ones_the_smallest() -> None:
    loss = line(100, 1.0)
    balls = noise_balls(loss, loss.start, Sampling("replacement", 4), 3000)
    radii = [ball.radius for ball in balls]
    assert radii == sorted(radii, reverse=True)
    for ball in balls[:3]:
        assert ball.arrived and ball.radius == pytest.approx(ball.expected, rel=0.25)
    assert balls[3].shrinking and np.isnan(balls[3].expected)


def test_balls_by_hand() -> None:
    """The radius is measured over the last third; the shrinking rate waits until the flattest direction is walked."""
    loss, way = line(100, 1.0), Sampling("replacement", 20)
    low, high = np.linalg.eigvalsh(np.array(loss.hessian(*loss.minima[0])))
    first = float(f"{0.4 / high:.1e}")
    balls = noise_balls(loss, (3.0, -2.0), way, 300)
    delay = int(min(max(2.0 / (first * low), 1), 75))
    assert delay > 1
    assert [ball.rate for ball in balls] == pytest.approx([first, first / 4, first / 16, first * delay / (delay + 1)])
    assert [ball.shrinking for ball in balls] == [False, False, False, True]
    for ball in balls:
        assert ball.steps.tolist() == list(range(301))
        assert ball.distance[0] == pytest.approx(np.hypot(*np.subtract((3.0, -2.0), loss.minima[0])))
        assert ball.radius == pytest.approx(np.sqrt(np.mean(ball.distance[-100:] ** 2)))


def test_a_ball_has_arrived_when_the_start_is_forgotten() -> None:
    """Two thirds of the steps must take the distance down to the radius in the flattest direction."""
    loss, way = line(100, 1.0), Sampling("replacement", 20)
    low = np.linalg.eigvalsh(np.array(loss.hessian(*loss.minima[0])))[0]
    told = []
    for steps in (6, 60, 600):
        for ball in noise_balls(loss, (3.0, -2.0), way, steps)[:3]:
            left = max(ball.distance[0], ball.expected) * np.exp(-ball.rate * low * steps * 2 / 3)
            assert ball.arrived == (left <= ball.expected)
            told.append(ball.arrived)
    assert True in told and False in told


def test_without_noise_there_is_no_ball() -> None:
    loss = line()
    balls = noise_balls(loss, loss.start, Sampling("full"), 500)
    assert [ball.expected for ball in balls[:3]] == [0.0, 0.0, 0.0] and balls[0].radius < 1e-6


def test_a_warm_start_looks_at_the_same_number_of_examples() -> None:
    loss = line(100)
    found = warm_start(loss, optimizer("gradient_descent", learning_rate=0.05), loss.start, 10, 0.5, 200)
    assert (found.few, found.first_steps, found.switch) == (10, 100, 1000)
    assert 0 <= found.cold.examples[-1] - found.warm.examples[-1] < 100
    warm, cold = found.arrived
    assert warm is not None and cold is not None and warm < cold


def test_a_warm_start_has_arrived_when_a_hundredth_of_the_height_is_left() -> None:
    loss = line(100)
    found = warm_start(loss, optimizer("gradient_descent", learning_rate=0.05), loss.start, 10, 0.3, 150)
    first, last = found.cold.losses[0], found.cold.losses[-1]
    assert first == pytest.approx(loss.value(*loss.start))
    for walk, arrived in zip((found.warm, found.cold), found.arrived, strict=True):
        there = walk.losses <= last + 0.01 * (first - last)
        assert arrived is not None and there.any()
        assert {int(seen): bool(near) for seen, near in zip(walk.examples, there, strict=True)}[arrived]
        assert not there[walk.examples < arrived].any()


def test_a_warm_start_begins_on_random_examples() -> None:
    loss = line(100)
    method = optimizer("gradient_descent", learning_rate=0.05)
    one, again, other = (warm_start(loss, method, loss.start, 5, 0.5, 40, seed).warm.losses for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert not np.allclose(one, other)


def test_a_warm_start_on_all_examples_changes_nothing() -> None:
    loss = line(20)
    found = warm_start(loss, optimizer("adam"), loss.start, 20, 0.5, 60)
    np.testing.assert_allclose(found.warm.losses, found.cold.losses, rtol=1e-12)
    assert found.arrived[0] == found.arrived[1]


@pytest.mark.parametrize("kind", ["shuffle", "replacement"])
@given(st.integers(0, 1000), st.integers(1, 30))
def test_dealing_again_deals_every_run_of_a_comparison_anew(kind: str, seed: int, later: int) -> None:
    """30 examples in one order of 30!: that two of ten are alike by chance cannot happen."""
    orders = [
        {tuple(row) for row in deal(30, Sampling(kind, 30, s), 1, 10)[0].tolist()}  # type: ignore[arg-type]
        for s in (seed, seed + later)
    ]
    assert len(orders[0]) == len(orders[1]) == 10 and not orders[0] & orders[1]


def test_the_first_run_of_a_comparison_sees_what_the_page_s_run_sees() -> None:
    way = Sampling("shuffle", 7, 3)
    for dealt, own in zip(deal(30, way, 9, 4), way.batches(30, 9), strict=True):
        np.testing.assert_array_equal(dealt[0], own)


@given(
    st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.lists(st.floats(-50, 50), min_size=3, max_size=20, unique=True),
    st.floats(-1e3, 1e3),
)  # fmt: skip
def test_data_on_a_line_have_no_noise_at_the_minimum_and_a_run_comes_to_rest(
    intercept: float, slope: float, x: list[float], offset: float
) -> None:
    xs = np.array(x) + offset
    if np.ptp(xs) < 1e-2 * (1.0 + np.abs(xs).max()):
        return
    loss = data_loss(Dataset((xs,), intercept + slope * xs), MODELS["squares"])
    assert loss.minima and fits_exactly(loss) and sigma_of(loss, loss.minima[0]) == 0.0
    assert stationary_radius(loss, 1e-3 / float(np.array(loss.hessian(0.0, 0.0)).max()), 2) == 0.0


def test_noise_as_small_as_a_millionth_is_noise_all_the_same() -> None:
    xs = np.linspace(-1.0, 1.0, 20)
    loss = data_loss(Dataset((xs,), 1.0 + xs + 1e-6 * np.cos(40 * xs)), MODELS["squares"])
    assert not fits_exactly(loss) and sigma_of(loss, loss.minima[0]) > 1e-7


def test_balls_without_noise_are_points_that_runs_come_near_to() -> None:
    xs = np.linspace(-1.0, 1.0, 20)
    loss = data_loss(Dataset((xs,), 1.0 + xs), MODELS["squares"])
    first, *_others = noise_balls(loss, (0.0, 0.0), Sampling("shuffle", 4), 400)
    assert first.expected == 0.0 and first.arrived and first.radius < 1e-9
    assert not noise_balls(loss, (0.0, 0.0), Sampling("shuffle", 4), 3)[0].arrived
