"""Results are kept by value, within bytes, and the one asked for longest ago goes first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ui.runs.kept import kept


def test_results_are_kept_until_the_room_is_used_up() -> None:
    made: list[int] = []

    @kept(megabytes=0.0024)
    def numbers(count: int) -> NDArray[np.float64]:
        made.append(count)
        return np.zeros(count)

    first = numbers(100)
    assert numbers(100) is first and made == [100]
    numbers(120)
    numbers(100)
    # 800 + 960 bytes are in, and 200 for what was asked each; 600 more push out what was asked for longest ago.
    numbers(50)
    assert made == [100, 120, 50]
    assert numbers(100) is first
    numbers(120)
    assert made == [100, 120, 50, 120]


def test_what_is_larger_than_all_the_room_is_handed_out_and_not_kept() -> None:
    made: list[int] = []

    @kept(megabytes=0.001)
    def numbers(count: int) -> NDArray[np.float64]:
        made.append(count)
        return np.zeros(count)

    assert numbers(1000).size == numbers(1000).size == 1000
    assert made == [1000, 1000]
