"""How far a careful learning rate goes: plain descent settles at a minimum below 2/lambda_max, and not beyond."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core.expression.graph.degree import polynomial_degree
from surfaces.base.surface import Location, Surface

#: Curvatures below this share of the largest count as zero.
TINY = 1e-9
#: The same where they are known but for the rounding of a few operations.
ROUNDING = 16 * float(np.finfo(float).eps)
#: Beside a point, at these shares of its size, slopes are compared with the curvature; and how far they may be off.
BESIDE = (1e-4, 1e-6, 1e-8)
ALIKE = 0.02

#: Where the curvature was taken: it is the same all over, at a known minimum, or at the one that a run reached.
Where = Literal["everywhere", "known", "reached"]
Array = NDArray[np.float64]


class Limit(NamedTuple):
    """The largest curvature where descent is to settle.

    Attributes:
        curvature: lambda_max, the largest eigenvalue of the Hessian at the minimum.
        where: for which minimum, or for all starts and all minima.
    """

    curvature: float
    where: Where

    @property
    def everywhere(self) -> bool:
        """Whether the curvature is the same all over, so that the limit holds from any start."""
        return self.where == "everywhere"

    @property
    def rate(self) -> float:
        """2/lambda_max. Source: Polyak (1987), Introduction to Optimization, section 1.4."""
        return 2.0 / self.curvature


def stability_limit(surface: Surface, start: Location, reached: Location | None = None) -> Limit | None:
    """On a convex quadratic loss the limit from anywhere; else at the minimum `reached`, or at a known one.

    Args:
        surface: the loss.
        start: of several known minima the one nearest to it is meant.
        reached: where a run converged, if one did.

    None if no such minimum is known, or none with a curvature: a kink, or flatter than any parabola.
    """
    if is_quadratic(surface):
        curvature = _of_quadratic(surface)
        return Limit(curvature, "everywhere") if curvature else None
    if reached is not None:
        found = _at_minimum(surface, reached)
        if found:
            return Limit(found, "reached")
    if not surface.minima:
        return None
    near = min(surface.minima, key=lambda m: float(np.linalg.norm(np.subtract(m, start))))
    found = _at_minimum(surface, near)
    return Limit(found, "known") if found else None


def is_quadratic(surface: Surface) -> bool:
    """Whether the formula is written as a polynomial of degree 2 at most: one Hessian, and no kink anywhere."""
    degree = polynomial_degree(surface.kernels.parsed.root, surface.variables, surface.parameters)
    return degree is not None and degree <= 2.0


def _of_quadratic(surface: Surface) -> float | None:
    """The largest curvature, if there is a minimum: no negative curvature, and no slope along a flat direction."""
    zero = (0.0,) * surface.dimension
    gradient = np.array(surface.gradient(*zero), dtype=np.float64)
    hessian = _hessian(surface, zero)
    if not (np.isfinite(hessian).all() and np.isfinite(gradient).all()):
        return None
    curvatures, directions = np.linalg.eigh(hessian)
    flat = np.abs(curvatures) <= ROUNDING * np.abs(curvatures).max()
    slopes = np.abs(directions.T @ gradient)
    falls = flat & (slopes > ROUNDING * float(np.linalg.norm(gradient)))
    if not curvatures[-1] > 0 or (curvatures[~flat] < 0).any() or falls.any():
        return None
    return float(curvatures[-1])


def _at_minimum(surface: Surface, point: Location) -> float | None:
    """The largest curvature at a minimum whose Hessian tells of the slopes beside it; None elsewhere."""
    hessian = _hessian(surface, point)
    if not np.isfinite(hessian).all():
        return None
    curvatures, directions = np.linalg.eigh(hessian)
    largest = float(curvatures[-1])
    if not largest > 0 or curvatures[0] < TINY * largest:
        return None
    smooth = all(_smooth(surface, point, c, d) for c, d in zip(curvatures, directions.T, strict=True))
    return largest if smooth else None


def _smooth(surface: Surface, point: Location, curvature: float, direction: Array) -> bool:
    """Whether slopes on both sides of the point differ as the curvature says: at a kink they jump.

    The nearest side is enough, as nothing else than a jump stays off however near one looks.
    """
    size = 1.0 + float(np.linalg.norm(point))
    for share in BESIDE:
        h = share * size
        ahead, behind = (np.array(surface.gradient(*(np.array(point) + s * h * direction).tolist())) for s in (1, -1))
        rise = float((ahead - behind) @ direction) / (2.0 * h)
        if abs(rise - curvature) <= ALIKE * curvature:
            return True
    return False


def _hessian(surface: Surface, point: Location) -> Array:
    return np.array(surface.hessian(*point), dtype=np.float64)
