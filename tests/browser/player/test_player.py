"""The player on a page of Streamlit: what it reports, what comes back, and what survives a rerun."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.harness.bench import Bench
from tests.browser.harness.bench_views import show_player
from tests.browser.harness.player_page import (
    FIRST_DRAW_MS,
    PLACE,
    button,
    page_fixtures,
    step_of,
)
from ui.player.assets import PLOTLY_FLAT, PLOTLY_SOLID

Show = Callable[..., tuple[Page, Locator]]

RANGES = """() => {
    const { xaxis, yaxis } = document.querySelector('.opt-landscape .js-plotly-plot')._fullLayout;
    return [...xaxis.range, ...yaxis.range];
}"""
# The colours of all that a canvas shows but transparent pixels and blends at edges.
COLORS = """(selector) => {
    const canvas = document.querySelector(selector);
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const found = new Set();
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) found.add(data.slice(i, i + 3).join());
    return [...found];
}"""
LANDSCAPE = ".opt-landscape .opt-trail"
SMALL = {"width": 900, "height": 600}
ORANGE, BLUE = "230,159,0", "86,180,233"

warm_page, show = page_fixtures("player", ".opt-player")


def colors(page: Page) -> set[str]:
    return {*page.evaluate(COLORS, LANDSCAPE)} & {ORANGE, BLUE}


def wait_for_start(page: Page, text: str) -> None:
    expect(page.get_by_text(f"Start: {text}")).to_be_visible()


def test_what_was_chosen_in_the_player_survives_a_rerun(show: Show, settle: Callable[[Page], None]) -> None:
    """A method that is hidden, the zoom, the step and the speed."""
    page, root = show("methods=2")
    assert colors(page) == {ORANGE, BLUE}
    before = root.get_attribute("data-revision")
    root.get_by_role("checkbox", name="Show Gradient descent").uncheck()
    expect(root).not_to_have_attribute("data-revision", str(before))
    assert colors(page) == {BLUE}
    root.get_by_label("Speed").select_option("4")
    expect(page.get_by_text("Settings: 2d log 4.0")).to_be_visible()
    page.mouse.move(*page.evaluate(PLACE, [0, 1]))
    # Plotly zooms while the wheel turns, and settles the axes shortly after.
    page.evaluate("""() => document.querySelector('.opt-landscape .js-plotly-plot')
        .once('plotly_relayout', () => { window.axesSettled = true; })""")
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    expect(button(root, "Reset view")).to_be_visible()
    page.wait_for_function("window.axesSettled")
    zoomed = page.evaluate(RANGES)
    assert zoomed[1] - zoomed[0] < 3.9
    root.get_by_role("slider", name="Step", exact=True).fill("37")
    before = root.get_attribute("data-revision")
    page.get_by_role("slider", name="Learning rate").press("ArrowRight")
    expect(root).not_to_have_attribute("data-revision", str(before))
    settle(page)
    expect(root.get_by_role("checkbox", name="Show Gradient descent")).not_to_be_checked()
    assert page.evaluate(RANGES) == zoomed
    assert step_of(root) == 37
    expect(root.get_by_label("Speed")).to_have_value("4")
    expect(root.get_by_text("150 steps/s")).to_be_visible()
    button(root, "Reset view").click()
    expect(button(root, "Reset view")).to_be_hidden()
    assert page.evaluate(RANGES) == pytest.approx([-2, 2, -1.5, 3])
    assert colors(page) == {BLUE}


def test_a_click_a_ring_that_is_let_go_view_and_axis_are_reported(show: Show, settle: Callable[[Page], None]) -> None:
    page, root = show("methods=2")
    before = root.get_attribute("data-revision")
    page.mouse.move(*page.evaluate(PLACE, [-1.5, 2.0]))
    page.mouse.down()
    page.mouse.move(*page.evaluate(PLACE, [-1.1, 2.0]))
    page.mouse.move(*page.evaluate(PLACE, [-0.3, 2.0]))
    # Still held down: without programs for its engine the player waits for the server.
    assert root.get_attribute("data-revision") == before
    page.mouse.up()
    wait_for_start(page, "-0.3")
    settle(page)
    page.mouse.click(*page.evaluate(PLACE, [0.5, 2.5]))
    wait_for_start(page, "0.")
    shown = page.get_by_text("Start: 0.").inner_text().removeprefix("Start: ")
    assert [float(value) for value in shown.split(", ")] == pytest.approx([0.5, 2.5], abs=0.02)
    ring = root.get_by_role("slider", name="Start point")
    expect(ring).to_have_attribute("aria-valuetext", re.compile(r"w₁ = 0\.[45]\d*, w₂ = 2\.[45]"))
    settle(page)
    button(root, "Linear").click()
    expect(page.get_by_text("Settings: 2d linear")).to_be_visible()
    # Dragged beside the ring, the picture moves and the start stays.
    x, y = page.evaluate(PLACE, [0.5, 1.0])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=4)
    page.mouse.up()
    settle(page)
    wait_for_start(page, shown)
    assert page.evaluate(RANGES)[0] < -2.2
    # A processor that stands in for a graphics card draws every pixel, which takes long on a busy machine.
    page.set_viewport_size(SMALL)
    settle(page)
    button(root, "3-D").click()
    expect(root).to_have_attribute("data-view", "3d", timeout=FIRST_DRAW_MS)
    expect(page.get_by_text("Settings: 3d linear")).to_be_visible(timeout=FIRST_DRAW_MS)
    settle(page)
    button(root, "2-D").click()
    expect(page.get_by_text("Settings: 2d linear")).to_be_visible()
    button(root, "Log").click()
    expect(page.get_by_text("Settings: 2d log")).to_be_visible()


def test_a_tap_on_a_narrow_screen_sets_the_start(bench: Bench) -> None:
    bench.dark()
    bench.page.set_viewport_size({"width": 390, "height": 844})
    stage = show_player(bench, "rosenbrock")
    landscape, loss = (stage.root.locator(panel).bounding_box() for panel in (".opt-landscape", ".opt-loss"))
    assert landscape is not None
    assert loss is not None
    assert loss["y"] > landscape["y"] + landscape["height"]
    assert bench.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    x, y = bench.place(".opt-landscape", 0.5, 2.0)
    session = bench.page.context.new_cdp_session(bench.page)
    session.send("Input.synthesizeTapGesture", {"x": x, "y": y})
    bench.page.wait_for_function("bench.sent.length > 0")
    session.detach()
    [told] = stage.events("start")
    assert told["point"] == pytest.approx([0.5, 2.0], abs=0.02)


def test_a_failure_is_told_and_can_be_tried_again(bench: Bench) -> None:
    bench.begin()
    with bench.without(PLOTLY_FLAT.name):
        stage = show_player(bench, drawn=False)
        failed = bench.page.get_by_text("The picture could not be drawn")
        expect(failed).to_be_visible(timeout=FIRST_DRAW_MS)
    bench.page.get_by_role("button", name="Retry").click()
    expect(stage.root).to_have_attribute("data-ready", "true", timeout=FIRST_DRAW_MS)
    expect(failed).to_be_hidden()


def test_plotly_that_is_on_its_way_is_waited_for_and_not_run_twice(bench: Bench) -> None:
    """The page asks for it before the player's modules are there, and over a slow line they may come first."""
    body = """
        const before = window.Plotly;
        let runs = 0, given;
        const property = { get: () => given, set: (value) => { runs += 1; given = value; }, configurable: true };
        Object.defineProperty(window, "Plotly", property);
        const { loadPlotly } = await import("/js/base/plotly.js?anew");
        const src = new URL("/js/" + a, location.href).href;
        [...document.scripts].filter((each) => each.src === src).forEach((each) => each.remove());
        document.head.append(Object.assign(document.createElement("script"), { src, async: true }));
        const [first, second] = await Promise.all([loadPlotly(), loadPlotly()]);
        const same = first === given && second === given;
        Object.defineProperty(window, "Plotly", { value: before, writable: true, configurable: true });
        return [runs, same, typeof first.newPlot];
    """
    assert bench.call(body, PLOTLY_FLAT.name) == [1, True, "function"]


def test_3d_is_loaded_when_it_is_asked_for_and_can_be_asked_for_again(bench: Bench) -> None:
    bench.begin()
    bench.small()
    stage = show_player(bench)
    traces = bench.page.evaluate("Object.keys(Plotly.PlotSchema.get().traces)")
    assert "contour" in traces and "surface" not in traces
    failed = stage.root.get_by_text("What draws 3-D could not be loaded")
    with bench.without(PLOTLY_SOLID.name):
        stage.button("3-D").click()
        expect(failed).to_be_visible()
        expect(stage.root.locator(".opt-landscape .js-plotly-plot")).to_be_visible()
    stage.button("3-D").click()
    expect(stage.root.locator(".opt-surface canvas").first).to_be_visible(timeout=FIRST_DRAW_MS)
    expect(failed).to_be_hidden()
