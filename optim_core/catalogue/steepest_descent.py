"""Steepest descent with exact line search: along the antigradient to where the loss on that line is lowest.

On a quadratic the step is t = g'g / g'Hg; `optim_core.methods.exact_search` says what "exact" is elsewhere.
PyTorch has no such class.
"""

from __future__ import annotations

from dataclasses import dataclass

from optim_core.base.program import StepProgram
from optim_core.base.text import N_
from optim_core.expression import Flavour
from optim_core.methods.definition import Definition, Setup
from optim_core.methods.exact_search import ExactSearchStepper, search_latex
from optim_core.methods.stepper import Stepper

ORDER = 202


@dataclass(frozen=True, kw_only=True, eq=False)
class SteepestDescent(Definition):
    """The catalogue's entry."""

    def stepper(self, setup: Setup, flavour: Flavour, dimension: int) -> Stepper:
        """A stepper with its search."""
        return ExactSearchStepper(flavour, setup.maximize, lambda gradient, k: gradient)

    def program(self, setup: Setup, dimension: int) -> StepProgram:
        """A search along the whole gradient."""
        return StepProgram("search", {}, {"climb": setup.maximize, "turns": False})

    def latex_lines(self, setup: Setup) -> tuple[str, ...]:
        """The gradient, the search, the step."""
        sign = "+" if setup.maximize else "-"
        return (
            r"g_k = \nabla Q(w_{k-1})",
            search_latex(rf"w_{{k-1}} {sign} t g_k", setup.maximize),
            rf"w_{{k}} = w_{{k-1}} {sign} t_k g_k",
        )


METHOD = SteepestDescent(
    key="steepest_descent",
    name=N_("Steepest descent, exact line search"),
    summary=N_(
        "Goes along the antigradient to a minimum on that line; there the next antigradient is at right "
        "angles, so the path zigzags."
    ),
    source=N_("Cauchy (1847), Compte rendu à l'Académie des sciences 25; Nocedal, Wright (2006), section 3.3"),
    parameters=(),
    rate_unit="none",
    rated=None,
)
