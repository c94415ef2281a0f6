"""Coordinate descent: one weight a step, each in its turn, to where the loss along its axis is lowest.

On a loss that is a sum of functions of one weight each, every weight is right after its first turn. What the search
along the axis does is in `optim_core.methods.exact_search`. The step uses one component of the gradient; the loop hands
over all of it, and it counts as one gradient. PyTorch has no such class.
"""

from __future__ import annotations

from dataclasses import dataclass

from optim_core.base.program import StepProgram
from optim_core.base.text import N_
from optim_core.expression import Flavour
from optim_core.methods.definition import Definition, Setup
from optim_core.methods.exact_search import ExactSearchStepper, search_latex
from optim_core.methods.stepper import Point, Stepper

ORDER = 208

#: Whose turn it is, from 1 on, of d weights.
TURN = r"i = 1 + \left(k - 1\right) \bmod d"


@dataclass(frozen=True, kw_only=True, eq=False)
class CoordinateDescent(Definition):
    """The catalogue's entry."""

    def stepper(self, setup: Setup, flavour: Flavour, dimension: int) -> Stepper:
        """A stepper with its search."""
        return ExactSearchStepper(flavour, setup.maximize, only)

    def program(self, setup: Setup, dimension: int) -> StepProgram:
        """A search along one component of the gradient."""
        return StepProgram("search", {}, {"climb": setup.maximize, "turns": True})

    def latex_lines(self, setup: Setup) -> tuple[str, ...]:
        """The gradient, whose turn it is, the search, the step."""
        sign = "+" if setup.maximize else "-"
        return (
            r"g_k = \nabla Q(w_{k-1})",
            TURN,
            search_latex(rf"w_{{k-1}} {sign} t g_{{k,i}} e_i", setup.maximize),
            rf"w_{{k}} = w_{{k-1}} {sign} t_k g_{{k,i}} e_i",
        )


def only(gradient: Point, k: int) -> Point:
    """The gradient without the components whose turn it is not in step `k`."""
    turn = (k - 1) % len(gradient)
    return tuple(g if i == turn else 0.0 * gradient[turn] for i, g in enumerate(gradient))


METHOD = CoordinateDescent(
    key="coordinate_descent",
    name=N_("Coordinate descent"),
    summary=N_("Moves one weight at a time, each in its turn, to a minimum along its axis."),
    source="Southwell (1940), Relaxation Methods in Engineering Science; Wright (2015), Math. Programming 151(1)",
    parameters=(),
    rate_unit="none",
    rated=None,
)
