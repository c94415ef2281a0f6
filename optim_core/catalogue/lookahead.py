"""Lookahead: any other method explores for some steps, then one goes part of the way from where it set out.

Every few steps x = (1 - theta)*x_start + theta*x_finish, and the inner method goes on from x with its memory kept.
Theta, the setting `alpha`, is fixed, or chosen each time as the lowest point of the parabola through the loss at start
and finish and the slope at the finish; a parabola without a lowest point leaves the inner method's point. Theta is not
cut off, so it may exceed 1 or be negative. Lectures and the paper write alpha and k; here momentum's memory and the
step number have these letters. PyTorch has no such class; the convention is the inner method's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from optim_core.base.program import StepProgram
from optim_core.base.text import N_
from optim_core.expression import Flavour
from optim_core.methods.definition import NOTHING, Convention, Definition, Setup, Values
from optim_core.methods.hyperparameters import Choice, Hyperparameter, unknown_name
from optim_core.methods.optimizer import Optimizer, methods, optimizer
from optim_core.methods.stepper import Coordinate, Evaluations, Oracle, Point, State, Stepper

ORDER = 180

PARABOLA = "parabola"

EVERY = Hyperparameter(
    key="every",
    symbol="K",
    label=N_("Steps between looks back"),
    default=5,
    minimum=1,
    maximum=1000,
    slider=(1, 50),
    scale="whole",
    help=N_("How many steps the inner method makes before the point is drawn back."),
)
ALPHA = Hyperparameter(
    key="alpha",
    symbol="theta",
    label=N_("Share of the way kept"),
    default=0.5,
    minimum=0.0,
    maximum=1.0,
    slider=(0.0, 1.0),
    scale="linear",
    help=N_("0 returns to the start, 1 keeps the inner method's point; the parabola chooses anew each time."),
    words=((PARABOLA, N_("Choose it by a parabola")),),
)


def inner_methods() -> tuple[str, ...]:
    """The keys of all methods that another can be built around: those that make one step at a time."""
    return tuple(key for key, method in methods().items() if method.steppable and key != "lookahead")


INNER = Choice(
    key="inner",
    label=N_("Inner method"),
    options=inner_methods,
    default="momentum",
    help=N_("The method that makes the steps in between."),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Lookahead(Definition):
    """The catalogue's entry; whatever else is set on it goes to the inner method."""

    def hyperparameters(self, convention: Convention, given: Values = NOTHING) -> tuple[Hyperparameter, ...]:
        """Its own numbers, then those of the inner method."""
        inner = given.get("inner", INNER.default)
        if isinstance(inner, Optimizer):
            return *self.parameters, *inner.parameters
        return *self.parameters, *methods()[INNER.check(inner)].hyperparameters(convention)

    def configure(self, convention: Convention, given: Values) -> dict[str, Any]:
        """Its own settings and the inner method, which may be given as `Optimizer` or by its key."""
        inner = given.get("inner", INNER.default)
        own = {p.key: p for p in self.parameters}
        rest = {name: value for name, value in given.items() if name != "inner" and name not in own}
        known = ["inner", *(p.key for p in self.hyperparameters(convention, given))]
        for name in rest:
            if name not in known:
                raise unknown_name(f"hyperparameter of {self.key}", name, known)
        if not isinstance(inner, Optimizer):
            inner = optimizer(inner, convention=convention, **rest)
        elif rest:
            inner = optimizer(inner.key, convention=inner.convention, **{**inner.hyperparameters, **rest})
        if not inner.method.steppable:
            raise ValueError(f"{inner.key} makes its path as a whole, so nothing can be built around its steps")
        numbers = {name: p.accept(given.get(name, p.default)) for name, p in own.items()}
        return {"inner": inner, **numbers}

    def paced_by(self, given: Values) -> Definition:
        """The inner method: its rate is the rate."""
        inner = given.get("inner", INNER.default)
        if isinstance(inner, Optimizer):
            return inner.method.paced_by(inner.hyperparameters)
        return methods()[INNER.check(inner)].paced_by(NOTHING)

    def paced_symbol(self, convention: Convention, values: Values) -> str:
        """The inner method's."""
        return str(values["inner"].paced_symbol)

    def stepper(self, setup: Setup, flavour: Flavour, dimension: int) -> Stepper:
        """The inner method's stepper with the look back around it."""
        inner = _paced(setup).stepper(flavour, dimension, setup.maximize)
        return LookaheadStepper(inner, setup.values, flavour, setup.maximize)

    def program(self, setup: Setup, dimension: int) -> StepProgram | None:
        """The inner method's program and its own numbers; theta is left out where a parabola chooses it."""
        inner = _paced(setup).program(dimension, setup.maximize)
        if inner is None:
            return None
        alpha = setup.values["alpha"]
        numbers = {"K": float(setup.values["every"]), **({} if alpha == PARABOLA else {"theta": float(alpha)})}
        parts = {"climb": setup.maximize, "parabola": alpha == PARABOLA, "inner": inner}
        return StepProgram("lookahead", numbers, parts)

    def latex_lines(self, setup: Setup) -> tuple[str, ...]:
        """The inner method's lines, and what happens every few steps."""
        values = setup.values
        n = int(values["every"])
        moments = rf"k = {n}, {2 * n}, \dots\colon"
        lines = _paced(setup).latex_lines(setup.maximize)
        return (*lines, moments, *(PARABOLA_LINES if values["alpha"] == PARABOLA else ()), *BACK_LINES)


def _paced(setup: Setup) -> Optimizer:
    """The inner method with the schedule of the whole, if that has one."""
    inner: Optimizer = setup.values["inner"]
    return replace(inner, schedule=setup.schedule) if setup.schedule else inner


PARABOLA_LINES = (
    r"L(t) = Q\left(x + t \left(w_{k} - x\right)\right)",
    r"c_2 = L'(1) - L(1) + L(0)",
    r"c_1 = 2 \left(L(1) - L(0)\right) - L'(1)",
    r"\theta = -\frac{c_1}{2 c_2}",
)

BACK_LINES = (r"w_{k} \leftarrow \left(1 - \theta\right) x + \theta w_{k}", r"x \leftarrow w_{k}")


class LookaheadStepper:
    """State: the inner method's, and the point it set out from."""

    def __init__(self, inner: Stepper, values: Mapping[str, Any], flavour: Flavour, maximize: bool) -> None:
        self.looks_ahead = inner.looks_ahead
        self._inner, self._every, self._alpha = inner, int(values["every"]), values["alpha"]
        self._scalar = flavour == "scalar"
        self._sign = -1.0 if maximize else 1.0
        self.cost = None if self._alpha == PARABOLA else inner.cost

    def initial_state(self, point: Point) -> State:
        """The inner method's, and the start."""
        return self._inner.initial_state(point), point

    def gradient_point(self, k: int, point: Point, state: State) -> Point:
        """Where the inner method wants it."""
        return self._inner.gradient_point(k, point, state[0])

    def step(self, k: int, point: Point, gradient: Point, state: State, oracle: Oracle) -> tuple[Point, State]:
        """A step of the inner method, and the way back if it is time."""
        memory, start = state
        point, memory = self._inner.step(k, point, gradient, memory, oracle)
        if k % self._every:
            return point, (memory, start)
        alpha = self._lowest(start, point, oracle) if self._alpha == PARABOLA else self._alpha
        point = tuple((1.0 - alpha) * a + alpha * b for a, b in zip(start, point, strict=True))
        return point, (memory, point)

    def _lowest(self, start: Point, finish: Point, oracle: Oracle) -> Coordinate:
        """Where the parabola through L(0), L(1) and L'(1) is lowest; 1 if it has no lowest point."""
        rise = self._sign * (oracle.value(*finish) - oracle.value(*start))
        slope = 0.0
        for g, a, b in zip(oracle.gradient(*finish), start, finish, strict=True):
            slope = slope + self._sign * g * (b - a)
        curvature = slope - rise
        if self._scalar:
            return (slope / 2 - rise) / curvature if curvature > 0.0 else 1.0
        has_lowest = curvature > 0.0
        return np.where(has_lowest, (slope / 2 - rise) / np.where(has_lowest, curvature, 1.0), 1.0)

    def evaluations(self, k: int, state: State) -> Evaluations:
        """The inner method's, and for each parabola two values and a gradient."""
        cost, looks = self._inner.cost, k // self._every if self._alpha == PARABOLA else 0
        inner = Evaluations(*(k * n for n in cost)) if cost else self._inner.evaluations(k, state[0])
        return Evaluations(inner.functions + 2 * looks, inner.gradients + looks, inner.hessians)


METHOD = Lookahead(
    key="lookahead",
    name=N_("Lookahead"),
    summary=N_("Lets another method run ahead for some steps, then goes only part of the way there."),
    source="Zhang, Lucas, Hinton, Ba (2019), NeurIPS, arXiv:1907.08610",
    lecture_rows=("E11", "E12"),
    parameters=(EVERY, ALPHA),
    choices=(INNER,),
    rated=None,
)
