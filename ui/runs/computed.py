"""Results that many visitors ask for alike, kept in bounded caches shared by all sessions.

Everything here is a pure function of plain values, so a cached result is the same as a fresh one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core import Optimizer, Trajectory, run
from optim_core.paths.multistart import Harvest, harvest
from optim_core.paths.rounding import digits_end, moved
from optim_core.running.starts import scattered
from surfaces import Surface, entries, parse
from surfaces.base.grid import Grid, sample
from surfaces.base.stability import Limit, stability_limit
from surfaces.base.surface import Domain, Location
from surfaces.data import DataLoss
from surfaces.typed import KEY as TYPED

Numbers = tuple[tuple[str, float], ...]
Ranges = tuple[tuple[str, tuple[float, float]], ...]
NOTHING: Mapping[str, float] = MappingProxyType({})
NO_RANGES: Mapping[str, tuple[float, float]] = MappingProxyType({})


#: A path of a crowd is drawn with about this many points.
CROWD_POINTS = 150


class Crowd(NamedTuple):
    """Runs from many starts, and what they came to.

    Attributes:
        paths: (rows, runs, dimension), as the player takes them; row j is step `stride` * j, the last the last one.
        best: the start of the run that got lowest (climbing: highest); None if none has a finite loss.
    """

    paths: NDArray[np.float32]
    stride: int
    best: Location | None
    harvest: Harvest


def surface_of(
    key: str,
    text: str = "",
    parameters: Mapping[str, float] = NOTHING,
    domain: Domain | None = None,
    ranges: Mapping[str, tuple[float, float]] = NO_RANGES,
) -> Surface:
    """A surface of the catalogue with its parameters or, for the key of typed ones, that of a text and its letters.

    Raises:
        ValueError: unknown surface, parameter out of range, or (as ExpressionError) a text that is no formula.
    """
    return _surface(key, text, tuple(sorted(parameters.items())), domain, tuple(sorted(ranges.items())))


@lru_cache(maxsize=128)
def _surface(key: str, text: str, parameters: Numbers, domain: Domain | None, ranges: Ranges) -> Surface:
    if key == TYPED:
        return parse(text, None, ranges=dict(ranges), **dict(parameters)).on(domain)
    return entries()[key].surface(**dict(parameters)).on(domain)


# A grid of two weights takes about 160 kB.
@lru_cache(maxsize=128)
def grid_of(surface: Surface | DataLoss) -> Grid:
    """The picture of a surface."""
    grid = sample(surface)
    grid.values.flags.writeable = False
    return grid


# 5,000 steps take about 300 kB, 300 steps about 20 kB.
@lru_cache(maxsize=128)
def trajectory_of(
    surface: Surface, method: Optimizer, start: Location, steps: int, maximize: bool = False, stops: Numbers = ()
) -> Trajectory:
    """The run of a method from a start; `stops` are limits by key."""
    return run(surface, method, start, steps, maximize=maximize, stops=dict(stops))


@lru_cache(maxsize=512)
def digits_end_of(
    surface: Surface, method: Optimizer, start: Location, steps: int, maximize: bool = False, stops: Numbers = ()
) -> int | None:
    """The step of that run from which on rounding decides where it goes; None if it never does."""
    path = trajectory_of(surface, method, start, steps, maximize, stops)
    if not path.steps or bool((path.points[1:] == path.points[:-1]).all()):
        return None
    other = run(surface, method, moved(start, surface.domain), steps, maximize=maximize, stops=dict(stops))
    return digits_end(path, other, surface.domain)


@lru_cache(maxsize=512)
def limit_of(surface: Surface, start: Location, reached: Location | None) -> Limit | None:
    """How far a careful rate goes, see `stability_limit`."""
    return stability_limit(surface, start, reached)


# A hundred paths take 120 kB.
@lru_cache(maxsize=64)
def crowd_of(
    surface: Surface,
    method: Optimizer,
    count: int,
    seed: int,
    steps: int,
    maximize: bool = False,
    stops: Numbers = (),
) -> Crowd:
    """The runs of a method from `count` starts all over the picture, drawn with `seed`."""
    starts = scattered(surface.domain, count, seed)
    path = run(surface, method, starts, steps, maximize=maximize, record_gradients=False, stops=dict(stops))
    found = harvest(path)
    best = tuple(float(w[found.best]) for w in starts) if found.best >= 0 else None
    stride = max(1, -(-steps // CROWD_POINTS))
    rows = [*range(0, steps, stride), steps]
    with np.errstate(over="ignore"):
        paths = np.moveaxis(path.points[rows], 2, 1).astype(np.float32)
    return Crowd(paths, stride, best, found)
