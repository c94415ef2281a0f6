"""Optimizers: the catalogue, and a method of it with its numbers set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from optim_core.base.program import StepProgram
from optim_core.expression import Flavour
from optim_core.methods.definition import CONVENTIONS, Convention, Definition, Method, RateUnit, Setup
from optim_core.methods.discovery import catalogue
from optim_core.methods.hyperparameters import Hyperparameter, unknown_name
from optim_core.methods.schedules import Schedule
from optim_core.methods.stepper import Stepper

__all__ = ["CONVENTIONS", "Convention", "Definition", "Method", "Optimizer", "RateUnit", "methods", "optimizer"]


@dataclass(frozen=True, repr=False)
class Optimizer:
    """A method with its convention and every hyperparameter set; what `run` takes.

    `hyperparameters` are by key: numbers, or names where a name may be chosen; a method built around another
    has that one, an `Optimizer` too, under ``inner``. `schedule` says how the step size changes; None: it stays.
    """

    method: Definition
    convention: Convention
    hyperparameters: Mapping[str, Any]
    schedule: Schedule | None = None

    def __hash__(self) -> int:
        return hash((self.method, self.convention, frozenset(self.hyperparameters.items()), self.schedule))

    def __repr__(self) -> str:
        name = self.method.name
        if not name.isidentifier():
            name = self.key.title().replace("_", "")
        inner = [repr(self.inner)] if self.inner else []
        numbers = [f"{key}={_shown(value)}" for key, value in self._worth_showing()]
        paced = [f"schedule={self.schedule!r}"] if self.schedule else []
        return f"{name}({', '.join((*inner, *numbers, *paced, self.convention))})"

    def _worth_showing(self) -> list[tuple[str, Any]]:
        """The size of the steps, and every other setting that is not the convention's default."""
        rated = self.method.rated.key if self.method.rated else ""
        defaults: dict[str, float | str] = {p.key: p.default for p in self.parameters}
        defaults |= {choice.key: choice.default for choice in self.method.choices}
        return [
            (key, value)
            for key, value in self.hyperparameters.items()
            if not isinstance(value, Optimizer) and (key == rated or value != defaults.get(key))
        ]

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
        inner = self.hyperparameters.get("inner")
        return inner if isinstance(inner, Optimizer) else None

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
        """What the hyperparameters amount to in every step, by symbol; empty for most methods."""
        changing = self.schedule is not None and not self.schedule.constant
        return {} if changing else self.method.derived(self.convention, self.hyperparameters)

    def stepper(self, flavour: Flavour, dimension: int, maximize: bool = False) -> Stepper:
        """The thing that makes the steps, for floats or for arrays of runs."""
        return _stepper(self, flavour, dimension, maximize)

    def program(self, dimension: int, maximize: bool = False) -> StepProgram | None:
        """The steps for an engine outside Python; None for a method whose steps are made here alone."""
        return _program(self, dimension, maximize)

    def setup(self, maximize: bool = False) -> Setup:
        """All that the method's equations and steps are made from."""
        return Setup(self.convention, self.hyperparameters, maximize, self.schedule)

    @property
    def paced_symbol(self) -> str:
        """The symbol of the step size that a schedule can change; empty if there is none."""
        return self.method.paced_symbol(self.convention, self.hyperparameters)

    def follows(self, schedule: Schedule) -> bool:
        """Whether a schedule can change the step size; one that watches the loss needs a method that is equations."""
        if schedule.constant:
            return True
        pacemaker = self.method.paced_by(self.hyperparameters)
        return bool(self.paced_symbol) and (not schedule.memory or isinstance(pacemaker, Method))

    def equations(self, maximize: bool = False) -> str:
        """The update equations that run, as text."""
        return self.method.equations(self.setup(maximize))

    def latex_lines(self, maximize: bool = False) -> tuple[str, ...]:
        """The update typeset, one line per equation."""
        return self.method.latex_lines(self.setup(maximize))


# It holds no state, so all runs of an optimizer can share one; a run asks for it several times.
@lru_cache(maxsize=256)
def _stepper(optimizer: Optimizer, flavour: Flavour, dimension: int, maximize: bool) -> Stepper:
    return optimizer.method.stepper(optimizer.setup(maximize), flavour, dimension)


# A program takes a few milliseconds to print, and every run of a page asks for those of its methods.
@lru_cache(maxsize=512)
def _program(optimizer: Optimizer, dimension: int, maximize: bool) -> StepProgram | None:
    return optimizer.method.program(optimizer.setup(maximize), dimension)


def _shown(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def methods() -> Mapping[str, Definition]:
    """All methods by key, in the order they should be listed. Each lives in one module of `optim_core.catalogue`."""
    return catalogue()


def optimizer(
    key: str, *, convention: str = "lecture", schedule: Schedule | None = None, **hyperparameters: Any
) -> Optimizer:
    """A method of the catalogue with its numbers set.

    Args:
        key: one of `methods()`, e.g. ``"adam"``.
        convention: ``"lecture"`` (as lectures write it) or ``"pytorch"`` (as torch.optim computes it).
        schedule: how the step size changes (see `optim_core.methods.schedules`); None: it stays as it is set.
        **hyperparameters: settings by name; what is left out takes the convention's default.

    Raises:
        ValueError: unknown key, convention or name, or a value out of its range; the message lists what exists.
            A schedule for a method that has no step size which every step uses.
    """
    known = methods()
    if key not in known:
        raise unknown_name("optimizer", key, known)
    if convention not in CONVENTIONS:
        raise unknown_name("convention", convention, CONVENTIONS)
    return configured(known[key], convention, hyperparameters, schedule)


def configured(
    method: Definition, convention: Convention, given: Mapping[str, Any], schedule: Schedule | None = None
) -> Optimizer:
    """A method, of the catalogue or not, with its numbers set; errors as of `optimizer`."""
    result = Optimizer(method, convention, method.configure(convention, given), schedule)
    if schedule and not result.follows(schedule):
        which = "watches the loss" if result.paced_symbol else "could change from step to step"
        raise ValueError(f"{method.key} has no step size that a schedule {which}")
    return result
