"""Functions whose results are kept; little work is done in the script, more of it by a worker.

A page's script runs within a `Request`. Whoever calls a bounded function within one gets the result, or `Waiting` is
thrown: then a worker is at it, and the script runs again when it is done. Outside of a request, as in tests and at
start-up, it is a function like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import update_wrapper
from typing import Any, Generic, NamedTuple, ParamSpec, Protocol, TypeVar

from ui.work.budgets import BUDGETS
from ui.work.pool import Job, Pool
from ui.work.room import Room


class Worked(Protocol):
    """A result that knows its size, and what it took to get it."""

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays."""

    @property
    def work(self) -> float:
        """Seconds of work it took."""

    @property
    def unfinished(self) -> bool:
        """Whether more work would have given more of it."""


class Key(NamedTuple):
    """What a job computes: a function by its name, and what it was given."""

    module: str
    name: str
    given: tuple[Any, ...]

    @property
    def kind(self) -> str:
        """The function's name, without the mark of what only its module calls."""
        return self.name.lstrip("_")


class Waiting(Exception):
    """Something is being worked out elsewhere."""

    def __init__(self, *jobs: Job) -> None:
        super().__init__()
        self.jobs = jobs


class Request:
    """One run of a page's script: who wants it, what it may still work out itself, what it has asked workers for.

    Args:
        visitor: of whom.
        workers: where the rest is done.
        stopped: keys of what the visitor has stopped, which is not asked for again.
    """

    def __init__(self, visitor: str, workers: Pool, stopped: frozenset[Hashable] = frozenset()) -> None:
        self.visitor, self.workers, self.stopped = visitor, workers, stopped
        self.left, self.beside = BUDGETS.in_script, BUDGETS.rates
        self.asked: dict[Hashable, Job | None] = {}
        self.asking = True

    @contextmanager
    def without_asking(self) -> Iterator[None]:
        """What is not there already, or quickly worked out, is not asked for within."""
        self.asking = False
        try:
            yield
        finally:
            self.asking = True

    def __enter__(self) -> Request:
        self._before = _current.set(self)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        _current.reset(self._before)
        # A script that was ended before its end runs again at once, and asks again.
        if kind is None or issubclass(kind, Waiting):
            self.workers.keep_only(self.visitor, [key for key, job in self.asked.items() if job is not None])


_current: ContextVar[Request | None] = ContextVar("request", default=None)


def current() -> Request | None:
    """The request that is being answered; None outside of one."""
    return _current.get()


@contextmanager
def beside_runs() -> Iterator[None]:
    """For the rates to begin with: what a script may work out for them is apart from what it may for everything else.

    Runs that take all of that would otherwise keep a method without its rate, and so without its place on the page.
    """
    request = current()
    if request is None:
        yield
        return
    request.left, request.beside = request.beside, request.left
    try:
        yield
    finally:
        request.left, request.beside = request.beside, request.left


@contextmanager
def within_bounds() -> Iterator[None]:
    """For what the controls cannot make much work: it is worked out in the script, whatever else that does."""
    before = _current.set(None)
    try:
        yield
    finally:
        _current.reset(before)


Part = TypeVar("Part")


def all_of(parts: Iterable[Callable[[], Part]]) -> tuple[Part, ...]:
    """What each of them gives; workers are asked for all that is left over at once.

    Raises:
        Waiting: for any of them.
    """
    found: list[Part] = []
    jobs: list[Job] = []
    waiting = False
    for part in parts:
        try:
            found.append(part())
        except Waiting as left_over:
            jobs, waiting = [*jobs, *left_over.jobs], True
    if waiting:
        raise Waiting(*jobs)
    return tuple(found)


Given = ParamSpec("Given")
Result = TypeVar("Result", bound=Worked)


class Bounded(Generic[Given, Result]):
    """A bounded function; made by `bounded`."""

    def __init__(self, make: Callable[..., Result], least: Callable[..., float], megabytes: float) -> None:
        self._make, self._least = make, least
        self._kept: Room[Result] = Room(megabytes)
        update_wrapper(self, make)

    def __call__(self, *given: Given.args, **named: Given.kwargs) -> Result:
        """The result, from the cache, worked out now, or from a worker.

        Raises:
            Waiting: a worker is at it, or it was ended without a result.
        """
        assert not named
        found = self._kept.get(given)
        return self._kept.keep(given, self._worked_out(given)) if found is None else found

    def _worked_out(self, given: tuple[Any, ...]) -> Result:
        request = current()
        if request is None:
            return self._make(*given, work=BUDGETS.run)
        key = Key(self._make.__module__, self._make.__qualname__, given)
        if self._least(*given) <= request.left and key not in request.stopped and key not in request.asked:
            found = self._make(*given, work=request.left)
            request.left = max(0.0, request.left - found.work)
            if not found.unfinished:
                return found
        if not request.asking:
            raise Waiting
        if key in request.stopped:
            request.asked[key] = None
            raise Waiting
        job = request.asked.get(key) or request.workers.ask(request.visitor, key, made, self, *given, work=BUDGETS.run)
        request.asked[key] = job
        if not job.done or job.failed:
            raise Waiting(job)
        result: Result = job.result
        return result

    def __reduce__(self) -> str:
        """By its name: in a worker it is the one there."""
        return str(self.__qualname__)  # type: ignore[attr-defined]

    def make(self, *given: Any, **settings: Any) -> Result:
        """The result, worked out here and now and not kept."""
        return self._make(*given, **settings)

    def cache_clear(self) -> None:
        """Forget all results."""
        self._kept.clear()


def made(function: Bounded[Any, Any], *given: Any, **settings: Any) -> Any:
    """What a worker calls."""
    return function.make(*given, **settings)


def bounded(
    megabytes: float, least: Callable[Given, float]
) -> Callable[[Callable[..., Result]], Bounded[Given, Result]]:
    """Make a pure function of hashable values that can be pickled a bounded one.

    It is called with ``work``, the seconds it may take, and in a worker with ``watch`` (see `optim_core.run`). With the
    same arguments and work it gives the same result, and one that is finished whatever more work it had had.

    Args:
        megabytes: room for its results and what was asked for them.
        least: from the arguments, the seconds of work it takes at least.
    """

    def decorate(function: Callable[..., Result]) -> Bounded[Given, Result]:
        return Bounded(function, least, megabytes)

    return decorate
