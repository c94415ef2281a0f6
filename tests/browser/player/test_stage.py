"""The stage: as high as the window, the whole window when presenting, and keys wherever the focus is."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.harness.bench import Bench, bench_fixtures
from tests.browser.harness.bench_views import REPORTS, Stage, show_player

warm_bench, bench = bench_fixtures()

FOUR = ("gradient_descent", "momentum", "adam", "rprop")
EIGHT = (*FOUR, "nesterov", "adagrad", "rmsprop", "adadelta")
PROJECTOR = {"width": 1920, "height": 1080}
WINDOWS = [{"width": 1280, "height": 720}, {"width": 1400, "height": 900}, PROJECTOR]
# Windows of 150 % zoom have fewer pixels of the page.
ZOOMED = [{"width": 1280, "height": 720}, {"width": 933, "height": 600}]
# Something of the page with the focus, made by its tag; the keys that it takes itself.
FOCUS = """([tag, type]) => {
    const node = document.createElement(tag);
    if (type) node.setAttribute(tag === 'div' ? 'role' : 'type', type);
    Object.assign(node, { tabIndex: 0, id: 'focused', textContent: tag === 'input' ? '' : 'x' });
    document.querySelector('main').append(node);
    node.focus();
}"""
SIZES = """(selector) => [...document.querySelectorAll(selector)]
    .filter((e) => e.checkVisibility() && e.textContent.trim())
    .map((e) => [parseFloat(getComputedStyle(e).fontSize), e.textContent.trim()])"""


def presenting(bench: Bench, **given: Any) -> Stage:
    bench.page.set_viewport_size(PROJECTOR)  # type: ignore[arg-type]
    stage = show_player(bench, "himmelblau", FOUR, **given)
    stage.button("Present (F)").click()
    expect(stage.root).to_have_class("opt-player opt-present")
    bench.frames()
    return stage


@pytest.fixture(autouse=True)
def nothing_left(bench: Bench) -> Any:
    yield
    bench.page.keyboard.press("Escape")
    bench.page.evaluate("document.querySelector('#focused')?.remove()")


def bottom(stage: Stage, selector: str) -> float:
    box = stage.root.locator(selector).last.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


@pytest.mark.parametrize("window", [*WINDOWS, *ZOOMED], ids=lambda window: f"{window['width']}")
def test_all_that_one_needs_while_playing_is_above_the_fold(bench: Bench, window: dict[str, int]) -> None:
    bench.page.set_viewport_size(window)  # type: ignore[arg-type]
    stage = show_player(bench, "himmelblau", FOUR)
    assert bottom(stage, ".opt-table tbody tr") <= window["height"]
    assert bench.frame(".opt-landscape").height > 0.2 * window["height"]


def test_plots_follow_the_window_at_once(bench: Bench) -> None:
    bench.page.set_viewport_size({"width": 1400, "height": 900})
    stage = show_player(bench, "himmelblau", FOUR)
    before = bench.frame(".opt-landscape")
    bench.page.set_viewport_size(PROJECTOR)  # type: ignore[arg-type]
    bench.page.wait_for_function(
        "(height) => document.querySelector('.opt-landscape .js-plotly-plot')._fullLayout.yaxis._length > height",
        arg=before.height + 100,
    )
    after = bench.frame(".opt-landscape")
    assert after.width > before.width + 200
    assert bottom(stage, ".opt-table tbody tr") == pytest.approx(PROJECTOR["height"], abs=30)


def test_with_many_runs_the_rows_scroll_and_not_the_page(bench: Bench) -> None:
    bench.page.set_viewport_size(WINDOWS[0])  # type: ignore[arg-type]
    stage = show_player(bench, "himmelblau", EIGHT)
    scroller = stage.root.locator(".opt-table-scroll")
    assert bottom(stage, ".opt-table-scroll") <= WINDOWS[0]["height"]
    assert scroller.evaluate("(node) => node.scrollHeight > node.clientHeight + 20")
    # The names of the columns stay in sight.
    scroller.evaluate("(node) => { node.scrollTop = node.scrollHeight; }")
    head, box = stage.root.locator("thead th").first.bounding_box(), scroller.bounding_box()
    assert head is not None and box is not None
    assert head["y"] == pytest.approx(box["y"], abs=2)


def test_presenting_fills_the_window_in_large_type_and_escape_gives_it_back(bench: Bench) -> None:
    stage = presenting(bench, side="both", reports=(*REPORTS, "explain"), explain="gradient_descent")
    box = stage.root.bounding_box()
    assert box == {"x": 0, "y": 0, **PROJECTOR}
    texts = ".opt-table td, .opt-table th, .opt-readout, .opt-title, .opt-note, .opt-choice, .opt-step-formula"
    small = [found for found in bench.page.evaluate(SIZES, texts) if found[0] < 24]
    assert small == []
    ticks = bench.page.evaluate(SIZES, ".opt-landscape .xtick text, .opt-loss .xtick text, .opt-loss .ytick text")
    assert len(ticks) > 6
    # Minor digits of a logarithmic axis are drawn smaller by Plotly, powers larger.
    assert min(size for size, _ in ticks) >= 24 * 0.7
    assert bottom(stage, ".opt-table tbody tr") <= PROJECTOR["height"]
    bench.page.keyboard.press("Escape")
    expect(stage.root).not_to_have_class("opt-player opt-present")
    assert [payload["present"] for payload in stage.events("settings")] == [True, False]


def test_a_page_may_begin_with_the_presentation(bench: Bench) -> None:
    stage = show_player(bench, "himmelblau", FOUR, present=True)
    expect(stage.root).to_have_class("opt-player opt-present")
    stage.answer(present=False)
    expect(stage.root).to_have_class("opt-player")


def test_every_key_of_the_list_does_what_it_says(bench: Bench) -> None:
    stage = show_player(bench, "himmelblau", FOUR, reports=(*REPORTS, "explain"))
    keys, root = bench.page.keyboard, stage.root
    keys.press("Home")
    expect(root).to_have_attribute("data-step", "0")
    keys.press("ArrowRight")
    expect(root).to_have_attribute("data-step", "1")
    keys.press("Space")
    expect(root).to_have_attribute("data-playing", "true")
    keys.press("End")
    expect(root).to_have_attribute("data-step", "40")
    keys.press("2")
    expect(root.locator("tr.opt-off")).to_have_attribute("data-run", "momentum")
    keys.press("2")
    expect(root.locator("tr.opt-off")).to_have_count(0)
    for side in ("numbers", "both", "curve"):
        keys.press("c")
        expect(root).to_have_attribute("data-side", side)
    keys.press("v")
    expect(root).to_have_attribute("data-view", "3d")
    keys.press("v")
    expect(root).to_have_attribute("data-view", "2d")
    keys.press("f")
    expect(root).to_have_class("opt-player opt-present")
    keys.press("Shift+?")
    help_ = root.get_by_role("dialog", name="Keys")
    expect(help_).to_be_visible()
    # Escape closes one thing after the other.
    keys.press("Escape")
    expect(help_).to_be_hidden()
    expect(root).to_have_class("opt-player opt-present")
    keys.press("Escape")
    expect(root).to_have_class("opt-player")


@pytest.mark.parametrize(
    ("focused", "space", "arrow"),
    [
        (("div", ""), True, True),
        (("a", ""), True, True),
        (("div", "slider"), True, False),
        (("input", "range"), True, False),
        (("button", ""), False, True),
        (("input", "checkbox"), False, True),
        (("input", "radio"), False, False),
        (("select", ""), False, False),
        (("input", "text"), False, False),
        (("input", "number"), False, False),
        (("textarea", ""), False, False),
        (("div", "spinbutton"), False, False),
    ],
)
def test_keys_work_where_the_focus_does_not_take_them(
    bench: Bench, focused: tuple[str, str], space: bool, arrow: bool
) -> None:
    stage = show_player(bench, "himmelblau")
    stage.go_to(20)
    bench.page.evaluate(FOCUS, list(focused))
    bench.page.keyboard.press("ArrowLeft")
    bench.frames()
    assert (stage.step == 19) == arrow
    bench.page.keyboard.press("Space")
    bench.frames()
    assert (stage.root.get_attribute("data-playing") == "true") == space


def test_in_any_alphabet_the_letters_are_where_they_are(bench: Bench) -> None:
    stage = show_player(bench, "himmelblau")
    bench.page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'а', code: 'KeyF', bubbles: true }))"
    )
    expect(stage.root).to_have_class("opt-player opt-present")


@pytest.mark.parametrize(("arrow", "marked"), [("gradient", ["g"]), ("inertia", ["h"]), ("step", ["w"])])
def test_what_makes_an_arrow_is_marked(bench: Bench, arrow: str, marked: list[str]) -> None:
    stage = show_player(
        bench, "x^2+2y^2", ["momentum"], start=[4, 3], side="both", explain="momentum", reports=(*REPORTS, "explain")
    )
    stage.go_to(2)
    stage.root.locator(f"label[data-arrow={arrow}]").hover()
    lines = stage.root.locator(".opt-step-marked")
    assert [line.get_attribute("data-target") for line in lines.all()] == marked
