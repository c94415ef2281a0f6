"""Values in links: each reader raises ValueError for what is none."""

from __future__ import annotations

import math
from collections.abc import Sequence

#: Those the players offer.
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


def number(value: float) -> str:
    """The shortest text that reads back as the same float."""
    return repr(float(value)).removesuffix(".0")


def finite(text: str) -> float:
    """The number a text stands for; ValueError if it is none, or not finite."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError
    return value


def between(text: str, low: float, high: float) -> float:
    """A number from `low` to `high`, else ValueError."""
    value = finite(text)
    if not low <= value <= high:
        raise ValueError
    return value


def whole(text: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`, else ValueError."""
    value = int(text)
    if not low <= value <= high:
        raise ValueError
    return value


def switched(text: str) -> bool:
    """Whether "1" is said and not "0", else ValueError."""
    return one_of(text, ("0", "1")) == "1"


def one_of(text: str, names: Sequence[str]) -> str:
    """One of the names, else ValueError."""
    if text not in names:
        raise ValueError
    return text


def speed(text: str) -> float:
    """A speed that the players offer, else ValueError."""
    value = float(text)
    if value not in SPEEDS:
        raise ValueError
    return value
