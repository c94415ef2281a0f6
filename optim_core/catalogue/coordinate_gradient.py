"""Coordinate descent with a rate: one weight a step, each in its turn, by the rate times its partial derivative.

The step uses one component of the gradient; the loop hands over all of it, and it counts as one gradient. PyTorch has
no such class.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from optim_core.base.program import StepProgram
from optim_core.base.text import N_
from optim_core.catalogue.coordinate_descent import TURN
from optim_core.expression import Flavour
from optim_core.methods.definition import Convention, Definition, Setup, Values, pace_parts
from optim_core.methods.hyperparameters import learning_rate
from optim_core.methods.stepper import Evaluations, Oracle, Point, State, Stepper

ORDER = 209

RATE = learning_rate(0.001)


@dataclass(frozen=True, kw_only=True, eq=False)
class CoordinateGradient(Definition):
    """The catalogue's entry."""

    def paced_symbol(self, convention: Convention, values: Values) -> str:
        """The rate."""
        return RATE.symbol

    def stepper(self, setup: Setup, flavour: Flavour, dimension: int) -> Stepper:
        """A stepper with its rate."""
        rate, schedule = setup.values["learning_rate"], setup.schedule
        pace = (lambda k: rate) if schedule is None else (lambda k: schedule.rate(rate, k))
        return CoordinateGradientStepper(pace, setup.maximize)

    def program(self, setup: Setup, dimension: int) -> StepProgram:
        """Its rate, and how that changes."""
        rate = {RATE.symbol: float(setup.values["learning_rate"])}
        return StepProgram("turns", rate, {"climb": setup.maximize, **pace_parts(setup)})

    def latex_lines(self, setup: Setup) -> tuple[str, ...]:
        """The gradient, whose turn it is, the step."""
        paced = setup.schedule if setup.schedule and not setup.schedule.constant else None
        sign, rate = "+" if setup.maximize else "-", r"\eta_k" if paced else r"\eta"
        return (
            *([paced.latex()] if paced else []),
            r"g_k = \nabla Q(w_{k-1})",
            TURN,
            rf"w_{{k}} = w_{{k-1}} {sign} {rate} g_{{k,i}} e_i",
        )


class CoordinateGradientStepper:
    """Stateless: the number of the step says whose turn it is."""

    looks_ahead = False
    cost: Evaluations | None = Evaluations(gradients=1)

    def __init__(self, pace: Callable[[int], float], maximize: bool) -> None:
        self._pace, self._sign = pace, -1.0 if maximize else 1.0

    def initial_state(self, point: Point) -> State:
        """Nothing to remember."""
        return ()

    def gradient_point(self, k: int, point: Point, state: State) -> Point:
        """The point itself."""
        return point

    def step(self, k: int, point: Point, gradient: Point, state: State, oracle: Oracle) -> tuple[Point, State]:
        """The weight whose turn it is moves, the others stay."""
        turn, moved = (k - 1) % len(point), list(point)
        moved[turn] = point[turn] - self._pace(k) * self._sign * gradient[turn]
        return tuple(moved), ()

    def evaluations(self, k: int, state: State) -> Evaluations:
        """A gradient a step."""
        return Evaluations(gradients=k)


METHOD = CoordinateGradient(
    key="coordinate_gradient",
    name=N_("Coordinate descent, fixed rate"),
    summary=N_("Gradient descent that moves one weight at a time, each in its turn."),
    source="Wright (2015), Math. Programming 151(1)",
    parameters=(RATE,),
)
