"""The landscape with all paths beside their losses, drawn with Matplotlib: for slides, and as frames of an animation.

Matplotlib takes a second to import, so it is imported when the first picture is drawn. Only its object interface is
used: many people draw at once in one process.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core import Trajectory
from optim_core.expression import symbol_latex
from optim_core.expression.typesetting.symbols import symbol_text
from optim_core.methods.optimizer import Convention
from plots.base.exits import Bounds, Exits, exits
from plots.base.loss_scale import LossScale, loss_scale
from plots.base.ranges import curve_range, one_scale, within
from plots.base.theme import LIGHT
from plots.base.thinning import Steps, kept_steps
from surfaces import Surface
from surfaces.base.grid import Grid
from surfaces.data import DataLoss
from ui.language.i18n import N_, _, number_text
from ui.language.numbers import short
from ui.player import RunView
from ui.runs.computed import grid_of
from ui.take_home.takeaway import NOTHING, Takeaway, surface_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Array = NDArray[np.float64]

#: Inches; with these dots per inch a picture is 1920 x 1080.
SIZE = (16.0, 9.0)
DOTS_PER_INCH = 120
#: The ramp of the player's light theme, from the lowest level to the highest.
RAMP = LIGHT.ramp
TEXT, MUTED, GRID = LIGHT.text, LIGHT.muted, LIGHT.grid
#: Line patterns by Plotly's names, in multiples of the line's width.
DASHES = {
    "solid": (),
    "dot": (1.0, 1.6),
    "dash": (3.6, 2.0),
    "longdash": (5.6, 2.4),
    "dashdot": (3.6, 1.6, 0.9, 1.6),
    "longdashdot": (5.6, 1.6, 0.9, 1.6),
}
#: Markers by Plotly's names, and how many a curve has, about.
MARKERS = {
    "circle": "o", "square": "s", "diamond": "D", "triangle-up": "^", "triangle-down": "v", "cross": "P", "x": "X",
    "star": "*",
}  # fmt: skip
MARKS = 6
#: Of the casing of lines on the landscape.
EDGE = tuple(part / 255 for part in LIGHT.halo[:3])
#: Points of one run that are drawn, about; of a longer run those that keep its shape.
DRAWN_POINTS = 4000
LONGEST_FORMULA = 110
#: Parts of the picture's height.
TOP, LEGEND_ROW = 0.855, 0.041
#: Up to so many methods stand below each other.
ONE_COLUMN = 3
#: Logarithmic axes over smaller factors have more numbers than powers of ten, or evenly spread ones.
SHORT, NARROW = 300.0, 10.0
FORMS: dict[Convention, str] = {"lecture": N_("lecture form"), "pytorch": N_("PyTorch form")}

#: Drawing takes a core for a moment, and some of Matplotlib's caches are not made for threads.
drawing = Lock()


def png(takeaway: Takeaway) -> bytes:
    """The runs as a picture of 1920 x 1080."""
    with drawing:
        picture = Picture.of(takeaway, DOTS_PER_INCH)
        picture.show(takeaway.steps)
        file = io.BytesIO()
        picture.figure.savefig(file, format="png", dpi=DOTS_PER_INCH)
    return file.getvalue()


class Artist(NamedTuple):
    """A line of one run, or (`head`) its last point: coordinates at `steps`, all (points,)."""

    line: Any
    steps: NDArray[np.int_]
    xs: Array
    ys: Array
    head: bool = False

    def show(self, step: int) -> None:
        """Everything up to `step`."""
        count = max(1, int(np.searchsorted(self.steps, step, side="right")))
        first = count - 1 if self.head else 0
        self.line.set_data(self.xs[first:count], self.ys[first:count])


class Arrow(NamedTuple):
    """Stands for a run's last point where that is outside of its axes."""

    line: Any
    left: Exits

    def show(self, step: int) -> None:
        """Where the run has left by `step`, if it is outside then."""
        from matplotlib.markers import MarkerStyle

        at = min(step, self.left.tips.shape[1] - 1)
        tip, behind = self.left.tips[0, at], self.left.behind[0, at]
        self.line.set_data(tip[:1], tip[1:])
        if np.isfinite(tip).all():
            across, up = np.subtract(*self.line.axes.transData.transform([tip, behind]))
            self.line.set_marker(MarkerStyle(_arrow(), transform=_turned(across, up)))


@dataclass
class Picture:
    """A figure whose paths can be shown up to any step; `artists` are what changes, `axes` where each belongs."""

    figure: Figure
    axes: list[Axes]
    artists: list[Artist | Arrow]

    @classmethod
    def of(
        cls, takeaway: Takeaway, dots_per_inch: float, most_points: int = DRAWN_POINTS, needed: Sequence[int] = ()
    ) -> Picture:
        """Everything drawn but the paths, which begin empty. Steps that are `needed` are kept of long ones too."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(figsize=SIZE, dpi=dots_per_inch, facecolor="white")
        FigureCanvasAgg(figure)
        picture = cls(figure, [], [])
        scale = loss_scale([view.values for view in takeaway.views])
        bottom = 0.135 + LEGEND_ROW * _legend_rows(takeaway.views)
        landscape: Axes = figure.add_axes((0.07, bottom, 0.46, TOP - bottom))
        chart: Axes = figure.add_axes((0.605, bottom, 0.37, TOP - bottom))
        _draw_landscape(landscape, takeaway)
        _dress_chart(chart, takeaway, scale)
        for place, view in enumerate(takeaway.views):
            steps = kept_steps(np.column_stack([view.points, view.values]), most_points, needed)
            whole = np.arange(len(view.values))
            places = _path(view, takeaway.surface, whole)
            picture.add(landscape, view, steps, places[0][steps], places[1][steps])
            picture.point_out(landscape, view, exits(places[0][None], places[1][None], _bounds(takeaway.surface)))
            marked = _marked(len(steps), place / len(takeaway.views))
            picture.add(chart, view, steps, steps, scale.place(view.values[steps]), marked)
            losses = scale.place(view.values)[None]
            picture.point_out(chart, view, scale.exits(whole[None].astype(np.float64), losses, chart.get_xlim()[1]))
        _write_heading(figure, takeaway)
        _write_legend(figure, takeaway.runs, bottom - 0.088)
        return picture

    def add(
        self, axes: Axes, view: RunView, steps: Steps, xs: Any, ys: Array, marked: tuple[int, int] | None = None
    ) -> None:
        """A run's line with a light edge, and its head; with `marked` (first, every) it is whole and has markers."""
        color, marker = view.style.color, MARKERS[view.style.marker]
        edge: dict[str, Any] = {"color": EDGE, "alpha": LIGHT.halo[3], "linewidth": 5.4, "zorder": 3}
        line: dict[str, Any] = {"color": color, "linewidth": 3.0, "zorder": 4}
        # Dashes on a jagged curve read as dust: there a marker now and then tells runs apart.
        line |= {"marker": marker, "markersize": 8, "markevery": marked} if marked else {"linestyle": _pattern(view)}
        head: dict[str, Any] = {"marker": marker, "markersize": 12, "markeredgecolor": "white", "markeredgewidth": 1.6}
        for look in (edge, line, {"color": color, "linestyle": "none", "zorder": 6, **head}):
            self.axes.append(axes)
            self.artists.append(Artist(axes.plot([], [], **look)[0], steps, xs, ys, head="markeredgewidth" in look))

    def point_out(self, axes: Axes, view: RunView, left: Exits) -> None:
        """An arrow at the edge while the run is outside."""
        look: dict[str, Any] = {"color": view.style.color, "markersize": 36, "markeredgecolor": "white", "zorder": 7}
        self.axes.append(axes)
        self.artists.append(Arrow(axes.plot([], [], linestyle="none", clip_on=False, **look)[0], left))

    def show(self, step: int) -> None:
        """Put all paths where they are at `step`; a shorter one stays at its end."""
        for artist in self.artists:
            artist.show(step)


def _pattern(view: RunView) -> Any:
    """The dashes as Matplotlib takes them; None is a solid line."""
    return (0, DASHES[view.style.dash] or None)


def _marked(points: int, share: float) -> tuple[int, int]:
    """First and distance of the points of a curve that have a marker; `share` keeps runs from the same places."""
    every = max(1, points // MARKS)
    return min(points - 1, round(every * (0.5 + share))), every


def _arrow() -> Any:
    """A head that points to the right, its tip at the middle of the marker."""
    from matplotlib.path import Path

    return Path([(0.0, 0.0), (-1.0, 0.45), (-0.75, 0.0), (-1.0, -0.45), (0.0, 0.0)], closed=True)


def _turned(across: float, up: float) -> Any:
    from matplotlib.transforms import Affine2D

    return Affine2D().rotate(float(np.arctan2(up, across)))


def _bounds(surface: Surface | DataLoss) -> Bounds:
    flat = surface.dimension == 1
    return surface.domain[0], curve_range(grid_of(surface)) if flat else surface.domain[1]


def _path(view: RunView, surface: Surface | DataLoss, steps: Steps) -> tuple[Array, Array]:
    ys = view.values if surface.dimension == 1 else view.points[:, 1]
    return within(view.points[steps, 0], ys[steps], _bounds(surface))


def _draw_landscape(axes: Axes, takeaway: Takeaway) -> None:
    surface, grid = takeaway.surface, grid_of(takeaway.surface)
    axes.set_xlabel(symbol_text(surface.variables[0]), parse_math=False)
    axes.set_xlim(*surface.domain[0])
    if surface.dimension == 1:
        axes.set_ylim(*curve_range(grid))
        axes.set_ylabel(_("Loss"))
        axes.plot(grid.axes[0], grid.values, color=MUTED, linewidth=2.4, zorder=2)
        axes.grid(color=GRID, linewidth=0.8)
    else:
        axes.set_ylim(*surface.domain[1])
        axes.set_ylabel(symbol_text(surface.variables[1]), parse_math=False)
        _draw_contours(axes, grid)
        if one_scale(*surface.domain):
            # Only then does a gradient stand on its level line.
            axes.set_aspect("equal")
            axes.apply_aspect()
        else:
            axes.set_title(_("The axes have different scales"), fontsize=14, color=MUTED, loc="right")
    _plain_numbers(axes)
    _mark(axes, surface, takeaway.start)


def _draw_contours(axes: Axes, grid: Grid) -> None:
    if not np.isfinite(grid.values).all():
        axes.patch.set(hatch="//", edgecolor=GRID)
    if not np.isfinite(grid.values).any():
        return
    values = np.ma.masked_invalid(grid.values)
    # As colours and lines are told apart by level only, values need not be more exact than the levels.
    axes.contourf(*grid.axes, values, levels=grid.levels, colors=band_colors(grid), zorder=1)
    axes.contour(*grid.axes, values, levels=grid.levels, colors=["#28426a"], linewidths=0.6, alpha=0.22, zorder=1)


def band_colors(grid: Grid) -> list[Any]:
    """A colour for each band between two levels."""
    from matplotlib.colors import LinearSegmentedColormap

    bands = len(grid.levels) - 1
    ramp = LinearSegmentedColormap.from_list("landscape", list(RAMP))
    return [ramp(i / max(1, bands - 1)) for i in range(bands)]


def _mark(axes: Axes, surface: Surface | DataLoss, start: tuple[float, ...]) -> None:
    places = [(point, "*", 19) for point in surface.minima] + [(start, "o", 15)]
    for point, marker, size in places:
        y = float(surface.value(*point)) if surface.dimension == 1 else point[1]
        look: dict[str, Any] = {"markeredgecolor": TEXT, "markeredgewidth": 1.8, "linestyle": "none", "zorder": 5}
        axes.plot([point[0]], [y], marker, color="white", markersize=size, **look)


def _dress_chart(axes: Axes, takeaway: Takeaway, scale: LossScale) -> None:
    steps = max((len(view.values) - 1 for view in takeaway.views), default=takeaway.steps)
    axes.set_xlim(0, 1.015 * max(1, steps))
    axes.set_yscale("log")
    axes.set_ylim(scale.low, scale.high)
    axes.set_xlabel(_("Step"))
    axes.set_ylabel(_("Loss − lowest shown") if scale.shift else _("Loss"))
    axes.grid(color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=15, color=GRID, labelcolor=TEXT)
    axes.tick_params(which="minor", color=GRID, labelsize=0)
    _number_steps_and_losses(axes, scale)
    _quiet(axes)


def _number_steps_and_losses(axes: Axes, scale: LossScale) -> None:
    """Powers of ten are too far apart to number a short logarithmic axis."""
    from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))
    if scale.high < SHORT * scale.low:
        narrow = scale.high < NARROW * scale.low
        axes.yaxis.set_major_locator(MaxNLocator(6) if narrow else LogLocator(subs=(1.0, 2.0, 5.0)))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(_plain)


def _plain(value: float, _position: float) -> str:
    return number_text(f"{round(value, 12):g}")


def _plain_numbers(axes: Axes) -> None:
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(_plain)
    axes.tick_params(labelsize=15, color=GRID, labelcolor=TEXT)
    _quiet(axes)


def _quiet(axes: Axes) -> None:
    for spine in axes.spines.values():
        spine.set_color(GRID)
    for axis in (axes.xaxis, axes.yaxis):
        axis.label.set(fontsize=17, color=TEXT)


def _write_heading(figure: Figure, takeaway: Takeaway) -> None:
    figure.text(0.02, 0.945, takeaway.name, fontsize=27, fontweight="bold", color=TEXT, parse_math=False)
    point = ", ".join(short(value) for value in takeaway.start)
    facts = _("Start ({point}), steps: {steps}").format(point=point, steps=takeaway.steps)
    figure.text(0.975, 0.945, facts, fontsize=18, color=MUTED, ha="right", parse_math=False)
    formula = _drawable(takeaway.formula) if takeaway.formula else _formula(surface_of(takeaway))
    if formula:
        figure.text(0.02, 0.893, formula, fontsize=18, color=MUTED, parse_math=formula.startswith("$"))


def _drawable(typeset: str) -> str:
    """The formula if Matplotlib can typeset it, else nothing."""
    from matplotlib.mathtext import MathTextParser

    try:
        MathTextParser("path").parse(typeset)
    except ValueError:
        return ""
    return typeset


def _formula(surface: Surface) -> str:
    """The formula with its numbers, typeset where Matplotlib can; empty if it is too long for a line."""
    from matplotlib.mathtext import MathTextParser

    numbers = {name: f"{value:.6g}" for name, value in surface.parameters.items()}
    vocabulary = surface.kernels.parsed.vocabulary
    variables = ", ".join(symbol_latex(name, vocabulary) for name in surface.variables)
    plain = " ".join(surface.plain_text().split())
    if len(plain) > LONGEST_FORMULA:
        return ""
    typeset = f"$Q({variables}) = {surface.kernels.parsed.latex(numbers)}$"
    try:
        MathTextParser("path").parse(typeset)
    except ValueError:
        return f"Q({', '.join(map(symbol_text, surface.variables))}) = {plain}"
    return typeset


def _legend_rows(views: tuple[RunView, ...]) -> int:
    return len(views) if len(views) <= ONE_COLUMN else -(-len(views) // 2)


def _write_legend(figure: Figure, runs: tuple[tuple[RunView, Trajectory], ...], top: float) -> None:
    from matplotlib.lines import Line2D

    if not runs:
        return
    looks: list[dict[str, Any]] = [
        {"color": view.style.color, "marker": MARKERS[view.style.marker], "linestyle": _pattern(view)}
        for view, _path in runs
    ]
    # A marker in the middle of the sample, as in the player.
    middle: dict[str, Any] = {"linewidth": 4, "markersize": 11, "markevery": [1]}
    handles = [Line2D([], [], **look, **middle) for look in looks]
    legend = figure.legend(
        handles,
        [legend_text(view, path) for view, path in runs],
        loc="upper left", bbox_to_anchor=(0.012, top), ncols=1 if len(runs) <= ONE_COLUMN else 2,
        fontsize=16 if len(runs) <= ONE_COLUMN else 14, frameon=False, handlelength=3.2, labelcolor=TEXT,
        columnspacing=2.0, labelspacing=0.5, borderaxespad=0.0,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)


def legend_text(view: RunView, path: Trajectory) -> str:
    """A method with its numbers; the form only where there are two."""
    parts = [view.label]
    if view.cells["convention"] != NOTHING:
        parts.append(_(FORMS[path.optimizer.convention]))
    if view.cells["learning_rate"] != NOTHING:
        parts.append(_("learning rate {rate}").format(rate=view.cells["learning_rate"]))
    parts.append(_("final loss {loss}").format(loss=view.cells["final_loss"]))
    return " · ".join(parts)
