"""What is chosen on the page of the methods: plain values that links carry and the page computes from."""

from __future__ import annotations

from dataclasses import dataclass

from optim_core import methods
from optim_core.methods.definition import Definition
from optim_core.methods.hyperparameters import Hyperparameter
from pages.methods.families import showcase
from surfaces import Surface
from surfaces.base.surface import Location
from ui.runs.choice import MethodChoice
from ui.runs.computed import surface_of


@dataclass(frozen=True)
class MethodsState:
    """The method shown and its race.

    Attributes:
        method: its key.
        surface: where it races; empty for the one that suits the method.
        start: where from; None for the surface's own start.
        rate: the number that sets the size of its steps; None for the one suggested for the surface.
    """

    method: str
    surface: str = ""
    start: Location | None = None
    rate: float | None = None

    @property
    def definition(self) -> Definition:
        """The catalogue's entry."""
        return methods()[self.method]

    @property
    def surface_key(self) -> str:
        """The surface's key."""
        return self.surface or showcase(self.method)

    def landscape(self) -> Surface:
        """The surface as the catalogue offers it."""
        return surface_of(self.surface_key)

    def choice(self) -> MethodChoice:
        """The method as a run of the race."""
        rate = rate_of(self.definition)
        return MethodChoice(self.method, hyperparameters={} if None in (rate, self.rate) else {rate.key: self.rate})  # type: ignore[union-attr,dict-item]

    def with_method(self, key: str) -> MethodsState:
        """Another method on the same surface, if that was chosen; the rate goes with the method."""
        return MethodsState(key, self.surface, self.start if self.surface else None)


def rate_of(method: Definition) -> Hyperparameter | None:
    """The hyperparameter that sets the size of the steps; None for a method that finds it itself."""
    return method.paced_by({}).rate_parameter("lecture")
