"""The examples that networks learn from: clouds of two classes, and what can be made of a seed."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from surfaces.data import Dataset, dataset
from surfaces.data.sources import SOURCES
from surfaces.networks.clouds import CLOUDS, cloud

#: Clouds, and sources of the page of data and batches that are made from a seed: any number of examples can be had.
DATA = (*CLOUDS, *(key for key, source in SOURCES.items() if source.size is not None))
LEAST_SIZE, MOST_SIZE = 20, 400
MOST_NOISE = 1.0
SHARES = (0.0, 0.25, 0.5)
LAST_SEED = 999
#: The same examples are held out as long as the data are the same.
SPLIT_SEED = 0


@lru_cache(maxsize=32)
def examples(key: str, size: int, noise: float, seed: int) -> Dataset:
    """One of `DATA`, so many examples of it."""
    return cloud(key, size, noise, seed) if key in CLOUDS else dataset(key, size, noise, seed)


def parted(data: Dataset, held_out: float) -> tuple[Dataset, Dataset | None]:
    """What is learned from, and what is held out of it."""
    if not held_out:
        return data.take(np.arange(data.size)), None
    learned, held = data.split(held_out, SPLIT_SEED)
    return data.take(learned), data.take(held)
