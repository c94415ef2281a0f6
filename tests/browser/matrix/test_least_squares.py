"""Least squares in the browser as NumPy solves them, from columns at right angles to equal ones."""

from __future__ import annotations

import numpy as np
import pytest

from surfaces.data.optimum import normal_equations
from surfaces.data.studies.collinearity import TRUE_WEIGHTS, correlated
from tests.browser.harness.bench import Bench

SOLVE = """
    const { leastSquares, mixed, bowl } = await load('matrix/least_squares');
    return a.asked.map(([correlation, strength]) => {
        const data = mixed(a.data, correlation, a.weights);
        const solved = leastSquares(data, strength);
        // JSON has no infinity.
        return { ...solved, condition: String(solved.condition), bowl: bowl(solved.gram, a.data.first.length) };
    });
"""
ASKED = [(r, s) for r in (0.0, 0.3, 0.9, 0.99, 1 - 1e-9, 1.0) for s in (0.0, 1e-6, 0.1, 1.0)]


def test_solutions_conditions_and_pseudo_inverses(bench: Bench) -> None:
    plain = correlated(0.0)
    first, other = plain.features
    data = {
        "first": first.tolist(),
        "other": other.tolist(),
        "noise": (plain.target - TRUE_WEIGHTS[0] * first - TRUE_WEIGHTS[1] * other).tolist(),
    }
    found = bench.call(SOLVE, {"data": data, "asked": ASKED, "weights": list(TRUE_WEIGHTS)})
    for (correlation, strength), it in zip(ASKED, found, strict=True):
        examples = correlated(correlation)
        solved = normal_equations(examples, strength)
        assert it["singular"] == solved.singular == (correlation == 1.0 and strength == 0.0)
        tolerance = 1e-9 if correlation < 0.999 or strength else 1e-5
        assert it["solution"] == pytest.approx(solved.solution, rel=tolerance)
        assert float(it["condition"]) == pytest.approx(solved.condition, rel=tolerance)
        np.testing.assert_allclose(it["gram"], solved.gram, rtol=1e-12, atol=1e-12)
        if not strength:
            np.testing.assert_allclose(it["bowl"]["curvatures"], solved.curvatures[::-1], rtol=1e-6, atol=1e-12)
            if correlation < 0.999 or solved.singular:
                inverse = np.linalg.pinv(examples.design)
                np.testing.assert_allclose(it["pseudo"], inverse, rtol=1e-9, atol=1e-12)
                # It is what gives the solution, the shortest one where there are many.
                np.testing.assert_allclose(np.array(it["pseudo"]) @ examples.target, it["solution"], rtol=1e-9)
