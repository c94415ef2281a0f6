"""The protocol between the loop and a method, and its implementation for per-coordinate equations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from optim_core.expression import Flavour
from optim_core.methods.rule import WEIGHT, Rule, compile_update, names_of, reads_value

#: A float or an array of runs: kernels of the matching flavour take either.
Coordinate = Any
Point = tuple[Coordinate, ...]
#: What a method remembers between steps: its own affair.
State = Any
Count = int | NDArray[np.integer]


class Oracle(Protocol):
    """What a method may ask of the loss beyond the gradient the loop hands it."""

    def value(self, *point: Coordinate) -> Coordinate:
        """The loss."""

    def gradient(self, *point: Coordinate) -> Point:
        """The gradient, a component per coordinate."""

    def hessian(self, *point: Coordinate) -> tuple[Point, ...]:
        """The Hessian, row by row."""


class Evaluations(NamedTuple):
    """How often the loss, its gradient and its Hessian were evaluated; numbers or arrays of runs."""

    functions: Count = 0
    gradients: Count = 0
    hessians: Count = 0


class Stepper(Protocol):
    """Makes one method's steps. Holds no state itself: the loop passes it in and gets it back.

    `cost` is what every step evaluates, the gradient that the loop hands over included; None if that varies.
    """

    looks_ahead: bool
    cost: Evaluations | None

    def initial_state(self, point: Point) -> State:
        """State before the first step."""

    def gradient_point(self, k: int, point: Point, state: State) -> Point:
        """Where step `k` wants its gradient (the point itself unless `looks_ahead`)."""

    def step(self, k: int, point: Point, gradient: Point, state: State, oracle: Oracle) -> tuple[Point, State]:
        """The point and state after step `k` (counted from 1)."""

    def evaluations(self, k: int, state: State) -> Evaluations:
        """What the steps up to `k` evaluated; asked for only where `cost` is None."""


class CoordinateStepper:
    """Applies the same equations to every coordinate on its own. Its state is flat, coordinate by coordinate."""

    def __init__(self, text: str, rule: Rule, symbols: Mapping[str, float], flavour: Flavour, dimension: int) -> None:
        memory, names = tuple(rule.state), tuple(symbols)
        self.looks_ahead = rule.looks_ahead
        self._dimension = dimension
        self.uses_value = reads_value(text, names_of(memory, names))
        self.cost: Evaluations | None = Evaluations(functions=int(self.uses_value), gradients=1)
        first = rule.state.values()
        # None stands for the weight itself.
        self._initial = tuple(
            None if value == WEIGHT else symbols[value] if isinstance(value, str) else value for value in first
        )
        #: What `rule.update_nodes` makes the equations of, and the numbers they are called with.
        self.equations = (text, memory, names)
        self.numbers = tuple(symbols.values())
        self._update = compile_update(text, memory, names, dimension, flavour)
        self._ahead = compile_update(f"w = {rule.gradient_at}", memory, names, dimension, flavour)

    def initial_state(self, point: Point) -> State:
        """The state variables' first values, for each coordinate in the shape of `point`."""
        return tuple(w if value is None else value + 0.0 * w for w in point for value in self._initial)

    def gradient_point(self, k: int, point: Point, state: State) -> Point:
        """The look-ahead point; it must not depend on the gradient, which is not known yet."""
        unknown = (0.0,) * self._dimension
        return self._ahead(k, *point, *unknown, *state, *self.numbers)[: self._dimension]

    def step(self, k: int, point: Point, gradient: Point, state: State, oracle: Oracle) -> tuple[Point, State]:
        """One update of every coordinate."""
        value = (self._value(k, point, state, oracle),) if self.uses_value else ()
        moved = self._update(k, *point, *gradient, *state, *self.numbers, *value)
        return moved[: self._dimension], moved[self._dimension :]

    def _value(self, k: int, point: Point, state: State, oracle: Oracle) -> Coordinate:
        """The loss where the gradient was taken."""
        return oracle.value(*(self.gradient_point(k, point, state) if self.looks_ahead else point))

    def evaluations(self, k: int, state: State) -> Evaluations:
        """A gradient a step, and the loss if the equations use it."""
        return Evaluations(functions=k * int(self.uses_value), gradients=k)
