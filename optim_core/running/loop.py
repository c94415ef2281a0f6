"""The one loop that runs every method: a single path on floats, or many runs at once on arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain as chain_rows
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.methods.definition import WholePath
from optim_core.methods.losses import Loss
from optim_core.methods.optimizer import Optimizer
from optim_core.methods.stepper import Evaluations, Point
from optim_core.paths.stops import Stops, check_stops, stopped
from optim_core.paths.trajectory import Trajectory
from optim_core.running.chained import chain_of
from optim_core.running.cost import Watch, affordable, hands_over, prices
from optim_core.running.sampled_run import run_sampled
from optim_core.running.sampling import Sampling
from optim_core.running.whole_path import run_whole

Array = NDArray[np.float64]

#: A script cannot be stopped once it runs, so a run is bounded before it starts.
MAX_STEPS = 1_000_000
MAX_NUMBERS = 100_000_000
#: Steps from which on a run is worth a function of its own, which many runs share.
WORTH_CHAINING = 20
NO_STOPS: Stops = MappingProxyType({})


def run(
    loss: Loss,
    optimizer: Optimizer,
    start: Sequence[ArrayLike] | float,
    steps: int = 300,
    *,
    maximize: bool = False,
    record_gradients: bool | None = None,
    stops: Stops = NO_STOPS,
    sampling: Sampling | None = None,
    work: float | None = None,
    watch: Watch | None = None,
) -> Trajectory:
    """Follow `optimizer` on `loss` from `start` for at most `steps` steps.

    Args:
        loss: a surface (see `surfaces`), or anything with the same kernels.
        optimizer: from `optim_core.methods.optimizer`.
        start: one number per coordinate, or one equal-shaped array per coordinate for many runs at once.
        steps: step budget; a run ends earlier only when its numbers stop being finite.
        maximize: climb instead of descend.
        record_gradients: keep the gradients that were used and where they were taken; by default for single runs.
        sampling: for a loss over examples (see `sampled_run.ExampleLoss`), which of them each step looks at; None: all
            of them. Single runs only.
        work: what the run may cost, in the seconds of `optim_core.running.cost`; a run ends at the step where that is
            used up, always at the same one. None: whatever it takes.
        watch: told between steps what share of the run is done; what it throws ends the run.
        stops: rules that end a run before its budget, limits by key (see `optim_core.paths.stops`).

    Returns:
        A `Trajectory`. Its path ends at the last finite point (many runs: NaN from there on).

    Raises:
        ValueError: a start that does not fit the surface or is not finite, a step count out of range, an unknown
            stopping rule, or too many runs of a method that makes them one by one.
    """
    limits = check_stops(stops)
    coordinates = _start(loss, start)
    single = coordinates[0].ndim == 0
    _check_budget(steps, coordinates)
    keep = single if record_gradients is None else record_gradients
    if sampling is not None:
        if not isinstance(sampling, Sampling):
            raise ValueError(f"sampling is a Sampling, as in Sampling('shuffle', 16), not {sampling!r:.40}")
        if not hasattr(loss, "batch"):
            raise ValueError("batches are of a loss over examples, and this one has none")
        if not single:
            raise ValueError("runs over batches are made one at a time")
        path = run_sampled(loss, optimizer, tuple(map(float, coordinates)), steps, sampling, maximize, work, watch)
    elif isinstance(optimizer.method, WholePath):
        path = run_whole(loss, optimizer, coordinates, steps, maximize, work, watch)
    elif single:
        path = _run_single(loss, optimizer, tuple(map(float, coordinates)), steps, maximize, work, watch)
    else:
        path = _run_many(loss, optimizer, coordinates, steps, maximize, keep, work, watch)
    return stopped(path, limits)


def _start(loss: Loss, start: Sequence[ArrayLike] | float) -> tuple[Array, ...]:
    given = (start,) if np.isscalar(start) else tuple(start)  # type: ignore[arg-type]
    if len(given) != loss.dimension:
        raise ValueError(f"start needs {loss.dimension} coordinate(s), got {len(given)}")
    coordinates = tuple(np.asarray(c, dtype=np.float64) for c in given)
    if len({c.shape for c in coordinates}) != 1:
        raise ValueError("start needs arrays of equal shape")
    if not all(np.isfinite(c).all() for c in coordinates):
        raise ValueError("start must be finite")
    return coordinates


def _check_budget(steps: int, coordinates: tuple[Array, ...]) -> None:
    if isinstance(steps, bool) or not isinstance(steps, (int, np.integer)) or not 0 <= steps <= MAX_STEPS:
        raise ValueError(f"steps must be a whole number between 0 and {MAX_STEPS}, not {steps!r}")
    numbers = (steps + 1) * coordinates[0].size * (len(coordinates) + 1)
    if numbers > MAX_NUMBERS:
        raise ValueError(f"{coordinates[0].size} runs of {steps} steps are more than {MAX_NUMBERS:,} numbers")


def _run_single(
    loss: Loss,
    optimizer: Optimizer,
    point: Point,
    steps: int,
    maximize: bool,
    work: float | None,
    watch: Watch | None,
) -> Trajectory:
    stepper = optimizer.stepper("scalar", loss.dimension, maximize)
    cost = prices(loss)
    most = affordable(cost, stepper, steps, work)
    evaluate, gradient_of = loss.value_and_gradient("scalar"), loss.gradient_kernel("scalar")
    state = stepper.initial_state(point)
    found = evaluate(*point)
    value, gradient = found[0], found[1:]
    points, values = [point], [value]
    gradients: list[Point] = []
    taken_at: list[Point] = []
    counts, counting = [Evaluations()], stepper.cost is None
    bad_step = -1 if math.isfinite(value) else 0
    chain = chain_of(loss, stepper) if watch is None and bad_step < 0 and most >= WORTH_CHAINING else None
    if chain is not None:
        point, gradient, state = chain(most, point, gradient, state, points, values, gradients)
        taken_at = points[:-1]
    for k in range(len(points), most + 1 if bad_step < 0 else 1):
        at = point
        if stepper.looks_ahead:
            at = stepper.gradient_point(k, point, state)
            gradient = gradient_of(*at)
        gradients.append(gradient)
        taken_at.append(at)
        point, state = stepper.step(k, point, gradient, state, loss)
        found = evaluate(*point)
        value, gradient = found[0], found[1:]
        # Zero times a number is zero for finite numbers only: the cheapest test there is.
        if value * 0.0 + sum(point) * 0.0 != 0.0:
            bad_step = k
            break
        points.append(point)
        values.append(value)
        if counting:
            counts.append(stepper.evaluations(k, state))
            if work is not None and cost.spent(k, counts[-1], hands_over(stepper)) >= work:
                break
        if watch is not None:
            watch(k / most)
    return Trajectory(
        loss=loss,
        optimizer=optimizer,
        maximize=maximize,
        budget=steps,
        points=_stack(points, loss.dimension),
        values=np.array(values, dtype=np.float64),
        # The step that was lost has a gradient, but no place in the path.
        gradients=_stack(gradients[: len(points) - 1], loss.dimension),
        gradient_points=_stack(taken_at[: len(points) - 1], loss.dimension),
        evaluations=np.array(counts).T if stepper.cost is None else _regular(stepper.cost, (len(points),)),
        bad_step=np.array(bad_step),
        bad_point=np.array(point, dtype=np.float64),
        spent=bad_step < 0 and len(points) <= steps,
    )


def _regular(cost: Evaluations, shape: tuple[int, ...]) -> NDArray[np.integer]:
    """(3, steps + 1, *runs): the evaluations of a method whose every step costs the same."""
    totals = np.multiply.outer(np.array(cost), np.arange(shape[0]))
    return np.broadcast_to(totals.reshape(3, -1, *[1] * (len(shape) - 1)), (3, *shape))


def _stack(rows: Sequence[Sequence[float]], dimension: int) -> Array:
    # One number after another takes half as long as a row after another.
    return np.fromiter(chain_rows.from_iterable(rows), np.float64, len(rows) * dimension).reshape(len(rows), dimension)


def _run_many(
    loss: Loss,
    optimizer: Optimizer,
    start: tuple[Array, ...],
    steps: int,
    maximize: bool,
    keep: bool,
    work: float | None,
    watch: Watch | None,
) -> Trajectory:
    shape = start[0].shape
    point: Point = tuple(c.ravel() for c in start)
    runs = point[0].size
    points = np.full((steps + 1, loss.dimension, runs), np.nan)
    values = np.full((steps + 1, runs), np.nan)
    gradients = np.full((steps, loss.dimension, runs), np.nan) if keep else None
    taken_at = np.full((steps, loss.dimension, runs), np.nan) if keep else None
    bad_step = np.full(runs, -1)
    bad_point = np.full((loss.dimension, runs), np.nan)
    stepper = optimizer.stepper("array", loss.dimension, maximize)
    regular = stepper.cost and _regular(stepper.cost, (steps + 1, runs))
    counts = np.zeros((3, steps + 1, runs), dtype=np.int32) if regular is None else regular
    evaluate, gradient_of = loss.value_and_gradient("array"), loss.gradient_kernel("array")
    alive = np.ones(runs, dtype=bool)
    cost = prices(loss, runs)
    most = affordable(cost, stepper, steps, work)
    with np.errstate(all="ignore"):
        state = stepper.initial_state(point)
        found = evaluate(*point)
        value, gradient = found[0], found[1:]
        for k in range(most + 1):
            if k:
                at = point
                if stepper.looks_ahead:
                    at = stepper.gradient_point(k, point, state)
                    gradient = gradient_of(*at)
                if gradients is not None and taken_at is not None:
                    gradients[k - 1], taken_at[k - 1] = gradient, at
                point, state = stepper.step(k, point, gradient, state, loss)
                found = evaluate(*point)
                value, gradient = found[0], found[1:]
            finite = np.isfinite(value)
            for w in point:
                finite &= np.isfinite(w)
            lost = alive & ~finite
            if lost.any():
                bad_step[lost] = k
                bad_point[:, lost] = np.array(point)[:, lost]
                alive &= finite
            points[k], values[k] = point, value
            if regular is None:
                asked = stepper.evaluations(k, state)
                for total, count in zip(counts, asked, strict=True):
                    total[k] = count
                if work is not None and cost.spent(k, asked, hands_over(stepper)) >= work:
                    break
            if not alive.any():
                break
            if watch is not None:
                watch(k / max(1, most))
    spent = alive & (k < steps)
    if regular is None:
        counts[:, k + 1 :] = counts[:, k : k + 1]
    _blank_after(bad_step, points, values)
    return Trajectory(
        loss=loss,
        optimizer=optimizer,
        maximize=maximize,
        budget=steps,
        points=points.reshape(steps + 1, loss.dimension, *shape),
        values=values.reshape(steps + 1, *shape),
        gradients=None if gradients is None else gradients.reshape(steps, loss.dimension, *shape),
        gradient_points=None if taken_at is None else taken_at.reshape(steps, loss.dimension, *shape),
        evaluations=counts.reshape(3, steps + 1, *shape),
        bad_step=bad_step.reshape(shape),
        bad_point=bad_point.reshape(loss.dimension, *shape),
        last=np.where(bad_step < 0, k, np.maximum(bad_step, 1) - 1).reshape(shape) if spent.any() else None,
        spent=spent.reshape(shape),
    )


def _blank_after(bad_step: NDArray[np.int_], points: Array, values: Array) -> None:
    """A lost run keeps its path up to the last finite point, nothing after it."""
    for index in np.flatnonzero(bad_step >= 0):
        first = max(bad_step[index], 1)
        points[first:, :, index] = np.nan
        values[bad_step[index] :, index] = np.nan
