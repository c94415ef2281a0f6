"""What a picture of a surface is made from: a grid of values and levels that show its structure."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from surfaces.surface import Surface

Array = NDArray[np.float64]

#: Grid points per axis: a contour of 141 x 141 is smooth at lecture-hall size and drawn in a blink.
POINTS_2D = 141
POINTS_1D = 801
LEVELS = 24


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


def sample(surface: Surface) -> Grid:
    """Evaluate `surface` on a grid over its domain and choose contour levels for it."""
    count = POINTS_1D if surface.dimension == 1 else POINTS_2D
    axes = tuple(np.linspace(low, high, count) for low, high in surface.domain)
    mesh = np.meshgrid(*axes) if len(axes) == 2 else axes
    values = np.array(surface.value(*mesh), dtype=np.float64)
    values[~np.isfinite(values)] = np.nan
    return Grid(axes, values, contour_levels(values))


def contour_levels(values: Array, count: int = LEVELS) -> tuple[float, ...]:
    """Increasing levels that show structure on every surface.

    Half of them split the picture into equal areas, which shows rims and plateaus; the other half are spaced
    by factors above the minimum, which shows the floor of a valley. Equal steps in value would show neither on
    Rosenbrock's function, where nine tenths of the range lie in the corners.
    """
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return (0.0, 1.0)
    low, high = float(finite.min()), float(finite.max())
    if not high > low:
        return (low, low + 1.0)
    areas = np.quantile(finite, np.linspace(0.0, 1.0, count // 2 + 1))
    floor = max(float(np.quantile(finite, 0.005)) - low, (high - low) * 1e-9)
    factors = low + np.geomspace(floor, high - low, count - count // 2 - 1)
    return _distinct(np.sort(np.concatenate([areas, factors])), low, high)


def _distinct(levels: Array, low: float, high: float) -> tuple[float, ...]:
    """Drop levels that lie closer to their neighbour than the eye or float32 can tell apart."""
    kept = [low]
    for level in levels.tolist():
        if level - kept[-1] > 0.1 * (kept[-1] - low) and level - kept[-1] > 1e-6 * max(abs(low), high - low):
            kept.append(level)
    if len(kept) > 1 and high > kept[-1]:
        kept[-1] = high
    return tuple(kept) if len(kept) > 1 else (low, high)
