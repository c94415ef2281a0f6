"""The stage: as high as the window, the whole window when presenting, and keys wherever the focus is."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.harness.bench import Bench
from tests.browser.harness.bench_views import REPORTS, Stage, color_of, show_player
from ui.language.i18n import use_language

FOUR = ("gradient_descent", "momentum", "adam", "rprop")
EIGHT = (*FOUR, "nesterov", "adagrad", "rmsprop", "adadelta")
PROJECTOR = {"width": 1920, "height": 1080}
WINDOWS = [{"width": 1280, "height": 720}, {"width": 1400, "height": 900}, PROJECTOR]
# Windows of 150 % zoom have fewer pixels of the page; those of a projector are as large as the first one.
ZOOMED = {"width": 933, "height": 600}
# And what the sidebar and the heading leave of them, and of a phone that lies.
BESIDE = [{"width": 559, "height": 387}, {"width": 639, "height": 507}]
# Something of the page with the focus, made by its tag; the keys that it takes itself.
FOCUS = """([tag, type]) => {
    const node = document.createElement(tag);
    if (type) node.setAttribute(tag === 'div' ? 'role' : 'type', type);
    Object.assign(node, { tabIndex: 0, id: 'focused', textContent: tag === 'input' ? '' : 'x' });
    document.querySelector('main').append(node);
    node.focus();
}"""
WIDTHS = "(s) => { const n = document.querySelector(s); return { needed: n.scrollWidth, there: n.clientWidth }; }"
BOXES = """(selector) => [...document.querySelectorAll(selector)].map((e) => e.getBoundingClientRect())
    .map(({ top, bottom }) => [top, bottom])"""
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


@pytest.mark.parametrize("window", [*WINDOWS, ZOOMED], ids=lambda window: f"{window['width']}")
def test_all_that_one_needs_while_playing_is_above_the_fold(bench: Bench, window: dict[str, int]) -> None:
    bench.page.set_viewport_size(window)  # type: ignore[arg-type]
    stage = show_player(bench, "himmelblau", FOUR)
    assert bottom(stage, ".opt-table tbody tr") <= window["height"]
    assert bench.frame(".opt-landscape").height > 0.2 * window["height"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_in_a_low_window_picture_and_curve_stay_side_by_side(bench: Bench, language: str) -> None:
    bench.page.set_viewport_size(BESIDE[0])  # type: ignore[arg-type]
    with use_language(language):
        stage = show_player(bench, "rosenbrock", FOUR, reports=(*REPORTS, "numbers", "explain", "settings"))
    for window in BESIDE:
        bench.page.set_viewport_size(window)  # type: ignore[arg-type]
        bench.frames()
        left, right = (stage.root.locator(each).bounding_box() for each in (".opt-landscape", ".opt-loss"))
        assert left is not None and right is not None and left["y"] == right["y"]
        assert left["x"] + left["width"] <= right["x"]
        assert bench.frame(".opt-landscape").height > 50
        assert bottom(stage, ".opt-table tbody tr") <= window["height"]
        for part in (".opt-controls", ".opt-table-scroll", ".opt-loss .opt-head", ".opt-landscape .opt-head"):
            wide = bench.page.evaluate(WIDTHS, part)
            assert wide["needed"] <= wide["there"] + 1, part
    # Lower still two rows are in sight and the others scroll; upright it is a phone.
    bench.page.set_viewport_size({"width": 559, "height": 330})
    bench.frames()
    assert bottom(stage, ".opt-table-scroll") <= 330
    bench.page.set_viewport_size({"width": 559, "height": 844})
    bench.frames()
    assert bottom(stage, ".opt-landscape") <= bottom(stage, ".opt-controls") <= bottom(stage, ".opt-loss")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_rows_are_as_wide_as_a_laptop_leaves_them(bench: Bench, language: str) -> None:
    # A window of 1280 pixels without the sidebar.
    bench.page.set_viewport_size({"width": 905, "height": 720})
    with use_language(language):
        show_player(bench, "himmelblau", FOUR)
    wide = bench.page.evaluate(WIDTHS, ".opt-table-scroll")
    assert wide["needed"] <= wide["there"] + 1


def test_with_many_runs_curve_and_numbers_share_a_low_window(bench: Bench) -> None:
    bench.page.set_viewport_size(WINDOWS[0])  # type: ignore[arg-type]
    stage = show_player(bench, "himmelblau", EIGHT, side="both", reports=(*REPORTS, "explain"), explain="adam")
    assert bottom(stage, ".opt-table-scroll") <= WINDOWS[0]["height"]
    assert bench.frame(".opt-loss").height > 70
    labels = bench.page.evaluate(BOXES, ".opt-loss .ytick text")
    assert len(labels) > 1
    for (_top, above), (below, _bottom) in pairwise(sorted(labels)):
        assert above <= below + 1


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
    # As high as it is wide: the dials below it take some of the window.
    assert after.width > before.width + 150
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
    bench.small()
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


#: What has the focus, and whether space and an arrow work for the player nevertheless.
FOCUSED = {
    ("div", ""): (True, True),
    ("a", ""): (True, True),
    ("div", "slider"): (True, False),
    ("input", "range"): (True, False),
    ("button", ""): (False, True),
    ("input", "checkbox"): (False, True),
    ("input", "radio"): (False, False),
    ("select", ""): (False, False),
    ("input", "text"): (False, False),
    ("input", "number"): (False, False),
    ("textarea", ""): (False, False),
    ("div", "spinbutton"): (False, False),
}


def test_keys_work_where_the_focus_does_not_take_them(bench: Bench) -> None:
    stage = show_player(bench, "himmelblau")
    found = {}
    for focused in FOCUSED:
        stage.go_to(20)
        bench.page.evaluate(FOCUS, list(focused))
        bench.page.keyboard.press("ArrowLeft")
        bench.frames()
        went = stage.step == 19
        bench.page.keyboard.press("Space")
        bench.frames()
        found[focused] = (stage.root.get_attribute("data-playing") == "true", went)
        if found[focused][0]:
            stage.button("Pause").click()
        expect(stage.root).to_have_attribute("data-playing", "false")
        # Before the next one: what has the focus may keep a list open.
        bench.page.keyboard.press("Escape")
        bench.page.evaluate("document.querySelector('#focused').remove()")
    assert found == FOCUSED


def test_in_any_alphabet_the_letters_are_where_they_are(bench: Bench) -> None:
    stage = show_player(bench, "himmelblau")
    bench.page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'а', code: 'KeyF', bubbles: true }))"
    )
    expect(stage.root).to_have_class("opt-player opt-present")


def test_what_makes_an_arrow_is_marked(bench: Bench) -> None:
    stage = show_player(
        bench, "x^2+2y^2", ["momentum"], start=[4, 3], side="both", explain="momentum", reports=(*REPORTS, "explain")
    )
    stage.go_to(2)
    lines = stage.root.locator(".opt-step-marked")
    for arrow, marked in (("gradient", ["g"]), ("inertia", ["h"]), ("step", ["w"])):
        stage.root.locator(f"label[data-arrow={arrow}]").hover()
        assert [line.get_attribute("data-target") for line in lines.all()] == marked, arrow


def units(bench: Bench) -> tuple[float, float]:
    """Pixels to a unit of both axes of the landscape."""
    frame = bench.frame(".opt-landscape")
    return frame.width / (frame.x_high - frame.x_low), frame.height / (frame.y_high - frame.y_low)


@pytest.mark.parametrize("surface", ["himmelblau", "rosenbrock", "ravine", "x^2+3y^2"])
@pytest.mark.parametrize("window", [{"width": 1400, "height": 900}, {"width": 390, "height": 844}], ids=str)
def test_both_axes_have_one_scale(bench: Bench, surface: str, window: dict[str, int]) -> None:
    bench.page.set_viewport_size(window)  # type: ignore[arg-type]
    stage = show_player(bench, surface)
    across, up = units(bench)
    assert across == pytest.approx(up, rel=1e-3)
    expect(stage.button("True shape")).to_have_count(0)


def test_where_one_scale_would_waste_the_picture_it_is_one_click_away(bench: Bench) -> None:
    bench.page.set_viewport_size({"width": 1400, "height": 900})
    stage = show_player(bench, "ravine", domain=((-30.0, 30.0), (-1.0, 1.0)))
    across, up = units(bench)
    assert up / across > 3
    expect(stage.button("True shape")).to_have_attribute("title", re.compile("different scales"))
    stage.button("True shape").click()
    expect(stage.button("Fill the picture")).to_be_visible()
    across, up = units(bench)
    assert across == pytest.approx(up, rel=1e-3)
    # Paths lie where the axes now have them.
    x, y = stage.head(".opt-landscape", color_of("gradient_descent"))
    assert (x, y) == pytest.approx(tuple(stage.paths[0].points[-1]), abs=0.05)
    stage.button("Fill the picture").click()
    expect(stage.button("True shape")).to_be_visible()


def test_the_wheel_scrolls_the_page_and_zooms_with_ctrl(bench: Bench) -> None:
    bench.page.set_viewport_size({"width": 1400, "height": 500})
    stage = show_player(bench, "himmelblau", EIGHT)
    before = bench.frame(".opt-landscape")
    box = stage.root.locator(".opt-landscape .opt-stage").bounding_box()
    assert box is not None
    bench.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    bench.page.evaluate("document.body.style.paddingBottom = '2000px'")
    bench.page.mouse.wheel(0, 120)
    bench.page.wait_for_function("window.scrollY > 60")
    assert bench.frame(".opt-landscape") == before
    expect(stage.root.locator(".opt-landscape .opt-hint")).to_have_text(re.compile("^Ctrl"))
    bench.page.evaluate("window.scrollTo(0, 0)")
    bench.page.keyboard.down("Control")
    bench.page.mouse.wheel(0, -120)
    bench.page.keyboard.up("Control")
    bench.page.wait_for_function(
        "(width) => { const [a, b] = document.querySelector('.opt-landscape .js-plotly-plot')._fullLayout.xaxis.range;"
        " return b - a < width - 0.01; }",
        arg=before.x_high - before.x_low,
    )
    assert bench.page.evaluate("window.scrollY") == 0
    bench.page.evaluate("document.body.style.paddingBottom = ''")


FINGER = """([selector, moves, end]) => {
    const node = document.querySelector(selector);
    const box = node.getBoundingClientRect();
    const at = ([x, y]) => ({ clientX: box.left + x, clientY: box.top + y, pointerId: 7, pointerType: 'touch',
        isPrimary: true, button: 0, bubbles: true, cancelable: true });
    node.setPointerCapture = () => {};
    node.dispatchEvent(new PointerEvent('pointerdown', at(moves[0])));
    for (const move of moves.slice(1)) node.dispatchEvent(new PointerEvent('pointermove', at(move)));
    node.dispatchEvent(new PointerEvent(end, at(moves[moves.length - 1])));
}"""


def test_a_finger_that_scrolls_the_page_changes_no_step(bench: Bench) -> None:
    stage = show_player(bench, "himmelblau")
    stage.go_to(20)
    chart = ".opt-loss .opt-stage"
    # The browser takes a swipe up or down for the page and cancels the pointer.
    bench.page.evaluate(FINGER, [chart, [[90, 50], [91, 52]], "pointercancel"])
    assert stage.step == 20
    bench.page.evaluate(FINGER, [chart, [[90, 50], [420, 52]], "pointerup"])
    moved = stage.step
    assert moved > 20
    bench.page.evaluate(FINGER, [chart, [[90, 50]], "pointerup"])
    assert stage.step < moved
    for selector, allowed in (
        (chart, "pan-y"), (".opt-range", "pan-y"), (".opt-landscape .nsewdrag", "pan-y pinch-zoom"),
    ):  # fmt: skip
        assert stage.root.locator(selector).first.evaluate("(node) => getComputedStyle(node).touchAction") == allowed


def test_one_finger_over_three_dimensions_is_not_kept_from_the_page(bench: Bench) -> None:
    body = """const { leaveSwipesToThePage } = await load('drawing/pointer');
        const [outer, inner] = [document.createElement('div'), document.createElement('div')];
        outer.append(inner);
        leaveSwipesToThePage(outer);
        let heard = 0;
        const keep = (event) => { heard += 1; event.preventDefault(); };
        for (const name of ['touchstart', 'touchmove']) inner.addEventListener(name, keep, { passive: false });
        return a.map(([name, fingers]) => {
            const event = new Event(name, { bubbles: true, cancelable: true });
            Object.defineProperty(event, 'touches', { value: Array(fingers).fill({}) });
            inner.dispatchEvent(event);
            return [heard, event.defaultPrevented];
        });"""
    touches = [["touchstart", 1], ["touchmove", 1], ["touchstart", 2], ["touchmove", 2]]
    # The picture hears all of them and turns; with two fingers it is the picture's alone.
    assert bench.call(body, touches) == [[1, False], [2, False], [3, True], [4, True]]


def test_a_finger_on_the_slider_that_scrolls_on_leaves_the_step(bench: Bench) -> None:
    stage = show_player(bench, "himmelblau")
    stage.go_to(20)
    slider = stage.root.locator(".opt-range")
    slider.dispatch_event("pointerdown", {"pointerType": "touch"})
    slider.fill("35")
    assert stage.step == 35
    slider.dispatch_event("pointercancel", {"pointerType": "touch"})
    assert stage.step == 20
