"""The page of matrix calculus in a browser: gradients are typed as a student would, in both scripts of the keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness.playground import APP
from tests.browser.harness.watched_page import wait_until_settled

#: The browser looks for the app's root below the page's own address first.
ROOT = r"/matrix/_stcore/(health|host-config)"


def test_wrong_and_right_gradients_are_typed(serve: Callable[..., str], open_page: Callable[..., Page]) -> None:
    page = open_page(f"{serve(APP)}/matrix", allowed=[ROOT])
    verdict = page.get_by_test_id("stMain").get_by_role("alert")
    expect(verdict).to_contain_text("symmetric matrices only")
    for text, said in (("Ax", "product rule"), ("x'(A + A')", "as a row"), ("Aᵀx + Ax", "This is the gradient")):
        page.get_by_role("textbox", name="Your gradient").fill(text)
        page.keyboard.press("Enter")
        expect(verdict).to_contain_text(said)
    wait_until_settled(page)
    # Typeset as understood, with shapes, and in the address.
    expect(page.get_by_test_id("stMain").locator(".katex").nth(1)).to_contain_text("×")
    page.wait_for_function("new URLSearchParams(location.search).get('candidate') === 'Aᵀx + Ax'")
    page.get_by_role("textbox", name="Function").fill("tr(A X")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stMain").get_by_role("alert").first).to_contain_text("is missing")
    expect(page.get_by_role("textbox", name="Function")).to_have_value("tr(A X")

    # Without a player, too, ? opens the list of keys, except in a field, and Escape closes it.
    keys = page.get_by_role("dialog", name="Keys")
    page.get_by_role("textbox", name="Function").press("?")
    expect(keys).to_be_hidden()
    page.get_by_text("Compared with central differences").click()
    page.keyboard.press("?")
    expect(keys).to_contain_text("next and previous scene")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()

    # A derivation goes on line by line; the check's sliders move at once and tell when they are let go.
    page.get_by_role("radio", name="Rules").click()
    rule = page.locator(".opt-rule[data-ready=true]")
    expect(rule.get_by_text("of second order")).to_be_visible()
    lines = page.get_by_test_id("stMain").locator(".katex-display")
    shown = lines.count()
    page.get_by_role("button", name="Next line").click()
    expect(lines).to_have_count(shown + 1)
    before = float(rule.get_attribute("data-missed") or 0)
    rule.get_by_role("slider", name="t, by which").press("ArrowRight")
    after = float(rule.get_attribute("data-missed") or 0)
    assert after == pytest.approx(before / 10, rel=0.01)
    rule.get_by_role("slider", name="Size n").press("End")
    expect(rule).to_have_attribute("data-size", "6")
    page.wait_for_function("new URLSearchParams(location.search).get('size') === '6'")

    # Two features grow alike: everything follows while the slider is held, the server agrees when it is let go.
    page.get_by_role("radio", name="Linear regression").click()
    alike = page.locator(".opt-regression[data-ready=true]")
    expect(alike).to_have_attribute("data-agrees", "true")
    wait_until_settled(page)
    track = alike.get_by_role("slider", name="Correlation").bounding_box()
    assert track is not None
    page.mouse.move(track["x"] + 0.9 * track["width"], track["y"] + track["height"] / 2)
    page.mouse.down()
    page.mouse.move(track["x"] + 0.5 * track["width"], track["y"] + track["height"] / 2, steps=3)
    assert float(alike.get_attribute("data-condition") or 0) == pytest.approx(3, rel=0.1)
    assert alike.get_attribute("data-agrees") == ""
    page.mouse.move(track["x"] + track["width"] + 30, track["y"] + track["height"] / 2, steps=3)
    assert alike.get_attribute("data-condition") == "Infinity"
    expect(alike).to_contain_text("The columns are equal")
    page.mouse.up()
    expect(alike).to_have_attribute("data-agrees", "true")
    page.wait_for_function("new URLSearchParams(location.search).get('correlation') === '1'")
