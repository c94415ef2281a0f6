"""The browser fixtures themselves: they notice what they promise to notice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness.menus import choose_option
from tests.browser.harness.player_page import APPS as PROBE
from tests.browser.harness.tabs import Tabs
from tests.browser.harness.watched_page import Watch, wait_until_settled

PATIENCE_SECONDS = 60
#: Low, so that the menu is below the edge.
SMALL = {"width": 1000, "height": 400}

Serve = Callable[..., str]
OpenPage = Callable[..., Page]


def test_a_page_is_settled_and_reruns_and_that_means_answered_and_drawn(serve: Serve, open_page: OpenPage) -> None:
    page = open_page(serve(PROBE), viewport=SMALL)
    expect(page.get_by_text("presses 0")).to_be_visible()
    page.get_by_role("button", name="Press").click()
    expect(page.get_by_text("presses 1")).to_be_visible()
    for presses in range(1, 4):
        page.get_by_role("button", name="Think").click()
        wait_until_settled(page)
        assert page.get_by_text(f"thought {presses}").is_visible()
    # Surfaces are drawn without a graphics card.
    assert page.evaluate("document.createElement('canvas').getContext('webgl2') !== null")


def test_a_menu_below_the_edge_is_opened_and_its_last_option_chosen(serve: Serve, open_page: OpenPage) -> None:
    # By the time the menu is asked for, the box slides down with what opens above it.
    page = open_page(serve(PROBE), viewport=SMALL)
    page.get_by_text("More", exact=True).click()
    choose_option(page.get_by_role("combobox", name="Number"), "29")
    wait_until_settled(page)
    assert page.get_by_text("number 29").is_visible()


def test_one_server_per_script_and_flags(serve: Serve) -> None:
    assert serve(PROBE) == serve(PROBE)
    below = serve(PROBE, "--server.baseUrlPath=lectures")
    assert below.endswith("/lectures")
    assert below != serve(PROBE)


def test_a_server_that_cannot_start_says_why(serve: Serve) -> None:
    with pytest.raises(RuntimeError, match="does not exist"):
        serve(PROBE.with_name("no_such_app.py"))


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("console.error('drawn wrongly')", "drawn wrongly"),
        ("setTimeout(() => { throw new Error('thrown later') })", "thrown later"),
        ("fetch('/app/static/no_such_file.json')", "HTTP 404"),
        ("new Image().src = 'http://127.0.0.1:9/pixel.png'", "foreign request"),
        ("new Image().src = 'http://elsewhere.example/pixel.png'", "foreign request"),
        ("new Image().src = 'http://192.0.2.1/pixel.png'", "foreign request"),
        ("import('/app/static/no_such_file.js').catch(() => null)", "HTTP 404"),
    ],
)
def test_what_goes_wrong_is_noticed(probe: Watch, script: str, complaint: str) -> None:
    watch = probe
    watch.page.evaluate(script)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not any(complaint in text for text in watch.complaints):
        assert time.monotonic() < deadline, watch.complaints
        wait_until_settled(watch.page)


def test_what_another_server_of_this_machine_answered_is_noticed_at_the_end(probe: Watch) -> None:
    watch = probe
    elsewhere = watch.url.replace("127.0.0.1", "localhost")
    watch.page.evaluate("(address) => { void fetch(address, { mode: 'no-cors' }); }", f"{elsewhere}/_stcore/health")
    noted = "(host) => performance.getEntriesByType('resource').some(({ name }) => name.startsWith(host))"
    watch.page.wait_for_function(noted, arg=elsewhere)
    assert not watch.complaints
    watch.check_page()
    assert any(text.startswith(f"foreign request: {elsewhere}") for text in watch.complaints)
    watch.page.evaluate("performance.clearResourceTimings()")


def test_a_fresh_tab_is_told_of_every_request(serve: Serve, tabs: Tabs) -> None:
    watch = tabs.take(serve(PROBE), fresh=True, viewport=SMALL)
    watch.page.goto(f"{watch.url}/_stcore/health")
    # Of what a worker gets the page logs nothing.
    script = "new Worker(URL.createObjectURL(new Blob([`fetch('${origin}/app/static/no_such_file.json')`])))"
    with watch.page.expect_event("response", lambda response: "no_such_file" in response.url):
        watch.page.evaluate(script)
    assert any("HTTP 404" in text for text in watch.complaints)
    watch.page.close()


def test_a_tab_speaks_another_language_until_it_is_given_back(serve: Serve, tabs: Tabs) -> None:
    spoken: dict[str, set[str]] = {}
    page = None
    for locale in ("", "ru-RU", ""):
        watch = tabs.take(serve(PROBE), locale=locale)
        assert page in (None, watch.page), "the tab is shared"
        page = watch.page
        page.goto(f"{watch.url}/_stcore/health")
        spoken.setdefault(locale, set()).add(page.evaluate("navigator.language"))
        tabs.give_back(watch, spoiled=False)
    assert spoken == {"": {"en-US"}, "ru-RU": {"ru-RU"}}


def test_an_exception_of_the_script_is_noticed(probe: Watch) -> None:
    watch = probe
    watch.page.get_by_role("button", name="Fail").click()
    watch.page.wait_for_selector('[data-testid="stException"]')
    watch.check_page()
    assert any("exception on the page" in text for text in watch.complaints)


@pytest.fixture(scope="module")
def opened(serve: Serve, tabs: Tabs) -> Iterator[Watch]:
    """A page that is watched, and whose complaints fail no test."""
    watch = tabs.take(serve(PROBE), viewport=SMALL)
    watch.page.goto(watch.url)
    wait_until_settled(watch.page)
    yield watch
    watch.page.close()


@pytest.fixture
def probe(opened: Watch) -> Watch:
    """That page with nothing to complain about."""
    opened.begin(opened.url, ())
    return opened
