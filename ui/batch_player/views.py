"""What the batch player shows, as plain data, and its form on the wire."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from optim_core.base.program import LossProgram
from optim_core.paths.record import Dealt
from plots.base.palette import LineStyle
from ui.batch_player.batches import Sent, dealt_batches
from ui.batch_player.settings import BatchSettings, settings_message
from ui.demos.demo import Demo
from ui.demos.tour import demo_message
from ui.player.columns import Column, checked_cells, columns_message
from ui.player.dials import DialControl, dial_message
from ui.player.programs import RunProgram, loss_message, run_program_message
from ui.player.views import style_message
from ui.player.wire import pack

VARIABLES = ("w₀", "w₁")


@dataclass(frozen=True)
class BatchRun:
    """One method's path over a loss of many examples.

    Attributes:
        key, label: of the row in the table.
        style: how it looks on light and on dark ground.
        points: (steps + 1, 2).
        values: (steps + 1,), the loss of all training examples.
        batches: the examples of each step, by index; None if every step saw all.
        examples_seen: (steps + 1,), how many examples the steps so far have looked at.
        rates: (steps,), the learning rate of each step; None if the method has none.
        cells: formatted table cells by column.
        kind: the outcome's kind, or "local_minimum".
        validation: (steps + 1,), the loss of held-out examples.
        stop: the step at which early stopping would have stopped.
        rate: what can be set beside the row.
        program: what the browser makes the run from while something is dragged; None if the server alone can.
        dealt: the examples of all steps there may be, of those that were not made too; None for those of `batches`.
        held: whether the run is still to come: its path is an older one, or its start alone.
    """

    key: str
    label: str
    style: LineStyle
    points: np.ndarray
    values: np.ndarray
    batches: Dealt | None
    examples_seen: np.ndarray
    rates: np.ndarray | None
    cells: Mapping[str, str]
    kind: str
    validation: np.ndarray | None = None
    stop: int | None = None
    rate: DialControl | None = None
    numbers: tuple[DialControl, ...] = ()
    program: RunProgram | None = None
    dealt: Dealt | None = None
    held: bool = False


@dataclass(frozen=True)
class BatchScene:
    """Everything that stays when runs change; `ui.batch_player.batch_scene` makes it from a loss.

    Attributes:
        id: names the content.
        features, target: (n, 1 or 2) and (n,), the examples that are drawn.
        total: how many examples there are; with more than n, those drawn are a sample.
        classes: whether the target is a class, 0 or 1.
        names: of the features and the target.
        held_out: features and target of the validation examples.
        domain: (low, high) per weight.
        axes: coordinates of the grid, (nx,) and (ny,).
        values: (ny, nx), the loss of all examples; NaN where it is undefined.
        levels: increasing contour levels.
        minima: known minima.
        valley: a point and a direction of a line of minima.
        kernel: JavaScript body of (w_0, w_1, features..., y, delta, lambda) to [loss of one example, its two partials].
        prediction: the same of (w_0, w_1, features...) to [prediction], for classes the probability of class 1;
            empty if the loss knows no prediction.
        numbers: delta and lambda.
        labels: from `ui.batch_player.labels`.
        columns: of the table of runs.
        sampled: with more than n examples, the index of each drawn one, (n,), and features (total, 1 or 2) and
            target (total,) of all, from which the loss of a batch is computed.
        example: the loss of one example as the browser's engine takes it, after the weights features, target and the
            numbers; None where there are too many examples for runs in the browser.
        raw: where features are standardized, the same before that, of the examples and of those held out.
    """

    id: str
    features: np.ndarray
    target: np.ndarray
    total: int
    classes: bool
    names: tuple[str, ...]
    held_out: tuple[np.ndarray, np.ndarray] | None
    domain: tuple[tuple[float, float], tuple[float, float]]
    axes: tuple[np.ndarray, np.ndarray]
    values: np.ndarray
    levels: tuple[float, ...]
    minima: tuple[tuple[float, float], ...]
    valley: tuple[tuple[float, float], tuple[float, float]] | None
    kernel: str
    prediction: str
    numbers: Mapping[str, float]
    labels: Mapping[str, str]
    columns: tuple[Column, ...] = ()
    sampled: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None
    example: LossProgram | None = None
    raw: tuple[np.ndarray, np.ndarray | None] | None = None


def scene_message(scene: BatchScene) -> bytes:
    """The scene as bytes; equal scenes give equal bytes, which lets Streamlit send only their hash.

    Raises:
        ValueError: shapes that do not fit together.
    """
    count, columns = np.shape(scene.features)
    if scene.values.shape != tuple(len(axis) for axis in reversed(scene.axes)):
        raise ValueError(f"values of shape {scene.values.shape} do not fit the axes")
    if np.shape(scene.target) != (count,) or columns not in (1, 2) or len(scene.names) != columns + 1:
        raise ValueError(f"{count} examples with {columns} features do not fit the target or the names")
    return pack(_scene_header(scene), _scene_arrays(scene))


def _scene_header(scene: BatchScene) -> dict[str, Any]:
    return {
        "id": scene.id,
        "variables": VARIABLES,
        "domain": [[float(low), float(high)] for low, high in scene.domain],
        "levels": [float(level) for level in scene.levels if math.isfinite(level)],
        "minima": [[float(value) for value in minimum] for minimum in scene.minima],
        "valley": scene.valley and [[float(value) for value in pair] for pair in scene.valley],
        "labels": dict(scene.labels),
        "columns": columns_message(scene.columns),
        "kernel": scene.kernel,
        "prediction": scene.prediction,
        "numbers": {name: float(value) for name, value in scene.numbers.items()},
        "total": scene.total,
        "classes": scene.classes,
        "names": scene.names,
        "example": loss_message(scene.example),
    }


def _scene_arrays(scene: BatchScene) -> dict[str, np.ndarray]:
    arrays = {f"axis{i}": np.asarray(axis, dtype=float) for i, axis in enumerate(scene.axes)}
    with np.errstate(over="ignore"):
        arrays["values"] = np.asarray(scene.values, dtype=np.float32)
    arrays["features"], arrays["target"] = np.asarray(scene.features), np.asarray(scene.target)
    if scene.held_out is not None:
        arrays["heldFeatures"], arrays["heldTarget"] = (np.asarray(array) for array in scene.held_out)
    if scene.raw is not None:
        arrays.update({n: np.asarray(a) for n, a in zip(("rawFeatures", "rawHeld"), scene.raw, strict=True)
                       if a is not None})  # fmt: skip
    if scene.sampled is not None:
        # Of a hundred thousand examples single precision shows everything there is to see.
        names = ("drawn", "allFeatures", "allTarget")
        arrays.update({n: np.asarray(a, dtype=np.float32) for n, a in zip(names, scene.sampled, strict=True)})
    return arrays


def player_message(
    scene: BatchScene,
    runs: Sequence[BatchRun],
    start: Sequence[float],
    settings: BatchSettings,
    answered: int = 0,
    reports: Sequence[str] = ("start", "data", "settings"),
    demo: Demo | None = None,
    waits: str = "",
) -> bytes:
    """The runs as bytes.

    `answered` is the number of the last request from the browser that is dealt with, `reports` names the events the
    page listens to. While runs are held, `waits` says what for: "working", or "stopped" if nobody is at them.

    Raises:
        ValueError: misshapen arrays.
    """
    dealt = dealt_batches([run.dealt or run.batches for run in runs])
    header = {
        "scene": scene.id,
        "start": [float(value) for value in start],
        **settings_message(settings),
        "answered": answered,
        "reports": list(reports),
        "runs": [_run_header(run, scene, dealt, i) for i, run in enumerate(runs)],
        "demo": demo_message(demo),
        "waits": waits,
    }
    arrays = dict(dealt.arrays)
    for i, run in enumerate(runs):
        arrays.update(_run_arrays(i, run))
    return pack(header, arrays)


def _run_header(run: BatchRun, scene: BatchScene, dealt: Sent, i: int) -> dict[str, Any]:
    return {
        "key": run.key,
        "label": run.label,
        **style_message(run.style),
        "kind": run.kind,
        "held": run.held,
        "cells": checked_cells(run.key, run.cells, scene.columns),
        "batches": dealt.number[i],
        "stop": run.stop,
        "rate": dial_message(run.rate),
        "numbers": [dial_message(number) for number in run.numbers],
        "program": run_program_message(run.program),
    }


def _run_arrays(i: int, run: BatchRun) -> dict[str, np.ndarray]:
    count = len(run.values)
    wanted = {
        f"p{i}": ("points", run.points, (count, 2)),
        f"v{i}": ("values", run.values, (count,)),
        f"e{i}": ("examples_seen", run.examples_seen, (count,)),
        f"r{i}": ("rates", run.rates, (count - 1,)),
        f"h{i}": ("validation", run.validation, (count,)),
    }
    if run.batches is not None and len(run.batches) != count - 1:
        raise ValueError(f"{run.key}: {len(run.batches)} batches for {count - 1} steps")
    for name, array, shape in wanted.values():
        if array is not None and np.shape(array) != shape:
            raise ValueError(f"{run.key}: {name} of shape {np.shape(array)}, expected {shape}")
    return {name: np.asarray(array, dtype=float) for name, (_, array, _) in wanted.items() if array is not None}
