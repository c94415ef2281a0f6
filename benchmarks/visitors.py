"""A class and ten visitors who ask for the heaviest that the controls allow: `python -m benchmarks.visitors`.

Visitors speak Streamlit's websocket protocol with its own message types, without a browser. Each of the class moves the
start every `THINK` seconds or so; measured is the time until the script has finished. Then ten heavy visitors come, and
leave; measured are the others' changes meanwhile, the memory of the server with its workers, and how long after the
heavy ones have left the workers still work.

    python -m benchmarks.visitors [visitors of the class] [seconds of each part]
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.connection import Connection
from benchmarks.measuring import all_kept, machine, p95
from tests.browser.harness.servers import ROOT, Server

CLASS, SECONDS, THINK = 30, 30.0, 10.0
HEAVY = 10
ERF = "erf(" * 58 + "x%2B0.1*y" + ")" * 58
SLOW = "%2B".join(f"erf(w0*x%2B{i}*w1)" for i in range(1, 24))
#: Page and query of each: what was found to stall others, as links.
LARGE = "data=line&size=100000&steps=5000"
NEWTONS = "&".join(["m=newton", *(f"m=newton~{copy}" for copy in range(2, 9))])
REQUESTS = (
    ("batches", f"{LARGE}&batches=shuffle,100000,{{n}}&m=gradient_descent&m=adam"),
    ("batches", f"{LARGE}&batches=replacement,100000,{{n}}&m=gradient_descent&m=momentum&m=adam&m=nesterov"),
    ("", f"f={ERF}&begin=many,100,{{n}}&steps=5000&{NEWTONS}"),
    ("", "f=erf(x*y)%2Bx%2By&start=0.{n},0.2&steps=5000&m=trust_ncg"),
    ("batches", f"{LARGE}&f={SLOW}&draw={{n}}&m=bfgs"),
)
MOST_P95, MOST_BYTES, MOST_AFTER = 0.15, 1_000_000_000, 2.0
#: A message of Streamlit begins with its hash, if it has one. Those from this size on (`global.minCachedMessageSize`) a
#: page keeps for so many runs (`global.maxCachedMessageAge`).
HASH, LARGE_MESSAGE, CACHED_RUNS = 0x0A, 10_000, 2


class Visitor:
    """A session without a browser; `cookie` is what a browser would show.

    As Streamlit's page does, it says with every change which large messages of its last two runs it has: what stays is
    not sent again then. A change counts as answered when the script has ended well and a large message has come
    that was not there before.
    """

    def __init__(self, url: str, page: str, query: str, cookie: str = "") -> None:
        self._url, self._page, self._query = url.replace("http", "ws"), page, query
        self._cookie = cookie
        self._connection: Connection | None = None
        self._fields: dict[str, str] = {}
        #: Hashes of large messages, with the run that last had each.
        self._held: dict[str, int] = {}
        self._run_number = 0
        self._news = False
        self._finished: asyncio.Future[None] | None = None

    async def come(self) -> None:
        """Open the page, and wait until it is there. Raises OSError if there is no server, or it goes meanwhile."""
        self._held.clear()
        self._fields.clear()
        self._connection = await Connection.to(f"{self._url}/_stcore/stream", self._cookie, self._take)
        await self._run()

    async def move_start(self) -> float:
        """Type another start; the seconds until the page has it."""
        return await self.type("start.0", f"{random.uniform(-1.9, 1.9):.9f}")

    async def type(self, field: str, text: str) -> float:
        """Type into a field, by the end of its name; the seconds until the page has it.

        Raises:
            ConnectionError: the server goes meanwhile.
            RuntimeError: the page came back as it was.
        """
        began = time.perf_counter()
        await self._run(self._fields[field], text)
        if not self._news:
            raise RuntimeError(f"{text!r} in {field} has changed nothing")
        return time.perf_counter() - began

    async def gone(self) -> None:
        """Wait until the connection has ended."""
        assert self._connection is not None
        await asyncio.wait((self._connection.closed,))

    async def leave(self) -> None:
        """Close the connection, as a closed tab does."""
        if self._connection is not None:
            await self._connection.close()

    async def _run(self, field: str = "", text: str = "") -> None:
        assert self._connection is not None
        asked = BackMsg()
        asked.rerun_script.query_string = self._query
        asked.rerun_script.page_name = self._page
        self._held = {name: run for name, run in self._held.items() if run > self._run_number - CACHED_RUNS}
        asked.rerun_script.cached_message_hashes.extend(self._held)
        if field:
            state = asked.rerun_script.widget_states.widgets.add()
            state.id, state.string_value = field, text
        self._run_number += 1
        self._news = False
        self._finished = asyncio.get_running_loop().create_future()
        self._connection.send(asked.SerializeToString())
        await asyncio.wait((self._finished, self._connection.closed), return_when=asyncio.FIRST_COMPLETED)
        if not self._finished.done():
            raise ConnectionError("the server has gone")
        self._finished.result()

    def _take(self, message: memoryview) -> None:
        if message[0] == HASH:
            # The hash comes first, its length before it.
            if len(message) >= LARGE_MESSAGE:
                name = str(message[2 : 2 + message[1]], "ascii")
                self._news |= name not in self._held
                self._held[name] = self._run_number
            elif not self._fields or self._run_number == 1:
                self._note_field(message)
            return
        answer = ForwardMsg()
        answer.ParseFromString(bytes(message))
        kind = answer.WhichOneof("type")
        if kind == "ref_hash":
            self._held[answer.ref_hash] = self._run_number
        elif kind == "script_finished" and self._finished is not None and not self._finished.done():
            if answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                self._finished.set_result(None)
            elif answer.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                self._finished.set_exception(RuntimeError("the script has failed"))

    def _note_field(self, message: memoryview) -> None:
        answer = ForwardMsg()
        answer.ParseFromString(bytes(message))
        if answer.WhichOneof("type") == "delta" and answer.delta.new_element.WhichOneof("type") == "text_input":
            there = answer.delta.new_element.text_input.id
            self._fields[there.rpartition("-")[2]] = there


def processes(root: int) -> list[int]:
    """A process and all that it has started, by Linux's own list."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                text = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(text.rpartition(")")[2].split()[1])
    found = [root]
    for number in found:
        found += [child for child, parent in parents.items() if parent == number]
    return found


def memory(root: int) -> int:
    """Bytes of a process and all that it has started."""
    return sum(_line(number, "VmRSS:") * 1024 for number in processes(root))


def ticks(numbers: Iterable[int]) -> int:
    """Ticks of the processor that these have used."""
    used = 0
    for number in numbers:
        try:
            fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used += int(fields[11]) + int(fields[12])
    return used


def _line(number: int, name: str) -> int:
    try:
        lines = Path(f"/proc/{number}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


async def change(visitor: Visitor, until: float, taken: list[float]) -> None:
    await asyncio.sleep(random.uniform(0.0, THINK))
    while time.monotonic() < until:
        taken.append(await visitor.move_start())
        await asyncio.sleep(random.uniform(0.5, 1.5) * THINK)


async def changes(visitors: list[Visitor], seconds: float) -> list[float]:
    """How long the changes of all of them take in so many seconds."""
    taken: list[float] = []
    until = time.monotonic() + seconds
    await asyncio.gather(*(change(visitor, until, taken) for visitor in visitors))
    return taken


def told(name: str, taken: list[float]) -> float:
    print(f"{name}: {len(taken)} changes, p50 {1000 * median(taken):.0f} ms, p95 {1000 * p95(taken):.0f} ms")
    return p95(taken)


async def measure(url: str, server: int, count: int, seconds: float) -> bool:
    visitors = [Visitor(url, "", "surface=rosenbrock&lang=en") for _ in range(count)]
    for visitor in visitors:
        await visitor.come()
    told("the class alone", await changes(visitors, seconds))
    before = memory(server)
    heavy = [
        Visitor(url, page, query.format(n=n))
        for n, (page, query) in zip(range(1, HEAVY + 1), REQUESTS * 2, strict=True)
    ]
    largest = before

    async def look() -> None:
        nonlocal largest
        while True:
            largest = max(largest, memory(server))
            await asyncio.sleep(0.1)

    looking = asyncio.create_task(look())
    arriving = asyncio.gather(*(visitor.come() for visitor in heavy))
    slowest = told(f"with {HEAVY} heavy visitors", await changes(visitors, seconds))
    await arriving
    workers = processes(server)[1:]
    print(f"workers {len(workers)}, memory {before / 1e6:.0f} MB before, at most {largest / 1e6:.0f} MB")
    await asyncio.gather(*(visitor.leave() for visitor in heavy))
    await asyncio.sleep(MOST_AFTER)
    used = ticks(processes(server)[1:])
    await asyncio.sleep(1.0)
    after = ticks(processes(server)[1:]) - used
    print(f"{MOST_AFTER:.0f} s after they left, workers use {after} hundredths of a processor")
    told("afterwards", await changes(visitors, seconds))
    looking.cancel()
    for visitor in visitors:
        await visitor.leave()
    found = (
        ("others' change, p95 in ms", 1000 * slowest, 1000 * MOST_P95),
        ("memory in MB", largest / 1e6, MOST_BYTES / 1e6),
        ("hundredths of a processor after they left", float(after), 5.0),
    )
    return all_kept(found)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CLASS
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    print(machine("streamlit", "numpy"))
    server = Server(ROOT / "asgi.py", (), {})
    try:
        return 0 if asyncio.run(measure(server.url, server.process.pid, count, seconds)) else 1
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
