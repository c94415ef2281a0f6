"""What a run leaves behind, as data: points, values, gradients and what they cost. Nothing here judges it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from optim_core.base.values import fields_of, same
from optim_core.methods.losses import Loss
from optim_core.methods.optimizer import Optimizer

Array = NDArray[np.float64]
Stops = Mapping[str, float]


class Dealt(Protocol):
    """The examples that steps looked at, as a run keeps them."""

    @property
    def sizes(self) -> NDArray[np.intp]:
        """(steps,): how many each step looked at."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[NDArray[np.intp]]: ...

    def __getitem__(self, at: slice, /) -> Dealt: ...


@dataclass(frozen=True, eq=False)
class Record:
    """One run, or many runs of the same method side by side.

    Attributes:
        points: (steps + 1, dimension), for many runs (steps + 1, dimension, *runs).
        values: (steps + 1,) or (steps + 1, *runs); the loss at each point.
        gradients: (steps, dimension); row k is the gradient that step k + 1 used. None if not recorded.
        gradient_points: (steps, dimension); where those gradients were taken (look-ahead points for Nesterov).
        evaluations: (3, steps + 1) or (3, steps + 1, *runs); how often the method had evaluated the loss, the
            gradient and the Hessian when it reached each point. What recording evaluates does not count.
        bad_step: the step at which the numbers stopped being finite, -1 if they never did.
        bad_point: the point of that step.
        last: for methods that may end by themselves, the last step of each of many runs; points and values are
            NaN after it. None for all others.
        reason: why a single run ended by itself before its budget, in the method's words.
        spent: whether the budget of work ended it before its steps were made (see `optim_core.running.cost`), of
            many runs for each.
        stops: the stopping rules it was held to, limits by key.
        batches: the examples that each step's gradient was taken over, by index; None for a loss without examples
            or if every step saw all of them.
    """

    loss: Loss = field(repr=False)
    optimizer: Optimizer = field(repr=False)
    maximize: bool
    budget: int
    points: Array = field(repr=False)
    values: Array = field(repr=False)
    gradients: Array | None = field(repr=False)
    gradient_points: Array | None = field(repr=False)
    evaluations: NDArray[np.integer] = field(repr=False)
    bad_step: NDArray[np.int_]
    bad_point: Array
    last: NDArray[np.int_] | None = None
    reason: str = ""
    spent: bool | NDArray[np.bool_] = False
    stops: Stops = field(default_factory=dict)
    batches: Dealt | None = field(default=None, repr=False)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self is other or all(same(getattr(other, name), value) for name, value in fields_of(self).items())

    def __hash__(self) -> int:
        return hash((self.loss, self.optimizer, self.maximize, self.budget, self.values.shape))

    def __getstate__(self) -> dict[str, object]:
        return fields_of(self)

    @property
    def single(self) -> bool:
        """Whether this is one run rather than an array of runs."""
        return self.values.ndim == 1

    @property
    def ended_early(self) -> bool:
        """Whether a single run ended before its budget although its numbers were finite."""
        return self.single and self.steps < self.budget and int(self.bad_step) < 0

    def until(self, last: int, **changes: Any) -> Self:
        """A single run up to step `last`, with other fields changed."""
        return replace(
            self,
            points=self.points[: last + 1],
            values=self.values[: last + 1],
            gradients=None if self.gradients is None else self.gradients[:last],
            gradient_points=None if self.gradient_points is None else self.gradient_points[:last],
            evaluations=self.evaluations[:, : last + 1],
            batches=None if self.batches is None else self.batches[:last],
            **changes,
        )

    @cached_property
    def examples_seen(self) -> NDArray[np.intp]:
        """(steps + 1,): examples whose derivatives a single run had used by each point; one a step without batches."""
        if self.batches is None:
            return np.arange(self.steps + 1)
        return np.concatenate([[0], np.cumsum(self.batches.sizes)])

    def alone(self, index: int) -> Self:
        """One of many runs of a method that may end by itself, counted in flat order, as a run of its own."""
        assert self.last is not None
        count, dimension = int(self.last.flat[index]) + 1, self.points.shape[1]
        return replace(
            self,
            points=self.points.reshape(len(self.points), dimension, -1)[:count, :, index],
            values=self.values.reshape(len(self.values), -1)[:count, index],
            gradients=None,
            gradient_points=None,
            evaluations=self.evaluations.reshape(3, len(self.values), -1)[:, :count, index],
            bad_step=np.array(self.bad_step.flat[index]),
            bad_point=self.bad_point.reshape(dimension, -1)[:, index],
            spent=bool(np.broadcast_to(self.spent, self.bad_step.shape).flat[index]),
            last=None,
        )

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays."""
        arrays = (self.points, self.values, self.gradients, self.gradient_points, self.evaluations)
        return sum(array.nbytes for array in arrays if array is not None)

    @property
    def steps(self) -> int:
        """Steps recorded (the budget, unless a single run ended early)."""
        return len(self.values) - 1

    @property
    def function_evaluations(self) -> NDArray[np.integer]:
        """(steps + 1,) or (steps + 1, *runs); values of the loss the method had asked for by each point."""
        return self.evaluations[0]

    @property
    def gradient_evaluations(self) -> NDArray[np.integer]:
        """The same for gradients."""
        return self.evaluations[1]

    @property
    def hessian_evaluations(self) -> NDArray[np.integer]:
        """The same for Hessians."""
        return self.evaluations[2]
