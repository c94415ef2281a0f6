"""Room for results that many visitors ask for alike: so many bytes, those of what was asked with them."""

from __future__ import annotations

from collections.abc import Hashable
from threading import Lock
from typing import Any, Generic, NamedTuple, TypeVar

from cachetools import LRUCache

#: What an object takes that does not say so: a number, a name, a handful of settings.
SMALL = 200

Result = TypeVar("Result")


def size_of(value: object) -> int:
    """Bytes of what holds arrays or texts, as it says itself (`nbytes`) or as the sum of its parts."""
    nbytes = getattr(value, "nbytes", None)
    if nbytes is not None:
        return int(nbytes)
    if isinstance(value, str):
        return len(value)
    if isinstance(value, (tuple, list)):
        return sum(map(size_of, value))
    return SMALL


class _Entry(NamedTuple):
    result: Any
    size: int


class Room(Generic[Result]):
    """Results by what was asked; what was asked for longest ago goes first.

    What was asked counts as well: a loss over 100,000 examples is a key of some megabytes, and its result may be two
    numbers. Data that several keys share count for each of them.
    """

    def __init__(self, megabytes: float) -> None:
        self._entries: LRUCache[Hashable, _Entry] = LRUCache(int(megabytes * 1e6), getsizeof=lambda entry: entry.size)
        # Held to look, never while something is worked out.
        self._lock = Lock()

    def get(self, given: Hashable) -> Result | None:
        """What is there; None if nothing is."""
        with self._lock:
            entry = self._entries.get(given)
        return None if entry is None else entry.result

    def keep(self, given: Hashable, result: Result) -> Result:
        """The result to go on with: whoever comes second gets what the first one got.

        Results may be told apart by being the same. One that is larger than all the room is not kept.
        """
        entry = _Entry(result, size_of(given) + size_of(result))
        with self._lock:
            if entry.size > self._entries.maxsize:
                return result
            kept: Result = self._entries.setdefault(given, entry).result
        return kept

    @property
    def nbytes(self) -> int:
        """Bytes that are taken."""
        with self._lock:
            return int(self._entries.currsize)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
