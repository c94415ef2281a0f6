"""Where the loss over data is lowest, as far as it can be known: normal equations, or Newton on a convex loss."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from surfaces.base.surface import Location
from surfaces.data.data_loss import DataLoss
from surfaces.data.dataset import Dataset

Array = NDArray[np.float64]

EPSILON = float(np.finfo(float).eps)
#: Singular values are cut off at this many roundings at least, however few examples there are.
FEWEST_ROUNDINGS = 10
#: A column shorter than this is zero: its square could not be divided by.
SHORTEST = 1e-140


@dataclass(frozen=True)
class NormalEquations:
    """(X'X + N*lambda*I) w = X'y, the condition for the minimum of the mean squared miss.

    Attributes:
        gram: (2, 2), X'X.
        moment: (2,), X'y.
        solution: the minimum; of a whole line of minima the one nearest to zero.
        valley: direction of the line of minima if X'X is singular, else None.
        condition: largest over smallest eigenvalue of X'X + N*lambda*I, inf if singular.
        curvatures: both eigenvalues of the loss's Hessian, the smaller first; exactly 0 if it is singular.
        axes: (2, 2), their directions as columns.
    """

    gram: Array
    moment: Array
    solution: Location
    valley: Location | None
    condition: float
    curvatures: tuple[float, float]
    axes: Array

    @property
    def singular(self) -> bool:
        """Whether there is more than one minimum."""
        return self.valley is not None


# Picture, verdict and panels of one page ask for the same ones in each of its runs.
@lru_cache(maxsize=8)
def normal_equations(data: Dataset, strength: float = 0.0) -> NormalEquations:
    """Set up and solve them; `strength` is the lambda of the penalty lambda*‖w‖^2.

    Solved from X itself: squaring it would lose half of the digits. It counts as singular if what the second column
    has at right angles to the first is no more than rounding leaves, N*eps of its length: so units and a distance
    from zero (years, say) do not matter.

    Source: G. H. Golub and C. F. Van Loan (2013), Matrix Computations, sections 5.2.8 (Gram and Schmidt) and 5.4.1.
    """
    x, y = data.design, data.target
    gram, moment = x.T @ x, x.T @ y
    ridge = np.vstack([x, np.sqrt(data.size * strength) * np.eye(2)])
    goal = np.concatenate([y, np.zeros(2)])
    left, scales, axes = np.linalg.svd(ridge, full_matrices=False)
    own, least = _at_right_angles(ridge[:, 0], ridge[:, 1]), max(data.size, FEWEST_ROUNDINGS) * EPSILON
    if own is None or not np.linalg.norm(own) > max(least * float(np.linalg.norm(ridge[:, 1])), SHORTEST):
        # Of the whole line of minima the point nearest to zero.
        point = axes[0] * (left[:, 0] @ goal) / scales[0] if scales[0] > SHORTEST else np.zeros(2)
        smallest, condition, valley = 0.0, np.inf, tuple(axes[1].tolist())
    else:
        second = own @ goal / (own @ own)
        point = np.array([ridge[:, 0] @ (goal - ridge[:, 1] * second) / (ridge[:, 0] @ ridge[:, 0]), second])
        # The product of both is the area that the columns span.
        smallest = float(np.linalg.norm(ridge[:, 0]) * np.linalg.norm(own) / scales[0])
        condition, valley = float((scales[0] / smallest) ** 2), None
    curvatures = (2.0 * smallest**2 / data.size, 2.0 * float(scales[0]) ** 2 / data.size)
    return NormalEquations(
        gram, moment, (float(point[0]), float(point[1])), valley, condition, curvatures, axes[::-1].T
    )


def _at_right_angles(first: Array, second: Array) -> Array | None:
    """The part of the second column at right angles to the first; None if the first is zero."""
    length = float(np.linalg.norm(first))
    if not length > SHORTEST:
        return None
    unit = first / length
    # Twice is enough: what rounding leaves of the first once is nothing the second time.
    for _ in range(2):
        second = second - unit * (unit @ second)
    return second


def curvatures_at_minimum(loss: DataLoss) -> tuple[float, float]:
    """Eigenvalues of the Hessian at the known minimum, the smaller first; where X tells them, from X."""
    if has_normal_equations(loss):
        return normal_equations(loss.data, penalty_strength(loss)).curvatures
    low, high = np.linalg.eigvalsh(np.array(loss.hessian(*loss.minima[0]))).tolist()
    return low, high


def has_normal_equations(loss: DataLoss) -> bool:
    """Whether the loss is a parabola whose minimum solves linear equations."""
    model = loss.kernels.model
    return model.linear and model.squared and loss.kernels.penalty != "l1"


def penalty_strength(loss: DataLoss) -> float:
    """The lambda of lambda*‖w‖^2; 0 without that penalty."""
    return loss.numbers["lambda"] if loss.kernels.penalty == "l2" else 0.0


def known_minimum(loss: DataLoss) -> Location | None:
    """The minimum, None if it is not unique, does not exist or is not known to be the only one."""
    model = loss.kernels.model
    if not model.linear:
        return None
    if has_normal_equations(loss):
        equations = normal_equations(loss.data, penalty_strength(loss))
        return None if equations.singular else equations.solution
    if model.task == "classes" and loss.kernels.penalty != "l1":
        if not penalty_strength(loss) > 0 and parted(loss.data):
            return None
        return _by_newton(loss)
    return None


def parted(data: Dataset) -> bool:
    """Whether some weights w != 0 put no example on the wrong side, examples on the line itself allowed.

    Then the logistic loss falls, or stays, all the way along w: it has no minimum, or no single one. Without such
    weights it has exactly one. With two features there is no intercept, and the line goes through the origin.

    Source: Albert and Anderson (1984), Biometrika 71(1), separation and quasi-complete separation.
    """
    arrows = (2.0 * data.target - 1.0)[:, None] * data.design
    arrows = arrows[(arrows != 0.0).any(axis=1)]
    if len(arrows) == 0:
        return True
    arrows = arrows[np.argsort(np.arctan2(arrows[:, 1], arrows[:, 0]), kind="stable")]
    # No arrow is on the wrong side of some w if the arrows leave a half-plane free: two neighbours half a turn apart.
    following = np.roll(arrows, -1, axis=0)
    turns = np.arctan2(following[:, 1], following[:, 0]) - np.arctan2(arrows[:, 1], arrows[:, 0])
    turns[-1] += 2.0 * np.pi
    widest = int(np.argmax(turns))
    if abs(turns[widest] - np.pi) > 1e-9:
        return bool(turns[widest] > np.pi)
    (a, b), (c, d) = ([Fraction(number) for number in arrow[widest].tolist()] for arrow in (arrows, following))
    return a * d - b * c <= 0


def _by_newton(loss: DataLoss, most: int = 60) -> Location | None:
    """Damped Newton steps on a convex smooth loss; None if they run away."""
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
