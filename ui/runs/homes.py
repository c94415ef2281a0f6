"""Where the runs of many starts ended, as the player marks it: the same point has one colour for all methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from optim_core.paths.multistart import Harvest, distinct_points
from plots.base.palette import RUNS
from ui.player import Home, RunView

#: Points with a colour and a letter of their own; what is reached beyond them is counted together.
MOST_HOMES = 6
#: Places in the palette, the ones that differ most first.
ORDER = (2, 3, 7, 0, 1, 4, 5, 6)
#: Of a run that reached no point.
NOWHERE = -1


def with_homes(found: Sequence[tuple[RunView, Harvest]], maximize: bool) -> list[RunView]:
    """The views, each with the homes of all and, of every path of its crowd, the index of its own.

    Beyond the last home are those that reached another point; `NOWHERE` are those that reached none.
    """
    points = distinct_points([harvest for _view, harvest in found], maximize)
    homes = tuple(
        Home(point.point, color, dark)
        for point, (color, dark) in zip(points, _colors([view for view, _harvest in found]), strict=False)
    )
    views = []
    for view, harvest in found:
        ends = np.full(0 if view.crowd is None else view.crowd.shape[1], NOWHERE)
        for reached in harvest.reached:
            index = next(i for i, point in enumerate(points) if reached.same_as(point))
            ends[list(reached.runs)] = min(index, len(homes))
        views.append(replace(view, homes=homes, crowd_homes=ends))
    return views


def _colors(views: Sequence[RunView]) -> list[tuple[str, str]]:
    """Those that no run has come first."""
    taken = {view.style.color for view in views}
    ordered = sorted((RUNS[place] for place in ORDER), key=lambda style: style.color in taken)
    return [(style.color, style.on(True)) for style in ordered[:MOST_HOMES]]
