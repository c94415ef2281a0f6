"""The runs that a state asks for, as the player shows them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from optim_core import Optimizer, Trajectory
from optim_core.paths.multistart import Harvest
from pages.playground.state import PlaygroundState
from plots.base.palette import LineStyle
from surfaces import Surface
from surfaces.base.surface import Location
from ui.player import RunView
from ui.runs.choice import MethodChoice
from ui.runs.computed import Numbers, crowd_of, grid_of, trajectory_of
from ui.runs.homes import with_homes
from ui.runs.styles import styles_of
from ui.runs.views import run_view
from ui.work.bounded import all_of


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
    """All runs, and the start to show: that of the first run where each has its own."""

    entrants: tuple[Entrant, ...]
    start: Location


def race(state: PlaygroundState, surface: Surface) -> Race:
    """Run every method.

    Raises:
        Waiting: workers are at some of them.
    """
    styles = styles_of(state.methods)
    entrants = all_of(partial(_entrant, choice, styles[choice.slot], state, surface) for choice in state.methods)
    if state.begin.kind == "many":
        entrants = _at_home(entrants, state.maximize)
    start = state.start_on(surface)
    if state.begin.kind == "many" and entrants:
        start = tuple(entrants[0].path.points[0].tolist())
    return Race(entrants, start)


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


def _entrant(choice: MethodChoice, style: LineStyle, state: PlaygroundState, surface: Surface) -> Entrant:
    method = choice.optimizer(surface, state.steps)
    stops: Numbers = tuple(state.stops.items())
    if state.begin.kind == "many":
        return _best_of_many(choice, style, method, state, surface, stops)
    path = trajectory_of(surface, method, state.start_on(surface), state.steps, state.maximize, stops)
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
