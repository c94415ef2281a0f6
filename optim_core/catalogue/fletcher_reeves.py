"""Nonlinear conjugate gradients: each direction is the antigradient and a share beta of the direction before.

Fletcher and Reeves take beta = |g|^2 / |g_old|^2; Polak and Ribière (`polak_ribiere.py`) g'(g - g_old) / |g_old|^2,
here not below 0 ("PR+", Gilbert and Nocedal 1992). The step along the direction is the exact line search's. Every
`restart` steps, and wherever the direction would not lead downhill, the step is one of steepest descent. On a quadratic
both are linear conjugate gradients, which end after as many steps as there are weights. PyTorch has no such class.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from optim_core.base.program import StepProgram
from optim_core.base.text import N_
from optim_core.expression import Flavour
from optim_core.methods.definition import Definition, Setup
from optim_core.methods.exact_search import ExactSearch, Memory, picker, search_latex
from optim_core.methods.hyperparameters import Hyperparameter
from optim_core.methods.stepper import Coordinate, Evaluations, Oracle, Point, Stepper

ORDER = 204

RESTART = Hyperparameter(
    key="restart",
    symbol="R",
    label=N_("Steps between restarts"),
    default=2,
    minimum=1,
    maximum=1000,
    slider=(1, 50),
    scale="whole",
    help=N_("After so many steps the next one goes along the antigradient alone; 1 is steepest descent."),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class ConjugateGradients(Definition):
    """Fletcher and Reeves, or with `differences` Polak and Ribière."""

    differences: bool = False

    def stepper(self, setup: Setup, flavour: Flavour, dimension: int) -> Stepper:
        """A stepper with its restarts."""
        return ConjugateStepper(int(setup.values["restart"]), self.differences, flavour, setup.maximize)

    def program(self, setup: Setup, dimension: int) -> StepProgram:
        """The restarts and which share it is."""
        parts = {"climb": setup.maximize, "differences": self.differences}
        return StepProgram("conjugate", {"R": float(setup.values["restart"])}, parts)

    def latex_lines(self, setup: Setup) -> tuple[str, ...]:
        """Gradient, share, direction and when it is given up, search, step."""
        sign = "-" if setup.maximize else ""
        every = int(setup.values["restart"])
        restarts = "k = 1, 2, 3" if every == 1 else f"k = 1, {1 + every}, {1 + 2 * every}"
        squared = r"g_{k-1}^{T} g_{k-1}"
        share = rf"\frac{{g_k^{{T}} g_k}}{{{squared}}}"
        if self.differences:
            share = rf"\max\left(0, \frac{{g_k^{{T}} \left(g_k - g_{{k-1}}\right)}}{{{squared}}}\right)"
        return (
            rf"g_k = {sign}\nabla Q(w_{{k-1}})",
            rf"\beta_k = {share}",
            rf"\beta_k \leftarrow 0, \quad {restarts}, \dots",
            r"d_k = -g_k + \beta_k d_{k-1}",
            r"d_k \leftarrow -g_k, \quad g_k^{T} d_k \ge 0",
            search_latex(r"w_{k-1} + t d_k", setup.maximize),
            r"w_{k} = w_{k-1} + t_k d_k",
        )


class Kept(NamedTuple):
    """The gradient and direction of the step before, None before the first, and what the search keeps."""

    gradient: Point | None
    direction: Point | None
    search: Memory


class ConjugateStepper:
    """State: `Kept`; gradients are of the loss that is descended."""

    looks_ahead = False
    cost: Evaluations | None = None

    def __init__(self, restart: int, differences: bool, flavour: Flavour, maximize: bool) -> None:
        self._restart, self._differences = restart, differences
        self._search = ExactSearch(flavour, maximize)
        self._sign = -1.0 if maximize else 1.0
        self._pick = picker(flavour)

    def initial_state(self, point: Point) -> Kept:
        """No direction yet."""
        return Kept(None, None, self._search.initial(point))

    def gradient_point(self, k: int, point: Point, state: Kept) -> Point:
        """The point itself."""
        return point

    def step(self, k: int, point: Point, gradient: Point, state: Kept, oracle: Oracle) -> tuple[Point, Kept]:
        """Along the new direction."""
        down = tuple(self._sign * g for g in gradient)
        direction = tuple(-g for g in down)
        if state.gradient is not None and state.direction is not None and (k - 1) % self._restart:
            beta = self._share(down, state.gradient)
            conjugate = tuple(-g + beta * d for g, d in zip(down, state.direction, strict=True))
            downhill = _dot(down, conjugate) < 0.0
            direction = tuple(self._pick(downhill, c, d) for c, d in zip(conjugate, direction, strict=True))
        point, memory = self._search.step(oracle, point, gradient, direction, state.search)
        return point, Kept(down, direction, memory)

    def _share(self, new: Point, old: Point) -> Coordinate:
        """Beta; 0 where the gradient before was zero."""
        squared = _dot(old, old)
        change = tuple(a - b for a, b in zip(new, old, strict=True)) if self._differences else new
        beta = _dot(new, change) / self._pick(squared > 0.0, squared, 1.0)
        return self._pick((squared > 0.0) & (beta > 0.0), beta, 0.0)

    def evaluations(self, k: int, state: Kept) -> Evaluations:
        """The search's."""
        return self._search.evaluations(k, state.search)


def _dot(a: Point, b: Point) -> Coordinate:
    return sum(x * y for x, y in zip(a, b, strict=True))


METHOD = ConjugateGradients(
    key="fletcher_reeves",
    name=N_("Conjugate gradients, Fletcher–Reeves"),
    summary=N_(
        "Mixes the direction before into the antigradient and searches along it exactly; in a quadratic bowl of "
        "two weights it ends in two steps."
    ),
    source="Fletcher, Reeves (1964), The Computer Journal 7(2)",
    parameters=(RESTART,),
    rate_unit="none",
    rated=None,
)
