"""What there is to take home, as plain data."""

from __future__ import annotations

import re
from dataclasses import dataclass

from optim_core import Trajectory
from surfaces import Surface
from ui.player import RunView

#: What stands in a run's table row where there is nothing to say.
NOTHING = "—"


@dataclass(frozen=True)
class Takeaway:
    """Runs on one surface.

    Attributes:
        surface: the loss.
        name: what people read as its name, in their language.
        runs: each run as the player shows it, and its trajectory.
        start: where the ring is, a number per weight; of many starts that of the first run.
        steps: the step budget.
        link: the address of the page with exactly these runs; empty if there is none.
        maximize: whether the runs climb.
    """

    surface: Surface
    name: str
    runs: tuple[tuple[RunView, Trajectory], ...]
    start: tuple[float, ...]
    steps: int
    link: str
    maximize: bool = False

    @property
    def views(self) -> tuple[RunView, ...]:
        """The runs as the player shows them."""
        return tuple(view for view, _ in self.runs)

    def file_name(self, what: str, suffix: str) -> str:
        """ASCII, e.g. ``rosenbrock-run.gif``."""
        return f"{_ascii(self.surface.key)}-{_ascii(what)}.{suffix}"


def _ascii(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "_", text).strip("_") or "run"
