"""The vertical axis of a chart of losses, as in the player."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from plots.base.exits import Exits, exits

Array = NDArray[np.float64]

DECADES_BELOW = 18
#: A run that explodes leaves at the top while the others keep most of the chart; `chart_axes.js` has the same number.
LARGEST_GROWTH = 30.0
ROUNDING = 1e-14
#: A run that falls that many times the size of its start has no bottom: it leaves below, and the others decide.
BOTTOMLESS = 1e12


class LossScale(NamedTuple):
    """Logarithmic, from `low` to `high`, for losses minus `shift`."""

    shift: float
    low: float
    high: float

    def place(self, values: Array) -> Array:
        """Where losses are drawn: the lowest of shifted ones, which has no logarithm, at the edge; lower ones below."""
        with np.errstate(invalid="ignore"):
            shown = np.where(values < self.shift, self.low / 10.0, np.clip(values - self.shift, self.low, None))
            return np.where(np.isfinite(values), shown, np.nan)

    def exits(self, xs: Array, ys: Array, end: float) -> Exits:
        """Where runs leave the chart from 0 to `end`: (runs, steps + 1) as they are placed."""
        with np.errstate(invalid="ignore"):
            left = exits(xs, np.log10(ys), ((0.0, end), (float(np.log10(self.low)), float(np.log10(self.high)))))
        for places in left:
            places[..., 1] = 10.0 ** places[..., 1]
        return left


def loss_scale(losses: Sequence[Array]) -> LossScale:
    """The scale for these runs. Where losses are zero or below, their distance to the lowest one is shown."""
    finite = [values[np.isfinite(values)] for values in losses]
    everything = np.concatenate([np.empty(0), *finite])
    bounded = [values for values in finite if values.size and values.min() > -BOTTOMLESS * max(1.0, abs(values[0]))]
    lowest = float(np.concatenate(bounded).min() if bounded else everything.min(initial=np.inf))
    shift = lowest if lowest <= 0.0 else 0.0
    shown = everything - shift
    positive = shown[shown > 0.0]
    if not positive.size:
        return LossScale(shift if np.isfinite(shift) else 0.0, 0.1, 10.0)
    first = max((float(values[0]) - shift for values in finite if values.size), default=1.0)
    smallest, highest = float(positive.min()), float(positive.max())
    top = np.log10(min(highest, max(first, smallest) * LARGEST_GROWTH))
    bottom = min(top, max(np.log10(max(smallest, abs(shift) * ROUNDING)), top - DECADES_BELOW))
    margin = max(0.06 * (top - bottom), 0.05)
    return LossScale(shift, float(10.0 ** (bottom - margin)), float(10.0 ** (top + margin)))
