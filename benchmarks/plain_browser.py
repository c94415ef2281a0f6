"""A browser that loads a page as a visitor's does.

Playwright is told of every request and every answer, which for the two hundred requests of a first load costs tenths of
a second of the processors on which the browser runs. Here nobody listens: the page is asked what time it was.
"""

from __future__ import annotations

import json
import subprocess
import time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self
from urllib.request import urlopen

from websockets.sync.client import connect

from tests.browser.browser_setup import FLAGS, chromium_path

WIDTH, HEIGHT = 1400, 900
PATIENCE_SECONDS = 120.0
_LOOK_SECONDS = 0.2


class PlainBrowser:
    """Chromium with nothing kept from before, and one page in it."""

    def __init__(self, script: str) -> None:
        """`script` runs in every document before its own scripts."""
        self._folder = TemporaryDirectory(ignore_cleanup_errors=True)
        kept = Path(self._folder.name)
        self._process = subprocess.Popen(
            [chromium_path(), "--headless", *FLAGS, "--remote-debugging-port=0", f"--user-data-dir={kept}",
             f"--window-size={WIDTH},{HEIGHT}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        port = _wait_for(lambda: (kept / "DevToolsActivePort").read_text().splitlines()[0])
        page = _wait_for(lambda: next(each for each in _targets(port) if each["type"] == "page"))
        self._connection = connect(page["webSocketDebuggerUrl"], max_size=None)
        self._numbers = count(1)
        self._ask("Page.enable")
        self._ask("Page.addScriptToEvaluateOnNewDocument", source=script)
        self._ask("Emulation.setDeviceMetricsOverride", width=WIDTH, height=HEIGHT, deviceScaleFactor=1, mobile=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._process.terminate()
        self._process.wait()
        self._folder.cleanup()

    def load(self, url: str, expression: str) -> Any:
        """What `expression` is in the page at `url` once it is something."""
        self._ask("Page.navigate", url=url)
        return _wait_for(lambda: self._value(expression))

    def rest(self) -> None:
        """Until the page has asked for nothing new in a second."""
        before = -1
        while before != (before := self._value("performance.getEntriesByType('resource').length")):
            time.sleep(1.0)

    def _value(self, expression: str) -> Any:
        return self._ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def _ask(self, method: str, **given: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": given}))
        while (answer := json.loads(self._connection.recv())).get("id") != number:
            pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        found: dict[str, Any] = answer["result"]
        return found


def _targets(port: str) -> list[dict[str, Any]]:
    with urlopen(f"http://127.0.0.1:{port}/json/list", timeout=10) as answer:
        found: list[dict[str, Any]] = json.load(answer)
    return found


def _wait_for(look: Any) -> Any:
    """What `look` finds; it is asked again while that is nothing, or not there yet."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            found = look()
        except (OSError, IndexError, StopIteration):
            found = None
        if found:
            return found
        time.sleep(_LOOK_SECONDS)
    raise TimeoutError("the browser has not come as far in time")
