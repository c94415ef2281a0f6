"""Optimizers: the catalogue, and a method of it with its numbers set."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from optim_core.definition import CONVENTIONS, Convention, Definition, Method, RateUnit
from optim_core.expression import Flavour
from optim_core.hyperparameters import Hyperparameter, unknown_name
from optim_core.stepper import Stepper

__all__ = ["CONVENTIONS", "Convention", "Definition", "Method", "Optimizer", "RateUnit", "methods", "optimizer"]


@dataclass(frozen=True)
class Optimizer:
    """A method with its convention and every hyperparameter set; what `run` takes.

    `hyperparameters` are by key: numbers, or names where a name may be chosen; a method built around another
    has that one, an `Optimizer` too, under ``inner``.
    """

    method: Definition
    convention: Convention
    hyperparameters: Mapping[str, Any] = field(hash=False)

    @property
    def key(self) -> str:
        """The method's key, e.g. ``adam``."""
        return self.method.key

    @property
    def parameters(self) -> tuple[Hyperparameter, ...]:
        """The numbers that can be set, those of an inner method among them."""
        return self.method.hyperparameters(self.convention, self.hyperparameters)

    @property
    def inner(self) -> Optimizer | None:
        """The method this one is built around, if any."""
        return self.hyperparameters.get("inner")

    def value_of(self, key: str) -> Any:
        """The setting of one of `parameters`."""
        if key in self.hyperparameters or self.inner is None:
            return self.hyperparameters[key]
        return self.inner.value_of(key)

    @property
    def learning_rate(self) -> float | None:
        """The learning rate; None for a method that has none."""
        found = any(p.key == "learning_rate" for p in self.parameters)
        return self.value_of("learning_rate") if found else None

    @property
    def derived(self) -> dict[str, float]:
        """What the hyperparameters amount to, by symbol; empty for most methods."""
        return self.method.derived(self.convention, self.hyperparameters)

    def stepper(self, flavour: Flavour, dimension: int, maximize: bool = False) -> Stepper:
        """The thing that makes the steps, for floats or for arrays of runs."""
        return self.method.stepper(self.hyperparameters, self.convention, flavour, dimension, maximize)

    def equations(self, maximize: bool = False) -> str:
        """The update equations that run, as text."""
        return self.method.equations(self.convention, self.hyperparameters, maximize)

    def latex_lines(self, maximize: bool = False) -> tuple[str, ...]:
        """The update typeset, one line per equation."""
        return self.method.latex_lines(self.convention, self.hyperparameters, maximize)


@cache
def methods() -> Mapping[str, Definition]:
    """All methods by key, in the order they should be listed. Each lives in one module of `optim_core.catalogue`."""
    package = importlib.import_module("optim_core.catalogue")
    found: dict[str, tuple[int, Definition]] = {}
    for module_info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"optim_core.catalogue.{module_info.name}")
        definition: Definition = module.METHOD
        if definition.key in found:
            raise RuntimeError(f"two methods claim the key {definition.key!r}")
        found[definition.key] = (module.ORDER, definition)
    return {key: definition for key, (_, definition) in sorted(found.items(), key=lambda item: item[1][0])}


def optimizer(key: str, *, convention: str = "lecture", **hyperparameters: Any) -> Optimizer:
    """A method of the catalogue with its numbers set.

    Args:
        key: one of `methods()`, e.g. ``"adam"``.
        convention: ``"lecture"`` (as lectures write it) or ``"pytorch"`` (as torch.optim computes it).
        **hyperparameters: settings by name; what is left out takes the convention's default.

    Raises:
        ValueError: unknown key, convention or name, or a value out of its range; the message lists what exists.
    """
    catalogue = methods()
    if key not in catalogue:
        raise unknown_name("optimizer", key, catalogue)
    if convention not in CONVENTIONS:
        raise unknown_name("convention", convention, CONVENTIONS)
    method = catalogue[key]
    return Optimizer(method, convention, method.configure(convention, hyperparameters))
