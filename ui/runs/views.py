"""Trajectories as the player and its table show them."""

from __future__ import annotations

import numpy as np

from optim_core import Optimizer, Outcome, Trajectory
from optim_core.base.text import N_
from optim_core.methods.optimizer import Convention
from optim_core.methods.schedules import KINDS, TYPED
from optim_core.paths.curves import curve as curve_of
from optim_core.paths.curves import evaluation_axis
from surfaces import Surface
from ui.language.i18n import _, translate
from ui.language.numbers import short
from ui.player import RunView
from ui.runs.choice import MethodChoice
from ui.runs.palette import line_style

CONVENTION_NAMES: dict[Convention, str] = {"lecture": N_("Lecture"), "pytorch": "PyTorch"}


def method_label(choice: MethodChoice) -> str:
    """The method's name, numbered from its second run on."""
    name = _(choice.method.name)
    return f"{name} ({choice.copy + 1})" if choice.copy else name


def in_pytorch(optimizer: Optimizer) -> bool:
    """Whether PyTorch has the method (the one inside, for a method around another), so that there are two forms."""
    return bool(optimizer.method.paced_by(optimizer.hyperparameters).torch_name)


def run_view(
    choice: MethodChoice, path: Trajectory, surface: Surface, curve: str = "loss", x_axis: str = "steps"
) -> RunView:
    """One run as the player shows it, with its row of the table.

    `curve` is a key of `optim_core.paths.curves.CURVES`, `x_axis` "steps" or "evaluations", as the player is told.
    """
    style = line_style(choice.key, choice.copy)
    outcome = path.outcome
    assert isinstance(outcome, Outcome)
    return RunView(
        key=choice.slot,
        label=method_label(choice),
        color=style.color,
        dash=style.dash,
        points=path.points,
        values=path.values,
        gradients=_slopes(path, surface) if surface.dimension == 1 else None,
        cells={
            "convention": _(CONVENTION_NAMES[choice.convention]) if in_pytorch(path.optimizer) else "—",
            "learning_rate": rate_text(path.optimizer),
            "steps": str(outcome.step),
            "final_loss": short(float(path.values[-1])),
            "distance": short(surface.distance_to_minimum(tuple(path.points[-1].tolist()))),
            "verdict": translate(outcome.parts),
        },
        kind=outcome.kind,
        curve=None if curve == "loss" else curve_of(path, curve, surface.minima),
        evaluations=evaluation_axis(path) if x_axis == "evaluations" else None,
    )


def rate_text(optimizer: Optimizer) -> str:
    """The rate that was set and, where it changes, how."""
    rate, made = short(optimizer.learning_rate), optimizer.schedule
    if made is None or made.constant:
        return rate
    how = made.text() if made.kind == TYPED else _(KINDS[made.kind].name)
    return how if optimizer.learning_rate is None else f"{rate}, {how}"


def _slopes(path: Trajectory, surface: Surface) -> np.ndarray:
    return np.asarray(surface.gradient(path.points[:, 0])[0], dtype=np.float64)
