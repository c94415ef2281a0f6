"""Many starts of one method: which run got lowest, and how many reached which minimum."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optim_core.paths.field import Field
from optim_core.paths.kinds import REACHED
from optim_core.paths.trajectory import Trajectory

#: End points of the same minimum are no further apart than this, relative to 1 + ||w||; ends that tell better where
#: their minimum is are not even that far: a Newton step says how far each is from it, and this many are allowed.
SAME, NEWTON_STEPS = 1e-2, 4.0
#: A Newton step to nowhere is rounding below this, relative to 1 + ||w||.
ROUNDING = 1e-6
#: Ends in valleys whose losses differ by less than this share of what the runs differ by at most lie in one valley.
LEVEL = 1e-9


@dataclass(frozen=True)
class Reached:
    """A minimum (climbing: a maximum) and the runs that reached it, by index.

    Of a valley, `point` is where the first of them came to it; the others are elsewhere along its floor. `span` is by
    how much the losses of all runs differ: what differences between losses are held against. The minimum is no further
    than `within` from `point`.
    """

    point: tuple[float, ...]
    value: float
    runs: tuple[int, ...]
    valley: bool = False
    span: float = 0.0
    within: float = 0.0

    def same_as(self, other: Reached) -> bool:
        """Whether both can be the same minimum, or lie in the same valley."""
        if self.valley and other.valley:
            return abs(self.value - other.value) <= LEVEL * max(self.span, other.span)
        return math.dist(self.point, other.point) <= self.within + other.within


@dataclass(frozen=True)
class Harvest:
    """What many runs came to.

    Attributes:
        best: index of the run with the lowest last loss (climbing: the highest), -1 if none has a finite one.
        reached: the points that were reached, the best first; which kinds of verdicts count says `kinds.REACHED`.
        others: how many runs ended otherwise, by the kind of their outcome.
    """

    best: int
    reached: tuple[Reached, ...]
    others: dict[str, int]


def harvest(path: Trajectory) -> Harvest:
    """Sort the ends of many runs.

    Raises:
        ValueError: a single run.
    """
    if path.single:
        raise ValueError("harvest needs many runs")
    points, values = last_points(path)
    kinds = path.outcome.kind.ravel()  # type: ignore[union-attr]
    worth = values if path.maximize else -values
    # A run that falls without bound has found nothing, however low it is.
    sound = np.isfinite(worth) & ~np.isin(kinds, ("diverged", "left_domain"))
    best = int(np.argmax(np.where(sound, worth, -np.inf))) if sound.any() else -1
    there, span = np.isin(kinds, REACHED), _span(path)
    ends = [Reached(tuple(p.tolist()), float(v), (), bool(k == "valley"), span, float(within))
            for p, v, k, within in zip(points, values, kinds, radii(path, points), strict=True)]  # fmt: skip
    found: list[list[int]] = []
    for index in sorted(np.flatnonzero(there).tolist(), key=lambda i: -worth[i]):
        home = next((group for group in found if ends[group[0]].same_as(ends[index])), None)
        if home is None:
            found.append([index])
        else:
            home.append(index)
    reached = tuple(replace(ends[g[0]], runs=tuple(sorted(g))) for g in found)
    rest, counts = np.unique(kinds[~there], return_counts=True)
    return Harvest(best, reached, {str(kind): int(n) for kind, n in zip(rest, counts, strict=True)})


def distinct_points(harvests: Sequence[Harvest], maximize: bool) -> list[Reached]:
    """Every point that any of the methods reached once, the best first."""
    distinct: list[Reached] = []
    for reached in sorted((r for h in harvests for r in h.reached), key=lambda r: -r.value if maximize else r.value):
        if not any(reached.same_as(other) for other in distinct):
            distinct.append(reached)
    return distinct


def radii(path: Trajectory, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """(runs,): how far from each of (runs, dimension) points its minimum can be, by gradient and Hessian."""
    size = 1.0 + np.linalg.norm(points, axis=1)
    with np.errstate(all="ignore"):
        models = Field(path.loss, path.maximize).models(np.ascontiguousarray(points.T))
    # Without curvature a Newton step tells nothing.
    told = np.isfinite(models.distance) & models.curved.all(axis=1)
    near = np.where(told, NEWTON_STEPS * models.distance, np.inf)
    return np.clip(near, ROUNDING * size, SAME * size / 2)


def _span(path: Trajectory) -> float:
    """By how much the losses of all runs differ at most."""
    finite = path.values[np.isfinite(path.values)]
    return float(np.ptp(finite)) if finite.size else 0.0


def last_points(path: Trajectory) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(runs, dimension) and (runs,): the last recorded point of each run and the loss there."""
    values = path.values.reshape(len(path.values), -1)
    points = path.points.reshape(len(values), path.points.shape[1], -1)
    ends = np.maximum(np.isfinite(values).sum(axis=0) - 1, 0)
    runs = np.arange(values.shape[1])
    return points[ends, :, runs], values[ends, runs]
