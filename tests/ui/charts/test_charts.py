"""Marks and lines of a chart are where their numbers are, on linear and on logarithmic axes."""

from __future__ import annotations

import numpy as np
import pytest

from plots.base.palette import OKABE_ITO
from ui.charts.axes import Range, apart, linear_ticks, plot_range
from ui.charts.landscape import SPARSE, Landscape, landscape_chart
from ui.charts.lines import GREY, Axis, Line, Mark, line_chart
from ui.language.i18n import use_language

XS = np.array([1.0, 10.0, 100.0, 1000.0])
YS = np.array([5.0, 4.0, 3.0, 2.0])


@pytest.mark.parametrize(
    ("log", "place", "side"),
    # On the logarithmic axis from 1 to 1000, 10 lies at a third and 100 at two thirds; linear, both are far left.
    [(True, 10.0, "left"), (True, 100.0, "right"), (False, 100.0, "left"), (False, 700.0, "right")],
)
def test_a_marks_word_stands_at_its_line_and_within_the_chart(log: bool, place: float, side: str) -> None:
    figure = line_chart([Line(XS, YS, "", GREY)], Axis("x", log=log), Axis("y"), [Mark(place, "here", "#009E73")])
    (word,), (upright,) = figure.layout.annotations, figure.layout.shapes
    # Plotly takes a word's place on a logarithmic axis as its logarithm, a shape's as the number itself.
    assert word.x == pytest.approx(np.log10(place) if log else place)
    assert (upright.x0, upright.x1, upright.y0, upright.y1) == (place, place, 0, 1)
    assert (word.xanchor, word.xshift) == (side, 5 if side == "right" else -5)
    assert (word.text, word.yref, word.y, upright.line.color) == ("here", "paper", 1.0, "#009E73")


def test_axes_reach_over_what_is_drawn_and_name_it() -> None:
    band = (np.array([1.0, 1.0, 1.0, 0.5]), np.array([20.0, 9.0, 9.0, 9.0]))
    figure = line_chart([Line(XS, YS, "", GREY, band=band)], Axis("Steps", log=True), Axis("Loss"))
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("Steps", "Loss")
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", "linear")
    assert figure.layout.xaxis.range == pytest.approx((0, 3))
    low, high = figure.layout.yaxis.range
    assert low == 0.0 and high == pytest.approx(20 + 0.05 * 19.5)


def test_a_logarithmic_axis_shows_at_most_twelve_decades() -> None:
    bounds = plot_range([np.array([1e-300, 1e-3, 1e2])], True, 0.0)
    assert (bounds.low, bounds.high) == (pytest.approx(1e-10), pytest.approx(1e2))
    assert Range(1.0, 1000.0, True).share(10.0) == pytest.approx(1 / 3)
    assert Range(1.0, 1000.0, False).share(500.5) == pytest.approx(0.5)
    assert np.isnan(Range(1.0, 1000.0, True).share(0.0))
    assert linear_ticks(-1.0, 1.0) == [-1.0, -0.5, 0.0, 0.5, 1.0]


@pytest.mark.parametrize("log", [False, True])
def test_a_name_stands_at_the_height_of_its_lines_last_number(log: bool) -> None:
    ends = {"high": np.array([1.0, 100.0]), "low": np.array([100.0, 1.0]), "gone": np.array([10.0, np.nan])}
    lines = [Line(np.arange(2), ys, name, color) for (name, ys), color in zip(ends.items(), OKABE_ITO[:3], strict=True)]
    figure = line_chart(lines, Axis("x"), Axis("y", log=log))
    places = {a.text.partition("</span> ")[2]: a.y for a in figure.layout.annotations}
    bounds = plot_range(list(ends.values()), log, 0.05)
    assert places["high"] == pytest.approx(bounds.share(100.0), abs=0.03)
    # Two names at one height do not fit: the lower edge belongs to one of them.
    assert places["low"] == pytest.approx(bounds.share(1.0), abs=0.03)
    if log:
        assert places["gone"] == pytest.approx(0.5, abs=0.03)
    # The longest name and the sample before it have room.
    assert figure.layout.margin.r == 34 + int(7.4 * 4) + 6


def test_numbers_at_the_pointer_are_written_as_the_language_writes_them() -> None:
    assert line_chart([], Axis("x"), Axis("y")).layout.separators == ".\u2009"
    with use_language("ru"):
        assert line_chart([], Axis("x"), Axis("y")).layout.separators == ",\u2009"


@pytest.mark.parametrize("points", [2, SPARSE, SPARSE + 1])
def test_a_landscape_has_its_weights_on_their_axes(points: int) -> None:
    axes = np.linspace(-1, 1, 5), np.linspace(0, 3, 7)
    heights = np.add.outer(axes[1] ** 2, axes[0] ** 2)
    path = np.stack([np.linspace(0.5, 0.1, points), np.linspace(2.0, 1.0, points)], axis=1)
    figure = landscape_chart(Landscape(axes, heights, (0.0, 1.0, 5.0), path, (0.25, 0.75), "#0072B2"), ("a", "b"))
    shades, lines, walk, ring, star = figure.data
    for heights_drawn in (shades, lines):
        assert (heights_drawn.x.tolist(), heights_drawn.y.tolist()) == (axes[0].tolist(), axes[1].tolist())
        assert heights_drawn.z.shape == (7, 5)
    assert (walk.x.tolist(), walk.y.tolist()) == (path[:, 0].tolist(), path[:, 1].tolist())
    assert walk.mode == ("lines+markers" if points <= SPARSE else "lines")
    assert (*ring.x, *ring.y) == (0.5, 2.0)
    assert (*star.x, *star.y) == (0.25, 0.75)
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("a", "b")
    assert figure.layout.xaxis.range == (-1, 1) and figure.layout.yaxis.range == (0, 3)
    # Darker is lower, and round is round.
    assert shades.colorscale[0][1].endswith("0.75)") and shades.colorscale[1][1].endswith("0.06)")
    assert figure.layout.yaxis.scaleanchor == "x"


def test_numbers_of_a_log_axis_keep_apart() -> None:
    bounds = Range(3.0, 21.0, True)
    # Evenly spaced numbers crowd at the upper end.
    assert apart([5.0, 10.0, 15.0, 20.0, 21.0], bounds) == [5.0, 10.0, 15.0, 20.0]
    assert apart([], bounds) == []
