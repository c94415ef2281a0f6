"""The mean of a formula over examples: what stands for an example's numbers is a column, one number an example.

The graph is that of one example, however many there are, so its size and that of the code do not grow with them:
Python works on all examples at once as arrays, JavaScript goes from one to the next. Without columns all of it is what
the formula itself is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.expression.code.javascript import javascript_body, javascript_lines
from optim_core.expression.code.kernels import Flavour, Kernel, compile_elementwise, compile_kernel
from optim_core.expression.graph.node import Node

Array = NDArray[np.float64]
Columns = Mapping[str, Array]
NO_COLUMNS: Columns = MappingProxyType({})

#: Numbers worked on at once: points times examples.
BLOCK = 2_000_000


def compile_mean(outputs: Sequence[Node], arguments: Sequence[str], columns: Columns, flavour: Flavour) -> Kernel:
    """As `compile_kernel`, of the mean of every output over the examples.

    Args:
        outputs: nodes over `arguments` and the names of the columns.
        arguments: names of what the kernel is called with, in order.
        columns: the examples' numbers, (N,) each, by name; empty: there are no examples, and nothing to take a mean of.
        flavour: "scalar": floats to floats; "array": arrays that broadcast together to arrays of their shape.
    """
    if not columns:
        return compile_kernel(outputs, arguments, flavour)
    names = (*arguments, *columns)
    examples = tuple(np.asarray(column, dtype=np.float64) for column in columns.values())
    if flavour == "scalar":
        bare = compile_elementwise(outputs, names)
        return lambda *point: mean_at(bare, point, examples)
    array = cache(lambda: compile_kernel(outputs, names, "array"))

    def kernel(*points: ArrayLike) -> tuple[Array, ...]:
        arrays = np.broadcast_arrays(*(np.asarray(values, dtype=np.float64) for values in points))
        found = means(array(), [values.ravel() for values in arrays], examples)
        return tuple(mean.reshape(arrays[0].shape) for mean in found)

    return kernel


def mean_at(
    bare: Kernel, point: Sequence[float], columns: Sequence[Array], numbers: Sequence[float] = ()
) -> tuple[float, ...]:
    """The mean of each entry of an elementwise kernel over (point..., columns..., numbers...), at floats."""
    count = len(columns[0])
    with np.errstate(all="ignore"):
        # Floats of Python's own raise where those of NumPy are infinite, and finite numbers may add up to infinity.
        entries = bare(*map(np.float64, point), *columns, *numbers)
        return tuple(float(e.sum()) / count if isinstance(e, np.ndarray) else float(e) for e in entries)


def means(
    kernel: Kernel, points: Sequence[Array], columns: Sequence[Array], numbers: Sequence[float] = ()
) -> tuple[Array, ...]:
    """The mean of each entry at points (n,) each, a block of examples at a time so that memory stays bounded."""
    count = len(columns[0])
    step = max(1, BLOCK // max(1, len(points[0])))
    rows = [values[None, :] for values in points]
    totals: tuple[Array, ...] = ()
    with np.errstate(all="ignore"):
        for first in range(0, count, step):
            part = (column[first : first + step, None] for column in columns)
            sums = tuple(np.asarray(entry).sum(axis=0) for entry in kernel(*rows, *part, *numbers))
            totals = sums if not totals else tuple(a + b for a, b in zip(totals, sums, strict=True))
        return tuple(total / count for total in totals)


def mean_body(outputs: Sequence[Node], arguments: Sequence[str], columns: Columns) -> str:
    """As `javascript_body`, of the mean of every output over the examples, whose numbers are in the source."""
    if not columns:
        return javascript_body(outputs, arguments)
    statements, results = javascript_lines(outputs, (*arguments, *columns))
    count, width = len(next(iter(columns.values()))), len(columns)
    numbers = ",".join(_literal(value) for value in np.stack(tuple(columns.values()), axis=1).ravel().tolist())
    places = ", ".join(f"v{len(arguments) + i} = x[n + {i}]" for i in range(width))
    lines = [
        f"const x = [{numbers}]",
        f"const s = [{', '.join(f'new Float64Array({count})' for _ in outputs)}]",
        f"for (let i = 0, n = 0; i < {count}; i += 1, n += {width}) {{\nconst {places}",
        *statements,
        *(f"s[{i}][i] = {text}" for i, text in enumerate(results)),
        "}",
        # Added up as NumPy does: methods that compare losses may decide otherwise after another rounding.
        f"return s.map((numbers) => pairwise(numbers) / {count})",
    ]
    return "".join(f"{line};\n" for line in lines)


def _literal(value: float) -> str:
    """Written short: a column has very many."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
