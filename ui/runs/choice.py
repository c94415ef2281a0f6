"""One run in the race: a method with what was set on it by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from optim_core import Optimizer, methods
from optim_core.methods.optimizer import Convention, Definition, configured
from optim_core.methods.schedules import TYPED, Schedule, schedule, typed_schedule
from optim_core.methods.typed_method import EXAMPLE, KEY, typed_method
from optim_core.running.cost import Watch
from surfaces import Surface
from surfaces.rates import (
    FoundRate,
    as_offered,
    descents_work,
    rate_within,
    suited_numbers,
    trial_descents,
    watching_work,
)
from ui.work.bounded import beside_runs, bounded

#: Every run of one method beyond the first has a number; this is the last.
MAX_COPIES = 8


@dataclass(frozen=True)
class ScheduleChoice:
    """How the step size changes: a kind with the numbers set by hand, or a typed formula."""

    kind: str = "constant"
    values: Mapping[str, float] = field(default_factory=dict)
    formula: str = ""

    def __hash__(self) -> int:
        return hash((self.kind, frozenset(self.values.items()), self.formula))

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


def of_slot(methods: Iterable[MethodChoice], slot: str) -> MethodChoice | None:
    """The choice with that key; None if there is none."""
    return next((choice for choice in methods if choice.slot == slot), None)


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

    def __hash__(self) -> int:
        numbers = frozenset(self.hyperparameters.items())
        return hash((self.slot, self.convention, numbers, self.schedule, self.text))

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

        Raises:
            Waiting: a rate is still being looked for, which on a slow formula is too much work for a page's script.
        """
        return _on(self, surface.key, surface.text, steps)

    def paced(self, rate: Callable[[Definition, Convention], float], steps: int) -> Optimizer:
        """The same with a rate that nobody chose from `rate`."""
        method, numbers = self.method, dict(self.hyperparameters)
        pacemaker = method.paced_by(numbers)
        if pacemaker.rated and pacemaker.rated.key not in numbers:
            numbers[pacemaker.rated.key] = rate(pacemaker, self.convention)
        steady = configured(method, self.convention, numbers)
        made = self.schedule.schedule(steps)
        return configured(method, self.convention, numbers, made if made and steady.follows(made) else None)


# A page asks for each of its methods many times a run, and for what it would be with one number more or less.
@lru_cache(maxsize=1024)
def _on(choice: MethodChoice, key: str, text: str, steps: int) -> Optimizer:
    offered = as_offered(key, text)
    suited = replace(choice, hyperparameters={**suited_numbers(offered, choice.method), **choice.hyperparameters})
    return suited.paced(partial(_rate_on, offered), steps)


def _least_of_descents(offered: Surface) -> float:
    return descents_work(offered)


# Of all methods alike.
@bounded(megabytes=1, least=_least_of_descents)
def _descents(offered: Surface, *, work: float, watch: Watch | None = None) -> FoundRate:
    return FoundRate(trial_descents(offered), descents_work(offered))


def _least(offered: Surface, method: Definition, convention: Convention, descended: float | None) -> float:
    return watching_work(offered, method, convention)


@bounded(megabytes=1, least=_least)
def _rate(
    offered: Surface,
    method: Definition,
    convention: Convention,
    descended: float | None,
    *,
    work: float,
    watch: Watch | None = None,
) -> FoundRate:
    return rate_within(offered, method, convention, descended, work)


def _rate_on(offered: Surface, method: Definition, convention: Convention) -> float:
    steep = method.rate_unit == "gradient"
    with beside_runs():
        return _rate(offered, method, convention, _descents(offered).rate if steep else None).rate


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
