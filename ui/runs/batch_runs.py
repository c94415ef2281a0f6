"""Runs over examples with all that the page says of them, pictures of their loss, and rates: bounded, kept for all.

What people type or upload stays in these caches only as long as others' work does not push it out, and is nowhere
written down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core import Optimizer, Outcome, Trajectory, run
from optim_core.methods.definition import Convention, Definition
from optim_core.methods.stepper import Oracle
from optim_core.paths.verdict import Outcomes
from optim_core.running.cost import Watch, evaluation, least, prices, taken
from optim_core.running.sampling import Sampling
from surfaces.base.grid import contour_levels
from surfaces.base.surface import Location
from surfaces.data import DataLoss
from surfaces.data.data_loss import MOST_FOR_CURVES, MOST_FOR_PICTURES
from surfaces.rates import TRIAL_STEPS, FoundRate, rate_within, watching_work
from ui.work.bounded import bounded
from ui.work.budgets import BUDGETS

Array = NDArray[np.float64]

#: About so many values and gradients of the whole loss does a verdict look at.
VERDICT = 80
#: Points of a picture along each axis.
GRID = 81


@dataclass(frozen=True)
class Studied:
    """A run over examples.

    Attributes:
        path: the run.
        work: seconds of work it took.
        outcome: its verdict.
        validation: (steps + 1,): the loss of the examples that were held out; None if there are none.
        met: the loss that each step saw, if the method's schedule asks for it.
        final: the last loss of all examples, if the others are of a sample.
    """

    path: Trajectory
    work: float
    outcome: Outcome | Outcomes
    validation: Array | None
    met: tuple[float, ...] | None
    final: float | None

    @property
    def nbytes(self) -> int:
        """Bytes of its numbers."""
        return self.path.nbytes + (0 if self.validation is None else self.validation.nbytes)

    @property
    def unfinished(self) -> bool:
        """Whether its budget ended it."""
        return bool(np.any(self.path.spent))


def _seen(method: Optimizer, sampling: Sampling) -> Sampling | None:
    """How a method samples: one that makes its path as a whole sees all examples in every step."""
    return None if sampling.kind == "full" or not method.method.steppable else sampling


def _said(loss: DataLoss) -> float:
    """Seconds of what is said of a run, however long."""
    return VERDICT * evaluation(loss.operations("both"), loss.examples)


def _curves(loss: DataLoss, validation: DataLoss | None, method: Optimizer, sampling: Sampling) -> float:
    """Seconds of the curves below a run, for each of its steps."""
    value = loss.operations("value")
    numbers = min(loss.examples, MOST_FOR_CURVES) if loss.curves_sampled or _seen(method, sampling) else 0
    numbers += min(validation.examples, MOST_FOR_CURVES) if validation is not None else 0
    if method.schedule is not None and method.schedule.memory:
        numbers += sampling.size(loss.examples)
    return evaluation(value, numbers) - evaluation(value, 0)


def _least(
    loss: DataLoss, validation: DataLoss | None, method: Optimizer, start: Location, steps: int, sampling: Sampling
) -> float:
    own = least(loss, method, steps, sampling=_seen(method, sampling))
    return own + steps * _curves(loss, validation, method, sampling) + _said(loss)


# 1,000 steps take about 80 kB: batches are dealt anew from their seed.
@bounded(megabytes=64, least=_least)
def studied(
    loss: DataLoss,
    validation: DataLoss | None,
    method: Optimizer,
    start: Location,
    steps: int,
    sampling: Sampling,
    *,
    work: float,
    watch: Watch | None = None,
) -> Studied:
    """The run of a method; one that makes its path as a whole sees all examples in every step.

    Whatever it saw, the losses along it are of the same examples as those of every other run, with very many of a
    sample: of different examples they could not be compared.
    """
    seen, curves = _seen(method, sampling), _curves(loss, validation, method, sampling)
    step = prices(loss, None, seen).step
    share = step / (step + curves) if step else 1.0
    path = run(loss, method, start, steps, sampling=seen, work=max(0.0, work - _said(loss)) * share, watch=watch)
    if seen is None and loss.curves_sampled is not None:
        path = replace(path, values=loss.along(path.points))
    end = tuple(path.points[-1].tolist())
    return Studied(
        path=path,
        work=taken(path, seen) + path.steps * curves + _said(loss),
        outcome=path.outcome,
        validation=None if validation is None else validation.along(path.points),
        met=_losses_met(path, loss) if method.schedule is not None and method.schedule.memory else None,
        final=None if loss.curves_sampled is None else float(loss.value(*end)),
    )


def _losses_met(path: Trajectory, loss: DataLoss) -> tuple[float, ...]:
    """The loss that each step saw: that of its batch, where it took its gradient."""
    places = path.points[: path.steps] if path.gradient_points is None else path.gradient_points[: path.steps]
    seen: Iterable[Oracle] = [loss] * path.steps if path.batches is None else map(loss.batch, path.batches)
    return tuple(float(part.value(*place)) for part, place in zip(seen, places.tolist(), strict=True))


class Picture(NamedTuple):
    """The loss over a window, with very many examples of a sample; and the seconds of work it took."""

    axes: tuple[Array, Array]
    values: Array
    levels: tuple[float, ...]
    work: float = 0.0
    unfinished: bool = False

    @property
    def nbytes(self) -> int:
        """Bytes of its numbers."""
        return int(self.values.nbytes)


def _least_of_picture(loss: DataLoss) -> float:
    return evaluation(loss.operations("value"), GRID**2 * min(loss.examples, MOST_FOR_PICTURES))


# A grid takes about 50 kB.
@bounded(megabytes=4, least=_least_of_picture)
def picture(loss: DataLoss, *, work: float, watch: Watch | None = None) -> Picture:
    """What the landscape is drawn from."""
    first, second = (np.linspace(*bounds, GRID) for bounds in loss.domain)
    values = np.array(loss.sampled(MOST_FOR_PICTURES).value(*np.meshgrid(first, second)), dtype=np.float64)
    values[~np.isfinite(values)] = np.nan
    return Picture((first, second), values, contour_levels(values), _least_of_picture(loss))


def _least_of_rate(loss: DataLoss, method: Definition, convention: Convention) -> float:
    return _descents(loss) + watching_work(loss, method, convention)


def _descents(loss: DataLoss) -> float:
    return 2 * TRIAL_STEPS * evaluation(loss.operations("both"), loss.examples)


@bounded(megabytes=0.05, least=_least_of_rate)
def trial_rate(
    loss: DataLoss, method: Definition, convention: Convention, *, work: float, watch: Watch | None = None
) -> FoundRate:
    """The rate that trial descents on few examples suggest."""
    found = rate_within(loss, method, convention, work=max(0.0, work - _descents(loss)))
    return found._replace(work=_descents(loss) + found.work)


def most_examples(loss: DataLoss) -> int | None:
    """Of how many examples the loss can be worked with: what is said of a run, and its picture, fit into a budget.

    None if of as many as there are.
    """
    if _said(loss) <= BUDGETS.run and _least_of_picture(loss) <= BUDGETS.run:
        return None
    call = evaluation(loss.operations("both"), 0)
    said = (evaluation(loss.operations("both"), 1000) - call) / 1000
    shown = evaluation(loss.operations("value"), GRID**2)
    by_verdict = (BUDGETS.run / VERDICT - call) / said
    by_picture = BUDGETS.run / shown if _least_of_picture(loss) > BUDGETS.run else by_verdict
    return max(1, int(min(by_verdict, by_picture)))
