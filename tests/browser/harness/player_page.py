"""What tests of the player share: how to open it, and how to look at what it has drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.harness.tabs import VIEWPORT, Tabs
from tests.browser.harness.watched_page import Watch, wait_until_settled

Serve = Callable[..., str]

APPS = Path(__file__).with_name("apps.py")

# A fresh browser compiles all of Plotly first, perhaps on a busy machine.
FIRST_DRAW_MS = 30_000
PLACE = """([x, y]) => {
    const plot = document.querySelector('.opt-landscape .js-plotly-plot');
    const box = plot.getBoundingClientRect();
    const { xaxis, yaxis } = plot._fullLayout;
    return [box.left + xaxis._offset + xaxis.l2p(x), box.top + yaxis._offset + yaxis.l2p(y)];
}"""


def button(root: Locator, name: str) -> Locator:
    return root.get_by_role("button", name=name, exact=True)


def step_of(root: Locator) -> int:
    return int(root.get_attribute("data-step") or -1)


def go_to(root: Locator, step: int) -> None:
    """Move the player to a step."""
    root.get_by_role("slider", name="Step", exact=True).fill(str(step))
    expect(root).to_have_attribute("data-step", str(step))


def page_fixtures(app: str, root: str) -> tuple[Any, Any]:
    """The fixtures `warm_page` (a file's page of an application of the tests) and `show`.

    `show(query)` loads it anew in that page, whose browser has compiled everything before, and gives the page
    and what `root` selects, drawn. A test fails at its end if the page has complained.
    """

    @pytest.fixture(scope="module")
    def warm_page(tabs: Tabs, serve: Serve) -> Iterator[Watch]:
        watch = tabs.take(serve(APPS), fresh=True)
        yield watch
        watch.page.close()

    @pytest.fixture
    def show(warm_page: Watch) -> Iterator[Callable[..., tuple[Page, Locator]]]:
        page = warm_page.page

        def show(query: str = "") -> tuple[Page, Locator]:
            page.set_viewport_size(VIEWPORT)  # type: ignore[arg-type]
            page.goto(f"{warm_page.url}/?app={app}&{query}")
            wait_until_settled(page)
            shown = page.locator(root)
            expect(shown).to_have_attribute("data-ready", "true", timeout=FIRST_DRAW_MS)
            return page, shown

        yield show
        warm_page.check_page()
        complaints, warm_page.complaints = warm_page.complaints, []
        if complaints:
            pytest.fail("the browser complained:\n" + "\n".join(complaints), pytrace=False)

    return warm_page, show
