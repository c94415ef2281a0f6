"""The gradient flow dx/dt = -grad f(x), and descent with finite steps as its Euler discretisation.

Step k of gradient descent with rate eta is where Euler's method is at time k eta (Hairer and Wanner, Solving Ordinary
Differential Equations II, on stiffness: where the curvatures differ much, an explicit method's step is bound by the
largest). The flow itself is solved by SciPy's Radau, implicit and with steps of its own choice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Gradient = Callable[..., Sequence[float]]
Hessian = Callable[..., Sequence[Sequence[float]]]
End = Literal["rest", "time", "left", "budget", "undefined"]

MOST_EVALUATIONS = 4000
#: The flow has come to rest where the gradient is so much smaller than at the start.
REST = 1e-6
TOLERANCE = 1e-6
#: Points sent of each adaptive step.
BETWEEN = 6


class Flow(NamedTuple):
    """A curve of steepest descent.

    Attributes:
        times, points: (n,), (n, dimension): the curve, dense enough to be drawn.
        nodes: (m,) times at which the adaptive steps end.
        end: why it ends: at rest, at the last time asked for, beyond the box, after too many evaluations, or where
            the gradient is no number.
    """

    times: Array
    points: Array
    nodes: Array
    end: End


class _Stopped(Exception):
    """Raised out of the solver."""


def gradient_flow(
    gradient: Gradient, hessian: Hessian, start: Sequence[float], box: Sequence[tuple[float, float]], time: float
) -> Flow:
    """The flow from `start` until it rests, leaves the `box` or `time` is over; always bounded in work.

    Args:
        gradient: partial derivatives at a point.
        hessian: rows of second derivatives at a point.
        start: where it begins.
        box: (low, high) of each coordinate.
        time: the last time of interest.
    """
    from scipy.integrate import Radau

    begin = np.asarray(start, dtype=float)
    reach = max(high - low for low, high in box)
    count = 0
    why: End = "budget"

    def downhill(_time: float, point: Array) -> Array:
        nonlocal count, why
        count += 1
        if count > MOST_EVALUATIONS:
            raise _Stopped
        slopes = -np.asarray(gradient(*(float(c) for c in point)), dtype=float)
        if not np.isfinite(slopes).all():
            why = "undefined"
            raise _Stopped
        return np.asarray(slopes)

    def jacobian(_time: float, point: Array) -> Array:
        rows = -np.asarray(hessian(*(float(c) for c in point)), dtype=float)
        return np.where(np.isfinite(rows), rows, 0.0)

    times, points, nodes = [0.0], [begin], [0.0]
    end: End = "time"
    try:
        still = REST * math.hypot(*downhill(0.0, begin))
        if still == 0.0:
            return Flow(np.zeros(1), begin[None], np.zeros(1), "rest")
        # Numbers that overflow on the way end the flow; nobody need be warned of them.
        with np.errstate(all="ignore"):
            solver = Radau(downhill, 0.0, begin, time, rtol=TOLERANCE, atol=TOLERANCE * 1e-2 * reach, jac=jacobian)
            while solver.status == "running":
                failed = solver.step() is not None
                inner = np.linspace(solver.t_old or 0.0, solver.t, BETWEEN + 1)[1:]
                passed = None if failed else solver.dense_output()(inner).T
                if passed is None or not np.isfinite(passed).all():
                    end = "undefined"
                    break
                times += inner.tolist()
                points += list(passed)
                nodes.append(float(solver.t))
                if not all(low <= c <= high for c, (low, high) in zip(solver.y, box, strict=True)):
                    end = "left"
                    break
                if math.hypot(*downhill(solver.t, solver.y)) <= still:
                    end = "rest"
                    break
    except _Stopped:
        end = why
    except ValueError:
        # A curvature of 1e300 overflows in the solver's matrix, which its linear algebra refuses.
        end = "undefined"
    return Flow(np.array(times), np.array(points), np.array(nodes), end)


def descent(gradient: Gradient, start: Sequence[float], rate: float, steps: int) -> Array:
    """Points of gradient descent, (n + 1, dimension): fewer steps where one leads to no finite point."""
    points = [np.asarray(start, dtype=float)]
    for _ in range(steps):
        with np.errstate(all="ignore"):
            slopes = np.asarray(gradient(*(float(c) for c in points[-1])), dtype=float)
            following = points[-1] - rate * slopes
        if not np.isfinite(following).all():
            break
        points.append(following)
    return np.array(points)


def away_from(flow: Flow, points: Array, rate: float) -> float | None:
    """The largest distance of descent from the flow at equal times, as far as both go; None if they share no step."""
    times = rate * np.arange(len(points))
    last = np.inf if flow.end == "rest" else flow.times[-1]
    common = times <= last
    if common.sum() < 2:
        return None
    on_flow = np.column_stack([np.interp(times[common], flow.times, column) for column in flow.points.T])
    return float(np.linalg.norm(points[common] - on_flow, axis=1).max())
