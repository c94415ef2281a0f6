"""Gradient descent with Armijo backtracking: the step is halved, say, until it lowers the loss enough.

Each search begins with the same first step t; it is accepted once Q(w - t*g) <= Q(w) - c*t*|g|^2. A search that comes
down to `SMALLEST` of its first step stays where it is: rounding hides any decrease by then. PyTorch has no such class.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optim_core.base.program import StepProgram
from optim_core.base.text import N_
from optim_core.expression import Flavour
from optim_core.methods.definition import Convention, Definition, Rated, Setup, Values, pace_parts
from optim_core.methods.hyperparameters import Hyperparameter
from optim_core.methods.stepper import Coordinate, Evaluations, Oracle, Point, State, Stepper

ORDER = 200

#: Shares of the first step below this are not tried.
SMALLEST = 1e-20

INITIAL_STEP = Hyperparameter(
    key="initial_step",
    symbol="t_0",
    label=N_("First step tried"),
    default=1.0,
    minimum=0.0,
    maximum=1e6,
    slider=(1e-3, 100.0),
    scale="log",
    help=N_("Every search begins with this multiple of the antigradient."),
)
SHRINK = Hyperparameter(
    key="shrink",
    symbol="rho",
    label=N_("Shrinking factor"),
    default=0.5,
    minimum=0.01,
    maximum=0.95,
    slider=(0.05, 0.95),
    scale="linear",
    help=N_("A step that does not lower the loss enough is multiplied by this and tried again."),
)
SLOPE = Hyperparameter(
    key="slope",
    symbol="c",
    label=N_("Share of the slope"),
    default=1e-4,
    minimum=0.0,
    maximum=0.999,
    slider=(1e-6, 0.9),
    scale="log",
    help=N_("How much of the decrease that the slope promises a step must deliver."),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class LineSearch(Definition):
    """The catalogue's entry."""

    def paced_symbol(self, convention: Convention, values: Values) -> str:
        """The first step tried."""
        return INITIAL_STEP.symbol

    def stepper(self, setup: Setup, flavour: Flavour, dimension: int) -> Stepper:
        """A stepper with its numbers."""
        kind = ScalarBacktracking if flavour == "scalar" else ArrayBacktracking
        values = setup.values
        return kind(_first_step(setup), values["shrink"], values["slope"], setup.maximize)

    def program(self, setup: Setup, dimension: int) -> StepProgram:
        """Its numbers, and how the first step changes."""
        numbers = {p.symbol: float(setup.values[p.key]) for p in self.parameters}
        return StepProgram("backtracking", numbers, {"climb": setup.maximize, **pace_parts(setup)})

    def latex_lines(self, setup: Setup) -> tuple[str, ...]:
        """The gradient, the condition, the step."""
        sign, relation = ("+", r"\ge") if setup.maximize else ("-", r"\le")
        promised = rf"Q(w_{{k-1}}) {sign} c t_k \lVert g_k \rVert^{{2}}"
        paced = setup.schedule if setup.schedule and not setup.schedule.constant else None
        first = "t_{0,k}" if paced else "t_0"
        return (
            *([paced.latex("t_0", first)] if paced else []),
            r"g_k = \nabla Q(w_{k-1})",
            rf"t_k = \max \left\{{ {first} \rho^{{j}} : j = 0, 1, \dots \right\}}",
            rf"\quad Q(w_{{k-1}} {sign} t_k g_k) {relation} {promised}",
            rf"w_{{k}} = w_{{k-1}} {sign} t_k g_k",
        )


def _first_step(setup: Setup) -> Callable[[int], float]:
    """The first step that the search of step k tries."""
    first, schedule = setup.values["initial_step"], setup.schedule
    return (lambda k: first) if schedule is None else (lambda k: schedule.rate(first, k))


class _Backtracking:
    """State: a loss found, of which loss and where (None before the first step), the number of values asked for.

    It is worth remembering only where the next step begins there and sees that loss: over batches every step has a
    loss of its own, and Lookahead goes back.
    """

    looks_ahead = False
    cost: Evaluations | None = None

    def __init__(self, first_step: Callable[[int], float], shrink: float, slope: float, maximize: bool) -> None:
        self._first_step, self._shrink, self._slope = first_step, shrink, slope
        self._trials = math.ceil(math.log(SMALLEST) / math.log(shrink))
        self._sign = -1.0 if maximize else 1.0

    def initial_state(self, point: Point) -> State:
        """No value known, none asked for."""
        return None, (None, None), 0

    def gradient_point(self, k: int, point: Point, state: State) -> Point:
        """The point itself."""
        return point

    def evaluations(self, k: int, state: State) -> Evaluations:
        """A gradient a step and the values that were tried."""
        return Evaluations(functions=state[2], gradients=k)

    def _along(self, point: Point, direction: Point, t: Coordinate) -> Point:
        return tuple(w - t * d for w, d in zip(point, direction, strict=True))


class ScalarBacktracking(_Backtracking):
    """One run on floats."""

    def step(self, k: int, point: Point, gradient: Point, state: State, oracle: Oracle) -> tuple[Point, State]:
        """The first trial that lowers the loss enough."""
        value, (known, at), asked = state
        if known is not oracle or at is not point:
            value, asked = self._sign * oracle.value(*point), asked + 1
        direction = tuple(self._sign * g for g in gradient)
        promised = self._slope * sum(g * g for g in direction)
        t = self._first_step(k)
        for trial in range(1, self._trials + 1):
            tried = self._along(point, direction, t)
            found = self._sign * oracle.value(*tried)
            if found <= value - t * promised:
                return tried, (found, (oracle, tried), asked + trial)
            t *= self._shrink
        return point, (value, (oracle, point), asked + self._trials)


class ArrayBacktracking(_Backtracking):
    """Many runs: all go on trying until the last is satisfied, each keeps what it found first."""

    def step(self, k: int, point: Point, gradient: Point, state: State, oracle: Oracle) -> tuple[Point, State]:
        """The first trial that lowers the loss enough, for each run."""
        value, (known, at), asked = state
        if known is not oracle or at is not point:
            value, asked = self._sign * oracle.value(*point), asked + np.ones(point[0].shape, dtype=int)
        direction = tuple(self._sign * g for g in gradient)
        promised = self._slope * np.sum([g * g for g in direction], axis=0)
        reached, lowest, searching = point, value, np.isfinite(value)
        t = self._first_step(k)
        for _ in range(self._trials):
            tried = self._along(point, direction, t)
            found = self._sign * oracle.value(*tried)
            asked = asked + searching
            accepted = searching & (found <= value - t * promised)
            reached = tuple(np.where(accepted, new, old) for new, old in zip(tried, reached, strict=True))
            lowest = np.where(accepted, found, lowest)
            searching = searching & ~accepted
            if not searching.any():
                break
            t *= self._shrink
        return reached, (lowest, (oracle, reached), asked)


METHOD = LineSearch(
    key="line_search",
    name=N_("Descent with line search"),
    summary=N_("Gradient descent that shortens each step until the loss falls enough, so it never climbs."),
    source="Armijo (1966), Pacific Journal of Mathematics 16(1)",
    parameters=(INITIAL_STEP, SHRINK, SLOPE),
    rate_unit="none",
    rated=Rated("initial_step"),
)
