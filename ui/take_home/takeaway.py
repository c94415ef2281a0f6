"""What there is to take home, as plain data."""

from __future__ import annotations

import re
from dataclasses import dataclass

from optim_core import Trajectory
from surfaces import Surface
from surfaces.data import DataLoss
from ui.player import RunView

#: What stands in a run's table row where there is nothing to say.
NOTHING = "—"


@dataclass(frozen=True)
class Takeaway:
    """Runs on one surface.

    Attributes:
        surface: the loss, with very many examples that of a sample.
        name: what people read as its name, in their language.
        runs: each run as the player shows it, and its trajectory.
        start: where the ring is, a number per weight; of many starts that of the first run.
        steps: the step budget.
        link: the address of the page with exactly these runs; empty if there is none.
        maximize: whether the runs climb.
        key: what files are called, if not as the surface.
        formula: typeset between dollars, if it is not that of the surface.
    """

    surface: Surface | DataLoss
    name: str
    runs: tuple[tuple[RunView, Trajectory], ...]
    start: tuple[float, ...]
    steps: int
    link: str
    maximize: bool = False
    key: str = ""
    formula: str = ""

    @property
    def views(self) -> tuple[RunView, ...]:
        """The runs as the player shows them."""
        return tuple(view for view, _ in self.runs)

    def file_name(self, what: str, suffix: str) -> str:
        """ASCII, e.g. ``rosenbrock-run.gif``."""
        return f"{_ascii(self.key or surface_of(self).key)}-{_ascii(what)}.{suffix}"


def surface_of(takeaway: Takeaway) -> Surface:
    """The surface of a takeaway that is over no examples."""
    assert isinstance(takeaway.surface, Surface), "a loss over examples has a key and a formula given"
    return takeaway.surface


def _ascii(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "_", text).strip("_") or "run"
