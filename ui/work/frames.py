"""What a server and its worker say to each other: pickled tuples, each with its length before it."""

from __future__ import annotations

import pickle
from typing import IO, Any

_LENGTH = 8


def write_frame(stream: IO[bytes], frame: tuple[Any, ...]) -> None:
    """Send one; the caller sees to it that nobody else writes meanwhile."""
    body = pickle.dumps(frame, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(len(body).to_bytes(_LENGTH, "little"))
    stream.write(body)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[Any, ...] | None:
    """The next one; None at the end of the stream."""
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    size = int.from_bytes(head, "little")
    body = stream.read(size)
    if len(body) < size:
        return None
    frame: tuple[Any, ...] = pickle.loads(body)
    return frame
