"""How much the pages of this process have been asked, counted for whoever hosts them. Nothing about anybody."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Activity:
    """Runs of pages and the seconds they took, by the page's key."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: Counter[str] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def of(self, page: str) -> Iterator[None]:
        """Count what is done within as one run of the page, however it ends."""
        began = time.perf_counter()
        try:
            yield
        finally:
            with self._lock:
                self._runs[page] += 1
                self._seconds[page] += time.perf_counter() - began

    def runs(self) -> dict[str, int]:
        with self._lock:
            return dict(self._runs)

    def seconds(self) -> dict[str, float]:
        with self._lock:
            return dict(self._seconds)


#: Of this process.
ACTIVITY = Activity()
