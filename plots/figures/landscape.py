"""Level lines of a loss, or its curve if it has one weight, with paths on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from plotly import graph_objects as go

from optim_core import Trajectory
from optim_core.expression.typesetting.symbols import symbol_text
from plots.base.bands import higher_ground
from plots.base.exits import Exits, exits
from plots.base.palette import LineStyle
from plots.base.ranges import curve_range, one_scale, within
from plots.base.theme import Theme, axis, band_colors, colorscale, layout, theme_of
from plots.base.thinning import Steps
from plots.base.tracks import Track, tracks_of
from plots.base.words import ENGLISH, Words
from surfaces import Surface
from surfaces.base.grid import Grid, sample
from surfaces.data import DataLoss
from surfaces.data.data_loss import MOST_FOR_PICTURES

Array = NDArray[np.float64]

#: Pixels of an arrow where a path has left, and of how many runs there is one.
ARROW = 18
MOST_ARROWS = 500
Pictured = Surface | DataLoss

#: Points of all paths together that a figure without frames draws.
DRAWN_POINTS = 60_000
#: Of one run at least so many are drawn, and at most.
FEWEST, MOST = 50, 4000
LABELLED_LEVELS = 6
#: Pixels of the casing on either side of a line.
RIM = 1.5
HEIGHT = 560


def landscape(
    surface: Pictured,
    *paths: Trajectory,
    names: Sequence[str] | None = None,
    styles: Sequence[LineStyle] | None = None,
    dark: bool = False,
    title: str = "",
    words: Words = ENGLISH,
) -> go.Figure:
    """The surface over its domain with the paths on it; with one weight the curve of the loss.

    A path need not be on the surface's own loss, but has to have as many weights: so the path of stochastic steps can
    be drawn on the loss of one batch.

    Args:
        names: of the paths; otherwise those of their methods.
        styles: colour and dashes of each path; otherwise those that the method has in the application.
        dark: light lines on a dark ground.

    Raises:
        ValueError: a path has other weights, or there are not as many names or styles as paths.
    """
    theme, scenery = theme_of(dark), Scenery.of(surface)
    tracks = tracks_of(paths, names, styles)
    for track in tracks:
        scenery.check(track)
    most = drawn_per_run(tracks, DRAWN_POINTS)
    figure = go.Figure(scenery.traces(theme, words, starts_of(tracks)))
    for index, track in enumerate(tracks):
        figure.add_traces(scenery.path(track, index, track.kept(most), max(track.lasts), theme, words))
    across, up = scenery.axes(theme, words)
    figure.update_layout(
        layout(theme, words, title, entries_of(tracks, words), height=HEIGHT, annotations=scenery.notes(theme, words)),
        xaxis=across,
        yaxis=up,
    )
    return figure


def drawn_per_run(tracks: Sequence[Track], budget: float, fewest: int = FEWEST) -> int:
    """Points of each run that are drawn, so that all together stay within a budget as far as `fewest` allow."""
    runs = sum(len(track.values) for track in tracks)
    return int(min(MOST, max(fewest, budget // max(1, runs))))


def entries_of(tracks: Sequence[Track], words: Words) -> list[str]:
    """What the legend of a landscape may name."""
    return [words.minimum, words.start, *(track.name for track in tracks)]


def starts_of(tracks: Sequence[Track]) -> Array:
    """(starts, dimension): where runs begin, each place once."""
    places = [tuple(point) for track in tracks for point in track.points[:, 0].tolist()]
    return np.array(list(dict.fromkeys(places)), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Scenery:
    """A surface and its picture; `value` is the loss that heights are read from."""

    surface: Pictured
    grid: Grid
    left: dict[Track, Exits] = field(default_factory=dict)

    @classmethod
    def of(cls, surface: Pictured) -> Scenery:
        """The surface; with very many examples the picture is that of a fixed sample of them."""
        shown = surface.sampled(MOST_FOR_PICTURES) if isinstance(surface, DataLoss) else surface
        return cls(surface, sample(shown))

    @property
    def flat(self) -> bool:
        """Whether there is one weight, and so a curve."""
        return self.surface.dimension == 1

    @property
    def bounds(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """What the axes reach over: the domain, and for one weight the losses in it."""
        return self.surface.domain[0], curve_range(self.grid) if self.flat else self.surface.domain[1]

    @property
    def symbols(self) -> list[str]:
        """The weights as people write them."""
        return [symbol_text(name) for name in self.surface.variables]

    def check(self, track: Track) -> None:
        """Raise ValueError if a path does not belong on this picture."""
        if track.points.shape[2] != self.surface.dimension:
            raise ValueError(
                f"the path of {track.name} has {track.points.shape[2]} weights, the surface {self.surface.dimension}"
            )

    def axes(self, theme: Theme, words: Words, x: str = "x") -> tuple[dict[str, Any], dict[str, Any]]:
        """Settings of both axes; `x` is the horizontal one's name."""
        across, up = self.bounds
        equal = not self.flat and one_scale(across, up)
        height = words.loss if self.flat else self.symbols[1]
        shape: dict[str, Any] = {"showgrid": self.flat, **({"constrain": "domain"} if equal else {})}
        upright: dict[str, Any] = {"scaleanchor": x} if equal else {}
        return (
            # Towards the scale of the levels.
            axis(theme, self.symbols[0], across[0], across[1], **shape, constraintoward="right"),
            axis(theme, height, up[0], up[1], **shape, **upright),
        )

    def notes(self, theme: Theme, words: Words) -> list[dict[str, Any]]:
        """A line that says so where the axes have different scales."""
        if self.flat or one_scale(*self.bounds):
            return []
        place = {"xref": "x domain", "yref": "y domain", "x": 0.99, "y": 0.01, "xanchor": "right", "yanchor": "bottom"}
        look = {"showarrow": False, "font": {"size": 12, "color": theme.text}, "bgcolor": theme.background}
        return [{**place, **look, "text": words.unequal, "opacity": 0.85}]

    def traces(self, theme: Theme, words: Words, starts: Array, bar: float | None = None) -> list[dict[str, Any]]:
        """All but the paths: heights, minima, starts.

        With `bar`, where the scale of the levels stands, they are made for an animation: heights are polygons.
        """
        if self.flat:
            found = [self._curve(theme)]
        elif bar is None:
            found = [self._contours(theme, words)]
        else:
            found = [*self._bands(theme), self._scale_alone(theme, words, bar)]
        for name, symbol, places in ((words.minimum, "star", self.surface.minima), (words.start, "circle", starts)):
            if len(places):
                found.append(self._marks(theme, name, symbol, np.asarray(places)))
        return found

    def _curve(self, theme: Theme) -> dict[str, Any]:
        look = {"mode": "lines", "line": {"color": theme.muted, "width": 2.4}, "showlegend": False, "hoverinfo": "skip"}
        return {"type": "scatter", "x": self.grid.axes[0], "y": self.grid.values, "connectgaps": False, **look}

    def _bands(self, theme: Theme) -> list[dict[str, Any]]:
        shapes = higher_ground(self.grid)
        look = {"type": "scatter", "mode": "lines", "fill": "toself", "showlegend": False, "hoverinfo": "skip"}
        line = {"color": theme.contour_line, "width": 0.7}
        colors = band_colors(theme, len(shapes))
        return [
            {**look, "line": line, "fillcolor": color, "x": x.astype(np.float32), "y": y.astype(np.float32)}
            for color, (x, y) in zip(colors, shapes, strict=True)
        ]

    def _scale_alone(self, theme: Theme, words: Words, bar: float) -> dict[str, Any]:
        """The scale of the levels, at a mark that is nowhere."""
        top = len(self.grid.levels) - 1
        scale = {"cmin": 0, "cmax": top, "colorscale": colorscale(theme), "colorbar": self._bar(theme, words, bar)}
        marker = {**scale, "color": [0], "showscale": True}
        return {"type": "scatter", "mode": "markers", "x": [None], "y": [None], "marker": marker, "showlegend": False}

    def _bar(self, theme: Theme, words: Words, x: float) -> dict[str, Any]:
        levels = self.grid.levels
        shown = np.unique(np.linspace(0, len(levels) - 1, min(LABELLED_LEVELS, len(levels))).round().astype(int))
        return {
            "x": x,
            "thickness": 12,
            "outlinewidth": 0,
            "tickvals": shown.tolist(),
            "ticktext": [number(levels[level], words) for level in shown],
            "tickcolor": theme.grid,
        }

    def _contours(self, theme: Theme, words: Words) -> dict[str, Any]:
        levels = np.array(self.grid.levels)
        ranks = np.arange(len(levels))
        xs, ys = self.grid.axes
        return {
            "type": "contour",
            "x": xs,
            "y": ys,
            # Plotly draws evenly spaced levels only, so heights are put on the scale of the levels' numbers.
            "z": np.interp(self.grid.values, levels, ranks).astype(np.float32),
            "zmin": 0,
            "zmax": len(levels) - 1,
            "autocontour": False,
            "connectgaps": False,
            "contours": {"start": 0, "end": len(levels) - 1, "size": 1, "coloring": "fill"},
            "colorscale": colorscale(theme),
            "line": {"width": 0.7, "color": theme.contour_line},
            "showlegend": False,
            # What is drawn is told apart by level; the loss itself is read with the pointer.
            "customdata": self.grid.values.astype(np.float32),
            "hovertemplate": f"{self._place()}<br>{words.loss} %{{customdata:.4g}}<extra></extra>",
            "colorbar": self._bar(theme, words, 1.0),
        }

    def _marks(self, theme: Theme, name: str, symbol: str, places: Array) -> dict[str, Any]:
        heights = np.asarray(self.surface.value(places[:, 0])) if self.flat else places[:, 1]
        edge = {"width": 1.8, "color": theme.text}
        xs, ys = within(places[:, 0], heights, self.bounds)
        return {
            "type": "scatter",
            "mode": "markers",
            "x": xs,
            "y": ys,
            "name": name,
            "marker": {
                "symbol": symbol,
                "size": 15 if symbol == "star" else 13,
                "color": theme.background,
                "line": edge,
            },
            "hovertemplate": f"{name}<br>{self._place()}<extra></extra>",
        }

    def _place(self) -> str:
        """The weights under the pointer, as Plotly fills them in."""
        return ", ".join(f"{symbol} = %{{{axis}:.4g}}" for symbol, axis in zip(self.symbols, "xy", strict=False))

    def path(
        self, track: Track, index: int, kept: Sequence[Steps], step: int, theme: Theme, words: Words
    ) -> list[dict[str, Any]]:
        """The casing and the line of a track up to `step`, its head there, and its arrow where it has left."""
        value = f"<br>{words.loss} %{{customdata[1]:.4g}}"
        told = f"{words.step} %{{customdata[0]:d}}<br>{self._place()}{value}"
        looks = line_and_head(track, index, theme, told, hover_of(track, kept))
        looks = [casing_of(looks[0], theme), *looks, arrow_of(looks[1])]
        return [look | part for look, part in zip(looks, self.drawn(track, kept, step), strict=True)]

    def drawn(self, track: Track, kept: Sequence[Steps], step: int) -> tuple[dict[str, Array], ...]:
        """Coordinates of casing and line up to `step`, many runs with gaps between them, of the heads and arrows."""
        heights = track.values if self.flat else track.points[:, :, 1]
        xs, ys = within(track.points[:, :, 0], heights, self.bounds)
        line = line_of(xs, ys, kept, step)
        return line, line, head_of(xs, ys, track, step), arrows_of(self._exits(track, xs, ys), track, step)

    def _exits(self, track: Track, xs: Array, ys: Array) -> Exits:
        # Every frame asks.
        if track not in self.left:
            self.left[track] = exits(xs, ys, self.bounds)
        return self.left[track]


def line_of(xs: Array, ys: Array, kept: Sequence[Steps], step: int) -> dict[str, Array]:
    """From (runs, steps + 1): the kept points up to `step`, runs one after another with a gap between them."""
    parts = [steps[: np.searchsorted(steps, step, side="right")] for steps in kept]
    return {"x": _joined(xs, parts), "y": _joined(ys, parts)}


def _joined(rows: Array, parts: Sequence[Steps]) -> Array:
    pieces = [piece for row, steps in zip(rows, parts, strict=True) for piece in (row[steps], [np.nan])]
    return np.concatenate(pieces[:-1])


def head_of(xs: Array, ys: Array, track: Track, step: int) -> dict[str, Array]:
    """Where each run is at `step`."""
    runs, steps = np.array(track.heads(step)).T
    return {"x": xs[runs, steps], "y": ys[runs, steps]}


def arrows_of(left: Exits, track: Track, step: int) -> dict[str, Array]:
    """An arrow for each run that is outside at `step`: the point behind its tip, which is not drawn, and the tip."""
    runs, steps = np.array(track.heads(step)).T
    pairs = np.stack([left.behind[runs, steps], left.tips[runs, steps]], axis=1)
    pairs = pairs[np.isfinite(pairs).all(axis=(1, 2))].reshape(-1, 2)
    return {"x": pairs[:, 0], "y": pairs[:, 1]}


def arrow_of(head: dict[str, Any]) -> dict[str, Any]:
    """The look of arrows in the head's colour, each turned away from the point before it."""
    known = {name: head["marker"][name] for name in ("color", "line")}
    runs = MOST_ARROWS if head["marker"]["size"] < ARROW else 1
    marker = {**known, "symbol": "arrow", "angleref": "previous", "size": [0, ARROW] * runs}
    return {**head, "marker": marker}


def hover_of(track: Track, kept: Sequence[Steps]) -> Array | None:
    """(points, 2): step and loss of every drawn point of a single run; what a shorter line shows is its beginning."""
    if not track.single:
        return None
    return np.column_stack([kept[0], track.values[0][kept[0]]]).astype(np.float64)


def line_and_head(track: Track, index: int, theme: Theme, told: str, hover: Array | None) -> list[dict[str, Any]]:
    """The looks of both; `told` is what the pointer is told of a single run."""
    color = track.style.on(theme.dark)
    group = {"type": "scatter", "name": track.label, "legendgroup": str(index)}
    text = f"%{{fullData.name}}<br>{told}<extra></extra>" if track.single else "%{fullData.name}<extra></extra>"
    # Dashes of thin lines over each other read as dust.
    line = {"color": color, "dash": track.style.dash, "width": 3.0}
    if not track.single:
        line = {"color": color, "dash": "solid", "width": 1.4}
    edge = {"color": theme.background, "width": 1.5}
    marker = {"color": color, "symbol": track.style.marker, "size": 12 if track.single else 6, "line": edge}
    return [
        {
            **group,
            "mode": "lines",
            "line": line,
            "opacity": 1.0 if track.single else 0.6,
            "connectgaps": False,
            "hovertemplate": text,
            **({} if hover is None else {"customdata": hover}),
        },
        {**group, "mode": "markers", "marker": marker, "showlegend": False, "hoverinfo": "skip"},
    ]


def casing_of(line: dict[str, Any], theme: Theme) -> dict[str, Any]:
    """What lies beneath a line on a landscape, so that it stands out from every level and from other lines."""
    group = {name: line[name] for name in ("type", "name", "legendgroup", "mode", "connectgaps")}
    look = {"color": theme.casing, "width": line["line"]["width"] + 2 * RIM}
    return {**group, "line": look, "showlegend": False, "hoverinfo": "skip"}


def number(value: float, words: Words) -> str:
    """Three digits, very large and small ones with a power of ten, as HTML with the language's decimal sign."""
    rounded = float(f"{value:.3g}")
    if rounded and not 1e-3 <= abs(rounded) < 1e5:
        mantissa, exponent = f"{rounded:e}".split("e")
        text = f"{float(mantissa):g}·10<sup>{int(exponent)}</sup>"
    else:
        text = f"{rounded:g}"
    return text.replace("-", "−").replace(".", words.decimal)
