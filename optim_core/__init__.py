"""The shared core: methods as equations, the one loop, trajectories with verdicts. Needs no web page.

>>> from optim_core import optimizer, run
>>> from surfaces import surface
>>> path = run(surface("rosenbrock"), optimizer("adam", learning_rate=0.05), start=(-1.5, 2.0), steps=300)
>>> path.points.shape
(301, 2)
"""

from optim_core.methods.optimizer import CONVENTIONS, Optimizer, methods, optimizer
from optim_core.paths.trajectory import Trajectory, show_with
from optim_core.paths.verdict import Outcome, Outcomes
from optim_core.running.loop import run

__all__ = [
    "CONVENTIONS",
    "Optimizer",
    "Outcome",
    "Outcomes",
    "Trajectory",
    "methods",
    "optimizer",
    "run",
    "show_with",
]
