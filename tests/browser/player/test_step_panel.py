"""The step, in numbers: equations filled in while the player moves, without asking the server."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.harness.bench import Bench, Point
from tests.browser.harness.bench_views import LANDSCAPE, REPORTS, Stage, show_player
from tests.browser.harness.playground import APP, OpenPage, Playground, Serve
from ui.runs.step_explanation import explanation

# By hand for Q = x² + 2y² from (4, 3), rate 0.1, momentum 0.5, so that g = (2x, 4y):
# step 1: g = (8, 12), h = (0.8, 1.2), w = (3.2, 1.8)
# step 2: g = (6.4, 7.2), h = (0.4 + 0.64, 0.6 + 0.72) = (1.04, 1.32), w = (2.16, 0.48), Q = 5.1264
BOWL = {"surface": "x^2+2y^2", "start": [4, 3], "steps": 50}
HALF = {"learning_rate": 0.1, "momentum": 0.5}
MOMENTUM = "f=x^2%2B2y^2&start=4,3&steps=50&m=momentum;learning_rate=0.1;momentum=0.5"
EXPLAIN = (*REPORTS, "explain")
INVISIBLE = re.compile("[\\s⁢⁡]")
# Counts what goes over Streamlit's connection, in both directions, from here on.
COUNT_MESSAGES = """() => {
    const messages = window.messages = { sent: 0, received: 0 };
    const { send, received } = WebSocket.prototype;
    Object.assign(WebSocket.prototype, {
        send(data) { messages.sent += 1; return send.call(this, data); },
        received(data) { messages.received += 1; return received.call(this, data); },
    });
}"""
# A step that is rested on for most of a second is told for the address. However slow the machine, nobody rests here.
NO_REST = """() => {
    const { setTimeout } = window;
    window.setTimeout = (run, delay = 0, ...given) => (delay < 500 ? setTimeout(run, delay, ...given) : 0);
}"""


class Panel:
    """The panel of a player, wherever that is."""

    def __init__(self, page: Any) -> None:
        self.node = page.locator(".opt-step")
        self.method = self.node.get_by_role("combobox")

    def line(self, target: str, coordinate: int = 0) -> str:
        """The last line that assigns `target`, with this step's numbers."""
        line = self.node.locator(f'[data-target="{target}"]').last
        return plain(line.locator(".opt-step-formula").nth(coordinate))

    def lines(self, target: str) -> list[str]:
        return [self.line(target, i) for i in (0, 1)]


def plain(node: Locator) -> str:
    return INVISIBLE.sub("", node.text_content() or "")


def explained(bench: Bench, method: str, **more: Any) -> tuple[Stage, Panel]:
    """A player whose page has explained the run already."""
    given = {
        **BOWL,
        "methods": [method],
        "numbers": HALF,
        "explain": method,
        "side": "both",
        "reports": EXPLAIN,
        **more,
    }
    stage = show_player(bench, **given)
    return stage, Panel(bench.page)


def tips(stage: Stage) -> list[Point]:
    """Tips of the arrows on the landscape, in its coordinates."""
    frame = stage.bench.frame(LANDSCAPE)
    found = [m.points[0] for m in stage.heads(LANDSCAPE) if m.kind == "fill" and len(m.points) == 3]
    # Each is painted twice, first wider as its rim.
    return [frame.data(*tip) for tip in found[1::2]]


def test_two_steps_of_momentum_worked_out_by_hand(bench: Bench) -> None:
    stage, panel = explained(bench, "momentum")
    stage.go_to(1)
    assert panel.line("g") == "∂Q/∂x(4,3)=8"
    assert panel.lines("h") == ["0.5·0+0.1·8=0.8", "0.5·0+0.1·12=1.2"]
    assert panel.lines("w") == ["4−0.8=3.2", "3−1.2=1.8"]
    stage.go_to(2)
    assert panel.lines("g") == ["∂Q/∂x(3.2,1.8)=6.4", "∂Q/∂y(3.2,1.8)=7.2"]
    assert panel.lines("h") == ["0.5·0.8+0.1·6.4=1.04", "0.5·1.2+0.1·7.2=1.32"]
    assert panel.lines("w") == ["3.2−1.04=2.16", "1.8−1.32=0.48"]
    assert panel.line("@loss") == "Q(2.16,0.48)=5.1264"
    expect(panel.node.get_by_text("Step 2", exact=True)).to_be_visible()
    stage.go_to(0)
    expect(panel.node).to_contain_text("No step has been made yet. Move on to see the first one.")


def test_arrows_are_those_of_the_step(bench: Bench) -> None:
    stage, _ = explained(bench, "momentum")
    stage.go_to(2)
    frame = bench.frame(LANDSCAPE)
    # The step (-1.04, -1.32), the memory alone 0.5 (0.8, 1.2), downhill against (6.4, 7.2), all from (3.2, 1.8).
    downhill, inertia, step = np.array(tips(stage)) - [3.2, 1.8]
    factor = step[0] / -1.04
    assert factor == pytest.approx(round(factor), rel=1e-6)
    assert step == pytest.approx([-1.04 * factor, -1.32 * factor])
    assert inertia == pytest.approx([-0.4 * factor, -0.6 * factor])
    assert downhill[1] / downhill[0] == pytest.approx(7.2 / 6.4)
    assert downhill[0] < 0
    pixels = downhill * [frame.width / (frame.x_high - frame.x_low), frame.height / (frame.y_high - frame.y_low)]
    assert np.hypot(*pixels) == pytest.approx(64)


def test_arrows_come_and_go_with_their_boxes(bench: Bench) -> None:
    stage, panel = explained(bench, "momentum")
    stage.go_to(2)
    boxes = panel.node.get_by_role("checkbox")
    assert boxes.filter(visible=True).count() == 3
    every = tips(stage)
    for name, left in (("gradient", every[1:]), ("inertia", every[2:]), ("step", [])):
        panel.node.locator(f'input[data-arrow="{name}"]').uncheck()
        assert tips(stage) == left
    panel.node.locator('input[data-arrow="step"]').check()
    assert tips(stage) == every[2:]
    # Without the panel there are no arrows.
    stage.button("Numbers").click()
    bench.frames()
    assert tips(stage) == []
    assert [payload["run"] for payload in stage.events("explain")] == [""]


def test_nesterov_shows_where_it_looks(bench: Bench) -> None:
    # Step 1: v = -0.1(8, 12); step 2 looks from (3.2, 1.8) at (3.2 - 0.4, 1.8 - 0.6).
    stage, panel = explained(bench, "nesterov")
    stage.go_to(2)
    assert panel.lines("@at") == ["3.2+0.5·(−0.8)=2.8", "1.8+0.5·(−1.2)=1.2"]
    assert panel.line("g") == "∂Q/∂x(2.8,1.2)=5.6"

    def rings() -> set[Point]:
        found = {c[:2] for m in stage.heads(LANDSCAPE) for c in m.circles if c[2] == 5}
        return {tuple(round(v, 6) for v in bench.frame(LANDSCAPE).data(*at)) for at in found}  # type: ignore[misc]

    assert rings() == {(2.8, 1.2)}
    panel.node.get_by_label("Where the gradient is taken").uncheck()
    assert rings() == set()


def test_one_weight(bench: Bench) -> None:
    numbers = {"learning_rate": 0.1, "weight_decay": 0.5}
    stage, panel = explained(bench, "gradient_descent", surface="w^2", start=[3], steps=10, numbers=numbers)
    stage.go_to(1)
    assert plain(panel.node.locator('[data-target="g"]').first.locator(".opt-step-formula")) == "Q′(3)=6"
    assert panel.line("g") == "6+0.5·3=7.5"
    assert panel.line("w") == "3−0.1·7.5=2.25"


def test_a_run_that_blows_up_shows_its_last_step(bench: Bench) -> None:
    stage, panel = explained(
        bench, "gradient_descent", surface="rosenbrock", start=None, steps=200, convention="pytorch",
        numbers={"learning_rate": 1},
    )  # fmt: skip
    last = len(stage.runs[0].values) - 1
    assert last < 200
    longer = show_player(bench, "rosenbrock", ["adam"], 200, explain="adam", side="both", reports=EXPLAIN)
    longer.answer([stage.runs[0], *longer.runs], side="both", reports=EXPLAIN)
    panel.method.select_option("gradient_descent")
    longer.answer(
        reports=EXPLAIN,
        side="both",
        explained=explanation("gradient_descent", stage.paths[0], stage.surface),
    )
    longer.go_to(200)
    expect(panel.node).to_contain_text(f"Step {last}, the last of this run")
    assert "·10" in panel.line("w")


def test_a_method_without_such_equations_says_so(bench: Bench) -> None:
    _, panel = explained(bench, "newton", numbers={})
    expect(panel.node).to_contain_text("This method has no equations per coordinate to put numbers into.")


def test_another_method_is_asked_for_and_explained(bench: Bench) -> None:
    stage, panel = explained(bench, "nesterov", methods=["nesterov", "adam"], numbers={"learning_rate": 0.1})
    panel.method.select_option("adam")
    assert [payload["run"] for payload in stage.events("explain")] == ["adam"]
    assert panel.node.get_attribute("data-run") == ""
    stage.answer(reports=EXPLAIN, side="both", explained=explanation("adam", stage.paths[1], stage.surface))
    expect(panel.node).to_have_attribute("data-run", "adam")
    stage.go_to(1)
    assert panel.line("g") == "∂Q/∂x(4,3)=8"
    assert len(stage.events("explain")) == 1


def test_russian_numbers_on_a_phone(bench: Bench) -> None:
    bench.page.set_viewport_size({"width": 390, "height": 844})
    stage, panel = explained(bench, "nesterov", language="ru")
    stage.root.locator(".opt-range").fill("2")
    assert panel.line("@at") == "3,2+0,5·(−0,8)=2,8"
    assert panel.line("g") == "∂Q/∂x(2,8;1,2)=5,6"
    assert bench.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert panel.node.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    stage, panel = explained(bench, "radam", language="ru", numbers={})
    stage.root.locator(".opt-range").fill("2")
    assert bench.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert panel.node.evaluate("(node) => node.scrollWidth <= node.clientWidth")


@pytest.fixture
def visit(serve: Serve, open_page: OpenPage) -> Callable[[str], Playground]:
    def visit(query: str) -> Playground:
        return Playground(open_page(f"{serve(APP)}/?{query}"))

    return visit


def opened(visitor: Playground) -> Panel:
    panel = Panel(visitor.page)
    if not panel.node.is_visible():
        visitor.button("Numbers").click()
    expect(panel.node).to_have_attribute("data-run", re.compile("."))
    return panel


def go_to(visitor: Playground, step: int) -> None:
    visitor.page.get_by_role("slider", name="Step", exact=True).last.fill(str(step))


def test_moving_through_the_steps_sends_nothing(visit: Callable[[str], Playground]) -> None:
    visitor = visit(MOMENTUM)
    visitor.page.evaluate(COUNT_MESSAGES)
    panel = opened(visitor)
    visitor.settle()
    before = visitor.page.evaluate("messages")
    assert before["sent"] > 0 and before["received"] > 0
    visitor.page.evaluate(NO_REST)
    seen = set()
    for step in (1, 2, 7, 30, 49, 12):
        go_to(visitor, step)
        seen.add(panel.line("w"))
    visitor.button("Play").click()
    visitor.page.wait_for_function("document.querySelector('.opt-player').dataset.frames > 10")
    assert len(seen) == 6
    assert visitor.page.evaluate("messages") == before


def test_the_panel_stays_open_over_other_changes(visit: Callable[[str], Playground]) -> None:
    visitor = visit(f"{MOMENTUM}&m=adam")
    panel = opened(visitor)
    panel.method.select_option("adam")
    expect(panel.node).to_have_attribute("data-run", "adam")
    visitor.choose_surface("Himmelblau")
    expect(panel.node).to_have_attribute("data-run", "adam")
    expect(panel.node).to_be_visible()
    go_to(visitor, 1)
    assert panel.line("g").startswith("∂Q/∂x(")
