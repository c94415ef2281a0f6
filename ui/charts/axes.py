"""Axes of charts: what they reach over, and numbers at them as people of the language write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ui.language.i18n import decimal_mark, number_text
from ui.language.numbers import short

Array = NDArray[np.float64]
#: Pixels of a chart, and of its margins above and below.
HEIGHT, TOP, BOTTOM = 400, 14, 58
#: Powers of ten below the largest number that a logarithmic axis shows at most.
DECADES = 12
#: Numbers at an axis, about.
TICKS = 6
#: Share of an axis between two numbers, about a line of their type on a chart of usual height.
CLOSEST = 0.08


class Range(NamedTuple):
    """What an axis reaches over, in its numbers."""

    low: float
    high: float
    log: bool

    def place(self, value: float) -> float:
        """Where Plotly wants a number: on logarithmic axes its logarithm."""
        return float(np.log10(value)) if self.log and value > 0 else value

    def share(self, value: float) -> float:
        """From 0 at the lower end to 1 at the upper; NaN for what is not on the axis at all."""
        if not np.isfinite(value) or (self.log and value <= 0):
            return float("nan")
        low, high = self.place(self.low), self.place(self.high)
        return (self.place(value) - low) / (high - low)


def place(values: Array, log: bool) -> Array:
    """The same with gaps for what cannot be drawn."""
    numbers = np.asarray(values, dtype=np.float64)
    drawable = np.isfinite(numbers) & (numbers > 0 if log else True)
    return np.where(drawable, numbers, np.nan)


def plot_range(parts: Sequence[Array], log: bool, margin: float) -> Range:
    """All that can be drawn and a margin, a share of it, on both sides; on a linear axis not beyond zero."""
    numbers = np.concatenate([np.empty(0), *(place(part, log).ravel() for part in parts)])
    numbers = numbers[np.isfinite(numbers)]
    if not numbers.size:
        return Range(0.1, 10.0, True) if log else Range(0.0, 1.0, False)
    low, high = float(numbers.min()), float(numbers.max())
    if log:
        bottom, top = _padded(max(np.log10(low), np.log10(high) - DECADES), np.log10(high), margin)
        return Range(10.0**bottom, 10.0**top, True)
    below, above = _padded(low, high, margin)
    return Range(max(below, 0.0) if low >= 0 else below, above, False)


def _padded(low: float, high: float, margin: float) -> tuple[float, float]:
    if not high > low:
        return low - 0.5, high + 0.5
    return low - margin * (high - low), high + margin * (high - low)


def log_ticks(low: float, high: float) -> list[float]:
    """Powers of ten; with few of them in reach 1, 2, 5 of each, and within a decade evenly spaced numbers."""
    first, last = int(np.floor(np.log10(low))), int(np.ceil(np.log10(high)))
    span = np.log10(high / low)
    every = max(1, int(np.ceil(span / TICKS)))
    factors: tuple[float, ...] = (1.0,) if span > 3 else (1.0, 2.0, 5.0)
    ticks = [f * 10.0**d for d in range(first, last + 1) if d % every == 0 for f in factors]
    shown = [t for t in ticks if low * (1 - 1e-9) <= t <= high * (1 + 1e-9)]
    return shown if len(shown) >= 3 else linear_ticks(low, high)


def linear_ticks(low: float, high: float) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten, about `TICKS` of them."""
    rough = (high - low) / TICKS
    power = 10.0 ** np.floor(np.log10(rough))
    step = float(next(f for f in (1, 2, 5, 10) if f * power >= rough * 0.999) * power)
    indices = np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1)
    return [float(f"{index * step + 0.0:.10g}") for index in indices]


def apart(ticks: list[float], bounds: Range) -> list[float]:
    """The ticks without those whose numbers would touch the one before; evenly spaced numbers crowd on a log axis."""
    kept: list[float] = []
    for tick in ticks:
        if not kept or bounds.share(tick) - bounds.share(kept[-1]) >= CLOSEST:
            kept.append(tick)
    return kept


def axis(title: str, bounds: Range) -> dict[str, Any]:
    """Plotly's settings for one axis; it stays where it is, so that a page can be scrolled on a phone."""
    ticks = apart(log_ticks(bounds.low, bounds.high), bounds) if bounds.log else linear_ticks(bounds.low, bounds.high)
    return {
        "type": "log" if bounds.log else "linear",
        "range": [bounds.place(bounds.low), bounds.place(bounds.high)],
        "title": {"text": title, "font": {"size": 14}, "standoff": 10},
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [tick_text(tick) for tick in ticks],
        "tickfont": {"size": 13},
        "automargin": True,
        "fixedrange": True,
        "zeroline": False,
    }


def tick_text(value: float) -> str:
    """Round numbers in full as far as that is short, otherwise as powers of ten."""
    if 1e-3 <= abs(value) < 1e5 or value == 0:
        return number_text(f"{value:.6g}")
    text = short(value, 3)
    mantissa, _dot, rest = text.partition("·")
    return f"{_plain(mantissa)}{rest}" if rest else text


def _plain(mantissa: str) -> str:
    """2.0 times a power of ten is 2·10ⁿ, and 1.0 times it is the power alone."""
    number = mantissa.replace(",", ".").replace("−", "-")
    if float(number) == 1.0:
        return ""
    digits = number_text(f"{float(number):g}")
    return f"{digits}·"


def quiet() -> dict[str, Any]:
    """What all charts have in common: nothing to switch, and numbers as the language writes them."""
    return {
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "separators": f"{decimal_mark()}\u2009",
    }
