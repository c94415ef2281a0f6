"""The runs that a state asks for, as the player shows them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from optim_core import Optimizer, Trajectory
from optim_core.paths.multistart import Harvest
from optim_core.paths.trajectory import judge_all
from pages.playground.state import PlaygroundState
from plots.base.palette import LineStyle
from surfaces import Surface
from surfaces.base.surface import Location
from ui.player import RunView
from ui.runs.choice import MethodChoice, of_slot
from ui.runs.computed import Numbers, crowd_of, grid_of, trajectory_of
from ui.runs.homes import with_homes
from ui.runs.styles import styles_of
from ui.runs.views import run_view, waiting_view
from ui.work.bounded import Waiting, all_of


@dataclass(frozen=True)
class Entrant:
    """One method's run: the path, what the player shows of it, and, of many starts, what they came to.

    `ended` is the step at which their budget was used up, if it was.
    """

    choice: MethodChoice
    path: Trajectory
    view: RunView
    harvest: Harvest | None = None
    ended: int | None = None


@dataclass(frozen=True)
class Race:
    """The runs that are there, and the start to show: that of the first run where each has its own.

    `views` are of all runs that are asked for, in their order, with those that are still to come.
    """

    entrants: tuple[Entrant, ...]
    start: Location
    views: tuple[RunView, ...]


def race(state: PlaygroundState, surface: Surface) -> Race:
    """Run every method.

    Raises:
        Waiting: workers are at some of them.
    """
    styles = styles_of(state.methods)
    choices = state.methods
    if state.begin.kind == "many":
        entrants = all_of(partial(_entrant, choice, styles[choice.slot], state, surface) for choice in choices)
        return _race(state, surface, entrants)
    paths = all_of(partial(_path, choice, state, surface) for choice in choices)
    judge_all(paths)
    entrants = all_of(
        partial(_on, path, choice, styles[choice.slot], state, surface)
        for choice, path in zip(choices, paths, strict=True)
    )
    return _race(state, surface, entrants)


def race_so_far(state: PlaygroundState, surface: Surface, before: PlaygroundState | None, verdict: str) -> Race:
    """The runs that are there by now; of the others those of the state that was shown before, as far as they fit.

    `verdict` is said of those that are to come.
    """
    styles = styles_of(state.methods)
    entrants, waiting = [], {}
    for choice in state.methods:
        try:
            entrants.append(_entrant(choice, styles[choice.slot], state, surface))
        except Waiting:
            waiting[choice.slot] = _waiting(choice, styles[choice.slot], state, surface, before, verdict)
    return _race(state, surface, tuple(entrants), waiting)


def _race(
    state: PlaygroundState,
    surface: Surface,
    entrants: tuple[Entrant, ...],
    waiting: Mapping[str, RunView] = MappingProxyType({}),
) -> Race:
    start = state.start_on(surface)
    if state.begin.kind == "many" and entrants:
        entrants = _at_home(entrants, state.maximize)
        start = tuple(entrants[0].path.points[0].tolist())
    views = {**waiting, **{entrant.choice.slot: entrant.view for entrant in entrants}}
    return Race(entrants, start, tuple(views[choice.slot] for choice in state.methods))


def _waiting(
    choice: MethodChoice,
    style: LineStyle,
    state: PlaygroundState,
    surface: Surface,
    before: PlaygroundState | None,
    verdict: str,
) -> RunView:
    method, last = None, None
    with suppress(Waiting):
        method = choice.optimizer(surface, state.steps)
    earlier = of_slot(before.methods, choice.slot) if before else None
    if before and earlier and before.landscape() == surface:
        with suppress(Waiting):
            last = _entrant(earlier, style, replace(before, player=state.player), surface).view
    start, stops = state.start_on(surface), dict(state.stops)
    return waiting_view(choice, method, surface, style, start, state.steps, state.maximize, stops, verdict, last)


def _at_home(entrants: tuple[Entrant, ...], maximize: bool) -> tuple[Entrant, ...]:
    """With where every start of each method led to."""
    found = [(entrant.view, entrant.harvest) for entrant in entrants if entrant.harvest is not None]
    return tuple(replace(e, view=view) for e, view in zip(entrants, with_homes(found, maximize), strict=True))


def warm_up() -> None:
    """Compute the default view, so that the first visitor does not wait for imports and compilation."""
    state = PlaygroundState()
    surface = state.landscape()
    grid_of(surface)
    for choice in state.methods:
        trajectory_of(surface, choice.optimizer(surface, state.steps), surface.start, state.steps)


def _path(choice: MethodChoice, state: PlaygroundState, surface: Surface) -> Trajectory:
    method, stops = choice.optimizer(surface, state.steps), tuple(state.stops.items())
    return trajectory_of(surface, method, state.start_on(surface), state.steps, state.maximize, stops)


def _entrant(choice: MethodChoice, style: LineStyle, state: PlaygroundState, surface: Surface) -> Entrant:
    if state.begin.kind == "many":
        method = choice.optimizer(surface, state.steps)
        return _best_of_many(choice, style, method, state, surface, tuple(state.stops.items()))
    return _on(_path(choice, state, surface), choice, style, state, surface)


def _on(path: Trajectory, choice: MethodChoice, style: LineStyle, state: PlaygroundState, surface: Surface) -> Entrant:
    """The one run of a method, as it is shown."""
    return Entrant(choice, path, run_view(choice, path, surface, style, state.player.curve, state.player.x_axis))


def _best_of_many(
    choice: MethodChoice,
    style: LineStyle,
    method: Optimizer,
    state: PlaygroundState,
    surface: Surface,
    stops: Numbers,
) -> Entrant:
    """The run that got lowest, with the others behind it."""
    crowd = crowd_of(surface, method, state.begin.count, state.begin.seed, state.steps, state.maximize, stops)
    path = trajectory_of(surface, method, crowd.best or surface.start, state.steps, state.maximize, stops)
    view = run_view(choice, path, surface, style, state.player.curve, state.player.x_axis)
    return Entrant(
        choice, path, replace(view, crowd=crowd.paths, crowd_stride=crowd.stride), crowd.harvest, crowd.ended
    )
