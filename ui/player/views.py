"""What the player shows, as plain data, and its form on the wire."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from optim_core.base.program import LossProgram
from plots.base.palette import LineStyle
from ui.controls.payloads import is_number, is_whole
from ui.demos.demo import Demo
from ui.demos.tour import demo_message
from ui.player.columns import Column, checked_cells, columns_message
from ui.player.dials import DialControl, dial_message
from ui.player.explanation import Explanation, explanation_message
from ui.player.programs import RunProgram, loss_message, run_program_message
from ui.player.settings import PlayerSettings, settings_message
from ui.player.wire import pack


@dataclass(frozen=True)
class Scene:
    """Everything that stays when paths change.

    `values` has shape (ny, nx) for two variables, (nx,) for one, NaN where the loss is undefined. `axes`
    holds the grid coordinates per variable, `levels` increasing contour levels. `labels` come from
    `ui.player.labels.labels`, `columns` are those of the table of runs. `kernel` is JavaScript for
    Taylor models of the loss, as `optim_core.expression.code.taylor.taylor_body` prints it; without it no model is
    offered. `loss` is what the engine runs methods on; without it nothing moves before the server has answered.
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
    kernel: str = ""
    columns: tuple[Column, ...] = ()
    loss: LossProgram | None = None

    @property
    def dimension(self) -> int:
        """Number of variables, 1 or 2."""
        return len(self.variables)

    @cached_property
    def message(self) -> bytes:
        """What `scene_message` makes of it: sent with every run of a page, and always the same."""
        return scene_message(self)


class Home(NamedTuple):
    """A point that runs of many starts end at, with a colour on light and one on dark ground."""

    point: tuple[float, ...]
    color: str
    dark: str


@dataclass(frozen=True)
class RunView:
    """One method's path: `points` (n+1, dim), `values` (n+1,), in 1-D also `gradients` (n+1,).

    `style` is how it looks on light and on dark ground, `kind` the outcome's kind or "local_minimum", `cells` the
    formatted table cells by column.

    `curve` is what the lower chart shows of the run, (n+1,) or one column per variable (n+1, dim), if the settings
    ask for another curve than the loss; None if the run has no such curve. `evaluations` (n+1,) is its horizontal
    place if they ask for evaluations. `crowd` (rows, m, dim) holds m more paths of the same method, row j is
    their step ``j * crowd_stride``; NaN after a path's end. `crowd_homes` (m,) says which of `homes` each reached:
    an index, the number of homes for another point, -1 for none. `rate` can be set beside the row, `numbers` one click
    from there. `program` is for the browser's engine; None if the server alone makes such runs. `digits_end` is the
    step from which on rounding decides where the path goes; None if it never does. A run that is `held` is still to
    come: its path is an older one, or its start alone.
    """

    key: str
    label: str
    style: LineStyle
    points: np.ndarray
    values: np.ndarray
    gradients: np.ndarray | None
    cells: Mapping[str, str]
    kind: str
    curve: np.ndarray | None = None
    evaluations: np.ndarray | None = None
    crowd: np.ndarray | None = None
    crowd_stride: int = 1
    homes: tuple[Home, ...] = ()
    crowd_homes: np.ndarray | None = None
    rate: DialControl | None = None
    numbers: tuple[DialControl, ...] = ()
    program: RunProgram | None = None
    digits_end: int | None = None
    held: bool = False


@dataclass(frozen=True)
class PlayerEvents:
    """What the user did in the player since the last run of the script."""

    start: tuple[float, ...] | None = None


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
        "columns": columns_message(scene.columns),
        "kernel": scene.kernel,
        "loss": loss_message(scene.loss),
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
    demo: Demo | None = None,
    step_dial: DialControl | None = None,
    surface_dials: Sequence[DialControl] = (),
    waits: str = "",
) -> bytes:
    """The runs as bytes, the steps of the one that is explained, and what is said of the scene.

    `answered` is the number of the last request from the browser that is dealt with, `reports` names the
    events the page listens to; others would rerun it for nothing. `step_dial` is how many steps there are at most,
    `surface_dials` are the numbers of the surface. While runs are held, `waits` says what for: "working", or "stopped"
    if nobody is at them.
    """
    steps, arrays = explanation_message(explained)
    header = {
        "scene": scene.id,
        "start": [float(value) for value in start],
        **settings_message(settings),
        "answered": answered,
        "reports": list(reports),
        "runs": [_run_header(run, scene.columns) for run in runs],
        "explained": steps,
        "demo": demo_message(demo),
        "stepDial": dial_message(step_dial),
        "surfaceDials": [dial_message(dial) for dial in surface_dials],
        "waits": waits,
    }
    for i, run in enumerate(runs):
        arrays.update(_run_arrays(i, run, scene.dimension))
    return pack(header, arrays)


def start_from(payload: Any, dimension: int) -> tuple[float, ...] | None:
    """The start a browser reported, or None if it is not `dimension` finite numbers."""
    point = payload.get("point") if isinstance(payload, Mapping) else None
    if not isinstance(point, list) or len(point) != dimension:
        return None
    if not all(map(is_number, point)):
        return None
    return tuple(float(value) for value in point)


def request_number(payload: Any) -> int:
    """The number of a browser's request, 0 if it has none."""
    number = payload.get("request") if isinstance(payload, Mapping) else None
    return number if is_whole(number) else 0


def style_message(style: LineStyle) -> dict[str, str]:
    """A run's looks as the browser is told of them; it takes the colour of its own theme."""
    return {"color": style.color, "dark": style.on(True), "dash": style.dash, "marker": style.marker}


def _run_header(run: RunView, columns: Sequence[Column]) -> dict[str, Any]:
    return {
        "key": run.key,
        "label": run.label,
        **style_message(run.style),
        "kind": run.kind,
        "held": run.held,
        "cells": checked_cells(run.key, run.cells, columns),
        "rate": dial_message(run.rate),
        "numbers": [dial_message(number) for number in run.numbers],
        "program": run_program_message(run.program),
        "digitsEnd": run.digits_end,
        "crowdStride": run.crowd_stride,
        "homes": [{**home._asdict(), "point": [float(value) for value in home.point]} for home in run.homes],
    }


def _run_arrays(i: int, run: RunView, dimension: int) -> dict[str, np.ndarray]:
    count = len(run.values)
    _check(run, "points", run.points, (count, dimension))
    arrays = {f"p{i}": np.asarray(run.points, dtype=float), f"v{i}": np.asarray(run.values, dtype=float)}
    if run.gradients is not None:
        arrays[f"g{i}"] = np.asarray(run.gradients, dtype=float)
    if run.curve is not None:
        _check(run, "curve", run.curve, (count,), (count, dimension))
        arrays[f"c{i}"] = np.asarray(run.curve, dtype=float)
    if run.evaluations is not None:
        _check(run, "evaluations", run.evaluations, (count,))
        arrays[f"e{i}"] = np.asarray(run.evaluations, dtype=float)
    if run.crowd is not None:
        _check(run, "crowd", run.crowd, (*np.shape(run.crowd)[:2], dimension))
        arrays[f"m{i}"] = _as_float32(run.crowd)
        if run.crowd_homes is not None:
            _check(run, "crowd_homes", run.crowd_homes, (np.shape(run.crowd)[1],))
            arrays[f"h{i}"] = np.asarray(run.crowd_homes, dtype=float)
    return arrays


def _check(run: RunView, name: str, array: np.ndarray, *shapes: tuple[int, ...]) -> None:
    if np.shape(array) not in shapes:
        expected = " or ".join(str(shape) for shape in shapes)
        raise ValueError(f"{run.key}: {name} of shape {np.shape(array)}, expected {expected}")


def _as_float32(values: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        return np.asarray(values, dtype=np.float32)


def _finite_or_none(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None
