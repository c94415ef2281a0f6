"""The page on which a network trains, as visitors open it: an example is clicked, its pass read, a layer changed."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from optim_core.backprop import backpropagate
from pages.backprop.network.state import NetworkState
from tests.browser.harness.playground import APP, FIRST_DRAW_MS, OpenPage, Serve
from tests.browser.harness.watched_page import wait_until_settled
from ui.network_player import Followed

ROOTS = [r"/backprop/_stcore/(health|host-config)"]
STEPS = 60
PLACE = """([x, y]) => {
    const stage = document.querySelector('.opt-net-plane .opt-stage');
    const [left, top, width, height, x0, x1, y0, y1] = stage.dataset.frame.split(' ').map(Number);
    const box = stage.getBoundingClientRect();
    return [box.left + left + width * (x - x0) / (x1 - x0), box.top + top + height * (y1 - y) / (y1 - y0)];
}"""


def test_a_network_is_trained_an_example_followed_and_a_layer_changed(serve: Serve, open_page: OpenPage) -> None:
    address = f"{serve(APP)}/backprop?view=network&hidden=2&size=40&steps={STEPS}&lang=en"
    page = open_page(address, allowed=ROOTS)
    player = page.locator(".opt-net")
    expect(player).to_have_attribute("data-made", str(STEPS), timeout=FIRST_DRAW_MS)
    wait_until_settled(page)

    # Files to take home: what is drawn, and a program, which is made when it is asked for.
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture of the network (SVG)").click()
    edges = ElementTree.parse(download.value.path()).getroot().iter("{http://www.w3.org/2000/svg}line")
    assert download.value.suggested_filename == "network.svg"
    assert len(list(edges)) >= 6
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture of the plane (PNG)").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    page.get_by_role("button", name="Take home").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="NumPy").click()
    assert "layers = (2, 2, 1)" in download.value.path().read_text("utf-8")
    page.keyboard.press("Escape")

    # A click on an example: its pass layer by layer, and its own graph below, operation by operation.
    state = NetworkState(hidden=(2,), size=40, steps=STEPS)
    training = state.training()
    page.mouse.click(*page.evaluate(PLACE, training.loss.inputs[5].tolist()))
    expect(page).to_have_url(re.compile(f"followed=5,{STEPS}|followed=5%2C{STEPS}"))
    graph = page.locator(".opt-graph")
    expect(graph).to_have_attribute("data-ready", "true")
    expect(page.locator(".opt-net-said")).to_contain_text("Backward, layer 1")
    wait_until_settled(page)

    # The pass by keyboard alone, every step a sentence; at its end the gradient that Python finds.
    point = replace(state, followed=Followed(5, STEPS)).followed_path().points[-1]
    b = backpropagate(training.loss.example(5), tuple(point))
    graph.focus()
    said = page.locator(".opt-graph-said")
    page.keyboard.press("Home")
    sentences = {said.inner_text()}
    for _ in range(4):
        page.keyboard.press("ArrowRight")
        sentences.add(said.inner_text())
    assert len(sentences) == 5
    page.keyboard.press("End")
    shown = [text.rpartition("=")[2].strip().replace("−", "-") for text in
             page.locator(".opt-graph-derivative").all_inner_texts()]  # fmt: skip
    assert [float(text) for text in shown] == pytest.approx(b.gradient, rel=1e-3, abs=1e-9)
    # The units' sums are folded, and the link says so.
    page.get_by_role("button", name="Fold powers, norms and sums").click()
    expect(page).to_have_url(re.compile("folded="))
    expect(page.locator('.opt-graph-node[aria-expanded="false"]')).to_have_count(3)
    wait_until_settled(page)

    # The keys of the player that is in sight, and away again; F gives the page the window, Escape ends it.
    graph.focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("fold and unfold")
    expect(keys).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("f")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    wait_until_settled(page)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    wait_until_settled(page)

    # Another layer is another training, with nothing that is followed.
    layers = page.get_by_role("slider", name="Hidden layers")
    layers.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".opt-net")).to_contain_text("2 – 2 – 2 – 1")
    expect(page).not_to_have_url(re.compile("followed"))
    expect(player).to_have_attribute("data-made", str(STEPS))
    expect(graph).to_have_count(0)
