"""A big class on several processes behind nginx: `python -m benchmarks.replicas [processes] [visitors] [seconds]`.

Visitors speak Streamlit's websocket protocol through nginx, each with the cookie that a browser would get. Measured
are changes at `THINK` seconds each, `AT_ONCE` visitors who change something in the same second, first views meanwhile,
and what happens when one of the processes is killed while all go on working: whom of the others that disturbs, how
long their changes take meanwhile, and how soon its own visitors are back. Needs nginx.
"""

from __future__ import annotations

import asyncio
import http.client
import os
import random
import signal
import sys
import time
from statistics import median
from typing import Self

import uvloop

from benchmarks.measuring import all_kept, machine, p95
from benchmarks.visitors import Visitor, processes, ticks
from serving.replicas import LOOK_SECONDS, Replicas, find_nginx, free_ports

PROCESSES, CLASS, SECONDS, THINK = 2, 500, 60.0, 20.0
AT_ONCE = 200
QUERY = "surface=rosenbrock&lang=en"
#: Seconds: 95 of 100 changes, the last of those at once, 95 of 100 first views, and a killed process's visitors.
MOST_CHANGE, MOST_AT_ONCE, MOST_FIRST, MOST_BACK = 0.5, 6.0, 2.0, 5.0
#: Seconds that are watched after the killing.
WATCHED = MOST_BACK + 3.0
#: Arrivals at once; a class comes in within a minute.
DOOR = 20
TICKS = os.sysconf("SC_CLK_TCK")


def first_view(port: int) -> str:
    """The cookie that the first answer sets."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/")
    answer = connection.getresponse()
    answer.read()
    cookie = answer.getheader("Set-Cookie", "").partition(";")[0]
    connection.close()
    return cookie


async def arrive(port: int, door: asyncio.Semaphore) -> tuple[Visitor, float]:
    """A new visitor, and the seconds until their first view."""
    async with door:
        began = time.perf_counter()
        cookie = await asyncio.to_thread(first_view, port)
        visitor = Visitor(f"http://127.0.0.1:{port}", "", QUERY, cookie)
        await visitor.come()
        return visitor, time.perf_counter() - began


class Class:
    """Visitors who change something now and then, and come back when their connection ends."""

    def __init__(self, visitors: list[Visitor]) -> None:
        self.visitors = visitors
        self.taken: list[float] = []
        #: Who lost their connection, and when each of those had their view again.
        self.lost: set[Visitor] = set()
        self.back: list[float] = []

    async def work(self, seconds: float) -> list[float]:
        """How long the changes of all take in so many seconds."""
        self.taken = []
        until = time.monotonic() + seconds
        await asyncio.gather(*(self._one(visitor, until) for visitor in self.visitors))
        return self.taken

    async def _one(self, visitor: Visitor, until: float) -> None:
        await asyncio.sleep(random.uniform(0.0, THINK))
        # Who has lost the connection looks for another server, and does nothing else (`watch`).
        while time.monotonic() < until and visitor not in self.lost:
            try:
                self.taken.append(await visitor.move_start())
            except OSError:
                return
            await asyncio.sleep(random.uniform(0.5, 1.5) * THINK)

    async def watch(self, visitor: Visitor) -> None:
        """Until the connection ends; then it is sought again until it is there."""
        await visitor.gone()
        self.lost.add(visitor)
        while True:
            try:
                await visitor.come()
            except OSError:
                await asyncio.sleep(0.2)
            else:
                self.back.append(time.monotonic())
                return


class Processors:
    """What each part uses of the processors within the `with` block."""

    def __init__(self, replicas: Replicas) -> None:
        self._replicas = replicas

    def __enter__(self) -> Self:
        self._began, self._before = time.monotonic(), self._used()
        return self

    def __exit__(self, *_: object) -> None:
        self._seconds, self._after = time.monotonic() - self._began, self._used()

    def _used(self) -> dict[str, int]:
        nginx = self._replicas.nginx
        parts = {
            "the application": [n for replica in self._replicas.replicas for n in processes(replica.process.pid)],
            "nginx": processes(nginx.pid) if nginx else [],
            "this program": [os.getpid()],
        }
        return {name: ticks(numbers) for name, numbers in parts.items()}

    def __str__(self) -> str:
        share = {name: (self._after[name] - self._before[name]) / TICKS / self._seconds for name in self._after}
        return f"of {os.cpu_count()} processors " + ", ".join(f"{name} {each:.2f}" for name, each in share.items())


async def measure(replicas: Replicas, port: int, count: int, seconds: float) -> bool:
    door = asyncio.Semaphore(DOOR)
    came = await asyncio.gather(*(arrive(port, door) for _ in range(count)))
    people = Class([visitor for visitor, _seconds in came])
    print(f"{count} visitors came, p95 of their first views {p95([each for _, each in came]):.2f} s", flush=True)

    async def newcomers() -> list[float]:
        firsts = []
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            visitor, first = await arrive(port, door)
            firsts.append(first)
            await visitor.leave()
            await asyncio.sleep(1.0)
        return firsts

    with Processors(replicas) as processors:
        taken, firsts = await asyncio.gather(people.work(seconds), newcomers())
    print(f"{len(taken)} changes, p50 {1000 * median(taken):.0f} ms, p95 {1000 * p95(taken):.0f} ms", flush=True)
    print(f"first views meanwhile: {len(firsts)}, p95 {1000 * p95(firsts):.0f} ms; {processors}", flush=True)
    chosen = people.visitors[: min(AT_ONCE, count)]
    at_once = await asyncio.gather(*(visitor.move_start() for visitor in chosen))
    print(f"{len(at_once)} at once: p50 {median(at_once):.2f} s, last {max(at_once):.2f} s", flush=True)

    # One process dies. Its visitors' pages notice at once, and come back; the others go on.
    watching = [asyncio.create_task(people.watch(visitor)) for visitor in people.visitors]
    await asyncio.sleep(0.5)
    replicas.replicas[0].process.send_signal(signal.SIGKILL)
    killed = time.monotonic()
    working = asyncio.create_task(people.work(WATCHED))
    while time.monotonic() - killed < WATCHED:
        await asyncio.sleep(LOOK_SECONDS)
        replicas.look()
    # Who is not back by then counts as back at the end.
    everybody = len(people.back) == len(people.lost)
    longest = (max(people.back, default=killed) if everybody else time.monotonic()) - killed
    print(f"a process was killed: {len(people.lost)} of {count} lost their connection, ", end="")
    half = sorted(people.back)[len(people.back) // 2] - killed if people.back else longest
    print(f"{len(people.back)} were back, half of these after {half:.2f} s, the last after {longest:.2f} s", flush=True)
    others = await working
    for task in watching:
        task.cancel()
    print(f"the others meanwhile: {len(others)} changes, p50 {1000 * median(others):.0f} ms, ", end="")
    print(f"p95 {1000 * p95(others):.0f} ms", flush=True)
    found = (
        ("a change, p95 in s", p95(taken), MOST_CHANGE),
        ("the last of those at once, s", max(at_once), MOST_AT_ONCE),
        ("a first view meanwhile, p95 in s", p95(firsts), MOST_FIRST),
        ("a killed process's visitors back after, s", longest, MOST_BACK),
        ("a change of the others meanwhile, p95 in s", p95(others), MOST_CHANGE),
    )
    return all_kept(found)


def main() -> int:
    processes = int(sys.argv[1]) if len(sys.argv) > 1 else PROCESSES
    count = int(sys.argv[2]) if len(sys.argv) > 2 else CLASS
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else SECONDS
    print(machine("streamlit", "numpy"), f"- {processes} processes", flush=True)
    (port,) = free_ports(1)
    try:
        replicas = Replicas(processes, port, find_nginx())
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        replicas.wait()
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return 0 if runner.run(measure(replicas, port, count, seconds)) else 1
    finally:
        replicas.close()


if __name__ == "__main__":
    sys.exit(main())
