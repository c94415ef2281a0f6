"""What the player shows, as plain data, and its form on the wire."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ui.player.explanation import Explanation, explanation_message
from ui.player.wire import pack


@dataclass(frozen=True)
class Scene:
    """Everything that stays when paths change.

    `values` has shape (ny, nx) for two variables, (nx,) for one, NaN where the loss is undefined. `axes`
    holds the grid coordinates per variable, `levels` increasing contour levels. `labels` come from
    `ui.player.labels.labels`.
    """

    id: str
    variables: tuple[str, ...]
    domain: tuple[tuple[float, float], ...]
    axes: tuple[np.ndarray, ...]
    values: np.ndarray
    levels: tuple[float, ...]
    minima: tuple[tuple[float, ...], ...]
    minimum_value: float | None
    labels: Mapping[str, str]

    @property
    def dimension(self) -> int:
        """Number of variables, 1 or 2."""
        return len(self.variables)


@dataclass(frozen=True)
class RunView:
    """One method's path: `points` (n+1, dim), `values` (n+1,), in 1-D also `gradients` (n+1,).

    `dash` is a Plotly dash name, `kind` the outcome's kind, `cells` the formatted table cells.
    """

    key: str
    label: str
    color: str
    dash: str
    points: np.ndarray
    values: np.ndarray
    gradients: np.ndarray | None
    cells: Mapping[str, str]
    kind: str


@dataclass(frozen=True)
class PlayerEvents:
    """What the user did in the player since the last run of the script."""

    start: tuple[float, ...] | None = None


@dataclass(frozen=True)
class PlayerSettings:
    """What the user chose: ``view`` "2d" or "3d", ``loss_axis`` "log" or "linear", ``speed`` (1 = normal)."""

    view: str = "2d"
    loss_axis: str = "log"
    speed: float = 1.0


def scene_message(scene: Scene) -> bytes:
    """The scene as bytes; equal scenes give equal bytes, which lets Streamlit send only their hash.

    Raises:
        ValueError: shapes that do not fit together.
    """
    shape = tuple(len(axis) for axis in reversed(scene.axes))
    if scene.values.shape != shape or len(scene.domain) != scene.dimension:
        raise ValueError(f"values of shape {scene.values.shape} do not fit axes of lengths {shape}")
    header = {
        "id": scene.id,
        "variables": scene.variables,
        "domain": [[float(low), float(high)] for low, high in scene.domain],
        "levels": [float(level) for level in scene.levels if math.isfinite(level)],
        "minima": [[float(value) for value in minimum] for minimum in scene.minima],
        "minimumValue": _finite_or_none(scene.minimum_value),
        "labels": dict(scene.labels),
    }
    axes = {f"axis{i}": np.asarray(axis, dtype=float) for i, axis in enumerate(scene.axes)}
    return pack(header, {**axes, "values": _as_float32(scene.values)})


def player_message(
    scene: Scene,
    runs: Sequence[RunView],
    start: Sequence[float],
    settings: PlayerSettings,
    answered: int = 0,
    reports: Sequence[str] = ("start", "settings"),
    explained: Explanation | None = None,
) -> bytes:
    """The runs as bytes, and the steps of the one that is explained.

    `answered` is the number of the last request from the browser that is dealt with, `reports` names the
    events the page listens to; others would rerun it for nothing.
    """
    steps, arrays = explanation_message(explained)
    header = {
        "scene": scene.id,
        "start": [float(value) for value in start],
        "view": settings.view,
        "lossAxis": settings.loss_axis,
        "speed": settings.speed,
        "answered": answered,
        "reports": list(reports),
        "runs": [_run_header(run) for run in runs],
        "explained": steps,
    }
    for i, run in enumerate(runs):
        arrays.update(_run_arrays(i, run, scene.dimension))
    return pack(header, arrays)


def start_from(payload: Any, dimension: int) -> tuple[float, ...] | None:
    """The start a browser reported, or None if it is not `dimension` finite numbers."""
    point = payload.get("point") if isinstance(payload, Mapping) else None
    if not isinstance(point, list) or len(point) != dimension:
        return None
    if not all(isinstance(value, int | float) and math.isfinite(value) for value in point):
        return None
    return tuple(float(value) for value in point)


def settings_from(payload: Any) -> PlayerSettings | None:
    """The settings a browser reported, or None if they make no sense."""
    if not isinstance(payload, Mapping):
        return None
    view, loss_axis, speed = payload.get("view"), payload.get("loss_axis"), payload.get("speed")
    if view not in {"2d", "3d"} or loss_axis not in {"log", "linear"}:
        return None
    if not isinstance(speed, int | float) or not 0 < speed <= 64:
        return None
    return PlayerSettings(str(view), str(loss_axis), float(speed))


def request_number(payload: Any) -> int:
    """The number of a browser's request, 0 if it has none."""
    number = payload.get("request") if isinstance(payload, Mapping) else None
    return number if isinstance(number, int) else 0


def _run_header(run: RunView) -> dict[str, Any]:
    return {
        "key": run.key,
        "label": run.label,
        "color": run.color,
        "dash": run.dash,
        "kind": run.kind,
        "cells": dict(run.cells),
    }


def _run_arrays(i: int, run: RunView, dimension: int) -> dict[str, np.ndarray]:
    count = len(run.values)
    if np.shape(run.points) != (count, dimension):
        raise ValueError(f"{run.key}: points of shape {np.shape(run.points)}, expected {(count, dimension)}")
    arrays = {f"p{i}": np.asarray(run.points, dtype=float), f"v{i}": np.asarray(run.values, dtype=float)}
    if run.gradients is not None:
        arrays[f"g{i}"] = np.asarray(run.gradients, dtype=float)
    return arrays


def _as_float32(values: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        return np.asarray(values, dtype=np.float32)


def _finite_or_none(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None
