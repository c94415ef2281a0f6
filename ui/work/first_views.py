"""First views of pages, one after another.

A first view takes several times as long as a change. Many at once, as when a class arrives, would share an interpreter:
each would be there only when all of them are, and a change meanwhile would wait as long. One after another, the first
is there at once, the last as soon as it would have been, and a change has half of the interpreter.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

#: Pages this visitor has seen.
SEEN = "pages_seen"


class Turns:
    """One at a time, in the order in which they come.

    Args:
        patience: seconds after which whoever waits goes on all the same, so that nothing can hold up everybody.
    """

    def __init__(self, patience: float = 3.0) -> None:
        self._patience = patience
        self._free = threading.Semaphore()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """What is done within is done while no other turn is, as far as patience reaches."""
        held = self._free.acquire(timeout=self._patience)
        try:
            yield
        finally:
            if held:
                self._free.release()


_TURNS = Turns()


@contextmanager
def in_turn(page: str, turns: Turns = _TURNS) -> Iterator[None]:
    """A run of a page's script: the visitor's first one waits for its turn, every other one does not."""
    seen: set[str] = st.session_state.setdefault(SEEN, set())
    if page in seen:
        yield
        return
    seen.add(page)
    with turns.turn():
        yield
