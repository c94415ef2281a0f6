"""Numbers in links."""

from __future__ import annotations

import math


def number(value: float) -> str:
    """The shortest text that reads back as the same float."""
    return repr(float(value)).removesuffix(".0")


def finite(text: str) -> float:
    """The number a text stands for; ValueError if it is none, or not finite."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError
    return value
