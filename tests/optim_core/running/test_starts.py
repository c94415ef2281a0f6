"""Starts: zero, small random weights, many places; and what many runs came to."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core import optimizer, run
from optim_core.paths.multistart import harvest, last_points
from optim_core.running.starts import scattered, uniform, zero
from surfaces import parse, surface


def test_zero() -> None:
    assert zero(2) == (0.0, 0.0)


def test_random_weights_are_small_and_the_seed_decides() -> None:
    draws = np.array([uniform(2, 0.3, seed) for seed in range(2000)])
    assert np.abs(draws).max() <= 0.3
    # uniform on (-0.3, 0.3): mean 0, standard deviation 0.3/sqrt(3); five standard errors
    assert np.abs(draws.mean(axis=0)).max() < 5 * 0.3 / np.sqrt(3 * 2000)
    assert draws.std(axis=0) == pytest.approx(0.3 / np.sqrt(3), rel=0.05)
    assert uniform(2, 0.3, 7) == uniform(2, 0.3, 7) != uniform(2, 0.3, 8)


def test_scattered_starts_fill_the_picture() -> None:
    xs, ys = scattered(((-1.0, 1.0), (5.0, 9.0)), 500, 1)
    assert -1 <= xs.min() < -0.95 and 0.95 < xs.max() <= 1
    assert 5 <= ys.min() < 5.1 and 8.9 < ys.max() <= 9


def test_more_starts_keep_those_there_were() -> None:
    few, many = (np.array(scattered(((-1.0, 1.0), (0.0, 1.0)), count, 3)) for count in (10, 50))
    np.testing.assert_array_equal(few, many[:, :10])


def test_every_start_of_a_double_well_is_counted_at_its_own_minimum() -> None:
    """(x^2 - 1)^2: whoever starts right of 0 ends at 1, whoever left at -1, and 0 itself is a maximum."""
    well = parse("(x^2-1)^2")
    starts = np.array([-2.0, -0.5, -1e-3, 0.0, 0.3, 1.0, 1.5])
    found = harvest(run(well, optimizer("gradient_descent", learning_rate=0.05), (starts,), 400))
    by_point = {round(reached.point[0], 6): reached.runs for reached in found.reached}
    assert by_point == {-1.0: (0, 1, 2), 1.0: (4, 5, 6)}
    assert found.others == {"maximum": 1}
    assert found.best in range(7) and found.best != 3


def test_the_best_run_has_the_lowest_last_loss_and_a_diverged_one_is_never_it() -> None:
    slope = parse("x^3 - 3*x")
    starts = np.array([-0.9, 0.5, 3.0, -50.0])
    path = run(slope, optimizer("gradient_descent", learning_rate=0.05), (starts,), 300)
    found = harvest(path)
    assert found.best in (0, 1, 2)
    points, values = last_points(path)
    assert points.shape == (4, 1)
    assert values[found.best] == pytest.approx(-2.0)
    assert found.others == {"diverged": 1}


def test_climbing_looks_for_the_highest() -> None:
    hill = parse("-(x^2-1)^2 + 0.3*x")
    path = run(hill, optimizer("gradient_descent", learning_rate=0.05), (np.array([-1.5, 1.5]),), 300, maximize=True)
    found = harvest(path)
    assert found.best == 1
    assert [reached.runs for reached in found.reached] == [(1,), (0,)]


def test_methods_that_end_by_themselves_are_counted_too() -> None:
    hill = surface("himmelblau")
    found = harvest(run(hill, optimizer("bfgs"), scattered(hill.domain, 20, 0), 300))
    assert sum(len(reached.runs) for reached in found.reached) + sum(found.others.values()) == 20
    for reached in found.reached:
        assert hill.distance_to_minimum(reached.point) < 1e-5


def test_minima_a_small_way_apart_are_told_apart_and_ends_that_differ_by_rounding_are_not() -> None:
    """((x/a)^2 - 1)^2 has minima at -a and a, 2a apart: what a Newton step promises tells them from each other."""
    for a in (0.1, 0.03, 0.006, 0.004, 0.001, 1e-4):
        # The curvature there is 8/a^2: this rate takes four fifths of the way in every step.
        method = optimizer("gradient_descent", learning_rate=0.1 * a**2)
        starts = (np.array([-a, a, 1.01 * a]),)
        found = harvest(run(parse(f"((x/{a})^2 - 1)^2"), method, starts, 60))
        assert sorted(len(reached.runs) for reached in found.reached) == [1, 2], a


def test_without_curvature_a_hundredth_tells_minima_from_each_other() -> None:
    """||x| - a| has kinks at -a and a, where a Newton step tells nothing."""
    method = optimizer("gradient_descent", learning_rate=1e-9)
    for a, groups in ((0.2, [1, 1]), (0.05, [1, 1]), (0.006, [1, 1]), (0.004, [2]), (0.001, [2])):
        found = harvest(run(parse(f"abs(abs(x) - {a})"), method, (np.array([-a, a]),), 5))
        assert sorted(len(reached.runs) for reached in found.reached) == groups, a


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_ends_that_were_stopped_on_their_way_to_one_minimum_are_that_one(scale: float) -> None:
    """Both sides of a parabola, far from it as the rule allows; the other one is a picture away."""
    loss, starts = parse(f"{scale}*(x^2 - 4)^2/16"), (np.array([-3.0, -1.0, -1.9, 1.0, 3.0]),)
    method = optimizer("gradient_descent", learning_rate=0.02 / scale)
    found = harvest(run(loss, method, starts, 2000, stops={"gradient": 1e-3 * scale}))
    assert sorted(reached.runs for reached in found.reached) == [(0, 1, 2), (3, 4)]


def test_what_was_reached_in_order_with_its_loss_and_its_runs() -> None:
    """(x^2 - 1)^2 + 0.3x: the left minimum is deeper; climbing on the mirror image finds the same."""
    starts = np.array([0.7, -0.6, 1.3, -1.3, 0.9])
    for sign, maximize in ((1.0, False), (-1.0, True)):
        path = run(
            parse(f"{sign}*((x^2-1)^2 + 0.3*x)"), optimizer("gradient_descent", learning_rate=0.05), (starts,), 400,
            maximize=maximize,
        )  # fmt: skip
        found = harvest(path)
        assert [reached.runs for reached in found.reached] == [(1, 3), (0, 2, 4)]
        for reached, near in zip(found.reached, (-1.0350, 0.9606), strict=True):
            (x,) = reached.point
            assert x == pytest.approx(near, abs=1e-3)
            assert reached.value == pytest.approx(sign * ((x**2 - 1) ** 2 + 0.3 * x))


def test_one_run_is_no_harvest() -> None:
    with pytest.raises(ValueError):
        harvest(run(parse("x^2"), optimizer("adam"), (1.0,), 3))
