"""The Playground in a real browser, used the way a visitor uses it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.harness.playground import APP, OpenPage, Playground, Serve, follow
from tests.pages.hostile_texts import ATTACKS
from ui.language.typed_numbers import read_number

Visit = Callable[..., Playground]

LONG_MS = 5_000
# How often the landscape is drawn from now on, and all heights at which the player begins meanwhile.
WATCH_DRAWINGS = """() => {
    const player = document.querySelector('.opt-player');
    const watched = window.watched = { drawn: 0, tops: [] };
    player.querySelector('.opt-landscape .js-plotly-plot').on('plotly_afterplot', () => { watched.drawn += 1; });
    const look = () => {
        const { top } = player.getBoundingClientRect();
        if (watched.tops.at(-1) !== top) watched.tops.push(top);
        requestAnimationFrame(look);
    };
    look();
}"""
# Sets the page's clock forward.
LATER = "(by) => { const { now } = performance; performance.now = () => now.call(performance) + by; }"
REFUSED = ["x +", "foo(x)", "x**", "sin("]
# Those that only a browser would follow; tests/pages/test_hostile_texts.py types all of them.
FOLLOWED = [attack for attack in ATTACKS if "hacked" in attack or "http" in attack]


@pytest.fixture
def visit(serve: Serve, open_page: OpenPage) -> Visit:
    def visit(query: str = "", **options: Any) -> Playground:
        return Playground(open_page(f"{serve(APP)}/?{query}" if query else serve(APP), **options))

    return visit


def test_the_default_view_is_drawn_once_and_follows_click_and_rate(visit: Visit) -> None:
    playground = visit()
    expect(playground.heading).to_have_text("Rosenbrock")
    assert playground.methods == ["Gradient descent", "Momentum", "Adam"]
    assert playground.step == 300
    assert "contour" in playground.traces()
    playground.settle()
    assert playground.revision == 1
    assert playground.query == ""
    playground.button("Play").click()
    expect(playground.button("Pause")).to_be_visible()
    playground.button("Pause").click()
    playground.button("To end").click()
    rows_in_low_windows(playground)
    change_the_rate(playground)
    click_another_start(playground)


def rows_in_low_windows(playground: Playground) -> None:
    """Beside the open sidebar, at 150 % zoom on two laptops, the last row is in the window, too."""
    page = playground.page
    usual = page.viewport_size
    for width, height in ((853, 480), (933, 600)):
        page.set_viewport_size({"width": width, "height": height})
        playground.settle()
        expect(page.get_by_test_id("stSidebar")).to_be_visible()
        for part in (".opt-landscape .opt-stage", ".opt-loss .opt-stage", ".opt-controls", ".opt-table tbody tr"):
            box = playground.player.locator(part).last.bounding_box()
            assert box is not None and box["y"] + box["height"] <= height, part
        # In the lower one what the surface is called gives its place to the picture.
        below = page.locator(".st-key-heading").evaluate("(node) => node.getBoundingClientRect().top")
        assert (below > height / 2) == (height < 520)
    page.set_viewport_size(usual)  # type: ignore[arg-type]
    playground.settle()


def change_the_rate(playground: Playground) -> None:
    """The learning rate by keyboard and as a number."""
    rate = playground.slider("Gradient descent: learning rate")
    before = playground.table
    rate.focus()
    with playground.redrawn():
        for _ in range(3):
            playground.page.keyboard.press("ArrowRight")
    playground.settle()
    expect(rate).to_be_focused()
    assert playground.step == 300
    assert playground.table[0] != before[0]
    assert playground.table[1:] == before[1:]
    exact = playground.number("Gradient descent: learning rate")
    assert float(exact.input_value()) > 0.001
    with playground.redrawn():
        playground.enter("Gradient descent: learning rate", "0.00135")
    expect(rate).to_have_attribute("aria-valuetext", "0.00135")
    playground.page.wait_for_function("location.search.includes('learning_rate%3D0.00135')")


def click_another_start(playground: Playground) -> None:
    """A click moves the start of all paths."""
    before = playground.table
    with playground.redrawn():
        playground.page.mouse.click(*playground.place(1, 2))
    assert read_number(playground.number("Start x").input_value()) == pytest.approx(1, abs=0.02)
    assert read_number(playground.number("Start y").input_value()) == pytest.approx(2, abs=0.02)
    assert all(now != then for now, then in zip(playground.table, before, strict=True))
    playground.button("To start").click()
    losses = playground.page.locator(".opt-now").all_inner_texts()[-3:]
    assert len(set(losses)) == 1


def test_other_surfaces_of_two_variables_and_of_one(visit: Visit) -> None:
    playground = visit()
    before = playground.table
    playground.page.evaluate(WATCH_DRAWINGS)
    playground.choose_surface("Himmelblau")
    expect(playground.heading).to_have_text("Himmelblau")
    playground.settle()
    # What comes to the page above the player does not move it, so that nothing is drawn twice.
    watched = playground.page.evaluate("watched")
    assert watched["drawn"] == 1 and len(watched["tops"]) == 1
    above, story = (playground.page.locator(f".st-key-{part}").bounding_box() for part in ("heading", "story"))
    assert above is not None and story is not None
    gap = story["y"] - above["y"] - above["height"]
    assert watched["tops"][0] == pytest.approx(story["y"] + story["height"] + gap, abs=0.5)
    assert playground.ranges() == [-5, 5, -5, 5]
    assert playground.table != before
    assert "surface=himmelblau" in playground.query
    playground.choose_surface("Parabola")
    assert "contour" not in playground.traces()
    assert "scatter" in playground.traces()
    expect(playground.button("3-D")).to_be_hidden()
    expect(playground.number("Start x")).to_be_visible()
    expect(playground.number("Start y")).to_have_count(0)
    playground.choose_surface("Himmelblau")
    assert "contour" in playground.traces()


def test_a_formula_is_typed_typeset_and_drawn_or_explained_and_never_runs_as_code(visit: Visit, tmp_path: Path) -> None:
    playground = visit()
    typed_formula_is_typeset_and_drawn(playground)
    wrong_formula_is_explained_and_the_last_good_one_stays(playground)
    no_typed_text_runs_as_code(playground, tmp_path / "made")


def typed_formula_is_typeset_and_drawn(playground: Playground) -> None:
    with playground.redrawn():
        playground.type_formula("x^2 + 10y^2")
    expect(playground.heading).to_have_text("Your formula")
    expect(playground.page.locator(".katex annotation").first).to_have_text(
        re.compile(r"x\^\{2\} \+ 10 *(\\cdot)? *y\^\{2\}")
    )
    expect(playground.page.get_by_role("combobox", name="Surface")).to_have_value("Your formula")
    before = playground.picture()
    with playground.redrawn():
        playground.type_formula("x^2 + 2y^2")
    assert playground.picture() != before


def wrong_formula_is_explained_and_the_last_good_one_stays(playground: Playground) -> None:
    picture, revision = playground.picture(), playground.revision
    for text in REFUSED:
        playground.type_formula(text)
        expect(playground.refusal).to_be_visible()
        expect(playground.formula).to_have_value(text)
        shown, mark = playground.page.get_by_test_id("stCode").inner_text().split("\n")[:2]
        assert shown == text
        assert mark.strip() == "▲"
        assert mark.index("▲") <= len(text)
    assert playground.picture() == picture
    assert playground.revision == revision
    with playground.redrawn():
        playground.type_formula("x^2 + y^2")
    expect(playground.refusal).to_have_count(0)


def no_typed_text_runs_as_code(playground: Playground, file: Path) -> None:
    for attack in (ATTACKS[0], *FOLLOWED):
        text = attack.replace("{file}", str(file))
        playground.type_formula(text)
        expect(playground.refusal).to_be_visible()
        expect(playground.formula).to_have_value(text)
    assert not file.exists()
    assert playground.page.evaluate("window.hacked") is None
    with playground.redrawn():
        playground.type_formula("x^2 + 3y^2")


def test_the_path_before_stays_as_a_ghost(visit: Visit, serve: Serve) -> None:
    fresh = visit("m=adam&start=1.5,2")
    table, paths, whole = fresh.table, fresh.picture(), fresh.picture("canvas")
    playground = follow(fresh.page, f"{serve(APP)}/?m=adam")
    # Only paths that stood long enough to be looked at stay behind.
    playground.page.evaluate(LATER, LONG_MS)
    with playground.redrawn():
        playground.enter("Start x", "1.5")
    assert playground.table == table
    assert playground.picture() == paths
    assert playground.picture("canvas") != whole
