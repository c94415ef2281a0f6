"""Runs of methods that make their path as a whole: one after the other, put into the shape the loop's runs have."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from numpy.typing import NDArray

from optim_core.methods.definition import WholePath
from optim_core.methods.losses import Loss
from optim_core.methods.optimizer import Optimizer
from optim_core.paths.trajectory import Trajectory
from optim_core.running.cost import Metered, Watch, prices

Array = NDArray[np.float64]

#: Such runs cannot share array operations, so there is a limit to how many are asked for at once.
MAX_RUNS = 2_000


def run_whole(
    loss: Loss,
    optimizer: Optimizer,
    start: tuple[Array, ...],
    steps: int,
    maximize: bool,
    work: float | None = None,
    watch: Watch | None = None,
) -> Trajectory:
    """The run, or the runs, from `start`: a number or an array of runs per coordinate; each gets its share of the work.

    Raises:
        ValueError: more than `MAX_RUNS` runs.
    """
    if start[0].size > MAX_RUNS:
        raise ValueError(f"{optimizer.key} makes its runs one by one, at most {MAX_RUNS:,}, not {start[0].size:,}")
    count = start[0].size
    share = None if work is None else work / max(1, count)
    cost, singles = prices(loss, by_scipy=True), []
    for index in range(count):
        oracle = Metered(loss, cost, share, None if watch is None else partial(_of_all, watch, index, count))
        singles.append(_single(loss, optimizer, tuple(float(c.flat[index]) for c in start), steps, maximize, oracle))
    return singles[0] if start[0].ndim == 0 else _side_by_side(singles, start[0].shape)


def _of_all(watch: Watch, index: int, count: int, share: float) -> None:
    watch((index + share) / count)


def _single(
    loss: Loss, optimizer: Optimizer, start: tuple[float, ...], steps: int, maximize: bool, oracle: Metered
) -> Trajectory:
    method = optimizer.method
    assert isinstance(method, WholePath)
    evaluate = loss.value_and_gradient("scalar")
    first = math.isfinite(evaluate(*start)[0])
    path = method.follow(oracle, start, steps if first else 0, optimizer.hyperparameters, maximize)
    found = [evaluate(*point) for point in path.points.tolist()]
    values = np.array([value for value, *_ in found])
    gradients = np.array([gradient for _, *gradient in found], dtype=np.float64)
    finite = np.isfinite(values) & np.isfinite(path.points).all(axis=1)
    bad_step = -1 if finite.all() else int(np.argmin(finite))
    count = len(values) if bad_step < 0 else max(bad_step, 1)
    follows = method.follows_gradients
    return Trajectory(
        loss=loss,
        optimizer=optimizer,
        maximize=maximize,
        budget=steps,
        points=path.points[:count],
        values=values[:count],
        gradients=gradients[: count - 1] if follows else None,
        gradient_points=path.points[: count - 1] if follows else None,
        evaluations=path.evaluations[:, :count],
        bad_step=np.array(bad_step),
        bad_point=path.points[bad_step],
        reason=path.reason,
        spent=path.spent and bad_step < 0,
    )


def _side_by_side(runs: list[Trajectory], shape: tuple[int, ...]) -> Trajectory:
    """NaN where a run has ended; what it evaluated stays at its last count."""
    example = runs[0]
    length, dimension = example.budget + 1, example.points.shape[1]
    points, values = np.full((length, dimension, len(runs)), np.nan), np.full((length, len(runs)), np.nan)
    evaluations = np.zeros((3, length, len(runs)), dtype=np.int32)
    for index, run in enumerate(runs):
        count = len(run.values)
        points[:count, :, index], values[:count, index] = run.points, run.values
        evaluations[:, :count, index] = run.evaluations
        evaluations[:, count:, index] = run.evaluations[:, -1:]
    return Trajectory(
        loss=example.loss,
        optimizer=example.optimizer,
        maximize=example.maximize,
        budget=example.budget,
        points=points.reshape(length, dimension, *shape),
        values=values.reshape(length, *shape),
        gradients=None,
        gradient_points=None,
        evaluations=evaluations.reshape(3, length, *shape),
        bad_step=np.array([run.bad_step for run in runs]).reshape(shape),
        bad_point=np.array([run.bad_point for run in runs]).T.reshape(dimension, *shape),
        last=np.array([run.steps for run in runs]).reshape(shape),
        spent=np.array([run.spent for run in runs]).reshape(shape),
    )
