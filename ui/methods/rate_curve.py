"""A schedule as a small picture beside its control."""

from __future__ import annotations

from html import escape

import numpy as np
from numpy.typing import NDArray

from ui.language.numbers import short

WIDTH, HEIGHT, MARGIN, TEXT = 300, 70, 4, 14
#: Readable on light and on dark.
GREY = "#808495"


def rate_curve(rates: NDArray[np.float64], color: str) -> str:
    """SVG of the step sizes of the steps from 1 on, zero at the bottom; where there is no value, there is a gap."""
    finite = np.isfinite(rates)
    top = max(float(np.max(rates[finite], initial=0.0)), 1e-300)
    bottom = min(float(np.min(rates[finite], initial=0.0)), 0.0)
    xs = MARGIN + np.linspace(0.0, WIDTH - 2 * MARGIN, len(rates))
    height = HEIGHT - TEXT - 2 * MARGIN
    ys = TEXT + MARGIN + height * (1.0 - (np.where(finite, rates, 0.0) - bottom) / (top - bottom))
    zero = TEXT + MARGIN + height * (1.0 + bottom / (top - bottom))
    first, last = (escape(short(float(rates[index]))) for index in (0, -1))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        'font-family="sans-serif" font-size="11">'
        f'<line x1="0" x2="{WIDTH}" y1="{zero:.1f}" y2="{zero:.1f}" stroke="{GREY}" stroke-width="1"/>'
        f'<path d="{_path(xs, ys, finite)}" fill="none" stroke="{color}" stroke-width="2" stroke-linejoin="round"/>'
        f'<text x="{MARGIN}" y="11" fill="{GREY}">k = 1: {first}</text>'
        f'<text x="{WIDTH - MARGIN}" y="11" fill="{GREY}" text-anchor="end">k = {len(rates)}: {last}</text></svg>'
    )


def _path(xs: NDArray[np.float64], ys: NDArray[np.float64], finite: NDArray[np.bool_]) -> str:
    parts, pen_down = [], False
    # More points than pixels would only make the picture heavy; the last one always counts.
    every = max(1, len(xs) // WIDTH)
    for index in dict.fromkeys([*range(0, len(xs), every), len(xs) - 1]):
        if finite[index]:
            parts.append(f"{'L' if pen_down else 'M'}{xs[index]:.1f} {ys[index]:.1f}")
        pen_down = bool(finite[index])
    return "".join(parts)
