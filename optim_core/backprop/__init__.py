"""Backpropagation on the graph that runs: values forward, derivatives backward, paths and what they cost.

>>> from optim_core.backprop import backpropagate
>>> b = backpropagate("sin(x*y) + x^2", (0.5, 0.0))
>>> b.value, b.gradient
(0.25, (1.0, 0.5))
>>> sum(path.product for path in b.paths("x"))
1.0
"""

from optim_core.backprop.backpropagation import Backpropagation, Edge, Node, backpropagate
from optim_core.backprop.counting import MAX_PATHS, Path
from optim_core.backprop.errors import BackpropagationError
from optim_core.backprop.formula import MAX_VARIABLES, Formula, formula_of
from optim_core.backprop.tape import Tape, tape_of

__all__ = [
    "MAX_PATHS",
    "MAX_VARIABLES",
    "Backpropagation",
    "BackpropagationError",
    "Edge",
    "Formula",
    "Node",
    "Path",
    "Tape",
    "backpropagate",
    "formula_of",
    "tape_of",
]
