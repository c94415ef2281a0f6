"""Room for results: bytes of what was asked and of what was answered."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from surfaces.data import MODELS, Dataset, data_loss
from ui.work.room import SMALL, Room, size_of


class Pair(NamedTuple):
    numbers: object
    name: str


@pytest.mark.parametrize(
    ("value", "size"),
    [
        (np.zeros(10), 80),
        ("word", 4),
        (1.0, SMALL),
        (None, SMALL),
        ((np.zeros(2), "ab", 3), 16 + 2 + SMALL),
        (Pair([np.zeros(3)], "abc"), 27),
    ],
)
def test_sizes(value: object, size: int) -> None:
    assert size_of(value) == size


def test_a_loss_is_as_large_as_its_examples() -> None:
    x, y = np.linspace(0.0, 1.0, 30), np.linspace(1.0, 2.0, 30)
    assert size_of(data_loss(Dataset((x,), y), MODELS["squares"])) == 2 * 30 * 8


def test_what_was_asked_takes_room() -> None:
    room: Room[float] = Room(megabytes=0.002)
    asked = ["a" * 700, "b" * 700, "c" * 700]
    for number, key in enumerate(asked):
        assert room.keep(key, float(number)) == number
    # Each takes 900 bytes: a third one pushes out the first.
    assert [room.get(key) for key in asked] == [None, 1.0, 2.0]
    assert room.nbytes == 2 * (700 + SMALL)
    assert room.keep("d" * 1900, 3.0) == 3.0 and room.get("d" * 1900) is None
    room.clear()
    assert room.nbytes == 0 and room.get(asked[2]) is None


def test_whoever_comes_second_gets_what_the_first_one_got() -> None:
    room: Room[list[int]] = Room(megabytes=0.01)
    first: list[int] = [1]
    assert room.keep("key", first) is first
    assert room.keep("key", [1]) is first
    assert room.get("key") is first
