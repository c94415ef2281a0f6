"""All portraits by the method's key."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ui.portraits import adams, around, curvature, inertia, plain, scaled, scipy_methods
from ui.portraits.portrait import Portrait

_ROOMS = (plain, inertia, scaled, adams, around, curvature, scipy_methods)


@cache
def portraits() -> Mapping[str, Portrait]:
    """Every method of the catalogue has one."""
    return {key: portrait for room in _ROOMS for key, portrait in room.PORTRAITS.items()}
