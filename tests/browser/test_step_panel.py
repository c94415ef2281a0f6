"""The step, in numbers: equations filled in while the player moves, without asking the server."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect

from tests.browser.playground import APP, OpenPage, Playground, Serve

# By hand for Q = x² + 2y² from (4, 3), rate 0.1, momentum 0.5, so that g = (2x, 4y):
# step 1: g = (8, 12), h = (0.8, 1.2), w = (3.2, 1.8)
# step 2: g = (6.4, 7.2), h = (0.4 + 0.64, 0.6 + 0.72) = (1.04, 1.32), w = (2.16, 0.48), Q = 5.1264
BOWL = "f=x^2%2B2y^2&start=4,3&steps=50"
MOMENTUM = f"{BOWL}&m=momentum;learning_rate=0.1;momentum=0.5"
INVISIBLE = re.compile("[\\s⁢⁡]")

Visit = Callable[..., "StepPanel"]


class StepPanel(Playground):
    """A visitor's page with the panel open."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.panel = page.locator(".opt-step")
        self.method = self.panel.get_by_role("combobox")

    def open(self) -> None:
        self.page.get_by_text("The step, in numbers").click()
        expect(self.panel).to_have_attribute("data-run", re.compile("."))

    def go_to(self, step: int) -> None:
        self.page.get_by_role("slider", name="Step").last.fill(str(step))

    def line(self, target: str, coordinate: int = 0) -> str:
        """The last line that assigns `target`, with this step's numbers."""
        line = self.panel.locator(f'[data-target="{target}"]').last
        return plain(line.locator(".opt-step-formula").nth(coordinate))

    def arrows(self) -> Any:
        return self.picture("canvas.opt-layer")[2]


def plain(node: Locator) -> str:
    return INVISIBLE.sub("", node.text_content() or "")


@pytest.fixture
def visit(serve: Serve, open_page: OpenPage) -> Visit:
    def visit(query: str, **options: Any) -> StepPanel:
        panel = StepPanel(open_page(f"{serve(APP)}/?{query}", **options))
        panel.open()
        return panel

    return visit


def test_two_steps_of_momentum_worked_out_by_hand(visit: Visit) -> None:
    panel = visit(MOMENTUM)
    panel.go_to(1)
    assert panel.line("g") == "∂Q/∂x(4,3)=8"
    assert [panel.line("h", i) for i in (0, 1)] == ["0.5·0+0.1·8=0.8", "0.5·0+0.1·12=1.2"]
    assert [panel.line("w", i) for i in (0, 1)] == ["4−0.8=3.2", "3−1.2=1.8"]
    panel.go_to(2)
    assert [panel.line("g", i) for i in (0, 1)] == ["∂Q/∂x(3.2,1.8)=6.4", "∂Q/∂y(3.2,1.8)=7.2"]
    assert [panel.line("h", i) for i in (0, 1)] == ["0.5·0.8+0.1·6.4=1.04", "0.5·1.2+0.1·7.2=1.32"]
    assert [panel.line("w", i) for i in (0, 1)] == ["3.2−1.04=2.16", "1.8−1.32=0.48"]
    assert panel.line("@loss") == "Q(2.16,0.48)=5.1264"


def test_moving_through_the_steps_sends_nothing(visit: Visit) -> None:
    sent: list[object] = []

    def count(frame: object) -> None:
        sent.append(frame)

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", count)
        socket.on("framereceived", count)

    panel = visit(MOMENTUM)
    panel.page.on("websocket", watch)
    panel.page.reload()
    panel = StepPanel(panel.page)
    panel.open()
    panel.settle()
    opened = len(sent)
    assert opened > 0
    seen = set()
    for step in (1, 2, 7, 30, 49, 12):
        panel.go_to(step)
        seen.add(panel.line("w"))
    panel.button("Play").click()
    panel.page.wait_for_timeout(500)
    assert len(seen) == 6
    assert len(sent) == opened


def test_nesterov_shows_where_it_looks(visit: Visit) -> None:
    # Step 1: v = -0.1(8, 12); step 2 looks from (3.2, 1.8) at (3.2 - 0.4, 1.8 - 0.6).
    panel = visit(f"{BOWL}&m=nesterov;learning_rate=0.1;momentum=0.5")
    panel.go_to(2)
    assert [panel.line("@at", i) for i in (0, 1)] == ["3.2+0.5·(−0.8)=2.8", "1.8+0.5·(−1.2)=1.2"]
    assert panel.line("g") == "∂Q/∂x(2.8,1.2)=5.6"
    with_ring = panel.arrows()
    panel.panel.get_by_label("Where the gradient is taken").uncheck()
    assert panel.arrows() != with_ring


def test_arrows_come_and_go_with_their_boxes(visit: Visit) -> None:
    panel = visit(MOMENTUM)
    panel.go_to(2)
    pictures = [panel.arrows()]
    boxes = panel.panel.get_by_role("checkbox")
    assert boxes.count() == 3
    for box in boxes.all():
        box.uncheck()
        pictures.append(panel.arrows())
    assert len(set(pictures)) == 4
    panel.page.get_by_text("The step, in numbers").click()
    panel.settle()
    assert panel.arrows() == pictures[-1]


def test_the_panel_stays_open_over_other_changes(visit: Visit) -> None:
    panel = visit(f"{MOMENTUM}&m=adam")
    panel.method.select_option("adam")
    expect(panel.panel).to_have_attribute("data-run", "adam")
    panel.choose_surface("Himmelblau")
    expect(panel.panel).to_have_attribute("data-run", "adam")
    expect(panel.panel).to_have_attribute("open", "")
    panel.go_to(1)
    assert panel.line("g").startswith("∂Q/∂x(")


def test_one_weight(visit: Visit) -> None:
    panel = visit("f=w^2&start=3&steps=10&m=gradient_descent;learning_rate=0.1;weight_decay=0.5")
    panel.go_to(1)
    assert plain(panel.panel.locator('[data-target="g"]').first.locator(".opt-step-formula")) == "Q′(3)=6"
    assert panel.line("g") == "6+0.5·3=7.5"
    assert panel.line("w") == "3−0.1·7.5=2.25"


def test_a_run_that_blows_up_shows_its_last_step(visit: Visit) -> None:
    panel = visit("m=gradient_descent;learning_rate=1;pytorch&m=adam")
    panel.go_to(200)
    expect(panel.panel).to_contain_text("the last of this run")
    assert "·10" in panel.line("w")


def test_a_method_without_such_equations_says_so(visit: Visit, serve: Serve, open_page: OpenPage) -> None:
    panel = StepPanel(open_page(f"{serve(APP)}/?{BOWL}&m=newton"))
    panel.page.get_by_text("The step, in numbers").click()
    expect(panel.panel).to_contain_text("no equations per coordinate")


def test_russian_numbers_on_a_phone(serve: Serve, open_page: OpenPage) -> None:
    query = f"{BOWL}&m=nesterov;learning_rate=0.1;momentum=0.5&m=radam&lang=ru"
    panel = StepPanel(open_page(f"{serve(APP)}/?{query}", viewport={"width": 390, "height": 844}))
    panel.panel.locator("summary").click()
    expect(panel.panel).to_have_attribute("data-run", "nesterov")
    panel.page.locator(".opt-range").fill("2")
    assert panel.line("@at") == "3,2+0,5·(−0,8)=2,8"
    assert panel.line("g") == "∂Q/∂x(2,8;1,2)=5,6"
    panel.method.select_option("radam")
    expect(panel.panel).to_have_attribute("data-run", "radam")
    assert panel.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert panel.panel.evaluate("(node) => node.scrollWidth <= node.clientWidth")
