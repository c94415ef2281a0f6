"""Boxes of the graph fold and unfold by mouse and by key; the pass goes on over what is drawn."""

from __future__ import annotations

from base64 import b64encode

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from optim_core.backprop import Tape, backpropagate, formula_of, tape_of
from optim_core.backprop.folding import folded
from surfaces.networks import network
from tests.browser.harness.bench import FIRST_DRAW_MS, Bench
from ui.graph_player.views import folded_from, graph_message

MOUNT = """
    const { mountGraph } = await load('graph/main');
    let parentElement = document.querySelector('.opt-graph')?.parentElement;
    if (!parentElement) document.querySelector('main').prepend(parentElement = document.createElement('div'));
    await mountGraph({ data: bench.bytes(a), parentElement,
        setTriggerValue: (name, value) => { bench.sent.push([name, value]); } });
"""
POINT = (0.7, 1.3)
TEXT = "x*x*x + sqrt(x^2 + y^2)"


def _show(bench: Bench, tape: Tape, closed: tuple[int, ...] | None) -> Page:
    bench.call(MOUNT, b64encode(graph_message(tape, POINT, ((-2.0, 2.0),) * 2, closed)).decode())
    expect(bench.page.locator(".opt-graph")).to_have_attribute("data-ready", "true", timeout=FIRST_DRAW_MS)
    return bench.page


def _answer(bench: Bench, tape: Tape) -> tuple[int, ...]:
    """What the page does with the last report: another picture."""
    event, payload = bench.sent[-1]
    assert event == "view"
    closed = folded_from(payload, tape)
    assert closed is not None
    _show(bench, tape, closed)
    return closed


def _number(text: str) -> float:
    return float(text.rpartition("=")[2].strip().replace("−", "-"))


def test_boxes_unfold_and_fold_by_mouse_and_key(bench: Bench) -> None:
    tape = tape_of(formula_of(TEXT, ("x", "y"), {}))
    b = backpropagate(TEXT, POINT)
    page = _show(bench, tape, None)
    said, boxes = page.locator(".opt-graph-said"), page.locator(".opt-graph-node")
    norm = page.locator('[data-node="8"]')
    assert boxes.locator(".opt-graph-formula").all_text_contents() == ["x", "x³", "y", "sqrt(x² + y²)", "v₂ + v₈"]
    expect(norm).to_have_attribute("aria-expanded", "false")

    # Backward through the norm: the number of its derivative by y, and the whole gradient.
    player = page.locator(".opt-graph")
    player.focus()
    page.keyboard.press("End")
    derivatives = page.locator(".opt-graph-derivative")
    assert [_number(text) for text in derivatives.all_inner_texts()] == pytest.approx(b.gradient, rel=1e-3)
    folding = folded(tape)
    by_y = next(n for f, n in zip(folding.flows, folding.numbers(b), strict=True) if (f.source, f.target) == (5, 8))
    at = next(i for i, f in enumerate(folding.flows) if (f.source, f.target) == (5, 8))
    page.keyboard.press("Home")
    for _ in range(3 + 1 + at + 1):
        page.keyboard.press("ArrowRight")
    assert "Backward from v₈ to y: the local derivative" in said.inner_text()
    assert f" is {by_y.local:.4g}; times 1," in said.inner_text()

    # By key: Enter on the box unfolds it, and it keeps the focus; what was done stays done.
    norm.focus()
    page.keyboard.press("Enter")
    assert 8 not in _answer(bench, tape)
    expect(norm).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("document.activeElement.dataset.node") == "8"
    assert boxes.count() == 8
    assert "Backward from v" in said.inner_text()
    page.keyboard.press("Enter")
    assert 8 in _answer(bench, tape)
    assert boxes.count() == 5

    # By mouse: the sum folds everything, and the local derivatives are the gradient.
    page.keyboard.press("End")
    page.locator('[data-node="9"]').click()
    assert 9 in _answer(bench, tape)
    assert boxes.count() == 3
    assert [_number(text) for text in derivatives.all_inner_texts()] == pytest.approx(b.gradient, rel=1e-3)
    # What flows into an operand is the sum of all ways inside.
    for at in (1, 2):
        page.keyboard.press("Home")
        for _ in range(2 + at):
            page.keyboard.press("ArrowRight")
        name = "x" if "to x:" in said.inner_text() else "y"
        assert said.inner_text().startswith(f"Backward from v₉ to {name}:")
        assert f"that is {b.gradient[b.variables.index(name)]:.4g}." in said.inner_text()
    page.keyboard.press("End")
    assert "operations folded" in (page.locator('[data-node="9"]').get_attribute("aria-label") or "").lower()
    page.get_by_role("button", name="Paths of x").click()
    expect(page.locator(".opt-graph-sum")).to_contain_text("inside a folded box they are added up already")
    expect(page.locator(".opt-graph-paths li")).to_have_count(1)
    page.get_by_role("button", name="Unfold everything").click()
    assert _answer(bench, tape) == ()
    expect(page.locator(".opt-graph-paths li")).to_have_count(4)
    assert boxes.count() == 9


def test_a_network_s_weights_are_in_their_units_until_one_is_asked_for_and_each_step_is_in_sight(bench: Bench) -> None:
    loss = network((2, 8, 8, 1), "tanh", "squared", (np.array([[0.5, -1.0]]), np.array([1.0])))
    tape, start = tape_of(loss.example(0)), loss.start(3)

    def show(closed: tuple[int, ...] | None) -> Page:
        message = graph_message(tape, start, ((-2.0, 2.0),) * len(start), closed)
        bench.call(MOUNT, b64encode(message).decode())
        return bench.page

    page = show(None)
    player, rows = page.locator(".opt-graph"), page.locator(".opt-graph-row:visible")
    expect(player).to_have_attribute("data-ready", "true", timeout=FIRST_DRAW_MS)
    expect(rows).to_have_count(0)
    expect(page.locator(".opt-graph-gathered")).to_contain_text("105")

    # The third variable is in a box: its key asks for the box to be unfolded, and then its paths are there.
    player.focus()
    page.keyboard.press("3")
    event, payload = bench.sent[-1]
    closed = folded_from(payload, tape)
    assert event == "view" and closed is not None
    show(closed)
    expect(rows).to_have_count(3)
    expect(page.locator(".opt-graph-paths li")).not_to_have_count(0)
    assert "Sum over" in page.locator(".opt-graph-sum").inner_text()

    # A picture that is wider than its place scrolls to what the step is about.
    page.locator(".opt-graph-stage").evaluate("(stage) => { stage.style.maxWidth = '700px'; }")
    # The seed, at the output on the far right.
    forward = sum(bool(tape.steps[box].args) for box in folded(tape, closed).members)
    page.locator(".opt-graph .opt-controls input[type=range]").first.fill(str(forward + 1))
    assert page.locator(".opt-graph-said").inner_text().startswith("Now backward.")
    for box in page.locator(".opt-graph-lit").all():
        expect(box).to_be_in_viewport(ratio=0.9)
    page.keyboard.press("End")
    for box in page.locator(".opt-graph-lit").all():
        expect(box).to_be_in_viewport(ratio=0.9)
    player.focus()
    page.keyboard.press("Home")
    assert page.locator(".opt-graph-stage").evaluate("(stage) => stage.scrollLeft") == 0
