"""The server's end of a worker process."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ui.work.frames import read_frame, write_frame

ROOT = Path(__file__).parents[2]
#: A worker has one processor: libraries that would start threads of their own are told so.
ALONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")

Answered = Callable[["Process", tuple[Any, ...]], None]


class Process:
    """One worker. It is a new interpreter, not a fork: a server with threads cannot be forked.

    Args:
        memory: bytes it may take.
        answered: called from a thread of its own with each answer, at last with ``("gone",)``.
    """

    def __init__(self, memory: int, answered: Answered) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "ui.work.worker", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, **ALONE},
        )
        threading.Thread(target=self._listen, args=(answered,), daemon=True).start()

    @property
    def number(self) -> int:
        """The system's number of the process."""
        return self._child.pid

    def send(self, *frame: Any) -> None:
        """Tell it something; of one that is gone the thread that listens hears."""
        assert self._child.stdin is not None
        with suppress(OSError, ValueError):
            write_frame(self._child.stdin, frame)

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        with suppress(OSError):
            self._child.kill()

    def _listen(self, answered: Answered) -> None:
        assert self._child.stdout is not None
        with suppress(OSError, ValueError, EOFError):
            while (frame := read_frame(self._child.stdout)) is not None:
                answered(self, frame)
        self._child.kill()
        self._child.wait()
        for stream in (self._child.stdin, self._child.stdout):
            with suppress(OSError, ValueError):
                stream.close()  # type: ignore[union-attr]
        answered(self, ("gone",))
