"""The player against animation frames, in a headless browser: `python -m benchmarks.interaction`.

Five methods x 300 steps over Rosenbrock on two pages: the application's, and `baseline_frames_app.py`.
Measured from the press of a key on the learning rate's slider to the first screen refresh after paths were
redrawn, the bytes that came over the wire for it, what Python spent on it, and frames per second while playing.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.measuring import judged, machine
from benchmarks.race import link
from benchmarks.timed_streamlit import reported
from tests.browser.browser_setup import FLAGS, chromium_path
from tests.browser.harness.servers import ROOT, Server
from tests.browser.harness.watched_page import wait_until_settled

CHANGES = 12
LENGTHS = (100, 300, 1000)
PLAYING_MS = 4_000
# The player's dial, and the slider of the page it is compared with.
SLIDER = (
    '.opt-dial-track[aria-label*="learning rate" i], '
    '[data-testid="stSlider"] input[type="range"][aria-label*="learning rate" i]'
)

# Both pages are asked the same question: when did a path on screen change after the key went down?
PROBE = """(() => {
  const probe = (window.probe = { pressed: 0, drawn: 0, ticks: [], changes: 0 });
  const refreshed = () => requestAnimationFrame((now) => {
    if (probe.pressed && !probe.drawn) probe.drawn = performance.now();
    if (probe.ticks.at(-1) !== now) probe.ticks.push(now);
  });
  const concerns = (record) => record.attributeName === SETTING.attribute
    && record.target.closest(SETTING.where) !== null;
  new MutationObserver((records) => {
    const fitting = records.filter(concerns);
    if (fitting.length) { probe.changes += fitting.length; refreshed(); }
  }).observe(document, { subtree: true, attributes: true, attributeFilter: [SETTING.attribute] });
  addEventListener("keydown", () => { probe.drawn = 0; probe.pressed = performance.now(); }, true);
})()"""

REFRESHES = """(duration) => new Promise((resolve) => {
  const times = [];
  const tick = (now) => {
    times.push(now);
    if (now - times[0] < duration) requestAnimationFrame(tick); else resolve(times);
  };
  requestAnimationFrame(tick);
})"""


@dataclass(frozen=True)
class Subject:
    """One of the two pages: its script, what changes on it when paths are redrawn, and its play button."""

    name: str
    script: Path
    attribute: str
    where: str
    play: str

    @property
    def probe(self) -> str:
        setting = f'{{ attribute: "{self.attribute}", where: "{self.where}" }}'
        return PROBE.replace("SETTING", setting)


OURS = Subject("player", ROOT / "app.py", "data-revision", ".opt-player", '.opt-player button[aria-label="Play"]')
BASELINE = Subject(
    "animation frames",
    Path(__file__).with_name("baseline_frames_app.py"),
    "d",
    ".scatterlayer",
    ".updatemenu-button",
)


@dataclass
class Wire:
    """Counts what arrives over the page's WebSocket, as it was sent."""

    received: int = 0
    _kept: list[Any] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.webSocketFrameReceived", self._frame)
        self._kept.append(session)

    def _frame(self, event: dict[str, Any]) -> None:
        response = event["response"]
        text = response["payloadData"]
        self.received += len(base64.b64decode(text)) if response["opcode"] == 2 else len(text.encode())


@dataclass
class Visit:
    """An open page with its server and its counters."""

    subject: Subject
    page: Page
    server: Server
    wire: Wire


@contextmanager
def visit(browser: Browser, subject: Subject, steps: int) -> Iterator[Visit]:
    server = Server(subject.script, (), {}, module="benchmarks.timed_streamlit")
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-US")
    try:
        page = context.new_page()
        page.add_init_script(subject.probe)
        wire = Wire()
        wire.watch(page)
        page.goto(link(server.url, steps))
        wait_until_settled(page)
        page.wait_for_selector(subject.where, state="attached", timeout=60_000)
        page.wait_for_timeout(3_000)
        yield Visit(subject, page, server, wire)
    finally:
        context.close()
        server.stop()


@dataclass
class Change:
    """One press of a key: to redrawn paths in ms, bytes received, script run in ms (wall and CPU)."""

    shown: float
    received: int
    python: float
    python_cpu: float


def change(visited: Visit, key: str) -> Change:
    page, before = visited.page, visited.wire.received
    runs = len(reported(visited.server.output()))
    page.locator(SLIDER).first.press(key)
    page.wait_for_function("window.probe.drawn > 0", timeout=60_000)
    wait_until_settled(page)
    page.wait_for_timeout(600)
    times = reported(visited.server.output())[runs:]
    return Change(
        shown=page.evaluate("window.probe.drawn - window.probe.pressed"),
        received=visited.wire.received - before,
        python=sum(wall for wall, _ in times),
        python_cpu=sum(cpu for _, cpu in times),
    )


def changes(visited: Visit, count: int = CHANGES) -> list[Change]:
    """Presses that lower the rate, each to a value not seen before: known pages travel as a hash only.

    The first two warm up and are not counted.
    """
    visited.page.locator(SLIDER).first.focus()
    return [change(visited, "ArrowLeft") for _ in range(count + 2)][2:]


def report_changes(name: str, measured: list[Change]) -> float:
    shown = sorted(c.shown for c in measured)
    print(f"\n{name}: {len(measured)} changes of the learning rate")
    print(f"  key press to redrawn paths, ms: median {median(shown):.0f}, {shown[0]:.0f} to {shown[-1]:.0f}")
    print(f"  Python's script run, ms:        median {median(c.python for c in measured):.1f}", end="")
    print(f" (CPU {median(c.python_cpu for c in measured):.1f})")
    print(f"  bytes over the wire:            median {median(c.received for c in measured) / 1e3:.1f} kB")
    return median(shown)


def frame_rate(visited: Visit) -> float:
    """Frames drawn per second while playing, and the gaps between screen refreshes meanwhile."""
    page = visited.page
    page.evaluate("window.probe.ticks.length = 0")
    before = int(page.locator(".opt-player").get_attribute("data-frames") or 0) if _is_ours(visited) else 0
    page.locator(visited.subject.play).first.click()
    times = page.evaluate(REFRESHES, PLAYING_MS)
    gaps = sorted(b - a for a, b in pairwise(times))
    if _is_ours(visited):
        frames = int(page.locator(".opt-player").get_attribute("data-frames") or 0) - before
        rate = 1e3 * frames / PLAYING_MS
    else:
        ticks = page.evaluate("window.probe.ticks")
        rate = 1e3 * (len(ticks) - 1) / (ticks[-1] - ticks[0])
    print(f"  playing: {rate:.1f} frames a second; screen refreshes every {median(gaps):.1f} ms", end="")
    print(f", 95 % within {gaps[int(0.95 * len(gaps))]:.1f} ms")
    return rate


def _is_ours(visited: Visit) -> bool:
    return visited.subject is OURS


def compare(browser: Browser) -> None:
    """Both pages at 300 steps, and the ratio of their medians."""
    shown = {}
    for subject in (BASELINE, OURS):
        with visit(browser, subject, 300) as visited:
            shown[subject.name] = report_changes(subject.name, changes(visited))
            frame_rate(visited)
    ratio = shown[BASELINE.name] / shown[OURS.name]
    print(f"\nanimation frames / player {judged(ratio, 5, at_least=True)}")


def lengths(browser: Browser) -> None:
    """Bytes per change against the number of steps: they should grow in step, with a small constant."""
    print("\nplayer, bytes of one change by the number of steps:")
    for steps in LENGTHS:
        with visit(browser, OURS, steps) as visited:
            received = median(c.received for c in changes(visited, 3))
            print(f"  {steps:5} steps {received / 1e3:8.1f} kB, {received / steps:6.0f} bytes a step")


def main() -> None:
    print("interaction:", machine("streamlit", "plotly", "numpy"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS])
        compare(browser)
        lengths(browser)
        browser.close()


if __name__ == "__main__":
    main()
