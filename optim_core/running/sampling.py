"""Which examples a step looks at: all of them, or a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal, get_args, overload

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
        for name, least in (("batch_size", 1), ("seed", 0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
                raise ValueError(f"{name} must be a whole number of at least {least}, not {value!r:.40}")

    def size(self, examples: int) -> int:
        """Examples of a whole batch."""
        own = {"full": examples, "single": 1}
        return own.get(self.kind, min(self.batch_size, examples))

    def batches(self, examples: int, steps: int) -> Batches:
        """The examples of each step, by index."""
        return Batches(self, examples, steps)

    def deal(self, examples: int) -> Iterator[Indices]:
        """The same without an end."""
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


@dataclass(frozen=True)
class Batches(Sequence[Indices]):
    """The examples of each of so many steps, dealt from the seed whenever they are asked for: none are kept.

    All steps in turn cost one dealing, a single one all dealing before it. `first` is where a part begins.
    """

    sampling: Sampling
    examples: int
    steps: int
    first: int = 0

    def __len__(self) -> int:
        return self.steps

    def __iter__(self) -> Iterator[Indices]:
        return islice(self.sampling.deal(self.examples), self.first, self.first + self.steps)

    @overload
    def __getitem__(self, at: int) -> Indices: ...

    @overload
    def __getitem__(self, at: slice) -> Batches: ...

    def __getitem__(self, at: int | slice) -> Indices | Batches:
        if isinstance(at, slice):
            first, last, stride = at.indices(self.steps)
            if stride != 1:
                raise ValueError("batches are dealt one after the other")
            return replace(self, first=self.first + first, steps=max(0, last - first))
        step = self.first + range(self.steps)[at]
        return next(islice(self.sampling.deal(self.examples), step, None))

    @property
    def sizes(self) -> NDArray[np.intp]:
        """(steps,): how many examples each step has."""
        size, number = self.sampling.size(self.examples), self.first + np.arange(self.steps)
        if self.sampling.kind != "shuffle":
            return np.full(self.steps, size)
        # The last batch of an epoch has what is left.
        place = number % -(-self.examples // size)
        return np.minimum(size, self.examples - place * size)
