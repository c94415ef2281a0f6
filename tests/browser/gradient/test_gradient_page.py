"""The page of the gradient in the application: what is let go of is in the address, and the flow follows."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness.playground import APP, FIRST_DRAW_MS, OpenPage, Serve
from tests.browser.harness.watched_page import wait_until_settled

#: The browser looks for the app's root below the page's own address first.
ROOTS = [r"/gradient/_stcore/(health|host-config)"]


def dragged(page: Page, handle: str, dx: float, dy: float) -> None:
    box = page.locator(handle).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()
    wait_until_settled(page)


def numbers(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('.opt-numbers dd')].map((d) => [d.dataset.key,"
        " d.dataset.value]))"
    )
    return found


def test_a_point_that_is_let_go_of_is_in_the_link_and_the_flow_begins_there(serve: Serve, open_page: OpenPage) -> None:
    url = serve(APP)
    page = open_page(f"{url}/gradient?surface=bowl&start=-2,2&layers=flow&rate=0.3&steps=10&lang=en", allowed=ROOTS)
    player = page.locator(".opt-player")
    expect(player).to_have_attribute("data-ready", "true", timeout=FIRST_DRAW_MS)
    wait_until_settled(page)
    before = numbers(page)
    dragged(page, ".opt-map .opt-handle-point", 60, 40)
    after = numbers(page)
    assert after["point"] != before["point"]
    query = parse_qs(urlsplit(page.url).query)
    assert query["start"] == [after["point"]]
    # The server's flow from the new point has arrived: descent is compared with it.
    expect(player).not_to_have_attribute("data-away", "")
    expect(page.locator(".opt-map .opt-note")).to_contain_text("Descent is at most")
    # The same link opens the same numbers, in the other language too.
    page.get_by_text("Русский", exact=True).click()
    expect(page.locator(".opt-rose .opt-title")).to_have_text("Роза направлений")
    wait_until_settled(page)
    assert numbers(page) == after


@pytest.mark.parametrize("width", [390])
def test_on_a_phone_nothing_is_wider_than_the_window(serve: Serve, open_page: OpenPage, width: int) -> None:
    page = open_page(f"{serve(APP)}/gradient?lang=en", allowed=ROOTS, viewport={"width": width, "height": 844})
    expect(page.locator(".opt-player")).to_have_attribute("data-ready", "true", timeout=FIRST_DRAW_MS)
    wide = page.evaluate(
        "() => [...document.querySelectorAll('.opt-player *')].filter((n) => n.getBoundingClientRect().right >"
        " innerWidth + 1).map((n) => n.className)"
    )
    assert wide == []


def test_the_page_is_presented_by_a_key_and_by_its_link_and_scenes_follow(serve: Serve, open_page: OpenPage) -> None:
    page = open_page(f"{serve(APP)}/gradient?lang=en", allowed=[*ROOTS, r"/matrix/_stcore/(health|host-config)"],
                     viewport={"width": 1920, "height": 1080})  # fmt: skip
    player = page.locator(".opt-player")
    expect(player).to_have_attribute("data-ready", "true", timeout=FIRST_DRAW_MS)
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    # The keys of the page, and away again.
    keys = page.get_by_role("dialog", name="Keys")
    page.keyboard.press("?")
    expect(keys).to_contain_text("the whole window, and back")
    expect(keys).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("f")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    expect(page).to_have_url(re.compile("present=1"))
    wait_until_settled(page)
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("scene=.*present=1"))
    wait_until_settled(page)
    # Within the scene the player listens itself, and the next one is presented too.
    page.keyboard.press("n")
    expect(page).not_to_have_url(re.compile("scene=A1&"))
    expect(page).to_have_url(re.compile("present=1"))
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("present=1"))
