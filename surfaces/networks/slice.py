"""A network's loss over two of its weights, the others held where they are: a surface like any other.

Everything is in its text, so that a link with it leads to the same surface: examples by name and seed, the network,
which two weights, where they set out, and every weight's number, exactly.
"""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

import numpy as np

from optim_core.base.text import N_
from optim_core.expression import Graph, Node, Parsed, surface_vocabulary, topological
from optim_core.expression.tree.syntax import Symbol
from surfaces.base.kernels import Kernels
from surfaces.base.surface import Location, Surface
from surfaces.networks.example import MOST_UNITS, miss_of, weight_names
from surfaces.networks.examples import DATA, LAST_SEED, LEAST_SIZE, MOST_NOISE, MOST_SIZE, SHARES, examples, parted
from surfaces.networks.loss import MissKind, NetworkLoss, network
from surfaces.networks.shape import ACTIVATIONS, MAX_HIDDEN_LAYERS, Activation, Shape

#: Where surfaces of the catalogue have their keys.
KEY = "network"
NAME = N_("Two weights of a network")
#: Operations of the loss as one formula, over all examples; more would take seconds before the first picture.
MOST_OPERATIONS = 6_500
#: Half the side of the picture at least, and in lengths of the way from the start to where the weights are now.
LEAST_REACH, REACH = 1.0, 0.9


@dataclass(frozen=True)
class Slice:
    """What the surface is made of.

    Attributes:
        data, size, noise, data_seed, held_out: the examples, as `examples` and `parted` have them.
        hidden, activation, loss: the network.
        pair: the places of the two weights in its point.
        start: where these two set out.
        weights: all weights as they are held.
    """

    data: str
    size: int
    noise: float
    data_seed: int
    held_out: float
    hidden: tuple[int, ...]
    activation: Activation
    loss: MissKind
    pair: tuple[int, int]
    start: tuple[float, float]
    weights: Location

    def text(self) -> str:
        """All of it as a text; `slice_of` is the way back."""
        packed = base64.urlsafe_b64encode(np.array(self.weights, dtype="<f8").tobytes()).decode().rstrip("=")
        parts = (
            self.data, self.size, self.noise, self.data_seed, self.held_out, _joined(self.hidden), self.activation,
            self.loss, _joined(self.pair), _joined(self.start), packed,
        )  # fmt: skip
        return ";".join(map(str, parts))

    def network(self) -> NetworkLoss:
        """The loss of all weights.

        Raises:
            ValueError: parts that do not fit together.
        """
        data = examples(self.data, self.size, self.noise, self.data_seed)
        learned, _held = parted(data, self.held_out)
        return network((len(data.features), *self.hidden, 1), self.activation, self.loss, learned)


def slice_of(text: str) -> Slice:
    """What a text says.

    Raises:
        ValueError: it says nothing, or something out of bounds.
    """
    data, size, noise, seed, held, hidden, activation, loss, pair, start, packed = text.split(";")
    numbers = np.frombuffer(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), dtype="<f8")
    first, second = (int(part) for part in pair.split(","))
    x, y = (float(part) for part in start.split(","))
    found = Slice(
        data, int(size), float(noise), int(seed), float(held), tuple(int(part) for part in hidden.split(",")),
        activation, loss, (first, second), (x, y), tuple(numbers.tolist()),  # type: ignore[arg-type]
    )  # fmt: skip
    known = found.data in DATA and activation in ACTIVATIONS and loss in get_args(MissKind) and found.held_out in SHARES
    bounded = LEAST_SIZE <= found.size <= MOST_SIZE and 0.0 <= found.noise <= MOST_NOISE
    layers = 1 <= len(found.hidden) <= MAX_HIDDEN_LAYERS and all(1 <= n <= MOST_UNITS for n in found.hidden)
    if not (known and bounded and layers and 0 <= found.data_seed <= LAST_SEED):
        raise ValueError("no network of these")
    count = found.network().dimension
    places = first != second and 0 <= first < count and 0 <= second < count
    if not (places and len(found.weights) == count and all(map(math.isfinite, (*found.weights, *found.start)))):
        raise ValueError("weights that do not fit the network")
    return found


@lru_cache(maxsize=16)
def slice_surface(text: str) -> Surface:
    """The surface of a slice's text.

    Raises:
        ValueError: the text is none, or the loss has more than `MOST_OPERATIONS` operations.
    """
    found = slice_of(text)
    kernels = _kernels(text)
    now = tuple(found.weights[place] for place in found.pair)
    middle = [(a + b) / 2 for a, b in zip(found.start, now, strict=True)]
    half = max(LEAST_REACH, *(REACH * abs(a - b) for a, b in zip(found.start, now, strict=True)))
    domain = tuple((m - half, m + half) for m in middle)
    return Surface(KEY, text, kernels, kernels.variables, {}, domain, found.start)


@dataclass(frozen=True)
class _Formula(Parsed):
    """Too long to be written out: what is shown is the mean that it is."""

    examples: int = 0

    def latex(self, substitute: object = None) -> str:
        return rf"\frac{{1}}{{{self.examples}}} \sum_{{i=1}}^{{{self.examples}}} \ell\left(a(x_i), y_i\right)"


class _SliceKernels(Kernels):
    """Kernels that travel by the slice's text."""

    def __reduce__(self) -> tuple[object, ...]:
        return _kernels, (self.parsed.text,)


@lru_cache(maxsize=16)
def _kernels(text: str) -> Kernels:
    found = slice_of(text)
    loss = found.network()
    names = weight_names(loss.shape)
    variables = names[found.pair[0]], names[found.pair[1]]
    graph = Graph()
    root = _mean(graph, found, loss, dict(zip(found.pair, variables, strict=True)))
    vocabulary = surface_vocabulary(parameters=())
    formula = _Formula(
        text, Symbol(0, "Q"), graph, root, variables, (), (), vocabulary, text, examples=loss.examples
    )  # fmt: skip
    return _SliceKernels(formula, variables)


def _mean(graph: Graph, found: Slice, loss: NetworkLoss, free: dict[int, str]) -> Node:
    """The mean loss of the examples; what depends on neither weight is worked out as the graph is built."""
    weights = [graph.symbol(free[i]) if i in free else graph.const(w) for i, w in enumerate(found.weights)]
    total = graph.const(0.0)
    for inputs, targets in zip(loss.inputs, loss.targets, strict=True):
        outputs = _outputs(graph, loss.shape, weights, [graph.const(float(x)) for x in inputs])
        for output, target in zip(outputs, targets, strict=True):
            total = graph.add(total, miss_of(graph, found.loss, output, graph.const(float(target))))
        # Numbers that were worked out are in the graph, too, but no operations.
        if len(graph) > 8 * MOST_OPERATIONS:
            break
    root = graph.div(total, graph.const(float(loss.examples)))
    if len(graph) > 8 * MOST_OPERATIONS or len(topological([root])) > MOST_OPERATIONS:
        raise ValueError("too many operations")
    return root


def _outputs(graph: Graph, shape: Shape, weights: list[Node], units: list[Node]) -> list[Node]:
    at = 0
    for layer, (before, after) in enumerate(shape.pairs):
        sums = []
        for j in range(after):
            total = graph.const(0.0)
            for i in range(before):
                total = graph.add(total, graph.mul(weights[at + i * after + j], units[i]))
            sums.append(graph.add(total, weights[at + before * after + j]))
        at += (before + 1) * after
        bent = layer < len(shape.pairs) - 1 and shape.activation != "identity"
        units = [graph.apply(shape.activation, z) for z in sums] if bent else sums
    return units


def _joined(numbers: tuple[float, ...]) -> str:
    return ",".join(map(repr, numbers))
