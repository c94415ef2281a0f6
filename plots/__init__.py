"""Plotly figures of surfaces and paths, for notebooks and to take home. Needs no web page.

>>> from optim_core import optimizer, run
>>> from plots import animate
>>> from surfaces import surface
>>> path = run(surface("rosenbrock"), optimizer("adam", learning_rate=0.05), start=(-1.5, 2.0), steps=300)
>>> len(animate(path).frames)
100

Once this is imported, a path that is the last line of a notebook's cell shows itself.
"""

from optim_core import show_with
from plots.base.palette import LineStyle, line_style
from plots.base.words import Words
from plots.figures.animation import animate
from plots.figures.curves import curves
from plots.figures.landscape import landscape
from plots.figures.notebook import shown_in_notebook

__all__ = ["LineStyle", "Words", "animate", "curves", "landscape", "line_style"]

show_with(shown_in_notebook)
