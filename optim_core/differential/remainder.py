"""What a differential leaves over: df and Delta f for a step, and how fast the remainder vanishes with it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core.differential.line import Line

Array = NDArray[np.float64]
#: Half the distance between 1 and the next number: the relative error of one rounding.
UNIT = 2.0**-53
#: Steps per factor of ten where a remainder is measured.
PER_DECADE = 8
#: The smallest and the largest power of ten of the steps.
SMALLEST, LARGEST = -16, 1
#: A remainder is fitted where it is so many times above rounding, over so many factors of ten at most.
CLEAR = 100.0
DECADES = 1.5
FEWEST = 5
#: A slope up to this is that of a kink: there the remainder is no o(h).
KINK = 1.05


class Increment(NamedTuple):
    """A step h along a line: Delta f = df + remainder."""

    delta: float
    differential: float
    remainder: float


class Order(NamedTuple):
    """How fast a remainder vanishes.

    Attributes:
        measured: slope of log |remainder| over log h; None where it never stands clear of rounding, as for a function
            that is linear along the line.
        expected: the first order from 2 on whose derivative is not zero; None if none of those known is.
        low, high: ends of the steps the slope was fitted over; 0 where it was not.
        rounding: size of what rounding alone makes of a remainder here.
    """

    measured: float | None
    expected: int | None
    low: float
    high: float
    rounding: float


def increment(line: Line, h: float) -> Increment:
    """The step of length h, in floating point as it comes: nothing is rearranged to hide cancellation."""
    delta = line.value(h) - line.derivatives[0]
    differential = line.derivatives[1] * h
    return Increment(delta, differential, delta - differential)


def steps(low: int = SMALLEST, high: int = LARGEST) -> Array:
    """Lengths between two powers of ten, evenly spaced on a logarithmic axis."""
    return np.asarray(10.0 ** (np.arange(low * PER_DECADE, high * PER_DECADE + 1) / PER_DECADE))


def remainders(line: Line, lengths: Sequence[float] | Array) -> Array:
    """The size of the remainder at each length; NaN where f has no value."""
    found = [abs(increment(line, float(h)).remainder) for h in lengths]
    return np.array([size if math.isfinite(size) else math.nan for size in found])


def noise(line: Line) -> float:
    """The absolute error of f that rounding its value and its argument makes, to first order."""
    return UNIT * (abs(line.derivatives[0]) + line.leverage)


def order(line: Line) -> Order:
    """The remainder's slope on logarithmic axes, over the smallest steps that rounding leaves.

    What rounding does is known from the size of f and of the point, and is seen at steps of 1e-15 and less, where the
    remainder itself has long vanished; and Delta f and df are rounded, too. The largest of the three counts.
    """
    lengths = steps()
    sizes = remainders(line, lengths)
    seen = sizes[lengths <= 1.01e-15]
    rounding = max([2.0 * noise(line), *seen[np.isfinite(seen)].tolist()])
    floors = np.maximum(rounding, [2.0 * _rounded(line, float(h)) for h in lengths])
    clear = np.isfinite(sizes) & (sizes > CLEAR * floors) & (lengths <= 1.0)
    window = _window(clear)
    if window is None:
        return Order(None, None, 0.0, 0.0, rounding)
    part = slice(*window)
    slope = float(np.polyfit(np.log(lengths[part]), np.log(sizes[part]), 1)[0])
    low, high = float(lengths[part][0]), float(lengths[part][-1])
    return Order(slope, _expected(line, high, float(floors[part][-1])), low, high, rounding)


def _rounded(line: Line, h: float) -> float:
    """What rounding the two numbers makes whose difference the remainder is."""
    return UNIT * (abs(line.value(h)) + abs(line.derivatives[1] * h))


def _window(clear: NDArray[np.bool_]) -> tuple[int, int] | None:
    """The first run of clear steps that is long enough, cut to the smallest ones."""
    begin = 0
    for end in range(len(clear) + 1):
        if end == len(clear) or not clear[end]:
            if end - begin >= FEWEST:
                return begin, min(end, begin + round(DECADES * PER_DECADE) + 1)
            begin = end + 1
    return None


def _expected(line: Line, h: float, rounding: float) -> int | None:
    """The first derivative that is more than rounding: its term is felt within steps of length h."""
    for k, derivative in enumerate(line.derivatives):
        if k >= 2 and math.isfinite(derivative) and abs(derivative) * h**k / math.factorial(k) > rounding:
            return k
    return None
