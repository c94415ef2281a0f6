"""What the lectures ask of a run, as visitors do it: starts, schedules, stops, a method of one's own, taking home."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.harness.playground import APP, OpenPage, Playground, Serve
from ui.language.i18n import use_language
from ui.language.numbers import short

Visit = Callable[..., Playground]

#: Where the paths of many starts are drawn, and where each of them stands.
LINES, DOTS = ".opt-crowd", ".opt-crowd-dots"
INK = """(selector) => {
    const canvas = document.querySelector(selector);
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let ink = 0;
    for (let i = 3; i < data.length; i += 4) ink += data[i] / 255;
    return ink;
}"""

# Width of the picture as the browser has decoded it; 0 if it could not.
DECODED = "(image) => image.complete ? image.naturalWidth : 0"


@pytest.fixture
def visit(serve: Serve, open_page: OpenPage) -> Visit:
    def visit(query: str, **options: Any) -> Playground:
        return Playground(open_page(f"{serve(APP)}/?{query}", **options))

    return visit


def sidebar(playground: Playground) -> Locator:
    return playground.page.get_by_test_id("stSidebar")


def ink(page: Page, layer: str) -> float:
    """How much of a canvas is painted, in pixels."""
    found: float = page.evaluate(INK, layer)
    return found


def numbers_of(row: str) -> str:
    """A row of the table without the method's name, form and dials: losses, steps, verdict."""
    return " ".join(row.split("\t")[3:])


def own_method_is_typed_and_its_path_drawn(playground: Playground) -> None:
    # The last of a long menu, which draws what is in sight.
    playground.page.get_by_role("combobox", name="Methods").fill("own")
    with playground.redrawn():
        playground.page.get_by_role("option", name="Your own", exact=True).click()
    playground.page.keyboard.press("Escape")
    text = playground.page.get_by_role("textbox", name="Your equations, one a line")
    before = playground.picture()
    with playground.redrawn():
        text.fill("w = w - c*g\nc = 0.02")
        text.press("ControlOrMeta+Enter")
    assert playground.picture() != before
    # The same step under another name: the same losses, distance and verdict.
    plain, own = playground.table
    assert numbers_of(own).split() == numbers_of(plain).split()
    drawn = playground.picture()
    text.fill("w = w - c*g\nc = 0.02*(")
    text.press("ControlOrMeta+Enter")
    expect(playground.refusal).to_contain_text("Line 2:")
    expect(text).to_have_value("w = w - c*g\nc = 0.02*(")
    assert playground.picture() == drawn
    # A number of the equations has a dial.
    playground.button("Your own: more numbers").click()
    number = playground.page.get_by_role("slider", name=re.compile(r"^Your own: .*c$"))
    expect(number).to_have_attribute("aria-valuetext", "0.02")


def test_stopping_rules_shorten_the_path_and_an_own_method_is_typed(visit: Visit) -> None:
    playground = visit("surface=ravine&m=gradient_descent;learning_rate=0.02&steps=300")
    assert playground.player.get_attribute("data-steps") == "300"
    sidebar(playground).get_by_text("Stopping rules").click()
    for name in ("Gradient is small", "Evaluations are used up"):
        # The box stays open while rules come and go.
        expect(sidebar(playground).get_by_text(name)).to_be_visible()
    # One rule after the other comes in, and moves what is below it.
    playground.settle()
    with playground.redrawn():
        sidebar(playground).get_by_text("Evaluations are used up").click()
        playground.enter("Limit", "40")
    expect(playground.player).to_have_attribute("data-steps", "40")
    expect(playground.page.locator(".opt-table tbody")).to_contain_text("Stopped at step 40 by evaluations ≥ 40.")
    expect(playground.page.get_by_text("Step 40 of 40")).to_be_visible()
    expect(sidebar(playground).get_by_text("Gradient is small")).to_be_visible()
    with playground.redrawn():
        sidebar(playground).get_by_text("Evaluations are used up").click()
    expect(playground.player).to_have_attribute("data-steps", "300")
    # All rules are gone again.
    own_method_is_typed_and_its_path_drawn(playground)


def test_many_places_show_faint_paths_and_a_table(visit: Visit) -> None:
    playground = visit("surface=himmelblau&m=gradient_descent&steps=100")
    assert ink(playground.page, LINES) == 0
    playground.choose("Start", "At many places at once")
    assert ink(playground.page, LINES) > 1000
    assert ink(playground.page, DOTS) > 100
    table = playground.page.get_by_test_id("stMain").get_by_role("table").last
    expect(table).to_contain_text("Not converged")
    counts = [int(row.split()[-1]) for row in table.get_by_role("row").all_inner_texts()[1:] if row.split()[-1] != "·"]
    assert sum(counts) == 30
    with playground.redrawn():
        playground.button("Draw again (seed 0)").click()
    # A click goes back to one start, where one clicked.
    with playground.redrawn():
        playground.page.mouse.click(*playground.place(1, 2))
    assert ink(playground.page, LINES) == 0
    expect(table).not_to_contain_text("Not converged")


def test_every_card_of_equations_is_typeset(visit: Visit) -> None:
    slots = ("lookahead;inner=adam;alpha=parabola", "lookahead~2", "rprop", "line_search", "newton", "own")
    playground = visit("surface=bowl&" + "&".join(f"m={slot}" for slot in slots))
    closed = sidebar(playground).get_by_text("Settings and equations")
    for place in range(len(slots) - 1):
        closed.nth(place).click()
        playground.settle()
    formulas = sidebar(playground).locator(".katex-display")
    expect(formulas).to_have_count(len(slots))
    expect(playground.page.locator(".katex-error")).to_have_count(0)


def schedule_is_chosen_and_seen(playground: Playground) -> None:
    before = playground.table
    playground.open_details()
    playground.choose("Schedule of the step size", "One over the step number")
    curve = sidebar(playground).get_by_test_id("stImage").locator("img")
    expect(curve).to_be_visible()
    assert curve.evaluate(DECODED) > 0
    assert curve.bounding_box()["width"] > 150  # type: ignore[index]
    assert playground.table != before
    expect(playground.page.locator(".opt-table tbody")).to_contain_text("One over the step number")
    assert "schedule%3Dinverse" in playground.query


def test_the_table_taken_home_is_the_screens_and_a_schedule_is_seen(visit: Visit) -> None:
    playground = visit("surface=himmelblau&m=gradient_descent&m=bfgs&steps=60&stop=gradient%3D1e-3")
    page = playground.page
    page.get_by_role("button", name="Take home").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Table of all steps (CSV)").click()
    rows = list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig"), newline="")))
    for shown in playground.table:
        name = shown.split("\t")[0].strip()
        last = [row for row in rows if row["method"] == name][-1]
        with use_language("en"):
            assert short(float(last["loss"])) in shown
        assert last["step"] in shown.split()
        assert float(last["gradient_norm"]) <= 1e-3
    page.keyboard.press("Escape")
    schedule_is_chosen_and_seen(playground)
