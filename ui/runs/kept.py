"""Results kept for everybody, as long as they fit into so many bytes together."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from ui.work.room import Room

Given = ParamSpec("Given")
Result = TypeVar("Result")


def kept(megabytes: float) -> Callable[[Callable[Given, Result]], Callable[Given, Result]]:
    """Keep the results of a pure function of hashable values, with what was asked, in so much room (`Room`).

    Nobody waits for another's computation: two who ask at once both compute.
    """

    def decorate(function: Callable[Given, Result]) -> Callable[Given, Result]:
        # In a tuple each: a result may be None.
        room: Room[tuple[Result]] = Room(megabytes)

        @wraps(function)
        def answer(*given: Given.args, **named: Given.kwargs) -> Result:
            key = (*given, *sorted(named.items()))
            found = room.get(key)
            (result,) = room.keep(key, (function(*given, **named),)) if found is None else found
            return result

        return answer

    return decorate
