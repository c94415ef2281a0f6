"""One run in the race: a method with what was set on it by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from optim_core import Optimizer, methods
from optim_core.methods.optimizer import Convention, Definition, configured
from optim_core.methods.schedules import TYPED, Schedule, schedule, typed_schedule
from optim_core.methods.typed_method import EXAMPLE, KEY, typed_method
from surfaces import Surface
from surfaces.rates import suggested_rate, suited_numbers

#: Every run of one method beyond the first has a number; this is the last.
MAX_COPIES = 8


@dataclass(frozen=True)
class ScheduleChoice:
    """How the step size changes: a kind with the numbers set by hand, or a typed formula."""

    kind: str = "constant"
    values: Mapping[str, float] = field(default_factory=dict)
    formula: str = ""

    def schedule(self, steps: int) -> Schedule | None:
        """The schedule laid out for so many steps; None if the step size stays as it is.

        Raises:
            ValueError: unknown kind or number, or (as ExpressionError) a text that is no formula.
        """
        if self.kind == "constant":
            return None
        if self.kind == TYPED:
            return typed_schedule(self.formula, over=steps)
        return schedule(self.kind, over=steps, **self.values)


@dataclass(frozen=True)
class MethodChoice:
    """One run in the race.

    Attributes:
        slot: the method's key, with ``~2``, ``~3`` ... for further runs of the same method.
        convention: lecture form or PyTorch's.
        hyperparameters: those that were set by hand, numbers or names; the rest follow the convention and the
            surface.
        schedule: how the step size changes.
        text: the equations of a method of one's own.
    """

    slot: str
    convention: Convention = "lecture"
    hyperparameters: Mapping[str, float | str] = field(default_factory=dict)
    schedule: ScheduleChoice = field(default_factory=ScheduleChoice)
    text: str = ""

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
        """The catalogue's definition, or the one that was typed."""
        return typed_method(self.text or EXAMPLE) if self.key == KEY else methods()[self.key]

    def optimizer(self, surface: Surface, steps: int = 300) -> Optimizer:
        """The method with every number set; those that nobody chose are as suits the surface.

        A schedule is laid out for `steps` steps; one that the method cannot follow is left out.
        """
        suited = replace(self, hyperparameters={**suited_numbers(surface, self.method), **self.hyperparameters})
        return suited.paced(partial(suggested_rate, surface), steps)

    def paced(self, rate: Callable[[Definition, Convention], float], steps: int) -> Optimizer:
        """The same with a rate that nobody chose from `rate`."""
        method, numbers = self.method, dict(self.hyperparameters)
        pacemaker = method.paced_by(numbers)
        if pacemaker.rated and pacemaker.rated.key not in numbers:
            numbers[pacemaker.rated.key] = rate(pacemaker, self.convention)
        steady = configured(method, self.convention, numbers)
        made = self.schedule.schedule(steps)
        return configured(method, self.convention, numbers, made if made and steady.follows(made) else None)


def keys() -> tuple[str, ...]:
    """The keys of all methods that can be chosen: the catalogue's, and the one to type."""
    return (*methods(), KEY)


def is_slot(slot: str) -> bool:
    """Whether `slot` names a method and a small copy number."""
    key, tilde, number = slot.partition("~")
    if key not in keys():
        return False
    return not tilde or number in {str(n) for n in range(2, MAX_COPIES + 1)}


def offered_slots(chosen: set[str]) -> list[str]:
    """Every method once, and once more for those already chosen, so that a method can race against itself."""
    slots = []
    for key in keys():
        slots.append(key)
        copies = [key, *(f"{key}~{n}" for n in range(2, MAX_COPIES + 1))]
        used = max((i for i, slot in enumerate(copies) if slot in chosen), default=-1)
        slots += copies[1 : used + 2] if used >= 0 else []
    return slots
