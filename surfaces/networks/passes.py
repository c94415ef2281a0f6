"""Forward and backward through a network, for all examples and any number of points at once.

Backward (Rumelhart, Hinton, Williams 1986, Nature 323): what has arrived at a layer's sums goes to its weights times
what came in, and on to the layer before through the weights. The Hessian's columns are the same passes, differentiated
along a direction (Pearlmutter 1994, Neural Computation 6(1)), so they are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core.expression.graph.numerics import sigmoid_array, softplus_array
from surfaces.networks.shape import BENDS, Layer, Shape

Array = NDArray[np.float64]


class Miss(NamedTuple):
    """How an output a is held against a target y: the loss, and its first two derivatives by a."""

    value: Callable[[Array, Array], Array]
    first: Callable[[Array, Array], Array]
    second: Callable[[Array, Array], Array]


MISSES: Mapping[str, Miss] = {
    "squared": Miss(lambda a, y: (a - y) ** 2, lambda a, y: 2.0 * (a - y), lambda a, y: np.full_like(a, 2.0)),
    # -y ln s(a) - (1 - y) ln(1 - s(a)), without the logarithm of a rounded 0.
    "logistic": Miss(
        lambda a, y: softplus_array(a) - y * a,
        lambda a, y: sigmoid_array(a) - y,
        lambda a, y: sigmoid_array(a) * sigmoid_array(-a),
    ),
}


class Forward(NamedTuple):
    """What a forward pass leaves: the layers' sums z (..., N, units) and what comes out of each, inputs first."""

    sums: list[Array]
    outputs: list[Array]


def forward(shape: Shape, layers: list[Layer], inputs: Array) -> Forward:
    """Values of inputs (N, units) through layers with leading axes of any shape."""
    bend = BENDS[shape.activation]
    sums, outputs = [], [inputs]
    for place, (weights, biases) in enumerate(layers, start=1):
        sums.append(outputs[-1] @ weights + biases)
        outputs.append(bend.value(sums[-1]) if place < len(layers) else sums[-1])
    return Forward(sums, outputs)


def values(shape: Shape, miss: Miss, points: Array, inputs: Array, targets: Array) -> Array:
    """(...): the mean over the examples, summed over the outputs, at points (..., weights)."""
    found = forward(shape, shape.unpack(points), inputs)
    return np.asarray(miss.value(found.outputs[-1], targets).sum(axis=-1).mean(axis=-1))


def gradients(shape: Shape, miss: Miss, points: Array, inputs: Array, targets: Array) -> tuple[Array, Array]:
    """Values (...) and gradients (..., weights) at points (..., weights)."""
    layers, bend = shape.unpack(points), BENDS[shape.activation]
    sums, outputs = forward(shape, layers, inputs)
    flow = miss.first(outputs[-1], targets) / len(inputs)
    found: list[Layer] = []
    for place in reversed(range(len(layers))):
        found.append(Layer(_turned(outputs[place]) @ flow, flow.sum(axis=-2, keepdims=True)))
        if place:
            flow = (flow @ _turned(layers[place].weights)) * bend.first(sums[place - 1], outputs[place])
    value = miss.value(outputs[-1], targets).sum(axis=-1).mean(axis=-1)
    return np.asarray(value), shape.pack(found[::-1])


def curvatures(
    shape: Shape, miss: Miss, points: Array, directions: Array, inputs: Array, targets: Array
) -> Array:  # fmt: skip
    """(n, k, weights): the Hessian at each of points (n, weights) times each of directions (k, weights)."""
    layers, moves, bend = shape.unpack(points[:, None, :]), shape.unpack(directions), BENDS[shape.activation]
    sums, outputs = forward(shape, layers, inputs)
    # How sums and outputs change along each direction.
    sum_moves: list[Array] = []
    output_moves: list[Array] = [np.zeros((1, 1, *inputs.shape))]
    for place, ((weights, _), (along, shift)) in enumerate(zip(layers, moves, strict=True), start=1):
        sum_moves.append(output_moves[-1] @ weights + outputs[place - 1] @ along + shift)
        slope = bend.first(sums[place - 1], outputs[place]) if place < len(layers) else 1.0
        output_moves.append(slope * sum_moves[-1])
    flow = miss.first(outputs[-1], targets) / len(inputs)
    flow_moves = miss.second(outputs[-1], targets) / len(inputs) * output_moves[-1]
    found: list[Layer] = []
    for place in reversed(range(len(layers))):
        by_weights = _turned(output_moves[place]) @ flow + _turned(outputs[place]) @ flow_moves
        found.append(Layer(by_weights, flow_moves.sum(axis=-2, keepdims=True)))
        if place:
            weights, along = layers[place].weights, moves[place].weights
            slope, bow = (part(sums[place - 1], outputs[place]) for part in (bend.first, bend.second))
            back = flow @ _turned(weights)
            back_moves = flow_moves @ _turned(weights) + flow @ _turned(along)
            flow_moves = back_moves * slope + back * bow * sum_moves[place - 1]
            flow = back * slope
    return shape.pack(found[::-1])


def _turned(matrices: Array) -> Array:
    return np.swapaxes(matrices, -1, -2)
