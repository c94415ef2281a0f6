"""Two features with a chosen correlation: closed forms of the equations they lead to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surfaces.data.optimum import normal_equations
from surfaces.data.studies.collinearity import TRUE_WEIGHTS, correlated


@given(st.floats(0.0, 0.999), st.floats(0.0, 2.0))
def test_the_condition_number_is_that_of_the_correlation(correlation: float, strength: float) -> None:
    data = correlated(correlation)
    wanted = np.array([[1, correlation], [correlation, 1]])
    assert data.design.T @ data.design / data.size == pytest.approx(wanted, abs=1e-12)
    equations = normal_equations(data, strength)
    assert equations.condition == pytest.approx((1 + correlation + strength) / (1 - correlation + strength), rel=1e-6)


def test_equal_columns_share_their_weight_by_the_pseudo_inverse() -> None:
    data = correlated(1.0)
    equations = normal_equations(data)
    assert equations.singular and equations.solution[0] == pytest.approx(equations.solution[1])
    assert equations.solution == pytest.approx(np.linalg.pinv(data.design) @ data.target)
    assert not normal_equations(data, 0.01).singular


def test_the_more_alike_the_farther_from_the_truth() -> None:
    missed = [np.hypot(*(np.array(normal_equations(correlated(c)).solution) - TRUE_WEIGHTS)) for c in (0.0, 0.9, 0.999)]
    assert missed[0] < missed[1] < missed[2]
