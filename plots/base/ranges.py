"""What axes reach over, and where numbers far outside of them are drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surfaces.base.grid import Grid

Array = NDArray[np.float64]

#: Points further from the middle than so many times the picture are brought nearer, so that drawing does not overflow.
REACH = 1e4
#: Quotients beyond this are not told apart any more.
LARGEST = 1e150
#: Axes whose ranges differ by no more than this factor get one scale: what is round looks round.
WIDEST = 3.0


def curve_range(grid: Grid) -> tuple[float, float]:
    """Of the losses of a surface over one weight, as the player shows it: a pole must not flatten the rest."""
    finite = np.sort(grid.values[np.isfinite(grid.values)])
    if not finite.size:
        return 0.0, 1.0
    low, usual = float(finite[0]), float(finite[int(0.9 * (finite.size - 1))])
    high = min(float(finite[-1]), low + 6.0 * ((usual - low) or 1.0))
    margin = 0.08 * ((high - low) or 1.0)
    return low - margin, high + margin


def within(xs: Array, ys: Array, bounds: tuple[tuple[float, float], tuple[float, float]]) -> tuple[Array, Array]:
    """The points, those extremely far outside brought nearer on the straight line to the middle of the picture.

    So the lines that lead to them leave the picture in the right direction. Cut off coordinate by coordinate, they
    would come back as diagonals through the picture.
    """
    middles = [(low + high) / 2 for low, high in bounds]
    spans = [high - low for low, high in bounds]
    parts = [
        np.clip((values - middle) / span, -LARGEST, LARGEST)
        for values, middle, span in zip((xs, ys), middles, spans, strict=True)
    ]
    distance = np.maximum(np.abs(parts[0]), np.abs(parts[1]))
    with np.errstate(invalid="ignore"):
        far = distance > REACH
    share = np.where(far, REACH / np.where(far, distance, 1.0), 1.0)
    x, y = (
        np.where(far, middle + span * part * share, values)
        for values, part, middle, span in zip((xs, ys), parts, middles, spans, strict=True)
    )
    return x, y


def one_scale(across: tuple[float, float], up: tuple[float, float]) -> bool:
    """Whether both axes can have the same scale without wasting the picture."""
    width, height = across[1] - across[0], up[1] - up[0]
    return max(width, height) <= WIDEST * min(width, height)
