"""One step of a method from the gradient that a backward pass has found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from optim_core.backprop.backpropagation import passes
from optim_core.backprop.errors import BackpropagationError
from optim_core.backprop.tape import Tape
from optim_core.base.text import N_
from optim_core.methods.definition import Method
from optim_core.methods.optimizer import Optimizer

Point = tuple[float, ...]


class MethodStep(NamedTuple):
    """What a step did.

    Attributes:
        at: where the method took its gradient; the point itself unless it looks ahead.
        gradient: there.
        point: the new point.
        before, after: the output at both ends.
    """

    at: Point
    gradient: Point
    point: Point
    before: float
    after: float


@dataclass(frozen=True)
class _Passes:
    """What a method may ask of the function beside the gradient it is handed."""

    tape: Tape

    def value(self, *point: float) -> float:
        return passes(self.tape, point).value

    def gradient(self, *point: float) -> Point:
        return passes(self.tape, point).gradient

    def hessian(self, *_point: float) -> tuple[Point, ...]:
        raise BackpropagationError(N_("A backward pass finds no second derivatives."))


def method_step(tape: Tape, point: Point, optimizer: Optimizer) -> MethodStep:
    """The first step of a method that is its equations: its memory is still as it begins.

    Raises:
        BackpropagationError: a method of another kind, or no finite value or gradient where one is needed.
    """
    if not isinstance(optimizer.method, Method):
        raise BackpropagationError(N_("One step is made by methods that are equations for each coordinate."))
    oracle = _Passes(tape)
    stepper = optimizer.stepper("scalar", len(point), False)
    memory = stepper.initial_state(point)
    at = tuple(map(float, stepper.gradient_point(1, point, memory))) if stepper.looks_ahead else point
    gradient = oracle.gradient(*at)
    landed, _ = stepper.step(1, point, gradient, memory, oracle)
    new = tuple(map(float, landed))
    return MethodStep(at, gradient, new, oracle.value(*point), oracle.value(*new))
