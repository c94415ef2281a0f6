"""Canvases, pictures beneath, pointer and ring: what the rest of the player stands on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.harness.batch_bench import DATA, show_batches
from tests.browser.harness.batch_bench import layer as batch_layer
from tests.browser.harness.bench import Bench, Mark, away_from
from tests.browser.harness.bench_views import LANDSCAPE, color_of, show_player
from ui.player.settings import PlayerSettings
from ui.player.views import player_message, scene_message

FITTED = """
    const { fitCanvas } = await load('drawing/canvas');
    const container = document.createElement('div');
    Object.assign(container.style, { width: '200px', height: '100px' });
    document.body.append(container);
    const canvas = document.createElement('canvas');
    const context = fitCanvas(canvas, container, { left: 20, top: 10, width: 100, height: 50 }, a);
    container.remove();
    context.fillRect(0, 0, 1000, 1000);
    const ratio = canvas.width / 200;
    const inked = (x, y) => context.getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data[3] > 0;
    return [canvas.width / ratio, canvas.height / ratio,
        b.map(([x, y]) => inked(x, y))];
"""


@pytest.mark.parametrize("margin", [0, 8])
def test_canvases_cover_their_stage_and_clip_at_the_frame(margin: int, bench: Bench) -> None:
    inner = [(21 - margin, 30), (118 + margin, 30), (60, 11 - margin), (60, 58 + margin)]
    outer = [(18 - margin, 30), (122 + margin, 30), (60, 8 - margin), (60, 62 + margin)]
    width, height, inked = bench.call(FITTED, margin, [*inner, *outer])
    assert (width, height) == (200, 100)
    assert inked == [True] * 4 + [False] * 4


def zoom(bench: Bench) -> list[float]:
    frame = bench.frame(LANDSCAPE)
    return [frame.x_low, frame.x_high, frame.y_low, frame.y_high]


def test_a_new_theme_or_size_keeps_the_zoom_and_another_surface_does_not(bench: Bench) -> None:
    stage = show_player(bench, steps=10)
    bench.page.evaluate("""() => Plotly.relayout(document.querySelector('.opt-landscape .js-plotly-plot'),
        { 'xaxis.range': [-1, 2], 'yaxis.range': [0, 1] })""")
    assert zoom(bench) == [-1, 2, 0, 1]
    expect(stage.button("Reset view")).to_be_visible()
    bench.dark()
    stage.answer()
    assert "opt-dark" in (stage.root.get_attribute("class") or "")
    assert zoom(bench) == [-1, 2, 0, 1]
    wide = bench.frame(LANDSCAPE).width
    fits = """() => [...document.querySelectorAll('.js-plotly-plot')].every((plot) =>
        Math.abs(plot._fullLayout.width - plot.clientWidth) < 1)"""
    assert bench.page.evaluate(fits)
    bench.page.set_viewport_size({"width": 1000, "height": 800})
    bench.page.wait_for_function(
        "(before) => document.querySelector('.opt-landscape .js-plotly-plot')._fullLayout.xaxis._length !== before",
        arg=wide,
    )
    bench.page.wait_for_function(fits)
    bench.page.wait_for_function("""() => {
        const { width, clientWidth } = document.querySelector('.opt-landscape .opt-trail');
        return width === Math.round(clientWidth * devicePixelRatio); }""")
    # The path has left what is shown: an arrow ends at its edge, where that is now.
    tip = next(mark for mark in stage.heads(LANDSCAPE, stage.runs[0].style.dark) if len(mark.points) == 3)
    x, y = bench.frame(LANDSCAPE).data(*tip.points[0])
    assert min(abs(x + 1), abs(x - 2), abs(y), abs(y - 1)) < 1e-6 and -1 - 1e-6 <= x <= 2 + 1e-6
    assert zoom(bench) == [-1, 2, 0, 1]
    stage = show_player(bench, "rosenbrock", steps=10, anew=False)
    assert zoom(bench) == [pytest.approx(bound) for pair in stage.surface.domain for bound in pair]


def test_the_picture_beneath_is_the_surface_s(bench: Bench) -> None:
    stage = show_player(bench, "himmelblau", steps=5)
    contour, stars = bench.page.evaluate(
        """() => document.querySelector('.opt-landscape .js-plotly-plot').data.map((t) => ({ x: [...t.x], y: [...t.y],
            z: t.z?.map((row) => [...row]), labels: t.colorbar?.ticktext, at: t.colorbar?.tickvals }))"""
    )
    assert list(zip(stars["x"], stars["y"], strict=True)) == [pytest.approx(m) for m in stage.scene.minima]
    levels = np.array(stage.scene.levels)
    expected = np.interp(stage.scene.values, levels, np.arange(len(levels)))
    np.testing.assert_allclose(contour["z"], expected, atol=0.01)
    np.testing.assert_allclose(contour["x"], stage.scene.axes[0])
    labels = [float(text.replace("−", "-")) for text in contour["labels"]]
    assert labels == [pytest.approx(levels[at], rel=0.01) for at in contour["at"]]
    assert (contour["at"][0], contour["at"][-1]) == (0, len(levels) - 1)


def test_hidden_runs_are_not_under_the_pointer(bench: Bench) -> None:
    stage = show_player(bench, methods=["adam"], steps=10)
    x, y = stage.paths[0].points[5].tolist()
    assert bench.tip(LANDSCAPE, x, y)[0] == "Adam"
    stage.root.get_by_role("checkbox", name="Show Adam").uncheck()
    bench.drawn_after(1)
    lines = bench.tip(LANDSCAPE, x, y)
    assert len(lines) == 2
    assert lines[0].startswith("x = ")
    assert bench.painted(f"{LANDSCAPE} .opt-trail", color_of("adam")) == []


def test_a_drag_pans_and_is_no_click(bench: Bench) -> None:
    stage = show_player(bench, steps=10)
    x, y = bench.place(LANDSCAPE, 1.0, -2.0)
    bench.page.mouse.move(x, y)
    bench.page.mouse.down()
    bench.page.mouse.move(x + 60, y, steps=4)
    bench.page.mouse.up()
    bench.frames()
    assert stage.events("start") == []
    assert zoom(bench)[0] < -5.2
    # A press that hardly moves is a click all the same, of the left button only.
    stage = show_player(bench, steps=10)
    x, y = bench.place(LANDSCAPE, 1.0, -2.0)
    bench.page.mouse.click(x, y, button="right")
    bench.page.mouse.move(x, y)
    bench.page.mouse.down()
    bench.page.mouse.move(x + 2, y + 1)
    bench.page.mouse.up()
    (start,) = stage.events("start")
    assert start["point"] == pytest.approx([1.0, -2.0], abs=0.06)


def test_the_ring_is_kept_in_the_picture(bench: Bench) -> None:
    stage = show_player(bench, steps=10, start=[1, -2])
    bench.page.mouse.move(*bench.place(LANDSCAPE, 1, -2))
    bench.page.mouse.down()
    bench.page.mouse.move(*bench.place(LANDSCAPE, -5.4, 5.3))
    bench.page.mouse.up()
    (start,) = stage.events("start")
    assert start["point"] == pytest.approx([-5, 5])


def test_message_and_scene_may_come_in_either_order(bench: Bench) -> None:
    stage = show_player(bench, steps=10)
    scene = replace(stage.scene, id="later")
    message = player_message(scene, stage.runs[:1], stage.start, PlayerSettings())
    before = int(stage.root.get_attribute("data-revision") or 0)
    bench.send("player", None, message)
    bench.send("player", scene_message(scene), None)
    bench.drawn_after(before)
    assert int(stage.root.get_attribute("data-revision") or 0) == before + 1


def test_classes_differ_in_shape_and_color(bench: Bench) -> None:
    stage = show_batches(bench, "clouds", steps=5)
    frame = bench.frame(DATA)
    data = stage.loss.data
    first, second = bench.painted(batch_layer(DATA, 1, 2), kind="fill")
    assert (first.color, second.color) == ("#56b4e9", "#d55e00")
    at = {side: [frame.pixel(*place) for place in np.transpose(data.features)[data.target == side]] for side in (0, 1)}
    np.testing.assert_allclose([circle[:2] for circle in first.circles], at[0], atol=0.01)
    assert second.circles == []
    corners = np.reshape([line[:4] for line in second.lines], (-1, 4, 2))
    np.testing.assert_allclose(corners.mean(axis=1), at[1], atol=0.01)


def test_one_click_shows_all_that_the_paths_reach_and_one_the_surface_again(bench: Bench) -> None:
    stage = show_player(bench, "x^2+y^2", ["gradient_descent"], 12, start=[1, 0.5], numbers={"learning_rate": 1.1})
    low, high = np.array(stage.surface.domain).T
    assert (stage.paths[0].points < low).any() or (stage.paths[0].points > high).any()
    home = zoom(bench)
    stage.button("Fit to the paths").click()
    back = stage.button("Back to the surface")
    expect(back).to_be_visible()
    first, last, bottom, top = zoom(bench)
    points = stage.paths[0].points
    assert (points > [first, bottom]).all() and (points < [last, top]).all()
    assert stage.head(LANDSCAPE, color_of("gradient_descent")) == pytest.approx(points[-1].tolist())
    # The landscape goes on beyond its own picture: computed here, and read off there.
    found = bench.tip(LANDSCAPE, first + 0.1 * (last - first), bottom + 0.9 * (top - bottom))
    x, y = (float(part.split("=")[1].replace("−", "-")) for part in found[0].split(","))
    assert float(found[1].removeprefix("Loss: ")) == pytest.approx(x**2 + y**2, rel=0.02)
    back.click()
    expect(stage.button("Fit to the paths")).to_be_visible()
    assert zoom(bench) == home
    inside = show_player(bench, "x^2+y^2", ["gradient_descent"], 5, start=[1, 0.5], numbers={"learning_rate": 0.1})
    expect(inside.button("Fit to the paths")).to_be_hidden()


PATHS = {
    "a line": np.c_[np.linspace(0, 300, 400), np.linspace(20, 90, 400)],
    "a turn": np.r_[np.c_[np.linspace(0, 100, 90), np.zeros(90)], np.c_[np.linspace(100, 40, 70), np.full(70, 0.2)]],
    "a spiral": np.array([(9 * t * np.cos(t), 9 * t * np.sin(t)) for t in np.linspace(0, 12, 700)]),
    "jumps": np.random.default_rng(3).normal(0, 40, (120, 2)),
    "noise": np.cumsum(np.random.default_rng(4).normal(0, 0.6, (900, 2)), axis=0),
    "one place": np.full((30, 2), 7.0),
}


@pytest.mark.parametrize("reach", [0.5, 2.0])
def test_a_line_with_fewer_corners_passes_all_points_of_its_path(reach: float, bench: Bench) -> None:
    script = """const { corners } = await load('drawing/projection');
        return a.map((path) => corners(Float64Array.from(path), path.length / 2 - 1, b));"""
    found = bench.call(script, [path.ravel().tolist() for path in PATHS.values()], reach)
    for (name, path), kept in zip(PATHS.items(), found, strict=True):
        assert kept[0] == 0 and kept[-1] == len(path) - 1 and kept == sorted(set(kept)), name
        line = Mark(
            "stroke", "", 1, "", [["moveTo" if i == 0 else "lineTo", *path[step]] for i, step in enumerate(kept)]
        )
        assert away_from([line], path).max() <= 1.5 * reach, name
    sizes = {name: len(kept) for name, kept in zip(PATHS, found, strict=True)}
    assert sizes["a line"] == 2 and sizes["a turn"] <= 5 and sizes["a spiral"] < 200


def test_what_is_not_finite_ends_a_line_with_fewer_corners(bench: Bench) -> None:
    script = """const { corners } = await load('drawing/projection');
        return corners(Float64Array.from(a.flat(), (x) => x ?? NaN), a.length - 1, 0.5);"""
    nowhere = [None, None]
    path = [[0, 0], [1, 0], [2, 0], nowhere, nowhere, [5, 0], [6, 0], [7, 0]]
    assert bench.call(script, path) == [0, 2, 3, 4, 5, 7]


ALIGNED = """
    const { fitCanvas } = await load('drawing/canvas');
    const container = document.createElement('div');
    Object.assign(container.style, { position: 'absolute', left: '20.4px', top: '30.7px', width: '150.3px',
        height: '60px' });
    const canvas = document.createElement('canvas');
    canvas.style.position = 'absolute';
    container.append(canvas);
    document.body.append(container);
    const context = fitCanvas(canvas, container, { left: 0, top: 0, width: 150, height: 60 });
    const [box, inner] = [canvas.getBoundingClientRect(), container.getBoundingClientRect()];
    const { e, f } = context.getTransform();
    container.remove();
    return [[box.left, box.top], [box.width - canvas.width, box.height - canvas.height],
        [box.left + e - inner.left, box.top + f - inner.top], [box.right - inner.right, box.bottom - inner.bottom]];
"""


def test_the_pixels_of_a_canvas_are_those_of_the_screen(bench: Bench) -> None:
    corner, stretched, shifted, beyond = bench.call(ALIGNED)
    assert corner == pytest.approx(np.round(corner), abs=0.02) and stretched == pytest.approx([0, 0], abs=0.02)
    assert shifted == pytest.approx([0, 0], abs=0.02), "what is drawn stays where it belongs"
    assert min(beyond) > -0.6, "all of the container is covered"
