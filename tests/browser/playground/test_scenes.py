"""From scene to scene with keys and from the menu, as in a lecture: nothing reloads, the whole window stays taken."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.harness.playground import APP, OpenPage, Playground, Serve
from ui.demos.demo import Demo
from ui.demos.tour import demos, neighbour

PRESENTING = re.compile("opt-present")


def test_scenes_follow_one_another_by_key_and_from_the_menu(serve: Serve, open_page: OpenPage) -> None:
    last = demos()["C9"]
    playground = Playground(open_page(f"{serve(APP)}/?{last.address.partition('?')[2]}&scene=C9&present=1"))
    page = playground.page
    page.evaluate("window.stillHere = true")

    def shows(demo: Demo, presenting: bool = True) -> None:
        # Of another page's player, too, which takes the place of the first.
        expect(page.locator(".opt-player .opt-demo-text")).to_contain_text(demo.look)
        expect(page.locator(".opt-player[data-ready=true]")).to_have_count(1)
        expected = expect(page.locator(".opt-player"))
        (expected.to_have_class if presenting else expected.not_to_have_class)(PRESENTING)
        expect(page).to_have_url(re.compile(f"scene={demo.key}(&|$)"))
        playground.settle()

    shows(last)
    page.keyboard.press("n")
    shows(neighbour("C9", 1))
    page.keyboard.press("p")
    shows(last)
    page.keyboard.press("?")
    expect(page.locator(".opt-keys")).to_contain_text("next and previous scene")
    page.keyboard.press("Escape")
    page.locator(".opt-demo-menu").select_option("E1")
    shows(demos()["E1"])
    page.keyboard.press("Escape")
    shows(demos()["E1"], presenting=False)
    page.get_by_role("button", name="Close the scene's note").click()
    expect(page.locator(".opt-player .opt-demo")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("scene="))
    page.keyboard.press("n")
    page.get_by_role("button", name="Scenes", exact=True).click()
    page.get_by_role("button", name="B9").click()
    shows(demos()["B9"], presenting=False)
    assert page.evaluate("window.stillHere")
