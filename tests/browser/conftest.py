"""A real browser and real servers.

`serve(script, *flags, **environment)` gives the base URL of a running application, `open_page(url)` a page
of it whose first run has finished. A test fails at its end if its pages logged an error, threw, or asked
another host for anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.browser_setup import FLAGS, chromium_path
from tests.browser.servers import ROOT, Servers
from tests.browser.watched_page import Watch, wait_until_settled

PICTURES = ROOT / "test-results"
ACTION_TIMEOUT_MS = 20_000
LOG_TAIL = 3_000

# Busy machines draw late; what is there returns at once all the same.
expect.set_options(timeout=ACTION_TIMEOUT_MS)

_failed = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    with Servers() as running:
        yield running


@pytest.fixture(scope="session")
def serve(servers: Servers) -> Callable[..., str]:
    return servers.serve


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path(), headless=True, args=[*FLAGS])
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser, servers: Servers, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """`open_page(url, allowed=(), settle=True, **context_options) -> Page`, in a browser context of its own.

    `allowed`: regular expressions for errors that the test provokes. `settle=False` returns at once after
    navigation. Other arguments go to Playwright's `new_context`: viewport, color_scheme, reduced_motion...
    """
    watches: list[Watch] = []

    def open_page(url: str, allowed: Sequence[str] = (), settle: bool = True, **context_options: Any) -> Page:
        options = {"viewport": {"width": 1400, "height": 900}, **context_options}
        page = browser.new_context(**options).new_page()
        page.set_default_timeout(ACTION_TIMEOUT_MS)
        watches.append(Watch(page, url, allowed))
        page.goto(url)
        if settle:
            wait_until_settled(page)
        return page

    yield open_page
    _close(watches, servers, request.node)


@pytest.fixture
def settle() -> Callable[[Page], None]:
    """`settle(page)`: wait until the application has nothing more to do."""
    return wait_until_settled


def _close(watches: list[Watch], servers: Servers, item: pytest.Item) -> None:
    for number, watch in enumerate(watches):
        if not watch.page.is_closed():
            watch.check_script()
            if item.stash.get(_failed, False) or watch.complaints:
                watch.page.screenshot(path=_picture(item.nodeid, number))
        watch.page.context.close()
        if watch.complaints:
            watch.complaints.append(f"the server's last words:\n{servers.output(watch.url)[-LOG_TAIL:]}")
    complaints = [complaint for watch in watches for complaint in watch.complaints]
    if complaints:
        pytest.fail("the browser complained:\n" + "\n".join(complaints), pytrace=False)


def _picture(test: str, number: int) -> Path:
    PICTURES.mkdir(exist_ok=True)
    return PICTURES / f"{re.sub(r'[^0-9A-Za-z]+', '-', test)}-{number}.png"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report: Any = yield
    if report.when == "call" and report.failed:
        item.stash[_failed] = True
    return report
