"""How far a careful learning rate goes: plain descent settles at a minimum below 2/lambda_max, and not beyond."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from surfaces.base.surface import Location, Surface

#: Curvatures below this share of the largest count as zero, and Hessians this near to each other as equal.
TINY = 1e-9


class Limit(NamedTuple):
    """The largest curvature where descent is to settle.

    Attributes:
        curvature: lambda_max, the largest eigenvalue of the Hessian at the minimum.
        everywhere: whether it is the same all over, so that the limit holds from any start.
    """

    curvature: float
    everywhere: bool

    @property
    def rate(self) -> float:
        """2/lambda_max. Source: Polyak (1987), Introduction to Optimization, section 1.4."""
        return 2.0 / self.curvature


def stability_limit(surface: Surface, start: Location) -> Limit | None:
    """The limit at the known minimum nearest to `start`, or anywhere on a convex quadratic loss.

    None if no minimum is known there, or none with a curvature: a kink, or flatter than any parabola.
    """
    everywhere = _is_quadratic(surface)
    if not (everywhere or surface.minima):
        return None
    near = min(surface.minima, key=lambda m: float(np.linalg.norm(np.subtract(m, start))), default=surface.start)
    hessian = _hessian(surface, near)
    if not np.isfinite(hessian).all():
        return None
    curvatures = np.linalg.eigvalsh(hessian)
    largest = float(curvatures[-1])
    if not largest > 0 or curvatures[0] < (-TINY if everywhere else TINY) * largest:
        return None
    return Limit(largest, everywhere)


def _hessian(surface: Surface, point: Location) -> NDArray[np.float64]:
    return np.array(surface.hessian(*point), dtype=np.float64)


def _is_quadratic(surface: Surface) -> bool:
    """Whether the second derivatives are the same at the corners, the start and two points in between."""
    low, high = (tuple(side) for side in zip(*surface.domain, strict=True))
    inner = [tuple(a + share * (b - a) for a, b in surface.domain) for share in (0.37, 0.71)]
    first, *others = (_hessian(surface, point) for point in (surface.start, low, high, *inner))
    return bool(
        np.isfinite(first).all()
        and np.abs(first).max() > 0
        and all(np.allclose(first, other, rtol=TINY, atol=TINY * float(np.abs(first).max())) for other in others)
    )
