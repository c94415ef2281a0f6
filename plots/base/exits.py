"""Where paths leave a picture: an arrow at its edge stands for a head that is outside, as in the player."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Bounds = tuple[tuple[float, float], tuple[float, float]]

#: How far behind the tip, in parts of the picture, the point lies that an arrow comes from.
BEHIND = 1e-3


class Exits(NamedTuple):
    """For each step of each run the tip of its arrow and a point close behind it; NaN while the run is inside.

    Both are (runs, steps + 1, 2).
    """

    tips: Array
    behind: Array


def exits(xs: Array, ys: Array, bounds: Bounds) -> Exits:
    """Of runs with coordinates (runs, steps + 1); what has no place has no arrow.

    The arrow is where the line from the last point inside to the next one crosses the edge, and points along it. A run
    that never was inside has it at the place of the edge nearest to where it is.
    """
    lows, spans = (np.array([f(*pair) for pair in bounds]) for f in (min, lambda low, high: high - low))
    # In parts of the picture: crossings are the same, and lengths compare.
    places = (np.stack([xs, ys], axis=2) - lows) / spans
    steps = places.shape[1]
    finite = np.isfinite(places).all(axis=2)
    with np.errstate(invalid="ignore"):
        inside = finite & ((places >= 0.0) & (places <= 1.0)).all(axis=2)
    last = np.maximum.accumulate(np.where(inside, np.arange(steps), -1), axis=1)
    following = np.minimum(np.maximum(last, 0) + 1, steps - 1)
    rows = np.arange(len(places))[:, None]
    outside = finite & ~inside
    seen = last >= 0
    origins = np.where(seen[..., None], places[rows, np.maximum(last, 0)], np.clip(places, 0.0, 1.0))
    targets = np.where(seen[..., None], places[rows, following], places)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        ways = targets - origins
        ways = ways / np.abs(ways).max(axis=2, keepdims=True)
        ways = ways / np.linalg.norm(ways, axis=2, keepdims=True)
        room = np.where(ways > 0.0, 1.0 - origins, -origins)
        lengths = np.where(ways == 0.0, np.inf, room / ways).min(axis=2, keepdims=True)
        tips = np.where(seen[..., None], origins + lengths * ways, origins)
    tips = np.where(outside[..., None], np.clip(tips, 0.0, 1.0), np.nan)
    behind = tips - BEHIND * ways
    return Exits(lows + spans * tips, lows + spans * behind)
