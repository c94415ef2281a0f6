"""A browser that reaches nobody, for files that people take home."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

LOCAL = ("file:", "data:", "blob:")


class Offline:
    """A context without a network, which remembers what is painted, and what its pages asked for all the same."""

    def __init__(self, browser: Browser, viewport: Mapping[str, int]) -> None:
        self.complaints: list[str] = []
        self.context: BrowserContext = browser.new_context(offline=True, viewport=dict(viewport))  # type: ignore[arg-type]
        self.context.route("**", self._answer)
        self.context.add_init_script(path=Path(__file__).with_name("bench_record.js"))

    def open(self, address: str) -> Page:
        """A page of a file."""
        page = self.context.new_page()
        page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(error.stack or error.message))
        page.goto(address)
        return page

    def check(self) -> None:
        """Close what is open: nothing must have been asked for or complained about since the last time."""
        for page in self.context.pages:
            page.close()
        complaints, self.complaints = self.complaints, []
        assert not complaints

    def close(self) -> None:
        self.context.close()

    def _answer(self, route: Route) -> None:
        if route.request.url.startswith(LOCAL):
            route.continue_()
            return
        self.complaints.append(f"asked for {route.request.url}")
        route.abort()


def pressed(dial: Locator, key: str, times: int = 3) -> float:
    """A dial turned by a key, and its player drawn anew: the value by then."""
    player = dial.page.locator(".opt-player")
    revision = player.get_attribute("data-revision") or ""
    dial.focus()
    for _press in range(times):
        dial.page.keyboard.press(key)
    expect(player).not_to_have_attribute("data-revision", revision)
    return float(dial.get_attribute("aria-valuenow") or "nan")
