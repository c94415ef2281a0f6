"""What the network's player is sent, and what comes back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from optim_core import Optimizer
from optim_core.running.sampling import Sampling
from surfaces.base.surface import Location
from surfaces.networks import NetworkLoss
from ui.controls.payloads import is_whole
from ui.language.column_names import column_name
from ui.language.i18n import _, current_language
from ui.network_player.labels import labels
from ui.player.wire import pack


@dataclass(frozen=True)
class Training:
    """What is trained on what.

    Attributes:
        loss: over the examples to learn from.
        held: over the examples held out; None if there are none.
        classes: whether the targets are classes 0 and 1.
        names: of the axes of the picture of the examples.
    """

    loss: NetworkLoss
    held: NetworkLoss | None
    optimizer: Optimizer
    sampling: Sampling
    start: Location
    steps: int
    classes: bool
    names: tuple[str, str]


@dataclass(frozen=True)
class Followed:
    """The example of the training data whose pass is shown, from 0 (-1: none), and the step that is shown."""

    example: int
    step: int


@dataclass(frozen=True)
class Over:
    """Two weights, by their places from 0, that the loss is drawn over, and the step that is shown."""

    pair: tuple[int, int]
    step: int


def network_message(training: Training, followed: Followed | None, over: Over | None = None) -> bytes:
    """The message. Its `id` stays as long as the training stays.

    Raises:
        ValueError: a method that the browser has no program for.
    """
    loss, sampling = training.loss, training.sampling
    program = training.optimizer.program(loss.dimension, False)
    if program is None:
        raise ValueError(f"{training.optimizer.key} has no program for the browser")
    inputs, targets = (training.held.inputs, training.held.targets) if training.held else ((), ())
    arrays = {
        "start": np.array(training.start),
        "inputs": loss.inputs,
        "targets": loss.targets,
        "held_inputs": np.array(inputs, dtype=np.float64),
        "held_targets": np.array(targets, dtype=np.float64),
    }
    if sampling.kind != "full":
        batches = sampling.batches(loss.examples, training.steps)
        arrays["batches"] = np.concatenate(list(batches)).astype(np.float32)
        arrays["sizes"] = batches.sizes.astype(np.float32)
    header: dict[str, Any] = {
        "shape": {"layers": loss.shape.layers, "activation": loss.shape.activation, "loss": loss.loss},
        "program": program.message(),
        "steps": training.steps,
        "classes": training.classes,
    }
    digest = hashlib.blake2b(repr(header).encode(), digest_size=16)
    for array in arrays.values():
        digest.update(array.tobytes() + b"|")
    shown = {
        "id": digest.hexdigest(),
        "names": [column_name(name) for name in training.names],
        "example": followed.example if followed else -1,
        "step": followed.step if followed else over.step if over else None,
        "over": over.pair if over else None,
        "labels": labels(_, current_language()),
    }
    return pack({**header, **shown}, arrays)


def followed_from(payload: Any, examples: int, steps: int) -> Followed | None:
    """What the browser reports, or None if it is no report of one of so many examples and steps."""
    if not isinstance(payload, Mapping):
        return None
    example, step = (_whole(payload.get(name)) for name in ("example", "step"))
    if example is None or step is None or not (-1 <= example < examples and 0 <= step <= steps):
        return None
    return Followed(example, step)


def over_from(payload: Any, weights: int, steps: int) -> Over | None:
    """What the browser reports, or None if it is no report of two of so many weights and of a step."""
    pair = payload.get("over") if isinstance(payload, Mapping) else None
    if not isinstance(pair, list) or len(pair) != 2:
        return None
    first, second, step = (_whole(value) for value in (*pair, payload.get("step")))
    if first is None or second is None or step is None or first == second:
        return None
    return (
        Over((first, second), step)
        if max(first, second) < weights and min(first, second) >= 0 <= step <= steps
        else None
    )


def _whole(value: Any) -> int | None:
    return value if is_whole(value) else None
