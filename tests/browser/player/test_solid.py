"""Three dimensions by the modules' numbers: paths laid over a surface, and the place under a pointer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import expect

from tests.browser.harness.bench import Bench
from tests.browser.harness.bench_views import show_player

CELLS = 21
DOMAIN = [[-2.0, 2.0], [-1.0, 3.0]]
MESH = """const axis = ([low, high]) => Float64Array.from({ length: c }, (_, i) => low + ((high - low) * i) / (c - 1));
    const axes = b.map(axis);
    const height = (x, y) => x * x + 3 * y;
    const mesh = { axes, dimension: 2, domain: b, span: 10,
        values: Float64Array.from({ length: c * c }, (_, k) => height(axes[0][k % c], axes[1][Math.floor(k / c)])) };"""


def draped(bench: Bench, xs: list[float], ys: list[float]) -> NDArray[np.float64]:
    """(points, 5): step, x, y, height and lift."""
    body = f"""const {{ drape }} = await load('landscape/draping'); {MESH}
        const [xs, ys] = a.map((column) => Float64Array.from(column, (value) => value ?? NaN));
        return drape(mesh, {{ xs, ys, values: xs.map((x, i) => height(x, ys[i])) }}, (value) => value);"""
    return np.array(bench.call(body, [xs, ys], DOMAIN, CELLS), dtype=np.float64)


def height(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of the surface as it is drawn: straight along x between the grid's lines."""
    grid = np.linspace(-2, 2, CELLS)
    return np.asarray(np.interp(points[:, 0], grid, grid**2) + 3 * points[:, 1])


def test_a_path_keeps_above_the_surface_between_its_steps(bench: Bench) -> None:
    points = draped(bench, [-1.9, 1.7, 1.7, -0.4], [0.0, 0.5, 2.5, -0.9])
    steps, places, heights, lifts = points[:, 0], points[:, 1:3], points[:, 3], points[:, 4]
    assert (np.diff(steps) > 0).all() and set(range(4)) <= set(steps.tolist())
    assert (heights - height(places) >= lifts - 1e-9).all() and (lifts > 0).all()
    # Straight from step to step as seen from above, with a point in every cell.
    for place, at in zip(places, steps, strict=True):
        before, rest = int(min(at, 2)), at - min(int(at), 2)
        ends = np.array([[-1.9, 0.0], [1.7, 0.5], [1.7, 2.5], [-0.4, -0.9]])[before : before + 2]
        assert place == pytest.approx(ends[0] + rest * (ends[1] - ends[0]), abs=1e-9)
    assert np.abs(np.diff(places, axis=0)).max() < 2 * 4 / (CELLS - 1)


def test_a_line_is_as_far_from_a_wall_as_from_the_ground(bench: Bench) -> None:
    # Along x = 0 the surface rises 3 for 1; of the picture's width of 4 and height of 10 that is a slope of 1.2.
    (point,) = draped(bench, [0.0], [1.0])
    assert point[4] / np.hypot(1, 1.2) == pytest.approx(0.018 * 10, rel=1e-3)


def test_a_path_that_leaves_goes_to_the_edge_and_comes_back_after_a_gap(bench: Bench) -> None:
    points = draped(bench, [0.0, 5.0, 1e200, 0.5], [0.0, 0.0, 0.0, 0.0])
    there = np.isfinite(points[:, 1])
    assert points[there][:, 1].max() == pytest.approx(2.0)
    gone = points[~there][:, 0].tolist()
    assert 1.0 in gone and 2.0 in gone and points[-1, 1] == 0.5


def test_long_paths_keep_their_leaps(bench: Bench) -> None:
    body = """const { keptSteps } = await load('landscape/draping');
        const sides = Float64Array.from({ length: 9000 }, (_, i) => (i % 2 ? 1 : -1));
        return [keptSteps([sides, sides.map((_, i) => i)], a), keptSteps([sides.slice(0, 5)], a)];"""
    kept, few = bench.call(body, 600)
    assert few == [0, 1, 2, 3, 4] and kept[0] == 0 and kept[-1] == 8999 and kept == sorted(set(kept))
    assert len(kept) <= 602
    sides = [step % 2 for step in kept]
    assert 0.3 < np.mean(sides) < 0.7


def test_the_first_place_of_the_surface_under_the_pointer_is_found(bench: Bench) -> None:
    """A camera that is turned and moved, with perspective; the way back from the picture must end where it began."""
    random = np.random.default_rng(3)
    turned, _triangle = np.linalg.qr(random.normal(size=(3, 3)))
    model = np.eye(4)
    model[:3, :3] = turned
    model[:3, 3] = [0.1, -0.2, -6]
    near, far = 1.0, 50.0
    lens = np.diag([1.3, 1.7, -(far + near) / (far - near), 0.0])
    lens[2, 3], lens[3, 2] = -2 * far * near / (far - near), -1
    scale = np.array([0.5, 0.4, 0.1])
    body = f"""const {{ pick, product }} = await load('landscape/picking'); {MESH}
        const [lens, model, scale, place] = a;
        return pick(product(lens, model), scale, place, b, (point) => height(...point));"""
    columns = [matrix.T.ravel().tolist() for matrix in (lens, model)]
    for x, y in random.uniform([-1.9, -0.9], [1.9, 2.9], (8, 2)):
        seen = lens @ model @ np.append(scale * [x, y, x * x + 3 * y], 1.0)
        place = (seen[:2] / seen[3]).tolist()
        found = bench.call(body, [*columns, scale.tolist(), place], DOMAIN, CELLS)
        again = lens @ model @ np.append(scale * [found[0], found[1], found[0] ** 2 + 3 * found[1]], 1.0)
        # Perhaps a nearer part of the surface is in front of the place; it is under the same pixel.
        assert again[:2] / again[3] == pytest.approx(place, abs=1e-3)
        assert again[2] / again[3] <= seen[2] / seen[3] + 1e-6
    assert bench.call(body, [*columns, scale.tolist(), [9.0, 9.0]], DOMAIN, CELLS) is None


def test_a_surface_is_whole_but_for_the_corners_without_a_height(bench: Bench) -> None:
    body = """const { trianglesOf } = await load('landscape/surface3d'); return trianglesOf(a, b);"""
    rows, columns = 4, 5
    faces = np.array(bench.call(body, [0.0] * (rows * columns), columns))
    corners = np.stack([faces % columns, faces // columns], axis=-1).astype(float)
    across, along = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    areas = np.abs(across[:, 0] * along[:, 1] - across[:, 1] * along[:, 0]) / 2
    # Halves of cells, each once, that together are the whole grid.
    assert areas == pytest.approx(0.5) and areas.sum() == (rows - 1) * (columns - 1)
    assert len({tuple(sorted(face)) for face in faces.tolist()}) == len(faces)
    holes = [math.nan if at == 7 else 0.0 for at in range(rows * columns)]
    left = bench.call(body, holes, columns)
    assert left == [face for face in faces.tolist() if 7 not in face] and len(left) < len(faces)


TRACES = """() => document.querySelector('.opt-surface').data.map(({ type, mode, x, y, line, marker }) =>
    ({ type, mode, x: [...x].slice(0, 20), y: [...y].slice(0, 20), dash: line?.dash ?? '', symbol: marker?.symbol }))"""
CAMERA = "(eye) => Plotly.relayout(document.querySelector('.opt-surface'), { 'scene.camera.eye': eye })"


def test_marks_whole_lines_a_click_and_the_way_back(bench: Bench) -> None:
    bench.small()
    stage = show_player(bench, methods=["momentum", "adam"], steps=20, view="3d")
    traces: list[dict[str, Any]] = bench.page.evaluate(TRACES)
    surface, minima, ring, *rest = traces
    assert (surface["type"], minima["symbol"], ring["symbol"]) == ("mesh3d", "diamond", "circle-open")
    assert pytest.approx(np.array(stage.surface.minima)) == np.array([minima["x"], minima["y"]]).T
    assert (ring["x"], ring["y"]) == ([stage.start[0]], [stage.start[1]])
    # Whole path, casing and what has been travelled of each run, and their heads.
    lines = [trace for trace in rest if trace["mode"] == "lines"]
    assert len(lines) == 6 and not any(trace["dash"] for trace in lines)
    (heads,) = [trace for trace in rest if trace["mode"] == "markers"]
    ends = np.array([path.points[-1] for path in stage.paths])
    assert pytest.approx(ends) == np.array([heads["x"], heads["y"]]).T
    box = stage.root.locator(".opt-surface").bounding_box()
    assert box is not None
    bench.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    (event,) = stage.events("start")
    low, high = np.array(stage.surface.domain).T
    assert (low < event["point"]).all() and (event["point"] < high).all()
    back = stage.button("Reset view")
    assert back.is_hidden()
    bench.page.evaluate(CAMERA, {"x": 1.2, "y": 1.2, "z": 0.5})
    back.click()
    expect(back).to_be_hidden()


def test_an_eye_is_told_in_three_digits_and_never_exactly_above(bench: Bench) -> None:
    body = "const { seenFrom } = await load('landscape/surface3d'); return seenFrom(a, b);"
    assert bench.call(body, [1.23456, -0.5, 2.0], [1.0] + [0.0] * 15) == [1.235, -0.5, 2.0]
    for azimuth, height in ((0.0, 2.0), (1.0, 3.0), (-2.2, -2.0)):
        # Level and to the right of one who looks from there to the middle; the other two axes do not matter.
        view = np.zeros((4, 4))
        view[0, :3] = [-math.sin(azimuth), math.cos(azimuth), 0.0]
        x, y, z = bench.call(body, [0.0, 0.0, height], view.T.ravel().tolist())
        assert z == height and math.hypot(x, y) == pytest.approx(abs(height) / 100, abs=0.001)
        assert math.remainder(math.atan2(y, x) - azimuth, math.tau) == pytest.approx(0, abs=0.06)


# Takes the player away in the middle of a drawing, as a page does that shows something else; `removed` once it is gone
# and what was under way has come to its end.
REMOVE_WITHIN = """(name) => {
    const owner = name === 'resize' ? Plotly.Plots : Plotly;
    const original = owner[name];
    window.removed = false;
    owner[name] = async (...given) => {
        owner[name] = original;
        const drawn = original(...given);
        bench.clear();
        await new Promise((resolve) => { setTimeout(resolve); });
        window.removed = drawn.catch(() => {}).then(() => new Promise(requestAnimationFrame));
        return drawn;
    };
    if (name === 'resize') return;
    const slider = document.querySelector('.opt-player input[type=range]');
    slider.value = '3';
    slider.dispatchEvent(new Event('input', { bubbles: true }));
}"""


@pytest.mark.parametrize("drawing", ["resize", "restyle"])
def test_a_player_that_is_taken_away_while_it_draws_leaves_in_peace(drawing: str, bench: Bench) -> None:
    bench.small()
    show_player(bench, methods=["momentum"], steps=20, view="3d")
    bench.page.evaluate(REMOVE_WITHIN, drawing)
    if drawing == "resize":
        bench.page.set_viewport_size({"width": 800, "height": 560})
    bench.page.wait_for_function("window.removed && window.removed.then(() => true)")
    bench.frames()
    expect(bench.page.locator(".opt-player")).to_have_count(0)
