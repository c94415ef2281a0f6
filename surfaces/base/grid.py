"""What a picture of a surface is made from: a grid of values and levels that show its structure."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from surfaces.base.surface import Domain

Array = NDArray[np.float64]

#: Grid points per axis: a contour of 141 x 141 is smooth at lecture-hall size and drawn in a blink.
POINTS_2D = 141
POINTS_1D = 801
#: The same of a mean over examples, each point of which is a loss of every one of them.
POINTS_OVER_EXAMPLES = 81
LEVELS = 24
#: Values closer than this, relative to the largest, look alike in float32.
RESOLUTION = 1e-6
#: A lowest value smaller than this, relative to the highest, is zero but for rounding.
ROUNDING = 1e-14


class Pictured(Protocol):
    """What a picture can be made of: a surface, or a loss over examples."""

    @property
    def dimension(self) -> int: ...

    @property
    def domain(self) -> Domain: ...

    @property
    def examples(self) -> int: ...

    def value(self, *weights: Any) -> Any: ...


class Grid(NamedTuple):
    """Values of a surface over its domain; NaN where it is undefined.

    Attributes:
        axes: grid coordinates, one array per weight.
        values: (len(y), len(x)) for two weights, (len(x),) for one.
        levels: increasing values at which contour lines are drawn.
    """

    axes: tuple[Array, ...]
    values: Array
    levels: tuple[float, ...]


def points_per_axis(surface: Pictured) -> int:
    """Of a surface's grid."""
    if surface.dimension == 1:
        return POINTS_1D
    return POINTS_OVER_EXAMPLES if surface.examples else POINTS_2D


def sample(surface: Pictured, points: int | None = None) -> Grid:
    """Evaluate `surface` on a grid over its domain, of so many points per axis, and choose contour levels for it."""
    count = points or points_per_axis(surface)
    axes = tuple(np.linspace(low, high, count) for low, high in surface.domain)
    mesh = np.meshgrid(*axes) if len(axes) == 2 else axes
    values = np.array(surface.value(*mesh), dtype=np.float64)
    values[~np.isfinite(values)] = np.nan
    return Grid(axes, values, contour_levels(values))


def contour_levels(values: Array, count: int = LEVELS) -> tuple[float, ...]:
    """Increasing levels that show structure on every surface, from the lowest to the highest finite value.

    They are evenly spaced on a scale halfway between two: the share of the picture that lies lower, which shows
    rims and plateaus, and the logarithm of the height above the minimum, which shows the floor of a valley.
    Equal steps in value would show neither on Rosenbrock's function, where nine tenths of the range lie in the
    corners.
    """
    finite = np.sort(values[np.isfinite(values)])
    if finite.size == 0:
        return (0.0, 1.0)
    low, high = float(finite[0]), float(finite[-1])
    if abs(low) < ROUNDING * abs(high):
        low = 0.0
    if not high - low > RESOLUTION * max(abs(low), abs(high)):
        return (low, low + max(1.0, abs(low)))
    share = np.linspace(0.0, 1.0, finite.size)
    floor = max(float(np.quantile(finite, 0.005)) - low, (high - low) * 1e-9)
    height = np.log1p((finite - low) / floor) / np.log1p((high - low) / floor)
    levels = np.interp(np.linspace(0.0, 1.0, count + 1), (share + height) / 2, finite)
    return _distinct(levels, low, high)


def _distinct(levels: Array, low: float, high: float) -> tuple[float, ...]:
    """Drop levels that float32, in which the picture travels, cannot tell from their neighbour."""
    gap = RESOLUTION * max(abs(low), abs(high))
    kept = [low]
    kept += [level for last, level in pairwise(levels.tolist()) if level - last > gap and high - level > gap]
    return (*kept, high)
