"""Results that many visitors ask for alike, kept in bounded caches shared by all sessions.

Everything here is a pure function of plain values, so a cached result is the same as a fresh one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core import Optimizer, Outcome, Trajectory, run
from optim_core.paths.multistart import Harvest, harvest
from optim_core.paths.rounding import digits_end, moved
from optim_core.paths.verdict import Outcomes
from optim_core.running.cost import Watch, evaluation, least, taken
from optim_core.running.starts import scattered
from surfaces import Surface, entries, parse
from surfaces.base.grid import Grid, points_per_axis, sample
from surfaces.base.stability import Limit, stability_limit
from surfaces.base.surface import Domain, Location
from surfaces.data import DataLoss
from surfaces.networks.slice import KEY as SLICE
from surfaces.networks.slice import slice_surface
from surfaces.typed import KEY as TYPED
from ui.work.bounded import Waiting, bounded
from ui.work.budgets import BUDGETS

Numbers = tuple[tuple[str, float], ...]
Ranges = tuple[tuple[str, tuple[float, float]], ...]
NOTHING: Mapping[str, float] = MappingProxyType({})
NO_RANGES: Mapping[str, tuple[float, float]] = MappingProxyType({})


#: Points per axis of a picture that stands in for one that is still being worked out.
COARSE = 21
#: A path of a crowd is drawn with about this many points.
CROWD_POINTS = 150


class Crowd(NamedTuple):
    """Runs from many starts, and what they came to.

    Attributes:
        paths: (rows, runs, dimension), as the player takes them; row j is step `stride` * j, the last the last one.
        best: the start of the run that got lowest (climbing: highest); None if none has a finite loss.
        work: seconds of work they took.
        ended: the first step at which a run's budget was used up; None if none was.
    """

    paths: NDArray[np.float32]
    stride: int
    best: Location | None
    harvest: Harvest
    work: float = 0.0
    ended: int | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of the paths."""
        return int(self.paths.nbytes)

    @property
    def unfinished(self) -> bool:
        """Whether a budget ended any of them."""
        return self.ended is not None


def surface_of(
    key: str,
    text: str = "",
    parameters: Mapping[str, float] = NOTHING,
    domain: Domain | None = None,
    ranges: Mapping[str, tuple[float, float]] = NO_RANGES,
) -> Surface:
    """A surface of the catalogue with its parameters or, for the key of what is a text, that of the text.

    Raises:
        ValueError: unknown surface, parameter out of range, or (as ExpressionError) a text that is no formula.
    """
    return _surface(key, text, tuple(sorted(parameters.items())), domain, tuple(sorted(ranges.items())))


@lru_cache(maxsize=128)
def _surface(key: str, text: str, parameters: Numbers, domain: Domain | None, ranges: Ranges) -> Surface:
    if key == SLICE:
        return slice_surface(text).on(domain)
    if key == TYPED:
        return parse(text, None, ranges=dict(ranges), **dict(parameters)).on(domain)
    return entries()[key].surface(**dict(parameters)).on(domain)


class Sampled(NamedTuple):
    """The picture of a surface, and the seconds of work it took."""

    grid: Grid
    work: float
    unfinished: bool = False

    @property
    def nbytes(self) -> int:
        """Bytes of its numbers."""
        return int(self.grid.values.nbytes)


def _least_of_grid(surface: Surface | DataLoss, per_axis: int | None = None) -> float:
    points = (per_axis or points_per_axis(surface)) ** surface.dimension
    return evaluation(surface.operations("value"), points * max(1, surface.examples))


# A grid of two weights takes about 160 kB.
@bounded(megabytes=24, least=_least_of_grid)
def _grid(surface: Surface | DataLoss, *, work: float, watch: Watch | None = None) -> Sampled:
    grid = sample(surface)
    grid.values.flags.writeable = False
    return Sampled(grid, _least_of_grid(surface))


def grid_of(surface: Surface | DataLoss) -> Grid:
    """The picture of a surface.

    Raises:
        Waiting: it is too much work for a page's script, and a worker is at it.
    """
    return _grid(surface).grid


@lru_cache(maxsize=32)
def coarse_grid_of(surface: Surface) -> Grid:
    """A coarse picture of a surface, to be seen while a worker is at the other.

    Raises:
        Waiting: even that is too much work for a page's script.
    """
    if _least_of_grid(surface, COARSE) > BUDGETS.in_script:
        raise Waiting
    return sample(surface, COARSE)


@dataclass(frozen=True)
class Made:
    """A run with what takes about as long to say of it as to make it.

    Attributes:
        path: the run.
        outcome: its verdict, if it was made elsewhere.
        digits_end: as of `digits_end_of`, if it was made elsewhere.
        work: seconds of work it took.
    """

    path: Trajectory
    work: float
    outcome: Outcome | Outcomes | None = None
    digits_end: int | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of its numbers."""
        return self.path.nbytes

    @property
    def unfinished(self) -> bool:
        """Whether its budget ended it."""
        return bool(np.any(self.path.spent))


def _least(surface: Surface, method: Optimizer, start: Location, steps: int, maximize: bool, stops: Numbers) -> float:
    return _least_of_run(surface, method, steps)


# Wherever it begins.
@lru_cache(maxsize=512)
def _least_of_run(surface: Surface, method: Optimizer, steps: int) -> float:
    # What is said of its digits takes a second run.
    return 2 * least(surface, method, steps)


# 5,000 steps take about 400 kB, 300 steps about 25 kB.
@bounded(megabytes=64, least=_least)
def _run(
    surface: Surface,
    method: Optimizer,
    start: Location,
    steps: int,
    maximize: bool,
    stops: Numbers,
    *,
    work: float,
    watch: Watch | None = None,
) -> Made:
    path = run(surface, method, start, steps, maximize=maximize, stops=dict(stops), work=work / 2, watch=watch)
    if watch is None:
        return Made(path, 2 * taken(path))
    # In a worker all of it, so that nothing is left to be done in the script.
    return Made(path, 2 * taken(path), path.outcome, _digits_end(path, work / 2, watch))


def trajectory_of(
    surface: Surface, method: Optimizer, start: Location, steps: int, maximize: bool = False, stops: Numbers = ()
) -> Trajectory:
    """The run of a method from a start; `stops` are limits by key.

    Raises:
        Waiting: it is too much work for a page's script, and a worker is at it.
    """
    made = _run(surface, method, start, steps, maximize, stops)
    return made.path if made.outcome is None else made.path.judged(made.outcome)


@lru_cache(maxsize=512)
def digits_end_of(
    surface: Surface, method: Optimizer, start: Location, steps: int, maximize: bool = False, stops: Numbers = ()
) -> int | None:
    """The step of that run from which on rounding decides where it goes; None if it never does."""
    made = _run(surface, method, start, steps, maximize, stops)
    return _digits_end(made.path, BUDGETS.run / 2) if made.outcome is None else made.digits_end


def _digits_end(path: Trajectory, work: float, watch: Watch | None = None) -> int | None:
    if not path.steps or bool((path.points[1:] == path.points[:-1]).all()):
        return None
    domain = path.loss.domain  # type: ignore[attr-defined]
    start = moved(tuple(path.points[0].tolist()), domain)
    other = run(
        path.loss,
        path.optimizer,
        start,
        path.budget,
        maximize=path.maximize,
        stops=path.stops,
        work=work,
        watch=watch,
    )
    return digits_end(path, other, domain)


@lru_cache(maxsize=512)
def limit_of(surface: Surface, start: Location, reached: Location | None) -> Limit | None:
    """How far a careful rate goes, see `stability_limit`."""
    return stability_limit(surface, start, reached)


def crowd_of(
    surface: Surface,
    method: Optimizer,
    count: int,
    seed: int,
    steps: int,
    maximize: bool = False,
    stops: Numbers = (),
) -> Crowd:
    """The runs of a method from `count` starts all over the picture, drawn with `seed`.

    Raises:
        Waiting: it is too much work for a page's script, and a worker is at it.
    """
    return _crowd(surface, method, count, seed, steps, maximize, stops)


def _least_of_crowd(
    surface: Surface, method: Optimizer, count: int, seed: int, steps: int, maximize: bool, stops: Numbers
) -> float:
    return least(surface, method, steps, count)


# A hundred paths take 120 kB.
@bounded(megabytes=16, least=_least_of_crowd)
def _crowd(
    surface: Surface,
    method: Optimizer,
    count: int,
    seed: int,
    steps: int,
    maximize: bool,
    stops: Numbers,
    *,
    work: float,
    watch: Watch | None = None,
) -> Crowd:
    starts = scattered(surface.domain, count, seed)
    path = run(
        surface,
        method,
        starts,
        steps,
        maximize=maximize,
        record_gradients=False,
        stops=dict(stops),
        work=work,
        watch=watch,
    )
    found = harvest(path)
    best = tuple(float(w[found.best]) for w in starts) if found.best >= 0 else None
    stride = max(1, -(-steps // CROWD_POINTS))
    rows = [*range(0, steps, stride), steps]
    with np.errstate(over="ignore"):
        paths = np.moveaxis(path.points[rows], 2, 1).astype(np.float32)
    ended = int(np.asarray(path.last)[np.asarray(path.spent)].min()) if np.any(path.spent) else None
    return Crowd(paths, stride, best, found, taken(path), ended)
