"""What is painted above the pictures: arrows, tangents, paths, heads, ghosts, marks; by position, order and line."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

from optim_core import run
from tests.browser.harness.bench import Bench, Mark
from tests.browser.harness.bench_views import LANDSCAPE, LOSS, color_of, layer, show_player

DASHES = {"solid": (), "dot": (2, 4), "dash": (9, 5), "longdash": (14, 6), "dashdot": (9, 4, 2, 4),
          "longdashdot": (14, 4, 2, 4)}  # fmt: skip
FRAME = """
    const linear = (low, high, from, to) => ({ toPixel: (v) => from + ((v - low) / (high - low)) * (to - from),
        toData: (p) => low + ((p - from) / (to - from)) * (high - low) });
    const frame = { left: 0, top: 0, width: 400, height: 400, x: linear(-10, 10, 0, 400), y: linear(-10, 10, 400, 0) };
    const theme = { text: '#111111', halo: '#eeeeee', background: '#ffffff', font: 'sans-serif', muted: '#777777',
        scale: 1 };
    const canvas = Object.assign(document.createElement('canvas'), { width: 400, height: 400 });
    const context = canvas.getContext('2d');
"""
ARROWS = (
    FRAME
    + """
    const { drawArrows } = await load('drawing/arrows');
    const labels = { arrow_inertia_short: 'inertia', arrow_step_short: 'step' };
    const factor = drawArrows(context, frame, theme, '#ff0000', a, new Set(b), labels);
    return [factor, canvas.painted];
"""
)
ALL = ["gradient", "step", "inertia", "ahead"]
# Pixels: 20 to a unit, upwards negative.
STEP = {"from": [0, 0], "to": [3, 2], "at": [-1, 2], "gradient": [-3, 4], "inertia": [2, -1]}


def arrows(bench: Bench, step: dict[str, Any], chosen: list[str] = ALL) -> tuple[float, list[Mark]]:
    factor, painted = bench.call(ARROWS, step, chosen)
    return factor, [Mark.of(mark) for mark in painted]


def tips(marks: list[Mark], color: str) -> list[tuple[float, float]]:
    return [m.points[0] for m in marks if m.kind == "fill" and m.color == color and len(m.points) == 3]


def test_every_arrow_points_where_it_says(bench: Bench) -> None:
    factor, marks = arrows(bench, STEP)
    assert factor == 1
    inertia, taken = tips(marks, "#ff0000")
    assert inertia == pytest.approx((240, 220))
    assert taken == pytest.approx((260, 160))
    # Minus the gradient from where it was taken, 64 pixels whatever its length: (3, -4) is (0.6, 0.8) downwards.
    (downhill,) = tips(marks, "#111111")
    assert downhill == pytest.approx((180 + 0.6 * 64, 160 + 0.8 * 64))
    (ring,) = {m.circles[0] for m in marks if m.circles}
    assert ring == (180, 160, 5)
    ahead = next(m for m in marks if m.color == "#111111" and m.dash == (2, 3))
    assert ahead.points == [(200, 200), (180, 160)]
    shafts = {m.dash for m in marks if m.kind == "stroke" and m.color == "#ff0000"}
    assert shafts == {(3, 4), ()}
    starts = {m.points[0] for m in marks if m.kind == "stroke" and m.color == "#ff0000"}
    assert starts == {(200, 200)}


def test_captions_keep_off_the_heads_of_runs(bench: Bench) -> None:
    body = (
        FRAME
        + """const { writeCaptions } = await load('drawing/arrows');
        writeCaptions(context, theme, frame, [{ text: 'step', tip: [200, 200], vector: [1, 0] }], a);
        return canvas.painted;"""
    )

    def written(heads: list[list[float]]) -> tuple[float, float]:
        (at,) = {mark.at for mark in map(Mark.of, bench.call(body, heads)) if mark.text == "step"}
        return at

    ahead = written([])
    assert ahead[0] > 200 and ahead[1] == pytest.approx(200)
    x, y = written([list(ahead)])
    assert abs(x - ahead[0]) > 14 or abs(y - ahead[1]) >= 15
    # In a picture with room for one word only that is moved in; one that is too small has none.
    small = """const { writeCaptions } = await load('drawing/arrows');
        const said = ['step', 'inertia'].map((text) => ({ text, tip: [200, 200], vector: [1, 0] }));
        writeCaptions(context, theme, { ...frame, left: 180, top: 190, width: a, height: 20 }, said);
        return canvas.painted;"""
    for width, there in ((60, ["step"]), (10, [])):
        marks = [mark for mark in map(Mark.of, bench.call(FRAME + small, width)) if mark.text]
        assert sorted({mark.text for mark in marks}) == there
        assert all(180 < mark.at[0] < 180 + width for mark in marks)
    # Between heads everywhere it stands where it would without any.
    crowd = [[200 + dx, 200 + dy] for dx in range(-60, 61, 10) for dy in range(-60, 61, 10)]
    assert written([[float(x), float(y)] for x, y in crowd]) == ahead


@pytest.mark.parametrize("name", ALL)
def test_arrows_that_are_not_chosen_are_not_drawn(name: str, bench: Bench) -> None:
    _, marks = arrows(bench, STEP, [name])
    drawn = {"gradient": bool(tips(marks, "#111111")), "ahead": any(m.circles for m in marks)}
    assert drawn == {"gradient": name == "gradient", "ahead": name == "ahead"}
    expected = {"step": [(260, 160)], "inertia": [(240, 220)]}.get(name, [])
    assert tips(marks, "#ff0000") == [pytest.approx(tip) for tip in expected]
    texts = {"gradient": ["−∇Q"], "step": ["step"], "inertia": ["inertia"]}.get(name, [])
    assert [m.text for m in marks if m.kind == "text"] == texts


def test_a_method_without_memory_or_look_ahead_has_no_such_arrow(bench: Bench) -> None:
    _, marks = arrows(bench, {**STEP, "inertia": None, "at": [0, 0]})
    assert tips(marks, "#ff0000") == [pytest.approx((260, 160))]
    assert not any(m.circles for m in marks)


@pytest.mark.parametrize(
    ("length", "factor"), [(1.4, 1), (1.3, 2), (0.71, 2), (0.6, 5), (0.2, 10), (0.13, 20), (1e-4, 2e4), (1e-20, 1)]
)
def test_short_steps_are_enlarged_by_a_round_factor_that_is_written(length: float, factor: float, bench: Bench) -> None:
    step = {**STEP, "to": [length, 0], "inertia": [0, -length / 2], "at": [0, 0]}
    found, marks = arrows(bench, step)
    assert found == factor
    if factor > 1:
        assert tips(marks, "#ff0000") == [
            pytest.approx((200, 200 + 10 * length * factor)), pytest.approx((200 + 20 * length * factor, 200)),
        ]  # fmt: skip
        texts = [m.text for m in marks if m.kind == "text"]
        assert texts[1:] == [f"inertia ×{int(factor)}", f"step ×{int(factor)}"]


def test_gradients_beyond_all_bounds_have_an_arrow(bench: Bench) -> None:
    _, marks = arrows(bench, {**STEP, "gradient": [-3e200, 4e200]})
    assert tips(marks, "#111111") == [pytest.approx((180 + 0.6 * 64, 160 + 0.8 * 64))]


def test_captions_stand_ahead_of_their_tips_and_apart(bench: Bench) -> None:
    places = {"gradient": (218.4, 211.2), "inertia": (240, 220), "step": (260, 160)}
    starts = {"gradient": (180, 160), "inertia": (200, 200), "step": (200, 200)}
    for name, tip in places.items():
        _, marks = arrows(bench, STEP, [name])
        (caption,) = [m for m in marks if m.kind == "text"]
        away = np.subtract(caption.at, tip)
        assert 8 < np.hypot(*away) < 50
        assert away @ np.subtract(tip, starts[name]) > 0
    # Two steps alike: the second caption makes room.
    _, marks = arrows(bench, {**STEP, "inertia": [3, 2]}, ["step", "inertia"])
    first, second = (m.at for m in marks if m.kind == "text")
    assert abs(first[0] - second[0]) > 30 or abs(first[1] - second[1]) >= 17
    # At the picture's edge a caption turns inwards.
    _, marks = arrows(bench, {**STEP, "from": [7, 0], "to": [9.8, 0]}, ["step"])
    (mark,) = [m for m in marks if m.kind == "text"]
    assert mark.at[0] < 400 - 10


@pytest.mark.parametrize("start", [1.9, -1.5, 0.4])
def test_the_tangent_has_the_slope_of_the_curve(start: float, bench: Bench) -> None:
    stage = show_player(bench, "double_well", steps=10, start=[start])
    color = color_of("gradient_descent")
    for step in (0, 3):
        stage.go_to(step)
        frame = bench.frame(LANDSCAPE)
        (tangent,) = [m for m in stage.heads(LANDSCAPE, color) if m.kind == "stroke" and m.lines and not m.circles]
        (x0, y0), (x1, y1) = tangent.points
        assert math.hypot(x1 - x0, y1 - y0) == pytest.approx(92)
        at = float(stage.paths[0].points[step, 0])
        assert frame.data((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx((at, stage.surface.value(at)), abs=1e-6)
        (left, low), (right, high) = frame.data(x0, y0), frame.data(x1, y1)
        assert (high - low) / (right - left) == pytest.approx(stage.surface.gradient(at)[0], rel=1e-6)


def test_paths_run_through_their_points_and_end_in_their_heads(bench: Bench) -> None:
    methods = ["gradient_descent", "momentum", "adam"]
    stage = show_player(bench, methods=methods, steps=30)
    for step in (30, 12):
        stage.go_to(step)
        for method, path, view in zip(methods, stage.paths, stage.runs, strict=True):
            assert stage.head(LANDSCAPE, color_of(method)) == pytest.approx(path.points[step].tolist(), abs=1e-6)
            assert stage.head(LOSS, color_of(method)) == pytest.approx((step, math.log10(path.values[step])), abs=0.01)
            trail = [m for m in bench.painted(layer(LANDSCAPE, 2), color_of(method)) if m.operation == "source-over"]
            frame = bench.frame(LANDSCAPE)
            ends = [frame.data(*trail[i].points[k]) for i, k in ((0, 0), (-1, -1))]
            assert ends == [pytest.approx(path.points[k].tolist(), abs=1e-6) for k in (0, step)]
            assert {m.dash for m in trail} == {DASHES[view.style.dash]}
            whole = stage.line(LANDSCAPE, color_of(method))
            gaps = np.hypot(*(whole[:, None] - path.points[None]).transpose(2, 0, 1)).min(axis=1)
            assert gaps.max() < 1e-6


def test_broken_lines_lie_over_whole_ones(bench: Bench) -> None:
    methods = ["momentum", "gradient_descent", "adam", "rmsprop"]
    stage = show_player(bench, methods=methods, steps=10)
    dashes = {color_of(key): DASHES[view.style.dash] for key, view in zip(methods, stage.runs, strict=True)}
    assert () in dashes.values()
    assert len(set(dashes.values())) > 1
    order = [dashes[m.color] for m in bench.painted(layer(LANDSCAPE, 1), kind="stroke")]
    assert order == sorted(order, key=bool)
    assert len(order) == 4


def test_curves_are_whole_lines_with_the_names_of_their_runs(bench: Bench) -> None:
    methods = ["momentum", "gradient_descent", "adam", "rmsprop"]
    stage = show_player(bench, methods=methods, steps=10)
    assert {m.dash for m in bench.painted(layer(LOSS, 1), kind="stroke")} == {()}
    names = [m for m in stage.heads(LOSS) if m.kind == "text"]
    assert {m.text for m in names} == {run.label for run in stage.runs}
    for name in names:
        (run,) = (run for run in stage.runs if run.label == name.text)
        assert name.color == run.style.color.lower()
    # No name lies on another, and one curve alone needs none.
    places = sorted((name.at[1], name.text) for name in names)
    assert all(after[0] - before[0] >= 16 for before, after in itertools.pairwise(places))
    stage.answer(stage.runs[:1])
    assert [m for m in stage.heads(LOSS) if m.kind == "text"] == []


def test_a_path_that_has_left_the_picture_is_an_arrow_where_it_did(bench: Bench) -> None:
    stage = show_player(bench, "x^2+y^2", ["gradient_descent"], 12, start=[1, 0.5], numbers={"learning_rate": 1.4})
    color = color_of("gradient_descent")
    frame = bench.frame(LANDSCAPE)
    # It leaps from side to side further and further, on a line through the minimum.
    places = [frame.pixel(*point) for point in stage.paths[0].points]
    inside = [frame.left <= x <= frame.left + frame.width and frame.top <= y <= frame.top + frame.height
              for x, y in places]  # fmt: skip
    last = max(step for step, there in enumerate(inside) if there)
    assert 0 < last < 11 and not any(inside[last + 1 :])
    shaft, tip = stage.heads(LANDSCAPE, color)
    assert (shaft.kind, tip.kind, len(tip.points)) == ("stroke", "fill", 3)
    x, y = tip.points[0]
    assert x in (pytest.approx(frame.left), pytest.approx(frame.left + frame.width))
    here, there = np.array(places[last]), np.array(places[last + 1])
    way = (there - here) / np.hypot(*(there - here))
    assert ([x, y] - here) @ way > 0 and ([x, y] - here) @ [-way[1], way[0]] == pytest.approx(0, abs=0.1)
    base = np.mean(tip.points[1:], axis=0)
    assert ([x, y] - base) / np.hypot(*([x, y] - base)) == pytest.approx(way, abs=1e-3)
    stage.go_to(1)
    assert [mark.kind for mark in stage.heads(LANDSCAPE, color)] == ["fill"]


def test_dashes_go_on_where_the_last_piece_left_them(bench: Bench) -> None:
    stage = show_player(bench, methods=["momentum", "adam"], steps=30)
    color = next(
        color_of(key) for key, view in zip(("momentum", "adam"), stage.runs, strict=True) if view.style.dash != "solid"
    )
    stage.go_to(0)
    for step in (5, 9, 20):
        stage.go_to(step)
    pieces = [m for m in bench.painted(layer(LANDSCAPE, 2), color) if m.operation == "source-over"]
    assert len(pieces) == 3
    travelled = 0.0
    for piece in pieces:
        assert piece.offset == pytest.approx(travelled, abs=1e-3)
        travelled += sum(np.hypot(*np.diff(line, axis=0).T).sum() for line in piece.lines)
    assert travelled > 0


GHOSTS = """
    const { Ghosts } = await load('landscape/runs');
    let now = 0;
    const real = performance.now;
    performance.now = () => now;
    try {
        const run = (x, visible = true, key = 'a') => ({ key, visible, xs: [0, x], ys: [0, x] });
        const ghosts = new Ghosts();
        const found = [];
        for (const [seconds, x, visible, key] of a) {
            now += 1000 * seconds;
            if (x === null) ghosts.clear(); else ghosts.replace([run(x, visible, key)]);
            found.push(ghosts.tracks.map((track) => track.xs[1]));
        }
        return found;
    } finally { performance.now = real; }
"""


def test_paths_that_were_looked_at_stay_behind_as_ghosts(bench: Bench) -> None:
    # Seconds since, where the path ends, whether it is shown.
    assert bench.call(GHOSTS, [[0, 1], [2, 2], [1, 3], [2, 4]]) == [[], [1], [1], [3]]
    # The same again changes nothing, and does not make it older than it is.
    assert bench.call(GHOSTS, [[0, 1], [1, 1], [1, 2]]) == [[], [], [1]]
    assert bench.call(GHOSTS, [[0, 1, False], [2, 2]]) == [[], []]
    assert bench.call(GHOSTS, [[0, 1], [2, 2], [2, None], [2, 3]]) == [[], [1], [], []]


def test_ghosts_are_faint_and_gone_on_another_surface(bench: Bench) -> None:
    # No ghosts until the paths have stood for a while: the clock is set forward.
    bench.page.evaluate("""() => { bench.clock = performance.now.bind(performance); bench.ahead = 0;
        performance.now = () => bench.clock() + bench.ahead; }""")
    try:
        stage = show_player(bench, steps=10)
        bench.page.evaluate("bench.ahead += 5000")
        before = stage.paths[0]
        stage = show_player(bench, steps=10, start=[1, -1], anew=False)
        back = bench.painted(layer(LANDSCAPE, 1), color_of("gradient_descent"), "stroke")
        ghost, own = back
        assert (ghost.dash, ghost.alpha) == ((2, 3), pytest.approx(0.6))
        frame = bench.frame(LANDSCAPE)
        assert frame.data(*ghost.points[-1]) == pytest.approx(before.points[-1].tolist(), abs=1e-6)
        assert frame.data(*own.points[-1]) == pytest.approx(stage.paths[0].points[-1].tolist(), abs=1e-6)
        bench.page.evaluate("bench.ahead += 5000")
        show_player(bench, "rosenbrock", steps=10, anew=False)
        assert len(bench.painted(layer(LANDSCAPE, 1), kind="stroke")) == 1
    finally:
        bench.page.evaluate("() => { performance.now = bench.clock; }")


def test_the_loop_button_makes_playing_begin_again(bench: Bench) -> None:
    stage = show_player(bench, steps=4)
    loop = stage.button("Loop")
    assert loop.get_attribute("aria-pressed") == "false"
    loop.click()
    assert loop.get_attribute("aria-pressed") == "true"
    stage.root.get_by_label("Speed").select_option("8")
    bench.page.evaluate("""() => { bench.seen = []; new MutationObserver(() => bench.seen.push(
        Number(document.querySelector('.opt-player').dataset.step))).observe(document.querySelector('.opt-player'),
        { attributes: true, attributeFilter: ['data-step'] }); }""")
    stage.button("Play").click()
    bench.page.wait_for_function("bench.seen.filter((step) => step === 0).length >= 2")
    assert stage.root.get_attribute("data-playing") == "true"
    loop.click()
    bench.page.wait_for_function("document.querySelector('.opt-player').dataset.playing === 'false'")
    assert stage.step == 4


def test_a_path_that_ends_early_stands_still(bench: Bench) -> None:
    stage = show_player(bench, methods=["gradient_descent"], steps=8)
    longer = show_player(bench, methods=["adam"], steps=20)
    longer.answer([*longer.runs, stage.runs[0]])
    longer.go_to(15)
    assert longer.head(LANDSCAPE, color_of("gradient_descent")) == pytest.approx(stage.paths[0].points[8].tolist())
    assert longer.head(LANDSCAPE, color_of("adam")) == pytest.approx(longer.paths[0].points[15].tolist())
    cells = longer.root.locator("td.opt-now").all_inner_texts()
    assert float(cells[1]) == pytest.approx(stage.paths[0].values[8], rel=1e-3)
    assert float(cells[0]) == pytest.approx(longer.paths[0].values[15], rel=1e-3)


def test_the_play_head_of_the_chart_stands_at_the_step(bench: Bench) -> None:
    stage = show_player(bench, steps=20)
    stage.go_to(13)
    (line,) = [m for m in stage.heads(LOSS) if m.kind == "stroke" and m.width == 1]
    frame = bench.frame(LOSS)
    assert [frame.data(*point)[0] for point in line.points] == pytest.approx([13, 13])
    assert [y for _, y in line.points] == pytest.approx([frame.top, frame.top + frame.height])


def test_the_pointer_tells_points_of_paths_from_the_loss_between_them(bench: Bench) -> None:
    stage = show_player(bench, methods=["momentum"], steps=20)
    path = run(stage.surface, stage.paths[0].optimizer, stage.surface.start, 20)
    x, y = path.points[9].tolist()
    lines = bench.tip(LANDSCAPE, x, y)
    assert lines[0] == "Momentum"
    assert lines[1].startswith("Step ")
    step = int(lines[1].split()[1])
    assert lines[1] == f"Step {step} of 20"
    assert np.hypot(*(path.points[step] - [x, y])) < 0.05
    assert float(lines[-1].removeprefix("Loss: ")) == pytest.approx(path.values[step], rel=1e-3)
    lines = bench.tip(LANDSCAPE, 4.5, 4.5)
    assert len(lines) == 2
    assert float(lines[1].removeprefix("Loss: ")) == pytest.approx(stage.surface.value(4.5, 4.5), rel=0.03)


PLANE = """const { drawPlane } = await load('drawing/plane');
    const stage = document.createElement('div');
    stage.style.cssText = `width: ${a}px; height: ${b}px`;
    const canvas = document.createElement('canvas');
    stage.append(canvas);
    document.body.append(stage);
    const [along, beside, low, high] = d;
    drawPlane(canvas, stage, { x: { low: 0, high: 300, title: along }, y: { low, high, log: false, title: beside } },
        { text: '#111111', grid: '#cccccc', font: 'sans-serif', scale: c }, (value) => String(value));
    const frame = stage.dataset.frame.split(' ').map(Number);
    stage.remove();
    return [canvas.painted.filter(({ kind }) => kind === 'text').map(({ text }) => text), frame];"""


def test_a_low_chart_in_large_type_has_two_numbers_and_no_title_beside(bench: Bench) -> None:
    said = ["Step", "root mean square", 0.55, 0.95]
    low, _ = bench.call(PLANE, 600, 130, 1.9, said)
    assert "Step" in low and not {"root mean square", "root mean", "square"} & set(low)
    assert len([text for text in low if text.startswith("0.")]) == 2
    high, _ = bench.call(PLANE, 600, 400, 1.0, said)
    assert "root mean square" in high and {"0.6", "0.7", "0.8", "0.9"} <= set(high)


def test_a_small_plane_keeps_its_room_for_the_data(bench: Bench) -> None:
    """Short titles stand among the numbers, which make room for them; words are left to the heading."""
    said, (left, top, width, height, *_) = bench.call(PLANE, 116, 112, 1.0, ["x₁", "y", -3, 3])
    assert min(width, height) >= 72
    assert left + width <= 116 and top + height <= 112
    assert {"x₁", "y"} <= set(said)
    said, (left, *_) = bench.call(PLANE, 116, 112, 1.0, ["Examples seen", "Probability of class 1", 0, 1])
    assert not [text for text in said if text.isalpha() or " " in text]
    # The last number says where the axis ends, where no title takes its place.
    assert "200" in said
    # A low one as wide as usual has its title beside, a narrow one as high as usual its title below.
    said, (left, _, _, height, *_) = bench.call(PLANE, 600, 112, 1.0, ["x", "Loss", 0, 1])
    assert {"x", "Loss", "300"} <= set(said) and height >= 72 and left >= 50
    said, (left, _, _, height, *_) = bench.call(PLANE, 116, 400, 1.0, ["Examples seen", "Loss", 0, 1])
    assert "Examples seen" in said and "Loss" not in said and left < 40 and height < 350
