"""The form of a catalogue entry, and how an entry becomes a surface."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import SupportsIndex

import numpy as np
from numpy.typing import NDArray

from optim_core.methods.hyperparameters import unknown_name
from surfaces.base.kernels import kernels_for
from surfaces.base.parameters import ParameterValue, SurfaceParameter
from surfaces.base.surface import Domain, Location, Surface

__all__ = ["Entry", "Minima", "SurfaceParameter", "polish"]

Minima = Callable[[Mapping[str, float]], tuple[Location, ...]]


@dataclass(frozen=True)
class Entry:
    """A surface of the catalogue.

    Attributes:
        key: never changes once it has been in a link.
        name, story: what it is called and what to look for (English; translated by the page).
        text: the formula in the expression language.
        domain: (low, high) per weight.
        start: a start that shows what the surface is about.
        minima: the known global minima for given parameters, by symbol; approximate ones are polished.
        source: where it comes from.
        group: heading in the menu.
        numbers: of methods, by key and hyperparameter, with which they show what the surface is about; what is not
            said here is found by trying (`surfaces.rates`), or is the method's default.
    """

    key: str
    name: str
    group: str
    text: str
    domain: Domain
    start: Location
    story: str
    source: str
    minima: Minima = lambda parameters: ()
    parameters: tuple[SurfaceParameter, ...] = ()
    numbers: Mapping[str, Mapping[str, float]] = field(default_factory=dict, hash=False)

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[object, ...]:
        """An entry of the catalogue travels by its key: it holds functions, which cannot be pickled."""
        if _entries().get(self.key) is self:
            return _catalogued, (self.key,)
        return super().__reduce_ex__(protocol)

    def surface(self, **values: float) -> Surface:
        """The surface with the given parameters; what is left out takes its default.

        Raises:
            ValueError: unknown parameter or a value out of range.
        """
        known = {p.key: p for p in self.parameters}
        for name in values:
            if name not in known:
                raise unknown_name(f"parameter of {self.key}", name, known)
        numbers = {p.symbol: ParameterValue(p.check(values.get(key, p.default)), p) for key, p in known.items()}
        kernels = kernels_for(self.text, tuple(numbers))
        bare = Surface(self.key, self.text, kernels, kernels.variables, numbers, self.domain, self.start)
        minima = tuple(polish(bare, guess) for guess in self.minima(numbers))
        return Surface(self.key, self.text, kernels, kernels.variables, numbers, self.domain, self.start, minima)


def _entries() -> Mapping[str, Entry]:
    # The catalogue is made of entries, so it is looked up only when it is there.
    entries: Mapping[str, Entry] = importlib.import_module("surfaces.catalogue").entries()
    return entries


def _catalogued(key: str) -> Entry:
    return _entries()[key]


def polish(surface: Surface, guess: Location) -> Location:
    """Newton's method from an approximate minimum; the guess itself where Newton has nothing to work on.

    A kink (|x|) or a cusp (Ackley's) is a minimum whose gradient does not vanish; such guesses are exact.
    """
    point = np.array(guess, dtype=np.float64)
    for _ in range(20):
        gradient = np.array(surface.gradient(*point.tolist()))
        hessian: NDArray[np.float64] = np.array(surface.hessian(*point.tolist()))
        if not (np.isfinite(gradient).all() and np.isfinite(hessian).all()):
            return guess
        if np.linalg.eigvalsh(hessian)[0] <= 0:
            return guess
        step = np.linalg.solve(hessian, gradient)
        point = point - step
        if np.linalg.norm(step) <= 1e-15 * (1.0 + np.linalg.norm(point)):
            break
    return tuple(point.tolist())
