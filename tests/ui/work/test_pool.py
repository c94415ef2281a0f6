"""Workers: who is served when, what ends a job, and that nothing is made twice or for nobody."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui.work import jobs
from ui.work.budgets import BUDGETS
from ui.work.pool import CLOCK, CROWDED, DIED, Pool
from ui.work.worker import BROKEN, MEMORY

SMALL = replace(BUDGETS, workers=1, look=0.01, grace=0.05, waiting=3)
PATIENCE = 60.0


@pytest.fixture
def workers() -> Iterator[Pool]:
    pool = Pool(SMALL)
    yield pool
    pool.close()


def until(there: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < end
        time.sleep(0.005)


def gone(number: int) -> bool:
    """Whether a process has ended, waited for or not."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    return False


def test_results_and_failures_come_back(workers: Pool) -> None:
    asked = [workers.ask("a", n, jobs.double, n) for n in (1, 2)]
    assert workers.wait(asked, PATIENCE)
    assert [(job.result, job.failed) for job in asked] == [(2, ""), (4, "")]
    workers.keep_only("a")
    broken, dead = workers.ask("a", "breaks", jobs.breaks), workers.ask("a", "dies", jobs.dies)
    after = workers.ask("a", "after", jobs.double, 5)
    assert workers.wait([broken, dead, after], PATIENCE)
    assert (broken.failed, dead.failed, after.result) == (BROKEN, BROKEN, 10)


@pytest.mark.skipif(os.name != "posix", reason="no such limit there")
def test_a_job_may_not_take_all_memory() -> None:
    pool = Pool(replace(SMALL, memory=400_000_000))
    try:
        large, small = pool.ask("a", 1, jobs.takes_memory, 600), pool.ask("b", 2, jobs.takes_memory, 1)
        assert pool.wait([large, small], PATIENCE)
        assert (large.failed, small.result) == (MEMORY, 131_072)
    finally:
        pool.close()


def test_the_same_is_made_once_and_for_all_who_want_it(workers: Pool, tmp_path: Path) -> None:
    first = workers.ask("a", "k", jobs.note, str(tmp_path), "k")
    assert workers.ask("b", "k", jobs.note, str(tmp_path), "k") is first
    until((tmp_path / "k").exists)
    workers.keep_only("a")
    (tmp_path / "go").touch()
    assert workers.wait([first], PATIENCE) and first.result
    assert workers.of("a") == [] and workers.visitors() == ["b"]


def test_visitors_are_served_in_turn_however_much_one_of_them_wants(workers: Pool, tmp_path: Path) -> None:
    order: list[str] = []
    made = [workers.ask("a", f"a{n}", jobs.note, str(tmp_path), f"a{n}") for n in range(3)]
    made += [workers.ask("b", "b0", jobs.note, str(tmp_path), "b0")]
    made += [workers.ask("c", "c0", jobs.note, str(tmp_path), "c0")]
    (tmp_path / "go").touch()
    assert workers.wait(made, PATIENCE)
    order = sorted((path.name for path in tmp_path.iterdir() if path.name != "go"),
                   key=lambda name: (tmp_path / name).stat().st_mtime_ns)  # fmt: skip
    assert order == ["a0", "b0", "c0", "a1", "a2"]


def test_nobody_has_two_jobs_running(tmp_path: Path) -> None:
    pool = Pool(replace(SMALL, workers=2))
    try:
        made = [pool.ask("a", n, jobs.note, str(tmp_path), str(n)) for n in range(2)]
        until((tmp_path / "0").exists)
        assert [job.key for job in pool.running()] == [0]
        other = pool.ask("b", "b", jobs.note, str(tmp_path), "b")
        until((tmp_path / "b").exists)
        assert {job.key for job in pool.running()} == {0, "b"}
        (tmp_path / "go").touch()
        assert pool.wait([*made, other], PATIENCE)
    finally:
        pool.close()


@pytest.mark.parametrize("function", [jobs.note, jobs.deaf])
def test_what_nobody_wants_any_more_is_ended(workers: Pool, tmp_path: Path, function: Callable[..., int]) -> None:
    old = workers.ask("a", "old", function, str(tmp_path), "old")
    until((tmp_path / "old").exists)
    until(lambda: function is jobs.deaf or old.share == 0.25)
    new = workers.ask("a", "new", jobs.double, 3)
    workers.keep_only("a", ["new"])
    assert workers.wait([new], PATIENCE) and new.result == 6
    assert old.failed == BROKEN
    if function is jobs.deaf:
        number = int((tmp_path / "old").read_text())
        until(lambda: gone(number))


def test_jobs_end_with_their_visitor(tmp_path: Path) -> None:
    here = {"a", "b"}
    pool = Pool(SMALL, lambda visitor: visitor in here)
    try:
        running = pool.ask("a", "one", jobs.note, str(tmp_path), "one")
        waiting = pool.ask("a", "two", jobs.note, str(tmp_path), "two")
        until((tmp_path / "one").exists)
        other = pool.ask("b", "b", jobs.double, 1)
        here.remove("a")
        assert pool.wait([other, running], PATIENCE)
        assert pool.visitors() == ["b"] and not waiting.done and not (tmp_path / "two").exists()
    finally:
        pool.close()


def test_a_job_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    pool = Pool(replace(SMALL, clock=0.0))
    try:
        late = pool.ask("a", "late", jobs.deaf, str(tmp_path), "late")
        assert pool.wait([late], PATIENCE)
        assert late.failed == CLOCK
    finally:
        pool.close()


def test_one_visitor_cannot_fill_the_queue(workers: Pool, tmp_path: Path) -> None:
    made = [workers.ask("a", n, jobs.note, str(tmp_path), str(n)) for n in range(5)]
    assert [job.failed for job in made] == ["", "", "", CROWDED, CROWDED]
    assert not workers.ask("b", "b", jobs.double, 1).failed


def test_workers_end_with_their_server(tmp_path: Path) -> None:
    pool = Pool(SMALL)
    pool.ask("a", "k", jobs.deaf, str(tmp_path), "k")
    until(lambda: (tmp_path / "k").exists() and (tmp_path / "k").read_text())
    number = int((tmp_path / "k").read_text())
    pool.close()
    until(lambda: gone(number))


def test_all_that_workers_do_is_counted(tmp_path: Path) -> None:
    pool = Pool(replace(SMALL, waiting=2))
    try:
        first = pool.ask("a", "one", jobs.note, str(tmp_path), "one")
        pool.ask("a", "two", jobs.unfinished)
        assert pool.ask("a", "three", jobs.double, 1).failed == CROWDED
        load = pool.load()
        assert (load.waiting, load.running, load.workers) == (1, 1, 1)
        (tmp_path / "go").touch()
        assert pool.wait([first, *pool.of("a")], PATIENCE)
        ended = pool.ask("b", "dies", jobs.dies)
        assert pool.wait([ended], PATIENCE)
        counts = pool.load().counts
        assert counts.done == {"note": 1, "unfinished": 1} and counts.spent == {"note": 0, "unfinished": 1}
        assert counts.failed == {CROWDED: 1, BROKEN: 1} and counts.workers == {DIED: 1}
        assert set(counts.seconds) == {"note", "unfinished", "dies"} and min(counts.seconds.values()) > 0
        assert pool.load().waiting == pool.load().running == 0
    finally:
        pool.close()


def test_what_is_killed_is_counted_by_the_reason(tmp_path: Path) -> None:
    pool = Pool(replace(SMALL, clock=0.0))
    try:
        late = pool.ask("a", "late", jobs.deaf, str(tmp_path), "late")
        assert pool.wait([late], PATIENCE)
        counts = pool.load().counts
        assert counts.failed == {CLOCK: 1} and counts.workers == {CLOCK: 1} and not counts.done
    finally:
        pool.close()
