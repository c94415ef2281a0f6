"""A network's mean loss over examples, as a loss like any other: one dimension per weight."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.backprop import Formula
from optim_core.base.values import fields_of
from optim_core.expression import Flavour, Kernel
from optim_core.methods.stepper import Coordinate, Point
from surfaces.data.dataset import LARGEST, MAX_EXAMPLES, Dataset
from surfaces.networks.example import example_formula
from surfaces.networks.passes import MISSES, Miss, curvatures, forward, gradients, values
from surfaces.networks.shape import MAX_WEIGHTS, Activation, Scale, Shape

__all__ = ["MAX_WEIGHTS", "NetworkLoss", "network"]

Array = NDArray[np.float64]
MissKind = Literal["squared", "logistic"]
#: Numbers worked on at once: points times examples times units.
BLOCK = 2_000_000


@dataclass(frozen=True, eq=False, repr=False)
class NetworkLoss:
    """Q(w) = mean over the examples of the loss of the network's output. A loss for `run`, with batches or without.

    Attributes:
        shape: layers and activation.
        loss: ``"squared"``, (output - target)^2, or ``"logistic"``, for targets 0 and 1.
        inputs: (N, units of the first layer).
        targets: (N, units of the last layer).
    """

    shape: Shape
    loss: MissKind
    inputs: Array = field(repr=False)
    targets: Array = field(repr=False)

    minima = ()

    @cached_property
    def _identity(self) -> tuple[object, ...]:
        numbers = hashlib.blake2b(self.inputs.tobytes() + b"|" + self.targets.tobytes(), digest_size=16).digest()
        return self.shape, self.loss, self.inputs.shape, numbers

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, NetworkLoss) and self._identity == other._identity)

    def __hash__(self) -> int:
        return hash(self._identity)

    def __getstate__(self) -> dict[str, object]:
        return fields_of(self)

    def __repr__(self) -> str:
        layers = "-".join(map(str, self.shape.layers))
        return f"NetworkLoss({layers}, {self.shape.activation}, {self.loss}, {self.examples} examples)"

    @property
    def dimension(self) -> int:
        """The number of weights and biases."""
        return self.shape.count

    @property
    def variables(self) -> tuple[str, ...]:
        """Their names."""
        return self.shape.names

    @property
    def examples(self) -> int:
        """The number of examples N."""
        return len(self.inputs)

    @property
    def _miss(self) -> Miss:
        return MISSES[self.loss]

    def start(self, seed: int = 0, scale: Scale = "xavier", epsilon: float = 0.5) -> tuple[float, ...]:
        """Weights to begin with, see `Shape.start`."""
        return self.shape.start(seed, scale, epsilon)

    def batch(self, indices: NDArray[np.intp]) -> NetworkLoss:
        """The mean loss of some of the examples, at least of one."""
        if not len(indices):
            raise ValueError("a batch has at least one example")
        return NetworkLoss(self.shape, self.loss, self.inputs[indices], self.targets[indices])

    def along(self, points: Array) -> Array:
        """(points,): the loss at each of (points, weights)."""
        with np.errstate(all="ignore"):
            parts = [values(self.shape, self._miss, part, self.inputs, self.targets) for part in self._blocks(points)]
        return np.concatenate(parts)

    def value(self, *point: Coordinate) -> Coordinate:
        """Q at floats or at equal-shaped arrays."""
        rows, runs = self._rows(point)
        return _as_given(self.along(rows), runs)

    def gradient(self, *point: Coordinate) -> Point:
        """Its partial derivatives, by backpropagation."""
        rows, runs = self._rows(point)
        found = self._gradients(rows)[1]
        return tuple(_as_given(found[:, i], runs) for i in range(self.dimension))

    def hessian(self, *point: Coordinate) -> tuple[Point, ...]:
        """Its second derivatives, row by row."""
        rows, runs = self._rows(point)
        found = self._hessians(rows)
        return tuple(
            tuple(_as_given(found[:, i, j], runs) for j in range(self.dimension)) for i in range(self.dimension)
        )

    def undefined(self, order: int, *point: Coordinate) -> NDArray[np.bool_]:
        """Nowhere: a network has a loss and derivatives everywhere, be it by convention at the kink of ReLU."""
        return np.zeros(np.shape(point[0]) or (1,), dtype=bool)

    def value_and_gradient(self, flavour: Flavour) -> Kernel:
        """Kernel: (value, partial derivatives); one forward pass serves both."""

        def kernel(*point: Coordinate) -> tuple[Coordinate, ...]:
            rows, runs = self._rows(point)
            value, found = self._gradients(rows)
            if runs is None:
                return (float(value[0]), *found[0].tolist())
            return (_as_given(value, runs), *(_as_given(column, runs) for column in found.T))

        return kernel

    def value_kernel(self, flavour: Flavour) -> Kernel:
        """Kernel: (value,)."""
        return lambda *point: (self.value(*point),)

    def gradient_kernel(self, flavour: Flavour) -> Kernel:
        """Kernel: partial derivatives."""
        return self.gradient

    def predict(self, point: Sequence[float], inputs: ArrayLike) -> Array:
        """(M, outputs): what the network makes of inputs (M, units of the first layer); not bent by any sigmoid."""
        if len(point) != self.dimension:
            raise ValueError(f"this network has {self.dimension} weights, got {len(point)}")
        features = _matrix(inputs, self.shape.layers[0], "inputs")
        return forward(self.shape, self.shape.unpack(np.asarray(point, dtype=np.float64)), features).outputs[-1]

    def example(self, index: int) -> Formula:
        """The loss of one example as a formula of the weights, to be followed by `optim_core.backprop`.

        Raises:
            ValueError: no such example; they are counted from 0.
        """
        if not isinstance(index, (int, np.integer)) or not 0 <= index < self.examples:
            raise ValueError(f"examples are counted from 0 to {self.examples - 1}; there is none at {index!r:.40}")
        return example_formula(self.shape, self.loss, self.inputs[index], self.targets[index])

    def _rows(self, point: Point) -> tuple[Array, tuple[int, ...] | None]:
        """Points (n, weights), and the runs' shape; None for a point of floats."""
        if len(point) != self.dimension:
            raise ValueError(f"this loss takes {self.dimension} coordinates, got {len(point)}")
        if all(isinstance(w, (int, float)) for w in point):
            return np.array([point], dtype=np.float64), None
        arrays = np.broadcast_arrays(*(np.asarray(w, dtype=np.float64) for w in point))
        return np.stack([a.ravel() for a in arrays], axis=1), arrays[0].shape

    def _blocks(self, rows: Array, each: int = 1) -> list[Array]:
        """Rows a few at a time, so that memory stays bounded; each is worth so many forward passes."""
        size = max(1, BLOCK // (self.examples * max(self.shape.layers) * each))
        return [rows[first : first + size] for first in range(0, len(rows), size)] or [rows]

    def _gradients(self, rows: Array) -> tuple[Array, Array]:
        with np.errstate(all="ignore"):
            parts = [gradients(self.shape, self._miss, p, self.inputs, self.targets) for p in self._blocks(rows)]
        return np.concatenate([value for value, _ in parts]), np.concatenate([found for _, found in parts])

    def _hessians(self, rows: Array) -> Array:
        """(n, weights, weights), worked out a block of columns at a time."""
        columns = self._blocks(np.eye(self.dimension))
        points = self._blocks(rows, self.dimension)
        arguments = self.inputs, self.targets
        with np.errstate(all="ignore"):
            parts = [
                np.concatenate([curvatures(self.shape, self._miss, some, k, *arguments) for k in columns], axis=1)
                for some in points
            ]
        found = np.concatenate(parts)
        return np.asarray((found + np.swapaxes(found, 1, 2)) / 2.0)


def _as_given(numbers: Array, runs: tuple[int, ...] | None) -> Coordinate:
    return float(numbers[0]) if runs is None else numbers.reshape(runs)


def network(
    layers: Sequence[int] = (2, 8, 1),
    activation: Activation = "tanh",
    loss: MissKind = "squared",
    data: tuple[ArrayLike, ArrayLike] | Dataset | None = None,
) -> NetworkLoss:
    """The loss of a fully connected network.

    Args:
        layers: units, inputs first, outputs last, with 1 to 4 hidden layers between; the output is not bent.
        activation: ``"tanh"``, ``"relu"``, ``"sigmoid"`` or ``"identity"``, of every hidden layer.
        loss: ``"squared"``: the mean of (output - target)^2; ``"logistic"``: of -ln of the probability that the
            output, bent by a sigmoid, gives to the target, 0 or 1. Several outputs add up.
        data: inputs (N, layers[0]) and targets (N,) or (N, layers[-1]), or a `Dataset`.

    Raises:
        ValueError: layers, names or data that do not fit.
    """
    if not isinstance(layers, (Sequence, np.ndarray)):
        raise ValueError(f"layers are numbers of units, as in layers=(2, 8, 1), not {layers!r:.40}")
    shape = Shape(tuple(layers), activation)
    if loss not in get_args(MissKind):
        raise ValueError(f"the loss is one of {', '.join(get_args(MissKind))}, not {loss!r:.40}")
    if data is None:
        raise ValueError("a network's loss needs data=(X, y)")
    given = (np.stack(data.features, axis=1), data.target) if isinstance(data, Dataset) else data
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) != 2:
        raise ValueError("data are inputs and targets, data=(X, y)")
    inputs, targets = _matrix(given[0], shape.layers[0], "inputs"), _matrix(given[1], shape.layers[-1], "targets")
    if len(inputs) != len(targets) or not 1 <= len(inputs) <= MAX_EXAMPLES:
        raise ValueError(f"inputs and targets need equal numbers of rows, from 1 to {MAX_EXAMPLES:,}")
    if loss == "logistic" and not np.isin(targets, (0.0, 1.0)).all():
        raise ValueError("targets of the logistic loss are 0 and 1")
    return NetworkLoss(shape, loss, inputs, targets)


def _matrix(numbers: ArrayLike, columns: int, what: str) -> Array:
    try:
        found = np.array(numbers, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{what} are numbers, {columns} a row") from None
    found = found[:, None] if found.ndim == 1 else found
    if found.ndim != 2 or found.shape[1] != columns:
        raise ValueError(f"{what} need {columns} number(s) a row, got an array of shape {found.shape}")
    if not (np.isfinite(found).all() and (np.abs(found) <= LARGEST).all()):
        raise ValueError(f"all {what} must be finite and at most {LARGEST:g}")
    return found
