"""The network's player on the bench: it trains, plays and steps; an example is clicked, a weight is looked at."""

from __future__ import annotations

import re
from base64 import b64encode

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from optim_core import optimizer, run
from optim_core.running.sampling import Sampling
from surfaces.networks import cloud, network
from tests.browser.harness.bench import FIRST_DRAW_MS, Bench
from ui.network_player import Followed, Training
from ui.network_player.views import network_message

STEPS = 60
AGAIN = """
    const { mountNetwork } = await load('network/main');
    const parentElement = document.querySelector('.opt-net').parentElement;
    await mountNetwork({ data: bench.bytes(a), parentElement, setTriggerValue: () => {} });
"""
MOUNT = """
    const { mountNetwork } = await load('network/main');
    document.querySelector('.opt-net')?.parentElement.remove();
    const parent = document.createElement('div');
    document.querySelector('main').prepend(parent);
    bench.sent.length = 0;
    await mountNetwork({ data: bench.bytes(a), parentElement: parent,
        setTriggerValue: (name, value) => { bench.sent.push([name, value]); } });
"""


def _training(miss: str = "logistic", scale: str = "xavier") -> Training:
    data = cloud("moons", 80, 0.1, 0)
    learned, held = data.take(np.arange(60)), data.take(np.arange(60, 80))
    loss, other = (network((2, 3, 2, 1), "tanh", miss, part) for part in (learned, held))  # type: ignore[arg-type]
    start = loss.start(1, scale)  # type: ignore[arg-type]
    method = optimizer("momentum", learning_rate=0.1)
    return Training(loss, other, method, Sampling("shuffle", 16, 2), start, STEPS, True, ("x₁", "x₂"))


def _mount(bench: Bench, training: Training, followed: Followed | None = None) -> Page:
    bench.call(MOUNT, b64encode(network_message(training, followed)).decode())
    expect(bench.page.locator(".opt-net")).to_have_attribute("data-made", str(STEPS), timeout=FIRST_DRAW_MS)
    return bench.page


def _numbers(text: str) -> list[float]:
    return [float(found.replace("−", "-")) for found in re.findall(r"[−-]?\d+\.?\d*", text)]


def test_a_network_trains_and_an_example_is_followed(bench: Bench) -> None:
    training = _training()
    page = _mount(bench, training)
    path = run(training.loss, training.optimizer, training.start, STEPS, sampling=training.sampling)
    player, summary = page.locator(".opt-net"), page.locator(".opt-net-summary")

    # At the end of the training first; every step has its sentence.
    assert f"loss on training data {path.values[-1]:.4g}" in summary.inner_text()
    outputs = training.loss.predict(path.points[-1], training.loss.inputs)
    right = (outputs > 0) == (training.loss.targets > 0)
    assert f"Classified rightly: {right.sum()}/60." in summary.inner_text()
    player.focus()
    page.keyboard.press("Home")
    expect(player).to_have_attribute("data-step", "0")
    for step in (1, 2, 3):
        page.keyboard.press("ArrowRight")
        expect(player).to_have_attribute("data-step", str(step))
    assert f"Step 3: loss on training data {path.values[3]:.4g}." in summary.inner_text()
    assert training.held is not None
    assert f"On held-out data {training.held.along(path.points[3:4])[0]:.4g}." in summary.inner_text()

    # It plays and pauses.
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    expect(player).not_to_have_attribute("data-step", "0")
    page.keyboard.press("Space")
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(player).to_have_attribute("data-step", "3")

    # A click on an example: its pass, forward and backward, at the weights of this step.
    x, y = training.loss.inputs[7]
    page.mouse.click(*bench.place(".opt-net-plane", x, y))
    expect(page.locator(".opt-net-flow").last).not_to_be_empty()
    assert bench.sent == [["view", {"example": 7, "step": 3, "request": bench.sent[0][1]["request"]}]]
    one = training.loss.batch(np.array([7]))
    said, chosen = page.locator(".opt-net-said"), page.get_by_label("Its pass, layer by layer")
    sentences = [said.inner_text()]
    chosen.focus()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
        sentences.append(said.inner_text())
    # The pass has its own keys: the steps of the training stay.
    expect(player).to_have_attribute("data-step", "3")
    starts = [text.partition(" ")[0] for text in sentences[::-1]]
    assert starts == ["Example", "Forward,", "Forward,", "Forward,", "Backward", "Backward,", "Backward,"]
    output, loss = _numbers(sentences[3])
    assert output == pytest.approx(one.predict(path.points[3], one.inputs)[0, 0], rel=1e-2)
    assert loss == pytest.approx(one.value(*path.points[3]), rel=1e-3)
    assert page.locator(".opt-net-flow").all_text_contents() == [""] * 8

    # One weight: its number, what the step's batch said and what the step did; its history is drawn.
    history = page.locator(".opt-net-chart").last
    expect(history).to_be_hidden()
    page.get_by_label("Weight to look at").fill("8")
    expect(history).to_be_visible()
    expect(history).to_contain_text("History of b1[2]")
    told = page.get_by_label("Weight to look at").get_attribute("aria-valuetext") or ""
    _name, *numbers = told.replace("b1[2]", "b").split(" = ", 1)
    expected = [path.points[3, 7], path.gradients[2, 7], path.points[3, 7] - path.points[2, 7]]
    assert _numbers(numbers[0]) == pytest.approx(expected, rel=1e-2)

    # A second weight: the loss over both, and the whole way of the training.
    slice_view = page.locator(".opt-net-slice")
    expect(slice_view).to_be_hidden()
    page.get_by_label("Second weight").fill("1")
    expect(slice_view).to_contain_text("Loss over b1[2] and w1[1,1]")
    (line,) = [mark for mark in bench.painted(".opt-net-slice canvas:nth-of-type(3)", kind="stroke") if mark.dash]
    # The pen is lifted where nothing moves.
    at = bench.frame(".opt-net-slice")
    ways = [at.data(x, y) for x, y in line.points]
    assert ways[0] == pytest.approx((path.points[0, 7], path.points[0, 0]), abs=1e-6)
    assert ways[-1] == pytest.approx((path.points[-1, 7], path.points[-1, 0]), abs=1e-6)
    # Level lines follow once the step stays, and the page is told, so that it can lead on from there.
    player.focus()
    page.keyboard.press("End")
    page.wait_for_function("steps => bench.sent.some(([, told]) => told.over && told.step === steps)", arg=STEPS)
    assert bench.sent[-1][1]["over"] == [7, 0]
    page.get_by_label("Second weight").fill("0")
    page.wait_for_function("() => bench.sent.at(-1)[1].over?.length === 0")
    page.get_by_label("Second weight").fill("1")
    expect(slice_view).to_contain_text("at the step that is shown")


def test_the_loss_over_two_weights_is_the_network_s(bench: Bench) -> None:
    training = _training()
    loss = training.loss
    found = bench.call(
        """
        const { NetworkLoss } = await load('network/model/loss');
        const { lossOver } = await load('network/slice');
        const loss = new NetworkLoss(a.shape, a.inputs, a.targets);
        return [...lossOver(loss, a.point, [3, 8], [[-1, 1], [0, 2]], 5)];
        """,
        {
            "shape": {"layers": loss.shape.layers, "activation": "tanh", "loss": "logistic"},
            "inputs": loss.inputs.ravel().tolist(),
            "targets": loss.targets.ravel().tolist(),
            "point": training.start,
        },
    )
    points = np.tile(training.start, (25, 1))
    points[:, 3], points[:, 8] = np.tile(np.linspace(-1, 1, 5), 5), np.repeat(np.linspace(0, 2, 5), 5)
    assert found == pytest.approx(loss.along(points), rel=1e-12)


def test_what_is_drawn_of_an_example_are_its_derivatives(bench: Bench) -> None:
    training = _training("squared")
    page = _mount(bench, training, Followed(11, 20))
    point = run(training.loss, training.optimizer, training.start, 20, sampling=training.sampling).points[-1]
    expect(page.locator(".opt-net")).to_have_attribute("data-step", "20")
    page.get_by_role("button", name="Gradient", exact=True).click()
    found = training.loss.batch(np.array([11])).gradient(*point)
    edges = page.locator(".opt-net-edge")
    # The thread that trains may not have come so far.
    expect(page.locator(".opt-net-edge[data-sign=zero]")).to_have_count(0)
    signs = edges.evaluate_all("nodes => nodes.map((node) => [Number(node.dataset.weight), node.dataset.sign,"
                               " parseFloat(node.style.strokeWidth)])")  # fmt: skip
    assert len(signs) == 6 + 6 + 2
    for place, sign, _ in signs:
        assert sign == ("plus" if found[place] > 0 else "minus")
    widest = max(signs, key=lambda each: each[2])[0]
    assert abs(found[widest]) == max(abs(found[place]) for place, *_ in signs)
    # A line that is clicked is looked at, and again no more; so is a unit, for its bias.
    weight = page.get_by_label("Weight to look at")
    for clicked, value in (
        (".opt-net-touch", "13"),
        (".opt-net-touch", "0"),
        (".opt-net-unit", str(training.loss.dimension)),
    ):
        page.locator(clicked).nth(9 if clicked == ".opt-net-touch" else 7).dispatch_event("click")
        assert weight.input_value() == value
    # The page may ask for another example of the same training: it is not trained anew.
    made = page.locator(".opt-net").get_attribute("data-made")
    bench.call(AGAIN, b64encode(network_message(training, Followed(2, 30))).decode())
    expect(page.locator(".opt-net")).to_have_attribute("data-step", "30")
    assert page.get_by_label("Example to follow").input_value() == "3"
    assert page.locator(".opt-net").get_attribute("data-made") == made
    # Backward they come layer by layer: the output, then 2 and 3 hidden units.
    flows = page.locator(".opt-net-flow")
    for step, known in ((3, 0), (4, 1), (5, 3), (6, 6)):
        page.get_by_label("Its pass, layer by layer").fill(str(step))
        assert sum(bool(text) for text in flows.all_text_contents()) == known


def test_zeros_have_no_place_on_a_logarithmic_axis(bench: Bench) -> None:
    """And the page says so; in the dark, with the gradient of hidden layers that stay at zero."""
    bench.dark()
    page = _mount(bench, _training(scale="zeros"))
    expect(page.locator(".opt-net")).to_have_attribute("data-dark", "true")
    note = page.locator(".opt-net-chart").nth(1).locator(".opt-note")
    expect(note).to_contain_text("All of them are exactly 0")


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1400, 900), (1920, 1080), (559, 430), (639, 550)])
def test_plane_network_bar_and_charts_are_in_the_window(bench: Bench, width: int, height: int) -> None:
    bench.page.set_viewport_size({"width": width, "height": height})
    root = _mount(bench, _training()).locator(".opt-net")
    bench.frames()
    boxes = [root.locator(part).first.bounding_box() for part in (".opt-net-plane .opt-stage", ".opt-net-graph svg")]
    assert all(box and box["height"] >= 0.2 * height for box in boxes)
    for part in (".opt-controls", ".opt-net-chart .opt-stage"):
        box = root.locator(part).first.bounding_box()
        assert box is not None and box["y"] + box["height"] <= height
