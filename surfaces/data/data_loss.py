"""The mean loss of a model over examples: a surface over two weights, and one for every batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.backprop import Formula
from optim_core.base.values import fields_of
from optim_core.expression import (
    Flavour,
    Graph,
    Kernel,
    Node,
    Parsed,
    compile_elementwise,
    compile_kernel,
    gradient,
    hessian,
)
from optim_core.expression.code.means import mean_at, means
from optim_core.expression.graph.finiteness import UNDEFINED, why_not_finite
from optim_core.expression.graph.size import Operations, operations
from optim_core.methods.stepper import Coordinate, Point
from surfaces.base.surface import Domain, Location
from surfaces.data.dataset import Dataset
from surfaces.data.models import WEIGHTS, Model, Penalty, feature_symbols

Array = NDArray[np.float64]

#: Examples whose numbers are followed through the formula at once.
FOLLOWED = 10_000
#: With more examples than this, the loss along a path is the mean over a fixed random sample of so many.
MOST_FOR_CURVES = 5_000
#: The same for a picture, which takes thousands of weights.
MOST_FOR_PICTURES = 1_000


@dataclass(frozen=True)
class ExampleKernels:
    """Compiled value, gradient and Hessian of one example's loss: (w_0, w_1, features..., y, numbers...).

    Shared by all data of the same form.
    """

    model: Model
    features: int
    penalty: Penalty
    _lock: Any = field(default_factory=Lock, repr=False, compare=False)
    _compiled: dict[str, Kernel] = field(default_factory=dict, repr=False, compare=False)
    _bare: dict[str, Kernel] = field(default_factory=dict, repr=False, compare=False)
    _sizes: dict[str, Operations] = field(default_factory=dict, repr=False, compare=False)

    def __reduce__(self) -> tuple[object, ...]:
        """Compiled functions and locks do not travel: a copy is compiled anew, or is what is there already."""
        return example_kernels, (self.model, self.features, self.penalty)

    @cached_property
    def parsed(self) -> Parsed:
        """The example's loss as it was read."""
        return self.model.example_loss(self.features, self.penalty)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The kernels' arguments in order."""
        return (*WEIGHTS, *feature_symbols(self.features), "y", "delta", "lambda")

    def kernel(self, what: str) -> Kernel:
        """Array kernel of the "value", the "gradient" (two entries) or the "hessian" (three: 00, 01, 11)."""
        with self._lock:
            if what not in self._compiled:
                self._compiled[what] = compile_kernel(self.nodes(what), self.arguments, "array")
            return self._compiled[what]

    def bare(self, what: str) -> Kernel:
        """The same for float weights, without checks: a run asks thousands of times."""
        found = self._bare.get(what)
        if found is None:
            with self._lock:
                found = self._bare[what] = compile_elementwise(self.nodes(what), self.arguments)
        return found

    def undefined(self, order: int, values: Sequence[ArrayLike]) -> bool:
        """Whether that derivative of any example's loss does not exist at such arguments, where it is not finite."""
        with self._lock:
            outputs = self.nodes(("value", "gradient", "hessian")[order])
        causes = why_not_finite(outputs, dict(zip(self.arguments, values, strict=True)))
        return bool((causes == UNDEFINED).any())

    def operations(self, what: str) -> Operations:
        """How much there is to compute for an example of "value", "gradient", "both" or "hessian"."""
        found = self._sizes.get(what)
        if found is None:
            with self._lock:
                parts = ("value", "gradient") if what == "both" else (what,)
                # Value and gradient are evaluated one after the other: what they share counts twice.
                sizes = [operations(self.nodes(part)) for part in parts]
                found = self._sizes[what] = Operations(*map(sum, zip(*sizes, strict=True)))
        return found

    def nodes(self, what: str) -> tuple[Node, ...]:
        """The same as nodes of the formula's graph."""
        parsed = self.parsed
        graph: Graph = parsed.graph
        if what == "value":
            return (parsed.root,)
        partials = gradient(graph, parsed.root, WEIGHTS)
        return partials if what == "gradient" else hessian(graph, partials, WEIGHTS)


@lru_cache(maxsize=64)
def example_kernels(model: Model, features: int, penalty: Penalty) -> ExampleKernels:
    """The kernels, compiled once per model and form of the data."""
    return ExampleKernels(model, features, penalty)


@dataclass(frozen=True, eq=False, repr=False)
class DataLoss:
    """Q(w) = mean over the examples of l(w; example). A loss for `run`, and, as far as pictures go, a surface.

    Attributes:
        data: the examples.
        kernels: of one example's loss.
        numbers: delta and lambda.
        domain, start, minima: as of a `Surface`.
    """

    data: Dataset
    kernels: ExampleKernels
    numbers: Mapping[str, float]
    domain: Domain
    start: Location
    minima: tuple[Location, ...] = ()

    dimension = 2
    variables = WEIGHTS

    @cached_property
    def _identity(self) -> tuple[object, ...]:
        numbers = tuple(sorted(self.numbers.items()))
        return self.data, self.kernels, numbers, self.domain, self.start, self.minima

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, DataLoss) and self._identity == other._identity)

    def __hash__(self) -> int:
        return hash(self._identity)

    def __getstate__(self) -> dict[str, object]:
        return fields_of(self)

    def __repr__(self) -> str:
        return f"DataLoss({self.key}, {self.examples} examples)"

    @property
    def key(self) -> str:
        """The model's key."""
        return self.kernels.model.key

    @property
    def parameters(self) -> Mapping[str, float]:
        """Numbers of the formula that are the same for all examples: delta and lambda."""
        return self.numbers

    @property
    def named_columns(self) -> Mapping[str, Array]:
        """The examples' numbers by the names that the loss of one example has for them."""
        return dict(zip((*feature_symbols(len(self.data.features)), "y"), self._columns, strict=False))

    @property
    def nbytes(self) -> int:
        """Bytes of the examples."""
        return self.data.nbytes

    @property
    def examples(self) -> int:
        """The number of examples."""
        return self.data.size

    @cached_property
    def _columns(self) -> tuple[Any, ...]:
        return (*self.data.features, self.data.target, self.numbers["delta"], self.numbers["lambda"])

    def batch(self, indices: NDArray[np.intp]) -> _Batch:
        """The mean loss of some of the examples."""
        *columns, delta, decay = self._columns
        return _Batch(self.kernels, (*(column[indices] for column in columns), delta, decay))

    @cached_property
    def _everything(self) -> _Batch:
        return _Batch(self.kernels, self._columns)

    def sampled(self, most: int) -> DataLoss:
        """The same over a fixed random sample if there are more examples than `most`."""
        if self.examples <= most:
            return self
        chosen = np.random.default_rng(0).choice(self.examples, most, replace=False)
        return replace(self, data=self.data.take(np.sort(chosen)))

    @property
    def curves_sampled(self) -> int | None:
        """How many examples the losses `along` a path are of; None if of all."""
        return MOST_FOR_CURVES if self.examples > MOST_FOR_CURVES else None

    def along(self, points: Array) -> Array:
        """(points,): the loss at each of (points, 2); with very many examples, of a fixed sample of them."""
        return self.sampled(MOST_FOR_CURVES)._everything.means("value", points[:, 0], points[:, 1])[0]

    def value(self, *point: Coordinate) -> Coordinate:
        """Q at floats or at equal-shaped arrays."""
        return self._everything.value(*point)

    def gradient(self, *point: Coordinate) -> Point:
        """Its partial derivatives."""
        return self._everything.gradient(*point)

    def hessian(self, *point: Coordinate) -> tuple[Point, ...]:
        """Its second derivatives, row by row."""
        return self._everything.hessian(*point)

    def operations(self, what: str) -> Operations:
        """How much there is to compute for an example of "value", "gradient", "both" or "hessian"."""
        return self.kernels.operations(what)

    def undefined(self, order: int, *point: Coordinate) -> NDArray[np.bool_]:
        """Whether the derivative of that order (0 to 2) of some example's loss does not exist, where it is not finite.

        False there: it exists, but it, or its sum over the examples, is too large to compute with.
        """
        weights = [np.atleast_1d(np.asarray(w, dtype=np.float64)) for w in point]
        found = np.zeros(weights[0].shape, dtype=bool)
        for index in range(found.size):
            for first in range(0, self.examples, FOLLOWED):
                part = [c[first : first + FOLLOWED] if isinstance(c, np.ndarray) else c for c in self._columns]
                values = (*(w[index] for w in weights), *part)
                found[index] |= self.kernels.undefined(order, values)
        return found

    def value_and_gradient(self, flavour: Flavour) -> Kernel:
        """Kernel: (value, partial derivatives)."""
        return lambda *point: (self.value(*point), *self.gradient(*point))

    def value_kernel(self, flavour: Flavour) -> Kernel:
        """Kernel: (value,)."""
        return lambda *point: (self.value(*point),)

    def gradient_kernel(self, flavour: Flavour) -> Kernel:
        """Kernel: partial derivatives."""
        return self.gradient

    def example(self, index: int) -> Formula:
        """The loss of one example as a formula of the weights, to be followed by `optim_core.backprop`."""
        *columns, delta, decay = self._columns
        values = (*(float(column[index]) for column in columns), delta, decay)
        numbers = dict(zip(self.kernels.arguments[len(WEIGHTS) :], values, strict=True))
        return Formula(self.kernels.parsed.root, WEIGHTS, numbers)

    def example_gradients(self, point: Location) -> Array:
        """(N, 2): the gradient of every example's loss at one point."""
        with np.errstate(all="ignore"):
            partials = self.kernels.kernel("gradient")(*point, *self._columns)
        return np.stack(np.broadcast_arrays(*partials), axis=1)

    def example_values(self, point: Location) -> Array:
        """(N,): the loss of every example at one point."""
        with np.errstate(all="ignore"):
            return np.broadcast_to(self.kernels.kernel("value")(*point, *self._columns)[0], (self.examples,))

    @cached_property
    def minimum_value(self) -> float | None:
        """The loss at the known minimum."""
        return float(self.value(*self.minima[0])) if self.minima else None

    def distance_to_minimum(self, point: Location) -> float | None:
        """Euclidean distance to the known minimum."""
        if not self.minima:
            return None
        return float(min(np.linalg.norm(np.subtract(point, m)) for m in self.minima))

    def latex(self) -> str:
        """The loss of one example, typeset."""
        return str(self.kernels.parsed.latex())


class _Batch:
    """The mean loss over some columns of examples."""

    __slots__ = ("_columns", "_kernels")

    def __init__(self, kernels: ExampleKernels, columns: tuple[Any, ...]) -> None:
        self._kernels, self._columns = kernels, columns

    def value(self, *point: Coordinate) -> Coordinate:
        """The mean of the examples' losses."""
        return self._mean("value", point)[0]

    def gradient(self, *point: Coordinate) -> Point:
        """The mean of their gradients."""
        return self._mean("gradient", point)

    def hessian(self, *point: Coordinate) -> tuple[Point, ...]:
        """The mean of their Hessians."""
        a, b, c = self._mean("hessian", point)
        return (a, b), (b, c)

    def _mean(self, what: str, point: Point) -> Point:
        if isinstance(point[0], float):
            *columns, delta, decay = self._columns
            return mean_at(self._kernels.bare(what), point, columns, (delta, decay))
        w_0, w_1 = np.broadcast_arrays(*(np.asarray(w, dtype=np.float64) for w in point))
        found = tuple(mean.reshape(w_0.shape) for mean in self.means(what, w_0.ravel(), w_1.ravel()))
        return found if w_0.ndim else tuple(float(mean) for mean in found)

    def means(self, what: str, w_0: Array, w_1: Array) -> tuple[Array, ...]:
        """An entry per weight pair, worked out a block of examples at a time so that memory stays bounded."""
        *columns, delta, decay = self._columns
        return means(self._kernels.kernel(what), (w_0, w_1), columns, (delta, decay))
