"""How much one visitor may ask for: the one place for every such number."""

from __future__ import annotations

import os
from dataclasses import dataclass


def _spare_processors() -> int:
    """One is left to the server itself; more than four workers would only wait for memory."""
    return max(1, min(4, (os.cpu_count() or 1) - 1))


@dataclass(frozen=True)
class Budgets:
    """Seconds are those of `optim_core.running.cost` unless they are said to be of the clock.

    Attributes:
        in_script: work that one run of a page's script does itself; what is left over is done by workers.
        rates: work of finding rates to begin with that one run of a script does beside that: as much as eight methods
            with one rate of their own take on any surface of the catalogue.
        run: work of one run, or of all runs from many starts together; it ends where that is used up.
        clock: seconds of the clock after which a worker's job is ended whatever it does.
        grace: seconds of the clock that a job has to end by itself when nobody wants it any more.
        look: seconds of the clock between two looks at who is still there.
        memory: bytes that a worker may take for its data.
        workers: processes at most.
        waiting: jobs of one visitor that may wait at once.
        message: bytes of what a browser may send in one piece; `.streamlit/config.toml` and the browser go by it.
        table: bytes of a table that is pasted, below `message` with what else is sent along, or uploaded.
    """

    in_script: float = 0.15
    rates: float = 0.15
    run: float = 5.0
    clock: float = 90.0
    grace: float = 0.5
    look: float = 0.25
    memory: int = 1_000_000_000
    workers: int = _spare_processors()
    waiting: int = 16
    message: int = 1_000_000
    table: int = 900_000


BUDGETS = Budgets()
