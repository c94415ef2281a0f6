"""How tests handle the Playground: by the names a visitor sees or hears."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.harness.menus import choose_option
from tests.browser.harness.tabs import FORGET
from tests.browser.harness.watched_page import wait_until_settled

APP = Path(__file__).parents[3] / "app.py"
# A fresh browser compiles all of Plotly first, perhaps on a busy machine.
FIRST_DRAW_MS = 60_000

Serve = Callable[..., str]
OpenPage = Callable[..., Page]

_PLACE = """([x, y]) => {
    const plot = document.querySelector('.opt-landscape .js-plotly-plot');
    const box = plot.getBoundingClientRect();
    const { xaxis, yaxis } = plot._fullLayout;
    return [box.left + xaxis._offset + xaxis.l2p(x), box.top + yaxis._offset + yaxis.l2p(y)];
}"""
_RANGES = """() => {
    const { xaxis, yaxis } = document.querySelector('.opt-landscape .js-plotly-plot')._fullLayout;
    return [...xaxis.range, ...yaxis.range];
}"""
_TRACES = """() => document.querySelector('.opt-landscape .js-plotly-plot').data.map((trace) => trace.type)"""
_PICTURE = """(canvases) => [...document.querySelectorAll(`.opt-player ${canvases}`)].map((c) => c.toDataURL())"""


def follow(page: Page, url: str) -> Playground:
    """A visitor who knows nothing of the one before follows a link in the same tab, where the scripts are compiled."""
    page.evaluate(FORGET)
    page.goto("about:blank")
    page.goto(url)
    return Playground(page)


class Playground:
    """The page of one visitor."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # Not its likeness, which stays while another page is drawn.
        self.player = page.locator(".opt-player:not(.opt-held *)")
        expect(self.player).to_have_attribute("data-ready", "true", timeout=FIRST_DRAW_MS)
        wait_until_settled(page)

    @contextmanager
    def redrawn(self) -> Iterator[None]:
        """Until what is done inside has changed the picture."""
        before = self.revision
        yield
        expect(self.player).not_to_have_attribute("data-revision", str(before))
        self.settle()

    def settle(self) -> None:
        """Until a message on its way has been answered."""
        wait_until_settled(self.page)

    @property
    def revision(self) -> int:
        return int(self.player.get_attribute("data-revision") or -1)

    @property
    def step(self) -> int:
        return int(self.player.get_attribute("data-step") or -1)

    @property
    def query(self) -> str:
        return self.page.url.partition("?")[2]

    @property
    def table(self) -> list[str]:
        return self.page.locator(".opt-table tbody tr").all_inner_texts()

    @property
    def methods(self) -> list[str]:
        return [name.strip() for name in self.page.locator(".opt-table tbody th").all_inner_texts()]

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=3)

    @property
    def formula(self) -> Locator:
        return self.page.get_by_role("textbox", name="Your own formula")

    @property
    def refusal(self) -> Locator:
        return self.page.get_by_test_id("stSidebar").get_by_role("alert")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def slider(self, name: str) -> Locator:
        return self.page.get_by_role("slider", name=name, exact=True)

    def number(self, name: str) -> Locator:
        return self.page.get_by_role("textbox", name=name, exact=True)

    def ranges(self) -> Any:
        return self.page.evaluate(_RANGES)

    def traces(self) -> Any:
        return self.page.evaluate(_TRACES)

    def picture(self, canvases: str = "canvas.opt-trail") -> Any:
        """The paths of landscape and loss chart, pixel by pixel."""
        return self.page.evaluate(_PICTURE, canvases)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the landscape is on the screen."""
        at = self.page.evaluate(_PLACE, [x, y])
        return at[0], at[1]

    def choose_surface(self, name: str) -> None:
        self.choose("Surface", name)

    def add_method(self, name: str) -> None:
        self.choose("Methods", name)
        self.page.keyboard.press("Escape")

    def choose(self, menu: str, option: str) -> None:
        """Choose an option in a menu of the page, which changes the picture."""
        with self.redrawn():
            choose_option(self.page.get_by_role("combobox", name=menu), option)

    def type_formula(self, text: str) -> None:
        self.formula.fill(text)
        self.formula.press("Enter")
        self.settle()

    def enter(self, name: str, value: str) -> None:
        self.number(name).fill(value)
        self.number(name).press("Enter")
        self.settle()

    def open_details(self, method: int = 0) -> None:
        """Settings and equations of the method at that place."""
        self.page.get_by_text("Settings and equations").nth(method).click()
        expect(self.page.get_by_role("radiogroup", name="Convention")).to_be_visible()
        self.settle()
