"""Begin on a few examples, go on with all: against all from the start, counted in examples looked at."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core.methods.optimizer import Optimizer
from surfaces.base.surface import Location
from surfaces.data.data_loss import DataLoss
from surfaces.data.studies.comparison import losses_of
from surfaces.data.studies.many_runs import MAX_STEPS, Batches, paths_over

Array = NDArray[np.float64]

#: Gradients of single examples that the run over all examples may ask for.
WORK = 4_000_000
#: Points of a curve, and losses of single examples for it.
CURVE_POINTS, CURVE_WORK = 160, 2_000_000
#: A run has arrived once it is within this share of the height that descent over all examples came down.
NEAR = 0.01


class Walk(NamedTuple):
    """Examples seen and the loss over all of them, both (points,); NaN where it has diverged."""

    examples: NDArray[np.intp]
    losses: Array


class WarmStart(NamedTuple):
    """Two runs of the same method that look at the same number of examples: the warm one at up to N - 1 fewer.

    Attributes:
        few: how many examples the first steps of the warm run see.
        first_steps: how many steps see only those.
        warm, cold: with and without that beginning.
        arrived: examples seen when warm and cold first came near to the loss that the cold run ends with; None: never.
    """

    few: int
    first_steps: int
    warm: Walk
    cold: Walk
    arrived: tuple[int | None, int | None]

    @property
    def switch(self) -> int:
        """Examples seen when the warm run turns to all."""
        return self.few * self.first_steps


def warm_start(
    loss: DataLoss, optimizer: Optimizer, start: Location, few: int, share: float, steps: int, seed: int = 0
) -> WarmStart:
    """Every step sees all of a random subsample, then every step sees all examples.

    Args:
        few: size of the subsample, at most the number of examples.
        share: share of `steps` that are made on it.
        steps: of the run over all examples. Bounded: no more than half of `MAX_STEPS`, nor than `WORK` allows.

    The method keeps its memory where the examples change. Raises ValueError for methods that make whole paths.
    """
    count = loss.examples
    steps = max(1, min(steps, MAX_STEPS // 2, WORK // count))
    first = min(max(1, round(share * steps)), steps)
    chosen = np.random.default_rng(seed).choice(count, min(few, count), replace=False)[None, :]
    rest = (steps * count - first * chosen.size) // count
    batches: list[Batches] = [*([chosen] * first), *([None] * rest)]
    warm = _walk(loss, optimizer, start, batches)
    cold = _walk(loss, optimizer, start, [None] * steps)
    return WarmStart(chosen.size, first, warm, cold, (_arrival(warm, cold), _arrival(cold, cold)))


def _walk(loss: DataLoss, optimizer: Optimizer, start: Location, batches: list[Batches]) -> Walk:
    points = paths_over(loss, optimizer, start, batches, 1)
    most = int(np.clip(CURVE_WORK // min(loss.examples, 5_000), 20, CURVE_POINTS))
    kept = np.unique(np.linspace(0, len(batches), min(len(batches) + 1, most)).round().astype(np.intp))
    seen = np.cumsum([0, *(loss.examples if batch is None else batch.size for batch in batches)])
    losses = losses_of(loss, points[kept])[:, 0]
    return Walk(seen[kept], np.where(np.isfinite(losses), losses, np.nan))


def _arrival(walk: Walk, cold: Walk) -> int | None:
    first, last = cold.losses[0], cold.losses[-1]
    if not last < first:
        return None
    there = np.flatnonzero(walk.losses <= last + NEAR * (first - last))
    return int(walk.examples[there[0]]) if there.size else None
