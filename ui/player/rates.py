"""The rate of a run beside its row, and what a browser reports when it was changed there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

#: Longer keys are nobody's.
LONGEST = 200


class RateControl(NamedTuple):
    """The number that sets the size of a run's steps.

    Attributes:
        name: what is set, with the method.
        value: as it is.
        stops: what minus and plus go to, increasing.
        minimum, maximum: what is accepted.
        range: the same in words, for those who typed something else.
        note: how it changes from step to step; empty where it does not.
    """

    name: str
    value: float
    stops: tuple[float, ...]
    minimum: float
    maximum: float
    range: str
    note: str = ""


class RateChange(NamedTuple):
    """The rate that a run shall have."""

    run: str
    value: float


def rate_message(rate: RateControl | None) -> dict[str, Any] | None:
    """The control as part of a run's header."""
    return None if rate is None else {**rate._asdict(), "stops": list(rate.stops)}


def rate_from(payload: Any) -> RateChange | None:
    """What a browser reported, or None if it makes no sense. Whether the run accepts it is for the page to say."""
    if not isinstance(payload, Mapping):
        return None
    run, value = payload.get("run"), payload.get("value")
    if not isinstance(run, str) or len(run) > LONGEST:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return RateChange(run, float(value))
