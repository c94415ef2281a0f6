"""A run whose steps see batches of examples: the gradient is the batch's, the recorded loss is that of all."""

from __future__ import annotations

import math
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from optim_core.methods.optimizer import Optimizer
from optim_core.methods.stepper import Evaluations, Oracle, Point
from optim_core.paths.trajectory import Trajectory
from optim_core.running.cost import Watch, affordable, hands_over, prices
from optim_core.running.sampling import Sampling

Array = NDArray[np.float64]


class ExampleLoss(Oracle, Protocol):
    """A loss that is the mean of its examples' losses."""

    @property
    def dimension(self) -> int:
        """Number of coordinates."""

    @property
    def examples(self) -> int:
        """Number of examples."""

    def batch(self, indices: NDArray[np.intp]) -> Oracle:
        """The mean loss of some of the examples."""

    def along(self, points: Array) -> Array:
        """(steps + 1,): the loss of all examples at each of these (steps + 1, dimension) points."""


def run_sampled(
    loss: Any,
    optimizer: Optimizer,
    start: Point,
    steps: int,
    sampling: Sampling,
    maximize: bool,
    work: float | None = None,
    watch: Watch | None = None,
) -> Trajectory:
    """One run from `start`; what a batch's gradient costs counts as one evaluation.

    Raises:
        ValueError: a method that makes its path as a whole: it cannot be handed another loss in every step.
    """
    if not optimizer.method.steppable:
        raise ValueError(f"{optimizer.key} makes its path as a whole, so its steps cannot see different examples")
    stepper = optimizer.stepper("scalar", loss.dimension, maximize)
    cost = prices(loss, None, sampling)
    most = affordable(cost, stepper, steps, work)
    batches = sampling.batches(loss.examples, most)
    point, state = start, stepper.initial_state(start)
    points, gradients, taken_at, counts = [start], [], [], [Evaluations()]
    for k, indices in enumerate(batches, start=1):
        part = loss.batch(indices)
        at = stepper.gradient_point(k, point, state) if stepper.looks_ahead else point
        gradient = part.gradient(*at)
        point, state = stepper.step(k, point, gradient, state, part)
        points.append(point)
        gradients.append(gradient)
        taken_at.append(at)
        counts.append(stepper.evaluations(k, state))
        if not all(map(math.isfinite, point)):
            break
        if work is not None and stepper.cost is None and cost.spent(k, counts[-1], hands_over(stepper)) >= work:
            break
        if watch is not None:
            watch(k / most)
    path = np.array(points, dtype=np.float64)
    values = loss.along(path)
    return _trimmed(
        Trajectory(
            loss=loss,
            optimizer=optimizer,
            maximize=maximize,
            budget=steps,
            points=path,
            values=values,
            gradients=np.array(gradients, dtype=np.float64).reshape(-1, loss.dimension),
            gradient_points=np.array(taken_at, dtype=np.float64).reshape(-1, loss.dimension),
            evaluations=np.array(counts).T,
            bad_step=np.array(-1),
            bad_point=path[-1],
            spent=len(path) <= steps,
            batches=batches[: len(path) - 1],
        )
    )


def _trimmed(path: Trajectory) -> Trajectory:
    """Up to the last point where weights and loss are finite."""
    finite = np.isfinite(path.values) & np.isfinite(path.points).all(axis=1)
    if finite.all():
        return path
    bad = int(np.argmin(finite))
    return path.until(max(bad, 1) - 1, bad_step=np.array(bad), bad_point=path.points[bad], spent=False)
