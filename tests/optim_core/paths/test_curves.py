"""Curves of runs, against numbers worked out by hand and against what the run itself recorded."""

from __future__ import annotations

import math

import numpy as np
import pytest

from optim_core import methods, optimizer, run
from optim_core.paths.curves import CURVES, curve, evaluation_axis
from surfaces import parse, surface

# Q = x^2 + 2y^2 from (3, 4) with rate 0.1: gradients (6, 16), (4.8, 9.6); points (2.4, 2.4), (1.92, 1.44).
BOWL = parse("x^2 + 2y^2")
TWO_STEPS = run(BOWL, optimizer("gradient_descent", learning_rate=0.1), (3.0, 4.0), steps=2)


def test_gradient_norms_by_hand() -> None:
    expected = [math.hypot(6, 16), math.hypot(4.8, 9.6), math.hypot(3.84, 5.76)]
    np.testing.assert_allclose(curve(TWO_STEPS, "gradient_norm"), expected, rtol=1e-14)


def test_step_lengths_by_hand() -> None:
    found = curve(TWO_STEPS, "step_length")
    np.testing.assert_allclose(found, [np.nan, math.hypot(0.6, 1.6), math.hypot(0.48, 0.96)], rtol=1e-13)


def test_the_effective_rate_of_plain_descent_is_its_rate() -> None:
    found = curve(TWO_STEPS, "effective_rate")
    np.testing.assert_allclose(found, [[np.nan] * 2, [0.1] * 2, [0.1] * 2], rtol=1e-13)


def test_the_first_effective_rate_of_adam_by_hand() -> None:
    # Adam's first step is the rate in every coordinate, up to epsilon.
    found = curve(run(BOWL, optimizer("adam", learning_rate=0.1), (3.0, 4.0), steps=1), "effective_rate")
    assert found is not None
    np.testing.assert_allclose(found[1], [0.1 / 6, 0.1 / 16], rtol=1e-6)


def test_the_effective_rate_uses_the_gradient_of_the_step() -> None:
    # Nesterov looks ahead: at step 2 the gradient is not the one where the run stood.
    path = run(BOWL, optimizer("nesterov", learning_rate=0.1, momentum=0.5), (3.0, 4.0), steps=2)
    found = curve(path, "effective_rate")
    assert found is not None
    assert path.gradients is not None
    moved = np.abs(path.points[2] - path.points[1])
    np.testing.assert_allclose(found[2], moved / np.abs(path.gradients[1]), rtol=1e-14)
    assert not np.allclose(path.gradients[1], BOWL.gradient(*path.points[1].tolist()))


def test_distance_is_to_the_nearest_minimum() -> None:
    found = curve(TWO_STEPS, "distance", [(0.0, 0.0), (3.0, 5.0)])
    np.testing.assert_allclose(found, [1.0, math.hypot(0.6, 2.6), math.hypot(1.92, 1.44)], rtol=1e-13)


def test_without_a_known_minimum_there_is_no_distance() -> None:
    assert curve(TWO_STEPS, "distance") is None


def test_a_method_that_follows_no_gradient_has_no_effective_rate() -> None:
    path = run(BOWL, optimizer("nelder_mead"), (3.0, 4.0), steps=20)
    assert curve(path, "effective_rate") is None
    assert curve(path, "gradient_norm") is not None


def test_where_the_gradient_is_zero_there_is_no_rate() -> None:
    path = run(parse("x^2 + 0y"), optimizer("gradient_descent", learning_rate=0.5), (1.0, 7.0), steps=3)
    found = curve(path, "effective_rate")
    assert found is not None
    np.testing.assert_array_equal(found[1], [0.5, np.nan])
    assert np.isnan(found[2:]).all()


@pytest.mark.parametrize("key", list(methods()))
@pytest.mark.parametrize("name", ["himmelblau", "double_well"])
def test_every_curve_of_every_method_has_a_number_for_each_point(key: str, name: str) -> None:
    loss = surface(name)
    path = run(loss, optimizer(key), loss.start, steps=30)
    count = len(path.values)
    assert evaluation_axis(path).shape == (count,)
    for which in CURVES:
        found = curve(path, which, loss.minima)
        if found is None:
            assert (which, path.gradients) == ("effective_rate", None)
            continue
        assert found.shape == ((count, loss.dimension) if which == "effective_rate" else (count,))
        if which != "loss":
            assert (found[np.isfinite(found)] >= 0).all()
        known = {"step_length": 1, "effective_rate": 1}.get(which, 0)
        assert np.isnan(found[:known]).all() and np.isfinite(found[known:]).any()


def test_the_loss_is_the_recorded_one() -> None:
    np.testing.assert_array_equal(curve(TWO_STEPS, "loss"), TWO_STEPS.values)


def test_a_run_that_blows_up_has_curves_up_to_its_last_point() -> None:
    path = run(surface("rosenbrock"), optimizer("gradient_descent", learning_rate=1.0), (-1.5, 2.0), steps=50)
    assert path.steps < 50
    for which in CURVES:
        found = curve(path, which, [(1.0, 1.0)])
        assert found is not None
        assert len(found) == path.steps + 1
    lengths = curve(path, "step_length")
    assert lengths is not None
    assert np.isfinite(lengths[1:]).all()


def test_evaluations_are_the_sum_of_all_kinds() -> None:
    newton = run(BOWL, optimizer("newton"), (3.0, 4.0), steps=3)
    np.testing.assert_array_equal(evaluation_axis(newton), newton.evaluations.sum(axis=0))
    plain = evaluation_axis(TWO_STEPS)
    np.testing.assert_array_equal(plain, [0, 1, 2])
    assert evaluation_axis(newton)[1] > plain[1]


def test_many_runs_and_unknown_curves_are_refused() -> None:
    many = run(BOWL, optimizer("adam"), (np.zeros(3), np.ones(3)), steps=2)
    with pytest.raises(ValueError, match="single"):
        curve(many, "loss")
    with pytest.raises(ValueError, match="single"):
        evaluation_axis(many)
    with pytest.raises(ValueError, match="accuracy"):
        curve(TWO_STEPS, "accuracy")
