"""What is in each trace and frame of a figure."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plotly import graph_objects as go

from optim_core import Trajectory, optimizer, run
from plots import Words, animate, curves, landscape, line_style
from plots.base.loss_scale import loss_scale
from plots.base.theme import DARK, LIGHT
from plots.figures.animation import FRAMES, LONGEST, NUMBERS, SHORTEST
from surfaces import Surface, parse, surface
from surfaces.data import MODELS, data_loss, dataset

METHODS = ("gradient_descent", "momentum", "adam")
#: Per path: casing, line, head and arrow on the landscape, the last three on the chart, too.
PARTS = 7


@cache
def paths_on(key: str, steps: int = 40) -> tuple[Trajectory, ...]:
    ground = surface(key)
    return tuple(run(ground, optimizer(method), ground.start, steps) for method in METHODS)


@cache
def animated(key: str) -> go.Figure:
    """Of `paths_on`, to look at."""
    return animate(*paths_on(key))


def places(trace: Any) -> np.ndarray:
    return np.column_stack([np.asarray(trace.x, dtype=float), np.asarray(trace.y, dtype=float)])


def drawn(path: Trajectory) -> np.ndarray:
    """(steps + 1, 2): where a path is on its landscape."""
    return np.column_stack([path.points[:, 0], path.values if path.points.shape[1] == 1 else path.points[:, 1]])


def on_chart(paths: tuple[Trajectory, ...], path: Trajectory) -> np.ndarray:
    scale = loss_scale([each.values for each in paths])
    return np.column_stack([np.arange(path.steps + 1), scale.place(path.values)])


def moving(figure: go.Figure, count: int) -> list[Any]:
    return list(figure.data[-PARTS * count :])


@pytest.mark.parametrize("key", ["rosenbrock", "wavy_parabola", "styblinski_tang"])
def test_a_landscape_holds_the_points_of_each_path_in_its_style(key: str) -> None:
    ground, paths = surface(key), paths_on(key)
    figure = landscape(ground, *paths)
    for casing, line, head, path in zip(*(figure.data[part - 12 :: 4] for part in range(3)), paths, strict=True):
        assert np.array_equal(places(casing), places(line)) and casing.line.width > line.line.width
        assert (casing.line.color, casing.showlegend, casing.hoverinfo) == (LIGHT.casing, False, "skip")
        assert np.array_equal(places(line), drawn(path))
        assert np.array_equal(places(head), drawn(path)[-1:])
        style = line_style(path.optimizer.key)
        assert (line.line.color, line.line.dash, head.marker.color) == (style.color, style.dash, style.color)
        assert head.marker.symbol == style.marker
        assert (line.name, line.showlegend, head.showlegend) == (path.optimizer.method.name, None, False)
        assert line.legendgroup == head.legendgroup
        assert np.array_equal(line.customdata, np.column_stack([np.arange(41), path.values]))
    assert figure.layout.xaxis.range == ground.domain[0]
    if ground.dimension == 2:
        assert figure.layout.yaxis.range == ground.domain[1]
        assert (figure.layout.yaxis.scaleanchor, figure.layout.yaxis.constrain) == ("x", "domain")


def test_a_landscape_has_level_lines_minima_and_starts() -> None:
    ground = surface("himmelblau")
    heights, minima, starts, *_paths = landscape(ground, *paths_on("himmelblau")).data
    levels = [float(text.replace("−", "-")) for text in heights.colorbar.ticktext]
    assert (heights.type, levels[0], len(levels)) == ("contour", 0.0, 6)
    # Where a rank is whole the loss is the level of that number.
    xs, ys = np.meshgrid(heights.x, heights.y)
    assert np.asarray(heights.customdata) == pytest.approx(ground.value(xs, ys), rel=1e-5)
    ranks = np.asarray(heights.z)
    assert (np.argsort(ranks, axis=None, kind="stable")[-1]) == np.argmax(heights.customdata)
    assert (ranks.min(), ranks.max()) == pytest.approx((heights.contours.start, heights.contours.end), abs=0.01)
    assert np.array_equal(places(minima), ground.minima) and minima.marker.symbol == "star"
    assert np.array_equal(places(starts), [ground.start]) and starts.marker.symbol == "circle"
    assert (minima.name, starts.name) == ("Known minimum", "Start")


def test_a_loss_of_one_weight_is_its_curve() -> None:
    ground = surface("wavy_parabola")
    curve, minima, starts, *_paths = landscape(ground, *paths_on("wavy_parabola")).data
    assert np.asarray(curve.y) == pytest.approx(ground.value(np.asarray(curve.x)))
    assert (curve.x[0], curve.x[-1]) == ground.domain[0]
    for trace, ((weight,), *_others) in ((minima, ground.minima), (starts, (ground.start,))):
        assert places(trace) == pytest.approx(np.array([[weight, ground.value(weight)]]))


@pytest.mark.parametrize("key", ["rosenbrock", "wavy_parabola", "styblinski_tang"])
def test_curves_hold_losses_and_their_axis_says_what_it_shows(key: str) -> None:
    paths = paths_on(key)
    figure = curves(*paths)
    scale = loss_scale([path.values for path in paths])
    for line, head, path in zip(figure.data[::3], figure.data[1::3], paths, strict=True):
        assert np.array_equal(places(line), on_chart(paths, path))
        assert np.array_equal(places(head), on_chart(paths, path)[-1:])
        style = line_style(path.optimizer.key)
        assert (line.line.color, line.line.dash, line.marker.symbol) == (style.color, "solid", style.marker)
        assert 0 < line.marker.maxdisplayed < 10
        # The pointer reads off the loss itself, however the axis is shifted.
        assert np.array_equal(line.customdata[:, 1], path.values)
    up = figure.layout.yaxis
    assert up.type == "log" and up.range == pytest.approx(np.log10([scale.low, scale.high]))
    # Every digit of a few powers of ten would be one number on the other.
    assert up.dtick == ("D2" if 1 <= up.range[1] - up.range[0] < 4 else None)
    assert up.title.text == ("Loss − lowest shown" if scale.shift else "Loss")
    assert bool(scale.shift) == (key == "styblinski_tang")
    assert figure.layout.xaxis.range[0] == 0 and figure.layout.xaxis.range[1] == pytest.approx(1.015 * 40)


@pytest.mark.parametrize("key", ["rosenbrock", "wavy_parabola", "styblinski_tang"])
def test_every_frame_shows_the_paths_up_to_its_step(key: str) -> None:
    paths, figure = paths_on(key), animated(key)
    assert [frame.name for frame in figure.frames] == [str(step) for step in range(41)]
    first = len(figure.data) - PARTS * len(paths)
    for frame in figure.frames:
        step = int(frame.name)
        assert list(frame.traces) == list(range(first, len(figure.data)))
        for index, path in enumerate(paths):
            casing, on_ground, head, arrow, on_axis, mark, away = frame.data[PARTS * index : PARTS * (index + 1)]
            assert np.array_equal(places(casing), places(on_ground))
            assert np.array_equal(places(on_ground), drawn(path)[: step + 1])
            assert np.array_equal(places(head), drawn(path)[step : step + 1])
            assert np.array_equal(places(on_axis), on_chart(paths, path)[: step + 1])
            assert np.array_equal(places(mark), on_chart(paths, path)[step : step + 1])
            assert len(places(arrow)) in (0, 2) and len(places(away)) in (0, 2)
    # Before it plays everything is there, and the chart's traces are on the chart's axes.
    for trace, last in zip(moving(figure, 3), figure.frames[-1].data, strict=True):
        assert np.array_equal(places(trace), places(last))
    assert [trace.xaxis for trace in moving(figure, 1)] == [None, None, None, None, "x2", "x2", "x2"]
    assert [trace.showlegend for trace in moving(figure, 1)] == [False, None, False, False, False, False, False]


def test_controls_play_pause_and_lead_to_every_frame() -> None:
    figure = animated("rosenbrock")
    play, pause = figure.layout.updatemenus[0].buttons
    assert (play.label, pause.label) == ("▶ Play", "❚❚ Pause")
    assert play.args[0] is None and play.args[1]["fromcurrent"] is True
    assert SHORTEST <= play.args[1]["frame"]["duration"] <= LONGEST
    assert list(pause.args[0]) == [None] and pause.args[1]["mode"] == "immediate"
    (slider,) = figure.layout.sliders
    assert [list(stop.args[0]) for stop in slider.steps] == [[frame.name] for frame in figure.frames]
    assert [stop.label for stop in slider.steps] == [frame.name for frame in figure.frames]
    assert (slider.active, slider.currentvalue.prefix) == (40, "Step ")
    # A frame moves what it names and redraws nothing else.
    assert not any(stop.args[1]["frame"]["redraw"] for stop in slider.steps)
    left, right = figure.layout.xaxis.domain, figure.layout.xaxis2.domain
    assert left[0] == 0 and left[1] < right[0] and right[1] == 1


@settings(max_examples=6)
@given(st.integers(0, 3000), st.integers(1, 2))
def test_a_hundred_frames_are_the_most_whatever_the_length(steps: int, count: int) -> None:
    paths = [run(surface("parabola"), optimizer("momentum"), (3.0,), steps)] * count
    figure = animate(*paths)
    assert len(figure.frames) == min(FRAMES, steps + 1)
    names = [int(frame.name) for frame in figure.frames]
    assert (names[0], names[-1]) == (0, steps)
    for frame in figure.frames[:: max(1, len(figure.frames) // 5)]:
        _casing, line, head, _arrow, chart, mark, _away = frame.data[:PARTS]
        # Thinned out, every line still ends at its head and begins at the start.
        assert np.array_equal(places(line)[-1], places(head)[0]) and places(line)[0, 0] == 3.0
        assert np.array_equal(places(head)[0], drawn(paths[0])[int(frame.name)])
        assert places(mark)[0, 0] == places(chart)[-1, 0] == int(frame.name)


def test_frames_of_long_paths_and_of_crowds_stay_small() -> None:
    ground = surface("himmelblau")
    starts = np.random.default_rng(1).uniform(-4, 4, (2, 150))
    crowd = run(ground, optimizer("adam"), tuple(starts), 300)
    figure = animate(crowd)
    assert 10 <= len(figure.frames) <= FRAMES
    assert len(figure.to_json()) < 15_000_000
    assert sum(2 * len(part.x) for frame in figure.frames for part in frame.data) < 1.2 * NUMBERS
    _casing, line, heads, *_chart = figure.frames[-1].data
    assert figure.data[1 - PARTS].line.dash == "solid"
    assert places(heads) == pytest.approx(crowd.points[-1].T)
    parts = np.split(places(line), np.flatnonzero(np.isnan(np.asarray(line.x, dtype=float))))
    assert len(parts) == 150
    for index in (0, 75, 149):
        part = parts[index][-1]
        assert part == pytest.approx(crowd.points[-1, :, index])


def test_a_run_that_ended_stays_at_its_end_and_one_that_overflowed_keeps_its_way() -> None:
    ground = surface("rosenbrock")
    wild = run(ground, optimizer("gradient_descent", learning_rate=1.0), ground.start, 50)
    calm = run(ground, optimizer("adam"), ground.start, 50)
    assert wild.steps < 50
    figure = animate(wild, calm)
    head = figure.frames[-1].data[2]
    assert np.isfinite(places(head)).all()
    assert places(figure.frames[-1].data[5])[0, 0] == wild.steps
    span = 4.0
    assert np.abs(places(figure.frames[-1].data[0])).max() < 2e4 * span
    assert places(figure.frames[-1].data[0])[0].tolist() == list(ground.start)


def test_dark_and_light_differ_in_colours_alone() -> None:
    paths = paths_on("rosenbrock")
    ground = surface("rosenbrock")
    for light, dark in (
        (landscape(ground, *paths, dark=False), landscape(ground, *paths, dark=True)),
        (animated("rosenbrock"), animate(*paths, dark=True)),
    ):
        assert (light.layout.paper_bgcolor, dark.layout.paper_bgcolor) == (LIGHT.background, DARK.background)
        assert (light.layout.font.color, dark.layout.font.color) == (LIGHT.text, DARK.text)
        for ours, theirs in zip(light.data, dark.data, strict=True):
            assert ours.line.dash == theirs.line.dash
            if len(ours.x) and ours.x[0] is not None and ours.type == "scatter":
                assert ours.marker.symbol == theirs.marker.symbol
                assert np.array_equal(places(ours), places(theirs), equal_nan=True)


def test_words_and_names_are_the_callers_and_html_in_them_is_text() -> None:
    words = Words(step="Шаг", loss="Потери", play="Играть", pause="Пауза", start="Старт", decimal=",")
    figure = animate(*paths_on("rosenbrock"), names=["a", "<b>b</b>", "c"], title="x < y", words=words)
    assert figure.layout.title.text == "x &lt; y"
    assert [trace.name for trace in moving(figure, 3)][::PARTS] == ["a", "&lt;b&gt;b&lt;/b&gt;", "c"]
    assert figure.layout.xaxis2.title.text == "Шаг" and figure.layout.yaxis2.title.text == "Потери"
    assert figure.layout.updatemenus[0].buttons[0].label == "▶ Играть"
    assert figure.layout.separators[0] == ","
    assert "Step" not in json.dumps(figure.to_plotly_json()["layout"], default=str)


def test_axes_of_very_different_reach_say_that_their_scales_differ() -> None:
    long = surface("rosenbrock").on(((-8.0, 8.0), (0.0, 2.0)))
    figure = landscape(long)
    assert figure.layout.yaxis.scaleanchor is None
    assert [note.text for note in figure.layout.annotations] == ["The axes have different scales"]
    assert not landscape(surface("rosenbrock")).layout.annotations


def test_losses_over_data_have_landscapes_and_undefined_ones_are_empty() -> None:
    loss = data_loss(dataset("line"), MODELS["squares"])
    path = run(loss, optimizer("gradient_descent", learning_rate=0.01), loss.start, 8)
    figure = animate(path)
    assert len(figure.frames) == 9
    assert np.array_equal(places(figure.frames[-1].data[0]), path.points)
    assert figure.layout.xaxis.title.text == "w₀"
    undefined = parse("sqrt(-1 - x^2 - y^2)")
    assert np.isnan(np.asarray(landscape(undefined).data[0].z)).all()


def test_what_cannot_be_drawn_is_refused() -> None:
    (descent, *_), (flat, *_) = paths_on("rosenbrock"), paths_on("wavy_parabola")
    with pytest.raises(ValueError, match="no path"):
        animate()
    with pytest.raises(ValueError, match="no path"):
        curves()
    with pytest.raises(ValueError, match="different losses"):
        animate(descent, paths_on("himmelblau")[0])
    with pytest.raises(ValueError, match="weights"):
        landscape(surface("rosenbrock"), flat)
    ground: Surface = surface("rosenbrock")
    assert animate(descent, paths_on("himmelblau")[0], surface=ground).frames


def test_a_path_outside_is_an_arrow_at_the_edge_in_its_frame() -> None:
    ground = surface("rosenbrock")
    paths = (run(ground, optimizer("gradient_descent", learning_rate=0.02), (-1.5, 2.0), 12),)
    figure = animate(*paths)
    (low, high), (bottom, top) = ground.domain
    for frame in figure.frames:
        x, y = drawn(paths[0])[min(int(frame.name), paths[0].steps)]
        outside = not (low <= x <= high and bottom <= y <= top)
        arrow = places(frame.data[3])
        assert len(arrow) == 2 * outside
        if outside:
            edges = np.abs([arrow[1, 0] - low, arrow[1, 0] - high, arrow[1, 1] - bottom, arrow[1, 1] - top])
            assert edges.min() == pytest.approx(0.0, abs=1e-9)
    still = moving(figure, 1)[3]
    assert len(places(still)) == 2 and (still.marker.symbol, still.marker.angleref) == ("arrow", "previous")
    # What is behind the tip is not drawn.
    assert (still.marker.size[0], still.marker.size[1] > 0) == (0, True)
