"""Graphs compiled to straight-line Python, for floats (`math`) and for arrays (NumPy).

The source is printed from the graph alone: names are v0, v1, ... for arguments and r0, r1, ... for
temporaries, numbers are `repr` of floats, the namespace holds the functions of the table and nothing else.
Where `math` raises, the scalar kernel answers with the array kernel: both give the same NaN and infinities.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.expression.code.printer import print_function
from optim_core.expression.graph import numerics
from optim_core.expression.graph.functions import FUNCTIONS
from optim_core.expression.graph.graph import Node

Flavour = Literal["scalar", "array"]
Kernel = Callable[..., tuple[Any, ...]]

_BLOCK_BYTES = 32_000_000


def compile_kernel(outputs: Sequence[Node], arguments: Sequence[str], flavour: Flavour) -> Kernel:
    """A function of `arguments` (names of symbols, positional) that returns a tuple, one entry per output.

    Scalar: floats to floats, never raises for finite or non-finite floats, never complex. Array: anything
    `numpy.asarray` takes, broadcast together; every entry is a float64 array of the broadcast shape, NaN
    outside the domain, and may share memory with an argument or another entry; floating point warnings are
    the caller's (`numpy.errstate`).
    Raises KeyError for a symbol of `outputs` that is not among `arguments`.
    """
    if flavour == "scalar":
        return _scalar_kernel(outputs, arguments)
    return _array_kernel(outputs, arguments)


def _scalar_kernel(outputs: Sequence[Node], arguments: Sequence[str]) -> Kernel:
    @cache
    def array_kernel() -> Kernel:
        return _array_kernel(outputs, arguments)

    def answer_as_array(*values: float) -> tuple[float, ...]:
        with np.errstate(all="ignore"):
            return tuple(float(value) for value in array_kernel()(*values))

    source, _ = print_function(outputs, arguments, "scalar")
    return compiled(source, {**_namespace("scalar"), "answer_as_array": answer_as_array})


def _array_kernel(outputs: Sequence[Node], arguments: Sequence[str]) -> Kernel:
    source, registers = print_function(outputs, arguments, "array")
    core = compiled(source, _namespace("array"))
    block = max(1, _BLOCK_BYTES // (8 * (registers + 1)))

    def kernel(*values: ArrayLike) -> tuple[NDArray[np.float64], ...]:
        arrays = [np.asarray(value, dtype=np.float64) for value in values]
        shape = arrays[0].shape if arrays else ()
        # Few points are asked for often, and then NumPy's own ways to say the same would take most of the time.
        if any(array.shape != shape for array in arrays):
            shape = np.broadcast_shapes(*(array.shape for array in arrays))
        if math.prod(shape) > block:
            return _in_blocks(core, arrays, shape, block, len(outputs))
        return tuple(_filled(result, shape) for result in core(*arrays))

    return kernel


def compile_elementwise(outputs: Sequence[Node], arguments: Sequence[str]) -> Kernel:
    """The bare array kernel, for many calls on few numbers.

    Floats and arrays that broadcast together go in; an entry that mentions no array comes out as a float. Nothing is
    checked, and floating point warnings are the caller's.
    """
    source, _ = print_function(outputs, arguments, "array")
    return compiled(source, _namespace("array"))


def _in_blocks(
    core: Kernel, arrays: Sequence[NDArray[np.float64]], shape: tuple[int, ...], block: int, count: int
) -> tuple[NDArray[np.float64], ...]:
    """Evaluate piece by piece, so that temporaries stay bounded however many there are."""
    flat = [array if array.ndim == 0 else np.broadcast_to(array, shape).reshape(-1) for array in arrays]
    results = tuple(np.empty(shape) for _ in range(count))
    for start in range(0, int(np.prod(shape)), block):
        piece = slice(start, start + block)
        values = core(*(array if array.ndim == 0 else array[piece] for array in flat))
        for result, value in zip(results, values, strict=True):
            result.reshape(-1)[piece] = value
    return results


def _filled(result: float | NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    if isinstance(result, np.ndarray) and result.shape == shape:
        return result
    return np.full(shape, result)


@cache
def _namespace(flavour: Flavour) -> dict[str, object]:
    rows = [row for row in FUNCTIONS.values() if row.expand is None]
    if flavour == "scalar":
        functions: dict[str, object] = {row.name: row.scalar for row in rows}
        return {**functions, "power": math.pow}
    functions = {row.name: row.array for row in rows}
    return {
        **functions,
        "power": np.power,
        "where": np.where,
        "masked_product": numerics.masked_product_array,
        "float64": np.float64,
    }


def scalar_functions() -> dict[str, object]:
    """What source for floats calls, by the names it has for them."""
    return _namespace("scalar")


def compiled(source: str, functions: dict[str, object]) -> Kernel:
    """The function `kernel` that `source` defines, which sees `functions` and nothing else."""
    errors = {error.__name__: error for error in (OverflowError, ZeroDivisionError, ValueError)}
    namespace: dict[str, object] = {"__builtins__": {}, **errors, **functions}
    exec(compile(source, "<kernel>", "exec"), namespace)
    return cast("Kernel", namespace["kernel"])
