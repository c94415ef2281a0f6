"""What is chosen on the page of the gradient, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pages.playground.links import PlaygroundState
from surfaces import Surface
from surfaces.base.surface import Location
from ui.gradient_player.seen import Seen

#: The surface of the first visit: smooth, and bent differently in different places.
FIRST = "himmelblau"


@dataclass(frozen=True)
class GradientState:
    """A surface as the Playground keeps it, start included, and what is dragged on it.

    Attributes:
        chosen: surface, text, letters, range and start; the start is the point.
        angle, h, layers, rate, steps: as in `Seen`.
    """

    chosen: PlaygroundState = field(default_factory=lambda: PlaygroundState(surface=FIRST))
    angle: float = 30.0
    h: float = 0.5
    layers: tuple[str, ...] = ()
    rate: float = 0.01
    steps: int = 30

    def landscape(self) -> Surface:
        """The surface that is chosen."""
        return self.chosen.landscape()

    def point(self) -> Location:
        """Where the point is: the start, as the surface suggests it or as it was dragged."""
        return self.chosen.start_on(self.landscape())

    def seen(self) -> Seen:
        """What the player shows."""
        return Seen(self.point(), self.angle, self.h, self.layers, self.rate, self.steps)

    def with_seen(self, seen: Seen) -> GradientState:
        """The state after something was dragged."""
        return GradientState(
            replace(self.chosen, start=seen.point), seen.angle, seen.h, seen.layers, seen.rate, seen.steps
        )

    def on(self, chosen: PlaygroundState) -> GradientState:
        """Another surface under the same direction and step."""
        return replace(self, chosen=chosen)
