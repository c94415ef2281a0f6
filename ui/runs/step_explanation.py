"""The step panel's view of a run."""

from __future__ import annotations

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
    return Explanation(
        slot, equations, path.gradients[: path.steps], path.gradient_points[: path.steps] if away else None
    )
