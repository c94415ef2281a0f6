"""What is chosen on the Playground: plain values that links carry and the page computes from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from optim_core import CONVENTIONS, Optimizer, methods, optimizer
from optim_core.optimizer import Convention, Definition
from surfaces import Surface, entries
from surfaces.rates import suggested_rate
from surfaces.surface import Domain, Location

TYPED = "typed"
MAX_METHODS = 8
MAX_STEPS = 5000
STEP_CHOICES = (10, 20, 50, 100, 200, 300, 500, 1000, 2000, 5000)
#: Weights beyond this are no place to start or to look at.
REACH = 1e6


@dataclass(frozen=True)
class MethodChoice:
    """One run in the race.

    Attributes:
        slot: the method's key, with ``~2``, ``~3`` ... for further runs of the same method.
        convention: lecture form or PyTorch's.
        hyperparameters: those that were set by hand, numbers or names; the rest follow the convention and the
            surface.
    """

    slot: str
    convention: Convention = "lecture"
    hyperparameters: Mapping[str, float | str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The method's key."""
        return self.slot.partition("~")[0]

    @property
    def copy(self) -> int:
        """0 for the first run of a method, 1 for the second ..."""
        number = self.slot.partition("~")[2]
        return int(number) - 1 if number else 0

    @property
    def method(self) -> Definition:
        """The catalogue's definition."""
        return methods()[self.key]

    def optimizer(self, surface: Surface) -> Optimizer:
        """The method with every number set; a rate that nobody chose is suggested for the surface."""
        numbers = dict(self.hyperparameters)
        pacemaker = self.method.paced_by(numbers)
        if pacemaker.rated and pacemaker.rated.key not in numbers:
            numbers[pacemaker.rated.key] = suggested_rate(surface, pacemaker, self.convention)
        return optimizer(self.key, convention=self.convention, **numbers)


@dataclass(frozen=True)
class PlaygroundState:
    """Everything that is chosen on the page. `None` means: as the surface suggests."""

    surface: str = "rosenbrock"
    text: str = ""
    parameters: Mapping[str, float] = field(default_factory=dict)
    domain: Domain | None = None
    start: Location | None = None
    steps: int = 300
    methods: tuple[MethodChoice, ...] = (
        MethodChoice("gradient_descent"),
        MethodChoice("momentum"),
        MethodChoice("adam"),
    )
    view: str = "2d"
    loss_axis: str = "log"
    speed: float = 1.0

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
    """Every method once, and once more for those already chosen, so that a method can race against itself."""
    chosen = {m.slot for m in state.methods}
    slots = []
    for key in methods():
        slots.append(key)
        copies = [key, *(f"{key}~{n}" for n in range(2, MAX_METHODS + 1))]
        used = max((i for i, slot in enumerate(copies) if slot in chosen), default=-1)
        slots += copies[1 : used + 2] if used >= 0 else []
    return slots


def is_slot(slot: str) -> bool:
    """Whether `slot` names a method of the catalogue and a small copy number."""
    key, tilde, number = slot.partition("~")
    if key not in methods():
        return False
    return not tilde or number in {str(n) for n in range(2, MAX_METHODS + 1)}


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
