"""Difference quotients in place of a derivative: how wrong they are, and which step is best.

The truncation error of a forward difference is |f''| h/2 and rounding adds 2 e/h, where e is the error of f; for a
central one they are |f'''| h^2/6 and e/h (Nocedal and Wright, Numerical Optimization, section 8.1). The sums are lowest
at 2 sqrt(e/|f''|) and (3 e/|f'''|)^(1/3).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple, TypeGuard

import numpy as np
from numpy.typing import NDArray

from optim_core.differential.line import Line
from optim_core.differential.remainder import noise

Array = NDArray[np.float64]


class Errors(NamedTuple):
    """|difference quotient - derivative| at each step; NaN where f has no value."""

    forward: Array
    central: Array


class BestStep(NamedTuple):
    """The step at which truncation and rounding together are smallest; None where the derivative it needs is 0."""

    forward: float | None
    central: float | None


def difference_errors(line: Line, lengths: Sequence[float] | Array) -> Errors:
    """The errors of (f(x+h) - f(x))/h and (f(x+h) - f(x-h))/2h, computed as they stand."""
    value, slope = line.derivatives[:2]
    forward, central = [], []
    for h in map(float, lengths):
        ahead, behind = line.value(h), line.value(-h)
        forward.append(abs((ahead - value) / h - slope))
        central.append(abs((ahead - behind) / (2.0 * h) - slope))
    return Errors(_finite(forward), _finite(central))


def best_step(line: Line) -> BestStep:
    """The steps that theory calls best."""
    error = noise(line)
    second, third = line.derivative(2), line.derivative(3)
    return BestStep(
        2.0 * math.sqrt(error / abs(second)) if _usable(second) and error > 0 else None,
        math.cbrt(3.0 * error / abs(third)) if _usable(third) and error > 0 else None,
    )


def _usable(derivative: float | None) -> TypeGuard[float]:
    return derivative is not None and math.isfinite(derivative) and derivative != 0.0


def _finite(errors: list[float]) -> Array:
    return np.array([error if math.isfinite(error) else math.nan for error in errors])
