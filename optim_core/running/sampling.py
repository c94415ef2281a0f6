"""Which examples a step looks at: all of them, or a batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

#: "full": every example in every step. "shuffle": the examples are shuffled and dealt out in batches, an epoch is
#: once through; the last batch may be smaller. "replacement": every batch is drawn anew. "single": one example a
#: step, drawn anew.
SamplingKind = Literal["full", "shuffle", "replacement", "single"]
SAMPLING_KINDS: tuple[SamplingKind, ...] = get_args(SamplingKind)

Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Sampling:
    """How batches are made.

    Attributes:
        kind: see `SamplingKind`.
        batch_size: examples of a batch, from 1 on; a batch never has more than there are examples. The kinds
            "full" and "single" have sizes of their own.
        seed: the same seed deals the same batches.
    """

    kind: SamplingKind = "shuffle"
    batch_size: int = 32
    seed: int = 0

    def __post_init__(self) -> None:
        if self.kind not in SAMPLING_KINDS:
            raise ValueError(f"the kind of sampling must be one of {', '.join(SAMPLING_KINDS)}, not {self.kind!r:.40}")
        if self.batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, not {self.batch_size}")

    def size(self, examples: int) -> int:
        """Examples of a whole batch."""
        own = {"full": examples, "single": 1}
        return own.get(self.kind, min(self.batch_size, examples))

    def batches(self, examples: int, steps: int) -> tuple[Indices, ...]:
        """The examples of each step, by index."""
        return tuple(islice(self._endless(examples), steps))

    def _endless(self, examples: int) -> Iterator[Indices]:
        size, random = self.size(examples), np.random.default_rng(self.seed)
        everything = np.arange(examples)
        while True:
            if self.kind == "full":
                yield everything
            elif self.kind == "shuffle":
                order = random.permutation(examples)
                yield from (order[first : first + size] for first in range(0, examples, size))
            else:
                yield random.integers(examples, size=size)
