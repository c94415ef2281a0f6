"""Directions in the plane: directional derivatives, the rose of all of them, curvature and its principal axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Curvature(NamedTuple):
    """Eigenvalues of a symmetric 2x2 matrix in increasing order, and their unit eigenvectors as rows."""

    values: tuple[float, float]
    vectors: tuple[tuple[float, float], tuple[float, float]]


class TangentPlane(NamedTuple):
    """The plane z = value + <slopes, x - point>."""

    point: tuple[float, ...]
    value: float
    slopes: tuple[float, ...]

    def height(self, *at: float) -> float:
        """z above a point."""
        return self.value + sum(s * (a - p) for s, a, p in zip(self.slopes, at, self.point, strict=True))


def directional(gradient: Sequence[float], direction: Sequence[float]) -> float:
    """<gradient, direction>; the derivative along a direction of unit length."""
    return float(sum(g * u for g, u in zip(gradient, direction, strict=True)))


def rose(gradient: Sequence[float], count: int = 360) -> tuple[Array, Array]:
    """Angles from 0 to 2 pi and the directional derivative of each: |gradient| cos(angle - angle of the gradient)."""
    angles = np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    return angles, gradient[0] * np.cos(angles) + gradient[1] * np.sin(angles)


def principal_curvatures(hessian: Sequence[Sequence[float]]) -> Curvature:
    """Eigenvalues and eigenvectors in closed form: the angle of the axis of the larger is half that of (a - c, 2b)."""
    (a, b), (_, c) = hessian
    middle, reach = (a + c) / 2.0, math.hypot((a - c) / 2.0, b)
    angle = 0.5 * math.atan2(2.0 * b, a - c)
    largest = (math.cos(angle), math.sin(angle))
    return Curvature((middle - reach, middle + reach), ((-largest[1], largest[0]), largest))
