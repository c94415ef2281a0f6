"""A finished run and what is said of it: the rules that stopped it, and the verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optim_core.paths.record import Record
from optim_core.paths.stops import rules_that_fired
from optim_core.paths.verdict import Outcome, Outcomes, judge_many, judge_single, judge_together

#: What a notebook shows of a path, by media type.
Display = Callable[["Trajectory"], Mapping[str, object]]
# Figures are made in a higher room, which this one does not know: that room says so when it is imported.
_displays: list[Display] = []


def show_with(display: Display) -> None:
    """Let notebooks show paths with `display` from now on, beside their text; the last one given counts."""
    _displays[:] = [display]


@dataclass(frozen=True, eq=False, repr=False)
class Trajectory(Record):
    """One run, or many runs of the same method side by side; its data are those of a `Record`."""

    def __repr__(self) -> str:
        outcome, on = self.outcome, f"on {self.loss!r}"
        if isinstance(outcome, Outcome):
            parts = [f"{self.steps} steps {on}", f"loss {self.values[-1]:.6g}", outcome.kind]
        else:
            kinds, counts = np.unique(outcome.kind, return_counts=True)
            ends = (f"{kind} {count}" for kind, count in zip(kinds, counts, strict=True))
            parts = [f"{outcome.kind.size} runs of {self.budget} steps {on}", *ends]
        return f"Trajectory({', '.join([repr(self.optimizer), *parts])})"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        """What notebooks ask for: the text, and what has been set with `show_with`."""
        bundle: dict[str, object] = {"text/plain": repr(self)}
        for display in _displays:
            bundle |= display(self)
        return bundle

    @cached_property
    def fired(self) -> tuple[str, ...]:
        """The stopping rules that ended a single run; empty if none did."""
        return rules_that_fired(self) if self.single and self.stops else ()

    @property
    def ended_itself(self) -> bool:
        """Whether the method ended a single run before its budget, and no rule did."""
        return self.ended_early and not self.fired

    def judged(self, outcome: Outcome | Outcomes) -> Trajectory:
        """The same with the verdict it got where it was made: verdicts do not travel with a path."""
        # A cached property keeps what it found in the instance.
        self.__dict__["outcome"] = outcome
        return self

    @cached_property
    def outcome(self) -> Outcome | Outcomes:
        """The verdict; worked out when first asked for. Many runs have arrays of kinds and steps."""
        return judge_single(self, self.fired) if self.single else judge_many(self)


def judge_all(paths: Sequence[Trajectory]) -> None:
    """Work out the verdicts of single runs that go the same way on one loss: in little more time than one of them."""
    unknown = [path for path in paths if "outcome" not in path.__dict__]
    if unknown:
        for path, outcome in zip(unknown, judge_together(unknown, [path.fired for path in unknown]), strict=True):
            path.judged(outcome)
