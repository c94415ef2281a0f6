"""Quiet charts for reading numbers off: lines with their names at their ends, and bands.

The figures name no colour of text, grid or background: Streamlit's chart element fills in those of the theme in
force, also when it is switched while the page is open. What they do name is readable on light and on dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from plotly import graph_objects as go

from ui.charts.axes import BOTTOM, HEIGHT, TOP, Range, axis, place, plot_range, quiet
from ui.charts.labels import end_labels, room_for

Array = NDArray[np.float64]
Figure = go.Figure

GREY = "#808495"
#: Streamlit's muted grey is too faint for a lecture hall; this is the text colour of the theme in force.
STYLE = """
<style>
.stPlotlyChart :is(.xtick, .ytick, .g-xtitle, .g-ytitle, .annotation) text { fill: currentColor !important; }
</style>
"""
CONFIG = {"displayModeBar": False, "responsive": True}


@dataclass(frozen=True)
class Line:
    """One curve. Arrays are (points,); what is not finite, or on a logarithmic axis not positive, is a gap.

    Attributes:
        label: written at its end; empty for a line that explains itself.
        band: lower and upper edge of a band around it.
        markers: whether its points are marked.
        hidden: whether only the points are drawn.
    """

    xs: NDArray[Any]
    ys: Array
    label: str
    color: str
    dash: str = "solid"
    width: float = 2.5
    band: tuple[Array, Array] | None = None
    markers: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Mark:
    """A vertical line at `x` with a word at its top."""

    x: float
    text: str
    color: str = GREY


@dataclass(frozen=True)
class Axis:
    """A title, and whether the axis is logarithmic."""

    title: str
    log: bool = False


def line_chart(lines: Sequence[Line], x: Axis, y: Axis, marks: Sequence[Mark] = ()) -> go.Figure:
    """The lines with their names at the right edge. Anything may be empty or not finite."""
    across = plot_range([line.xs for line in lines], x.log, 0.0)
    up = plot_range([part for line in lines for part in (line.ys, *(line.band or ()))], y.log, 0.05)
    traces = [trace for line in lines for trace in _traces(line, x.log, y.log)]
    named = [line for line in lines if line.label]
    # Given at once: a layout that is put together afterwards costs Plotly twice as long as the whole figure.
    layout = {
        "height": HEIGHT,
        "margin": {"l": 8, "r": room_for(named), "t": TOP + (22 if marks else 0), "b": BOTTOM},
        "xaxis": axis(x.title, across),
        "yaxis": axis(y.title, up),
        "annotations": [*end_labels(named, up), *(_word(mark, across) for mark in marks)],
        "shapes": [_upright(mark) for mark in marks],
        **quiet(),
    }
    return go.Figure(traces, layout)


def show(figure: go.Figure, key: str, alt: str) -> None:
    """On the page; `alt` says what is to be seen for those who do not see it."""
    st.html(STYLE)
    st.plotly_chart(figure, theme="streamlit", key=key, config=CONFIG, alt=alt)


def _traces(line: Line, log_x: bool, log_y: bool) -> list[go.Scatter]:
    xs = place(line.xs, log_x)
    traces = []
    if line.band is not None:
        low, high = (place(edge, log_y) for edge in line.band)
        there = np.isfinite(xs) & np.isfinite(low) & np.isfinite(high)
        around = np.concatenate([xs[there], xs[there][::-1]])
        edge = np.concatenate([low[there], high[there][::-1]])
        traces.append(
            go.Scatter(
                x=around, y=edge, fill="toself", fillcolor=_faint(line.color), line={"width": 0}, hoverinfo="skip"
            )
        )
    mode = "markers" if line.hidden else "lines+markers" if line.markers else "lines"
    traces.append(
        go.Scatter(
            x=xs,
            y=place(line.ys, log_y),
            mode=mode,
            name=escape(line.label),
            line={"color": line.color, "dash": line.dash, "width": line.width},
            marker={"color": line.color, "size": 7},
            hoverinfo="x+y+name" if line.label else "skip",
        )
    )
    return traces


def _faint(color: str, opacity: float = 0.2) -> str:
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def _word(mark: Mark, across: Range) -> dict[str, Any]:
    right = across.share(mark.x) > 0.6
    return {
        "xref": "x", "yref": "paper", "x": across.place(mark.x), "y": 1.0, "yanchor": "bottom", "showarrow": False,
        "xanchor": "right" if right else "left", "xshift": 5 if right else -5,
        "text": escape(mark.text), "font": {"size": 13},
    }  # fmt: skip


def _upright(mark: Mark) -> dict[str, Any]:
    # Plotly takes a shape's place in the axis's own numbers, unlike an annotation's.
    x = mark.x
    line = {"color": mark.color, "width": 1.5, "dash": "dash"}
    return {"type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1, "line": line}
