"""What the player shows, and what it does when it is used; on a warm page, without a server."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.harness.bench import Bench
from tests.browser.harness.bench_views import LANDSCAPE, LOSS, Stage, color_of, layer, show_player
from ui.runs.columns import PLAYER_TABLE

AXIS = "document.querySelector('.opt-loss .js-plotly-plot')._fullLayout.yaxis.type"

DOUBLE_CLICK = """([x, y]) => {
    const at = document.elementFromPoint(x, y);
    const press = { bubbles: true, clientX: x, clientY: y, button: 0, isPrimary: true };
    for (const name of ["pointerdown", "pointerup", "pointerdown", "pointerup"]) {
        at.dispatchEvent(new PointerEvent(name, press));
    }
}"""


def trail(stage: Stage, panel: str, method: str) -> float:
    """How long a method's trail is, in pixels."""
    marks = stage.bench.painted(layer(panel, 2), color_of(method), "stroke")
    own = [mark for mark in marks if mark.operation == "source-over"]
    return sum(float(np.hypot(*np.diff(line, axis=0).T).sum()) for mark in own for line in mark.lines)


def test_at_rest_the_whole_path_is_drawn(bench: Bench) -> None:
    stage = show_player(bench, methods=["gradient_descent", "momentum"])
    assert stage.step == 40
    for method, path in zip(("gradient_descent", "momentum"), stage.paths, strict=True):
        assert stage.head(LANDSCAPE, color_of(method)) == pytest.approx(path.points[-1].tolist())
        assert trail(stage, LOSS, method) > 100
    slider = stage.root.get_by_role("slider", name="Step", exact=True)
    expect(slider).to_have_attribute("aria-valuetext", "Step 40 of 40")


def test_what_is_drawn_while_playing_equals_what_is_drawn_at_once(bench: Bench) -> None:
    stage = show_player(bench, steps=60)
    at_once = trail(stage, LANDSCAPE, "gradient_descent")
    stage.root.get_by_label("Speed").select_option("8")
    stage.button("Play").click()
    bench.page.wait_for_function("document.querySelector('.opt-player').dataset.frames > 3")
    expect(stage.root).to_have_attribute("data-playing", "false")
    assert stage.step == 60
    assert trail(stage, LANDSCAPE, "gradient_descent") == pytest.approx(at_once, rel=0.01)


def test_steps_scrubbing_and_ends(bench: Bench) -> None:
    stage = show_player(bench)
    stage.button("To start").click()
    assert stage.step == 0
    assert trail(stage, LANDSCAPE, "gradient_descent") == 0
    for name in ("Step forward", "Step forward", "Step back"):
        stage.button(name).click()
    assert stage.step == 1
    stage.go_to(3)
    expect(stage.root.get_by_text("Step 3 of 40")).to_be_visible()
    expect(stage.root.get_by_role("columnheader", name="Loss at step 3")).to_be_visible()
    (shown,) = stage.root.locator("td.opt-now").all_inner_texts()
    assert float(shown) == pytest.approx(stage.paths[0].values[3], rel=1e-3)
    stage.button("To end").click()
    assert stage.step == 40


def test_a_press_on_the_loss_chart_goes_to_that_step(bench: Bench) -> None:
    stage = show_player(bench)
    frame = bench.frame(LOSS)
    for place, step in ((17.4, 17), (17.6, 18), (3.0, 3)):
        bench.page.mouse.click(*bench.place(LOSS, place, (frame.y_low + frame.y_high) / 2))
        assert stage.step == step
    # Held down, it scrubs.
    bench.page.mouse.move(*bench.place(LOSS, 5, frame.y_low))
    bench.page.mouse.down()
    bench.page.mouse.move(*bench.place(LOSS, 25, frame.y_low))
    assert stage.step == 25
    bench.page.mouse.up()
    bench.page.mouse.move(*bench.place(LOSS, 10, frame.y_low))
    assert stage.step == 25


def test_keys_work_on_the_player_and_on_the_bare_page(bench: Bench) -> None:
    stage = show_player(bench, steps=300)
    bench.page.evaluate("document.activeElement.blur()")
    bench.page.keyboard.press("Home")
    bench.page.keyboard.press("ArrowRight")
    assert stage.step == 1
    stage.root.focus()
    bench.page.keyboard.press("ArrowRight")
    bench.page.keyboard.press("ArrowLeft")
    bench.page.keyboard.press("ArrowLeft")
    assert stage.step == 0
    bench.page.keyboard.press("End")
    assert stage.step == 300
    bench.page.keyboard.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "true")
    bench.page.keyboard.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "false")


def test_keys_stay_with_whoever_is_typing(bench: Bench) -> None:
    stage = show_player(bench)
    note = bench.page.get_by_label("Note", exact=True)
    note.fill("")
    note.click()
    bench.page.keyboard.type("a b")
    bench.page.keyboard.press("Home")
    expect(note).to_have_value("a b")
    assert stage.step == 40
    assert stage.root.get_attribute("data-playing") == "false"


def test_reduced_motion_jumps(bench: Bench) -> None:
    bench.page.emulate_media(reduced_motion="reduce")
    stage = show_player(bench, steps=300)
    stage.button("Play").click()
    bench.page.wait_for_function("document.querySelector('.opt-player').dataset.frames >= 3")
    assert stage.step > 3 * 8


def test_three_dimensions_and_back(bench: Bench) -> None:
    bench.small()
    stage = show_player(bench, methods=["gradient_descent", "adam"])
    stage.button("3-D").click()
    expect(stage.root).to_have_attribute("data-view", "3d")
    expect(stage.root.locator(".opt-surface canvas").first).to_be_visible()
    expect(stage.root.locator(".opt-landscape .opt-stage")).to_be_hidden()
    assert [payload["view"] for payload in stage.events("settings")] == ["3d"]
    heads = "document.querySelector('.opt-surface').data.findLast((t) => t.mode === 'markers')"
    bench.page.wait_for_function(f"{heads}?.x.length === 2")
    stage.go_to(7)
    bench.page.wait_for_function(f"Math.abs({heads}.x[0] - {stage.paths[0].points[7, 0]}) < 1e-9")
    ends = bench.page.evaluate(f"[{heads}.x, {heads}.y]")
    assert np.transpose(ends).tolist() == [pytest.approx(path.points[7].tolist()) for path in stage.paths]
    stage.button("2-D").click()
    expect(stage.root.locator(".opt-landscape .opt-stage")).to_be_visible()
    assert stage.head(LANDSCAPE, color_of("adam")) == pytest.approx(stage.paths[1].points[7].tolist())


def test_the_loss_axis_switches(bench: Bench) -> None:
    stage = show_player(bench)
    assert bench.page.evaluate(AXIS) == "log"
    stage.button("Linear").click()
    bench.page.wait_for_function(f"{AXIS} === 'linear'")
    bench.frames()
    assert [payload["loss_axis"] for payload in stage.events("settings")] == ["linear"]
    at = stage.line(LOSS, color_of("gradient_descent"))
    np.testing.assert_allclose(at[:, 1], np.interp(at[:, 0], np.arange(41), stage.paths[0].values), rtol=1e-6)


def test_losses_below_zero_have_a_logarithmic_axis_that_says_what_it_shows(bench: Bench) -> None:
    stage = show_player(bench, "w^4-3w^2+w", start=[-1.9], numbers={"learning_rate": 0.02})
    expect(stage.root.locator(".opt-loss .ytitle")).to_have_text("Loss − lowest shown")
    stage.button("Linear").click()
    expect(stage.root.locator(".opt-loss .ytitle")).to_have_text("Loss")
    bench.frames()
    assert trail(stage, LOSS, "gradient_descent") > 50


def test_one_variable_shows_the_curve_and_takes_starts(bench: Bench) -> None:
    stage = show_player(bench, "double_well", steps=20)
    expect(stage.button("3-D")).to_be_hidden()
    low, high = bench.frame(LANDSCAPE).x_low, bench.frame(LANDSCAPE).x_high
    place = low + 0.8 * (high - low)
    bench.page.mouse.click(*bench.place(LANDSCAPE, place, bench.frame(LANDSCAPE).y_high - 0.1))
    (start,) = stage.events("start")
    assert start["point"] == [pytest.approx(place, abs=0.02)]


def test_losses_that_are_no_numbers_leave_gaps_and_holes(bench: Bench) -> None:
    bench.small()
    stage = show_player(bench, "ln(x)+y^2", start=[0.5, 1], numbers={"learning_rate": 0.001})
    undefined = np.where(np.arange(41) > 30, np.nan, stage.paths[0].values)
    stage.answer([replace(stage.runs[0], values=undefined)])
    expect(stage.root.locator(".opt-hatch").first).to_be_visible()
    expect(stage.root.get_by_role("row", name="Gradient descent")).to_contain_text("NaN")
    assert trail(stage, LANDSCAPE, "gradient_descent") > 1
    stage.button("3-D").click()
    expect(stage.root.locator(".opt-surface canvas").first).to_be_visible()
    show_player(bench, steps=5)
    expect(stage.root.locator(".opt-hatch").first).to_be_hidden()


def test_long_runs_of_many_methods_play(bench: Bench) -> None:
    methods = ["gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adadelta", "nadam"]
    stage = show_player(bench, methods=methods, steps=5000)
    assert stage.root.get_attribute("data-steps") == "5000"
    stage.button("Play").click()
    bench.page.wait_for_function("document.querySelector('.opt-player').dataset.frames > 30")
    assert stage.step > 100


def test_russian_numbers(bench: Bench) -> None:
    stage = show_player(bench, steps=300, language="ru")
    expect(stage.root.get_by_text("37,5")).to_be_visible()


NOTE_THE_ZOOM = """() => {
    window.zoomed = false;
    document.querySelector('.opt-landscape .js-plotly-plot').once('plotly_relayout', () => { window.zoomed = true; });
}"""
WHOLE_AGAIN = """() => {
    const { range } = document.querySelector('.opt-landscape .js-plotly-plot')._fullLayout.xaxis;
    return range[1] - range[0] > 9.999;
}"""


def test_a_click_waits_for_a_second_one_only_where_the_view_is_zoomed(bench: Bench) -> None:
    stage = show_player(bench, steps=10)
    bench.page.mouse.click(*bench.place(LANDSCAPE, 1.0, -1.0))
    assert len(stage.events("start")) == 1
    stage.answer()
    bench.page.mouse.move(*bench.place(LANDSCAPE, 0.0, 0.0))
    bench.page.evaluate(NOTE_THE_ZOOM)
    bench.page.keyboard.down("Control")
    bench.page.mouse.wheel(0, -300)
    bench.page.keyboard.up("Control")
    reset = stage.button("Reset view")
    expect(reset).to_be_visible()
    # Plotly draws what was zoomed into once more when the wheel rests, and would undo what comes before that.
    bench.page.wait_for_function("window.zoomed")
    # Both clicks within one turn of the page: between two that are sent one by one a busy machine may take its time.
    bench.page.evaluate(DOUBLE_CLICK, list(bench.place(LANDSCAPE, 1.0, 1.0)))
    expect(reset).to_be_hidden()
    # The button goes when the view is asked for; the view is there when it is drawn.
    bench.page.wait_for_function(WHOLE_AGAIN)
    frame = bench.frame(LANDSCAPE)
    assert [frame.x_low, frame.x_high, frame.y_low, frame.y_high] == pytest.approx([-5, 5, -5, 5])
    assert len(stage.events("start")) == 1


def test_the_table_says_who_is_who(bench: Bench) -> None:
    stage = show_player(bench, methods=["gradient_descent", "adam"], steps=10)
    rows = stage.root.locator("tbody tr")
    for i, (method, view) in enumerate(zip(("gradient_descent", "adam"), stage.runs, strict=True)):
        row = rows.nth(i)
        texts = row.locator("th, td").all_inner_texts()
        assert texts == [view.label, *(view.cells.get(key, texts[3]) for key in PLAYER_TABLE)]
        assert all(view.cells.values())
        assert float(texts[3]) == pytest.approx(stage.paths[i].values[-1], rel=1e-3)
        expect(row.locator(".opt-swatch path")).to_have_attribute("stroke", re.compile(color_of(method), re.I))
    assert math.isfinite(float(stage.runs[0].cells["final_loss"]))


def test_the_ring_stands_at_the_start_and_not_outside_the_picture(bench: Bench) -> None:
    stage = show_player(bench, steps=10, start=[1, -2])
    ring = stage.root.get_by_role("slider", name="Start point")
    box = ring.bounding_box()
    assert box is not None
    x, y = bench.place(LANDSCAPE, 1, -2)
    assert (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) == pytest.approx((x, y), abs=1)
    expect(ring).to_have_attribute("aria-valuetext", "x = 1, y = −2")
    expect(ring).to_have_attribute("aria-valuenow", "1")
    show_player(bench, steps=10, start=[50, 1])
    expect(ring).to_be_hidden()
