"""The page of matrix calculus in a browser: gradients are typed as a student would, in both scripts of the keyboard."""

from __future__ import annotations

from collections.abc import Callable

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
    page.get_by_role("radio", name="Rules").click()
    expect(page.get_by_text("of second order")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_be_visible()
