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
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from tests.browser.browser_setup import FLAGS, chromium_path
from tests.browser.harness.bench import Bench
from tests.browser.harness.servers import ROOT, Servers
from tests.browser.harness.tabs import ACTION_TIMEOUT_MS, VIEWPORT, Tabs
from tests.browser.harness.watched_page import Watch, wait_until_settled

# What a test runs is over before the last stage of optimization would pay: without it there is a tenth less to do. What
# one tab has compiled is there for the next one, if the two share a process. A frame is put together from few large
# tiles sooner than from dozens of small ones where no graphics card does it.
QUICKLY_OVER = (
    "--js-flags=--no-turbofan",
    "--process-per-site",
    "--default-tile-width=1408",
    "--default-tile-height=1024",
)
# Whoever asks another machine for anything fails at once, and is noticed.
OWN_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
RESULTS = ROOT / "test-results"
LOG_TAIL = 3_000

# Busy machines draw late; what is there returns at once all the same.
expect.set_options(timeout=ACTION_TIMEOUT_MS)

# The pages of the test that is running, and whether it has failed.
_open = pytest.StashKey[list[Watch]]()
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
        launched = playwright.chromium.launch(
            executable_path=chromium_path(), headless=True, args=[*FLAGS, *QUICKLY_OVER, OWN_MACHINE]
        )
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Tabs:
    return Tabs(browser)


@pytest.fixture(scope="session")
def _bench_page(browser: Browser) -> Iterator[Bench]:
    bench = Bench(browser.new_context(viewport=VIEWPORT).new_page())  # type: ignore[arg-type]
    yield bench
    bench.close()


@pytest.fixture(scope="module")
def warm_bench(_bench_page: Bench) -> Bench:
    """The page of `bench` for tests that ask it again and again; nobody looks after it."""
    _bench_page.begin()
    return _bench_page


@pytest.fixture
def bench(warm_bench: Bench) -> Iterator[Bench]:
    """A blank page with the product's JavaScript, as tests expect it; its complaints fail the test."""
    warm_bench.reset()
    yield warm_bench
    warm_bench.check()


@pytest.fixture
def open_page(tabs: Tabs, servers: Servers, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """`open_page(url, allowed=(), settle=True, fresh=False, **context_options) -> Page`.

    `allowed`: regular expressions for errors that the test provokes. `settle=False` returns at once after
    navigation. `fresh=True` asks for a tab that nobody gets afterwards, for tests that put something under the page
    which would stay: routes, listeners; it is told of every request. Other arguments go to Playwright's `new_context`:
    viewport, color_scheme, reduced_motion...
    """
    watches: list[Watch] = []
    request.node.stash[_open] = watches

    def open_page(
        url: str,
        allowed: Sequence[str] = (),
        settle: bool = True,
        fresh: bool = False,
        **context_options: Any,
    ) -> Page:
        watch = tabs.take(url, allowed, fresh, **context_options)
        watches.append(watch)
        watch.page.goto(url)
        if settle:
            wait_until_settled(watch.page)
        return watch.page

    yield open_page
    _close(watches, tabs, servers, request.node)


@pytest.fixture
def settle() -> Callable[[Page], None]:
    """`settle(page)`: wait until the application has nothing more to do."""
    return wait_until_settled


def _close(watches: list[Watch], tabs: Tabs, servers: Servers, item: pytest.Item) -> None:
    for watch in watches:
        if not watch.page.is_closed():
            watch.check_page()
    complaints = [complaint for watch in watches for complaint in watch.complaints]
    kept = _keep_all(watches, servers, item) if complaints else ""
    for watch in watches:
        tabs.give_back(watch, spoiled=bool(complaints) or item.stash.get(_failed, False))
    if complaints:
        pytest.fail("\n".join(["the browser complained:", *complaints, kept]), pytrace=False)


def _keep_all(watches: Sequence[Watch], servers: Servers, item: pytest.Item) -> str:
    """Write down what the pages of a failed test looked like and logged; a sentence that says where."""
    RESULTS.mkdir(exist_ok=True)
    stem = re.sub(r"[^0-9A-Za-z]+", "-", item.nodeid)
    files = [file for number, watch in enumerate(watches) for file in _keep(watch, servers, f"{stem}-{number}")]
    return f"Left for you: {', '.join(str(file.relative_to(ROOT)) for file in files)}"


def _keep(watch: Watch, servers: Servers, stem: str) -> list[Path]:
    log, picture = RESULTS / f"{stem}.log", RESULTS / f"{stem}.png"
    said = [watch.page.url, *watch.console, "-- complaints", *watch.complaints]
    try:
        watch.page.screenshot(path=picture)
    except Error as error:  # a page that is closed or hangs is no reason to lose its log
        said.append(f"-- no picture: {error}")
    log.write_text("\n".join([*said, "-- the server's last words", servers.output(watch.url)[-LOG_TAIL:]]), "utf-8")
    return [file for file in (picture, log) if file.exists()]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report: Any = yield
    watches = item.stash.get(_open, [])
    if report.when == "call" and report.failed and watches:
        item.stash[_failed] = True
        report.sections.append(("browser", _keep_all(watches, item.funcargs["servers"], item)))  # type: ignore[attr-defined]
    return report
