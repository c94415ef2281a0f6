"""The runs that a state asks for, as the batch player shows them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module

import numpy as np

from optim_core import Optimizer, Trajectory
from optim_core.paths.early_stopping import early_stopping
from pages.batches.computed import Task, optimizer_of, task_of
from pages.batches.state import BatchesState
from plots.base.palette import LineStyle
from surfaces.base.surface import Location
from surfaces.data import DataLoss
from ui.batch_player import BatchRun
from ui.player.programs import Pace, RunProgram
from ui.runs.batch_runs import Studied, studied
from ui.runs.choice import MethodChoice, of_slot
from ui.runs.columns import BATCH_TABLE, Result, cells_before, cells_of
from ui.runs.dials import beyond_zero, number_dials, rate_dial
from ui.runs.styles import styles_of
from ui.runs.views import method_label
from ui.work.bounded import Waiting, all_of

#: Steps without a better validation loss after which early stopping would stop, in the picture.
PATIENCE = 20
#: The page's own modules that bring large libraries along.
LARGE = ("pages.batches.data_controls", "pages.batches.batch_controls", "pages.batches.more")


@dataclass(frozen=True)
class Entrant:
    """One method's run and what the player shows of it."""

    choice: MethodChoice
    optimizer: Optimizer
    path: Trajectory
    view: BatchRun


def race(state: BatchesState, task: Task) -> tuple[Entrant, ...]:
    """Run every method.

    Raises:
        Waiting: workers are at some of them.
    """
    start = state.start or task.loss.start
    styles = styles_of(state.methods)
    return all_of(partial(_entrant, choice, styles[choice.slot], state, task, start) for choice in state.methods)


def race_so_far(
    state: BatchesState, task: Task, before: BatchesState | None, verdict: str
) -> tuple[tuple[Entrant, ...], tuple[BatchRun, ...]]:
    """The runs that are there by now, and what is drawn of all: of those to come the state that was shown before.

    `verdict` is said of those that are to come.
    """
    start = state.start or task.loss.start
    styles = styles_of(state.methods)
    entrants, views = [], []
    for choice in state.methods:
        style = styles[choice.slot]
        try:
            entrants.append(_entrant(choice, style, state, task, start))
            views.append(entrants[-1].view)
        except Waiting:
            views.append(_waiting(choice, style, state, task, start, before, verdict))
    return tuple(entrants), tuple(views)


def _waiting(
    choice: MethodChoice,
    style: LineStyle,
    state: BatchesState,
    task: Task,
    start: Location,
    before: BatchesState | None,
    verdict: str,
) -> BatchRun:
    method, label = None, method_label(choice)
    with suppress(Waiting):
        method = optimizer_of(choice, state)
    point = np.array([start], dtype=np.float64)
    alone = BatchRun(
        key=choice.slot,
        label=label,
        style=style,
        points=point,
        values=task.loss.along(point),
        batches=None,
        examples_seen=np.zeros(1),
        rates=None,
        cells=cells_before(method, BATCH_TABLE, verdict),
        kind="",
        validation=None if task.validation is None else task.validation.along(point),
        rate=rate_dial(label, method) if method else None,
        numbers=number_dials(label, method) if method else (),
        held=True,
    )
    earlier = of_slot(before.methods, choice.slot) if before else None
    if before is None or earlier is None or task_of(before) is not task:
        return alone
    with suppress(Waiting):
        last = _entrant(earlier, style, before, task, before.start or task.loss.start).view
        path = ("points", "values", "batches", "examples_seen", "rates", "validation", "stop")
        return replace(alone, **{name: getattr(last, name) for name in path})
    return alone


def warm_up() -> None:
    """Load what the page needs and compute its default view before anybody asks; safe in a thread of its own."""
    for name in LARGE:
        import_module(name)
    state = BatchesState()
    race(state, task_of(state))


def _entrant(choice: MethodChoice, style: LineStyle, state: BatchesState, task: Task, start: Location) -> Entrant:
    method = optimizer_of(choice, state)
    made = studied(task.loss, task.validation, method, start, state.steps, state.sampling)
    return Entrant(choice, method, made.path.judged(made.outcome), _view(choice, style, made, task, state))


def _view(choice: MethodChoice, style: LineStyle, made: Studied, task: Task, state: BatchesState) -> BatchRun:
    path, validation = made.path.judged(made.outcome), made.validation
    seen = _examples_seen(path, task.loss)
    epochs = float(seen[-1]) / task.loss.examples
    result = Result(path, task.loss, path.steps, _batch(path, task.loss, state), epochs, made.final)
    return BatchRun(
        key=choice.slot,
        label=method_label(choice),
        style=style,
        points=path.points,
        values=path.values,
        batches=path.batches,
        examples_seen=seen,
        rates=_rates(path, made.met),
        cells=cells_of(result, BATCH_TABLE),
        kind=result.kind,
        validation=validation,
        stop=None if validation is None else early_stopping(validation, PATIENCE).stopped,
        rate=rate_dial(method_label(choice), path.optimizer),
        numbers=number_dials(method_label(choice), path.optimizer),
        program=_program(choice, path.optimizer, state),
        # A run that went on for longer, with another rate, would see further batches.
        dealt=None if path.batches is None else state.sampling.batches(task.loss.examples, state.steps),
    )


def _program(choice: MethodChoice, method: Optimizer, state: BatchesState) -> RunProgram | None:
    """What the browser makes the run from while something is dragged."""
    steps = method.program(2)
    if steps is None:
        return None
    others = beyond_zero(choice, method, partial(optimizer_of, state=state), 2)
    rate, schedule = method.learning_rate, method.schedule
    watching = schedule is not None and bool(schedule.memory)
    pace = None
    if rate is not None and not watching:
        pace = Pace(rate, schedule.source(), schedule.numbers) if schedule else Pace(rate, "return [v0];\n", {})
    return RunProgram(steps, state.steps, {}, beyond_zero=others, pace=pace, patience=PATIENCE)


def _examples_seen(path: Trajectory, loss: DataLoss) -> np.ndarray:
    """A gradient of the whole loss needs every example's; so does a value."""
    if path.batches is not None:
        return path.examples_seen
    return np.asarray(path.evaluations.sum(axis=0) * loss.examples)


def _batch(path: Trajectory, loss: DataLoss, state: BatchesState) -> tuple[int, int]:
    """How many examples a step sees, of how many."""
    return loss.examples if path.batches is None else state.sampling.size(loss.examples), loss.examples


def _rates(path: Trajectory, met: Sequence[float] | None) -> np.ndarray | None:
    """The learning rate of every step."""
    rate, schedule = path.optimizer.learning_rate, path.optimizer.schedule
    if rate is None:
        return None
    if schedule is None:
        return np.full(path.steps, rate)
    return schedule.rates(rate, path.steps, met)
