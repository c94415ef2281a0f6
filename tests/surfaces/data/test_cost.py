"""Costs counted by hand, timings with a clock of our own, the first step by hand, condition numbers by NumPy."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from optim_core import optimizer, run
from surfaces.data import MODELS, SOURCES, Dataset, data_loss, dataset
from surfaces.data.models import PENALTIES, Penalty
from surfaces.data.optimum import normal_equations
from surfaces.data.studies.conditioning import ARRIVED, bowl, standardized
from surfaces.data.studies.cost import descent_step, flops_of_a_step, flops_of_forming, flops_of_solving, measure

SQUARES = [key for key, source in SOURCES.items() if source.model == "squares"]


def test_the_first_step_by_hand() -> None:
    """x = 1, 2; y = 1, 3; from (0, 1): misses 0, -1; sums -1 and -2; gradient (-1, -2)."""
    data = Dataset((np.array([1.0, 2.0]),), np.array([1.0, 3.0]))
    step = descent_step(data, (0.0, 1.0), 0.1)
    assert step.sums == (-1.0, -2.0) and step.gradient == (-1.0, -2.0)
    assert step.point == pytest.approx((0.1, 1.2))


@pytest.mark.parametrize("source", SQUARES)
@pytest.mark.parametrize("strength", [0.0, 0.3])
def test_the_first_step_is_that_of_the_run(source: str, strength: float) -> None:
    data = dataset(source)
    loss = data_loss(data, MODELS["squares"], penalty="l2", strength=strength)
    path = run(loss, optimizer("gradient_descent", learning_rate=1e-3), (0.4, -0.3), 1)
    step = descent_step(data, (0.4, -0.3), 1e-3, strength)
    assert step.point == pytest.approx(tuple(path.points[1]), rel=1e-9)
    assert step.gradient == pytest.approx(loss.gradient(0.4, -0.3), rel=1e-9)


def test_operations_of_a_small_problem_by_hand() -> None:
    # Three entries of X'X and two of X'y, each a sum of 5 products: 10 operations an entry.
    assert flops_of_forming(5, 2) == 50
    # Xw: 5 rows of 4; minus y: 5; X'r: 2 sums of 10; the step: 2 of 2.
    assert flops_of_a_step(5, 2) == 20 + 5 + 20 + 4
    assert flops_of_solving(1000) == pytest.approx(elimination(1000) + 2 * 1000**2, rel=1e-2)


def elimination(size: int) -> int:
    """Counted: every row below a pivot is divided by it once and loses a multiple of its row; a timed solve does so."""
    return sum((size - k) * (1 + 2 * (size - k)) for k in range(1, size))


def test_timings_are_the_clock_s() -> None:
    ticks = count()
    timings = measure(lambda: float(next(ticks)), dimensions=(2, 3), examples=4, seconds=1e9)
    assert [t.dimension for t in timings] == [2, 3]
    assert {(t.forming, t.solving, t.step) for t in timings} == {(1.0, 1.0, 1.0)}


def test_measuring_ends_before_a_size_that_would_take_too_long() -> None:
    ticks = count()
    # The first size takes 19 ticks, so eight times that is expected of the second.
    timings = measure(lambda: float(next(ticks)), dimensions=(5, 10, 20), examples=4, seconds=100.0)
    assert [t.dimension for t in timings] == [5]


@pytest.mark.parametrize("source", SQUARES)
def test_curvatures_and_rates_are_those_of_the_hessian(source: str) -> None:
    loss = data_loss(dataset(source), MODELS["squares"])
    found = bowl(loss)
    assert found is not None and found.exact
    values = np.linalg.eigvalsh(np.array(loss.hessian(0.0, 0.0)))
    np.testing.assert_allclose(found.curvatures, values, rtol=1e-5, atol=1e-9 * values[1])
    assert found.largest_rate == pytest.approx(2 / values[1])
    if source in ("constant", "collinear"):
        assert np.isinf(found.condition) and found.best_rate == pytest.approx(1 / values[1])
    else:
        assert found.best_rate == pytest.approx(2 / values.sum(), rel=1e-6)


@pytest.mark.parametrize("source", ["line", "far", "scales", "outliers", "constant", "collinear"])
def test_steps_and_path_are_those_of_the_run(source: str) -> None:
    loss = data_loss(dataset(source), MODELS["squares"])
    found = bowl(loss)
    assert found is not None and found.steps is not None
    path = run(loss, optimizer("gradient_descent", learning_rate=found.best_rate), loss.start, found.steps)
    left = (path.values - loss.value(*found.center)) / (path.values[0] - loss.value(*found.center))
    assert found.steps > 0 and left[-1] <= ARRIVED * 1.001 and left[-2] > ARRIVED * 0.999
    np.testing.assert_allclose(found.path, path.points[: len(found.path)], rtol=1e-6, atol=1e-8)


def test_beyond_the_largest_stable_rate_descent_diverges_and_below_it_does_not() -> None:
    loss = data_loss(dataset("scales"), MODELS["squares"])
    found = bowl(loss)
    assert found is not None
    ends = []
    for factor in (0.99, 1.01):
        method = optimizer("gradient_descent", learning_rate=factor * found.largest_rate)
        ends.append(run(loss, method, loss.start, 2000).values[-1])
    assert ends[0] < loss.value(*loss.start) < ends[1]


def test_the_best_rate_brings_the_worst_start_closest() -> None:
    loss = data_loss(dataset("scales"), MODELS["squares"])
    found = bowl(loss)
    assert found is not None
    angles = np.linspace(0.0, np.pi, 60)
    starts = np.array(found.center)[:, None] + np.array([np.cos(angles), np.sin(angles)])

    def farthest(rate: float) -> float:
        ends = run(loss, optimizer("gradient_descent", learning_rate=rate), tuple(starts), 30).points[-1]
        return float(np.hypot(*(ends - np.array(found.center)[:, None])).max())

    best = farthest(found.best_rate)
    assert all(farthest(factor * found.best_rate) > best for factor in (0.5, 0.9, 0.99, 1.005))


@pytest.mark.parametrize("source", ["far", "scales", "forbes"])
def test_standardizing_makes_it_round(source: str) -> None:
    loss = data_loss(dataset(source), MODELS["squares"])
    before, after = bowl(loss), bowl(standardized(loss))
    assert before is not None and after is not None and after.steps is not None and before.steps is not None
    assert after.condition < 1.5 < before.condition and after.steps < before.steps


def test_heights_are_those_of_the_loss() -> None:
    for source, model in (("far", "squares"), ("classes", "logistic")):
        loss = data_loss(dataset(source), MODELS[model])
        found = bowl(loss)
        assert found is not None
        expected = loss.value(*np.meshgrid(*found.axes)) - loss.value(*found.center)
        np.testing.assert_allclose(found.heights, expected, rtol=1e-6, atol=1e-8)


def test_where_no_minimum_is_known_there_is_no_bowl() -> None:
    assert bowl(data_loss(dataset("line"), MODELS["tanh"])) is None
    assert bowl(data_loss(dataset("line"), MODELS["absolute"])) is None
    assert (
        bowl(data_loss(Dataset((np.zeros(3), np.zeros(3)), np.ones(3), False, ("a", "b")), MODELS["squares"])) is None
    )


@pytest.mark.parametrize("model", ["squares", "huber", "absolute", "logistic"])
@pytest.mark.parametrize("penalty", PENALTIES)
def test_standardizing_changes_the_features_and_nothing_else(model: str, penalty: Penalty) -> None:
    data = dataset("classes") if model == "logistic" else dataset("far")
    loss = data_loss(data, MODELS[model], penalty=penalty, strength=0.25, delta=0.4)
    again = standardized(loss)
    assert again.numbers == loss.numbers == {"delta": 0.4, "lambda": 0.25}
    assert again.kernels is loss.kernels
    np.testing.assert_array_equal(again.data.target, data.target)
    (feature,) = again.data.features
    np.testing.assert_allclose(feature, (data.features[0] - data.features[0].mean()) / data.features[0].std())
    by_hand = data_loss(again.data, MODELS[model], penalty=penalty, strength=0.25, delta=0.4)
    assert again.value(0.7, -1.3) == by_hand.value(0.7, -1.3)


@pytest.mark.parametrize(
    ("source", "strength"), [("clouds", 0.0), ("challenger", 0.0), ("classes", 0.05), ("iris", 0.0)]
)
def test_a_loss_that_is_no_parabola_has_arrived_at_a_hundredth_of_the_height(source: str, strength: float) -> None:
    """Counted once more on a run of its own."""
    loss = data_loss(dataset(source), MODELS["logistic"], penalty="l2", strength=strength)
    found = bowl(loss)
    assert found is not None and not found.exact
    low, high = np.linalg.eigvalsh(np.array(loss.hessian(*loss.minima[0])))
    assert found.curvatures == pytest.approx((low, high)) and found.condition == pytest.approx(high / low)
    assert (found.best_rate, found.largest_rate) == pytest.approx((2 / (low + high), 2 / high))
    method = optimizer("gradient_descent", learning_rate=min(2 / (low + high), 1000.0))
    path = run(loss, method, loss.start, 2_000)
    left = (path.values - loss.value(*loss.minima[0])) / (path.values[0] - loss.value(*loss.minima[0]))
    if found.steps is None:
        assert (left > ARRIVED).all() and len(found.path) == 1_501
    else:
        assert left[found.steps] <= ARRIVED < left[: found.steps].min() and len(found.path) == found.steps + 1
    np.testing.assert_allclose(found.path, path.points[: len(found.path)], rtol=1e-9, atol=1e-12)


def with_singular_values(ratio: float) -> Dataset:
    """Two features whose design matrix has the singular values 1 and `ratio`."""
    q, _ = np.linalg.qr(np.random.default_rng(1).standard_normal((9, 2)))
    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    x = q @ np.diag([1.0, ratio]) @ turn.T
    return Dataset((x[:, 0], x[:, 1]), np.linspace(-1.0, 2.0, 9), False, ("a", "b"))


@pytest.mark.parametrize(
    ("ratio", "unique"),
    [(1e-3, True), (1e-6, True), (1e-7, True), (1e-9, True), (1e-12, True), (1e-16, False), (0.0, False)],
)
def test_where_singular_values_count_as_zero(ratio: float, unique: bool) -> None:
    """At about N*eps of the larger, which is what rounding leaves of an exact zero: 2e-15 for nine examples."""
    data = with_singular_values(ratio)
    equations, found = normal_equations(data), bowl(data_loss(data, MODELS["squares"]))
    assert found is not None and equations.singular == (not unique)
    if unique:
        assert equations.condition == pytest.approx(ratio**-2, rel=1e-3)
        assert found.condition == pytest.approx(equations.condition, rel=1e-12)
        assert found.curvatures == equations.curvatures
        expected, *_ = np.linalg.lstsq(data.design, data.target, rcond=1e-15)
        np.testing.assert_allclose(equations.solution, expected, rtol=1e-3)
        assert found.steps is not None and found.steps > 0.1 * ratio**-2
    else:
        assert np.isinf([equations.condition, found.condition]).all()
        # The flat direction is the second column of the turn, the solution lies along the first.
        assert equations.valley is not None
        assert abs(np.dot(equations.valley, (-0.6, 0.8))) == pytest.approx(1.0, abs=1e-6)
        assert abs(np.dot(equations.solution, equations.valley)) < 1e-6


@pytest.mark.parametrize("strength", [1e-3, 1e-6, 1e-9])
def test_a_flat_direction_of_another_loss_is_no_bowl_only_if_it_is_flat(strength: float) -> None:
    """Collinear features: along the valley only the penalty curves, by 2*lambda."""
    x = np.array([-1.5, -0.4, 0.3, 0.2, 0.9, 2.0])
    data = Dataset((x, 2 * x), np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0]), True, ("a", "b"))
    found = bowl(data_loss(data, MODELS["logistic"], penalty="l2", strength=strength))
    assert found is not None and found.curvatures[0] == pytest.approx(2 * strength, rel=1e-4)
    assert bowl(data_loss(data, MODELS["logistic"])) is None


def test_the_picture_of_a_bowl_is_a_square_with_the_whole_window_in_it() -> None:
    loss = replace(data_loss(dataset("scales"), MODELS["squares"]), domain=((-3.0, 1.0), (0.0, 1.0)))
    found = bowl(loss)
    assert found is not None
    assert [(axis[0], axis[-1]) for axis in found.axes] == [(-3.0, 1.0), (-1.5, 2.5)]
    assert found.heights.shape == (61, 61)


def test_the_quickest_of_three_times_counts() -> None:
    """Each piece is done three times, and takes 3, 1 and 2 seconds."""
    spent = iter([0.0] * 2 + [t for _ in range(3) for t in (0.0, 3.0, 3.0, 4.0, 4.0, 6.0)] + [0.0])
    (timing,) = measure(lambda: next(spent), dimensions=(2,), examples=4, seconds=1.0)
    assert (timing.forming, timing.solving, timing.step) == (1.0, 1.0, 1.0)


def test_a_penalty_survives_standardizing() -> None:
    loss = data_loss(dataset("far"), MODELS["squares"], penalty="l2", strength=0.5)
    again = standardized(loss)
    assert (again.kernels.penalty, again.numbers["lambda"]) == ("l2", 0.5)
    found = bowl(again)
    assert found is not None and found.curvatures == pytest.approx((3.0, 3.0))
