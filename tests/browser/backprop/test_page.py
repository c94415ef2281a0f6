"""The page of backpropagation in a browser: a pass by keyboard, a variable that is dragged, paths, the way onward."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from optim_core.backprop import backpropagate
from tests.browser.harness.playground import APP, FIRST_DRAW_MS, OpenPage, Serve
from tests.browser.harness.watched_page import wait_until_settled

ROOTS = [rf"/{page}/_stcore/(health|host-config)" for page in ("backprop", "playground")]


def _number(text: str) -> float:
    return float(text.rpartition("=")[2].strip().replace("−", "-"))


def test_a_pass_is_followed_and_a_variable_is_dragged(serve: Serve, open_page: OpenPage) -> None:
    page = open_page(serve(APP) + "/backprop?f=sin(x*y)%20%2B%20x%5E2&at=0.7,1.3&lang=en", allowed=ROOTS)
    player = page.locator(".opt-graph")
    expect(player).to_have_attribute("data-ready", "true", timeout=FIRST_DRAW_MS)
    wait_until_settled(page)
    said, arrived = page.locator(".opt-graph-said"), page.locator(".opt-graph-arrived")

    # Forward and backward by the player's own keys; every step is a sentence.
    player.focus()
    sentences = [said.inner_text()]
    for step in range(1, 12):
        page.keyboard.press("ArrowRight")
        expect(player).to_have_attribute("data-step", str(step))
        sentences.append(said.inner_text())
    assert len(set(sentences)) == 12
    assert [text.partition(" ")[0].rstrip(":") for text in sentences[1:]] == ["Forward"] * 4 + ["Now"] + [
        "Backward"
    ] * 6
    assert "Paths join at x: 1.4 and" in " ".join(sentences)
    b = backpropagate("sin(x*y) + x^2", (0.7, 1.3))
    derivatives = page.locator(".opt-graph-derivative")
    assert [_number(text) for text in derivatives.all_inner_texts()] == pytest.approx(b.gradient, rel=1e-3)
    page.keyboard.press("ArrowLeft")
    expect(player).to_have_attribute("data-step", "10")
    assert said.inner_text() == sentences[10]
    page.keyboard.press("Home")
    assert "".join(arrived.all_text_contents()) == ""
    page.keyboard.press("End")
    # What is lit: the derivative at the output served both of its operands.
    page.keyboard.press("Home")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".opt-graph-reused")).to_have_count(1)
    page.keyboard.press("End")

    # The picture as it is drawn, colours and all, without the page's styles.
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture (SVG)").click()
    picture = ElementTree.parse(download.value.path()).getroot()
    texts = [node.text for node in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "2.198" in "".join(text or "" for text in texts)
    assert all(node.get("fill") for node in picture.iter("{http://www.w3.org/2000/svg}text"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture (PNG)").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")

    # The paths of x, their products and their sum; the rest of the picture steps back.
    page.get_by_role("button", name="Paths of x").click()
    products = [_number(text) for text in page.locator(".opt-graph-paths li").all_inner_texts()]
    assert products == pytest.approx([path.product for path in b.paths("x")], rel=1e-3)
    expect(page.locator(".opt-graph-sum")).to_contain_text("Sum over 2 paths: 2.198. The backward pass gives 2.198.")
    expect(page.locator(".opt-graph-path")).to_have_count(5)

    # All numbers follow a variable at once, and the address knows when it is let go.
    slider = page.get_by_role("slider", name="Number of y")
    slider.focus()
    page.keyboard.press("ArrowRight")
    moved = float(slider.input_value())
    assert moved != 1.3
    again = backpropagate("sin(x*y) + x^2", (0.7, moved))
    assert [_number(text) for text in derivatives.all_inner_texts()] == pytest.approx(again.gradient, rel=1e-3)
    page.wait_for_function("text => decodeURIComponent(location.search).includes(text)", arg=f"at=0.7,{moved:g}")
    wait_until_settled(page)
    expect(player).to_have_attribute("data-step", "11")
    onward = page.get_by_role("link", name="Go on in the Playground").get_attribute("href")
    assert onward is not None
    assert re.search(r"start=0\.7", onward)
