"""What is chosen on the Playground: plain values that links carry and the page computes from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from optim_core import CONVENTIONS
from surfaces import Surface, entries
from surfaces.surface import Domain, Location
from ui.method_choice import MethodChoice, offered_slots
from ui.start_choice import StartChoice

__all__ = ["MAX_METHODS", "TYPED", "MethodChoice", "PlaygroundState", "StartChoice", "available_slots"]

TYPED = "typed"
MAX_METHODS = 8
MAX_STEPS = 5000
STEP_CHOICES = (10, 20, 50, 100, 200, 300, 500, 1000, 2000, 5000)
#: Weights beyond this are no place to start or to look at.
REACH = 1e6


@dataclass(frozen=True)
class PlaygroundState:
    """Everything that is chosen on the page. `None` means: as the surface suggests."""

    surface: str = "rosenbrock"
    text: str = ""
    parameters: Mapping[str, float] = field(default_factory=dict)
    domain: Domain | None = None
    start: Location | None = None
    begin: StartChoice = field(default_factory=StartChoice)
    steps: int = 300
    stops: Mapping[str, float] = field(default_factory=dict)
    maximize: bool = False
    methods: tuple[MethodChoice, ...] = (
        MethodChoice("gradient_descent"),
        MethodChoice("momentum"),
        MethodChoice("adam"),
    )
    view: str = "2d"
    loss_axis: str = "log"
    curve: str = "loss"
    x_axis: str = "steps"
    model: str = "none"
    speed: float = 1.0

    def start_on(self, surface: Surface) -> Location:
        """The one start on its surface."""
        return self.begin.single(surface, self.start)

    def with_surface(self, key: str, text: str = "") -> PlaygroundState:
        """Another surface; what belonged to the old one (domain, start, parameters) goes with it."""
        return replace(self, surface=key, text=text, parameters={}, domain=None, start=None)

    def with_method(self, choice: MethodChoice) -> PlaygroundState:
        """The choice with the same slot replaced."""
        return replace(self, methods=tuple(choice if m.slot == choice.slot else m for m in self.methods))

    def with_slots(self, slots: list[str]) -> PlaygroundState:
        """The runs named by `slots`, those already there with their settings."""
        known = {m.slot: m for m in self.methods}
        return replace(self, methods=tuple(known.get(slot, MethodChoice(slot)) for slot in slots))


def available_slots(state: PlaygroundState) -> list[str]:
    """The methods that can be added to those chosen, and those."""
    return offered_slots({m.slot for m in state.methods})


def valid_domain(bounds: Any, dimension: int) -> Domain | None:
    """`bounds` as a domain of that dimension, or None if it is not one."""
    if len(bounds) != dimension:
        return None
    for low, high in bounds:
        if not (math.isfinite(low) and math.isfinite(high) and abs(low) <= REACH and abs(high) <= REACH):
            return None
        if high - low < 1e-6:
            return None
    return tuple((float(low), float(high)) for low, high in bounds)


def valid_start(start: Any, dimension: int) -> Location | None:
    """`start` as a point of that dimension, or None if it is not one."""
    if len(start) != dimension or not all(math.isfinite(w) and abs(w) <= REACH for w in start):
        return None
    return tuple(float(w) for w in start)


def readable_point(point: Location, domain: Domain) -> Location:
    """A clicked point with as many decimals as a pixel is worth, so that it can be read out and retyped."""
    rounded = []
    for w, (low, high) in zip(point, domain, strict=True):
        rounded.append(round(w, 3 - math.floor(math.log10(high - low))))
    return tuple(rounded)


def is_convention(name: str) -> bool:
    """Whether `name` is a convention."""
    return name in CONVENTIONS


def is_surface(key: str) -> bool:
    """Whether `key` names a surface of the catalogue."""
    return key in entries()
