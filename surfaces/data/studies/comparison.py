"""Full descent, mini-batches and single examples side by side, on the same budget and with several seeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core.methods.optimizer import Optimizer
from optim_core.running.sampling import Sampling, SamplingKind
from surfaces.base.surface import Location
from surfaces.data.data_loss import DataLoss
from surfaces.data.studies.many_runs import MAX_STEPS, paths_over

Array = NDArray[np.float64]

#: What is held equal: the number of steps, or the number of examples looked at.
Budget = Literal["steps", "examples"]
SEEDS = 10
#: Gradients of single examples per way of sampling, all seeds together.
WORK = 4_000_000
#: Steps that single examples are followed for where examples are counted.
MOST_SINGLE_STEPS = 3_000
LEAST_EPOCHS = 5
#: A curve is evaluated at so many of its points at most, and all seeds' curves over so many examples at most.
CURVE_POINTS, CURVE_WORK = 120, 3_000_000
QUANTILES = (0.1, 0.5, 0.9)


class Curve(NamedTuple):
    """One way of sampling. All arrays are (points,); the losses are of all examples, NaN where a run has diverged.

    Attributes:
        size: examples of a batch.
        steps, examples: made and seen by each point.
        low, median, high: quantiles over the seeds.
        last_step: how many steps it made.
    """

    kind: str
    size: int
    steps: NDArray[np.intp]
    examples: NDArray[np.intp]
    low: Array
    median: Array
    high: Array

    @property
    def last_step(self) -> int:
        """How many steps it made."""
        return int(self.steps[-1])


def compare(
    loss: DataLoss, optimizer: Optimizer, start: Location, sampling: Sampling, steps: int, budget: Budget
) -> tuple[Curve, ...]:
    """Full descent, mini-batches as in `sampling`, and one example a step.

    Work is bounded before it starts: no way of sampling makes more than `MAX_STEPS` steps or looks at more than `WORK`
    examples over all seeds, so with very many examples fewer steps are made than asked for. Where examples are
    counted, all see the same number: what `steps` mini-batches see, but no more than the single examples can in
    `MOST_SINGLE_STEPS` steps, or five epochs if those are more (the single examples end early then).

    Raises:
        ValueError: a method that makes its path as a whole.
    """
    count = loss.examples
    size = sampling.size(count)
    mini: SamplingKind = "replacement" if sampling.kind == "replacement" else "shuffle"
    ways = [Sampling("full"), Sampling("single", 1)]
    if 1 < size < count:
        ways.insert(1, Sampling(mini, size))
    seen = _examples_to_see(count, size, steps)
    return tuple(_curve(loss, optimizer, start, way, _steps(way, count, steps, seen, budget)) for way in ways)


def _examples_to_see(count: int, size: int, steps: int) -> int:
    return max(min(steps * size, MOST_SINGLE_STEPS), LEAST_EPOCHS * count)


def _steps(way: Sampling, count: int, steps: int, seen: int, budget: Budget) -> int:
    """How many steps a way of sampling gets."""
    size, runs = way.size(count), 1 if way.kind == "full" else SEEDS
    wanted = steps if budget == "steps" else -(-seen // size)
    most = MOST_SINGLE_STEPS if budget == "examples" and size == 1 else MAX_STEPS
    return max(1, min(wanted, most, WORK // (size * runs)))


def _curve(loss: DataLoss, optimizer: Optimizer, start: Location, way: Sampling, steps: int) -> Curve:
    if way.kind == "full":
        points = paths_over(loss, optimizer, start, [None] * steps, 1)
        sizes = np.full(steps, loss.examples)
    else:
        dealt = deal(loss.examples, way, steps, SEEDS)
        points = paths_over(loss, optimizer, start, dealt, SEEDS)
        sizes = np.array([batch.shape[1] for batch in dealt])
    kept = _kept(steps, points.shape[2], loss.examples)
    low, median, high = spread_of(losses_of(loss, points[kept]))
    seen = np.concatenate([[0], np.cumsum(sizes)])[kept]
    return Curve(way.kind, way.size(loss.examples), kept, seen, low, median, high)


def deal(examples: int, way: Sampling, steps: int, runs: int) -> list[NDArray[np.intp]]:
    """A (runs, size) array of indices per step, every run with a seed of its own, the first with that of `way`.

    Those of the others are drawn from it, so that another seed deals all of them anew.
    """
    if way.kind in ("single", "replacement"):
        size, random = way.size(examples), np.random.default_rng(way.seed)
        return list(random.integers(examples, size=(steps, runs, size)))
    ways = (Sampling(way.kind, way.batch_size, seed).batches(examples, steps) for seed in seeds_of(way, runs))
    return [np.stack(batches) for batches in zip(*ways, strict=True)]


def seeds_of(way: Sampling, runs: int) -> list[int]:
    """A seed for each run: that of `way`, and others drawn from it."""
    drawn = np.random.SeedSequence(way.seed).generate_state(runs, np.uint64).tolist()
    return [way.seed, *drawn][:runs]


def _kept(steps: int, runs: int, examples: int) -> NDArray[np.intp]:
    """The steps a curve is drawn at, the first and the last always among them; more of them early on."""
    most = int(np.clip(CURVE_WORK // (runs * min(examples, 5_000)), 20, CURVE_POINTS))
    if steps < most:
        return np.arange(steps + 1)
    places = np.concatenate([np.linspace(0, steps, 2 * most // 3), np.geomspace(1, steps, most // 3)])
    return np.unique(places.round().astype(np.intp))


def losses_of(loss: DataLoss, points: Array) -> Array:
    """(points, runs): the loss of all examples along (points, 2, runs)."""
    rows = np.moveaxis(points, 2, 1).reshape(-1, loss.dimension)
    return loss.along(rows).reshape(len(points), -1)


def spread_of(losses: Array) -> tuple[Array, ...]:
    """The quantiles over the runs, from (points, runs); of runs, not between them, so that infinities do no harm."""
    ranked = np.where(np.isfinite(losses), losses, np.inf)
    found = np.quantile(ranked, QUANTILES, axis=1, method="inverted_cdf")
    return tuple(np.where(np.isfinite(row), row, np.nan) for row in found)


class Standing(NamedTuple):
    """How the ways of sampling compare at the largest budget that all of them had.

    Attributes:
        at: that many steps or examples.
        losses: the median losses, in the order of the curves; NaN where most runs have diverged.
    """

    at: int
    losses: tuple[float, ...]


def standing(curves: Sequence[Curve], budget: Budget) -> Standing:
    """Read off the curves at the last point drawn that lies within everybody's budget."""
    axes = [curve.steps if budget == "steps" else curve.examples for curve in curves]
    at = min(int(axis[-1]) for axis in axes)
    places = [int(np.searchsorted(axis, at, side="right")) - 1 for axis in axes]
    return Standing(at, tuple(float(c.median[place]) for c, place in zip(curves, places, strict=True)))
