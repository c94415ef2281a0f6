"""Examples: one or two features and a target each."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.base.values import fields_of

Array = NDArray[np.float64]

#: More examples than this are not taken.
MAX_EXAMPLES = 100_000
#: Larger numbers than this are no measurements anyone wants to fit here.
LARGEST = 1e9


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples by column. Equal numbers are equal datasets, so results can be kept.

    Attributes:
        features: one or two arrays (N,).
        target: (N,); 0 and 1 where `classes`.
        classes: whether the target is a class.
        feature_names, target_name: what the columns are called.
    """

    features: tuple[Array, ...]
    target: Array = field(repr=False)
    classes: bool = False
    feature_names: tuple[str, ...] = ("x",)
    target_name: str = "y"

    def __post_init__(self) -> None:
        columns = (*self.features, self.target)
        if not 1 <= len(self.features) <= 2 or len(self.features) != len(self.feature_names):
            raise ValueError("a dataset has one or two features, each with a name")
        if {column.shape for column in columns} != {(self.size,)} or not 1 <= self.size <= MAX_EXAMPLES:
            raise ValueError(f"columns need equal lengths from 1 to {MAX_EXAMPLES:,}")
        if not all(np.isfinite(c).all() and (np.abs(c) <= LARGEST).all() for c in columns):
            raise ValueError(f"all numbers must be finite and at most {LARGEST:g}")
        if self.classes and not np.isin(self.target, (0.0, 1.0)).all():
            raise ValueError("classes are 0 and 1")

    @property
    def size(self) -> int:
        """The number of examples N."""
        return len(self.target)

    @property
    def nbytes(self) -> int:
        """Bytes of its numbers."""
        return sum(column.nbytes for column in (*self.features, self.target))

    @cached_property
    def digest(self) -> bytes:
        """Of all numbers and of what they are."""
        kind = f"{self.classes}{self.feature_names}{self.target_name}".encode()
        hashed = hashlib.blake2b(kind, digest_size=16)
        for column in (*self.features, self.target):
            hashed.update(np.ascontiguousarray(column).tobytes())
        return hashed.digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dataset) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __getstate__(self) -> dict[str, object]:
        return fields_of(self)

    @cached_property
    def design(self) -> Array:
        """(N, 2): what the two weights of a linear model are multiplied with: 1 and x, or both features."""
        if len(self.features) == 1:
            return np.stack([np.ones(self.size), self.features[0]], axis=1)
        return np.stack(self.features, axis=1)

    def standardized(self) -> Dataset:
        """Every feature with mean 0 and standard deviation 1; one that never changes becomes 0."""
        return replace(self, features=tuple(_standardized(feature) for feature in self.features))

    def scaled_like(self, other: Dataset) -> Dataset:
        """Its features shifted and stretched as `other.standardized()` shifts and stretches those of `other`.

        What lies further out than numbers may be, beside a column that hardly changes, is put at the bound.
        """
        stretched = (_standardized(f, like) for f, like in zip(self.features, other.features, strict=True))
        scaled = tuple(np.clip(feature, -LARGEST, LARGEST) for feature in stretched)
        return replace(self, features=scaled)

    def take(self, indices: ArrayLike) -> Dataset:
        """Some of the examples."""
        chosen = np.asarray(indices)
        return replace(self, features=tuple(f[chosen] for f in self.features), target=self.target[chosen])

    def split(self, share: float, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Indices of two parts, the second about `share` of the examples drawn at random; both have at least one.

        Raises:
            ValueError: fewer than two examples.
        """
        if self.size < 2:
            raise ValueError("a split needs at least two examples")
        order = np.random.default_rng(seed).permutation(self.size)
        held_out = min(max(round(share * self.size), 1), self.size - 1)
        return np.sort(order[held_out:]), np.sort(order[:held_out])

    def changed(self, index: int, features: Sequence[float], target: float) -> Dataset:
        """With another value for one example; one past the last adds it."""
        columns = [
            np.append(column, 0.0) if index == self.size else column.copy() for column in (*self.features, self.target)
        ]
        for column, value in zip(columns, (*features, target), strict=True):
            column[index] = value
        return replace(self, features=tuple(columns[:-1]), target=columns[-1])

    def without(self, index: int) -> Dataset:
        """Without one example."""
        return self.take(np.delete(np.arange(self.size), index))


def center_and_spread(feature: Array) -> tuple[float, float]:
    """Mean and standard deviation; of one that never changes its value and 1, though sums of it are rounded."""
    if feature.min() == feature.max():
        return float(feature[0]), 1.0
    return float(feature.mean()), float(feature.std())


def _standardized(feature: Array, like: Array | None = None) -> Array:
    center, spread = center_and_spread(feature if like is None else like)
    return (feature - center) / spread
