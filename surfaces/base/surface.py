"""A loss surface: an expression with numbers for its parameters, and what is known about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from optim_core.base.program import LossProgram
from optim_core.base.text import Message
from optim_core.base.values import fields_of
from optim_core.expression import Flavour, Graph, Kernel, rebuild, to_sympy, tree_text, with_numbers
from optim_core.expression.code.chains import Formula
from optim_core.expression.code.means import Columns
from optim_core.expression.graph.size import Operations
from optim_core.expression.graph.sympy_bridge import with_plain_symbols
from optim_core.methods.stepper import Coordinate, Point
from surfaces.base.kernels import Kernels
from surfaces.base.parameters import ParameterValue

Domain = tuple[tuple[float, float], ...]
Location = tuple[float, ...]
#: Operations that are converted for a notebook; pages show less.
MOST_FOR_SYMPY = 1000


@dataclass(frozen=True, eq=False, repr=False)
class Surface:
    """A loss Q over one or two weights.

    Attributes:
        key: catalogue key, or ``"typed"``.
        text: the formula in the expression language.
        variables: names of the weights, in order.
        parameters: numbers for the other names in the formula; each also knows its range (`ParameterValue`).
        domain: (low, high) per weight: the part worth looking at.
        minima: known global minima; empty if none is known.
        start: where runs begin unless told otherwise.
        notices: what a reader of a typed formula should know about how it was read.
    """

    key: str
    text: str
    kernels: Kernels
    variables: tuple[str, ...]
    parameters: Mapping[str, ParameterValue]
    domain: Domain
    start: Location
    minima: tuple[Location, ...] = ()
    notices: tuple[Message, ...] = ()

    @cached_property
    def _identity(self) -> tuple[object, ...]:
        """All that decides what is computed; kernels and notices are made from the text."""
        numbers = tuple(sorted(self.parameters.items()))
        return self.key, self.text, self.variables, numbers, self.domain, self.start, self.minima

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Surface) and self._identity == other._identity)

    def __hash__(self) -> int:
        return hash(self._identity)

    def __getstate__(self) -> dict[str, object]:
        return fields_of(self)

    def __repr__(self) -> str:
        return f"Surface({self.key}, {self.plain_text()})"

    @property
    def _numbers(self) -> tuple[float, ...]:
        """The parameters' numbers in the order of the kernels' arguments."""
        return tuple(float(self.parameters[name]) for name in self.kernels.parameters)

    @property
    def dimension(self) -> int:
        """Number of weights: 1 or 2."""
        return len(self.variables)

    @property
    def examples(self) -> int:
        """How many examples it is the mean over; 0 for a formula of its own."""
        return self.kernels.examples

    @property
    def named_columns(self) -> Columns:
        """The examples' numbers by the names that the formula, the loss of one example, has for them."""
        return self.kernels.columns

    def plain_text(self) -> str:
        """The formula with the parameters' numbers in it, ready to be typed."""
        if self.kernels.parsed.vocabulary.letters and self.parameters:
            # Letters need no sign and no space around them: the text has no places to put numbers into.
            return tree_text(with_numbers(self.kernels.parsed.tree, self.parameters))
        text = self.text
        for symbol, value in self.parameters.items():
            number = f"{value:.12g}" if value >= 0 else f"({value:.12g})"
            text = re.sub(rf"\b{symbol}\b", number, text)
        return text

    def on(self, domain: Domain | None) -> Surface:
        """The same surface looked at on another domain; None leaves it as it is."""
        return replace(self, domain=domain) if domain else self

    def latex(self) -> str:
        """The formula as it was read, typeset."""
        return self.kernels.latex

    def sympy(self, *, keep_parameters: bool = False, **assumptions: bool) -> Any:
        """The loss as a SymPy expression, with the parameters' numbers in it.

        Args:
            keep_parameters: leave the parameters in it as symbols.
            **assumptions: of its symbols, e.g. ``real=True``; none, unless asked for, so that they are those that
                ``sympy.symbols`` makes.

        Raises:
            ValueError: SymPy could take very long over a formula like this, or it is a mean over examples.
        """
        if self.examples:
            raise ValueError("the loss is a mean over examples, and its formula that of one of them")
        graph = Graph()
        numbers = {} if keep_parameters else {name: graph.const(n) for name, n in self.parameters.items()}
        (root,) = rebuild(graph, [self.kernels.parsed.root], numbers)
        expression = to_sympy(root, MOST_FOR_SYMPY)
        if expression is None:
            raise ValueError("this formula has too many parts or choices for SymPy")
        return with_plain_symbols(expression, assumptions)

    @cached_property
    def minimum_value(self) -> float | None:
        """The loss at the known minima."""
        return float(self.value(*self.minima[0])) if self.minima else None

    def value_and_gradient(self, flavour: Flavour) -> Kernel:
        """Kernel: (value, partial derivative, ...), one argument per weight."""
        return self._bound(self.kernels.value_and_gradient(flavour))

    def value_kernel(self, flavour: Flavour) -> Kernel:
        """Kernel: (value,)."""
        return self._bound(self.kernels.value(flavour))

    def gradient_kernel(self, flavour: Flavour) -> Kernel:
        """Kernel: (partial derivative, ...)."""
        return self._bound(self.kernels.gradient(flavour))

    def formula(self) -> Formula | None:
        """Value and partial derivatives as what their kernel is printed from; None for a mean over examples."""
        if self.examples:
            return None
        return Formula(self.kernels.both, self.kernels.arguments, self._numbers)

    def value(self, *point: Coordinate) -> Coordinate:
        """Q at floats or at equal-shaped arrays; NaN or inf outside the domain of the formula."""
        return self._evaluate(self.kernels.value, point)[0]

    def gradient(self, *point: Coordinate) -> Point:
        """Partial derivatives, one per weight, at floats or at equal-shaped arrays."""
        return self._evaluate(self.kernels.gradient, point)

    def hessian(self, *point: Coordinate) -> tuple[Point, ...]:
        """Second derivatives, row by row, at floats or at equal-shaped arrays."""
        entries = self._evaluate(self.kernels.hessian, point)
        if self.dimension == 1:
            return ((entries[0],),)
        return (entries[0], entries[1]), (entries[1], entries[2])

    def operations(self, what: str) -> Operations:
        """How much there is to compute of "value", "gradient", "both" or "hessian", of one example if any."""
        return self.kernels.operations(what)

    def program(self) -> LossProgram:
        """The loss for an engine outside Python, its parameters' numbers apart."""
        numbers = {name: float(self.parameters[name]) for name in self.kernels.parameters}
        value, both, hessian = (self.kernels.source(what) for what in ("value", "both", "hessian"))
        each = self.operations("both")
        # A function takes a browser about eight times as long as a multiplication.
        operations = each.plain + 8 * (each.functions + each.one_by_one)
        return LossProgram(numbers, value, both, hessian, operations * max(1, self.examples))

    def undefined(self, order: int, *point: Coordinate) -> Coordinate:
        """Whether the derivative of that order (0 to 2) does not exist, at points where it is not finite.

        False there: it exists, but is too large to compute with.
        """
        return self.kernels.undefined(order, {**dict(zip(self.variables, point, strict=True)), **self.parameters})

    def distance_to_minimum(self, point: Location) -> float | None:
        """Euclidean distance from `point` to the nearest known minimum."""
        if not self.minima:
            return None
        return float(min(np.linalg.norm(np.subtract(point, m)) for m in self.minima))

    def _bound(self, kernel: Kernel) -> Kernel:
        if not self.parameters:
            return kernel
        numbers = self._numbers
        return lambda *point: kernel(*point, *numbers)

    def _evaluate(self, kernel_of: Callable[[Flavour], Kernel], point: Point) -> Point:
        if len(point) != self.dimension:
            raise ValueError(f"this surface takes {self.dimension} coordinate(s), got {len(point)}")
        if all(isinstance(c, (int, float)) for c in point):
            return tuple(self._bound(kernel_of("scalar"))(*(float(c) for c in point)))
        with np.errstate(all="ignore"):
            return tuple(self._bound(kernel_of("array"))(*point))
