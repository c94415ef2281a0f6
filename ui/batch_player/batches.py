"""Which examples the steps of several runs looked at, on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from optim_core.paths.record import Dealt

#: Indices sent of all batches of one run together; of larger batches only so many are shown and computed with.
MOST_INDICES = 500_000


class Sent(NamedTuple):
    """Batches of several runs, equal ones once.

    Attributes:
        number: for each run which of the batches are its own; None if it has none.
        arrays: of batches j their indices one after the other ``b{j}``, how many of each are sent ``n{j}``, and how
            many there really are ``s{j}``.
    """

    number: tuple[int | None, ...]
    arrays: dict[str, np.ndarray]


def dealt_batches(runs: Sequence[Dealt | None]) -> Sent:
    """Put together what is to be sent; runs with the same seed share their batches."""
    numbers: list[int | None] = []
    known: dict[bytes, int] = {}
    arrays: dict[str, np.ndarray] = {}
    for batches in runs:
        if batches is None:
            numbers.append(None)
            continue
        sizes, sent, flat = _flat(batches)
        number = known.setdefault(flat.tobytes() + sizes.tobytes(), len(known))
        numbers.append(number)
        arrays |= {f"b{number}": flat, f"n{number}": sent, f"s{number}": sizes}
    return Sent(tuple(numbers), arrays)


def _flat(batches: Dealt) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sizes, sizes sent and indices; whole numbers below 2^24 are exact in single precision."""
    sizes = batches.sizes.astype(np.float32)
    most = max(1, MOST_INDICES // max(1, len(batches)))
    sent = np.minimum(sizes, most).astype(np.float32)
    # Copies: a part that is only looked at would keep the whole batch.
    parts = [batch[:most].astype(np.float32) for batch in batches]
    return sizes, sent, np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)
