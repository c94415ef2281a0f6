"""Where runs begin: at zero, at small random weights, or at many places at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, ...]


def zero(dimension: int) -> Point:
    """w = 0."""
    return (0.0,) * dimension


def uniform(dimension: int, epsilon: float, seed: int) -> Point:
    """Weights drawn from uniform(-epsilon, epsilon); the same seed draws the same weights."""
    weights = np.random.default_rng(seed).uniform(-epsilon, epsilon, dimension)
    return tuple(float(w) for w in weights)


def scattered(domain: Sequence[tuple[float, float]], count: int, seed: int) -> tuple[NDArray[np.float64], ...]:
    """`count` starts, uniform over `domain`, (low, high) per weight: an array of `count` runs per weight.

    The first starts are the same whatever the count, so that asking for more adds to what was there.
    """
    low, high = np.array(domain, dtype=np.float64).T
    draws = np.random.default_rng(seed).random((count, len(domain)))
    return tuple((low + draws * (high - low)).T)
