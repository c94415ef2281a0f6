"""Losses over data and runs on them, kept in bounded caches shared by all sessions.

What people type or upload stays in these caches only as long as others' work does not push it out, and is nowhere
written down.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core import Optimizer, Trajectory
from optim_core.methods.definition import Convention, Definition
from optim_core.running.sampling import Sampling
from pages.batches.state import BatchesState
from surfaces.base.surface import Location
from surfaces.data import DataLoss, Dataset, Model, data_loss
from surfaces.data.models import Penalty
from surfaces.rates import rounded
from ui.runs.batch_runs import studied, trial_rate
from ui.runs.choice import MethodChoice
from ui.runs.kept import kept

NOISE_CAUTION = 0.5
#: Examples that trial descents look at.
MOST_FOR_TRIALS = 200
#: The same examples are held out as long as the data are the same.
SPLIT_SEED = 0


class Task(NamedTuple):
    """The losses of a state.

    Attributes:
        loss: over the examples to learn from, scaled if chosen.
        unscaled: the same without scaling.
        validation: over the examples held out; None if there are none.
        unscaled_held: the examples held out, without scaling; None if there are none.
        learned: indices, among all examples, of those that are learned from.
    """

    loss: DataLoss
    unscaled: DataLoss
    validation: DataLoss | None
    unscaled_held: Dataset | None
    learned: NDArray[np.intp]

    @property
    def nbytes(self) -> int:
        """Bytes of the examples."""
        held = self.unscaled_held.nbytes if self.unscaled_held is not None else 0
        losses = (self.loss, self.unscaled, self.validation)
        return self.learned.nbytes + held + sum(loss.nbytes for loss in losses if loss is not None)


def task_of(state: BatchesState) -> Task:
    """The losses that a state asks for."""
    data = state.examples()
    model = state.model_for(data)
    return _task(data, model, state.penalty, state.strength, state.delta, state.scaled, state.held_out)


# A task of 60 examples takes a few kB, one of 100,000 some 10 MB.
@kept(megabytes=64)
def _task(
    data: Dataset, model: Model, penalty: Penalty, strength: float, delta: float, scaled: bool, held_out: float
) -> Task:
    make = partial(
        data_loss, model=model, penalty=penalty, strength=strength if penalty != "none" else 0.0, delta=delta
    )
    indices, held = _parts(data, held_out)
    learned = data if held is None else data.take(indices)
    unscaled = make(learned)
    loss = make(learned.standardized()) if scaled else unscaled
    bare = None if held is None else data.take(held)
    kept = bare.scaled_like(learned) if bare and scaled else bare
    return Task(loss, unscaled, make(kept) if kept else None, bare, indices)


def _parts(data: Dataset, held_out: float) -> tuple[NDArray[np.intp], NDArray[np.intp] | None]:
    if held_out and data.size > 1:
        return data.split(held_out, SPLIT_SEED)
    return np.arange(data.size), None


def optimizer_of(choice: MethodChoice, state: BatchesState) -> Optimizer:
    """The method with every number set; a rate that nobody chose is suggested for the data as they were offered."""
    # Moving a point must not move a rate.
    offered = task_of(state.with_data(state.offered())).loss
    return choice.paced(partial(_calm_rate, _sampled(offered)), state.steps)


def _calm_rate(offered: DataLoss, method: Definition, convention: Convention) -> float:
    """Half of what suits all examples together: a batch may be steeper than their mean."""
    rate = trial_rate(offered, method, convention).rate
    return rounded(NOISE_CAUTION * rate) if method.rate_unit == "gradient" else rate


@kept(megabytes=16)
def _sampled(loss: DataLoss) -> DataLoss:
    return loss.sampled(MOST_FOR_TRIALS)


def batch_run(loss: DataLoss, method: Optimizer, start: Location, steps: int, sampling: Sampling) -> Trajectory:
    """The run of a method, see `ui.runs.batch_runs.studied`."""
    return studied(loss, None, method, start, steps, sampling).path
