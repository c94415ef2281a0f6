"""What a curve of learning rates shows."""

from __future__ import annotations

import re

import numpy as np
import pytest

from ui.methods.rate_curve import HEIGHT, MARGIN, WIDTH, rate_curve


def drawn(picture: str) -> tuple[np.ndarray, float]:
    """The points of the curve, and the height of the line at zero."""
    path = re.search(r'<path d="([^"]*)"', picture)
    zero = re.search(r'y1="([\d.]+)"', picture)
    assert path and zero
    return np.array([[float(w) for w in pair.split()] for pair in re.findall(r"[ML]([\d. -]+)", path[1])]), float(
        zero[1]
    )


def test_a_curve_of_rates_goes_down_where_they_do() -> None:
    picture = rate_curve(np.array([0.4, 0.2, 0.1, 0.0]), "#0072B2")
    points, zero = drawn(picture)
    assert points[:, 0] == pytest.approx(np.linspace(MARGIN, WIDTH - MARGIN, 4), abs=0.1)
    heights = zero - points[:, 1]
    assert heights == pytest.approx(heights[0] * np.array([1, 0.5, 0.25, 0]), abs=0.11)
    assert heights[0] > HEIGHT / 2
    assert re.findall(r">(k = [^<]*)<", picture) == ["k = 1: 0.4", "k = 4: 0"]
    assert 'stroke="#0072B2"' in picture


def test_rates_below_zero_are_below_the_line_and_gaps_stay_open() -> None:
    points, zero = drawn(rate_curve(np.array([0.2, -0.2, np.nan, 0.1]), "#0072B2"))
    assert (points[0, 1] < zero < points[1, 1]) and points[2, 1] < zero
    assert len(points) == 3
    picture = rate_curve(np.array([0.2, 0.1, np.nan, 0.1, 0.2]), "#0072B2")
    assert picture.count("M") == 2
    many, _zero = drawn(rate_curve(np.linspace(1.0, 0.0, 5000), "#0072B2"))
    assert len(many) <= 2 * WIDTH and many[-1, 0] == WIDTH - MARGIN
