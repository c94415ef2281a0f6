"""Newton's method: go where the quadratic model of the loss is stationary, (H + lambda*I) d = g, w = w - d.

The step is taken as it is defined. Where the Hessian is indefinite it may lead to a saddle or a maximum, and the
verdict says so; damping adds lambda to every curvature, as Levenberg and Marquardt do. Where the Hessian is singular
the shortest solution is taken; where there is none, the point stays where it is. PyTorch has no such class.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optim_core.base.program import StepProgram
from optim_core.base.text import N_
from optim_core.expression import Flavour
from optim_core.methods.definition import Definition, Setup
from optim_core.methods.hyperparameters import Hyperparameter
from optim_core.methods.stepper import Evaluations, Oracle, Point, State, Stepper

ORDER = 190

Array = NDArray[np.float64]

DAMPING = Hyperparameter(
    key="damping",
    symbol="lambda",
    label=N_("Damping"),
    default=0.0,
    minimum=0.0,
    maximum=1e6,
    slider=(0.0, 100.0),
    scale="linear",
    help=N_("Added to every curvature: shorter steps, and with enough of it always downhill."),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Newton(Definition):
    """The catalogue's entry."""

    def stepper(self, setup: Setup, flavour: Flavour, dimension: int) -> Stepper:
        """A stepper with its damping."""
        return NewtonStepper(setup.values["damping"], flavour, setup.maximize)

    def program(self, setup: Setup, dimension: int) -> StepProgram:
        """The damping."""
        return StepProgram("newton", {"lambda": setup.values["damping"]}, {"climb": setup.maximize})

    def latex_lines(self, setup: Setup) -> tuple[str, ...]:
        """Gradient, Hessian, the system of equations, the step."""
        sign = "-" if setup.maximize else ""
        damping = r" + \lambda I" if setup.values["damping"] else ""
        return (
            rf"g_k = {sign}\nabla Q(w_{{k-1}})",
            rf"H_k = {sign}\nabla^2 Q(w_{{k-1}}){damping}",
            r"H_k d_k = g_k",
            r"w_{k} = w_{k-1} - d_k",
        )


class NewtonStepper:
    """Stateless: the Hessian is asked for anew in every step."""

    looks_ahead = False
    cost: Evaluations | None = Evaluations(gradients=1, hessians=1)

    def __init__(self, damping: float, flavour: Flavour, maximize: bool) -> None:
        self._damping, self._sign = damping, -1.0 if maximize else 1.0
        self._scalar = flavour == "scalar"

    def initial_state(self, point: Point) -> State:
        """Nothing to remember."""
        return ()

    def gradient_point(self, k: int, point: Point, state: State) -> Point:
        """The point itself."""
        return point

    def step(self, k: int, point: Point, gradient: Point, state: State, oracle: Oracle) -> tuple[Point, State]:
        """One Newton step."""
        hessian = self._sign * np.moveaxis(np.array([_rows(row) for row in oracle.hessian(*point)]), -1, 0)
        steps = newton_steps(hessian + self._damping * np.eye(len(point)), self._sign * _rows(gradient).T)
        moved = _rows(point).T - steps
        return (tuple(moved[0].tolist()) if self._scalar else tuple(moved.T)), ()

    def evaluations(self, k: int, state: State) -> Evaluations:
        """A gradient and a Hessian a step."""
        return Evaluations(gradients=k, hessians=k)


def _rows(entries: Point) -> Array:
    """(entries, runs): floats as a single run."""
    return np.array([np.atleast_1d(entry) for entry in entries])


def newton_steps(hessians: Array, gradients: Array) -> Array:
    """Shortest solutions d of H d = g for symmetric H; 0 where there is none, NaN where H is not finite.

    Args:
        hessians: (runs, d, d).
        gradients: (runs, d).
    """
    finite = np.asarray(np.isfinite(hessians).all(axis=(1, 2)) & np.isfinite(gradients).all(axis=1))
    curvatures, directions = np.linalg.eigh(np.where(finite[:, None, None], hessians, 0.0))
    along = np.einsum("rij,ri->rj", directions, np.where(finite[:, None], gradients, 0.0))
    tiny = 8 * hessians.shape[1] * np.finfo(float).eps
    singular = np.abs(curvatures) <= tiny * np.abs(curvatures).max(axis=1, keepdims=True)
    unsolvable = (singular & (np.abs(along) > tiny * np.abs(along).max(axis=1, keepdims=True))).any(axis=1)
    lengths = np.where(singular, 0.0, along / np.where(singular, 1.0, curvatures))
    steps = np.einsum("rij,rj->ri", directions, lengths)
    steps[unsolvable] = 0.0
    steps[~finite] = np.nan
    return steps


METHOD = Newton(
    key="newton",
    name=N_("Newton"),
    summary=N_(
        "Steps to where the quadratic model is stationary: very fast near a minimum, but just as fast to a saddle."
    ),
    source=N_("Newton (1685), Raphson (1690); damped: Levenberg (1944), Marquardt (1963), J. SIAM 11(2)"),
    parameters=(DAMPING,),
    rate_unit="none",
    rated=None,
)
