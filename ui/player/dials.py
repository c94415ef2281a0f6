"""Numbers that are set in the player, of runs and of the surface, and what a browser reports when they were changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ui.controls.payloads import is_number, is_whole

#: Longer keys are nobody's, of runs and of a surface's numbers; more numbers are in neither.
LONGEST = 200
LONGEST_OF_SURFACE = 100
MOST = 100


class DialMark(NamedTuple):
    """A place on a dial's track: where, as it is written there, and what it means."""

    at: float
    text: str
    meaning: str


class DialControl(NamedTuple):
    """A number as a dial shows it.

    Attributes:
        key, symbol: its names in the page's state and in the program of the run or of the loss.
        name: what is set, of a run with the method.
        label: the same without the method.
        value: as it is.
        low, high: the ends of the track.
        scale: "log", "linear" or "whole".
        minimum, maximum: what is accepted.
        range: the same in words, for those who typed something else.
        help: one sentence on what it does.
        note: how it changes from step to step; empty where it does not.
        mark: what stands on the track; None for nothing.
    """

    key: str
    symbol: str
    name: str
    label: str
    value: float
    low: float
    high: float
    scale: str
    minimum: float
    maximum: float
    range: str
    help: str = ""
    note: str = ""
    mark: DialMark | None = None


#: Of a run by its key, numbers by theirs.
Numbers = Mapping[str, Mapping[str, float]]


def dial_message(dial: DialControl | None) -> dict[str, Any] | None:
    """The dial as part of a header."""
    return None if dial is None else {**dial._asdict(), "mark": dial.mark._asdict() if dial.mark else None}


def numbers_from(payload: Any) -> Numbers | None:
    """The numbers a browser reported, or None if they make no sense. Whether a run takes them the page says."""
    runs = payload.get("runs") if isinstance(payload, Mapping) else None
    if not isinstance(runs, Mapping) or not runs or len(runs) > MOST:
        return None
    if not all(_is_name(run) and _are_numbers(numbers) for run, numbers in runs.items()):
        return None
    return {run: {key: float(value) for key, value in numbers.items()} for run, numbers in runs.items()}


def surface_numbers_from(payload: Any) -> dict[str, float] | None:
    """The numbers of the surface a browser reported, by key, or None if they make no sense. Whether the surface takes
    them the page says."""
    numbers = payload.get("numbers") if isinstance(payload, Mapping) else None
    if not numbers or not _are_numbers(numbers, LONGEST_OF_SURFACE):
        return None
    return {key: float(value) for key, value in numbers.items()}


def steps_from(payload: Any) -> int | None:
    """The number of steps a browser reported, or None if it makes no sense."""
    steps = payload.get("steps") if isinstance(payload, Mapping) else None
    return steps if is_whole(steps) and steps > 0 else None


def _is_name(key: Any, longest: int = LONGEST) -> bool:
    return isinstance(key, str) and len(key) <= longest


def _are_numbers(numbers: Any, longest: int = LONGEST) -> bool:
    return (
        isinstance(numbers, Mapping)
        and len(numbers) <= MOST
        and all(_is_name(key, longest) and is_number(value) for key, value in numbers.items())
    )
