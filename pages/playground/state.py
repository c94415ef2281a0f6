"""What is chosen on the Playground: plain values that links carry and the page computes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from optim_core import CONVENTIONS
from pages.playground.start_choice import StartChoice
from surfaces import Surface, entries
from surfaces.base.surface import Domain, Location
from surfaces.typed import KEY as TYPED
from ui.player.settings import PlayerSettings
from ui.runs.choice import MethodChoice, offered_slots
from ui.runs.computed import surface_of

__all__ = ["MAX_METHODS", "TYPED", "MethodChoice", "PlaygroundState", "StartChoice", "available_slots"]

MAX_METHODS = 8
MAX_STEPS = 5000


@dataclass(frozen=True)
class PlaygroundState:
    """Everything that is chosen on the page. `None` means: as the surface suggests."""

    surface: str = "rosenbrock"
    text: str = ""
    parameters: Mapping[str, float] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Of the letters of a typed formula, where they differ from what a letter has at first."""
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
    player: PlayerSettings = field(default_factory=PlayerSettings)

    def landscape(self) -> Surface:
        """The surface that is chosen; errors as of `surface_of`."""
        return surface_of(self.surface, self.text, self.parameters, self.domain, self.ranges)

    def start_on(self, surface: Surface) -> Location:
        """The one start on its surface."""
        return self.begin.single(surface, self.start)

    def with_surface(self, key: str, text: str = "") -> PlaygroundState:
        """Another surface; what belonged to the old one (domain, start, parameters) goes with it."""
        return replace(self, surface=key, text=text, parameters={}, ranges={}, domain=None, start=None)

    def with_formula(self, text: str) -> PlaygroundState:
        """A typed surface; letters that the last one had too keep their numbers.

        Raises:
            ExpressionError: the text is no formula.
        """
        typed = self.with_surface(TYPED, text)
        letters = typed.landscape().parameters
        if self.surface != TYPED:
            return typed
        values = {name: value for name, value in self.parameters.items() if name in letters}
        ranges = {name: bounds for name, bounds in self.ranges.items() if name in letters}
        return replace(typed, parameters=values, ranges=ranges)

    def with_letter(self, name: str, value: float, bounds: tuple[float, float] | None) -> PlaygroundState:
        """Another number for a letter of the typed formula, in a range of its own if `bounds` are given.

        Raises:
            ValueError: no letter of the formula, no number, or one outside its range.
        """
        ranges = {**self.ranges, name: bounds} if bounds else self.ranges
        changed = replace(self, parameters={**self.parameters, name: value}, ranges=ranges)
        changed.landscape()
        return changed

    def with_numbers(self, numbers: Mapping[str, float]) -> PlaygroundState:
        """Other numbers in the surface's formula, by key, turned below its picture.

        What is guessed from a typed formula with its letters, the range, the start and the letters' own ranges, stays
        as it was shown: who turns a dial watches what becomes of this picture.

        Raises:
            ValueError: no number of the surface, or one outside its range.
        """
        shown = self.landscape()
        changed = replace(self, parameters={**self.parameters, **numbers})
        ranges = {name: letter.range for name, letter in shown.parameters.items() if name in numbers}
        if self.surface == TYPED and any(changed.landscape().parameters[n].range != r for n, r in ranges.items()):
            changed = replace(changed, ranges={**self.ranges, **ranges})
        landscape = changed.landscape()
        if landscape.domain != shown.domain:
            changed = replace(changed, domain=shown.domain)
        if self.start is None and landscape.start != shown.start:
            changed = replace(changed, start=shown.start)
        return changed

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


def is_convention(name: str) -> bool:
    """Whether `name` is a convention."""
    return name in CONVENTIONS


def is_surface(key: str) -> bool:
    """Whether `key` names a surface of the catalogue."""
    return key in entries()
