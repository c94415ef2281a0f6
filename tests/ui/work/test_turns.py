"""First views take turns, and changes among themselves."""

from __future__ import annotations

import threading

import pytest
import streamlit as st

from ui.work.turns import LONG_SECONDS, SEEN, TOOK, Turns, in_turn

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
    assert turns.free and turns._take() and not turns._take()


def test_who_has_waited_longest_is_next() -> None:
    turns = Turns(PATIENCE)
    first, waiting, came = Visitor(turns), [], []
    assert first.inside.wait(PATIENCE)
    for count in range(1, 5):
        waiting.append(Visitor(turns))
        while len(turns._waiting) < count:
            waiting[-1].inside.wait(0.001)
    first.may_leave.set()
    for visitor in waiting:
        assert visitor.inside.wait(PATIENCE)
        came.append(sum(other.inside.is_set() for other in waiting))
        visitor.may_leave.set()
    assert came == [1, 2, 3, 4]
    for visitor in waiting:
        visitor.join(PATIENCE)
    assert turns.free


def test_as_long_as_turns_go_on_nobody_goes_out_of_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    looked, looks = threading.Event(), iter(range(1_000_000))

    def stands_still() -> float:
        if next(looks) > 20:
            looked.set()
        return 1.0

    monkeypatch.setattr("ui.work.turns.time.monotonic", stands_still)
    turns = Turns(1e-4)
    first = Visitor(turns)
    assert first.inside.wait(PATIENCE)
    second = Visitor(turns)
    assert looked.wait(PATIENCE) and not second.inside.is_set()
    for visitor in (first, second):
        visitor.may_leave.set()
        visitor.join(PATIENCE)
    assert second.inside.is_set() and turns.free


def test_a_turn_ends_with_an_error() -> None:
    turns = Turns(0.0)
    with pytest.raises(ZeroDivisionError), turns.turn():
        raise ZeroDivisionError
    assert turns.free


def test_the_first_look_at_each_page_is_in_turn_with_first_looks_and_all_else_with_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(st, "session_state", {})
    first, changes = Turns(0.0), Turns(0.0)
    for page, is_first in (("playground", True), ("playground", False), ("batches", True), ("playground", False)):
        with in_turn(page, first, changes):
            assert (first.free, changes.free) == (not is_first, is_first)
    assert st.session_state[SEEN] == {"playground", "batches"}


def test_changes_of_a_page_that_takes_long_are_in_nobodys_way(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter((0.0, 2 * LONG_SECONDS, 10.0, 10.0 + LONG_SECONDS / 2, 20.0, 20.0))
    monkeypatch.setattr(st, "session_state", {SEEN: {"playground"}})
    monkeypatch.setattr("ui.work.turns.time.thread_time", lambda: next(clock))
    first, changes, free = Turns(0.0), Turns(0.0), []
    for _ in range(3):
        with in_turn("playground", first, changes):
            free.append(changes.free)
    # The first took long, the second did not, and so the third is in turn again.
    assert free == [False, True, False] and st.session_state[TOOK] == 0.0
