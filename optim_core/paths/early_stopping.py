"""Early stopping: give up once the loss on held-out examples has not fallen for a while."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike


class EarlyStop(NamedTuple):
    """What early stopping makes of a run.

    Attributes:
        best: the step with the lowest value up to the stop, the first of equals; what it would hand back.
        stopped: the step at which it gives up; None if it never does.
    """

    best: int
    stopped: int | None


def early_stopping(values: ArrayLike, patience: int, min_delta: float = 0.0) -> EarlyStop:
    """Stop at the first step at which none of the last `patience` steps was lower than the best before them.

    Args:
        values: (steps + 1,), the loss on held-out examples at each point; NaN is never an improvement.
        patience: steps without improvement that are put up with, from 1 on.
        min_delta: only a fall by more than this is an improvement.

    Raises:
        ValueError: no values, a patience below 1 or a negative `min_delta`.

    Source: L. Prechelt (1998), Early stopping - but when?
    """
    losses = np.asarray(values, dtype=np.float64)
    if losses.ndim != 1 or not losses.size:
        raise ValueError("early stopping needs the loss of at least one point")
    if patience < 1 or min_delta < 0:
        raise ValueError(f"patience must be at least 1 and min_delta at least 0, not {patience} and {min_delta}")
    stopped = _gives_up(losses, patience, min_delta)
    seen = losses if stopped is None else losses[: stopped + 1]
    return EarlyStop(int(np.argmin(np.where(np.isnan(seen), np.inf, seen))), stopped)


def _gives_up(losses: np.ndarray, patience: int, min_delta: float) -> int | None:
    best, since = float("inf"), 0
    for step, value in enumerate(losses.tolist()):
        if step == 0 or value < best - min_delta:
            best, since = value if value == value else float("inf"), step
        elif step - since >= patience:
            return step
    return None
