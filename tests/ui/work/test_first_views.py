"""First views take turns, changes do not."""

from __future__ import annotations

import threading

import pytest
import streamlit as st

from ui.work.first_views import SEEN, Turns, in_turn

PATIENCE = 30.0


class Visitor(threading.Thread):
    """Takes a turn, and keeps it until it is told to leave."""

    def __init__(self, turns: Turns) -> None:
        super().__init__(daemon=True)
        self.turns, self.inside, self.may_leave = turns, threading.Event(), threading.Event()
        self.start()

    def run(self) -> None:
        with self.turns.turn():
            self.inside.set()
            self.may_leave.wait(PATIENCE)


def test_one_is_in_at_a_time_and_the_next_follows() -> None:
    turns = Turns(PATIENCE)
    visitors = [Visitor(turns) for _ in range(3)]
    for left in range(3, 0, -1):
        while not any(visitor.inside.wait(0.01) for visitor in visitors):
            pass
        (inside,) = [visitor for visitor in visitors if visitor.inside.is_set()]
        assert len(visitors) == left
        inside.may_leave.set()
        inside.join(PATIENCE)
        visitors.remove(inside)


def test_whoever_has_waited_long_enough_goes_on_and_leaves_the_turn_to_its_owner() -> None:
    turns = Turns(0.0)
    first = Visitor(turns)
    assert first.inside.wait(PATIENCE)
    with turns.turn(), turns.turn():
        pass
    first.may_leave.set()
    first.join(PATIENCE)
    # One turn was given back, not three: two at once are still not both in turn.
    assert turns._free.acquire(blocking=False) and not turns._free.acquire(blocking=False)


def test_a_turn_ends_with_an_error() -> None:
    turns = Turns(0.0)
    with pytest.raises(ZeroDivisionError), turns.turn():
        raise ZeroDivisionError
    assert turns._free.acquire(blocking=False)


def test_only_the_first_look_at_each_page_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    turns = Turns(0.0)
    for page, free in (("playground", False), ("playground", True), ("batches", False), ("playground", True)):
        with in_turn(page, turns):
            there = turns._free.acquire(blocking=False)
            assert there is free
            if there:
                turns._free.release()
    assert st.session_state[SEEN] == {"playground", "batches"}
