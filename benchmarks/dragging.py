"""The browser's engine, and a start that is dragged, in a headless browser: `python -m benchmarks.dragging`.

First the same runs over Rosenbrock in the engine and in Python's scalar loop, step by step and as one function where
that can be, all keeping every point, in one process each but in one run of this script. Then the ring of the
Playground is dragged about by a mouse that reports its place 125 times a second and waits for nobody: frames a second
that show another start, the time from a pointer's event until the frame that shows it has been painted, what the
browser's processes took for a frame, bytes sent before the release. Last a key is held on a learning
rate: from each press to the painted frame, and what goes over the wire after the last. Where
PyTorch is installed the engine is measured against torch.optim too.
"""

from __future__ import annotations

import asyncio
import math
import os
import threading
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import numpy as np
from playwright.async_api import async_playwright
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.measuring import judged, machine, milliseconds
from benchmarks.race import METHODS, link
from optim_core import optimizer, run
from optim_core.paths.rounding import moved
from optim_core.running import loop
from serving.replicas import free_ports
from surfaces import surface
from tests.browser.browser_setup import FLAGS, chromium_path
from tests.browser.harness.bench import Bench
from tests.browser.harness.servers import ROOT, Servers
from tests.browser.harness.watched_page import wait_until_settled

STEPS = 1000
#: Beyond the five of the race.
MORE = ("adagrad", "nadam", "adamw")
#: A usual mouse's reports, per second and in all.
REPORTS = 125
MOVES = 500
RUNS = """
    const { Loss } = await load('engine/runs/loss');
    const { follow } = await load('engine/runs/run');
    const loss = new Loss(a, 2);
    const once = (program) => { const began = performance.now(); for (let i = 0; i < 20; i += 1) {
        follow(loss, program, [-1.5, 2], c); } return (performance.now() - began) / 20; };
    return b.map((program) => { once(program); const times = Array.from({ length: 7 }, () => once(program));
        return times.sort((x, y) => x - y)[3]; });
"""
# What the machine leaves to the page while nothing is drawn.
IDLE = """() => new Promise((resolve) => {
    const times = [];
    const tick = (now) => { times.push(now); if (now - times[0] < 2000) requestAnimationFrame(tick);
        else resolve(1000 * (times.length - 1) / (now - times[0])); };
    requestAnimationFrame(tick);
})"""
# A message is handled after the frame that was asked for before it has been painted.
PROBE = """(() => {
    const probe = (window.probe = { moved: 0, waits: [], shown: [] });
    for (const name of ['pointermove', 'keydown']) {
        addEventListener(name, (event) => { probe.moved ||= event.timeStamp; }, true);
    }
    new MutationObserver(() => {
        const { moved } = probe;
        probe.moved = 0;
        probe.shown.push(performance.now());
        const channel = new MessageChannel();
        channel.port1.onmessage = () => { if (moved) probe.waits.push(performance.now() - moved); };
        channel.port2.postMessage(null);
    }).observe(document.querySelector('.opt-player'), { attributes: true, attributeFilter: ['data-live'] });
})()"""


def engines(bench: Bench) -> None:
    loss = surface("rosenbrock")
    methods = [optimizer(key, learning_rate=1e-3) for key in (*METHODS, *MORE)]
    programs = [method.program(2) for method in methods]
    found = bench.call(RUNS, loss.program().message(), [p.message() for p in programs if p], STEPS)
    print(f"one run of {STEPS} steps over Rosenbrock, ms: Python's loop step by step, the browser's engine, ratio;")
    print("Python with all steps as one function, ratio")
    ratios, chained_ratios = [], []
    for method, browser in zip(methods, found, strict=True):
        chained = milliseconds(lambda method=method: run(loss, method, (-1.5, 2.0), STEPS))
        with patch.object(loop, "WORTH_CHAINING", STEPS + 1):
            python = milliseconds(lambda method=method: run(loss, method, (-1.5, 2.0), STEPS))
        ratios.append(python / browser)
        chained_ratios.append(chained / browser)
        print(
            f"  {method.key:20} {python:8.2f} {browser:8.3f} {ratios[-1]:8.1f} {chained:8.2f} {chained_ratios[-1]:8.1f}"
        )
    print(f"  median ratio  {judged(median(ratios), 10, at_least=True)}; of one function {median(chained_ratios):.1f}")


def against_torch(bench: Bench) -> None:
    """Print torch.optim's loop, as one would write it, against the engine in the browser; both keep every point."""
    if find_spec("torch") is None:
        print("torch.optim: PyTorch is not installed here, nothing is compared")
        return
    import torch

    from benchmarks.engine import METHODS as RACED
    from benchmarks.engine import ours, torch_path

    torch.set_num_threads(1)
    loss = surface("rosenbrock")
    programs = [ours(loss, key, rate).program(2) for key, rate, _ in RACED]
    found = bench.call(RUNS, loss.program().message(), [p.message() for p in programs if p], STEPS)
    print(f"one run of {STEPS} steps over Rosenbrock, ms: torch.optim {torch.__version__}, the browser's engine, ratio")
    ratios = []
    for (key, rate, make), browser in zip(RACED, found, strict=True):
        reference = milliseconds(lambda make=make, rate=rate: torch_path(make, rate), repetitions=3)
        ratios.append(reference / browser)
        print(f"  {key:20} {reference:8.1f} {browser:8.3f} {ratios[-1]:8.0f}")
    print(f"  median ratio  {judged(median(ratios), 500, at_least=True)}")


def rounding() -> None:
    """Print what it costs the server to know from where on a path's digits mean nothing: a second run, as it is made,
    and both runs as one array of two, as multiples of the run itself."""
    loss, start, steps = surface("rosenbrock"), (-1.5, 2.0), 300
    twin = moved(start, loss.domain)
    both = tuple(np.array(pair) for pair in zip(start, twin, strict=True))
    print("what rounding does, as multiples of the run: a second run, an array of two")
    for key in METHODS:
        method = optimizer(key, learning_rate=1e-3)
        once = milliseconds(lambda m=method: run(loss, m, start, steps))  # type: ignore[misc]
        second = milliseconds(lambda m=method: run(loss, m, twin, steps))  # type: ignore[misc]
        two = milliseconds(lambda m=method: run(loss, m, both, steps, record_gradients=False))  # type: ignore[misc]
        print(f"  {key:20} {second / once:8.1f} {two / once:8.1f}")


class Hand:
    """A mouse with the button down, in a thread of its own: it moves whether or not the page keeps up.

    Playwright's own `mouse.move` waits until the page has handled each move, which leaves the page idle until the next
    one has come all the way from this script: frames of it would be counted that no hand ever waits for.
    """

    def __init__(self, port: int) -> None:
        self.browser = f"http://127.0.0.1:{port}"

    def circle(self, address: str, x: float, y: float) -> None:
        """From a place on the page of that address and about one beside it."""
        thread = threading.Thread(target=lambda: asyncio.run(self._circle(address, x, y)))
        thread.start()
        thread.join()

    async def _circle(self, address: str, x: float, y: float) -> None:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.connect_over_cdp(self.browser)
            pages = [page for context in browser.contexts for page in context.pages]
            page = next(page for page in pages if page.url.startswith(address))
            session = await page.context.new_cdp_session(page)
            loop = asyncio.get_running_loop()
            began = loop.time()
            sent = []
            for move in range(MOVES):
                await asyncio.sleep(max(0.0, began + move / REPORTS - loop.time()))
                turn = 2.5 * move / REPORTS
                place = {"x": x + 60 + 60 * math.cos(turn + math.pi), "y": y + 40 * math.sin(turn)}
                report = {"type": "mouseMoved", "button": "left", "buttons": 1, **place}
                sent.append(asyncio.create_task(session.send("Input.dispatchMouseEvent", report)))
            await asyncio.gather(*sent)


def processor_time() -> Counter[str]:
    """Milliseconds that the browser's processes have taken so far, by kind; nothing where there is no /proc."""
    taken: Counter[str] = Counter()
    parents, commands = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_text().replace("\0", " ").split(" ")
            commands[folder.name] = command, int(fields[11]) + int(fields[12])
            parents[folder.name] = fields[1]
        except OSError:
            continue
    for number, (command, ticks) in commands.items():
        kind = next((part.removeprefix("--type=") for part in command if part.startswith("--type=")), "")
        if kind and _descends(number, str(os.getpid()), parents):
            taken[kind] += round(1e3 * ticks / os.sysconf("SC_CLK_TCK"))
    return taken


def _descends(number: str, from_: str, parents: dict[str, str]) -> bool:
    while number in parents and number != from_:
        number = parents[number]
    return number == from_


def dragged(browser: Browser, hand: Hand, address: str, name: str, frames: float, wait: float | None = None) -> None:
    """Print what became of a drag; `wait` is the target from a pointer's event to its frame in ms, if there is one."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    sent: list[int] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(len(frame))))
    page.goto(address)
    page.wait_for_selector(".opt-player[data-ready=true]", timeout=60_000)
    wait_until_settled(page)
    page.evaluate(PROBE)
    x, y = _ring(page)
    idle: float = page.evaluate(IDLE)
    page.mouse.move(x, y)
    page.mouse.down()
    before, taken = len(sent), processor_time()
    hand.circle(address.partition("?")[0], x, y)
    taken = processor_time() - taken
    probe: dict[str, Any] = page.evaluate("window.probe")
    held = sum(sent[before:])
    page.mouse.up()
    shown = probe["shown"]
    rate = 1e3 * (len(shown) - 1) / (shown[-1] - shown[0])
    print(f"{name}: {len(shown)} frames")
    print(f"  frames a second          {judged(rate, frames, at_least=True)}")
    print(f"  of an idle page's        {rate / idle:8.2f} of {idle:.1f}")
    waited = median(probe["waits"])
    print(f"  event to frame, ms       {f'{waited:8.1f}' if wait is None else judged(waited, wait, at_least=False)}")
    for kind in ("renderer", "gpu-process"):
        print(f"  processor time of a frame, ms, {kind:12} {taken[kind] / len(shown):6.1f}")
    print(f"  bytes sent until release {judged(held, 0, at_least=False)}")
    page.close()


def pressed(browser: Browser, address: str, presses: int = 30) -> None:
    """Print what becomes of a key that is held on a rate: frames, and what is sent and received once it is let go."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    sent: list[int] = []
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(len(frame))))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    page.goto(address)
    page.wait_for_selector(".opt-player[data-ready=true]", timeout=60_000)
    wait_until_settled(page)
    page.evaluate(PROBE)
    page.locator("[data-run] .opt-dial-track").first.focus()
    before = len(sent), len(received)
    for _press in range(presses):
        page.keyboard.down("ArrowLeft")
        page.wait_for_timeout(40)
    held = len(sent) - before[0]
    page.keyboard.up("ArrowLeft")
    wait_until_settled(page)
    page.wait_for_timeout(1_000)
    waits: list[float] = page.evaluate("window.probe.waits")
    print(f"a key held on a learning rate, five methods x 300 steps: {len(waits)} frames of {presses} presses")
    print(f"  press to painted frame, ms   {judged(median(waits), 30, at_least=False)}")
    print(f"  messages until it is let go  {judged(held, 0, at_least=False)}")
    print(f"  messages after the last      {judged(len(sent) - before[0], 1, at_least=False)}")
    answer = received[before[1] :]
    print(f"  the answer's message, kB     {judged(max(answer) / 1e3, 60, at_least=False)}")
    print(f"  with the rest of the page    {sum(answer) / 1e3:8.1f}; sent {sum(sent[before[0] :]) / 1e3:.1f}")
    page.close()


def _ring(page: Page) -> tuple[float, float]:
    box = page.locator(".opt-start").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def main() -> None:
    print(machine("streamlit", "numpy"))
    with sync_playwright() as playwright:
        (port,) = free_ports(1)
        flags = [*FLAGS, f"--remote-debugging-port={port}"]
        browser = playwright.chromium.launch(executable_path=chromium_path(), headless=True, args=flags)
        hand = Hand(port)
        bench = Bench(browser.new_page())
        bench.begin()
        engines(bench)
        against_torch(bench)
        rounding()
        with Servers() as servers:
            address = servers.serve(ROOT / "app.py")
            more = "".join(f"&m={key}" for key in MORE)
            dragged(browser, hand, link(address, 300), "five methods x 300 steps", 50, 20)
            dragged(browser, hand, link(address, 1000) + more, "eight methods x 1,000 steps", 30)
            pressed(browser, link(address, 300))


if __name__ == "__main__":
    main()
