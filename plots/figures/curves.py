"""Losses against steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from plotly import graph_objects as go

from optim_core import Trajectory
from plots.base.exits import Exits
from plots.base.loss_scale import LossScale, loss_scale
from plots.base.palette import LineStyle
from plots.base.theme import Theme, axis, layout, theme_of
from plots.base.thinning import Steps
from plots.base.tracks import Track, tracks_of
from plots.base.words import ENGLISH, Words
from plots.figures.landscape import (
    DRAWN_POINTS,
    HEIGHT,
    arrow_of,
    arrows_of,
    drawn_per_run,
    entries_of,
    head_of,
    hover_of,
    line_and_head,
    line_of,
)

Array = NDArray[np.float64]

#: Markers of a curve, at most.
MARKS = 8


def curves(
    *paths: Trajectory,
    names: Sequence[str] | None = None,
    styles: Sequence[LineStyle] | None = None,
    dark: bool = False,
    title: str = "",
    words: Words = ENGLISH,
) -> go.Figure:
    """The loss of each path at each step, on a logarithmic axis.

    Where a loss is zero or below there is no logarithm: then all losses are shown as their distance to the lowest of
    them, and the axis says so. The pointer reads off the loss itself.

    Args:
        names, styles, dark: as of `landscape`.

    Raises:
        ValueError: there are no paths, or not as many names or styles.
    """
    if not paths:
        raise ValueError("there is no path to show")
    theme, tracks = theme_of(dark), tracks_of(paths, names, styles)
    chart = Chart(tracks)
    most = drawn_per_run(tracks, DRAWN_POINTS)
    figure = go.Figure()
    for index, track in enumerate(tracks):
        figure.add_traces(chart.path(track, index, track.kept(most), chart.steps, theme, words))
    across, up = chart.axes(theme, words)
    figure.update_layout(
        layout(theme, words, title, entries_of(tracks, words), height=HEIGHT, showlegend=True), xaxis=across, yaxis=up
    )
    return figure


#: From so many powers of ten to so many 1, 2 and 5 of each have a number.
FEW_POWERS = (1.0, 4.0)


class Chart:
    """The axes that some tracks share, and where the tracks are on them."""

    scale: LossScale
    steps: int

    def __init__(self, tracks: Sequence[Track]) -> None:
        self.scale = loss_scale([row for track in tracks for row in track.values])
        self.left: dict[Track, Exits] = {}
        self.steps = max((max(track.lasts) for track in tracks), default=0)

    def axes(self, theme: Theme, words: Words) -> tuple[dict[str, Any], dict[str, Any]]:
        """Settings of both axes; of the logarithmic one Plotly wants powers of ten."""
        across = axis(theme, words.step, 0, self.end)
        low, high = float(np.log10(self.scale.low)), float(np.log10(self.scale.high))
        title = words.shifted_loss if self.scale.shift else words.loss
        # Over some powers of ten Plotly would write every digit, one on the other: 1, 2 and 5 are enough.
        ticks = {"dtick": "D2"} if FEW_POWERS[0] <= high - low < FEW_POWERS[1] else {}
        return across, axis(theme, title, low, high, type="log", **ticks)

    def path(
        self, track: Track, index: int, kept: Sequence[Steps], step: int, theme: Theme, words: Words
    ) -> list[dict[str, Any]]:
        """The line of a track up to `step`, its head there, and its arrow where it has left."""
        told = f"{words.step} %{{customdata[0]:d}}<br>{words.loss} %{{customdata[1]:.6g}}"
        looks = line_and_head(track, index, theme, told, hover_of(track, kept))
        if track.single:
            looks[0] |= self._whole(track, theme)
        looks.append(arrow_of(looks[1]))
        return [look | part for look, part in zip(looks, self.drawn(track, kept, step), strict=True)]

    def _whole(self, track: Track, theme: Theme) -> dict[str, Any]:
        """Dashes on a jagged curve read as dust: there a marker now and then tells runs apart."""
        color = track.style.on(theme.dark)
        marker = {"color": color, "symbol": track.style.marker, "size": 8, "maxdisplayed": MARKS}
        return {"mode": "lines+markers", "line": {"color": color, "dash": "solid", "width": 3.0}, "marker": marker}

    def drawn(self, track: Track, kept: Sequence[Steps], step: int) -> tuple[dict[str, Array], ...]:
        """Coordinates of the line up to `step`, of the heads and of the arrows."""
        ys = self.scale.place(track.values)
        xs = np.broadcast_to(np.arange(ys.shape[1], dtype=np.float64), ys.shape)
        # Every frame asks.
        if track not in self.left:
            self.left[track] = self.scale.exits(xs, ys, self.end)
        return line_of(xs, ys, kept, step), head_of(xs, ys, track, step), arrows_of(self.left[track], track, step)

    @property
    def end(self) -> float:
        """Where the horizontal axis ends."""
        return 1.015 * max(1, self.steps)
