"""An arrow is where the line to a point outside crosses the picture's edge."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plots.base.exits import exits
from plots.base.loss_scale import loss_scale

BOUNDS = ((-1.0, 3.0), (0.0, 10.0))


def one(points: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    columns = np.array(points).T
    found = exits(columns[:1], columns[1:], BOUNDS)
    return found.tips[0], found.tips[0] - found.behind[0]


def test_a_path_that_leaves_has_its_arrow_at_the_edge_from_then_on_until_it_is_back() -> None:
    tips, ways = one([(1.0, 5.0), (5.0, 5.0), (9.0, -40.0), (1.0, 9.0), (1.0, 11.0)])
    assert np.isnan(tips[[0, 3]]).all()
    # Where the line from the last point inside to the next crosses, whatever comes after.
    assert tips[1] == pytest.approx([3.0, 5.0]) and tips[2] == pytest.approx([3.0, 5.0])
    assert ways[2][0] > 0.0 and ways[2][1] == pytest.approx(0.0)
    assert tips[4] == pytest.approx([1.0, 10.0]) and ways[4][1] > 0.0


def test_a_path_that_never_was_inside_has_it_at_the_nearest_place() -> None:
    tips, ways = one([(-5.0, 4.0), (-5.0, 14.0)])
    assert tips == pytest.approx(np.array([[-1.0, 4.0], [-1.0, 10.0]]))
    assert (ways[:, 0] < 0.0).all() and ways[1][1] > 0.0


def test_what_has_no_place_has_no_arrow() -> None:
    tips, _ways = one([(1.0, 5.0), (np.nan, 5.0), (np.inf, 5.0)])
    assert np.isnan(tips).all()


# Whole numbers in other units are the same to the last digit: no point moves over the edge by rounding.
coordinate = st.integers(-30, 30).map(float)


@given(
    st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=12),
    st.sampled_from([0.25, 1.0, 8.0]),
    st.integers(-9, 9),
)
@settings(max_examples=100, deadline=None)
def test_tips_lie_on_the_edge_and_on_the_line_and_follow_a_change_of_units(
    points: list[tuple[float, float]], unit: float, shift: int
) -> None:
    tips, ways = one(points)
    lows, highs = np.array(BOUNDS).T
    places = np.array(points)
    inside = ((places >= lows) & (places <= highs)).all(axis=1)
    assert np.array_equal(np.isnan(tips).any(axis=1), inside)
    for step in np.flatnonzero(~inside):
        parts = (tips[step] - lows) / (highs - lows)
        assert np.min(np.abs([*parts, *(1.0 - parts)])) == pytest.approx(0.0, abs=1e-9)
        before = np.flatnonzero(inside[:step])
        if before.size:
            a, b = places[before[-1]], places[before[-1] + 1]
            share = (tips[step] - a) @ (b - a) / ((b - a) @ (b - a))
            assert 0.0 <= share <= 1.0 + 1e-9 and a + share * (b - a) == pytest.approx(tips[step], abs=1e-6)
            assert (ways[step] @ (b - a)) > 0.0
    scaled = unit * places + shift
    bounds = tuple((unit * low + shift, unit * high + shift) for low, high in BOUNDS)
    again = exits(scaled[None, :, 0], scaled[None, :, 1], bounds).tips[0]  # type: ignore[arg-type]
    shown = ~np.isnan(again).any(axis=1) & ~inside
    assert again[shown] == pytest.approx(unit * tips[shown] + shift, rel=1e-5, abs=1e-5 * max(1.0, unit))


def test_a_loss_that_explodes_leaves_the_chart_at_its_top() -> None:
    losses = np.array([1.0, 0.1, 1e9, 1e20])
    scale = loss_scale([losses])
    left = scale.exits(np.arange(4.0)[None], scale.place(losses)[None], 3.0)
    assert np.isnan(left.tips[0, :2]).all()
    assert left.tips[0, 2, 1] == pytest.approx(scale.high) and left.tips[0, 3] == pytest.approx(left.tips[0, 2])
    # On the logarithmic axis the line from 0.1 to 1e9 is straight.
    share = (np.log10(scale.high) + 1.0) / 10.0
    assert left.tips[0, 2, 0] == pytest.approx(1.0 + share)
