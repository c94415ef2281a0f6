"""The bands of a landscape against the loss itself, and colours along a ramp."""

from __future__ import annotations

import numpy as np
import pytest

from plots.base.bands import higher_ground
from plots.base.theme import DARK, LIGHT, band_colors
from surfaces import parse, surface
from surfaces.base.grid import sample


def rings(xs: np.ndarray, ys: np.ndarray) -> list[np.ndarray]:
    points = np.column_stack([xs, ys])
    gaps = np.flatnonzero(np.isnan(xs))
    return [part[~np.isnan(part[:, 0])] for part in np.split(points, gaps)]


def turns_around(point: np.ndarray, shape: list[np.ndarray]) -> int:
    """How often the rings go round a point: what is filled by the rule of SVG is where this is not 0."""
    total = 0.0
    for ring in shape:
        angles = np.arctan2(*(ring - point).T[::-1])
        total += np.sum((np.diff(angles) + np.pi) % (2 * np.pi) - np.pi)
    return round(total / (2 * np.pi))


@pytest.mark.parametrize("key", ["rosenbrock", "himmelblau", "saddle"])
def test_a_point_is_inside_where_the_loss_is_that_high(key: str) -> None:
    hills = surface(key)
    grid = sample(hills)
    shapes = higher_ground(grid)
    assert len(shapes) == len(grid.levels) - 1
    rng = np.random.default_rng(3)
    (left, right), (low, high) = hills.domain
    for point in np.column_stack([rng.uniform(left, right, 25), rng.uniform(low, high, 25)]):
        height = hills.value(*point.tolist())
        assert turns_around(point, rings(*shapes[0])) != 0
        for floor, shape in zip(grid.levels[1:-1], shapes[1:], strict=True):
            # Between grid points the picture is straight, so it is not asked close to the line.
            if abs(height - floor) > 0.03 * (1.0 + abs(floor)):
                assert (turns_around(point, rings(*shape)) != 0) == (height > floor)


def test_nothing_is_drawn_where_the_loss_is_undefined() -> None:
    half = sample(parse("ln(x + y)"))
    (xs, ys), *_higher = higher_ground(half)
    assert turns_around(np.array([5.0, 5.0]), rings(xs, ys)) != 0
    assert turns_around(np.array([-5.0, -5.0]), rings(xs, ys)) == 0
    assert higher_ground(sample(parse("sqrt(-1 - x^2 - y^2)"))) == []


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_bands_take_colours_from_the_whole_ramp(theme: object) -> None:
    assert band_colors(theme, 6) == list(theme.ramp)  # type: ignore[attr-defined, arg-type]
    assert len(set(band_colors(theme, 24))) == 24  # type: ignore[arg-type]
    assert band_colors(theme, 1) == [theme.ramp[0]]  # type: ignore[attr-defined, arg-type]
