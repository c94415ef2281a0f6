"""Which steps of a path a figure draws: all while they are few, otherwise those that keep its shape."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Steps = NDArray[np.intp]


def kept_steps(columns: Array, most: int, needed: Sequence[int] = ()) -> Steps:
    """Increasing steps, first, last and the `needed` ones among them, and besides these about `most` at most.

    Every second step of a path that leaps from side to side would show it gliding straight. So of each stretch
    those steps are kept at which one of the columns is lowest or highest.

    Args:
        columns: (steps + 1, columns), e.g. coordinates and loss.
    """
    count = len(columns)
    if count <= most:
        return np.arange(count)
    kept = {0, count - 1, *(step for step in needed if step < count)}
    stretches = max(1, most // (2 * columns.shape[1]))
    for first, last in pairwise(np.linspace(0, count, stretches + 1).astype(int).tolist()):
        part = columns[first:last]
        kept.update((first + np.argmin(part, axis=0)).tolist(), (first + np.argmax(part, axis=0)).tolist())
    return np.array(sorted(kept), dtype=np.intp)


def frame_steps(last: int, most: int) -> list[int]:
    """At most `most` steps, evenly spread, first and last among them."""
    return sorted({round(step) for step in np.linspace(0, last, min(most, last + 1))})
