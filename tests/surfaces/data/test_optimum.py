"""Where a loss over data has its minimum, and that none is claimed where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from surfaces.data import MODELS, Dataset, data_loss
from surfaces.data.optimum import curvatures_at_minimum, normal_equations, parted


def pairs(x: list[float], y: list[float]) -> Dataset:
    return Dataset((np.array(x, dtype=float),), np.array(y, dtype=float))


@pytest.mark.parametrize("offset", [0.0, 2019.0, 1e5, -3e6])
@pytest.mark.parametrize("scale", [1.0, 1e-3, 1e3])
def test_features_far_from_zero_have_one_minimum_all_the_same(offset: float, scale: float) -> None:
    """Against centred features, whose least squares are well conditioned: y = a + b (x - mean)."""
    away = scale * np.array([0.0, 1.0, 2.0, 3.0])
    x, y = offset + away, 3.0 + 2.0 * np.arange(4.0) + np.array([0.1, -0.05, -0.08, 0.07])
    data = pairs(x.tolist(), y.tolist())
    equations = normal_equations(data)
    assert not equations.singular and data_loss(data, MODELS["squares"]).minima == (equations.solution,)
    centred = x - x.mean()
    slope = float(centred @ y / (centred @ centred))
    best = float(np.mean((y - y.mean() - slope * centred) ** 2))
    w_0, w_1 = equations.solution
    assert w_1 == pytest.approx(slope, rel=1e-6)
    assert float(np.mean((w_0 + w_1 * x - y) ** 2)) == pytest.approx(best, rel=1e-5)
    low, high = curvatures_at_minimum(data_loss(data, MODELS["squares"]))
    assert 0 < low < high and low * high == pytest.approx(4.0 * np.var(x), rel=1e-6)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=8), st.floats(-100, 100), st.booleans())
@example([0.0, 2.225073858507203e-309], 0.0, False)
@example([1e-300, 3e-300], 2.0, False)
def test_columns_that_are_multiples_of_each_other_are_a_valley_however_they_are_rounded(
    x: list[float], factor: float, constant: bool
) -> None:
    feature = np.array(x)
    y = np.arange(float(len(x)))
    data = pairs([factor] * len(x), y.tolist()) if constant else Dataset(
        (feature, factor * feature), y, False, ("a", "b")
    )  # fmt: skip
    equations = normal_equations(data)
    if not constant and (np.abs(feature * factor) < 1e-290).any():
        return  # Products too small to be held exactly.
    assert equations.singular and equations.curvatures[0] == 0.0


SMALL = st.integers(-2, 2).map(float)


@st.composite
def classes(draw: st.DrawFn) -> Dataset:
    count = draw(st.integers(1, 6))
    columns = [np.array(draw(st.lists(SMALL, min_size=count, max_size=count))) for _ in range(draw(st.integers(1, 2)))]
    target = np.array(draw(st.lists(st.sampled_from([0.0, 1.0]), min_size=count, max_size=count)))
    return Dataset(tuple(columns), target, True, ("a", "b")[: len(columns)])


@given(classes())
def test_classes_are_parted_where_some_weights_put_none_on_the_wrong_side(data: Dataset) -> None:
    """Against all directions that can be the last ones to do so: at right angles to an example, on either side."""
    arrows = (2 * data.target - 1)[:, None] * data.design
    candidates = [turn for a, b in arrows for turn in ((-b, a), (b, -a), (a, b)) if a or b]
    expected = not arrows.any() or any((arrows @ np.array(w) >= 0).all() for w in candidates)
    assert parted(data) == expected


@settings(max_examples=40)
@given(classes())
def test_a_minimum_of_the_logistic_loss_is_claimed_exactly_where_there_is_one(data: Dataset) -> None:
    loss = data_loss(data, MODELS["logistic"])
    assert bool(loss.minima) == (not parted(data))
    if loss.minima:
        here = loss.minimum_value
        assert here is not None and np.hypot(*loss.gradient(*loss.minima[0])) < 1e-9
        turns = np.linspace(0, 2 * np.pi, 40)
        assert (loss.value(loss.minima[0][0] + np.cos(turns), loss.minima[0][1] + np.sin(turns)) > here).all()


def test_without_an_intercept_the_line_goes_through_the_origin() -> None:
    """x = (1, 0) and (2, 0.1) are parted by a line, but by none through the origin: there is a minimum."""
    rows = Dataset((np.array([1.0, 2.0]), np.array([0.0, 0.0])), np.array([0.0, 1.0]), True, ("a", "b"))
    assert parted(rows)  # The second weight does nothing: no single minimum.
    crossed = Dataset(
        (np.array([1.0, 2.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0, 2.0])),
        np.array([0.0, 1.0, 0.0, 1.0]),
        True,
        ("a", "b"),
    )
    assert not parted(crossed) and data_loss(crossed, MODELS["logistic"]).minima
    touching = Dataset(
        (np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])), np.array([1.0, 0.0, 0.0]), True, ("a", "b")
    )
    assert parted(touching) and not data_loss(touching, MODELS["logistic"]).minima
