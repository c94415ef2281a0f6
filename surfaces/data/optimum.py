"""Where the loss over data is lowest, as far as it can be known: normal equations, or Newton on a convex loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surfaces.base.surface import Location
from surfaces.data.data_loss import DataLoss
from surfaces.data.dataset import Dataset

Array = NDArray[np.float64]

#: Eigenvalues of X'X below this share of the largest are zero but for rounding.
SINGULAR = 1e-13


@dataclass(frozen=True)
class NormalEquations:
    """(X'X + N*lambda*I) w = X'y, the condition for the minimum of the mean squared miss.

    Attributes:
        gram: (2, 2), X'X.
        moment: (2,), X'y.
        solution: the minimum; of a whole line of minima the one nearest to zero.
        valley: direction of the line of minima if X'X is singular, else None.
        condition: largest over smallest eigenvalue of X'X + N*lambda*I, inf if singular.
        curvatures: both eigenvalues of the loss's Hessian, the smaller first.
    """

    gram: Array
    moment: Array
    solution: Location
    valley: Location | None
    condition: float
    curvatures: tuple[float, float]

    @property
    def singular(self) -> bool:
        """Whether there is more than one minimum."""
        return self.valley is not None


def normal_equations(data: Dataset, strength: float = 0.0) -> NormalEquations:
    """Set up and solve them; `strength` is the lambda of the penalty lambda*|w|^2."""
    x, y = data.design, data.target
    gram, moment = x.T @ x, x.T @ y
    ridge = np.vstack([x, np.sqrt(data.size * strength) * np.eye(2)])
    # Singular values of X, not eigenvalues of X'X: squaring would lose half of the digits.
    left, scales, axes = np.linalg.svd(ridge, full_matrices=False)
    keep = scales > np.sqrt(SINGULAR) * scales[0]
    along = (left.T @ np.concatenate([y, np.zeros(2)]))[keep] / scales[keep]
    solution = axes[keep].T @ along
    valley = None if keep.all() else tuple(axes[1].tolist())
    condition = float((scales[0] / scales[1]) ** 2) if keep.all() else np.inf
    curvatures = tuple((2.0 * scales[::-1] ** 2 / data.size).tolist())
    return NormalEquations(gram, moment, tuple(solution.tolist()), valley, condition, curvatures)


def known_minimum(loss: DataLoss) -> Location | None:
    """The minimum, None if it is not unique, does not exist or is not known to be the only one."""
    model = loss.kernels.model
    if not model.linear:
        return None
    if model.squared and loss.kernels.penalty != "l1":
        strength = loss.numbers["lambda"] if loss.kernels.penalty == "l2" else 0.0
        equations = normal_equations(loss.data, strength)
        return None if equations.singular else equations.solution
    if model.task == "classes" and loss.kernels.penalty != "l1":
        found = _by_newton(loss)
        return None if found and _parted(loss, found) else found
    return None


def _parted(loss: DataLoss, point: Location) -> bool:
    """Whether these weights put every example on the right side: then twice as large ones are better still."""
    sides = (2.0 * loss.data.target - 1.0) * (loss.data.design @ np.array(point))
    return loss.numbers["lambda"] == 0.0 and bool((sides > 0).all())


def _by_newton(loss: DataLoss, most: int = 60) -> Location | None:
    """Damped Newton steps on a convex smooth loss; None if they run away, as for classes that a line parts."""
    point, value = np.zeros(2), loss.value(0.0, 0.0)
    for _ in range(most):
        gradient = np.array(loss.gradient(*point.tolist()))
        curvature: Array = np.array(loss.hessian(*point.tolist()))
        if not np.isfinite(curvature).all() or np.linalg.cond(curvature) > 1e14:
            return None
        step = np.linalg.solve(curvature, gradient)
        t = 1.0
        while t > 1e-6 and not loss.value(*(point - t * step).tolist()) <= value:
            t /= 2
        if np.linalg.norm(step) <= 1e-12 * (1.0 + np.linalg.norm(point)) or t <= 1e-6:
            break
        point = point - t * step
        value = loss.value(*point.tolist())
    still = np.linalg.norm(loss.gradient(*point.tolist())) <= 1e-9
    return tuple(point.tolist()) if still and np.linalg.norm(point) < 1e4 else None
