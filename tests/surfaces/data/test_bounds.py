"""Work over data is bounded before it starts: by steps, by examples looked at, by how much is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optim_core import optimizer
from optim_core.running.sampling import Sampling
from surfaces.data import MODELS, DataLoss, Dataset, data_loss, dataset
from surfaces.data.studies import comparison, many_runs, noise, warm_start
from surfaces.data.studies.comparison import Curve, compare, standing
from surfaces.data.studies.many_runs import paths_over
from surfaces.data.studies.noise import gradient_noise, noise_balls

DESCENT = optimizer("gradient_descent", learning_rate=0.01)


def line(size: int) -> DataLoss:
    return data_loss(dataset("line", size), MODELS["squares"])


def curves(size: int, steps: int, budget: str, batch: int = 10) -> list[tuple[int, int]]:
    """(steps, examples seen) of full descent, mini-batches and single examples."""
    loss = line(size)
    found = compare(loss, DESCENT, loss.start, Sampling("shuffle", batch), steps, budget)  # type: ignore[arg-type]
    assert [curve.size for curve in found] == [size, batch, 1]
    for curve in found:
        # Every curve is drawn from the start to its last step.
        assert (curve.steps[0], curve.examples[0]) == (0, 0)
        assert (np.diff(curve.steps) > 0).all() and len(curve.steps) == len(curve.median) <= comparison.CURVE_POINTS + 1
    return [(curve.last_step, int(curve.examples[-1])) for curve in found]


def test_a_comparison_on_equal_steps() -> None:
    # The last of ten batches of 5 examples is an ordinary one.
    assert curves(50, 130, "steps") == [(130, 6500), (130, 1300), (130, 130)]


def test_a_comparison_on_equal_examples() -> None:
    # 40 batches see 400 examples: 8 epochs.
    assert curves(50, 40, "examples") == [(8, 400), (40, 400), (400, 400)]
    # 84 examples are fewer than five epochs; 250 are 21 batches, an epoch is four of 12 and one of 2.
    assert curves(50, 7, "examples", 12) == [(5, 250), (21, 212), (250, 250)]
    # Four batches would see 40, but five epochs are the least.
    assert curves(50, 4, "examples") == [(5, 250), (25, 250), (250, 250)]


def test_a_comparison_never_looks_at_more_than_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "WORK", 6_000)
    # Full descent makes one run, the others ten: 6000/50, 6000/(10*10), 6000/10.
    assert [steps for steps, _ in curves(50, 2_000, "steps")] == [120, 60, 600]


def test_a_comparison_never_makes_more_than_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "MAX_STEPS", 70)
    monkeypatch.setattr(comparison, "MOST_SINGLE_STEPS", 350)
    assert [steps for steps, _ in curves(50, 200, "steps")] == [70, 70, 70]
    # 2000 examples are more than 350 single ones: 350 are seen, in 7 whole steps.
    assert curves(50, 200, "examples") == [(7, 350), (35, 350), (350, 350)]
    # Five epochs of 100 are more than single examples are followed for.
    assert curves(100, 200, "examples") == [(5, 500), (50, 500), (350, 350)]


def test_bounds_are_those_that_are_documented() -> None:
    assert (many_runs.MAX_STEPS, many_runs.MAX_WORK) == (5_000, 20_000_000)
    assert (comparison.WORK, comparison.MAX_STEPS, comparison.MOST_SINGLE_STEPS) == (4_000_000, 5_000, 3_000)
    assert (noise.BALL_WORK, noise.MAX_STEPS, warm_start.WORK) == (4_000_000, 5_000, 4_000_000)


def _curve(steps: list[int], examples: list[int], median: list[float]) -> Curve:
    losses = np.array(median)
    return Curve("shuffle", 2, np.array(steps), np.array(examples), losses - 1, losses, losses + 1)


def test_the_standing_is_read_at_the_last_point_within_everybody_s_budget() -> None:
    full = _curve([0, 5, 10], [0, 50, 100], [9.0, 5.0, 1.0])
    mini = _curve([0, 4, 8, 12], [0, 8, 16, 24], [9.0, 6.0, 3.0, 2.0])
    # Ten steps: the second curve has no point there, its last before is step 8.
    assert standing([full, mini], "steps") == (10, (1.0, 3.0))
    # 24 examples: the first has only its start before that.
    assert standing([full, mini], "examples") == (24, (9.0, 2.0))
    assert standing([mini, full], "steps") == (10, (3.0, 1.0))
    assert standing([full], "steps") == (10, (1.0,))


def test_runs_side_by_side_up_to_their_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    loss = line(10)
    few: Any = [np.array([[1], [2]])]
    assert paths_over(loss, DESCENT, loss.start, few * 5_000, 2).shape == (5_001, 2, 2)
    with pytest.raises(ValueError, match="5001 steps over 10,002 examples are more than is done at once"):
        paths_over(loss, DESCENT, loss.start, few * 5_001, 2)
    huge: Any = [np.zeros((1, 4_001), dtype=np.intp)] * 5_000
    with pytest.raises(ValueError, match="5000 steps over 20,005,000 examples are more than is done at once"):
        paths_over(loss, DESCENT, loss.start, huge, 1)
    monkeypatch.setattr(many_runs, "MAX_WORK", 50)
    assert paths_over(loss, DESCENT, loss.start, [None] * 5, 1).shape == (6, 2, 1)
    with pytest.raises(ValueError, match="5 steps over 51 examples"):
        paths_over(loss, DESCENT, loss.start, [None] * 4 + [np.zeros((1, 11), dtype=np.intp)], 1)


@pytest.mark.parametrize(("size", "orders"), [(10, 400), (1_000, 400), (4_000, 100), (19_000, 21), (50_000, 20)])
def test_noise_is_measured_over_as_many_orders_as_its_bound_allows(size: int, orders: int) -> None:
    assert gradient_noise(line(size), (0.0, 0.0)).batches == orders


@pytest.mark.parametrize(("kind", "steps"), [("full", 12), ("replacement", 15), ("single", 60)])
def test_balls_are_drawn_within_their_work(kind: str, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four rates; ten seeds unless every step sees all 50 examples; batches of 4, or single examples."""
    monkeypatch.setattr(noise, "BALL_WORK", 2_400)
    found = noise_balls(line(50), (0.0, 0.0), Sampling(kind, 4), 5_000)  # type: ignore[arg-type]
    assert [ball.steps[-1] for ball in found] == [steps] * 4
    monkeypatch.setattr(noise, "MAX_STEPS", 7)
    found = noise_balls(line(50), (0.0, 0.0), Sampling(kind, 4), 5_000)  # type: ignore[arg-type]
    assert [ball.steps[-1] for ball in found] == [7] * 4
    assert all(len(ball.distance) == len(ball.steps) <= noise.BALL_POINTS for ball in found)


def test_a_warm_start_stays_within_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_start, "WORK", 2_000)
    loss = line(50)
    found = warm_start.warm_start(loss, DESCENT, loss.start, 10, 0.5, 5_000)
    # 2000/50 steps over all; half of them on ten examples.
    assert (found.first_steps, found.switch, int(found.cold.examples[-1])) == (20, 200, 2_000)
    monkeypatch.setattr(warm_start, "MAX_STEPS", 16)
    found = warm_start.warm_start(loss, DESCENT, loss.start, 10, 0.5, 5_000)
    assert (found.first_steps, int(found.cold.examples[-1])) == (4, 400)


@pytest.mark.parametrize(("value", "fits"), [(1e9, True), (-1e9, True), (1.0000001e9, False), (-1.0000001e9, False)])
def test_the_largest_number_of_an_example(value: float, fits: bool) -> None:
    for columns in (((np.array([value]),), np.array([1.0])), ((np.array([1.0]),), np.array([value]))):
        if fits:
            assert Dataset(*columns).size == 1
        else:
            with pytest.raises(ValueError, match=r"all numbers must be finite and at most 1e\+09"):
                Dataset(*columns)


def test_the_largest_number_of_examples() -> None:
    for size, fits in ((100_000, True), (100_001, False)):
        columns = (np.zeros(size),), np.zeros(size)
        if fits:
            assert Dataset(*columns).size == size
        else:
            with pytest.raises(ValueError, match="columns need equal lengths from 1 to 100,000"):
                Dataset(*columns)
