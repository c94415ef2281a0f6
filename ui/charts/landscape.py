"""Level lines of a loss over two weights, with a path on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from plotly import graph_objects as go

from ui.charts.axes import BOTTOM, HEIGHT, TOP, Range, axis, quiet

Array = NDArray[np.float64]
#: Up to so many points of a path are drawn large.
SPARSE = 12
#: Both axes have the same scale: what is round looks round.
_TRUE_SHAPE = {"showgrid": False, "constrain": "domain"}


@dataclass(frozen=True)
class Landscape:
    """Level lines with a path on them.

    Attributes:
        axes: coordinates of the two weights.
        heights: (len(axes[1]), len(axes[0])).
        levels: increasing.
        path: (points, 2).
        goal: the minimum, if there is one.
    """

    axes: tuple[Array, Array]
    heights: Array
    levels: Sequence[float]
    path: Array
    goal: Sequence[float] | None
    color: str


def landscape_chart(landscape: Landscape, titles: tuple[str, str]) -> go.Figure:
    """Darker is lower; the levels need not be evenly spaced."""
    levels = np.asarray(landscape.levels)
    # Plotly draws evenly spaced levels only, so the heights are put on the scale of the levels' numbers.
    ranks = np.interp(np.nan_to_num(landscape.heights, nan=levels[-1]), levels, np.arange(len(levels)))
    bounds = [Range(float(a[0]), float(a[-1]), False) for a in landscape.axes]
    layout = {
        "height": HEIGHT,
        "margin": {"l": 8, "r": 12, "t": TOP, "b": BOTTOM},
        "xaxis": {**axis(titles[0], bounds[0]), **_TRUE_SHAPE},
        "yaxis": {**axis(titles[1], bounds[1]), **_TRUE_SHAPE, "scaleanchor": "x"},
        **quiet(),
    }
    return go.Figure([*_heights(landscape, ranks, len(levels)), *_walk(landscape)], layout)


def _heights(landscape: Landscape, ranks: Array, levels: int) -> list[go.Heatmap | go.Contour]:
    """Shades that let the page shine through, so that they suit any theme, and lines."""
    xs, ys = landscape.axes
    shades = [[0.0, "rgba(70,115,170,0.75)"], [1.0, "rgba(110,145,185,0.06)"]]
    lines = {"start": 0, "end": levels - 1, "size": 1, "coloring": "none"}
    return [
        go.Heatmap(x=xs, y=ys, z=ranks, colorscale=shades, zsmooth="best", showscale=False, hoverinfo="skip"),
        go.Contour(
            x=xs, y=ys, z=ranks, contours=lines, showscale=False, hoverinfo="skip",
            line={"color": "rgba(128,140,160,0.55)", "width": 1},
        ),
    ]  # fmt: skip


def _walk(landscape: Landscape) -> list[go.Scatter]:
    xs, ys = landscape.path.T
    color = landscape.color
    traces = [
        go.Scatter(
            x=xs, y=ys, mode="lines" if len(xs) > SPARSE else "lines+markers", hoverinfo="skip",
            line={"color": color, "width": 1.4 if len(xs) > SPARSE else 2.5}, marker={"color": color, "size": 7},
        ),
        go.Scatter(
            x=xs[:1], y=ys[:1], mode="markers", hoverinfo="skip",
            marker={"symbol": "circle-open", "size": 14, "color": color, "line": {"width": 3}},
        ),
    ]  # fmt: skip
    if landscape.goal is not None:
        star = {"symbol": "star", "size": 15, "color": "#E69F00", "line": {"width": 1, "color": "#333333"}}
        traces.append(
            go.Scatter(x=[landscape.goal[0]], y=[landscape.goal[1]], mode="markers", hoverinfo="skip", marker=star)
        )
    return traces
