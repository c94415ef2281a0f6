"""Optimizers: the catalogue's definitions, and one of them with its numbers set."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, Protocol, get_args

from optim_core import rule as rules
from optim_core.expression import Flavour
from optim_core.hyperparameters import Hyperparameter, unknown_name, with_defaults
from optim_core.rule import Rule
from optim_core.stepper import CoordinateStepper, Stepper

Convention = Literal["lecture", "pytorch"]
CONVENTIONS: tuple[Convention, ...] = get_args(Convention)

#: What the learning rate measures. "gradient": the step is rate times gradient, so a good rate is about one over
#: the curvature. "distance": the step has the size of the rate itself, whatever the gradient's size.
RateUnit = Literal["gradient", "distance"]


class Definition(Protocol):
    """What the catalogue knows about a method. `Method` is the usual one; others implement the same by hand."""

    key: str
    name: str
    summary: str
    source: str
    lecture_rows: tuple[str, ...]
    rate_unit: RateUnit

    def hyperparameters(self, convention: Convention) -> tuple[Hyperparameter, ...]:
        """What can be set, with the defaults of `convention`."""

    def stepper(
        self,
        values: Mapping[str, float],
        convention: Convention,
        flavour: Flavour,
        dimension: int,
        maximize: bool = False,
    ) -> Stepper:
        """The thing that makes the steps."""

    def equations(self, convention: Convention, values: Mapping[str, float], maximize: bool = False) -> str:
        """The update as text, one assignment a line."""


@dataclass(frozen=True)
class Method:
    """An optimizer given by per-coordinate equations, in the lecture's form and in PyTorch's."""

    key: str
    name: str
    summary: str
    source: str
    lecture_rows: tuple[str, ...]
    parameters: tuple[Hyperparameter, ...]
    lecture: Rule
    pytorch: Rule
    rate_unit: RateUnit = "gradient"

    def rule(self, convention: Convention) -> Rule:
        """The equations of one convention."""
        return self.lecture if convention == "lecture" else self.pytorch

    def hyperparameters(self, convention: Convention) -> tuple[Hyperparameter, ...]:
        """What can be set, with the defaults of `convention`."""
        return with_defaults(self.parameters, self.rule(convention).defaults)

    def equations(self, convention: Convention, values: Mapping[str, float], maximize: bool = False) -> str:
        """The update as text, one assignment a line; lines that would do nothing are left out."""
        decays = values.get("weight_decay", 0.0) != 0.0
        return rules.equations(self.rule(convention), weight_decay=decays, maximize=maximize)

    def stepper(
        self,
        values: Mapping[str, float],
        convention: Convention,
        flavour: Flavour,
        dimension: int,
        maximize: bool = False,
    ) -> Stepper:
        """A stepper with compiled equations and the given numbers."""
        symbols = {p.symbol: values[p.key] for p in self.parameters}
        text = self.equations(convention, values, maximize)
        return CoordinateStepper(text, self.rule(convention), symbols, flavour, dimension)


@dataclass(frozen=True)
class Optimizer:
    """A method with its convention and every hyperparameter set; what `run` takes."""

    method: Definition
    convention: Convention
    hyperparameters: Mapping[str, float] = field(hash=False)

    @property
    def key(self) -> str:
        """The method's key, e.g. ``adam``."""
        return self.method.key

    @property
    def learning_rate(self) -> float:
        """The step size."""
        return self.hyperparameters["learning_rate"]

    def stepper(self, flavour: Flavour, dimension: int, maximize: bool = False) -> Stepper:
        """The thing that makes the steps, for floats or for arrays of runs."""
        return self.method.stepper(self.hyperparameters, self.convention, flavour, dimension, maximize)

    def equations(self, maximize: bool = False) -> str:
        """The update equations that run, as text."""
        return self.method.equations(self.convention, self.hyperparameters, maximize)


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


def optimizer(key: str, *, convention: str = "lecture", **hyperparameters: float) -> Optimizer:
    """A method of the catalogue with its numbers set.

    Args:
        key: one of `methods()`, e.g. ``"adam"``.
        convention: ``"lecture"`` (as lectures write it) or ``"pytorch"`` (as torch.optim computes it).
        **hyperparameters: numbers by name; what is left out takes the convention's default.

    Raises:
        ValueError: unknown key, convention or name, or a value out of its range; the message lists what exists.
    """
    catalogue = methods()
    if key not in catalogue:
        raise unknown_name("optimizer", key, catalogue)
    if convention not in CONVENTIONS:
        raise unknown_name("convention", convention, CONVENTIONS)
    method = catalogue[key]
    parameters = {p.key: p for p in method.hyperparameters(convention)}
    for name in hyperparameters:
        if name not in parameters:
            raise unknown_name(f"hyperparameter of {key}", name, parameters)
    values = {name: p.check(hyperparameters.get(name, p.default)) for name, p in parameters.items()}
    return Optimizer(method, convention, values)
