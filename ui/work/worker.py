"""A worker process: `python -m ui.work.worker MEMORY`. Knows neither Streamlit nor pages.

It makes one job after the other: ("run", number, call) on its standard input, where `call` is the pickled function with
its arguments, gives ("done", number, result) or ("failed", number, reason), and before that ("share", number, share),
on its standard output. ("end", number) ends a job between two of its steps. It ends itself when its input does: with
the server.
"""

from __future__ import annotations

import os
import pickle
import queue
import sys
import threading
import time
import traceback
from contextlib import suppress
from typing import Any, BinaryIO

from ui.work.frames import read_frame, write_frame

#: Seconds between two reports.
REPORTED = 0.1
#: Reasons of failure.
MEMORY, BROKEN = "memory", "broken"


class Ended(BaseException):
    """Thrown between two steps of a job that nobody wants any more."""


class _Jobs:
    def __init__(self, given: BinaryIO, answers: BinaryIO) -> None:
        self._given, self._answers = given, answers
        self._waiting: queue.SimpleQueue[tuple[int, bytes]] = queue.SimpleQueue()
        self._unwanted: set[int] = set()

    def listen(self) -> None:
        """Take in what the server says, in a thread of its own."""
        while (frame := read_frame(self._given)) is not None:
            if frame[0] == "run":
                self._waiting.put(frame[1:])
            else:
                self._unwanted.add(frame[1])
        os._exit(0)

    def work(self) -> None:
        """One job after the other, for ever."""
        while True:
            number, call = self._waiting.get()
            try:
                self._answer("done", number, self._result(number, call))
            except Ended:
                self._answer("failed", number, BROKEN)
            except MemoryError:
                self._answer("failed", number, MEMORY)
            except Exception:
                traceback.print_exc()
                self._answer("failed", number, BROKEN)
            self._unwanted.discard(number)

    def _result(self, number: int, call: bytes) -> Any:
        function, arguments, settings = pickle.loads(call)
        last = 0.0

        def watch(share: float) -> None:
            nonlocal last
            if number in self._unwanted:
                raise Ended
            now = time.monotonic()
            if now - last >= REPORTED:
                last = now
                self._answer("share", number, share)

        return function(*arguments, watch=watch, **settings)

    def _answer(self, *frame: Any) -> None:
        write_frame(self._answers, frame)


def limit(memory: int) -> None:
    """Take no more memory than that for data, and let the server go first, where the system has such limits."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    with suppress(AttributeError, OSError):
        os.nice(10)


def main() -> None:
    """Work until the server goes."""
    limit(int(sys.argv[1]))
    # What a library prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    jobs = _Jobs(sys.stdin.buffer, answers)
    threading.Thread(target=jobs.listen, daemon=True).start()
    jobs.work()


if __name__ == "__main__":
    main()
