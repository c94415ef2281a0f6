"""What a network is made of: layers, activation, the order of its weights, and how they begin."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from optim_core.expression.graph import numerics

Array = NDArray[np.float64]
Activation = Literal["tanh", "relu", "sigmoid", "identity"]
Scale = Literal["uniform", "xavier", "he", "zeros"]

ACTIVATIONS: tuple[Activation, ...] = get_args(Activation)
#: "uniform": all weights and biases between -epsilon and epsilon. "xavier": weights normal with variance
#: 2/(fan_in + fan_out) (Glorot and Bengio 2010, AISTATS). "he": normal with variance 2/fan_in (He et al. 2015,
#: arXiv:1502.01852). Both leave the biases at 0, and "zeros" all of it.
SCALES: tuple[Scale, ...] = get_args(Scale)

MAX_HIDDEN_LAYERS = 4
#: Update equations are written out weight by weight, so more would take seconds before the first step.
MAX_WEIGHTS = 1_000


class Bend(NamedTuple):
    """An activation with its first two derivatives, from the sum z that goes in and the number a that comes out."""

    value: Callable[[Array], Array]
    first: Callable[[Array, Array], Array]
    second: Callable[[Array, Array], Array]


BENDS: Mapping[str, Bend] = {
    "tanh": Bend(np.tanh, lambda z, a: 1.0 - a * a, lambda z, a: -2.0 * a * (1.0 - a * a)),
    # At 0, as PyTorch has it and as the language does.
    "relu": Bend(lambda z: np.maximum(z, 0.0), lambda z, a: (z > 0.0).astype(np.float64), lambda z, a: 0.0 * z),
    "sigmoid": Bend(
        numerics.sigmoid_array, lambda z, a: a * (1.0 - a), lambda z, a: a * (1.0 - a) * (1.0 - 2.0 * a)
    ),
    "identity": Bend(lambda z: z, lambda z, a: np.ones_like(z), lambda z, a: 0.0 * z),
}  # fmt: skip


class Layer(NamedTuple):
    """One layer's weights (..., in, out) and biases (..., 1, out)."""

    weights: Array
    biases: Array


@dataclass(frozen=True)
class Shape:
    """The numbers of units, inputs first, and the activation of the hidden ones; the output is not bent.

    In a point the weights stand layer by layer: first what leads from each unit to each of the next layer, all of the
    first unit's before the second's, then the biases.
    """

    layers: tuple[int, ...]
    activation: Activation = "tanh"

    def __post_init__(self) -> None:
        if not isinstance(self.layers, tuple) or not 3 <= len(self.layers) <= MAX_HIDDEN_LAYERS + 2:
            raise ValueError(f"a network has from 1 to {MAX_HIDDEN_LAYERS} hidden layers, as in layers=(2, 8, 1)")
        if not all(isinstance(n, (int, np.integer)) and not isinstance(n, bool) and n >= 1 for n in self.layers):
            raise ValueError(f"every layer has at least one unit, not {self.layers!r:.60}")
        if self.activation not in ACTIVATIONS:
            raise ValueError(f"the activation is one of {', '.join(ACTIVATIONS)}, not {self.activation!r:.40}")
        if self.count > MAX_WEIGHTS:
            raise ValueError(f"{self.count:,} weights are more than {MAX_WEIGHTS:,}")

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """(units before, units after) of every layer of weights."""
        return tuple(zip(self.layers, self.layers[1:], strict=False))

    @cached_property
    def count(self) -> int:
        """How many weights and biases there are."""
        return sum((before + 1) * after for before, after in self.pairs)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """A name per weight: ``w1[2,3]`` leads from unit 2 to unit 3 of the next layer, ``b1[3]`` is its bias."""
        found: list[str] = []
        for layer, (before, after) in enumerate(self.pairs, start=1):
            found += [f"w{layer}[{i},{j}]" for i in range(1, before + 1) for j in range(1, after + 1)]
            found += [f"b{layer}[{j}]" for j in range(1, after + 1)]
        return tuple(found)

    def unpack(self, points: Array) -> list[Layer]:
        """The layers of points (..., weights)."""
        at, layers, lead = 0, [], points.shape[:-1]
        for before, after in self.pairs:
            weights = points[..., at : at + before * after].reshape(*lead, before, after)
            at += before * after
            layers.append(Layer(weights, points[..., None, at : at + after]))
            at += after
        return layers

    def pack(self, layers: list[Layer]) -> Array:
        """Points (..., weights) of layers; the inverse of `unpack`."""
        parts = []
        for weights, biases in layers:
            parts += [weights.reshape(*weights.shape[:-2], weights.shape[-2] * weights.shape[-1]), biases[..., 0, :]]
        return np.concatenate(parts, axis=-1)

    def start(self, seed: int = 0, scale: Scale = "xavier", epsilon: float = 0.5) -> tuple[float, ...]:
        """Weights to begin with; the same seed makes the same.

        Args:
            scale: one of `SCALES`.
            epsilon: the range of "uniform".

        Raises:
            ValueError: an unknown scale, a seed that is none, or an epsilon that is not positive and finite.
        """
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
            raise ValueError(f"the seed is a whole number of at least 0, not {seed!r:.40}")
        if scale not in SCALES:
            raise ValueError(f"the scale is one of {', '.join(SCALES)}, not {scale!r:.40}")
        if not (isinstance(epsilon, (int, float)) and math.isfinite(epsilon) and epsilon > 0):
            raise ValueError(f"epsilon must be a positive number, not {epsilon!r:.40}")
        random = np.random.default_rng(seed)
        if scale == "uniform":
            return tuple(random.uniform(-epsilon, epsilon, self.count).tolist())
        layers = []
        for before, after in self.pairs:
            spread = {"xavier": math.sqrt(2.0 / (before + after)), "he": math.sqrt(2.0 / before)}.get(scale, 0.0)
            layers.append(Layer(spread * random.standard_normal((before, after)), np.zeros((1, after))))
        return tuple(self.pack(layers).tolist())
