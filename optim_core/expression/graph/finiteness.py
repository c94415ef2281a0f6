"""Why a formula has no finite number at a point: it is undefined there, or its numbers are too large for floats.

The graph is followed node by node. The first nodes whose arguments are finite and whose own number is not are the
cause: NaN of finite numbers (a square root of -1, 0/0) and a pole (1/0, log 0) are *undefined*, everything else that
gets infinite does so by its size. A zero that is only a small number rounded away, as exp(-800) is, makes no pole:
what follows from dividing by it is a matter of size, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.expression.graph.functions import FUNCTIONS
from optim_core.expression.graph.graph import COMPARISONS, Node, topological
from optim_core.expression.graph.numerics import masked_product_array

#: What can be said of a number, the worst last.
FINITE, TOO_LARGE, UNDEFINED = 0, 1, 2

_COMPARED = (np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal)
_OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": np.negative,
    "pow": np.power,
    "where": np.where,
    "and": np.logical_and,
    "masked_product": masked_product_array,
    **dict(zip(COMPARISONS, _COMPARED, strict=True)),
}
_POWERS = ("pow", "even_power", "odd_power")
#: Functions that are nowhere zero, or only at infinity: a zero of theirs is an underflow.
_NEVER_ZERO = frozenset({"exp", "sigmoid", "softplus"})
#: Zero where an argument is, so that they hand on what their argument's zero is worth.
_KEEPS_ZERO = frozenset(
    ("neg", "sqrt", "cbrt", "abs", "add", "sub", "mul", "masked_product", "div", *_POWERS, "sin", "tan", "asin", "atan",
     "sinh", "tanh", "asinh", "atanh", "erf", "relu", "max2", "min2")
)  # fmt: skip


class _Found(NamedTuple):
    """A node's numbers, why they are not finite, and which of its zeros are underflows. Equal shapes."""

    value: Any
    cause: NDArray[np.int8]
    faint: NDArray[np.bool_]


def why_not_finite(outputs: Sequence[Node], symbols: Mapping[str, ArrayLike]) -> NDArray[np.int8]:
    """The worst of `FINITE`, `TOO_LARGE` and `UNDEFINED` over the outputs, an entry per point.

    Args:
        outputs: nodes of one graph, such as the partial derivatives of a formula.
        symbols: numbers or equal-shaped arrays for every symbol below them.
    """
    arrays = {name: np.asarray(value, dtype=np.float64) for name, value in symbols.items()}
    shape = np.broadcast_shapes(*(array.shape for array in arrays.values())) if arrays else ()
    found: dict[Node, _Found] = {}
    with np.errstate(all="ignore"):
        for node in topological(outputs):
            found[node] = _follow(node, [found[argument] for argument in node.args], arrays, shape)
    worst = np.zeros(shape, dtype=np.int8)
    for output in outputs:
        worst = np.maximum(worst, found[output].cause)
    return worst


def _follow(node: Node, args: list[_Found], symbols: Mapping[str, Any], shape: tuple[int, ...]) -> _Found:
    if isinstance(node.value, str | float):
        value = np.broadcast_to(symbols[node.value] if isinstance(node.value, str) else node.value, shape)
        cause = np.where(np.isfinite(value), FINITE, TOO_LARGE).astype(np.int8)
        return _Found(value, cause, np.zeros(shape, dtype=bool))
    operation = _OPERATIONS.get(node.op) or FUNCTIONS[node.op].array
    value = np.broadcast_to(operation(*(a.value for a in args)), shape)
    if node.op == "where":
        chosen = args[0].value.astype(bool)
        return _Found(
            value, np.where(chosen, args[1].cause, args[2].cause), np.where(chosen, args[1].faint, args[2].faint)
        )
    inherited = np.max([a.cause for a in args], axis=0)
    own = np.where(np.isnan(value) | _pole(node.op, args), UNDEFINED, TOO_LARGE)
    own = np.where(_by_faint_zero(node.op, args), TOO_LARGE, own)
    cause = np.where(np.isfinite(value), FINITE, np.where(inherited > FINITE, inherited, own)).astype(np.int8)
    return _Found(value, cause, (np.asarray(value) == 0) & _underflowed(node.op, args))


def _pole(op: str, args: list[_Found]) -> Any:
    """Where finite arguments make it infinite whatever the precision."""
    first = args[0].value
    if op == "div":
        return args[1].value == 0
    if op in ("ln", "log2", "log10"):
        return first == 0
    if op in _POWERS:
        return (first == 0) & (args[1].value < 0)
    if op == "atanh":
        return np.abs(first) == 1
    return False


def _by_faint_zero(op: str, args: list[_Found]) -> Any:
    """Where a pole, or a 0/0, stems from a zero that is an underflow."""
    if op == "div":
        return args[1].faint
    return args[0].faint if op in ("ln", "log2", "log10", *_POWERS) else False


def _underflowed(op: str, args: list[_Found]) -> Any:
    """Where a zero of this operation is a small number rounded away. Meant only where it is zero."""
    if op in _NEVER_ZERO:
        return True
    inherited: Any = np.any([a.faint for a in args], axis=0) if op in _KEEPS_ZERO else False
    if op in ("mul", "masked_product"):
        return inherited | ((args[0].value != 0) & (args[1].value != 0))
    if op == "div" or op in _POWERS:
        # A zero to a power or over a number is one; over infinity, what is left is small.
        return inherited | (args[0].value != 0)
    return inherited
