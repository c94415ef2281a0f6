"""Early stopping by hand, and what must hold for any curve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core.paths.early_stopping import early_stopping

NAN = float("nan")


@pytest.mark.parametrize(
    ("values", "patience", "best", "stopped"),
    [
        ([5, 4, 3, 2, 1], 2, 4, None),
        ([5, 4, 3, 4, 4, 1], 2, 2, 4),
        ([5, 4, 3, 4, 4, 1], 3, 5, None),
        ([1, 1, 1], 2, 0, 2),
        ([1, 2], 1, 0, 1),
        ([3, 2, 2, 2, 1], 4, 4, None),
        ([7], 1, 0, None),
        ([3, NAN, NAN, 1], 2, 0, 2),
        ([NAN, 2, 1], 2, 2, None),
        ([2, float("inf"), float("inf"), float("inf")], 3, 0, 3),
    ],
)
def test_by_hand(values: list[float], patience: int, best: int, stopped: int | None) -> None:
    assert early_stopping(values, patience) == (best, stopped)


def test_a_fall_that_is_too_small_does_not_count() -> None:
    values = [1.0, 0.99, 0.98, 0.97]
    assert early_stopping(values, 2).stopped is None
    assert early_stopping(values, 2, min_delta=0.05) == (2, 2)


@given(st.lists(st.floats(0, 10), min_size=1, max_size=40), st.integers(1, 12))
def test_it_stops_where_the_definition_says(values: list[float], patience: int) -> None:
    best, stopped = early_stopping(values, patience)
    first = range(patience, len(values))
    without_gain = [k for k in first if min(values[k - patience + 1 : k + 1]) >= min(values[: k - patience + 1])]
    assert stopped == (without_gain[0] if without_gain else None)
    seen = values if stopped is None else values[: stopped + 1]
    assert best == int(np.argmin(seen))


@given(st.lists(st.floats(0, 10), min_size=1, max_size=40), st.integers(1, 12))
def test_more_patience_never_stops_earlier_nor_hands_back_worse(values: list[float], patience: int) -> None:
    one, more = early_stopping(values, patience), early_stopping(values, patience + 1)
    assert more.stopped is None or (one.stopped is not None and one.stopped < more.stopped)
    assert values[more.best] <= values[one.best]


@pytest.mark.parametrize(("values", "patience", "delta"), [([], 1, 0.0), ([1.0], 0, 0.0), ([1.0], 1, -0.1)])
def test_what_makes_no_sense_is_refused(values: list[float], patience: int, delta: float) -> None:
    with pytest.raises(ValueError):
        early_stopping(values, patience, delta)
