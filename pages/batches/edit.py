"""Examples that were moved, added or removed in the picture, put back among all examples."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np

from pages.batches.computed import Task
from surfaces.data import MAX_EXAMPLES, Dataset
from surfaces.data.dataset import LARGEST, center_and_spread

#: With more examples than this a picture shows some of them only, and none can be changed.
MOST_EDITABLE = 2000


def edited(
    data: Dataset,
    task: Task,
    kind: Literal["move", "add", "remove"],
    index: int,
    features: Sequence[float],
    target: float,
    scaled: bool,
    raw: Sequence[float] | None = None,
) -> Dataset | None:
    """The data with one example changed; None if that makes no sense.

    Args:
        data: all examples.
        task: the losses made from them.
        kind: what was done.
        index: of the example among those learned from.
        features, target: where it is now, in the picture's coordinates.
        scaled: whether the picture shows scaled features.
        raw: the features before they were scaled, if they are known: a picture may be older than the data.
    """
    shown = task.unscaled.data
    if kind != "add" and not 0 <= index < shown.size:
        return None
    if kind == "remove":
        return data.without(int(task.learned[index])) if shown.size > 1 and data.size > 2 else None
    if len(features) != len(data.features) or data.size >= MAX_EXAMPLES:
        return None
    place = [_unscaled(w, f) if scaled else w for w, f in zip(features, shown.features, strict=True)]
    if scaled and raw is not None:
        place = list(raw)
    numbers = [
        _readable(w, column) for w, column in zip((*place, target), (*shown.features, shown.target), strict=True)
    ]
    if data.classes:
        numbers[-1] = float(target >= 0.5)
    if not all(math.isfinite(w) and abs(w) <= LARGEST for w in numbers):
        return None
    return data.changed(data.size if kind == "add" else int(task.learned[index]), numbers[:-1], numbers[-1])


def _unscaled(value: float, feature: np.ndarray) -> float:
    center, spread = center_and_spread(feature)
    return center + value * spread


def _readable(value: float, column: np.ndarray) -> float:
    """With as many decimals as a pixel is worth."""
    width = float(np.ptp(column)) or 1.0
    return round(value, 3 - math.floor(math.log10(width))) + 0.0
