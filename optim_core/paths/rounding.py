"""What rounding does to a path: from where on its digits mean nothing.

Held against a run of the same method from a start moved by one unit in the last place. Where the two end far apart, so
would two programs that round differently: NumPy, PyTorch and a browser, say.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from optim_core.paths.record import Record

#: Of the picture's width or height; further apart, two paths are different to anybody's eye.
SHARE = 0.01

Domain = Sequence[tuple[float, float]]


def moved(start: Sequence[float], domain: Domain) -> tuple[float, ...]:
    """The next floats above a start's; from zero itself by the unit of numbers as large as the picture.

    A single coordinate of zero moves by the smallest float there is, which does nothing, as no rounding would.
    """
    if any(start):
        return tuple(math.nextafter(w, math.inf) for w in start)
    return tuple(math.ulp(high - low) for low, high in domain)


def digits_end(path: Record, other: Record, domain: Domain) -> int | None:
    """The first step of a single run at which `other`, from a start moved by rounding, is far away.

    None where both end together: what parted and came back means what it says. A run that ends earlier is compared
    where both still are; numbers far outside of `domain`, the picture, are held against their own size.
    """
    count = min(len(path.values), len(other.values))
    apart = _apart(path.points[:count], other.points[:count], domain)
    return int(np.argmax(apart)) if apart[-1] else None


def _apart(a: NDArray[np.float64], b: NDArray[np.float64], domain: Domain) -> NDArray[np.bool_]:
    sizes = np.array([high - low for low, high in domain])
    with np.errstate(over="ignore", invalid="ignore"):
        far = ~(np.abs(a - b) <= SHARE * np.maximum(sizes, np.maximum(np.abs(a), np.abs(b))))
    return np.asarray(far.any(axis=1))
