"""From examples and a model to their loss, with its minimum where that is known and a window worth looking at."""

from __future__ import annotations

from dataclasses import replace

from surfaces.data.data_loss import DataLoss, example_kernels
from surfaces.data.dataset import Dataset
from surfaces.data.models import Model, Penalty
from surfaces.data.optimum import known_minimum
from surfaces.data.window import window_around


def data_loss(
    data: Dataset, model: Model, *, penalty: Penalty = "none", strength: float = 0.0, delta: float = 1.0
) -> DataLoss:
    """The loss of a model over data.

    Args:
        data: the examples.
        model: one of `MODELS`, or a typed one.
        penalty, strength: what keeps weights small, and lambda.
        delta: where Huber's loss turns from a parabola into a line.

    Raises:
        ValueError: a model that does not fit the data.
    """
    if not model.fits(len(data.features), data.classes):
        raise ValueError(f"the model {model.key} does not fit data with {len(data.features)} feature(s)")
    kernels = example_kernels(model, len(data.features), penalty)
    bare = DataLoss(data, kernels, {"delta": delta, "lambda": strength}, ((-1.0, 1.0),) * 2, model.start)
    minimum = known_minimum(bare)
    domain = model.domain or window_around(minimum or bare.start, bare)
    return replace(bare, domain=domain, minima=(minimum,) if minimum else ())
