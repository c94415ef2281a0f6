"""Whether memory and open files level off while visitors come and go: `python -m benchmarks.sessions`.

One visitor after another types formula after formula, each another one, and leaves; a few are there at a time. What the
server keeps for everybody is bounded, so what it takes must stop growing.

    python -m benchmarks.sessions [sessions] [formulas of each]
"""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path
from typing import NamedTuple

from benchmarks.measuring import all_kept, machine
from benchmarks.visitors import Visitor, memory
from tests.browser.harness.servers import ROOT, Server

SESSIONS, FORMULAS, AT_ONCE = 300, 34, 4
#: Looked at so often; by the fifth caches are full, and so is what Streamlit keeps for those who may come back.
LOOKS, FULL = 10, 5
MOST_GROWTH = 110.0
TERMS = ("{a}*x^2", "{a}*y^2", "sin({a}*x)", "cos({a}*y)", "exp(-{a}*x^2)", "{a}*x*y", "abs(x-{a})", "tanh({a}*x+y)")


class Look(NamedTuple):
    """What a server takes after so many runs of its script."""

    runs: int
    megabytes: float
    files: int


def formula(generator: random.Random) -> str:
    """A sum of three terms with numbers that nobody has typed before."""
    terms = generator.sample(TERMS, 3)
    return " + ".join(term.format(a=f"{generator.uniform(0.1, 2.0):.6f}") for term in terms)


def look(server: int, runs: int) -> Look:
    return Look(runs, memory(server) / 1e6, len(list(Path(f"/proc/{server}/fd").iterdir())))


async def visit(url: str, seed: int, formulas: int) -> None:
    generator = random.Random(seed)
    visitor = Visitor(url, "", "lang=en")
    await visitor.come()
    for _ in range(formulas):
        await visitor.type("formula", formula(generator))
    await visitor.leave()


async def measure(server: Server, sessions: int, formulas: int) -> bool:
    looks = [look(server.process.pid, 0)]
    each = max(1, sessions // LOOKS)
    for first in range(0, sessions, each):
        waiting = list(range(first, min(first + each, sessions)))

        async def one_after_another(waiting: list[int] = waiting) -> None:
            while waiting:
                await visit(server.url, waiting.pop(), formulas)

        await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
        looks.append(look(server.process.pid, min(first + each, sessions) * formulas))
        print(f"{looks[-1].runs:6} runs: {looks[-1].megabytes:4.0f} MB, {looks[-1].files:3} open files", flush=True)
    full, last = looks[min(FULL, len(looks) - 1)], looks[-1]
    return all_kept(
        (
            (
                f"memory at the end, % of that after {full.runs} runs",
                100 * last.megabytes / full.megabytes,
                MOST_GROWTH,
            ),
            ("open files, % of those", 100 * last.files / full.files, MOST_GROWTH),
        )
    )


def main() -> int:
    given = [int(argument) for argument in sys.argv[1:]]
    sessions, formulas = (*given, *(SESSIONS, FORMULAS)[len(given) :])
    print(machine())
    server = Server(ROOT / "app.py", (), {})
    try:
        return 0 if asyncio.run(measure(server, sessions, formulas)) else 1
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
