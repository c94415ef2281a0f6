"""The numbers in a surface's formula as dials below its picture, and what a browser reports when they were turned."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

#: More numbers, and longer names, are nobody's.
MOST, LONGEST = 100, 100


class SurfaceDial(NamedTuple):
    """A number in the formula.

    Attributes:
        key: what a change of it is reported under.
        symbol: its name among the numbers of the scene's loss.
        label: what stands beside the dial.
        value: as it is.
        low, high: the ends of the track.
        logarithmic: whether equal ways on it are equal factors.
        range: what is accepted, from `low` to `high`, in words, for those who typed something else.
    """

    key: str
    symbol: str
    label: str
    value: float
    low: float
    high: float
    logarithmic: bool
    range: str


def surface_dials_message(dials: Sequence[SurfaceDial]) -> list[dict[str, Any]]:
    """The dials as part of a message's header."""
    return [dial._asdict() for dial in dials]


def surface_numbers_from(payload: Any) -> dict[str, float] | None:
    """What a browser reported, numbers by key, or None if it makes no sense. Whether the surface takes them is for
    the page to say."""
    numbers = payload.get("numbers") if isinstance(payload, Mapping) else None
    if not isinstance(numbers, Mapping) or not 0 < len(numbers) <= MOST:
        return None
    for key, value in numbers.items():
        if not isinstance(key, str) or len(key) > LONGEST:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return None
    return {key: float(value) for key, value in numbers.items()}
