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
from optim_core.expression import Parsed, surface_vocabulary
from optim_core.expression.tree.syntax import Symbol
from surfaces.base.kernels import Kernels
from surfaces.base.surface import Location, Surface
from surfaces.networks.example import MOST_UNITS, weight_names
from surfaces.networks.examples import DATA, LAST_SEED, LEAST_SIZE, MOST_NOISE, MOST_SIZE, SHARES, examples, parted
from surfaces.networks.loss import MissKind, NetworkLoss, network
from surfaces.networks.restricted import restricted
from surfaces.networks.shape import ACTIVATIONS, MAX_HIDDEN_LAYERS, Activation

#: Where surfaces of the catalogue have their keys.
KEY = "network"
NAME = N_("Two weights of a network")
#: The same over a sample of the examples is another surface.
SAMPLED = "network_sample"
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
def slice_surface(text: str, most: int | None = None) -> Surface:
    """The surface of a slice's text; over a fixed random sample of so many examples, if there are more than `most`.

    Raises:
        ValueError: the text is none.
    """
    found = slice_of(text)
    kernels = _kernels(text, most)
    now = tuple(found.weights[place] for place in found.pair)
    middle = [(a + b) / 2 for a, b in zip(found.start, now, strict=True)]
    half = max(LEAST_REACH, *(REACH * abs(a - b) for a, b in zip(found.start, now, strict=True)))
    domain = tuple((m - half, m + half) for m in middle)
    key = KEY if kernels.examples == found.network().examples else SAMPLED
    return Surface(key, text, kernels, kernels.variables, {}, domain, found.start)


@dataclass(frozen=True)
class _Formula(Parsed):
    """That of one example is too long to be written out: what is shown is the mean that the loss is."""

    examples: int = 0

    def latex(self, substitute: object = None) -> str:
        return rf"\frac{{1}}{{{self.examples}}} \sum_{{i=1}}^{{{self.examples}}} \ell\left(a(x_i), y_i\right)"


class _SliceKernels(Kernels):
    """Kernels that travel by the slice's text."""

    most: int | None = None

    def __reduce__(self) -> tuple[object, ...]:
        return _kernels, (self.parsed.text, self.most)


@lru_cache(maxsize=16)
def _kernels(text: str, most: int | None) -> Kernels:
    found = slice_of(text)
    loss = found.network()
    if most is not None and loss.examples > most:
        loss = loss.batch(np.sort(np.random.default_rng(0).choice(loss.examples, most, replace=False)))
    names = weight_names(loss.shape)
    example = restricted(loss, {place: names[place] for place in found.pair}, found.weights)
    variables = names[found.pair[0]], names[found.pair[1]]
    vocabulary = surface_vocabulary(parameters=())
    formula = _Formula(
        text, Symbol(0, "Q"), example.graph, example.root, variables, (), (), vocabulary, text, examples=loss.examples
    )  # fmt: skip
    kernels = _SliceKernels(formula, variables, example.columns)
    kernels.most = most
    return kernels


def _joined(numbers: tuple[float, ...]) -> str:
    return ",".join(map(repr, numbers))
