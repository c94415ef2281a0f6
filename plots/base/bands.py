"""The bands between level lines as polygons, which Plotly leaves alone while it moves other things.

Contours of Plotly's own vanish in an animation unless every frame draws the whole figure anew, seven times as slowly.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from contourpy import FillType, contour_generator
from numpy.typing import NDArray

from surfaces.base.grid import Grid

Array = NDArray[np.float64]


def higher_ground(grid: Grid) -> list[tuple[Array, Array]]:
    """For each band from the lowest: polygons around all that is as high as the band or higher, where there is any.

    Drawn one over another each shows its band. Gaps part the rings of one; holes run the other way round.
    """
    values = np.ma.masked_invalid(grid.values)
    if not values.count():
        return []
    generator = contour_generator(grid.axes[0], grid.axes[1], values, fill_type=FillType.OuterCode)
    floors = [-np.inf, *grid.levels[1:-1]]
    return [_rings(generator.filled(floor, np.inf)) for floor in floors]


def _rings(filled: Any) -> tuple[Array, Array]:
    rings: list[Array] = []
    for points, codes in zip(*filled, strict=True):
        # 1 begins a ring.
        rings += np.split(points, np.flatnonzero(codes == 1)[1:])
    gap = np.full((1, 2), np.nan)
    whole = np.concatenate([part for ring in rings for part in (gap, ring)][1:] or [gap])
    return whole[:, 0], whole[:, 1]
