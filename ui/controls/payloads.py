"""What a browser reports is anything at all: a page from before an upgrade, or somebody who tries what happens."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping
from typing import Any, TypeGuard, TypeVar

LOG = logging.getLogger(__name__)

#: Whole numbers that a browser knows exactly, and what a report is made of at most.
LARGEST_WHOLE = 2**53
MOST_PARTS, DEEPEST, LONGEST_TEXT, SHOWN = 20_000, 8, 20_000, 120

Value = TypeVar("Value")


def is_number(value: Any) -> TypeGuard[int | float]:
    """Whether it is a finite number that floats can hold; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= LARGEST_WHOLE if isinstance(value, int) else math.isfinite(value)


def is_whole(value: Any) -> TypeGuard[int]:
    """Whether it is a whole number that a browser can count to; true and false are none."""
    return isinstance(value, int) and is_number(value)


def is_plain(payload: Any) -> bool:
    """Whether it is a report of reasonable size, of names, texts and numbers that can be worked with."""
    parts = [(payload, 0)]
    seen = 0
    while parts:
        part, depth = parts.pop()
        seen += 1
        if seen > MOST_PARTS or depth > DEEPEST:
            return False
        if isinstance(part, Mapping):
            if not all(isinstance(name, str) and len(name) <= LONGEST_TEXT for name in part):
                return False
            parts += [(value, depth + 1) for value in part.values()]
        elif isinstance(part, list | tuple):
            parts += [(value, depth + 1) for value in part[: MOST_PARTS + 1]]
        elif isinstance(part, str):
            if len(part) > LONGEST_TEXT:
                return False
        elif not (part is None or isinstance(part, bool) or is_number(part)):
            return False
    return True


def understood(name: str, payload: Any, read: Callable[[Any], Value | None]) -> Value | None:
    """What `read` makes of a report; None, with a line in the log, if that is nothing."""
    try:
        value = read(payload) if is_plain(payload) else None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        value = None
    if value is None and payload is not None:
        LOG.warning("Left out what a browser reported as %s: %s", name, _shown(payload))
    return value


def _shown(payload: Any) -> str:
    """The beginning of it on one line. Very long whole numbers have no text."""
    try:
        text = repr(payload)
    except ValueError:
        text = type(payload).__name__
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
