"""Two classes in a plane that no line parts: the clouds that networks are shown on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from optim_core.methods.hyperparameters import unknown_name
from surfaces.data.dataset import MAX_EXAMPLES, Dataset

Array = NDArray[np.float64]
Random = np.random.Generator


def _moons(classes: Array, random: Random) -> Array:
    """Two half circles that reach into each other."""
    angle = np.pi * random.uniform(size=len(classes))
    outer = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    inner = np.stack([1.0 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    return np.where(classes[:, None] == 1.0, inner, outer) - np.array([0.5, 0.25])


def _rings(classes: Array, random: Random) -> Array:
    """A circle within a circle; the inner one is class 1."""
    angle = 2.0 * np.pi * random.uniform(size=len(classes))
    radius = np.where(classes == 1.0, 0.5, 1.0)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _xor(classes: Array, random: Random) -> Array:
    """Four squares like a chessboard's; class 1 where the signs of the coordinates differ."""
    size = random.uniform(0.1, 1.0, (len(classes), 2))
    first = random.choice([-1.0, 1.0], len(classes))
    return size * np.stack([first, np.where(classes == 1.0, -first, first)], axis=1)


CLOUDS: Mapping[str, Callable[[Array, Random], Array]] = {"moons": _moons, "rings": _rings, "xor": _xor}


def cloud(key: str, size: int = 200, noise: float = 0.1, seed: int = 0) -> Dataset:
    """Examples of two classes, as many of one as of the other (one more of class 0 if `size` is odd).

    Args:
        key: ``"moons"``, ``"rings"`` or ``"xor"``.
        noise: standard deviation of what is added to both features.
        seed: the same seed makes the same examples.

    Raises:
        ValueError: an unknown key, a size that is not from 1 to 100,000, or a negative or infinite noise.
    """
    if key not in CLOUDS:
        raise unknown_name("cloud", key, CLOUDS)
    if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or not 1 <= size <= MAX_EXAMPLES:
        raise ValueError(f"size must be a whole number from 1 to {MAX_EXAMPLES:,}, not {size!r:.40}")
    if not 0.0 <= noise <= 10.0:
        raise ValueError(f"noise must be between 0 and 10, not {noise!r:.40}")
    random = np.random.default_rng(seed)
    classes = random.permutation((np.arange(size) % 2).astype(np.float64))
    points = CLOUDS[key](classes, random) + noise * random.standard_normal((size, 2))
    return Dataset((points[:, 0], points[:, 1]), classes, True, ("x₁", "x₂"), "class")
