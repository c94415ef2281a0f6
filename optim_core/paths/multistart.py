"""Many starts of one method: which run got lowest, and how many reached which minimum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optim_core.paths.trajectory import Trajectory

#: End points this near, relative to 1 + ||w||, are the same minimum. A verdict puts each within a thousandth of one.
SAME = 1e-2


@dataclass(frozen=True)
class Reached:
    """A minimum (climbing: a maximum) and the runs that converged to it, by index."""

    point: tuple[float, ...]
    value: float
    runs: tuple[int, ...]


@dataclass(frozen=True)
class Harvest:
    """What many runs came to.

    Attributes:
        best: index of the run with the lowest last loss (climbing: the highest), -1 if none has a finite one.
        reached: the points converged to, the best first.
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
    found: list[list[int]] = []
    for index in sorted(np.flatnonzero(kinds == "converged"), key=lambda i: -worth[i]):
        home = next((group for group in found if _same(points[group[0]], points[index])), None)
        if home is None:
            found.append([int(index)])
        else:
            home.append(int(index))
    reached = tuple(Reached(tuple(points[g[0]].tolist()), float(values[g[0]]), tuple(sorted(g))) for g in found)
    rest, counts = np.unique(kinds[kinds != "converged"], return_counts=True)
    return Harvest(best, reached, {str(kind): int(n) for kind, n in zip(rest, counts, strict=True)})


def last_points(path: Trajectory) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(runs, dimension) and (runs,): the last recorded point of each run and the loss there."""
    values = path.values.reshape(len(path.values), -1)
    points = path.points.reshape(len(values), path.points.shape[1], -1)
    ends = np.maximum(np.isfinite(values).sum(axis=0) - 1, 0)
    runs = np.arange(values.shape[1])
    return points[ends, :, runs], values[ends, runs]


def _same(a: NDArray[np.float64], b: NDArray[np.float64]) -> bool:
    return bool(np.linalg.norm(a - b) <= SAME * (1.0 + np.linalg.norm(a)))
