"""How a run moves at its end: it stands still, goes back and forth, swings wider and wider, or has flown away.

Losses are looked at by their differences alone, beside what the gradient makes of a step, so neither the height nor the
scale of the loss decides anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core.paths.field import Array, Field, around, length

Mask = NDArray[np.bool_]

#: Steps at the end that are looked at.
WINDOW = 40
#: Moving less than this, relative to 1 + the way from the start, over a whole window counts as standing still.
STALL_TOLERANCE = 1e-7
#: A loss that falls by less than this share of what gradient and steps promise has not fallen.
FALL_TOLERANCE = 1e-3
#: Two steps of an exact bounce take a run back to within this share of their length.
BOUNCE_TOLERANCE = 1e-2
#: The loss has left where it began if it changed by over this many times what a unit step changes it at the start.
GROWTH_LIMIT = 1e6
#: Where it is looked whether a loss goes on falling: so many times the way from the start further on.
FURTHER = (1.0, 3.0, 9.0)


@dataclass(frozen=True)
class Window:
    """The last steps of n runs.

    Attributes:
        points: (w + 1, d, n), the end last; NaN before the start of a shorter run.
        values: (w + 1, n), the loss, lower is better.
        steps: (n,), how many steps there are.
    """

    points: Array
    values: Array
    steps: NDArray[np.intp]

    @cached_property
    def lengths(self) -> Array:
        """(w, n): how long the steps are; 0 before the start."""
        made = length(np.diff(self.points, axis=0), axis=1)
        return np.where(np.isnan(made), 0.0, made)


def window(points: Array, values: Array, ends: NDArray[np.intp], most: int = WINDOW) -> Window:
    """The last steps up to `ends` (n,) of points (steps + 1, d, n) and values (steps + 1, n)."""
    wide = min(most, int(ends.max(initial=0)))
    rows = ends - wide + np.arange(wide + 1)[:, None]
    runs = np.arange(ends.size)
    missing = rows < 0
    kept = np.maximum(rows, 0)
    return Window(
        np.where(missing[:, None], np.nan, points[kept, :, runs].transpose(0, 2, 1)),
        np.where(missing, np.nan, values[kept, runs]),
        np.minimum(ends, wide),
    )


def stalled(last: Window, size: Array) -> Mask:
    """Hardly moving over a whole window."""
    return np.asarray((last.steps >= WINDOW) & (last.lengths.sum(axis=0) <= STALL_TOLERANCE * size))


def oscillating(last: Window, slope: Array) -> Mask:
    """Moving on and on without getting anywhere: steps stay long, the way they make is short, the loss stays.

    An exact bounce is one from its second step on; anything less regular takes a whole window to tell.
    """
    if len(last.lengths) < WINDOW:
        return _bounces(last, slope)
    lengths, half = last.lengths, WINDOW // 2
    whole = last.steps >= WINDOW
    earlier, later = lengths[:half].sum(axis=0), lengths[half:].sum(axis=0)
    net = length(last.points[-1] - last.points[0])
    wanders = whole & (earlier + later > 4.0 * net) & (later > 0.8 * earlier) & ~_fallen(last, slope, half)
    return np.asarray(wanders | _bounces(last, slope))


def _fallen(last: Window, slope: Array, half: int) -> Mask:
    before, after = last.values[: half + 1].min(axis=0), last.values[half + 1 :].min(axis=0)
    return np.asarray(before - after > FALL_TOLERANCE * slope * last.lengths[half:].mean(axis=0))


def _bounces(last: Window, slope: Array) -> Mask:
    """Every second step leads back, and the loss is the same again."""
    if len(last.points) < 3:
        return np.zeros(last.steps.shape, dtype=bool)
    back = length(last.points[2:] - last.points[:-2], axis=1)
    way = last.lengths.mean(axis=0)
    furthest = _most(back)
    made = _most(last.values) - _least(last.values)
    usual = way * len(last.lengths) / np.maximum(last.steps, 1)
    same = made <= FALL_TOLERANCE * slope * usual
    return np.asarray((last.steps >= 2) & (usual > 0) & (furthest <= BOUNCE_TOLERANCE * usual) & same)


def growing(last: Window, first: Array) -> Mask:
    """Longer and longer steps, higher and higher; `first` (n,) is the loss at the start."""
    half = len(last.lengths) // 2
    if half < 1:
        return np.zeros(last.steps.shape, dtype=bool)
    rows, begin = np.arange(len(last.values))[:, None], len(last.values) - 1 - last.steps
    middle = begin + last.steps // 2
    earlier = np.where((rows >= begin) & (rows <= middle), last.values, np.nan)
    later = np.where(rows > middle, last.values, np.nan)
    lengths, steps = last.lengths, np.arange(len(last.lengths))[:, None]
    long_before = np.where((steps >= begin) & (steps < middle), lengths, 0.0).max(axis=0)
    long_after = np.where(steps >= middle, lengths, 0.0).max(axis=0)
    floor = np.fmin(_least(earlier), _least(later))
    swing_before, swing_after = _most(earlier) - floor, _most(later) - floor
    risen = (_most(later) > first) & (swing_after > 1.5 * swing_before) & (_least(later) >= floor)
    return np.asarray((last.steps >= 3) & risen & (long_after > 1.1 * long_before))


def _most(values: Array) -> Array:
    return np.asarray(np.where(np.isnan(values), -np.inf, values).max(axis=0))


def _least(values: Array) -> Array:
    return np.asarray(np.where(np.isnan(values), np.inf, values).min(axis=0))


class Flight(NamedTuple):
    """How far a loss got from its start.

    Attributes:
        limit: (n,), the change that is beyond all that lies near the start.
        risen, fallen: (n,), the step at which the loss was first further above or below its start; -1 if never, or
            if it came back.
    """

    limit: Array
    risen: NDArray[np.intp]
    fallen: NDArray[np.intp]


def flight(field: Field, points: Array, values: Array, ends: NDArray[np.intp]) -> Flight:
    """Compare the loss at `ends` with that at the start, (steps + 1, d, n) and (steps + 1, n).

    What counts as far is a million times what the loss changes within a unit of the start, or from there to the
    stationary point of its quadratic model, or fell on the way, whichever is most: this is the same for Q, Q + c and
    c*Q, as a million times the loss at the start would not be.
    """
    runs, start = np.arange(ends.size), points[0]
    rise = values - values[0]
    model = field.models(start)
    beside = around(start, _sides(field, model.gradient), 1.0)
    unit = np.abs(field.values(beside).reshape(ends.size, -1) - values[0][:, None])
    promised = 0.5 * np.abs((model.gradient * model.step).sum(axis=0))
    far = np.stack([_most(np.where(np.isfinite(unit), unit, np.nan).T), np.where(np.isfinite(promised), promised, 0.0),
                    -_least(np.where(np.isfinite(rise), rise, np.nan))])  # fmt: skip
    # A fall is measured by what there was before it.
    limit, limit_fall = GROWTH_LIMIT * far.max(axis=0), GROWTH_LIMIT * far[:2].max(axis=0)
    up, down = rise > limit, -rise > limit_fall
    up, down = up & (limit > 0), down & (limit_fall > 0)
    risen = np.where(up[ends, runs], np.argmax(up, axis=0), -1)
    fallen = np.where(down[ends, runs], np.argmax(down, axis=0), -1)
    return Flight(np.where(fallen >= 0, limit_fall, limit), risen, fallen)


def _sides(field: Field, gradient: Array) -> Array:
    """(n, d, k): to where a unit from the start the loss is looked at, along all axes or, of many, uphill and down."""
    dimension, count = gradient.shape
    if field.shows_curvature:
        axes = np.concatenate([np.eye(dimension), -np.eye(dimension)], axis=1)
        return np.broadcast_to(axes, (count, *axes.shape))
    uphill = (gradient / np.where(length(gradient) > 0, length(gradient), 1.0)).T[:, :, None]
    return np.concatenate([uphill, -uphill], axis=2)


def goes_on_falling(field: Field, start: Array, ends: Array, values: Array) -> Mask:
    """(n,): whether the loss, (n,) at the ends (d, n), falls on ahead of them, undiminished."""
    way = ends - start
    heights = [values]
    for share in FURTHER:
        ahead = field.values(ends + share * way)
        heights.append(np.where(ahead == np.inf, np.nan, ahead))
    falls = -np.diff(np.array(heights), axis=0)
    first, *others = falls
    ok = first > 0
    for fall in others:
        # Beyond what floats hold it has fallen, too.
        ok &= (fall >= first) | (np.isnan(fall) & np.isneginf(heights[-1]))
    return np.asarray(ok)
