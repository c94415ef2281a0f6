"""Difference quotients: which step is best, and how wrong the others are."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core.differential.differences import best_step, difference_errors
from optim_core.differential.remainder import steps
from tests.optim_core.differential.test_remainder import line


@pytest.mark.parametrize(("text", "at"), [("exp x", 1.0), ("sin x", 1.0), ("x^3 + x", 2.0), ("1/x", 0.5)])
def test_the_best_step_is_where_theory_says(text: str, at: float) -> None:
    here = line(text, (at,))
    theory, errors = best_step(here), difference_errors(here, steps())
    assert theory.forward is not None
    assert theory.central is not None
    # Rounding jumps about: the measured minimum is near, and the error at the theory's step near the smallest envelope.
    for best, measured in zip(theory, errors, strict=True):
        assert abs(np.log10(steps()[np.nanargmin(measured)] / best)) < 2
    assert theory.forward < theory.central


def test_truncation_in_closed_form() -> None:
    # (x + h)^3: forward 3xh + h^2, central h^2.
    errors = difference_errors(line("x^3", (1.0,)), [0.5])
    assert errors.forward == pytest.approx([1.75])
    assert errors.central == pytest.approx([0.25])


def test_slopes_of_both_sides() -> None:
    errors = difference_errors(line("exp x", (1.0,)), steps())
    log = np.log10(steps())
    right = (log > -3) & (log < -1)
    assert np.polyfit(log[right], np.log10(errors.forward[right]), 1)[0] == pytest.approx(1, abs=0.05)
    assert np.polyfit(log[right], np.log10(errors.central[right]), 1)[0] == pytest.approx(2, abs=0.05)
    left = (log > -14) & (log < -10)
    assert np.polyfit(log[left], np.log10(errors.forward[left] + 1e-300), 1)[0] == pytest.approx(-1, abs=0.4)


def test_without_the_derivative_there_is_no_best_step() -> None:
    assert best_step(line("3x + 1", (0.7,))) == (None, None)
    forward, central = best_step(line("x^2", (1.0,)))
    assert forward == pytest.approx(2 * np.sqrt(2.0**-53 * 3 / 2))
    assert central is None
    assert best_step(line("1/x", (0.0,))) == (None, None)
