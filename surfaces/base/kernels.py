"""Compiled value, gradient and Hessian of a parsed formula, shared by every surface with that formula."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from threading import Lock

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.expression import Flavour, Kernel, Node, Parsed, gradient, parse, surface_vocabulary
from optim_core.expression.code.means import NO_COLUMNS, Columns, compile_mean, mean_body
from optim_core.expression.code.taylor import taylor_body
from optim_core.expression.graph.finiteness import UNDEFINED, why_not_finite
from optim_core.expression.graph.size import Operations, operations


class Kernels:
    """Kernels over (variables..., parameters...). Each is compiled when first asked for.

    Args:
        parsed: the formula.
        variables: names to differentiate by, in order; may hold a variable the formula does not mention.
        columns: numbers of examples, (N,) each, by the names that the formula has for them: then the loss is the mean
            of the formula over the examples. Empty: it is the formula.
    """

    def __init__(self, parsed: Parsed, variables: tuple[str, ...], columns: Columns = NO_COLUMNS) -> None:
        self.parsed = parsed
        self.variables = variables
        self.columns = columns
        self.parameters = tuple(parsed.parameters)
        self._compiled: dict[tuple[str, Flavour], Kernel] = {}
        self._sizes: dict[str, Operations] = {}
        # Differentiating adds nodes to the formula's graph, which threads of other sessions may share.
        self._lock = Lock()

    def __reduce__(self) -> tuple[object, ...]:
        """Compiled functions and locks do not travel: a copy is made from the text, or is what is there already."""
        vocabulary = self.parsed.vocabulary
        return kernels_for, (self.parsed.text, None if vocabulary.letters else tuple(vocabulary.parameters))

    @cached_property
    def _gradient(self) -> tuple[Node, ...]:
        return gradient(self.parsed.graph, self.parsed.root, self.variables)

    @cached_property
    def _hessian(self) -> tuple[Node, ...]:
        """Upper triangle, row by row."""
        rows = [gradient(self.parsed.graph, first, self.variables) for first in self._gradient]
        return tuple(second for i, row in enumerate(rows) for second in row[i:])

    def value(self, flavour: Flavour) -> Kernel:
        """(value,)"""
        return self._kernel("value", flavour)

    def gradient(self, flavour: Flavour) -> Kernel:
        """(partial derivative, ...)"""
        return self._kernel("gradient", flavour)

    def value_and_gradient(self, flavour: Flavour) -> Kernel:
        """(value, partial derivative, ...)"""
        return self._kernel("both", flavour)

    def hessian(self, flavour: Flavour) -> Kernel:
        """(second derivative, ...), the upper triangle row by row"""
        return self._kernel("hessian", flavour)

    @property
    def examples(self) -> int:
        """How many examples the loss is the mean over; 0 if it is a formula of its own."""
        return len(next(iter(self.columns.values()))) if self.columns else 0

    def operations(self, what: str) -> Operations:
        """How much there is to compute of "value", "gradient", "both" or "hessian", of one example if any."""
        found = self._sizes.get(what)
        if found is None:
            with self._lock:
                found = self._sizes[what] = operations(self._outputs(what))
        return found

    def source(self, what: str) -> str:
        """JavaScript of "value", "both" or "hessian": the body of a function of the same arguments."""
        with self._lock:
            return mean_body(self._outputs(what), self.arguments, self.columns)

    def taylor(self, numbers: Mapping[str, float]) -> str:
        """JavaScript of value, gradient and Hessian together, see `taylor_body`; parameters are these numbers."""
        return taylor_body(self.parsed, self.variables, numbers, self.columns)

    def undefined(self, order: int, symbols: Mapping[str, ArrayLike]) -> NDArray[np.bool_]:
        """Whether the derivative of that order has no value, where it is not finite; otherwise it is too large."""
        with self._lock:
            outputs = self._outputs(("value", "gradient", "hessian")[order])
        if not self.columns:
            return np.asarray(why_not_finite(outputs, symbols) == UNDEFINED)
        # Where that of any example has none; point by point, so that memory stays bounded.
        names = tuple(symbols)
        arrays = np.broadcast_arrays(
            *(np.atleast_1d(np.asarray(values, dtype=np.float64)) for values in symbols.values())
        )
        found = [
            bool((why_not_finite(outputs, {**dict(zip(names, point, strict=True)), **self.columns}) == UNDEFINED).any())
            for point in zip(*(values.ravel().tolist() for values in arrays), strict=True)
        ]
        return np.array(found).reshape(arrays[0].shape)

    @cached_property
    def latex(self) -> str:
        """The formula as it was read, typeset."""
        return self.parsed.latex()

    @cached_property
    def both(self) -> tuple[Node, ...]:
        """Nodes of the value and of the partial derivatives, over `arguments`."""
        with self._lock:
            return self._outputs("both")

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the variables and of the parameters."""
        return *self.variables, *self.parameters

    def _kernel(self, what: str, flavour: Flavour) -> Kernel:
        found = self._compiled.get((what, flavour))
        if found is None:
            with self._lock:
                found = compile_mean(self._outputs(what), self.arguments, self.columns, flavour)
                self._compiled[what, flavour] = found
        return found

    def _outputs(self, what: str) -> tuple[Node, ...]:
        root = self.parsed.root
        if what == "value":
            return (root,)
        if what == "hessian":
            return self._hessian
        return self._gradient if what == "gradient" else (root, *self._gradient)


@lru_cache(maxsize=256)
def kernels_for(text: str, parameters: tuple[str, ...] | None = None) -> Kernels:
    """Parse a formula and prepare its kernels, once for everybody; the oldest of 256 formulas is forgotten.

    A formula without variables is read as a flat function of x. Where no `parameters` are named, every single letter
    that is no variable is one.

    Raises:
        ExpressionError: the text is not a formula of the language.
    """
    parsed = parse(text, surface_vocabulary(parameters=parameters))
    return Kernels(parsed, parsed.variables or ("x",))
