"""What the user chooses in the player, and its form on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optim_core.paths.curves import CURVES
from ui.controls.payloads import is_number, is_whole

VIEWS = ("2d", "3d")
LOSS_AXES = ("log", "linear")
X_AXES = ("steps", "evaluations")
MODELS = ("none", "linear", "quadratic")
SIDES = ("curve", "numbers", "both")
MAX_SPEED = 64
#: No run has more steps, and no eye is further away, in halves of the picture.
MOST_STEPS, FARTHEST = 10**6, 100.0

_CHOICES = {"view": VIEWS, "loss_axis": LOSS_AXES, "curve": CURVES, "x_axis": X_AXES, "model": MODELS, "side": SIDES}


@dataclass(frozen=True)
class PlayerSettings:
    """What the user chose.

    Attributes:
        view: one of `VIEWS`.
        loss_axis: one of `LOSS_AXES`, the vertical scale of the lower chart.
        speed: of playing, 1 is normal.
        curve: what the lower chart shows, one of `optim_core.paths.curves.CURVES`.
        x_axis: over what, one of `X_AXES`.
        model: the Taylor model on the landscape, one of `MODELS`.
        side: what is beside the landscape: the curve, the step in numbers or both, one of `SIDES`.
        present: whether the player has the whole window.
        step: the step that is shown at rest; None for the last one.
        eye: from where the 3-D picture is looked at, in Plotly's units; None for the usual place.
    """

    view: str = "2d"
    loss_axis: str = "log"
    speed: float = 1.0
    curve: str = "loss"
    x_axis: str = "steps"
    model: str = "none"
    side: str = "curve"
    present: bool = False
    step: int | None = None
    eye: tuple[float, float, float] | None = None


def settings_message(settings: PlayerSettings) -> dict[str, Any]:
    """Entries of the message's header."""
    return {
        "view": settings.view,
        "lossAxis": settings.loss_axis,
        "speed": settings.speed,
        "curve": settings.curve,
        "xAxis": settings.x_axis,
        "model": settings.model,
        "side": settings.side,
        "present": settings.present,
        "step": settings.step,
        "eye": settings.eye and list(settings.eye),
    }


def settings_from(payload: Any) -> PlayerSettings | None:
    """The settings a browser reported, or None if they make no sense."""
    if not isinstance(payload, Mapping):
        return None
    speed, present = payload.get("speed"), payload.get("present")
    chosen = {name: payload.get(name) for name in _CHOICES}
    if any(chosen[name] not in choices for name, choices in _CHOICES.items()):
        return None
    if not is_number(speed) or not 0 < speed <= MAX_SPEED:
        return None
    if not isinstance(present, bool):
        return None
    try:
        step, eye = step_from(payload), _eye_from(payload)
    except ValueError:
        return None
    words = {name: str(value) for name, value in chosen.items()}
    return PlayerSettings(speed=float(speed), present=present, step=step, eye=eye, **words)


def step_from(payload: Mapping[str, Any]) -> int | None:
    """The step a browser reports, None for the last one; ValueError if it makes no sense."""
    step = payload.get("step")
    if step is not None and (not is_whole(step) or not 0 <= step <= MOST_STEPS):
        raise ValueError
    return step


def _eye_from(payload: Mapping[str, Any]) -> tuple[float, float, float] | None:
    eye = payload.get("eye")
    if eye is None:
        return None
    numbers = isinstance(eye, list) and all(map(is_number, eye))
    if not numbers or len(eye) != 3 or not all(abs(w) <= FARTHEST for w in eye):
        raise ValueError
    return float(eye[0]), float(eye[1]), float(eye[2])
