"""Where examples come from and what is done to them, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surfaces.data import MODELS, SOURCES, Dataset, data_loss, dataset
from surfaces.data.dataset import LARGEST

MADE_UP = [key for key, source in SOURCES.items() if source.size is not None]
#: Without noise, what the target is of the features.
EXACT = {
    "line": lambda x: 0.5 + 1.2 * x,
    "far": lambda x: 0.5 + 1.2 * (x - 6.0),
    "constant": lambda x: np.full(len(x), 2.0),
    "collinear": lambda a, b: 1.5 * a,
    "scales": lambda a, b: 1.5 * a - 0.5 * b,
    "wave": lambda x: np.sin(1.7 * x + 0.6),
    "saturation": lambda x: 1.5 * np.tanh(1.2 * x),
}


@pytest.mark.parametrize("key", MADE_UP)
def test_the_seed_decides_and_nothing_else(key: str) -> None:
    assert dataset(key, 30, 0.2, 3) == dataset(key, 30, 0.2, 3) != dataset(key, 30, 0.2, 4)
    assert dataset(key, 30).size == 30 and dataset(key).size == SOURCES[key].size


@pytest.mark.parametrize("key", EXACT)
def test_without_noise_examples_lie_on_their_curve_and_with_noise_as_far_off_as_it_says(key: str) -> None:
    clean = dataset(key, 400, 0.0)
    np.testing.assert_allclose(clean.target, EXACT[key](*clean.features), atol=6e-4)
    for noise in (0.1, 0.8):
        data = dataset(key, 400, noise)
        # The standard deviation of 400 draws is good to a few percent.
        assert np.std(data.target - EXACT[key](*data.features)) == pytest.approx(noise, rel=0.12)


def test_outliers_are_those_farthest_to_the_right() -> None:
    data = dataset("outliers", 60, 0.0)
    (x,) = data.features
    off = data.target - (0.5 + 1.2 * x)
    far = np.argsort(x)[-5:]
    np.testing.assert_allclose(off[far], -8.0, atol=1e-3)
    np.testing.assert_allclose(np.delete(off, far), 0.0, atol=1e-3)


@pytest.mark.parametrize(
    ("key", "middle", "spread"), [("classes", (1.0,), (0.4, 1.0)), ("clouds", (1.0, 0.6), (0.3, 0.9))]
)
def test_classes_lie_on_both_sides_of_zero(key: str, middle: tuple[float, ...], spread: tuple[float, float]) -> None:
    """Half of the examples each; without noise and with 0.3 of it. Five standard errors."""
    for noise, expected in zip((0.0, 0.3), spread, strict=True):
        data = dataset(key, 4_000, noise)
        assert data.classes and data.target.mean() == 0.5
        for label, side in ((0.0, -1.0), (1.0, 1.0)):
            for feature, center in zip(data.features, middle, strict=True):
                values = feature[data.target == label]
                assert values.mean() == pytest.approx(side * center, abs=5 * expected / np.sqrt(2_000))
                assert values.std() == pytest.approx(expected, rel=0.1)


def test_names_and_kinds_tell_data_apart() -> None:
    x, y = np.array([1.0, 2.0]), np.array([0.0, 1.0])
    same, *others = (
        Dataset((x,), y),
        Dataset((x,), y, feature_names=("age",)),
        Dataset((x,), y, target_name="class"),
        Dataset((x,), y, True),
        Dataset((y,), x),
        Dataset((x,), np.array([0.0, 2.0])),
    )
    assert same == Dataset((x.copy(),), y.copy()) and hash(same) == hash(Dataset((x.copy(),), y.copy()))
    assert all(other != same for other in others)


def test_standardizing_by_hand() -> None:
    """1, 3, 5, 7 have the mean 4 and the standard deviation sqrt(5); a constant feature becomes 0."""
    data = Dataset((np.array([1.0, 3.0, 5.0, 7.0]), np.full(4, 9.0)), np.arange(4.0), False, ("a", "b"))
    scaled = data.standardized()
    np.testing.assert_allclose(scaled.features[0], np.array([-3.0, -1.0, 1.0, 3.0]) / np.sqrt(5.0))
    np.testing.assert_array_equal(scaled.features[1], np.zeros(4))
    np.testing.assert_array_equal(scaled.target, data.target)


def test_held_out_examples_are_scaled_like_the_others() -> None:
    kept = Dataset((np.array([1.0, 3.0, 5.0, 7.0]),), np.zeros(4))
    held_out = Dataset((np.array([4.0, 14.0]),), np.array([5.0, 6.0]))
    scaled = held_out.scaled_like(kept)
    np.testing.assert_allclose(scaled.features[0], np.array([0.0, 10.0]) / np.sqrt(5.0))
    assert scaled.target.tolist() == [5.0, 6.0]
    assert kept.scaled_like(kept) == kept.standardized()


@pytest.mark.parametrize(("size", "share", "second"), [(40, 0.25, 10), (40, 0.75, 30), (3, 0.01, 1), (3, 0.99, 2)])
def test_the_second_part_of_a_split_is_the_share(size: int, share: float, second: int) -> None:
    kept, held_out = dataset("line", size).split(share, 5)
    assert (len(kept), len(held_out)) == (size - second, second)
    assert held_out.tolist() != list(range(second)) or size == 3


def test_the_window_reaches_beyond_start_and_minimum() -> None:
    """Through (-1, 3), (0, 5), (1, 7): the minimum is (5, 2), the start (0, 0); 0.6 of the way is added."""
    loss = data_loss(Dataset((np.array([-1.0, 0.0, 1.0]),), np.array([3.0, 5.0, 7.0])), MODELS["squares"])
    assert loss.domain == ((-3.0, 8.0), (-1.2, 3.2))


def test_the_window_is_never_narrower_than_a_tenth_of_its_length() -> None:
    """The minimum is (100, 0): the way in the other weight is nothing, 10 is shown."""
    loss = data_loss(Dataset((np.array([-1.0, 0.0, 1.0]),), np.full(3, 100.0)), MODELS["squares"])
    assert loss.domain == ((-60.0, 160.0), (-11.0, 11.0))
    near = data_loss(Dataset((np.array([-1.0, 0.0, 1.0]),), np.full(3, 0.5)), MODELS["squares"])
    assert near.domain == ((-0.85, 1.35), (-1.1, 1.1))


@given(st.floats(-LARGEST / 2, LARGEST / 2), st.integers(1, 50), st.floats(-LARGEST / 2, LARGEST / 2))
def test_a_feature_that_never_changes_becomes_zero_whatever_rounding_makes_of_its_mean(
    value: float, count: int, other: float
) -> None:
    data = Dataset((np.full(count, value),), np.zeros(count))
    assert (data.standardized().features[0] == 0.0).all()
    assert Dataset((np.array([other]),), np.zeros(1)).scaled_like(data).features[0][0] == other - value


def test_an_example_far_outside_a_column_that_hardly_changes_is_at_the_bound() -> None:
    usual = Dataset((np.array([1.0, 1.0 + 1e-12, 1.0 - 1e-12]),), np.zeros(3))
    far = Dataset((np.array([1.0, 1e8, -1e8]),), np.zeros(3))
    scaled = far.scaled_like(usual).features[0]
    assert abs(scaled[0]) < 1 and scaled[1:].tolist() == [1e9, -1e9]


def test_equal_questions_share_examples_that_nobody_can_change() -> None:
    data = dataset("line", 50, 0.3, seed=4)
    assert dataset("line", size=50, noise=0.3, seed=4) is data
    assert dataset("line", 50, 0.3, seed=5).digest != data.digest
    for column in (*data.features, data.target):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 7.0
