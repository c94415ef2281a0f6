"""The part of the plane of weights that is worth looking at."""

from __future__ import annotations

import numpy as np

from surfaces.base.surface import Domain, Location
from surfaces.data.data_loss import DataLoss

#: The picture reaches this many times the way from the start to the minimum beyond both.
MARGIN = 0.6
SMALLEST = 1.0


def window_around(center: Location, loss: DataLoss) -> Domain:
    """A box with the start and the minimum in it; square unless the way there is much longer in one weight."""
    if not loss.kernels.model.linear or np.allclose(center, loss.start):
        center = _lowest_nearby(loss)
    low = np.minimum(center, loss.start)
    high = np.maximum(center, loss.start)
    reach = np.maximum(high - low, SMALLEST)
    # A picture 30 times as long as wide would show a line.
    reach = np.maximum(reach, reach.max() / 10)
    middle, half = (low + high) / 2, reach * (0.5 + MARGIN)
    return tuple((_short(m - h), _short(m + h)) for m, h in zip(middle, half, strict=True))


def _lowest_nearby(loss: DataLoss) -> Location:
    """The lowest of a coarse grid around zero, for a loss whose minimum is not known."""
    axis = np.linspace(-5.0, 5.0, 41)
    mesh = np.meshgrid(axis, axis, indexing="ij")
    values = np.nan_to_num(np.asarray(loss.sampled(200).value(*mesh)), nan=np.inf)
    i, j = np.unravel_index(np.argmin(values), values.shape)
    return float(axis[i]), float(axis[j])


def _short(bound: float) -> float:
    """Three digits: bounds are read out and retyped."""
    return float(f"{bound:.3g}")
