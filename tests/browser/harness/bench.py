"""A blank page with the product's JavaScript and no server behind it: modules to call, players to mount, warm.

The fixture `bench` is a page that all tests share, begun anew for every file; it fails a test after which the page has
complained. Messages are made here as the pages make them, so the players cannot tell the difference.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any, Self

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from tests.browser.harness.servers import ROOT
from tests.browser.harness.tabs import ACTION_TIMEOUT_MS, VIEWPORT
from tests.browser.harness.watched_page import Watch
from ui.player.assets import PLOTLY_FLAT, PLOTLY_SOLID

SOURCES = ROOT / "ui" / "player" / "js"
TYPES = {".js": "text/javascript", ".css": "text/css"}
LIBRARIES = {path.name: path for path in (PLOTLY_FLAT, PLOTLY_SOLID)}
# A fresh browser compiles all of Plotly first, perhaps on a busy machine.
FIRST_DRAW_MS = 60_000
BLANK = """<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">
<style>body { margin: 0; font-family: sans-serif } main { padding: 8px }</style>
<body><main><input aria-label="Note"></main><aside hidden></aside></body></html>"""

FRAME = """(panel) => {
    const plot = document.querySelector(`${panel} .js-plotly-plot`);
    if (!plot) return document.querySelector(`${panel} .opt-stage`).dataset.frame.split(' ').map(Number);
    const { xaxis, yaxis } = plot._fullLayout;
    return [xaxis._offset, yaxis._offset, xaxis._length, yaxis._length, ...xaxis.range, ...yaxis.range];
}"""
# The same of a stage that is scrolled into view, after where it is then.
PLACED = f"""(panel) => {{
    const stage = document.querySelector(`${{panel}} .opt-stage`);
    stage.scrollIntoView({{ block: 'center' }});
    const {{ x, y }} = stage.getBoundingClientRect();
    return [x, y, ...({FRAME})(panel)];
}}"""
# A player that still draws what it was asked for is waited for, and fails the test where it does not come to an end.
TWO_FRAMES = """async (patience) => {
    const late = performance.now() + patience;
    const frame = () => new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error("the page draws no frames")), patience);
        requestAnimationFrame(() => { clearTimeout(timer); resolve(); });
    });
    for (let count = 0; count < 3;) {
        await frame();
        const drawing = document.querySelector('.opt-player[data-drawing="true"]');
        if (drawing && performance.now() > late) throw new Error("the player draws on and on");
        count = drawing ? 0 : count + 1;
    }
}"""
# What is on canvases at one moment, between the same two frames.
PAINTED = "(all) => all.flatMap((canvas) => document.querySelector(canvas).painted ?? [])"
# Empty, as a player that is left would fit itself into the next test's window, and light; whether it is still.
RESET = """() => {
    bench.clear();
    document.documentElement.removeAttribute('style');
    return matchMedia('(prefers-reduced-motion: reduce)').matches;
}"""

Point = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """Where a panel's axes are in its stage, in pixels, and their ends; of logarithmic ones powers of ten."""

    left: float
    top: float
    width: float
    height: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float

    def pixel(self, x: float, y: float) -> Point:
        across = (x - self.x_low) / (self.x_high - self.x_low)
        up = (y - self.y_low) / (self.y_high - self.y_low)
        return self.left + self.width * across, self.top + self.height * (1 - up)

    def data(self, x: float, y: float) -> Point:
        across, up = (x - self.left) / self.width, 1 - (y - self.top) / self.height
        return (
            self.x_low + across * (self.x_high - self.x_low),
            self.y_low + up * (self.y_high - self.y_low),
        )


@dataclass(frozen=True)
class Mark:
    """Something painted: a stroke, a fill, a text or an image, with the path it follows in pixels."""

    kind: str
    color: str
    alpha: float
    operation: str
    path: list[list[Any]]
    width: float = 0.0
    dash: tuple[float, ...] = ()
    offset: float = 0.0
    text: str = ""
    align: str = ""
    at: Point = (0.0, 0.0)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        return cls(
            given["kind"], given["color"], given["alpha"], given["operation"], given["path"], given.get("width", 0.0),
            tuple(given.get("dash", ())), given.get("offset", 0.0), given.get("text", ""), given.get("align", ""),
            (given.get("x", 0.0), given.get("y", 0.0)),
        )  # fmt: skip

    @property
    def points(self) -> list[Point]:
        """The corners of the path."""
        return [(x, y) for name, x, y, *_ in filter(lambda part: len(part) > 2, self.path) if name != "arc"]

    @property
    def circles(self) -> list[tuple[float, float, float]]:
        """Centre and radius of the circles in the path."""
        return [(x, y, radius) for name, *rest in self.path if name == "arc" for x, y, radius, *_ in [rest]]

    @property
    def lines(self) -> list[list[Point]]:
        """The lines of the path, each from one move to the next."""
        found: list[list[Point]] = []
        for name, *rest in self.path:
            if name == "moveTo":
                found.append([])
            if name in ("moveTo", "lineTo"):
                found[-1].append((rest[0], rest[1]))
        return [line for line in found if len(line) > 1]


def away_from(marks: Sequence[Mark], places: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each of the places, (n, 2) in pixels, is from the lines of the marks; infinitely where there is none."""
    found = np.full(len(places), np.inf)
    for line in (line for mark in marks for line in mark.lines):
        for (x, y), (to_x, to_y) in pairwise(line):
            from_, way = np.array([x, y]), np.array([to_x - x, to_y - y])
            share = np.clip((places - from_) @ way / max(way @ way, 1e-300), 0, 1)
            found = np.minimum(found, np.hypot(*(places - from_ - share[:, None] * way).T))
    return found


class Bench:
    """The page and what tests do on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._files = ThreadingHTTPServer(("127.0.0.1", 0), _Files)
        Thread(target=self._files.serve_forever, daemon=True).start()
        # By this name it is another site than the applications, and so in another process than their pages.
        self.origin = f"http://localhost:{self._files.server_port}"
        self.watch = Watch(page, self.origin, (), every_request=True)
        page.set_default_timeout(ACTION_TIMEOUT_MS)
        page.add_init_script(path=Path(__file__).with_name("bench_record.js"))

    def close(self) -> None:
        self.page.close()
        self._files.shutdown()
        self._files.server_close()

    def begin(self) -> None:
        """Forget all that was loaded and mounted; what was fetched and compiled stays so."""
        self.page.goto(self.origin)

    def check(self) -> None:
        """Fail the test if the page has complained since the last one."""
        complaints, self.watch.complaints = self.watch.complaints, []
        if complaints:
            pytest.fail("the browser complained:\n" + "\n".join(complaints), pytrace=False)

    def reset(self) -> None:
        """As a test expects it: wide, light, moving, nothing held down, nothing said."""
        self.watch.console.clear()
        self.page.mouse.up()
        # Told again what it knows, the browser styles all of the page anew.
        if self.page.evaluate(RESET):
            self.page.emulate_media(reduced_motion="no-preference")
        self.page.set_viewport_size(VIEWPORT)  # type: ignore[arg-type]

    def small(self) -> None:
        """A window of few pixels: in three dimensions a processor that stands in for a graphics card draws each."""
        self.page.set_viewport_size({"width": 700, "height": 500})

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """A while in which a file cannot be had; what the browser says to that is no complaint."""
        self._allow(re.escape(name), "could not load")
        self.page.route(f"**/{name}", lambda route: route.abort())
        yield
        self.page.unroute(f"**/{name}")
        self._allow()

    def _allow(self, *patterns: str) -> None:
        complaints = self.watch.complaints
        self.watch.begin(self.origin, patterns)
        self.watch.complaints = complaints

    def dark(self) -> None:
        """Streamlit's dark theme, for what is mounted from now on."""
        self.page.evaluate("document.documentElement.style.setProperty('--st-background-color', '#0e1117')")

    def call(self, body: str, *given: Any) -> Any:
        """The result of a function's body: `load(name)` is a module of the product, `a`, `b`, ... are `given`."""
        names = ", ".join("abcdefgh"[: len(given)])
        return self.page.evaluate(f"async ([{names}]) => {{ const {{ load }} = bench; {body} }}", list(given))

    def function(self, module: str, name: str, *given: Any) -> Any:
        """What an exported function of a module returns."""
        return self.call(f"const it = await load({module!r}); return it[{name!r}](...a);", list(given))

    def show(self, kind: str, scene: bytes | None, message: bytes, anew: bool = True) -> Locator:
        """Mount a player ("player", "batches", "gradient"), or give the one there another message; then drawn."""
        root = self.page.locator(".opt-player")
        before = 0 if anew else int(root.get_attribute("data-revision") or 0)
        self.send(kind, scene, message, anew)
        self.drawn_after(before)
        return root

    def send(self, kind: str, scene: bytes | None, message: bytes | None, anew: bool = False) -> None:
        """Hand over a scene, a message or both, whatever comes of it."""
        coded = [b64encode(part).decode() if part else None for part in (scene, message)]
        self.page.evaluate("(given) => bench.show(...given)", [kind, *coded, anew])

    def drawn_after(self, revision: int) -> None:
        """Wait until the player has drawn anew since a revision."""
        self.page.wait_for_function(
            "(before) => Number(document.querySelector('.opt-player')?.dataset.revision ?? 0) > before",
            arg=revision,
            timeout=FIRST_DRAW_MS,
        )

    def frames(self) -> None:
        """Wait until what a pointer or a size has brought about is drawn."""
        self.page.evaluate(TWO_FRAMES, ACTION_TIMEOUT_MS)

    @property
    def sent(self) -> list[list[Any]]:
        """What the player has reported so far, as [event, payload]."""
        found: list[list[Any]] = self.page.evaluate("bench.sent")
        return found

    def frame(self, panel: str) -> Frame:
        return Frame(*self.page.evaluate(FRAME, panel))

    def painted(self, canvas: str | Sequence[str], color: str = "", kind: str = "") -> list[Mark]:
        """What is on a canvas, or on several, first painted first; of one colour or kind if asked for."""
        # What a click or a key has brought about is drawn a turn or a frame later.
        self.frames()
        found = self.page.evaluate(PAINTED, [canvas] if isinstance(canvas, str) else list(canvas))
        marks = [Mark.of(each) for each in found]
        return [m for m in marks if color.lower() in ("", m.color.lower()) and kind in ("", m.kind)]

    def place(self, panel: str, x: float, y: float) -> Point:
        """Where in the window a place of a panel's axes is; of logarithmic ones a power of ten."""
        stage_x, stage_y, *frame = self.page.evaluate(PLACED, panel)
        left, top = Frame(*frame).pixel(x, y)
        return stage_x + left, stage_y + top

    def tip(self, panel: str, x: float, y: float) -> list[str]:
        """The lines that appear under the pointer at a place of a panel's axes."""
        self.page.mouse.move(*self.place(panel, x, y))
        self.frames()
        tip = self.page.locator(f"{panel} .opt-tip")
        expect(tip).to_be_visible()
        return tip.inner_text().splitlines()


class _Files(BaseHTTPRequestHandler):
    """The blank page and the product's modules, from a server: what a test's route answers, a browser never keeps."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        name = self.path.partition("?")[0].rpartition("/")[2]
        path = LIBRARIES.get(name) or SOURCES / self.path.partition("?")[0].removeprefix("/js/")
        if self.path == "/":
            self._answer(200, "text/html", BLANK.encode())
        elif path.is_file():
            self._answer(200, TYPES[path.suffix], path.read_bytes())
        else:
            self._answer(404, "text/plain", f"there is no {path}".encode())

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=86400")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: a module that is not there is an error on the page."""


def rgb(color: str) -> Sequence[int]:
    """The parts of a colour #rrggbb."""
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]
