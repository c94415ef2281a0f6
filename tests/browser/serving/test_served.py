"""The application as it is hosted: an ordinary way through all pages under its policy, and in frames of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from pages.places import PLACES
from serving.settings import FRAME_ANCESTORS
from tests.browser.harness.servers import ROOT
from tests.browser.harness.watched_page import wait_until_settled
from ui.player.assets import PLOTLY_FLAT, url_path

ASGI = ROOT / "asgi.py"
READY = ".opt-player[data-ready=true]:not(.opt-held *)"


@pytest.fixture(scope="module")
def slides() -> Iterator[str]:
    """A page of somebody else that shows, in a frame of 800 x 600, the address that follows its own."""

    class Slides(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            frame = f'<iframe width="800" height="600" src="{self.path.partition("?")[2]}"></iframe>'
            body = f'<!doctype html><link rel="icon" href="data:,"><body>{frame}</body>'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Nothing to say."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Slides) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/?"
        server.shutdown()


@pytest.fixture(scope="module")
def framed(serve: Callable[..., str], slides: str) -> str:
    """A server that lets those slides show it."""
    return serve(ASGI, **{FRAME_ANCESTORS: slides.removesuffix("/?")})


def test_all_pages_work_under_their_policy(open_page: Callable[..., Page], framed: str) -> None:
    """The fixture fails the test at any complaint of the browser, as one about what the policy does not allow."""
    # Fresh: no request of any page escapes, of a worker neither.
    page = open_page(f"{framed}/?lang=en", fresh=True)
    answer = page.request.get(framed)
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    for place in PLACES[1:]:
        page.get_by_role("link", name=place.name, exact=True).click()
        page.wait_for_url(f"**/{place.key}*")
        wait_until_settled(page)
        if place.player:
            page.wait_for_selector(READY)


def test_scripts_of_others_do_not_run_and_files_come_compressed(open_page: Callable[..., Page], framed: str) -> None:
    # Any answer has the policy of the pages, as an image of nothing.
    page = open_page(f"{framed}/_stcore/health", settle=False, fresh=True, allowed=["inline script violates"])
    policies = [page.request.get(address).headers["content-security-policy"] for address in (framed, page.url)]
    assert policies[0] == policies[1]
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = 1' }))")
    assert page.evaluate("window.ran") is None
    plotly = f"{framed}/{url_path()}/{PLOTLY_FLAT.name}"
    page.wait_for_function(
        """async (url) => (await fetch(url, { cache: 'no-store' })).headers.get('content-encoding') === 'br'""",
        arg=plotly,
    )
    headers = page.request.get(plotly).headers
    assert "immutable" in headers["cache-control"] and headers["x-content-type-options"] == "nosniff"


def test_in_a_frame_of_slides_that_may_show_it(open_page: Callable[..., Page], framed: str, slides: str) -> None:
    page = open_page(f"{slides}{framed}/?embed=true", settle=False, fresh=True, allowed=["foreign request"])
    frame = page.frame_locator("iframe")
    expect(frame.locator(READY)).to_be_visible(timeout=60_000)
    # Picture, curve and transport are in the frame, and nothing runs over its side.
    for part in (".opt-landscape", ".opt-loss", ".opt-controls"):
        box = frame.locator(part).bounding_box()
        outer = page.locator("iframe").bounding_box()
        assert box is not None and outer is not None
        assert box["x"] >= outer["x"] and box["x"] + box["width"] <= outer["x"] + outer["width"]
        assert box["y"] + box["height"] <= outer["y"] + outer["height"]


def test_in_a_frame_of_others_it_is_not_shown(open_page: Callable[..., Page], framed: str, slides: str) -> None:
    # By another name the same slides are somebody else; whom a server lets that is told nothing: tests/serving.
    others = slides.replace("localhost", "127.0.0.1")
    page = open_page(
        f"{others}{framed}/?embed=true", settle=False, fresh=True,
        allowed=["foreign request", "frame-ancestors", "failed request"],
    )  # fmt: skip
    page.wait_for_function("() => document.querySelector('iframe') !== null")
    page.wait_for_load_state("load")
    assert not any(frame.url.startswith(framed) for frame in page.frames)
