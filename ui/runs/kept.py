"""Results kept for everybody, as long as they fit into so many bytes together."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import ParamSpec, Protocol, TypeVar

from cachetools import LRUCache, cached


class Sized(Protocol):
    """A result that knows how much memory it takes."""

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays."""


Given = ParamSpec("Given")
Result = TypeVar("Result", bound=Sized)


def kept(megabytes: float) -> Callable[[Callable[Given, Result]], Callable[Given, Result]]:
    """Keep the results of a pure function of hashable values; what was asked for longest ago goes first.

    Nobody waits for another's computation: two who ask at once both compute. A result that is larger than all the room
    there is, is handed out and not kept.
    """

    def decorate(function: Callable[Given, Result]) -> Callable[Given, Result]:
        room: LRUCache[object, Result] = LRUCache(int(megabytes * 1e6), getsizeof=lambda result: result.nbytes)
        wrapped: Callable[Given, Result] = cached(room, lock=RLock())(function)
        return wrapped

    return decorate
