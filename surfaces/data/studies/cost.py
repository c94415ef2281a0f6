"""What the closed form costs, and what a step of descent costs: counted, and measured with a clock handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from surfaces.base.surface import Location
from surfaces.data.dataset import Dataset

Array = NDArray[np.float64]

#: Numbers of weights that are measured, for so many examples, within about so many seconds.
DIMENSIONS = (50, 100, 200, 400, 700, 1000)
EXAMPLES = 1000
SECONDS = 1.5
#: What is quick is repeated, and the quickest time counts: others use the machine, too.
REPEATS = 3


class DescentStep(NamedTuple):
    """One step of plain descent on the mean squared miss, with its sums.

    Attributes:
        sums: (2,), X'(Xw - y): the miss, times what each weight is multiplied with, summed over the examples.
        gradient: 2/N times that, and 2*lambda*w.
        point: the weights after the step.
    """

    sums: tuple[float, float]
    gradient: tuple[float, float]
    point: tuple[float, float]


def descent_step(data: Dataset, point: Location, rate: float, strength: float = 0.0) -> DescentStep:
    """From `point` with a learning rate; `strength` is the lambda of the penalty lambda*‖w‖^2."""
    weights = np.array(point)
    sums = data.design.T @ (data.design @ weights - data.target)
    gradient = 2.0 / data.size * sums + 2.0 * strength * weights
    moved = weights - rate * gradient
    return DescentStep(_pair(sums), _pair(gradient), _pair(moved))


def _pair(vector: Array) -> tuple[float, float]:
    return float(vector[0]), float(vector[1])


def flops_of_forming(examples: int, dimension: int) -> float:
    """Multiplications and additions for X'X, of which half is enough by symmetry, and X'y.

    Source: G. H. Golub and C. F. Van Loan (2013), Matrix Computations, section 5.3.2.
    """
    return float(examples) * dimension * (dimension + 1) + 2.0 * examples * dimension


def flops_of_solving(dimension: int) -> float:
    """By elimination with pivots, which is what is timed: LU and two triangular systems. Cholesky's would take half.

    Source: G. H. Golub and C. F. Van Loan (2013), Matrix Computations, section 3.2.9.
    """
    return 2.0 * dimension**3 / 3.0 + 2.0 * dimension**2


def flops_of_a_step(examples: int, dimension: int) -> float:
    """For one step of descent: Xw, minus y, X' times that, and the step itself."""
    return 4.0 * examples * dimension + examples + 2.0 * dimension


class Timing(NamedTuple):
    """Seconds for problems of one size.

    Attributes:
        dimension: how many weights.
        forming: X'X and X'y.
        solving: the equations, by elimination, as it is counted.
        step: one step of descent over all examples.
    """

    dimension: int
    forming: float
    solving: float
    step: float


def measure(
    clock: Callable[[], float],
    dimensions: Sequence[int] = DIMENSIONS,
    examples: int = EXAMPLES,
    seconds: float = SECONDS,
) -> tuple[Timing, ...]:
    """Time the pieces for each number of weights, the small ones first.

    Bounded: a size is begun only if what it should take, going by the size before, fits into `seconds`.

    Args:
        clock: gives seconds, e.g. `time.perf_counter`.
    """
    return tuple(_timings(clock, dimensions, examples, seconds))


def _timings(clock: Callable[[], float], dimensions: Sequence[int], examples: int, seconds: float) -> Iterator[Timing]:
    random = np.random.default_rng(0)
    began, last, before = clock(), 0.0, 0
    for dimension in dimensions:
        now = clock()
        expected = last * (dimension / before) ** 3 if before else 0.0
        if now - began + expected > seconds:
            return
        yield _timing(clock, random.standard_normal((examples, dimension)), random.standard_normal(examples))
        last, before = clock() - now, dimension


def _timing(clock: Callable[[], float], x: Array, y: Array) -> Timing:
    dimension = x.shape[1]
    weights = np.zeros(dimension)
    # A small ridge: with fewer examples than weights there is no unique solution.
    gram, moment = x.T @ x + np.eye(dimension), x.T @ y
    return Timing(
        dimension,
        _quickest(clock, lambda: (x.T @ x, x.T @ y)),
        _quickest(clock, lambda: np.linalg.solve(gram, moment)),
        _quickest(clock, lambda: weights - 0.1 * (2.0 / len(y)) * (x.T @ (x @ weights - y))),
    )


def _quickest(clock: Callable[[], float], work: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        began = clock()
        work()
        times.append(clock() - began)
    return min(times)
