"""Directions: the rose, the tangent plane and principal curvatures against closed forms and NumPy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_core.differential.directions import TangentPlane, directional, principal_curvatures, rose

NUMBERS = st.floats(-100, 100)


@settings(max_examples=50)
@given(NUMBERS, NUMBERS)
def test_the_rose_is_a_cosine_with_its_top_at_the_gradient(a: float, b: float) -> None:
    angles, slopes = rose((a, b), 720)
    size, top = math.hypot(a, b), math.atan2(b, a)
    assert slopes == pytest.approx(size * np.cos(angles - top), abs=1e-12 * (1 + size))
    assert slopes.max() <= size * (1 + 1e-12)
    along, across = (math.cos(top), math.sin(top)), (-math.sin(top), math.cos(top))
    assert directional((a, b), along) == pytest.approx(size)
    assert directional((a, b), across) == pytest.approx(0, abs=1e-12 * (1 + size))


@settings(max_examples=50)
@given(NUMBERS, NUMBERS, NUMBERS)
def test_principal_curvatures_are_eigenvalues(a: float, b: float, c: float) -> None:
    found = principal_curvatures(((a, b), (b, c)))
    matrix = np.array([[a, b], [b, c]])
    scale = 1 + np.abs(matrix).max()
    assert found.values == pytest.approx(np.linalg.eigvalsh(matrix), abs=1e-12 * scale)
    for value, vector in zip(found.values, found.vectors, strict=True):
        assert matrix @ vector == pytest.approx(value * np.array(vector), abs=1e-12 * scale)
        assert math.hypot(*vector) == pytest.approx(1)


def test_the_plane_touches() -> None:
    # x^2 + 3y at (1, 2): value 7, slopes (2, 3).
    plane = TangentPlane((1.0, 2.0), 7.0, (2.0, 3.0))
    assert plane.height(1.0, 2.0) == 7
    assert plane.height(1.5, 1.0) == 7 + 1 - 3
