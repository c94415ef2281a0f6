"""From which step on a path's digits mean nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from optim_core import Trajectory, optimizer, run
from optim_core.paths.rounding import SHARE, digits_end, moved
from surfaces import parse, surface

PICTURE = ((-2.0, 2.0), (-1.0, 1.0))


def test_a_start_moves_by_one_unit_in_the_last_place() -> None:
    assert moved((1.0, -3.0), PICTURE) == (1.0 + 2.0**-52, -3.0 + 2.0**-51)
    assert moved((0.0, 1.0), PICTURE)[0] == math.ulp(0.0)
    assert moved((0.0, 0.0), PICTURE) == (math.ulp(4.0), math.ulp(2.0))


def path_of(*points: tuple[float, float]) -> Trajectory:
    path = run(parse("x^2 + y^2"), optimizer("gradient_descent"), points[0], len(points) - 1)
    object.__setattr__(path, "points", np.array(points))
    return path


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ([(1.0, 1.0), (0.5, 0.5), (0.2, 0.2)], None),
        ([(1.0, 1.0), (0.5, 0.53), (0.2, 0.23)], 1),
        # A share of each side of the picture, as it is looked at.
        ([(1.0, 1.0), (0.53, 0.5), (0.23, 0.2)], None),
        ([(1.0, 1.0), (0.5, 0.5), (0.25, 0.2)], 2),
        # Parted, and come back.
        ([(1.0, 1.0), (0.9, 0.5), (0.2, 0.2)], None),
        # Ended earlier: as far as both are.
        ([(1.0, 1.0), (0.5, 0.53)], 1),
        ([(1.0, 1.0), (0.5, 0.5)], None),
    ],
)
def test_ends_a_hundredth_of_the_picture_apart(other: list[tuple[float, float]], expected: int | None) -> None:
    one = path_of((1.0, 1.0), (0.5, 0.5), (0.2, 0.2))
    assert SHARE == 0.01
    assert digits_end(one, path_of(*other), PICTURE) == expected


def test_far_outside_the_picture_a_number_is_held_against_its_own_size() -> None:
    one = path_of((1.0, 1.0), (1e9, 1.0))
    assert digits_end(one, path_of((1.0, 1.0), (1e9 + 1e6, 1.0)), PICTURE) is None
    assert digits_end(one, path_of((1.0, 1.0), (1.02e9, 1.0)), PICTURE) == 1


def test_descent_among_the_holes_of_rastrigin_and_nothing_tame() -> None:
    """Jumping from hole to hole doubles a difference in nearly every step: 52 of them use up all digits."""
    for name, rate, chaotic in (("rastrigin", 0.02, True), ("rastrigin", 0.001, False), ("ravine", 0.2, False)):
        loss, method = surface(name), optimizer("gradient_descent", learning_rate=rate)
        ends = [run(loss, method, start, 300) for start in (loss.start, moved(loss.start, loss.domain))]
        found = digits_end(ends[0], ends[1], loss.domain)
        assert (found is not None) == chaotic, (name, rate)
        if found is not None:
            assert 5 < found < 60
