"""What workers do in the tests. Where a job waits for something, it waits for a file, not for a time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ui.work.bounded import bounded
from ui.work.pool import Job

Watch = Callable[[float], None]


class Answer(NamedTuple):
    number: int
    work: float = 0.0
    unfinished: bool = False
    nbytes: int = 8


def double(number: int, watch: Watch) -> int:
    watch(0.5)
    return 2 * number


def note(folder: str, name: str, watch: Watch) -> int:
    """Leaves a file, and waits until the file `go` is there; ends between its steps."""
    Path(folder, name).write_text(str(os.getpid()))
    while not Path(folder, "go").exists():
        watch(0.25)
        time.sleep(0.005)
    return os.getpid()


def deaf(folder: str, name: str, watch: Watch) -> int:
    """The same, but it never looks whether it is still wanted."""
    return note(folder, name, lambda share: None)


def breaks(watch: Watch) -> int:
    raise ValueError("no")


def takes_memory(megabytes: int, watch: Watch) -> int:
    return int(np.ones(megabytes * 131_072).sum())


def dies(watch: Watch) -> int:
    os._exit(3)


def unfinished(watch: Watch) -> Answer:
    return Answer(1, unfinished=True)


CALLS: list[tuple[int, float]] = []


@bounded(megabytes=0.001, least=lambda number, size: number / 100)
def counted(number: int, size: int, *, work: float, watch: Watch | None = None) -> Answer:
    """Takes a hundredth of a second of work for each; `size` bytes."""
    CALLS.append((number, work))
    return Answer(number, number / 100, number / 100 > work, size)


@bounded(megabytes=0.001, least=lambda number: 0.0)
def unforeseen(number: int, *, work: float, watch: Watch | None = None) -> Answer:
    """Of which nobody knows before how much work it is."""
    CALLS.append((number, work))
    return Answer(number, min(work, number / 100), number / 100 > work)


class Nobody:
    """In place of a pool: takes every job and never comes to it."""

    def ask(self, visitor: str, key: Hashable, *_call: object, **_settings: object) -> Job:
        return Job(key, 1, b"", {visitor})

    def keep_only(self, visitor: str, keys: Iterable[Hashable] = ()) -> None:
        pass
