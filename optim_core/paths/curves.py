"""What can be drawn of a run besides its path: one number, or one per weight, for every point reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from optim_core.paths.trajectory import Trajectory

Array = NDArray[np.float64]
Minima = Sequence[Sequence[float]]


def curve(path: Trajectory, key: str, minima: Minima = ()) -> Array | None:
    """One of `CURVES` of a single run.

    Args:
        path: a single run of s steps.
        key: ``loss``: Q at each point. ``gradient_norm``: the length of Q's gradient at each point, whatever
            gradient the method used. ``step_length``: the length of the step that led to the point.
            ``effective_rate``: for each weight, how far the step moved it per unit of the partial derivative the
            step used, ``|w_k - w_{k-1}| / |g_k|``; momentum and weight decay are part of the movement.
            ``distance``: Euclidean distance to the nearest of `minima`.
        minima: the minima that are known, one coordinate per weight each.

    Returns:
        Shape (s + 1,), for ``effective_rate`` (s + 1, dimension). NaN where there is no such number: step 0 has no
        length, and where the gradient is 0 a rate has no meaning. None if the run has no such curve at all: its
        steps follow no gradient, or no minimum is known.

    Raises:
        ValueError: many runs at once, or a key that is not in `CURVES`.
    """
    if not path.single:
        raise ValueError("curves are of single runs")
    if key not in _CURVES:
        raise ValueError(f"unknown curve {key!r}, expected one of {', '.join(CURVES)}")
    with np.errstate(all="ignore"):
        return _CURVES[key](path, minima)


def evaluation_axis(path: Trajectory) -> NDArray[np.integer]:
    """How much a single run had evaluated by each point, shape (s + 1,).

    One evaluation is one value, one whole gradient or one whole Hessian; all count alike, though a Hessian costs more
    than a gradient and a gradient more than a value. What recording the run evaluates does not count.
    """
    if not path.single:
        raise ValueError("curves are of single runs")
    counts: NDArray[np.integer] = path.evaluations.sum(axis=0)
    return counts


def _loss(path: Trajectory, minima: Minima) -> Array:
    return path.values


def _gradient_norm(path: Trajectory, minima: Minima) -> Array:
    return _length(np.array(path.loss.gradient_kernel("array")(*path.points.T)).T)


def _step_length(path: Trajectory, minima: Minima) -> Array:
    return np.concatenate(([np.nan], _length(np.diff(path.points, axis=0))))


def _effective_rate(path: Trajectory, minima: Minima) -> Array | None:
    if path.gradients is None:
        return None
    used = np.abs(path.gradients[: path.steps])
    moved = np.abs(np.diff(path.points, axis=0))
    rates = np.where(used > 0, moved / used, np.nan)
    return np.concatenate((np.full((1, path.points.shape[1]), np.nan), rates))


def _distance(path: Trajectory, minima: Minima) -> Array | None:
    if not minima:
        return None
    known = np.array(minima, dtype=np.float64)
    nearest: Array = _length(path.points[:, None, :] - known[None, :, :]).min(axis=1)
    return nearest


def _length(vectors: Array) -> Array:
    """Euclidean length along the last axis; `hypot` does not overflow on the way."""
    lengths: Array = np.hypot.reduce(vectors, axis=-1)
    return lengths


_CURVES: Mapping[str, Callable[[Trajectory, Minima], Array | None]] = {
    "loss": _loss,
    "gradient_norm": _gradient_norm,
    "step_length": _step_length,
    "effective_rate": _effective_rate,
    "distance": _distance,
}

#: Keys of all curves, in the order of the menu.
CURVES: tuple[str, ...] = tuple(_CURVES)
