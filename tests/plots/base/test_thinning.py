"""Which steps are drawn, and where what is far outside goes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plots.base.ranges import REACH, one_scale, within
from plots.base.thinning import frame_steps, kept_steps


@settings(max_examples=60)
@given(
    st.integers(1, 3000),
    st.integers(1, 3),
    st.integers(8, 400),
    st.lists(st.integers(0, 3500), max_size=20),
    st.integers(0, 2**31),
)
def test_kept_steps_are_few_and_hold_ends_extremes_and_what_is_needed(
    count: int, columns: int, most: int, needed: list[int], seed: int
) -> None:
    numbers = np.random.default_rng(seed).normal(size=(count, columns))
    steps = kept_steps(numbers, most, needed)
    assert (np.diff(steps) > 0).all()
    assert (steps[0], steps[-1]) == (0, count - 1)
    assert {step for step in needed if step < count} <= set(steps.tolist())
    assert len(steps) <= max(most, 2 * columns) + 2 + len(needed)
    if count <= most:
        assert len(steps) == count
    assert np.array_equal(numbers[steps].min(axis=0), numbers.min(axis=0))
    assert np.array_equal(numbers[steps].max(axis=0), numbers.max(axis=0))


def test_a_zigzag_stays_one() -> None:
    """Every tenth point of it lies on one side."""
    leaps = np.column_stack([np.linspace(0.0, 1.0, 5000), np.resize([1.0, -1.0], 5000)])
    kept = leaps[kept_steps(leaps, 500)]
    # In any tenth of the way it is seen on both sides.
    for part in np.array_split(kept, 10):
        assert (part[:, 1].min(), part[:, 1].max()) == (-1.0, 1.0)


@pytest.mark.parametrize(("last", "most", "count"), [(0, 100, 1), (1, 100, 2), (99, 100, 100), (5000, 100, 100)])
def test_frames_hold_first_and_last_step(last: int, most: int, count: int) -> None:
    steps = frame_steps(last, most)
    assert len(steps) == count
    assert steps == sorted(set(steps))
    assert (steps[0], steps[-1]) == (0, last)


BOUNDS = ((-2.0, 2.0), (0.0, 10.0))


@settings(max_examples=100)
@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300))
def test_far_points_come_nearer_on_the_line_to_the_middle(x: float, y: float) -> None:
    (drawn_x,), (drawn_y,) = within(np.array([x]), np.array([y]), BOUNDS)
    across, up, far_across, far_up = drawn_x / 4.0, (drawn_y - 5.0) / 10.0, x / 4.0, (y - 5.0) / 10.0
    distance = max(abs(far_across), abs(far_up))
    if distance <= REACH:
        assert (drawn_x, drawn_y) == (x, y)
    else:
        assert max(abs(across), abs(up)) == pytest.approx(REACH)
        if distance < 1e150:
            assert across == pytest.approx(far_across / distance * REACH, abs=1e-6)
            assert up == pytest.approx(far_up / distance * REACH, abs=1e-6)


def test_a_leap_out_of_the_picture_keeps_its_direction() -> None:
    xs, ys = within(np.array([1.0, -3e200, 5e250]), np.array([5.0, 5.0, 5.0]), BOUNDS)
    assert ys.tolist() == [5.0, 5.0, 5.0]
    assert xs[0] == 1.0 and xs[1] < 0 < xs[2]


def test_axes_share_a_scale_up_to_one_to_three() -> None:
    assert one_scale((0.0, 3.0), (0.0, 1.0)) and one_scale((0.0, 1.0), (0.0, 3.0))
    assert not one_scale((0.0, 3.1), (0.0, 1.0)) and not one_scale((0.0, 1.0), (0.0, 3.1))
