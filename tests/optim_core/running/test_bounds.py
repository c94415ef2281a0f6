"""What a run or a text may cost: the largest allowed passes, one more is refused before any work is done."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core import optimizer, run
from optim_core.expression import ExpressionError
from optim_core.methods import typed_method
from optim_core.methods.schedules import LONGEST, typed_schedule
from optim_core.methods.scipy_methods import _Ended, _Record
from optim_core.running import loop
from optim_core.running.whole_path import MAX_RUNS
from surfaces import parse

TWO = parse("x^2 + y^2")


def refused(start: int, steps: int) -> str:
    """What is said to `start` runs of `steps` steps; they must not begin."""
    with pytest.raises(ValueError) as refusal:
        run(TWO, optimizer("adam"), (np.zeros(start), np.zeros(start)), steps)
    return str(refusal.value)


def test_the_number_of_steps() -> None:
    loop._check_budget(1_000_000, (np.zeros(1),))
    assert refused(1, 1_000_001) == "steps must be a whole number between 0 and 1000000, not 1000001"
    assert refused(1, -1) == "steps must be a whole number between 0 and 1000000, not -1"


def test_all_numbers_of_all_runs() -> None:
    """Two coordinates and a loss for each of 1,000 runs: 33,333 points are 99,999,000 numbers, one more is too much."""
    loop._check_budget(33_332, (np.zeros(1000), np.zeros(1000)))
    assert refused(1000, 33_333) == "1000 runs of 33333 steps are more than 100,000,000 numbers"
    loop._check_budget(49_999, (np.zeros(1000),))
    with pytest.raises(ValueError, match="1000 runs of 50000 steps are more"):
        loop._check_budget(50_000, (np.zeros(1000),))


def test_runs_that_are_made_one_by_one() -> None:
    assert run(parse("x^2"), optimizer("bfgs"), (np.zeros(MAX_RUNS),), 0).points.shape == (1, 1, 2_000)
    with pytest.raises(ValueError, match=r"at most 2,000, not 2,001"):
        run(parse("x^2"), optimizer("bfgs"), (np.zeros(MAX_RUNS + 1),), 0)


@pytest.mark.parametrize("steps", [1, 20])
def test_evaluations_of_a_method_of_scipy_s(steps: int) -> None:
    """1,000 and three a step, of each kind."""
    for ask in ("value", "gradient"):
        record = _Record(TWO, (1.0, 2.0), steps, 1.0)
        for _ in range(1_000 + 3 * steps):
            getattr(record, ask)(np.array([1.0, 2.0]))
        with pytest.raises(_Ended, match=r"^Too many evaluations\.$"):
            getattr(record, ask)(np.array([1.0, 2.0]))


def test_products_with_one_hessian_of_a_method_of_scipy_s() -> None:
    record = _Record(TWO, (1.0, 2.0), 5, 1.0)
    for point in ([1.0, 2.0], [3.0, 4.0]):
        for _ in range(1_000):
            assert record.hessian_product(np.array(point), np.array([1.0, -1.0])).tolist() == [2.0, -2.0]
    with pytest.raises(_Ended, match="curvature is not finite or too uneven"):
        record.hessian_product(np.array([3.0, 4.0]), np.array([1.0, -1.0]))


LINES = ["w = w - g", *[" " * 450] * 4]
FILLED = "\n".join([*LINES, " " * (typed_method.MAX_CHARACTERS - len("\n".join(LINES)) - 1)])


@pytest.mark.parametrize(
    ("read", "allowed", "refused", "words"),
    [
        (typed_method.typed_method, FILLED, FILLED + " ", "The text is longer than 2000 characters."),
        (
            typed_method.typed_method,
            "w = w - g*" + "*".join("abcdfhjl"),
            "w = w - g*" + "*".join("abcdfhjlo"),
            "More than 8 hyperparameters: a, b, c, d, f, h, j, l, o.",
        ),
        (
            typed_method.typed_method,
            "a = 1e6\nw = w - a*g",
            "a = 1000001\nw = w - a*g",
            "A number between -1e6 and 1e6 is needed here.",
        ),
        (
            typed_method.typed_method,
            "a = -1e6\nw = w - a*g",
            "a = -1000001\nw = w - a*g",
            "A number between -1e6 and 1e6 is needed here.",
        ),
        (typed_method.typed_method, "w = w - g" + "\n" * 43, "w = w - g" + "\n" * 44, "More than 44 lines."),
        (
            typed_schedule,
            "k" + " " * (LONGEST - 1),
            "k" + " " * LONGEST,
            "The formula is longer than 200 characters.",
        ),
    ],
    ids=["characters", "hyperparameters", "large", "small", "lines", "schedule"],
)
def test_texts(read: object, allowed: str, refused: str, words: str) -> None:
    assert callable(read)
    read(allowed)
    with pytest.raises(ExpressionError) as refusal:
        read(refused)
    assert refusal.value.message == words
