"""Where weights may be: bounds of what people type, drag and click, whatever the surface."""

from __future__ import annotations

import math
from typing import Any

from surfaces.base.surface import Domain, Location

#: Weights beyond this are no place to start or to look at.
REACH = 1e6


def valid_domain(bounds: Any, dimension: int) -> Domain | None:
    """`bounds` as a domain of that dimension, or None if it is not one."""
    if len(bounds) != dimension:
        return None
    for low, high in bounds:
        if not (math.isfinite(low) and math.isfinite(high) and abs(low) <= REACH and abs(high) <= REACH):
            return None
        if high - low < 1e-6:
            return None
    return tuple((float(low), float(high)) for low, high in bounds)


def valid_start(start: Any, dimension: int) -> Location | None:
    """`start` as a point of that dimension, or None if it is not one."""
    if len(start) != dimension or not all(math.isfinite(w) and abs(w) <= REACH for w in start):
        return None
    return tuple(float(w) for w in start)


def readable_point(point: Location, domain: Domain) -> Location:
    """A clicked point with as many decimals as a pixel is worth, so that it can be read out and retyped."""
    rounded = []
    for w, (low, high) in zip(point, domain, strict=True):
        rounded.append(round(w, 3 - math.floor(math.log10(high - low))))
    return tuple(rounded)
