"""Why a run's numbers stopped being finite: the loss is undefined where it went, or its numbers are too large."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from optim_core.methods.losses import Explained, Loss
from optim_core.paths.field import Array, Field

#: Of a loss without a formula to follow: finite weights below this are ordinary numbers.
ORDINARY = 1e50


class Cause(IntEnum):
    """What ended a run."""

    #: Its numbers grew beyond what floats hold.
    TOO_LARGE = 1
    #: It went where there is no loss.
    OUTSIDE = 2
    #: There is no gradient where it stood.
    NO_GRADIENT = 3
    #: There is no second derivative where it stood, and it asked for one.
    NO_CURVATURE = 4
    #: The method's own numbers are not finite, though loss and derivatives are.
    METHOD = 5


def causes(field: Field, ends: Array, bad_points: Array) -> NDArray[np.int_]:
    """A `Cause` for each of n lost runs.

    Args:
        field: the loss.
        ends: (d, n), the last points with finite numbers; the start where there is none.
        bad_points: (d, n), the points of the steps that were lost.
    """
    found = np.full(ends.shape[1], Cause.METHOD)
    arrived = np.isfinite(bad_points).all(axis=0)
    found[np.isinf(bad_points).any(axis=0)] = Cause.TOO_LARGE
    models = field.models(ends)
    no_gradient = ~arrived & ~np.isfinite(models.gradient).all(axis=0)
    no_curvature = ~arrived & ~no_gradient & ~models.finite & np.isnan(bad_points).any(axis=0) & field.shows_curvature
    for affected, order, cause in (
        (arrived, 0, Cause.OUTSIDE),
        (no_gradient, 1, Cause.NO_GRADIENT),
        (no_curvature, 2, Cause.NO_CURVATURE),
    ):
        where = np.flatnonzero(affected)
        if where.size:
            undefined = undefined_at(field.loss, order, (bad_points if order == 0 else ends)[:, where])
            found[where] = np.where(undefined, cause, Cause.TOO_LARGE)
    return found


def undefined_at(loss: Loss, order: int, points: Array) -> NDArray[np.bool_]:
    """(n,): whether the derivative of that order has no value at points (d, n), rather than one too large.

    It is meant where the number is not finite. Without a formula the size of the weights has to do.
    """
    if isinstance(loss, Explained):
        return np.asarray(loss.undefined(order, *points))
    return np.asarray((np.abs(points) < ORDINARY).all(axis=0))
