"""Where the runs begin: at a chosen point, at zero, at small random weights, or at many places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from optim_core.running import starts
from surfaces import Surface
from surfaces.base.surface import Location

StartKind = Literal["point", "zero", "random", "many"]
START_KINDS: tuple[StartKind, ...] = get_args(StartKind)
COUNTS = (10, 20, 30, 50, 100)
#: Seeds are small whole numbers: they are read out and retyped.
LAST_SEED = 9999
MAX_EPSILON = 100.0


@dataclass(frozen=True)
class StartChoice:
    """How starts are found.

    Attributes:
        kind: "point" (clicked, typed or as the surface suggests), "zero", "random" or "many".
        epsilon: random weights are uniform between minus this and this.
        seed: the draw, for "random" and "many".
        count: how many starts "many" has.
    """

    kind: StartKind = "point"
    epsilon: float = 0.5
    seed: int = 0
    count: int = 30

    def single(self, surface: Surface, point: Location | None) -> Location:
        """The one start; `point` is the one chosen by hand, if any."""
        if self.kind == "zero":
            return starts.zero(surface.dimension)
        if self.kind == "random":
            return starts.uniform(surface.dimension, self.epsilon, self.seed)
        return point or surface.start
