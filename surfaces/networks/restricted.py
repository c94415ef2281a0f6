"""One example's loss by a few of the weights, the others numbers: a formula that is the same for all examples.

What depends on none of these weights is worked out beforehand, for all examples at once. So the examples' own numbers
are columns, of which the formula has the names, and it is as long as what those weights have to do with, however many
examples there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core.expression import Graph, Node
from surfaces.networks.example import miss_of
from surfaces.networks.loss import NetworkLoss
from surfaces.networks.shape import BENDS

Array = NDArray[np.float64]
#: What comes out of a unit: numbers, one for each example, or what is made of the weights that are free.
Unit = Array | Node


class Restricted(NamedTuple):
    """The formula of one example, and the examples' numbers, (N,) each, by the names that it has for them."""

    graph: Graph
    root: Node
    columns: Mapping[str, Array]


def restricted(loss: NetworkLoss, free: Mapping[int, str], weights: Sequence[float]) -> Restricted:
    """The loss of one example by the weights of some places.

    Args:
        free: names of those weights by their places in the point.
        weights: all weights; those that are free do not count.
    """
    found = _Restricting(loss, free, weights)
    units: list[Unit] = list(np.ascontiguousarray(loss.inputs.T))
    at = 0
    for layer, (before, after) in enumerate(loss.shape.pairs):
        sums = [found.sum(units, [at + i * after + j for i in range(before + 1)]) for j in range(after)]
        at += (before + 1) * after
        units = sums if layer == len(loss.shape.pairs) - 1 else [found.bent(z) for z in sums]
    graph = found.graph
    total = graph.const(0.0)
    for output, target in zip(units, loss.targets.T, strict=True):
        total = graph.add(total, miss_of(graph, loss.loss, found.node(output), found.node(target)))
    return Restricted(graph, total, found.columns)


class _Restricting:
    def __init__(self, loss: NetworkLoss, free: Mapping[int, str], weights: Sequence[float]) -> None:
        self.graph, self.columns = Graph(), dict[str, Array]()
        self._loss, self._free, self._weights = loss, free, weights

    def sum(self, units: Sequence[Unit], places: Sequence[int]) -> Unit:
        """Of units by the weights at these places, the last of which is the bias."""
        known = np.zeros(self._loss.examples)
        parts: list[Node] = []
        for unit, place in zip((*units, np.ones(self._loss.examples)), places, strict=True):
            if isinstance(unit, np.ndarray) and place not in self._free:
                with np.errstate(all="ignore"):
                    known = known + self._weights[place] * unit
            else:
                parts.append(self.graph.mul(self._weight(place), self.node(unit)))
        if not parts:
            return known
        total = self.node(known)
        for part in parts:
            total = self.graph.add(total, part)
        return total

    def bent(self, unit: Unit) -> Unit:
        """What comes out of a hidden unit whose sum this is."""
        activation = self._loss.shape.activation
        if isinstance(unit, np.ndarray):
            return np.asarray(BENDS[activation].value(unit))
        return unit if activation == "identity" else self.graph.apply(activation, unit)

    def node(self, unit: Unit) -> Node:
        """The unit in the formula: equal numbers are one column, and a number that all examples share is a number."""
        if not isinstance(unit, np.ndarray):
            return unit
        if (unit == unit[0]).all():
            return self.graph.const(float(unit[0]))
        known = next((name for name, column in self.columns.items() if np.array_equal(column, unit)), None)
        name = known or f"known_{len(self.columns) + 1}"
        self.columns[name] = unit
        return self.graph.symbol(name)

    def _weight(self, place: int) -> Node:
        return self.graph.symbol(self._free[place]) if place in self._free else self.graph.const(self._weights[place])
