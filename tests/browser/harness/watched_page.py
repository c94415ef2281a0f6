"""A browser page that remembers everything that went wrong on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from ui.shell.address_bar import PATIENCE_SECONDS

FIRST_RUN_TIMEOUT_MS = 60_000

_RERUN = BackMsg.RERUN_SCRIPT_FIELD_NUMBER
_NEW_SESSION, _FINISHED = ForwardMsg.NEW_SESSION_FIELD_NUMBER, ForwardMsg.SCRIPT_FINISHED_FIELD_NUMBER
_EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN

# Run before a page's own scripts: notes what goes over Streamlit's connection, so that a question which has been
# sent and not yet answered is known before Streamlit shows it. Both directions are protobuf messages of one kind
# each; the number of the first field that is neither hash nor metadata says which.
TRAFFIC = f"""(() => {{
    const [RERUN, NEW_SESSION, FINISHED] = [{_RERUN}, {_NEW_SESSION}, {_FINISHED}];
    const [HASH, METADATA, EARLY_FOR_RERUN] = [1, 2, {_EARLY}];
    const traffic = window.streamlitTraffic = {{ asked: false, running: false }};
    const read = (data) => {{
        // A view may be a part of a larger buffer.
        const {{ buffer = data, byteOffset, byteLength }} = data;
        const bytes = new Uint8Array(buffer, byteOffset, byteLength);
        let at = 0;
        const varint = () => {{
            let [value, shift] = [0, 0];
            for (;; shift += 7) {{
                const byte = bytes[at++];
                value += (byte & 127) * 2 ** shift;
                if (byte < 128) return value;
            }}
        }};
        while (at < bytes.length) {{
            const tag = varint();
            const [field, value] = [tag >> 3, varint()];
            if (field !== HASH && field !== METADATA) return {{ field, value }};
            at += value;
        }}
        return {{}};
    }};
    window.WebSocket = class extends WebSocket {{
        constructor(...given) {{
            super(...given);
            this.addEventListener('message', ({{ data }}) => this.received(data));
        }}
        send(data) {{
            if (read(data).field === RERUN) Object.assign(traffic, {{ asked: true, running: false }});
            super.send(data);
        }}
        received(data) {{
            if (!(data instanceof ArrayBuffer)) return;
            const {{ field, value }} = read(data);
            if (field === NEW_SESSION) traffic.running = true;
            if (field === FINISHED && traffic.running && value !== EARLY_FOR_RERUN) traffic.asked = false;
        }}
    }};
}})()"""

# The server has the page, its script has come to an end, no question is on its way, no player draws or is about to fit
# into another size, and all that for some frames: React draws, and players answer to, what has come in. `mark` tells
# this waiting from the one before.
SETTLED = """([mark, frames]) => {
    const app = document.querySelector('[data-testid="stApp"]');
    const settled = app !== null
        && !window.streamlitTraffic?.asked
        && app.getAttribute('data-test-connection-state') === 'CONNECTED'
        && app.getAttribute('data-test-script-state') === 'notRunning'
        && !document.querySelector('.opt-player:is([data-fitting=true], [data-drawing=true])');
    const { calm } = window.streamlitCalm?.mark === mark ? window.streamlitCalm : { calm: 0 };
    window.streamlitCalm = { mark, calm: settled ? calm + 1 : 0 };
    return window.streamlitCalm.calm > frames;
}"""
CALM_FRAMES = 2
_marks = count()


def wait_until_settled(page: Page) -> None:
    """Wait until everything the page has asked is answered and drawn, and nothing is running."""
    page.wait_for_function(SETTLED, arg=[next(_marks), CALM_FRAMES], timeout=FIRST_RUN_TIMEOUT_MS)


def outlast_patience(page: Page) -> None:
    """Wait until the server no longer takes an address that differs from the one it asked for as merely late."""
    # It asks for an address with every answer: only after the last one is its patience counted.
    wait_until_settled(page)
    page.wait_for_function(
        "([since, patience]) => performance.now() - since > patience",
        arg=[page.evaluate("performance.now()"), 1000 * PATIENCE_SECONDS],
    )


# What the browser says of an answer that is an error, whoever asked for it, except for workers.
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
FETCHED = "() => performance.getEntriesByType('resource').map(({ name }) => name)"


class Watch:
    """Collects console errors, uncaught exceptions, failed and foreign requests of one page.

    `allowed` are regular expressions for complaints a test provokes on purpose. Being told of `every_request` costs a
    tenth of what a page of the application costs. Without it, requests to others are noticed when they fail, as all
    to other machines do (`OWN_MACHINE`), or at the end; errors that the server answers workers are not.
    """

    def __init__(self, page: Page, url: str, allowed: Sequence[str], every_request: bool = False) -> None:
        self.page = page
        self.begin(url, allowed)
        page.add_init_script(TRAFFIC)
        page.on("console", self._on_console)
        page.on("pageerror", self._on_page_error)
        page.on("requestfailed", self._on_failed)
        if every_request:
            page.on("request", lambda request: self._check_host(request.url))
            page.on("response", self._on_response)

    def begin(self, url: str, allowed: Sequence[str]) -> None:
        """Watch for another test from here on, with nothing noted."""
        self.url = url
        self.complaints: list[str] = []
        #: Everything the page has logged, for the report of a failed test.
        self.console: list[str] = []
        self._host = urlsplit(url).netloc
        self._allowed = [re.compile(pattern) for pattern in allowed]

    def _add(self, complaint: str) -> None:
        if not any(pattern.search(complaint) for pattern in self._allowed):
            self.complaints.append(complaint)

    def _on_console(self, message: ConsoleMessage) -> None:
        self.console.append(f"{message.type}: {message.text}")
        if message.type == "error":
            address, refused = message.location.get("url", ""), REFUSED.match(message.text)
            self._add(f"HTTP {refused[1]}: {address}" if refused else f"console: {message.text} ({address})")

    def _on_page_error(self, error: Error) -> None:
        self.console.append(f"uncaught: {error.message}")
        self._add(f"uncaught: {error.stack or error.message}")

    def _check_host(self, url: str) -> None:
        # Lecture halls are offline: everything must come from the application's own server.
        address = urlsplit(url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self._host:
            self._add(f"foreign request: {url}")

    def _on_failed(self, request: Request) -> None:
        self._check_host(request.url)
        # A request given up by the page itself, as on navigation, is no failure.
        if request.failure != "net::ERR_ABORTED":
            self._add(f"failed request: {request.url} ({request.failure})")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self._add(f"HTTP {response.status}: {response.url}")

    def check_page(self) -> None:
        """Add the exceptions that Streamlit shows on the page now, and what it has from others."""
        for address in self.page.evaluate(FETCHED):
            self._check_host(address)
        for box in self.page.locator('[data-testid="stException"]').all():
            self._add(f"exception on the page: {box.inner_text()}")
