"""Whose script runs first: first views one after another, and so changes.

A first view takes several times as long as a change. Many at once, as when a class arrives, would share an interpreter:
each would be there only when all of them are, and a change meanwhile would wait as long. One after another, the first
is there at once, the last as soon as it would have been, and a change has half of the interpreter. The same is so for
changes that a class makes in one second; those of a visitor whose page takes long go beside them, so that nobody waits
for them.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

#: Pages this visitor has seen, and the processor's seconds that the last run of their page took.
SEEN, TOOK = "pages_seen", "page_took"
#: Of the processor: longer than any ordinary change.
LONG_SECONDS = 0.1


class Turns:
    """One at a time, in the order in which they come.

    Args:
        patience: seconds without any turn that begins or ends, after which the next in line goes on all the same, so
            that nothing can hold up everybody. However many wait, they go one by one: all at once none would get
            anywhere.
    """

    def __init__(self, patience: float = 3.0) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._taken = False
        self._since = 0.0
        self._waiting: deque[threading.Event] = deque()

    @property
    def free(self) -> bool:
        """Whether the next one has not to wait."""
        return not self._taken

    @contextmanager
    def turn(self) -> Iterator[None]:
        """What is done within is done while no other turn is, as far as patience reaches."""
        held = self._take()
        try:
            yield
        finally:
            if held:
                self._hand_on()

    def _take(self) -> bool:
        called = threading.Event()
        with self._lock:
            if not self._taken:
                self._taken, self._since = True, time.monotonic()
                return True
            self._waiting.append(called)
        while not called.wait(self._patience):
            with self._lock:
                # Just now it may have been this one's turn after all.
                held_up = not called.is_set() and time.monotonic() - self._since >= self._patience
                if held_up and self._waiting[0] is called:
                    self._waiting.popleft()
                    self._since = time.monotonic()
                    return False
        return True

    def _hand_on(self) -> None:
        """To who has waited longest: given back for anybody to take, it would go to who comes by."""
        with self._lock:
            self._since = time.monotonic()
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


_FIRST, _CHANGES = Turns(), Turns()


@contextmanager
def in_turn(page: str, first: Turns = _FIRST, changes: Turns = _CHANGES) -> Iterator[None]:
    """A run of a page's script: a visitor's first one is in turn with others' first ones, a change with others'."""
    seen: set[str] = st.session_state.setdefault(SEEN, set())
    turns = changes if page in seen else first
    seen.add(page)
    if turns is changes and st.session_state.get(TOOK, 0.0) > LONG_SECONDS:
        with _timed():
            yield
        return
    with turns.turn(), _timed():
        yield


@contextmanager
def _timed() -> Iterator[None]:
    began = time.thread_time()
    try:
        yield
    finally:
        st.session_state[TOOK] = time.thread_time() - began
