"""Results that many visitors ask for alike, kept in bounded caches shared by all sessions.

Everything here is a pure function of plain values, so a cached result is the same as a fresh one.
"""

from __future__ import annotations

from functools import lru_cache

from optim_core import Optimizer, Trajectory, optimizer, run
from surfaces import Surface, entries, parse
from surfaces.sampling import Grid, sample
from surfaces.surface import Domain, Location
from ui.playground_state import TYPED, PlaygroundState

Numbers = tuple[tuple[str, float], ...]


def surface_of(state: PlaygroundState) -> Surface:
    """The surface a state asks for.

    Raises:
        ValueError: unknown surface, parameter out of range, or (as ExpressionError) a text that is no formula.
    """
    return _surface(state.surface, state.text, tuple(sorted(state.parameters.items())), state.domain)


@lru_cache(maxsize=128)
def _surface(key: str, text: str, parameters: Numbers, domain: Domain | None) -> Surface:
    if key == TYPED:
        return parse(text).on(domain)
    return entries()[key].surface(**dict(parameters)).on(domain)


# A grid of two weights takes about 160 kB.
@lru_cache(maxsize=128)
def grid_of(surface: Surface) -> Grid:
    """The picture of a surface. Surfaces are compared by identity, `surface_of` returns the same one again."""
    grid = sample(surface)
    grid.values.flags.writeable = False
    return grid


def warm_up() -> None:
    """Compute the default view, so that the first visitor does not wait for imports and compilation."""
    state = PlaygroundState()
    surface = surface_of(state)
    grid_of(surface)
    for choice in state.methods:
        trajectory_of(surface, choice.optimizer(surface), surface.start, state.steps)


def trajectory_of(surface: Surface, method: Optimizer, start: Location, steps: int) -> Trajectory:
    """The run of a method from a start."""
    numbers = tuple(sorted(method.hyperparameters.items()))
    return _trajectory(surface, method.key, method.convention, numbers, start, steps)


# 5,000 steps take about 300 kB, 300 steps about 20 kB.
@lru_cache(maxsize=128)
def _trajectory(
    surface: Surface, key: str, convention: str, numbers: Numbers, start: Location, steps: int
) -> Trajectory:
    return run(surface, optimizer(key, convention=convention, **dict(numbers)), start, steps)
