"""What the catalogue knows about a method, and the usual kind: a method that is its equations."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, SupportsIndex, get_args

import numpy as np
from numpy.typing import NDArray

from optim_core.base.program import StepProgram
from optim_core.base.values import fields_of
from optim_core.expression import Flavour
from optim_core.methods import rule as rules
from optim_core.methods.discovery import catalogue, catalogued
from optim_core.methods.hyperparameters import Choice, Hyperparameter, unknown_name, with_defaults
from optim_core.methods.rule import Pace, Rule
from optim_core.methods.rule_latex import rule_latex
from optim_core.methods.schedules import Schedule
from optim_core.methods.stepper import CoordinateStepper, Oracle, Stepper

Convention = Literal["lecture", "pytorch"]
CONVENTIONS: tuple[Convention, ...] = get_args(Convention)

#: What the step size measures. "gradient": the step is rate times gradient, so a good rate is about one over the
#: curvature. "distance": the step has the size of the rate itself, whatever the gradient's size. "none": the
#: method finds the size of its steps, the rate is a plain factor or does not exist.
RateUnit = Literal["gradient", "distance", "none"]

Values = Mapping[str, Any]
NOTHING: Values = MappingProxyType({})


class Rated(NamedTuple):
    """Which hyperparameter sets the size of the steps, and with which power they follow it."""

    key: str
    power: float = 1.0


LEARNING_RATE = Rated("learning_rate")


@dataclass(frozen=True, kw_only=True, eq=False)
class Definition(ABC):
    """A method of the catalogue.

    Attributes:
        key: its name in the API and in links.
        name, summary: what people read (English; translated by the page).
        source: paper and year.
        lecture_rows: the rows of the lectures it belongs to.
        parameters: the numbers that can be set.
        choices: the names that can be set.
        rate_unit: what a good step size depends on.
        rated: the hyperparameter that sets the size of the steps; None if the method finds it itself.
        torch_name: the class it follows in the PyTorch convention; empty if PyTorch has none.
    """

    key: str
    name: str
    summary: str
    source: str
    lecture_rows: tuple[str, ...] = ()
    parameters: tuple[Hyperparameter, ...]
    choices: tuple[Choice, ...] = ()
    rate_unit: RateUnit = "gradient"
    rated: Rated | None = LEARNING_RATE
    torch_name: str = ""

    # Subclasses say eq=False, so that these two are theirs.
    def __eq__(self, other: object) -> bool:
        return self is other or (type(other) is type(self) and fields_of(other) == fields_of(self))

    def __hash__(self) -> int:
        return hash(self.key)

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[Any, ...]:
        """A definition of the catalogue travels by its key: it holds functions, which cannot be pickled."""
        if catalogue().get(self.key) is self:
            return catalogued, (self.key,)
        return super().__reduce_ex__(protocol)

    @property
    def two_forms(self) -> bool:
        """Whether the PyTorch convention is a form of its own, even if it says the same."""
        return bool(self.torch_name)

    @property
    def steppable(self) -> bool:
        """Whether it makes one step at a time, so that other methods can be built around it."""
        return True

    def hyperparameters(self, convention: Convention, given: Values = NOTHING) -> tuple[Hyperparameter, ...]:
        """What can be set, with the defaults of `convention`; `given` may decide what else there is to set."""
        return self.parameters

    def rate_parameter(self, convention: Convention) -> Hyperparameter | None:
        """The hyperparameter that sets the size of the steps; None if the method finds it itself."""
        rated = self.rated
        return next((p for p in self.hyperparameters(convention) if rated and p.key == rated.key), None)

    def configure(self, convention: Convention, given: Values) -> dict[str, Any]:
        """Every setting by key: those given, checked, and the defaults for the rest.

        Raises:
            ValueError: a name that does not exist or a value out of its range.
        """
        known: dict[str, Hyperparameter | Choice] = {c.key: c for c in self.choices}
        known |= {p.key: p for p in self.hyperparameters(convention)}
        for name in given:
            if name not in known:
                raise unknown_name(f"hyperparameter of {self.key}", name, known)
        return {name: _checked(what, given.get(name, what.default)) for name, what in known.items()}

    def paced_by(self, given: Values) -> Definition:
        """The definition whose step size is at work: this one, unless it is built around another."""
        return self

    def paced_symbol(self, convention: Convention, values: Values) -> str:
        """The symbol of the step size that a schedule can change; empty if it has none that every step uses."""
        return ""

    @abstractmethod
    def stepper(self, setup: Setup, flavour: Flavour, dimension: int) -> Stepper:
        """The thing that makes the steps."""

    @abstractmethod
    def latex_lines(self, setup: Setup) -> tuple[str, ...]:
        """The update typeset, one line per equation."""

    def equations(self, setup: Setup) -> str:
        """The update as text, one assignment a line; empty for a method that is no per-coordinate rule."""
        return ""

    def program(self, setup: Setup, dimension: int) -> StepProgram | None:
        """The steps for an engine outside Python; None for a method whose steps are made here alone."""
        return None

    def derived(self, convention: Convention, values: Values) -> dict[str, float]:
        """What the hyperparameters amount to, by symbol, e.g. the rolling ball's alpha and beta."""
        return {}


class Setup(NamedTuple):
    """What a method's equations and steps are made from.

    Attributes:
        convention: the lecture's form or PyTorch's.
        values: every setting by key.
        maximize: climb instead of descend.
        schedule: how the step size changes; None if it stays.
    """

    convention: Convention
    values: Values
    maximize: bool = False
    schedule: Schedule | None = None


def pace_parts(setup: Setup) -> dict[str, Any]:
    """Parts of a program: how the step size changes, for a stepper that asks for it at every step."""
    schedule = setup.schedule
    if schedule is None or schedule.constant:
        return {}
    return {"pace": {"body": schedule.source(), "numbers": schedule.numbers}}


class Path(NamedTuple):
    """What a method that makes its path as a whole hands back.

    Attributes:
        points: (steps + 1, dimension), the start first.
        evaluations: (3, steps + 1), see `Trajectory`.
        reason: why it ended, in its own words; empty if it used all its steps.
        spent: whether the budget of work ended it.
    """

    points: NDArray[np.float64]
    evaluations: NDArray[np.integer]
    reason: str
    spent: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class WholePath(Definition):
    """A method that is handed the loss and the start and comes back with its path, one run at a time.

    Attributes:
        follows_gradients: whether its steps use the gradient at the point they start from.
    """

    follows_gradients: bool = True
    rate_unit: RateUnit = "none"
    rated: Rated | None = None

    @property
    def steppable(self) -> bool:
        """It cannot be asked for a single step."""
        return False

    def stepper(self, setup: Setup, flavour: Flavour, dimension: int) -> Stepper:
        """There is none.

        Raises:
            ValueError: always.
        """
        raise ValueError(f"{self.key} makes its path as a whole")

    @abstractmethod
    def follow(self, oracle: Oracle, start: tuple[float, ...], steps: int, values: Values, maximize: bool) -> Path:
        """The path from `start`, at most `steps` steps long; it ends where the oracle throws `losses.WorkSpent`."""


def _checked(what: Hyperparameter | Choice, value: object) -> float | str:
    return what.check(value) if isinstance(what, Choice) else what.accept(value)


@dataclass(frozen=True, kw_only=True, eq=False)
class Method(Definition):
    """An optimizer given by per-coordinate equations, in the lecture's form and in PyTorch's."""

    lecture: Rule
    pytorch: Rule

    def __hash__(self) -> int:
        return hash((self.key, self.lecture, self.pytorch))

    @property
    def two_forms(self) -> bool:
        """What PyTorch has is shown even where it is the same; a form that another package writes, where it differs."""
        return super().two_forms or self.lecture != self.pytorch

    def rule(self, convention: Convention) -> Rule:
        """The equations of one convention."""
        return self.lecture if convention == "lecture" else self.pytorch

    def rule_of(self, setup: Setup) -> Rule:
        """The equations that run, with what their schedule remembers among the state."""
        rule = self.rule(setup.convention)
        memory = setup.schedule.memory if setup.schedule else {}
        return replace(rule, state={**memory, **rule.state}) if memory else rule

    def hyperparameters(self, convention: Convention, given: Values = NOTHING) -> tuple[Hyperparameter, ...]:
        """What can be set, with the defaults of `convention`."""
        return with_defaults(self.parameters, self.rule(convention).defaults)

    def paced_symbol(self, convention: Convention, values: Values) -> str:
        """That of the hyperparameter that sets the size of the steps, if the equations use it in every step."""
        rated = self.rated
        symbol = next((p.symbol for p in self.parameters if rated and p.key == rated.key), "")
        return symbol if symbol and rules.mentions(self.rule(convention), symbol) else ""

    def equations(self, setup: Setup) -> str:
        """The update as text, one assignment a line; lines that would do nothing are left out."""
        pace, schedule = None, setup.schedule
        if schedule and not schedule.constant:
            symbol = self.paced_symbol(setup.convention, setup.values)
            pace = Pace(symbol, schedule.text(symbol), schedule.watching)
        return self._lines(setup, pace)

    def _lines(self, setup: Setup, pace: Pace | None) -> str:
        clip = rules.TORCH_CLIP if setup.convention == "pytorch" and self.torch_name else rules.CLIP
        return rules.equations(self.rule(setup.convention), setup.values, setup.maximize, pace, clip)

    def stepper(self, setup: Setup, flavour: Flavour, dimension: int) -> Stepper:
        """A stepper with compiled equations and the given numbers."""
        symbols = {p.symbol: setup.values[p.key] for p in self.parameters}
        return CoordinateStepper(self.equations(setup), self.rule_of(setup), symbols, flavour, dimension)

    def program(self, setup: Setup, dimension: int) -> StepProgram:
        """The equations as source; `idle` are the numbers that no line of it uses as it is set."""
        rule, pace, schedule = self.rule_of(setup), None, setup.schedule
        numbers = {p.symbol: float(setup.values[p.key]) for p in self.parameters}
        if schedule and not schedule.constant:
            symbol = self.paced_symbol(setup.convention, setup.values)
            pace = Pace(symbol, schedule.open_text(symbol), schedule.open_watching)
            numbers |= schedule.numbers
        text, memory, names = self._lines(setup, pace), tuple(rule.state), tuple(numbers)
        lines = rules.assignments(text, rules.names_of(memory, names))
        used = {name for line in lines for name in rules.symbols_of(line)}
        used |= {value for value in rule.state.values() if isinstance(value, str)}
        parts: dict[str, Any] = {
            "body": rules.update_source(text, memory, names, dimension),
            "memory": list(rule.state.values()),
            "usesValue": rules.uses_value(lines),
            "idle": [name for name in names if name not in used and not rules.mentioned(name, rule.gradient_at)],
        }
        if rule.looks_ahead:
            parts["ahead"] = rules.look_ahead_source(rule, names, dimension)
        return StepProgram("rule", numbers, parts)

    def derived(self, convention: Convention, values: Values) -> dict[str, float]:
        """The numbers that the equations make of the hyperparameters before any step."""
        symbols = {p.symbol: values[p.key] for p in self.parameters}
        return rules.constants(self.rule(convention), self.equations(Setup(convention, values)), symbols)

    def latex_lines(self, setup: Setup) -> tuple[str, ...]:
        """The gradient and where it is taken, then a line per assignment."""
        symbols = tuple(p.symbol for p in self.parameters)
        return rule_latex(self.rule_of(setup), symbols, self.equations(setup))
