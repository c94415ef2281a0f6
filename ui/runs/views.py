"""Trajectories as the player and its table show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np

from optim_core import Optimizer, Outcome, Trajectory
from optim_core.base.program import StepProgram
from optim_core.paths.curves import curve as curve_of
from optim_core.paths.curves import evaluation_axis
from plots.base.palette import LineStyle
from surfaces import Surface
from surfaces.base.surface import Location
from ui.language.i18n import _
from ui.player import RunProgram, RunView
from ui.runs.choice import MethodChoice
from ui.runs.columns import PLAYER_TABLE, Result, cells_before, cells_of
from ui.runs.computed import digits_end_of, limit_of
from ui.runs.dials import beyond_zero, number_dials, rate_dial


def method_label(choice: MethodChoice) -> str:
    """The method's name, numbered from its second run on."""
    name = _(choice.method.name)
    return f"{name} ({choice.copy + 1})" if choice.copy else name


def run_view(
    choice: MethodChoice,
    path: Trajectory,
    surface: Surface,
    style: LineStyle,
    curve: str = "loss",
    x_axis: str = "steps",
) -> RunView:
    """One run as the player shows it, with its row of the table.

    `style` is the run's among those it is shown with (`ui.runs.styles`), `curve` is a key of
    `optim_core.paths.curves.CURVES`, `x_axis` "steps" or "evaluations", as the player is told.
    """
    outcome = path.outcome
    assert isinstance(outcome, Outcome)
    result = Result(path, surface, outcome.step)
    return RunView(
        key=choice.slot,
        label=method_label(choice),
        style=style,
        points=path.points,
        values=path.values,
        gradients=_slopes(path.points, surface) if surface.dimension == 1 else None,
        cells=cells_of(result, PLAYER_TABLE),
        kind=result.kind,
        curve=None if curve == "loss" else curve_of(path, curve, surface.minima),
        evaluations=evaluation_axis(path) if x_axis == "evaluations" else None,
        rate=rate_dial(method_label(choice), path.optimizer, _limit(path, surface)),
        numbers=number_dials(method_label(choice), path.optimizer),
        program=_program(choice, path.optimizer, surface, path.budget, path.stops, path.maximize),
        digits_end=digits_end_of(
            surface,
            path.optimizer,
            tuple(path.points[0].tolist()),
            path.budget,
            path.maximize,
            tuple(path.stops.items()),
        ),
    )


def waiting_view(
    choice: MethodChoice,
    optimizer: Optimizer | None,
    surface: Surface,
    style: LineStyle,
    start: Location,
    steps: int,
    maximize: bool,
    stops: Mapping[str, float],
    verdict: str,
    before: RunView | None = None,
) -> RunView:
    """A run that is not there yet, with its row: the path that there was before, or its start alone.

    The browser gets the run's program all the same, and makes what is dragged of it itself. `optimizer` is None while
    its rate is still being looked for, `verdict` is said in place of one.
    """
    label = method_label(choice)
    point = np.array([start], dtype=np.float64)
    alone = RunView(
        key=choice.slot,
        label=label,
        style=style,
        points=point,
        values=np.array([float(surface.value(*start))]),
        gradients=_slopes(point, surface) if surface.dimension == 1 else None,
        cells=cells_before(optimizer, PLAYER_TABLE, verdict),
        kind="",
        rate=rate_dial(label, optimizer) if optimizer else None,
        numbers=number_dials(label, optimizer) if optimizer else (),
        program=_program(choice, optimizer, surface, steps, stops, maximize) if optimizer else None,
        held=True,
    )
    if before is None:
        return alone
    path = ("points", "values", "gradients", "curve", "evaluations")
    return replace(alone, **{name: getattr(before, name) for name in path})


def _program(
    choice: MethodChoice,
    optimizer: Optimizer,
    surface: Surface,
    steps: int,
    stops: Mapping[str, float],
    maximize: bool,
) -> RunProgram | None:
    method = optimizer.program(surface.dimension, maximize)
    if method is None:
        return None
    return RunProgram(method, steps, stops, maximize, _beyond_zero(choice, optimizer, surface, steps, maximize))


# Where a run begins changes nothing about it.
@lru_cache(maxsize=256)
def _beyond_zero(
    choice: MethodChoice, optimizer: Optimizer, surface: Surface, steps: int, maximize: bool
) -> dict[str, StepProgram]:
    return beyond_zero(choice, optimizer, partial(_remade, surface=surface, steps=steps), surface.dimension, maximize)


def _remade(choice: MethodChoice, surface: Surface, steps: int) -> Optimizer:
    return choice.optimizer(surface, steps)


def _limit(path: Trajectory, surface: Surface) -> float | None:
    """2/L where it is known: at the minimum that the run reached, or at a known one."""
    if path.maximize:
        return None
    outcome = path.outcome
    assert isinstance(outcome, Outcome)
    reached = tuple(path.points[-1].tolist()) if outcome.kind == "converged" else None
    limit = limit_of(surface, tuple(path.points[0].tolist()), reached)
    return limit.rate if limit else None


def _slopes(points: np.ndarray, surface: Surface) -> np.ndarray:
    return np.asarray(surface.gradient(points[:, 0])[0], dtype=np.float64)
