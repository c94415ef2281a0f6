"""A browser page that remembers everything that went wrong on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

FIRST_RUN_TIMEOUT_MS = 60_000

# Streamlit says so itself: the server has the page, and its script has come to an end.
SETTLED = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app !== null
        && app.getAttribute('data-test-connection-state') === 'CONNECTED'
        && app.getAttribute('data-test-script-state') === 'notRunning';
}"""


def wait_until_settled(page: Page) -> None:
    """Wait until the script run in progress, if any, has finished and nothing is running."""
    page.wait_for_function(SETTLED, timeout=FIRST_RUN_TIMEOUT_MS)


class Watch:
    """Collects console errors, uncaught exceptions, failed and foreign requests of one page.

    `allowed` are regular expressions for complaints a test provokes on purpose.
    """

    def __init__(self, page: Page, url: str, allowed: Sequence[str]) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        self._host = urlsplit(url).netloc
        self._allowed = [re.compile(pattern) for pattern in allowed]
        page.on("console", self._on_console)
        page.on("pageerror", self._on_page_error)
        page.on("request", self._on_request)
        page.on("requestfailed", self._on_failed)
        page.on("response", self._on_response)

    def _add(self, complaint: str) -> None:
        if not any(pattern.search(complaint) for pattern in self._allowed):
            self.complaints.append(complaint)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._add(f"console: {message.text} ({message.location.get('url', '')})")

    def _on_page_error(self, error: Error) -> None:
        self._add(f"uncaught: {error.stack or error.message}")

    def _on_request(self, request: Request) -> None:
        # Lecture halls are offline: everything must come from the application's own server.
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self._host:
            self._add(f"foreign request: {request.url}")

    def _on_failed(self, request: Request) -> None:
        # A request given up by the page itself, as on navigation, is no failure.
        if request.failure != "net::ERR_ABORTED":
            self._add(f"failed request: {request.url} ({request.failure})")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self._add(f"HTTP {response.status}: {response.url}")

    def check_script(self) -> None:
        """Add the exceptions that Streamlit shows on the page now."""
        for box in self.page.locator('[data-testid="stException"]').all():
            self._add(f"exception on the page: {box.inner_text()}")
