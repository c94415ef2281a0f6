"""Names of lines at their ends, in the margin, none over another."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ui.charts.axes import BOTTOM, HEIGHT, TOP, Range

Array = NDArray[np.float64]

#: Pixels of a line of label text, of a letter, and of the sample before it.
LABEL_ROW, LETTER, SAMPLE = 19.0, 7.4, 34
SAMPLES = {"solid": "━━", "dash": "╍╍", "dot": "┅┅", "dashdot": "━╸"}


class Labelled(Protocol):
    """What a label needs to know of its line; a label may have several rows."""

    @property
    def label(self) -> str: ...
    @property
    def color(self) -> str: ...
    @property
    def dash(self) -> str: ...
    @property
    def hidden(self) -> bool: ...
    @property
    def ys(self) -> Array: ...


def _rows(label: str) -> list[str]:
    return label.split("\n")


def room_for(lines: Sequence[Labelled]) -> int:
    """Pixels that the longest label takes."""
    longest = max((len(row) for line in lines for row in _rows(line.label)), default=0)
    return int(SAMPLE + LETTER * longest) + 6 if longest else 16


def end_labels(lines: Sequence[Labelled], up: Range) -> list[dict[str, Any]]:
    """One annotation per line, as near to its end as the others leave room."""
    places = spread([up.share(_last(line.ys)) for line in lines], [len(_rows(line.label)) for line in lines])
    return [
        {
            "xref": "paper", "yref": "paper", "x": 1.0, "y": at, "xanchor": "left", "yanchor": "middle",
            "xshift": 6, "showarrow": False, "align": "left", "font": {"size": 14},
            "text": _text(line),
        }
        for line, at in zip(lines, places, strict=True)
    ]  # fmt: skip


def _text(line: Labelled) -> str:
    sample = "●" if line.hidden else SAMPLES.get(line.dash, "━━")
    rows = "<br>".join(escape(row) for row in _rows(line.label))
    return f'<span style="color:{line.color}">{sample}</span> {rows}'


def _last(ys: Array) -> float:
    finite = ys[np.isfinite(ys)]
    return float(finite[-1]) if finite.size else float("nan")


def spread(shares: Sequence[float], rows: Sequence[int]) -> list[float]:
    """Places from 0 to 1 near `shares` at which labels of so many rows do not overlap; order is kept."""
    wanted = np.array([0.0 if np.isnan(share) else min(max(share, 0.0), 1.0) for share in shares])
    sizes = np.array(rows, dtype=float) * LABEL_ROW / (HEIGHT - TOP - BOTTOM)
    order = np.argsort(wanted, kind="stable")
    placed = np.maximum(wanted, sizes / 2)
    for below, above in pairwise(order.tolist()):
        placed[above] = max(placed[above], placed[below] + (sizes[above] + sizes[below]) / 2)
    ceiling = 1.0 + (sizes[order[-1]] / 2 if len(order) else 0.0)
    for index in order[::-1]:
        placed[index] = min(placed[index], ceiling - sizes[index] / 2)
        ceiling = placed[index] - sizes[index] / 2
    return [float(p) for p in placed]
