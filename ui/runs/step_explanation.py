"""The step panel's view of a run."""

from __future__ import annotations

import numpy as np

from optim_core import Trajectory
from optim_core.explanations.step_equations import TAKEN_AT, step_equations
from surfaces import Surface
from ui.language.i18n import _
from ui.player import Explanation


def explanation(slot: str, path: Trajectory, surface: Surface) -> Explanation:
    """The equations of the run's method with the gradients it used."""
    equations = step_equations(path.optimizer, surface.variables, path.maximize, _("otherwise"))
    if equations is None or path.gradients is None or path.gradient_points is None:
        return Explanation(slot, None)
    away = any(line.target == TAKEN_AT for line in equations.before)
    gradients, places = path.gradients[: path.steps], path.gradient_points[: path.steps]
    losses = np.asarray(surface.value(*places.T), dtype=np.float64) if equations.uses_value else None
    return Explanation(slot, equations, gradients, places if away else None, losses)
