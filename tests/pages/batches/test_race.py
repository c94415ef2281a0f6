"""The runs of the page of data and batches as its player gets them: examples seen, rates, cells."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from optim_core.running.sampling import Sampling
from pages.batches.computed import task_of
from pages.batches.race import race
from pages.batches.state import BatchesState
from surfaces.base.surface import Location
from surfaces.data.data_loss import MOST_FOR_CURVES
from ui.batch_player import BatchRun
from ui.language.numbers import short
from ui.runs.choice import MethodChoice, ScheduleChoice


def run_of(method: MethodChoice, **changes: Any) -> tuple[BatchRun, BatchesState]:
    state = replace(BatchesState(), methods=(method,), steps=40, **changes)
    (entrant,) = race(state, task_of(state))
    return entrant.view, state


def paced(kind: str, formula: str = "") -> MethodChoice:
    schedule = ScheduleChoice(kind, formula=formula)
    return MethodChoice("gradient_descent", hyperparameters={"learning_rate": 0.08}, schedule=schedule)


@pytest.mark.parametrize(
    ("method", "rates"),
    [
        (paced("constant"), np.full(40, 0.08)),
        (paced("inverse"), 0.08 / np.arange(1, 41)),
        (paced("typed", "eta/(1 + k)"), 0.08 / np.arange(2, 42)),
    ],
    ids=("constant", "inverse", "typed"),
)
def test_rates_are_those_the_steps_were_made_at(method: MethodChoice, rates: np.ndarray) -> None:
    view, state = run_of(method, sampling=Sampling("full"))
    assert view.rates == pytest.approx(rates)
    # Plain descent over all examples: step over gradient.
    data = task_of(state).loss.data
    gradients = 2 / data.size * (view.points[:-1] @ data.design.T - data.target) @ data.design
    # At the minimum there is no gradient to divide by.
    moving = np.abs(gradients) > 1e-6
    made = np.divide(-np.diff(view.points, axis=0), gradients, where=moving, out=np.full_like(gradients, np.nan))
    for row, rate in zip(made, rates, strict=True):
        assert row[np.isfinite(row)] == pytest.approx(rate, rel=1e-4)


@pytest.mark.parametrize("sampling", [Sampling("full"), Sampling("shuffle", 8)], ids=("full", "shuffle"))
def test_the_rates_of_a_schedule_that_watches_the_loss_are_those_at_work(sampling: Sampling) -> None:
    schedule = ScheduleChoice("plateau", {"patience": 0, "factor": 0.5})
    choice = MethodChoice("gradient_descent", hyperparameters={"learning_rate": 0.5}, schedule=schedule)
    view, state = run_of(choice, sampling=sampling)
    assert view.rates is not None and view.rates[0] == 0.5 and view.rates[-1] < 0.1
    data = task_of(state).loss.data
    everything = np.arange(data.size)
    for k, (before, after) in enumerate(pairwise(view.points)):
        rows = everything if view.batches is None else view.batches[k]
        design, target = data.design[rows], data.target[rows]
        gradient = 2 / len(rows) * design.T @ (design @ before - target)
        assert after - before == pytest.approx(-view.rates[k] * gradient, rel=1e-6, abs=1e-12)


def test_a_method_without_a_rate_has_none() -> None:
    assert run_of(MethodChoice("newton"))[0].rates is None


def test_values_and_gradients_of_all_examples_count() -> None:
    # Line search asks for values as well, Nelder and Mead for nothing else; 60 examples each time.
    for key in ("line_search", "nelder_mead", "bfgs"):
        state = replace(BatchesState(), methods=(MethodChoice(key),), steps=40, sampling=Sampling("full"))
        (entrant,) = race(state, task_of(state))
        counted = entrant.path.function_evaluations + entrant.path.gradient_evaluations
        assert entrant.path.function_evaluations[-1] > 0
        assert entrant.view.examples_seen.tolist() == (60 * counted).tolist()
    # A step of Newton's needs every example's gradient and its Hessian.
    view, _state = run_of(MethodChoice("newton"), sampling=Sampling("full"))
    assert view.examples_seen.tolist() == [120 * step for step in range(len(view.values))]


def test_examples_seen_are_those_of_the_batches() -> None:
    view, _state = run_of(MethodChoice("gradient_descent"), sampling=Sampling("shuffle", 8))
    # Seven batches of 8 and one of the 4 that are left, again and again.
    assert view.examples_seen.tolist() == np.cumsum([0, *([8] * 7 + [4]) * 5]).tolist()
    assert (view.cells["batch"], view.cells["epochs"], view.cells["steps"]) == ("8 of 60", "5", "40")
    view, _state = run_of(MethodChoice("gradient_descent"), sampling=Sampling("full"))
    assert (view.cells["batch"], view.cells["epochs"]) == ("60 of 60", "40")


def test_cells_and_held_out_losses_are_those_of_the_path() -> None:
    view, state = run_of(paced("cosine"), held_out=0.3, start=(1.0, -2.0), sampling=Sampling("shuffle", 8))
    task = task_of(state)
    assert task.validation is not None
    held, learned = task.validation.data, task.loss.data
    assert tuple(view.points[0]) == (1.0, -2.0)
    for losses, data in ((view.validation, held), (view.values, learned)):
        assert losses == pytest.approx(np.mean((view.points @ data.design.T - data.target) ** 2, axis=1))
    minimum = np.linalg.lstsq(learned.design, learned.target, rcond=None)[0]
    assert view.cells["distance"] == short(float(np.linalg.norm(view.points[-1] - minimum)))
    assert view.cells["final_loss"] == short(float(view.values[-1]))
    assert view.cells["batch"] == "8 of 42"
    assert view.cells["learning_rate"].startswith("0.08, ")


def test_early_stopping_is_told_where_it_would_have_been() -> None:
    start: Location = (3.0, -3.0)
    for rate in (0.02, 0.3):
        method = MethodChoice("gradient_descent", hyperparameters={"learning_rate": rate})
        view, _state = run_of(method, held_out=0.3, start=start, sampling=Sampling("shuffle", 4))
        assert view.validation is not None
        stopped = next(
            (k for k in range(20, 41) if view.validation[k - 19 : k + 1].min() >= view.validation[: k - 19].min()), None
        )
        assert view.stop == stopped
    assert run_of(MethodChoice("adam"))[0].stop is None


@pytest.mark.parametrize("size", [MOST_FOR_CURVES, MOST_FOR_CURVES + 1, 20_000])
def test_whatever_a_method_saw_its_curve_is_of_the_same_examples_as_every_other_and_its_end_of_all(size: int) -> None:
    state = replace(
        BatchesState(), size=size, steps=3, methods=tuple(map(MethodChoice, ("gradient_descent", "l_bfgs_b", "newton")))
    )
    task = task_of(state)
    assert (task.loss.curves_sampled is None) == (size <= MOST_FOR_CURVES)
    for chosen in (state, replace(state, sampling=Sampling("full"))):
        entrants = race(chosen, task)
        for entrant in entrants:
            np.testing.assert_allclose(entrant.view.values, task.loss.along(entrant.view.points), rtol=1e-12)
            end = (float(entrant.view.points[-1][0]), float(entrant.view.points[-1][1]))
            assert entrant.view.cells["final_loss"] == short(float(task.loss.value(*end)))
