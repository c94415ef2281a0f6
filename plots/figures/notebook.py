"""What a notebook shows of a path."""

from __future__ import annotations

from optim_core import Trajectory
from plots.figures.animation import animate
from plots.figures.curves import curves
from plots.figures.landscape import Pictured


def shown_in_notebook(path: Trajectory) -> dict[str, object]:
    """The animated figure by media type, as Plotly's renderer in force wants it; curves for a loss without a picture.

    Empty where Plotly shows figures in a window of its own: nothing is opened that was not asked for.
    """
    figure = animate(path) if isinstance(path.loss, Pictured) else curves(path)
    bundle: dict[str, object] = figure._repr_mimebundle_()
    return bundle
