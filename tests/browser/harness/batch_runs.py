"""Runs over batches as the batch player shows them, for its tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optim_core import Trajectory, optimizer, run
from optim_core.running.sampling import Sampling, SamplingKind
from plots.base.palette import LineStyle
from surfaces.data import DataLoss, Dataset, data_loss
from ui.batch_player import BatchRun
from ui.runs.columns import BATCH_TABLE, Result, cells_of

METHODS = {
    "gradient_descent": ("Gradient descent", LineStyle("#0072B2", "solid", "circle")),
    "momentum": ("Momentum", LineStyle("#CC79A7", "dash", "square")),
    "adam": ("Adam", LineStyle("#009E73", "dot", "diamond")),
}


def make_run(key: str, path: Trajectory, loss: DataLoss, held_out: Dataset | None, stop: int | None) -> BatchRun:
    """One run as the player shows it."""
    name, style = METHODS[key]
    steps = len(path.values) - 1
    rate = path.optimizer.learning_rate
    seen = np.asarray(path.examples_seen if path.batches else np.arange(steps + 1) * loss.examples)
    size = len(path.batches[0]) if path.batches else loss.examples
    result = Result(path, loss, steps, (size, loss.examples), float(seen[-1]) / loss.examples)
    cells = cells_of(result, BATCH_TABLE)
    checked = data_loss(held_out, loss.kernels.model).along(path.points) if held_out else None
    return BatchRun(key, name, style, path.points, path.values, path.batches, seen, np.full(steps, rate), cells,
                    "step_limit", checked, stop)  # fmt: skip


def batch_runs(
    loss: DataLoss,
    kind: SamplingKind = "shuffle",
    batch: int = 8,
    steps: int = 20,
    start: Sequence[float] | None = None,
    *,
    methods: int = 1,
    rate: float = 0.1,
    held_out: Dataset | None = None,
    stop: int | None = None,
) -> list[BatchRun]:
    """The first so many of `METHODS`, all over the same batches."""
    runs = []
    for key in list(METHODS)[:methods]:
        sampling = None if kind == "full" else Sampling(kind, batch, 0)
        method, at = optimizer(key, learning_rate=rate), tuple(start or loss.start)
        with np.errstate(all="ignore"):
            path = run(loss, method, at, steps, sampling=sampling)
        runs.append(make_run(key, path, loss, held_out, stop))
    return runs
