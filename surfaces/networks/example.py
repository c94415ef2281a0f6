"""One example's loss as a formula of the expression language's graph, unit by unit."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from optim_core.backprop import Formula
from optim_core.expression import Graph, Node
from surfaces.networks.shape import Shape

#: A letter per layer of weights and one per layer of biases.
WEIGHT_LETTERS, BIAS_LETTERS = "wpsru", "bcdfh"
#: More units than this have no index of one digit.
MOST_UNITS = 9


def example_formula(
    shape: Shape, loss: Literal["squared", "logistic"], inputs: NDArray[np.float64], targets: NDArray[np.float64]
) -> Formula:
    """The loss of inputs (units of the first layer,) and targets (units of the last,) by weights w_12, ..., b_1, ...

    The order of the variables is that of the network's weights; inputs are numbers x_1, x_2, ... and targets y_1, ....

    Raises:
        ValueError: a layer has more units than there are one-digit indices.
    """
    if max(shape.layers) > MOST_UNITS:
        raise ValueError(f"a formula names layers of at most {MOST_UNITS} units")
    graph, variables = Graph(), weight_names(shape)
    numbers = {f"x_{i}": float(value) for i, value in enumerate(inputs, start=1)}
    units = [graph.symbol(name) for name in numbers]
    at = 0
    for layer, (before, after) in enumerate(shape.pairs):
        names = [variables[at + i * after : at + (i + 1) * after] for i in range(before)]
        biases = variables[at + before * after : at + (before + 1) * after]
        at += (before + 1) * after
        sums = [_sum(graph, units, [row[j] for row in names], biases[j]) for j in range(after)]
        last = layer == len(shape.pairs) - 1
        units = sums if last or shape.activation == "identity" else [graph.apply(shape.activation, z) for z in sums]
    total = graph.const(0.0)
    for i, (unit, target) in enumerate(zip(units, targets, strict=True), start=1):
        numbers[f"y_{i}"] = float(target)
        total = graph.add(total, miss_of(graph, loss, unit, graph.symbol(f"y_{i}")))
    return Formula(total, tuple(variables), numbers)


def weight_names(shape: Shape) -> list[str]:
    """What a formula calls the weights, in the order of the network's point: w_12, ..., b_1, ..., p_11, ..."""
    names = []
    for layer, (before, after) in enumerate(shape.pairs):
        letter, bias = WEIGHT_LETTERS[layer], BIAS_LETTERS[layer]
        names += [f"{letter}_{i}{j}" for i in range(1, before + 1) for j in range(1, after + 1)]
        names += [f"{bias}_{j}" for j in range(1, after + 1)]
    return names


def _sum(graph: Graph, units: list[Node], weights: list[str], bias: str) -> Node:
    total, *others = [graph.mul(graph.symbol(name), unit) for name, unit in zip(weights, units, strict=True)]
    for other in others:
        total = graph.add(total, other)
    return graph.add(total, graph.symbol(bias))


def miss_of(graph: Graph, loss: str, output: Node, target: Node) -> Node:
    """The loss of an output held against its target."""
    if loss == "squared":
        return graph.pow(graph.sub(output, target), graph.const(2.0))
    return graph.sub(graph.apply("softplus", output), graph.mul(target, output))
