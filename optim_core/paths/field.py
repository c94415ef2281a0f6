"""The loss as verdicts look at it: turned so that lower is better, at many points at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optim_core.methods.losses import Loss

Array = NDArray[np.float64]

#: Curvatures below this share of the largest count as zero.
CURVATURE_TOLERANCE = 1e-9
#: With more weights than this no curvature is looked at: the certificate of a minimum takes Hessians all around it,
#: whose cost grows with the fourth power of their number.
MOST_FOR_CURVATURE = 12
#: A slope along a direction without curvature counts as none if the largest curvature would undo it within this.
SLOPE_TOLERANCE = 1e-6


def length(vectors: Array, axis: int = 0) -> Array:
    """Euclidean lengths along an axis. Unlike squares, hypot neither overflows nor underflows on the way."""
    return np.asarray(np.hypot.reduce(np.abs(vectors), axis=axis))


def among(named: NDArray[np.str_] | NDArray[np.int_], names: Collection[str | int]) -> NDArray[np.bool_]:
    """Which of n names are one of those; for few, a tenth of the time of `numpy.isin`."""
    return np.logical_or.reduce([named == name for name in names])


@dataclass(frozen=True)
class Models:
    """The quadratic models of the loss at n points.

    Attributes:
        gradient: (d, n).
        curvatures: (n, d), eigenvalues of the Hessian, increasing; NaN where it is not finite.
        directions: (n, d, d), the eigenvectors as columns.
        curved: (n, d), which curvatures are not zero beside the largest.
        step: (d, n), the shortest way to where the model is stationary, -H^-1 g.
        distance: (n,), its length; infinite where the model has no stationary point, NaN where there is no model.
    """

    gradient: Array
    curvatures: Array
    directions: Array
    curved: NDArray[np.bool_]
    step: Array
    distance: Array

    @property
    def finite(self) -> NDArray[np.bool_]:
        """(n,): whether gradient and Hessian are finite."""
        return np.asarray(np.isfinite(self.gradient).all(axis=0) & np.isfinite(self.curvatures).all(axis=1))

    @property
    def convex(self) -> NDArray[np.bool_]:
        """(n,): whether all curvatures are positive."""
        return np.asarray((self.curved & (self.curvatures > 0)).all(axis=1))

    def of(self, chosen: NDArray[np.intp] | NDArray[np.bool_]) -> Models:
        """Those at some of the points."""
        return Models(
            self.gradient[:, chosen],
            self.curvatures[chosen],
            self.directions[chosen],
            self.curved[chosen],
            self.step[:, chosen],
            self.distance[chosen],
        )

    def solve(self, gradient: Array) -> Array:
        """(d, n): H^-1 times other vectors (d, n), without the directions that have no curvature."""
        along = np.einsum("nij,in->nj", self.directions, gradient)
        scaled = np.where(self.curved, along / np.where(self.curved, self.curvatures, 1.0), 0.0)
        return np.einsum("nij,nj->in", self.directions, scaled)


@dataclass(frozen=True)
class Field:
    """A loss to go down on: the loss itself, or its negative for a run that climbs."""

    loss: Loss
    maximize: bool

    @property
    def sign(self) -> float:
        """What the loss is multiplied with."""
        return -1.0 if self.maximize else 1.0

    @property
    def shows_curvature(self) -> bool:
        """Whether there are few enough weights to look at second derivatives."""
        return self.loss.dimension <= MOST_FOR_CURVATURE

    def values(self, points: Array) -> Array:
        """(n,) at points (d, n)."""
        return np.asarray(self.sign * np.broadcast_to(self.loss.value(*points), points.shape[1:]))

    def gradients(self, points: Array) -> Array:
        """(d, n)."""
        found = np.empty(points.shape)
        for axis, partial in enumerate(self.loss.gradient(*points)):
            found[axis] = partial
        return self.sign * found

    def slopes(self, points: Array) -> Array:
        """(n,): lengths of the gradients."""
        return length(self.gradients(points))

    def hessians(self, points: Array) -> Array:
        """(n, d, d)."""
        dimension, count = points.shape
        found = np.empty((count, dimension, dimension))
        for i, row in enumerate(self.loss.hessian(*points)):
            for j, second in enumerate(row):
                found[:, i, j] = second
        return self.sign * found

    def models(self, points: Array) -> Models:
        """The quadratic models at points (d, n); linear ones, without curvatures, where those are not looked at."""
        if not self.shows_curvature:
            return _linear_models(self.gradients(points))
        gradient, hessian = self.gradients(points), self.hessians(points)
        finite = np.asarray(np.isfinite(hessian).all(axis=(1, 2)) & np.isfinite(gradient).all(axis=0))
        curvatures, directions = np.linalg.eigh(np.where(finite[:, None, None], hessian, 0.0))
        largest = np.abs(curvatures).max(axis=1, keepdims=True)
        curved = np.abs(curvatures) > CURVATURE_TOLERANCE * largest
        along = np.einsum("nij,in->nj", directions, np.where(finite, gradient, 0.0))
        steps = np.where(curved, along / np.where(curved, curvatures, 1.0), 0.0)
        sloping = (~curved & (np.abs(along) > SLOPE_TOLERANCE * largest)).any(axis=1)
        distance = np.where(sloping, np.inf, length(steps, axis=1))
        curvatures[~finite], distance[~finite] = np.nan, np.nan
        step = -np.einsum("nij,nj->in", directions, steps)
        step[:, ~finite] = np.nan
        return Models(gradient, curvatures, directions, curved, step, distance)


def _linear_models(gradient: Array) -> Models:
    dimension, count = gradient.shape
    return Models(
        gradient,
        curvatures=np.full((count, dimension), np.nan),
        directions=np.broadcast_to(np.nan, (count, dimension, dimension)),
        curved=np.zeros((count, dimension), dtype=bool),
        step=np.full_like(gradient, np.nan),
        distance=np.full(count, np.nan),
    )


def around(points: Array, directions: Array, radius: float) -> Array:
    """(d, n*k): from each of points (d, n) along its directions (n, d, k)."""
    moved = points.T[:, :, None] + radius * directions
    return np.ascontiguousarray(np.moveaxis(moved, 1, 0).reshape(len(points), -1))
