"""The batch player's scene, made from a loss over data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from optim_core.base.program import LossProgram
from optim_core.expression import parse
from optim_core.expression.code.javascript import javascript_body
from surfaces.data import DataLoss, Dataset
from surfaces.data.data_loss import ExampleKernels
from surfaces.data.models import WEIGHTS, feature_symbols, vocabulary
from surfaces.data.optimum import normal_equations
from ui.batch_player.views import BatchScene
from ui.language.column_names import column_name
from ui.player.columns import Column
from ui.runs.batch_runs import picture

#: Examples that are drawn.
MOST_DRAWN = 2000

Pair = tuple[float, float]


def batch_scene(
    loss: DataLoss,
    labels: Mapping[str, str],
    held_out: Dataset | None = None,
    columns: tuple[Column, ...] = (),
    raw: tuple[Dataset, Dataset | None] | None = None,
) -> BatchScene:
    """The scene of a loss.

    Args:
        loss: over the examples that runs learn from.
        labels: from `ui.batch_player.labels`.
        held_out: validation examples to draw beside them.
        columns: of the table of runs.
        raw: where features are standardized, the examples and those held out before that.
    """
    data = loss.data
    drawn_loss = picture(loss)
    drawn = drawn_indices(data.size)
    features = np.stack(data.features, axis=1)
    # Of a sample the loss is not that of the runs.
    live = data.size <= MOST_DRAWN and (held_out is None or held_out.size <= MOST_DRAWN)
    kept = held_out and (np.stack(held_out.features, axis=1), held_out.target)
    return BatchScene(
        id=_content(loss, labels, held_out, columns, raw),
        features=features[drawn],
        target=data.target[drawn],
        total=data.size,
        classes=data.classes,
        names=tuple(map(column_name, (*data.feature_names, data.target_name))),
        held_out=_at_most(kept, MOST_DRAWN) if kept else None,
        domain=(loss.domain[0], loss.domain[1]),
        axes=drawn_loss.axes,
        values=drawn_loss.values,
        levels=drawn_loss.levels,
        minima=tuple((float(w[0]), float(w[1])) for w in loss.minima),
        valley=_valley(loss),
        kernel=example_body(loss.kernels),
        prediction=prediction_body(loss.kernels),
        numbers=loss.numbers,
        labels=labels,
        columns=columns,
        sampled=(drawn, features, data.target) if len(drawn) < data.size else None,
        example=example_program(loss) if live else None,
        raw=(_table(raw[0]), None if raw[1] is None else _table(raw[1])) if raw and live else None,
    )


def _table(data: Dataset) -> np.ndarray:
    return np.stack(data.features, axis=1)


def example_program(loss: DataLoss) -> LossProgram:
    """The loss of one example for runs in the browser."""
    kernels = loss.kernels
    numbers = {name: float(loss.numbers[name]) for name in ("delta", "lambda")}
    return LossProgram(numbers, _body(kernels, "value"), example_body(kernels), _body(kernels, "hessian"))


@lru_cache(maxsize=64)
def _body(kernels: ExampleKernels, what: str) -> str:
    return javascript_body(kernels.nodes(what), kernels.arguments)


def drawn_indices(count: int) -> np.ndarray:
    """The examples that are drawn: all, or a fixed random sample of `MOST_DRAWN`."""
    if count <= MOST_DRAWN:
        return np.arange(count)
    return np.sort(np.random.default_rng(0).choice(count, MOST_DRAWN, replace=False))


@lru_cache(maxsize=64)
def example_body(kernels: ExampleKernels) -> str:
    """JavaScript for one example's loss and its two partial derivatives."""
    return javascript_body([*kernels.nodes("value"), *kernels.nodes("gradient")], kernels.arguments)


@lru_cache(maxsize=64)
def prediction_body(kernels: ExampleKernels) -> str:
    """JavaScript for the prediction, of a model of classes the probability of class 1; "" for a typed loss."""
    text = kernels.model.predictions[kernels.features]
    if not text:
        return ""
    shown = f"sigmoid({text})" if kernels.model.task == "classes" else text
    arguments = (*WEIGHTS, *feature_symbols(kernels.features))
    return javascript_body([parse(shown, vocabulary(kernels.features)).root], arguments)


def _valley(loss: DataLoss) -> tuple[Pair, Pair] | None:
    model, penalty = loss.kernels.model, loss.kernels.penalty
    if not (model.linear and model.squared) or (penalty != "none" and loss.numbers["lambda"]):
        return None
    equations = normal_equations(loss.data)
    if equations.valley is None:
        return None
    (x, y), (dx, dy) = equations.solution, equations.valley
    return (float(x), float(y)), (float(dx), float(dy))


def _at_most(held_out: tuple[np.ndarray, np.ndarray], most: int) -> tuple[np.ndarray, np.ndarray]:
    features, target = held_out
    return features[:most], target[:most]


def _content(
    loss: DataLoss,
    labels: Mapping[str, str],
    held_out: Dataset | None,
    columns: tuple[Column, ...],
    raw: tuple[Dataset, Dataset | None] | None,
) -> str:
    kernels = loss.kernels
    words = repr((example_body(kernels), prediction_body(kernels), sorted(loss.numbers.items()), loss.domain,
                  sorted(labels.items()), columns, loss.data.feature_names, loss.data.target_name))  # fmt: skip
    parts = (loss.data, held_out, *(raw or ()))
    return blake2b(words.encode() + b"".join(part.digest for part in parts if part), digest_size=12).hexdigest()
