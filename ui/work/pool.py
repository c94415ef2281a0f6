"""Jobs for worker processes, dealt out fairly: every visitor in turn, and at most one job of each at a time.

A job that several visitors want is made once; one that nobody wants any more, because they left or asked for something
else, is ended.
"""

from __future__ import annotations

import atexit
import logging
import pickle
import threading
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ui.work.budgets import BUDGETS, Budgets
from ui.work.counts import Counts, Load
from ui.work.process import Process
from ui.work.worker import BROKEN, MEMORY

LOG = logging.getLogger(__name__)
#: Why a job has no result, beside those a worker gives: it took too long, or too many of one visitor's are waiting.
CLOCK, CROWDED = "clock", "crowded"
#: Why a job or a worker was ended, for those who count.
UNWANTED, DIED = "unwanted", "died"

Visitor = str


@dataclass(eq=False)
class Job:
    """One piece of work.

    Attributes:
        key: what it computes: jobs with equal keys are one.
        visitors: who wants it.
        share: what part of it is done.
        done: whether there is a result, or a reason why there is none.
        result: what it computed.
        failed: why there is no result; empty if there is one, or may be.
        kind: what sort of work it is, for those who count.
    """

    key: Hashable
    number: int
    call: bytes
    visitors: set[Visitor] = field(default_factory=set)
    share: float = 0.0
    done: bool = False
    result: Any = None
    failed: str = ""
    worker: Process | None = None
    since: float = 0.0
    unwanted_since: float | None = None
    kind: str = ""


class Pool:
    """Workers and the jobs that wait for them. Safe to use from any thread.

    Args:
        budgets: how many workers, and what they may take.
        there: whether a visitor is still there.
    """

    def __init__(self, budgets: Budgets = BUDGETS, there: Callable[[Visitor], bool] = lambda visitor: True) -> None:
        self._budgets, self._there = budgets, there
        self._changed = threading.Condition(threading.RLock())
        self._jobs: dict[Hashable, Job] = {}
        #: Visitors in the order in which it is their turn, each with the keys of what they want, first come first.
        self._wanted: dict[Visitor, dict[Hashable, None]] = {}
        self._idle: list[Process] = []
        self._busy: dict[Process, Job] = {}
        self._number = 0
        self._counts = Counts()
        #: Workers that were ended, with the reason.
        self._killed: dict[Process, str] = {}
        self._watching = False
        self._closed = False

    def ask(self, visitor: Visitor, key: Hashable, function: Callable[..., Any], *given: Any, **settings: Any) -> Job:
        """The job that computes ``function(*given, watch=..., **settings)`` in a worker, made or joined.

        `function` is one of a module, arguments and result can be pickled.
        """
        with self._changed:
            job = self._jobs.get(key)
            wanted = self._wanted.setdefault(visitor, {})
            if job is None:
                self._number += 1
                if len(wanted) >= self._budgets.waiting:
                    self._counts.failed[CROWDED] += 1
                    return Job(key, self._number, b"", done=True, failed=CROWDED)
                call = pickle.dumps((function, given, settings), protocol=pickle.HIGHEST_PROTOCOL)
                job = self._jobs[key] = Job(key, self._number, call, kind=getattr(key, "kind", function.__name__))
            job.visitors.add(visitor)
            wanted[key] = None
            self._deal()
            self._watch()
            return job

    def of(self, visitor: Visitor) -> list[Job]:
        """What a visitor wants that is not done."""
        with self._changed:
            return [self._jobs[key] for key in self._wanted.get(visitor, ()) if not self._jobs[key].done]

    def keep_only(self, visitor: Visitor, keys: Iterable[Hashable] = ()) -> None:
        """Forget whatever else a visitor wanted; what nobody else wants is ended."""
        kept = set(keys)
        with self._changed:
            wanted = self._wanted.get(visitor, {})
            for key in [key for key in wanted if key not in kept]:
                del wanted[key]
                self._leave(visitor, self._jobs[key])
            if not wanted:
                self._wanted.pop(visitor, None)
            self._deal()

    def wait(self, jobs: Iterable[Job], seconds: float) -> bool:
        """Whether all of them are done before so many seconds are over."""
        with self._changed:
            return self._changed.wait_for(lambda: all(job.done for job in jobs), seconds)

    def running(self) -> list[Job]:
        """What workers are at."""
        with self._changed:
            return list(self._busy.values())

    def visitors(self) -> list[Visitor]:
        """Who wants something."""
        with self._changed:
            return list(self._wanted)

    def load(self) -> Load:
        """How it stands, for whoever hosts this."""
        with self._changed:
            waiting = sum(job.worker is None and not job.done for job in self._jobs.values())
            workers = len(self._idle) + len(self._busy)
            return Load(waiting, sum(not job.done for job in self._busy.values()), workers, self._counts.copy())

    def close(self) -> None:
        """End all workers."""
        with self._changed:
            self._closed = True
            for worker in [*self._idle, *self._busy]:
                worker.kill()

    def _leave(self, visitor: Visitor, job: Job) -> None:
        job.visitors.discard(visitor)
        if job.visitors:
            return
        # Who asks for it again meanwhile gets a job of its own.
        self._jobs.pop(job.key, None)
        if job.worker is not None and not job.done:
            job.unwanted_since = time.monotonic()
            job.worker.send("end", job.number)

    def _deal(self) -> None:
        """Give idle workers something to do: in turn, to each visitor who has nothing running."""
        while not self._closed and (self._idle or len(self._busy) < self._budgets.workers):
            job = self._next()
            if job is None:
                return
            try:
                worker = self._idle.pop() if self._idle else Process(self._budgets.memory, self._answered)
            except OSError:
                LOG.exception("No worker process could be started.")
                self._finish(job, failed=BROKEN)
                continue
            self._busy[worker] = job
            job.worker, job.since = worker, time.monotonic()
            worker.send("run", job.number, job.call)
            job.call = b""

    def _next(self) -> Job | None:
        served = {visitor for job in self._busy.values() for visitor in job.visitors}
        for visitor, wanted in self._wanted.items():
            if visitor in served:
                continue
            for key in wanted:
                job = self._jobs[key]
                if job.worker is None and not job.done:
                    return job
        return None

    def _answered(self, worker: Process, frame: tuple[Any, ...]) -> None:
        with self._changed:
            job = self._busy.get(worker)
            if frame[0] == "gone":
                self._counts.workers[self._killed.pop(worker, DIED)] += 1
                if job is not None:
                    self._finish(job, failed=job.failed or BROKEN)
                    del self._busy[worker]
                elif worker in self._idle:
                    self._idle.remove(worker)
            elif job is not None and frame[1] == job.number:
                if frame[0] == "share":
                    job.share = frame[2]
                    return
                self._finish(job, *((frame[2], "") if frame[0] == "done" else (None, frame[2])))
                if job.failed == MEMORY:
                    # What is left of its memory is in pieces.
                    self._kill(worker, MEMORY)
                else:
                    del self._busy[worker]
                    self._idle.append(worker)
            self._deal()

    def _kill(self, worker: Process, reason: str) -> None:
        self._killed.setdefault(worker, reason)
        worker.kill()

    def _count(self, job: Job, unwanted: bool) -> None:
        if job.worker is not None:
            spent = time.monotonic() - job.since
            self._counts.seconds[job.kind] = self._counts.seconds.get(job.kind, 0.0) + spent
        if job.failed:
            self._counts.failed[UNWANTED if unwanted else job.failed] += 1
            return
        self._counts.done[job.kind] += 1
        self._counts.spent[job.kind] += bool(getattr(job.result, "unfinished", False))

    def _finish(self, job: Job, result: Any = None, failed: str = "") -> None:
        if not job.done:
            # Whoever wanted it has had their turn, and comes after all who wait by now.
            for visitor in [visitor for visitor in self._wanted if visitor in job.visitors]:
                self._wanted[visitor] = self._wanted.pop(visitor)
            job.done, job.result, job.failed, job.share = True, result, failed, 1.0
            self._count(job, job.unwanted_since is not None)
            if failed and job.visitors:
                LOG.warning("A job was ended without a result (%s): %.200r", failed, job.key)
        self._changed.notify_all()

    def _watch(self) -> None:
        if not self._watching:
            self._watching = True
            threading.Thread(target=self._supervise, name="workers", daemon=True).start()

    def _supervise(self) -> None:
        """Look now and then who is still there, and whether jobs keep to their limits; while there are any."""
        while True:
            time.sleep(self._budgets.look)
            with self._changed:
                for visitor in list(self._wanted):
                    if not self._there(visitor):
                        self.keep_only(visitor)
                now = time.monotonic()
                for worker, job in self._busy.items():
                    late = now - job.since > self._budgets.clock
                    if late and not job.failed:
                        job.failed = CLOCK
                    if late or (job.unwanted_since and now - job.unwanted_since > self._budgets.grace):
                        self._kill(worker, CLOCK if late else UNWANTED)
                if not self._wanted and not self._busy:
                    self._watching = False
                    return


@cache
def pool() -> Pool:
    """The one of this process."""
    made = Pool(there=_there)
    atexit.register(made.close)
    return made


def _there(visitor: Visitor) -> bool:
    """Whether a browser is connected for that session; where no server runs, as in tests, it is."""
    from streamlit import runtime

    return not runtime.exists() or runtime.get_instance().is_active_session(visitor)
