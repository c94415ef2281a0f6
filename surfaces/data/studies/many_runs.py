"""Runs of one method side by side, each over batches of its own: what other draws would have made of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optim_core.methods.optimizer import Optimizer
from surfaces.base.surface import Location
from surfaces.data.data_loss import DataLoss, ExampleKernels

Array = NDArray[np.float64]
#: The examples of one step: (runs, size) indices, a row for each run; None: every run sees all examples.
Batches = NDArray[np.intp] | None

MAX_STEPS = 5_000
#: Gradients of single examples that one call may ask for.
MAX_WORK = 20_000_000


def paths_over(loss: DataLoss, optimizer: Optimizer, start: Location, batches: Sequence[Batches], runs: int) -> Array:
    """(steps + 1, 2, runs): the runs' points; not finite from where a run diverges on.

    Every run is the one `optim_core.run` makes on the same batches, but one NumPy call serves all of them.

    Raises:
        ValueError: more steps than `MAX_STEPS` or more work than `MAX_WORK`, or a method that makes whole paths.
    """
    work = sum(loss.examples if chosen is None else chosen.size for chosen in batches)
    if len(batches) > MAX_STEPS or work > MAX_WORK:
        raise ValueError(f"{len(batches)} steps over {work:,} examples are more than is done at once")
    stepper = optimizer.stepper("array", loss.dimension)
    point: Any = tuple(np.full(runs, w, dtype=np.float64) for w in start)
    points = np.empty((len(batches) + 1, loss.dimension, runs))
    points[0] = point
    with np.errstate(all="ignore"):
        state = stepper.initial_state(point)
        for k, chosen in enumerate(batches, start=1):
            part = Parts(loss, chosen, runs)
            at = stepper.gradient_point(k, point, state) if stepper.looks_ahead else point
            point, state = stepper.step(k, point, part.gradient(*at), state, part)
            points[k] = point
    return points


class Parts:
    """The mean losses of the batches of all runs; every weight is an array of runs. One row of indices is for all."""

    __slots__ = ("_columns", "_kernels", "_numbers", "_shape")

    def __init__(self, loss: DataLoss, chosen: Batches, runs: int) -> None:
        columns = (*loss.data.features, loss.data.target)
        self._columns = tuple(c[None, :] if chosen is None else c[chosen] for c in columns)
        self._kernels: ExampleKernels = loss.kernels
        self._numbers = (loss.numbers["delta"], loss.numbers["lambda"])
        self._shape = (runs, self._columns[0].shape[1])

    def value(self, *point: Any) -> Any:
        """(runs,)."""
        return self._means("value", point)[0]

    def gradient(self, *point: Any) -> tuple[Any, ...]:
        """Two of (runs,)."""
        return self._means("gradient", point)

    def hessian(self, *point: Any) -> tuple[tuple[Any, ...], ...]:
        """Row by row, each of (runs,)."""
        a, b, c = self._means("hessian", point)
        return (a, b), (b, c)

    def _means(self, what: str, point: tuple[Any, ...]) -> tuple[Any, ...]:
        entries = self._kernels.bare(what)(*(w[:, None] for w in point), *self._columns, *self._numbers)
        count = self._shape[1]
        return tuple(
            entry.sum(axis=1) / count
            if isinstance(entry, np.ndarray) and entry.shape == self._shape
            else np.broadcast_to(entry, self._shape).mean(axis=1)
            for entry in entries
        )
