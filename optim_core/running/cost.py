"""What a run costs, known before it starts: seconds of an idle machine, from the operations in its formulas.

A cost is worked out and not measured: the same request has the same one on every machine and at any time. So a run
that its budget ends, ends at the same step wherever it is made, and what it found can be shared. The constants were
calibrated once (`benchmarks/costs.py` checks their order); where they are off, they are rather too high.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np

from optim_core.expression.graph.size import Operations
from optim_core.methods.definition import WholePath
from optim_core.methods.losses import Loss, WorkSpent
from optim_core.methods.optimizer import Optimizer
from optim_core.methods.stepper import Evaluations, Oracle, Point, Stepper
from optim_core.paths.record import Record
from optim_core.running.sampling import Sampling

NANO = 1e-9
#: One evaluation on floats: the call, and each operation.
FLOAT_CALL, FLOAT_OPERATION = 200.0, 20.0
#: One evaluation on arrays: the call, each operation, and each number in it, by kind of operation.
ARRAY_CALL, ARRAY_OPERATION = 12_000.0, 1_200.0
NUMBER_PLAIN, NUMBER_FUNCTION, NUMBER_ONE_BY_ONE = 1.5, 12.0, 180.0
#: What the loop and a method's equations take for a step, on floats and on arrays.
STEP, ARRAY_STEP = 12_000.0, 120_000.0
#: An evaluation that a method asks for itself, with what it does about it; a Hessian, with the linear algebra on it.
ASKED, HESSIAN_ASKED = 12_000.0, 150_000.0
#: Inside SciPy: the same, and a product with a Hessian.
SCIPY_ASKED, SCIPY_PRODUCT = 80_000.0, 30_000.0
#: Drawing and gathering an example of a batch, for each of its numbers.
GATHERED = 12.0


@runtime_checkable
class Priced(Protocol):
    """A loss that knows how much there is to compute."""

    def operations(self, what: str) -> Operations:
        """Of one example's "value", "gradient" or "hessian", or of "both" value and gradient together."""


class Prices(NamedTuple):
    """Seconds of a step and of each evaluation that the method asks for itself.

    Attributes:
        step: everything that a step takes whatever the method asks for, the recorded loss and a gradient included.
        value, gradient, hessian: an evaluation more.
    """

    step: float
    value: float
    gradient: float
    hessian: float

    def spent(self, steps: int, asked: Evaluations, handed: bool) -> float:
        """What `steps` steps took with so many evaluations; `handed` if the loop hands over the gradient of each."""
        values, gradients, hessians = (int(np.max(count)) for count in asked)
        own = max(0, gradients - steps) if handed else gradients
        return steps * self.step + values * self.value + own * self.gradient + hessians * self.hessian


def evaluation(operations: Operations, width: int | None) -> float:
    """Seconds of one evaluation on floats (None) or on arrays of `width` numbers."""
    if width is None:
        return NANO * (FLOAT_CALL + FLOAT_OPERATION * operations.total)
    each = (NUMBER_PLAIN, NUMBER_FUNCTION, NUMBER_ONE_BY_ONE)
    numbers = sum(count * cost for count, cost in zip(operations, each, strict=True))
    return NANO * (ARRAY_CALL + ARRAY_OPERATION * operations.total + width * numbers)


def prices(loss: Loss, runs: int | None = None, sampling: Sampling | None = None, by_scipy: bool = False) -> Prices:
    """Of a single run (None) or of so many at once; all zero for a loss that does not know its operations."""
    if not isinstance(loss, Priced):
        return Prices(0.0, 0.0, 0.0, 0.0)
    examples: int = getattr(loss, "examples", 0)
    seen = sampling.size(examples) if sampling else examples
    width = seen * (runs or 1) if seen else runs
    asked = SCIPY_ASKED if by_scipy else ASKED
    value, gradient, hessian = (evaluation(loss.operations(what), width) for what in ("value", "gradient", "hessian"))
    step = NANO * (STEP if runs is None else ARRAY_STEP) + evaluation(loss.operations("both"), width)
    if sampling:
        step += NANO * GATHERED * seen * len(getattr(loss, "named_columns", ((),)))
    return Prices(step, NANO * asked + value, NANO * asked + gradient, NANO * HESSIAN_ASKED + hessian)


def hands_over(stepper: Stepper) -> bool:
    """Whether the price of a step holds the gradient: taken elsewhere, it is one more."""
    return not stepper.looks_ahead


def least(
    loss: Loss,
    optimizer: Optimizer,
    steps: int,
    runs: int | None = None,
    sampling: Sampling | None = None,
) -> float:
    """Seconds that a run takes if nothing ends it before: exact where every step costs the same, else the least."""
    cost = prices(loss, runs, sampling)
    if isinstance(optimizer.method, WholePath):
        # It may be done after a few steps.
        return cost.value * (runs or 1)
    stepper = optimizer.stepper("scalar", loss.dimension)
    each = stepper.cost or Evaluations(gradients=1)
    asked = Evaluations(*(int(count) * steps for count in each))
    return cost.spent(steps, asked, hands_over(stepper))


def taken(path: Record, sampling: Sampling | None = None) -> float:
    """Seconds that a run took, by the same prices."""
    counts = path.evaluations[:, -1]
    if isinstance(path.optimizer.method, WholePath):
        cost = prices(path.loss, by_scipy=True)
        points = path.steps if path.last is None else int(path.last.sum())
        return cost.spent(points, Evaluations(*(int(count.sum()) for count in counts)), False)
    runs = None if path.single else path.bad_step.size
    handed = hands_over(path.optimizer.stepper("scalar", path.loss.dimension))
    return prices(path.loss, runs, sampling).spent(path.steps, Evaluations(*counts), handed)


def affordable(cost: Prices, stepper: Stepper, steps: int, work: float | None) -> int:
    """How many of `steps` steps the budget is enough for, as far as is known before the first."""
    if work is None:
        return steps
    each = cost.spent(1, stepper.cost or Evaluations(gradients=1), hands_over(stepper))
    return steps if each * steps <= work else int(work / each)


#: Told what share of a run is done, between its steps; may throw to end it.
Watch = Callable[[float], None]


class Metered:
    """A loss whose evaluations are paid for: it throws `WorkSpent` instead of answering once the budget is used up.

    Args:
        loss: the loss.
        cost: what its evaluations cost.
        work: the budget, in seconds; None: without end.
        watch: told after each step what share of the budget or of the steps is used.
    """

    def __init__(self, loss: Oracle, cost: Prices, work: float | None, watch: Watch | None = None) -> None:
        self._loss, self._cost, self._work, self._watch = loss, cost, work, watch
        self.spent = 0.0

    def pay(self, seconds: float) -> None:
        """Take so much off the budget."""
        if self._work is not None and self.spent + seconds > self._work:
            raise WorkSpent
        self.spent += seconds
        if self._watch is not None:
            self._watch(self.spent / self._work if self._work else 0.0)

    def value(self, *point: Any) -> Any:
        """The loss."""
        self.pay(self._cost.value)
        return self._loss.value(*point)

    def gradient(self, *point: Any) -> Point:
        """Its gradient."""
        self.pay(self._cost.gradient)
        return self._loss.gradient(*point)

    def hessian(self, *point: Any) -> tuple[Point, ...]:
        """Its Hessian."""
        self.pay(self._cost.hessian)
        return self._loss.hessian(*point)

    def product(self) -> None:
        """A product with a Hessian that is known."""
        self.pay(NANO * SCIPY_PRODUCT)
