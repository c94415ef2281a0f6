"""The player in a real browser: what it draws, and what it does when it is used."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.player_page import (
    FIRST_DRAW_MS,
    LANDSCAPE,
    LOSS,
    PLACE,
    Open,
    button,
    colored,
    shown_player,
    step_of,
)

HARNESS = Path(__file__).parent / "player_harness.py"

RANGES = """() => {
    const { xaxis, yaxis } = document.querySelector('.opt-landscape .js-plotly-plot')._fullLayout;
    return [...xaxis.range, ...yaxis.range];
}"""
ORANGE, BLUE = [230, 159, 0], [86, 180, 233]


@pytest.fixture
def show(serve: Callable[..., str], open_page: Open) -> Callable[..., tuple[Page, Locator]]:
    def show(query: str = "", **options: Any) -> tuple[Page, Locator]:
        return shown_player(open_page, f"{serve(HARNESS)}/?{query}", **options)

    return show


def wait_for_start(page: Page, text: str) -> None:
    expect(page.get_by_text(f"Start: {text}")).to_be_visible()


def test_at_rest_the_whole_path_is_drawn(show: Callable[..., tuple[Page, Locator]]) -> None:
    page, root = show("methods=2")
    assert step_of(root) == 300
    assert colored(page, LANDSCAPE, BLUE) > 100
    assert colored(page, LANDSCAPE, ORANGE) > 40
    assert colored(page, LOSS, BLUE) > 100
    expect(root.get_by_role("slider", name="Step", exact=True)).to_have_attribute("aria-valuetext", "Step 300 of 300")


def test_what_is_drawn_while_playing_equals_what_is_drawn_at_once(
    show: Callable[..., tuple[Page, Locator]],
) -> None:
    page, root = show("methods=1&rate=0.001")
    at_once = colored(page, LOSS, ORANGE)
    root.get_by_label("Speed").select_option("8")
    button(root, "Play").click()
    page.wait_for_function("document.querySelector('.opt-player').dataset.frames > 3")
    assert colored(page, LOSS, ORANGE) < at_once
    expect(root).to_have_attribute("data-playing", "false")
    assert step_of(root) == 300
    assert colored(page, LOSS, ORANGE) == pytest.approx(at_once, rel=0.01)


def test_steps_scrubbing_and_ends(show: Callable[..., tuple[Page, Locator]]) -> None:
    page, root = show()
    button(root, "To start").click()
    assert step_of(root) == 0
    assert colored(page, LANDSCAPE, ORANGE) == 0
    button(root, "Step forward").click()
    button(root, "Step forward").click()
    button(root, "Step back").click()
    assert step_of(root) == 1
    root.get_by_role("slider", name="Step", exact=True).fill("37")
    expect(root.get_by_text("Step 37 of 300")).to_be_visible()
    expect(root.get_by_role("columnheader", name="Loss at step 37")).to_be_visible()
    button(root, "To end").click()
    assert step_of(root) == 300


def test_a_press_on_the_loss_chart_goes_to_that_step(show: Callable[..., tuple[Page, Locator]]) -> None:
    _, root = show()
    stage = root.locator(".opt-loss .opt-stage")
    box = stage.bounding_box()
    assert box is not None
    stage.click(position={"x": 70 + (box["width"] - 84) / 2, "y": 100})
    assert step_of(root) == pytest.approx(150, abs=2)


def test_keys_work_on_the_player_and_on_the_bare_page(show: Callable[..., tuple[Page, Locator]]) -> None:
    page, root = show()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert step_of(root) == 1
    root.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert step_of(root) == 0
    page.keyboard.press("End")
    assert step_of(root) == 300
    page.keyboard.press("Space")
    expect(root).to_have_attribute("data-playing", "true")
    page.keyboard.press("Space")
    expect(root).to_have_attribute("data-playing", "false")


def test_keys_stay_with_whoever_is_typing(show: Callable[..., tuple[Page, Locator]]) -> None:
    page, root = show()
    page.get_by_label("Note").click()
    page.keyboard.type("a b")
    page.keyboard.press("Home")
    expect(page.get_by_label("Note")).to_have_value("a b")
    assert step_of(root) == 300
    assert root.get_attribute("data-playing") == "false"


def test_reduced_motion_jumps(show: Callable[..., tuple[Page, Locator]]) -> None:
    page, root = show(reduced_motion="reduce")
    button(root, "Play").click()
    page.wait_for_function("document.querySelector('.opt-player').dataset.frames >= 3")
    assert step_of(root) > 3 * 8


def test_a_hidden_method_stays_hidden_over_a_rerun(
    show: Callable[..., tuple[Page, Locator]], settle: Callable[[Page], None]
) -> None:
    page, root = show("methods=2")
    root.get_by_role("checkbox", name="Show Gradient descent").uncheck()
    expect(root).not_to_have_attribute("data-revision", "1")
    assert colored(page, LANDSCAPE, ORANGE) == 0
    assert colored(page, LANDSCAPE, BLUE) > 100
    page.get_by_role("slider", name="Learning rate").press("ArrowRight")
    settle(page)
    expect(root.get_by_role("checkbox", name="Show Gradient descent")).not_to_be_checked()
    assert colored(page, LANDSCAPE, ORANGE) == 0


def test_zoom_step_and_speed_survive_a_rerun(
    show: Callable[..., tuple[Page, Locator]], settle: Callable[[Page], None]
) -> None:
    page, root = show("methods=2")
    page.mouse.move(*page.evaluate(PLACE, [0, 1]))
    page.mouse.wheel(0, -300)
    expect(button(root, "Reset view")).to_be_visible()
    page.wait_for_timeout(600)
    zoomed = page.evaluate(RANGES)
    assert zoomed[1] - zoomed[0] < 3.9
    root.get_by_role("slider", name="Step", exact=True).fill("37")
    before = root.get_attribute("data-revision")
    page.get_by_role("slider", name="Learning rate").press("ArrowRight")
    expect(root).not_to_have_attribute("data-revision", str(before))
    settle(page)
    assert page.evaluate(RANGES) == zoomed
    assert step_of(root) == 37
    button(root, "Reset view").click()
    expect(button(root, "Reset view")).to_be_hidden()
    assert page.evaluate(RANGES) == pytest.approx([-2, 2, -1.5, 3])


def test_a_click_sets_the_start(show: Callable[..., tuple[Page, Locator]]) -> None:
    page, root = show("methods=2")
    page.mouse.click(*page.evaluate(PLACE, [0.5, 2.5]))
    wait_for_start(page, "0.5")
    shown = page.get_by_text("Start: 0.").inner_text().removeprefix("Start: ").split(", ")
    assert [float(value) for value in shown] == pytest.approx([0.5, 2.5], abs=0.02)
    ring = root.get_by_role("slider", name="Start point")
    expect(ring).to_have_attribute("aria-valuetext", re.compile(r"w₁ = 0\.[45]\d*, w₂ = 2\.[45]"))


def test_a_drag_on_the_landscape_pans_and_leaves_the_start(
    show: Callable[..., tuple[Page, Locator]], settle: Callable[[Page], None]
) -> None:
    page, _ = show("methods=2")
    x, y = page.evaluate(PLACE, [0.5, 2.0])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=4)
    page.mouse.up()
    settle(page)
    wait_for_start(page, "-1.5000, 2.0000")
    assert page.evaluate(RANGES)[0] < -2.2


def test_dragging_the_ring_moves_the_paths_on_the_way(show: Callable[..., tuple[Page, Locator]]) -> None:
    page, root = show("methods=2")
    before = int(root.get_attribute("data-revision") or 0)
    page.mouse.move(*page.evaluate(PLACE, [-1.5, 2.0]))
    page.mouse.down()
    for i in range(1, 7):
        page.mouse.move(*page.evaluate(PLACE, [-1.5 + 0.2 * i, 2.0]))
        page.wait_for_timeout(120)
    on_the_way = int(root.get_attribute("data-revision") or 0)
    page.mouse.up()
    assert on_the_way > before
    wait_for_start(page, "-0.3")


def test_three_dimensions_and_back(show: Callable[..., tuple[Page, Locator]]) -> None:
    page, root = show("methods=2")
    button(root, "3-D").click()
    expect(root).to_have_attribute("data-view", "3d")
    expect(root.locator(".opt-surface canvas").first).to_be_visible()
    expect(page.get_by_text("Settings: 3d log")).to_be_visible()
    button(root, "2-D").click()
    expect(root.locator(".opt-landscape .opt-stage")).to_be_visible()
    expect(page.get_by_text("Settings: 2d log")).to_be_visible()
    assert colored(page, LANDSCAPE, BLUE) > 100


def test_the_loss_axis_switches(show: Callable[..., tuple[Page, Locator]]) -> None:
    page, root = show("methods=2")
    kind = "document.querySelector('.opt-loss .js-plotly-plot')._fullLayout.yaxis.type"
    assert page.evaluate(kind) == "log"
    button(root, "Linear").click()
    page.wait_for_function(f"{kind} === 'linear'")
    expect(page.get_by_text("Settings: 2d linear")).to_be_visible()
    assert colored(page, LOSS, ORANGE) > 100


def test_losses_below_zero_have_a_logarithmic_axis_that_says_what_it_shows(
    show: Callable[..., tuple[Page, Locator]],
) -> None:
    page, root = show("case=curve&rate=0.02")
    expect(root.locator(".opt-loss .ytitle")).to_have_text("Loss − lowest shown")
    button(root, "Linear").click()
    expect(root.locator(".opt-loss .ytitle")).to_have_text("Loss")
    assert colored(page, LOSS, ORANGE) > 50


def test_one_variable_shows_the_curve_and_a_tangent(show: Callable[..., tuple[Page, Locator]]) -> None:
    page, root = show("case=curve&rate=0.02&methods=1")
    expect(button(root, "3-D")).to_be_hidden()
    heads = ".opt-landscape .opt-layer:nth-child(3)"
    with_tangent = colored(page, heads, ORANGE)
    # A head of radius 6 covers about 113 pixels; the tangent is 92 long and 2 wide.
    assert with_tangent > 150
    page.mouse.click(*page.evaluate(PLACE, [1.5, 5.0]))
    wait_for_start(page, "1.5")


def test_losses_that_are_no_numbers_leave_gaps_and_holes(show: Callable[..., tuple[Page, Locator]]) -> None:
    page, root = show("case=holes&rate=0.01")
    expect(root.locator(".opt-hatch").first).to_be_visible()
    expect(root.get_by_role("row", name="Gradient descent")).to_contain_text("NaN")
    assert colored(page, LANDSCAPE, ORANGE) > 50
    button(root, "3-D").click()
    expect(root.locator(".opt-surface canvas").first).to_be_visible()


def test_long_runs_of_many_methods_play(show: Callable[..., tuple[Page, Locator]]) -> None:
    page, root = show("steps=5000&methods=8")
    assert root.get_attribute("data-steps") == "5000"
    button(root, "Play").click()
    page.wait_for_function("document.querySelector('.opt-player').dataset.frames > 30")
    assert step_of(root) > 100


@pytest.mark.parametrize("scheme", ["dark"])
def test_a_narrow_screen_stacks_and_does_not_scroll_sideways(
    show: Callable[..., tuple[Page, Locator]], scheme: str
) -> None:
    page, root = show(viewport={"width": 390, "height": 844}, color_scheme=scheme, has_touch=True)
    landscape = root.locator(".opt-landscape").bounding_box()
    loss = root.locator(".opt-loss").bounding_box()
    assert landscape is not None
    assert loss is not None
    assert loss["y"] > landscape["y"] + landscape["height"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.touchscreen.tap(*page.evaluate(PLACE, [0.5, 2.0]))
    wait_for_start(page, "0.")


def test_a_failure_is_told_and_can_be_tried_again(serve: Callable[..., str], open_page: Open) -> None:
    page = open_page(f"{serve(HARNESS)}/", allowed=["plotly.min", "could not load"])
    page.route("**/plotly.min.js", lambda route: route.abort())
    page.reload()
    expect(page.get_by_text("The picture could not be drawn")).to_be_visible(timeout=FIRST_DRAW_MS)
    page.unroute("**/plotly.min.js")
    page.get_by_role("button", name="Retry").click()
    expect(page.locator(".opt-player")).to_have_attribute("data-ready", "true", timeout=FIRST_DRAW_MS)
    expect(page.get_by_text("The picture could not be drawn")).to_be_hidden()


def test_russian_numbers(show: Callable[..., tuple[Page, Locator]]) -> None:
    _, root = show("language=ru")
    expect(root.get_by_text("37,5 steps/s")).to_be_visible()
