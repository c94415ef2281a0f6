"""What the user chooses in the batch player, and what comes back from the browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from ui.controls.payloads import is_number, is_whole
from ui.player.settings import LOSS_AXES, MAX_SPEED, step_from

X_AXES = ("steps", "examples", "epochs")
EditKind = Literal["move", "add", "remove"]
_EDITS: Mapping[object, EditKind] = {kind: kind for kind in get_args(EditKind)}


@dataclass(frozen=True)
class BatchSettings:
    """What the user chose.

    Attributes:
        x_axis: one of `X_AXES`, over what the chart shows the loss.
        loss_axis: "log" or "linear".
        speed: of playing, 1 is normal.
        present: whether the player has the whole window.
        step: the step that is shown at rest; None for the last one.
    """

    x_axis: str = "steps"
    loss_axis: str = "log"
    speed: float = 1.0
    present: bool = False
    step: int | None = None


@dataclass(frozen=True)
class DataEdit:
    """What was done to one example.

    Attributes:
        kind: "move", "add" or "remove".
        index: of the example; for "add" the number of examples so far.
        features, target: its new values; for "remove" the old ones.
        raw: of an example that was moved, its features before they were standardized, if they were.
        others: other examples that were moved before and are perhaps not known yet.
    """

    kind: EditKind
    index: int
    features: tuple[float, ...]
    target: float
    raw: tuple[float, ...] | None = None
    others: tuple[DataEdit, ...] = ()


def settings_message(settings: BatchSettings) -> dict[str, Any]:
    """Entries of the message's header."""
    return {
        "xAxis": settings.x_axis,
        "lossAxis": settings.loss_axis,
        "speed": settings.speed,
        "present": settings.present,
        "step": settings.step,
    }


def settings_from(payload: Any) -> BatchSettings | None:
    """The settings a browser reported, or None if they make no sense."""
    if not isinstance(payload, Mapping):
        return None
    x_axis, loss_axis, speed = (payload.get(name) for name in ("x_axis", "loss_axis", "speed"))
    if x_axis not in X_AXES or loss_axis not in LOSS_AXES:
        return None
    if not is_number(speed) or not 0 < speed <= MAX_SPEED:
        return None
    present = payload.get("present")
    if not isinstance(present, bool):
        return None
    try:
        step = step_from(payload)
    except ValueError:
        return None
    return BatchSettings(str(x_axis), str(loss_axis), float(speed), present, step)


def edit_from(payload: Any, features: int, count: int) -> DataEdit | None:
    """The edit a browser reported, or None if it does not fit `count` examples with so many features."""
    if not isinstance(payload, Mapping):
        return None
    kind, index, values = _EDITS.get(str(payload.get("kind"))), payload.get("index"), payload.get("features")
    if kind is None or not is_whole(index) or not isinstance(values, list):
        return None
    numbers = [*values, payload.get("target")]
    if len(values) != features or not all(map(is_number, numbers)):
        return None
    if not 0 <= index < count + (kind == "add"):
        return None
    raw, others = payload.get("raw"), payload.get("others", [])
    if raw is not None and not (isinstance(raw, list) and len(raw) == features and all(map(is_number, raw))):
        return None
    if not isinstance(others, list) or len(others) > count or (others and kind != "move"):
        return None
    if not all(isinstance(other, Mapping) for other in others):
        return None
    before = (edit_from({**other, "kind": "move", "others": []}, features, count) for other in others)
    made = tuple(edit for edit in before if edit is not None)
    if len(made) != len(others):
        return None
    unscaled = None if raw is None else tuple(float(v) for v in raw)
    return DataEdit(kind, index, tuple(float(v) for v in values), float(numbers[-1]), unscaled, made)
