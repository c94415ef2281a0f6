"""Every page presented on a projector: type that the last row reads, and what is shown is in one view."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness.playground import APP, FIRST_DRAW_MS, OpenPage, Serve
from tests.browser.harness.type_size import NOTE_CANVAS, smaller_than
from tests.browser.harness.watched_page import wait_until_settled

PROJECTOR = {"width": 1920, "height": 1080}
#: In pixels, less what rounding may take.
LEGIBLE = 23.9
ROOTS = [r"/_stcore/(health|host-config)"]
SCENE = "surface=ravine&m=gradient_descent&m=momentum&m=adagrad&steps=60&scene=B8-answers"
#: Of each page a view, and what must be in the window as a whole.
VIEWS = {
    f"playground?side=both&{SCENE}": ".opt-demo, .opt-stage, .opt-table tbody tr",
    "batches?m=gradient_descent&m=adam&m=momentum&m=rprop": ".opt-stage, .opt-table tbody tr",
    "methods?method=adam": "",
    "gradient?layers=field,curvature,flow": ".opt-stage, .opt-slider, .opt-numbers",
    "matrix?part=regression": "",
    "backprop?follow=network&activation=sigmoid&scene=F5": ".opt-controls",
    "backprop?view=network&steps=20": ".opt-stage, .opt-controls",
}
OUTSIDE = """(selector) => [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility())
    .map((node) => [node.className, node.getBoundingClientRect()])
    .filter(([, { left, right, top, bottom }]) =>
        left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1)
    .map(([name, { right, bottom }]) => `${name}: ${right}, ${bottom}`)"""
# Of a graph that is larger than its place: whether a box of the step is in it.
FOLLOWED = """() => {
    const place = document.querySelector('.opt-graph-stage').getBoundingClientRect();
    return [...document.querySelectorAll('.opt-graph-lit')].map((node) => node.getBoundingClientRect())
        .some(({ left, right, top, bottom }) => left >= place.left && right <= place.right && top >= place.top
            && bottom <= place.bottom);
}"""
CUT = """() => [...document.querySelectorAll('.opt-table-scroll, .opt-controls')]
    .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1)
    .map((node) => node.className)"""


def presented(open_page: OpenPage, url: str, view: str) -> Page:
    joined = "&" if "?" in view else "?"
    page = open_page(f"{url}/{view}{joined}present=1&lang=ru", allowed=ROOTS, viewport=PROJECTOR)
    expect(page.locator(".opt-player").first).to_have_attribute("data-ready", "true", timeout=FIRST_DRAW_MS)
    # Everything on canvas is painted once more.
    page.evaluate(NOTE_CANVAS)
    page.set_viewport_size({"width": 1900, "height": 1080})
    wait_until_settled(page)
    page.set_viewport_size(PROJECTOR)  # type: ignore[arg-type]
    wait_until_settled(page)
    return page


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.partition("&")[0])
def test_the_last_row_reads_all_of_it(serve: Serve, open_page: OpenPage, view: str) -> None:
    page = presented(open_page, serve(APP), view)
    page.locator(".opt-player").first.scroll_into_view_if_needed()
    page.keyboard.press("?")
    expect(page.locator(".opt-keys:visible")).to_have_count(1)
    assert smaller_than(page, LEGIBLE) == []
    # A player that has the window covers what its page has beside it.
    if not page.locator(".opt-present").count():
        expect(page.locator(":is(.st-key-share, .st-key-take_home, header):visible")).to_have_count(0)
    page.keyboard.press("Escape")
    assert page.evaluate(CUT) == []
    if VIEWS[view]:
        assert page.evaluate(OUTSIDE, VIEWS[view]) == []
    if "follow=" in view:
        for key in ("End", "ArrowLeft", "Home", "ArrowRight"):
            page.keyboard.press(key)
            assert page.locator(".opt-graph-lit").count() == 0 or page.evaluate(FOLLOWED)
