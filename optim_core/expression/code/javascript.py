"""JavaScript source for a graph, for numbers that the browser must show without asking the server.

Printed from the graph alone, like the Python kernels: names are v0, v1, ... for arguments and r0, r1, ... for
temporaries, numbers are shortest decimal forms of floats. Numbers are float64 as in Python; division by zero,
overflow and arguments outside a domain give infinities and NaN, as the array kernels do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from optim_core.expression.code.printer import ARITHMETIC, Writer, power_text
from optim_core.expression.graph.functions import FUNCTIONS
from optim_core.expression.graph.graph import Node

_NATIVE: Mapping[str, str] = {
    "ln": "Math.log",
    **{
        name: f"Math.{name}"
        for name in ("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh",
                     "atanh", "exp", "log2", "log10", "sqrt", "cbrt", "abs", "floor", "ceil")
    },
}  # fmt: skip

#: Functions that JavaScript lacks or gives other values; whoever runs the source provides them.
HELPERS: tuple[str, ...] = (
    "power",
    *(row.name for row in FUNCTIONS.values() if row.expand is None and row.name not in _NATIVE),
)

_COMPARISONS: Mapping[str, str] = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "===", "ne": "!=="}


def javascript_body(outputs: Sequence[Node], arguments: Sequence[str]) -> str:
    """Body of a function of v0, v1, ... (one for each of `arguments`) that returns an array, one entry per output.

    It calls `HELPERS` by name. Raises KeyError for a symbol of `outputs` that is not among `arguments`.
    """
    statements, results = javascript_lines(outputs, arguments)
    return "".join(f"{line};\n" for line in (*statements, f"return [{', '.join(results)}]"))


def javascript_lines(outputs: Sequence[Node], arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The same in parts: statements, and after them an expression per output."""
    writer = _JavaScriptWriter(outputs, arguments)
    statements = writer.statements()
    registers = ", ".join(f"r{i}" for i in range(writer.registers))
    declared = [f"let {registers}"] if registers else []
    return [*declared, *statements], [writer.text(node) for node in outputs]


class _JavaScriptWriter(Writer):
    def number(self, value: float) -> str:
        """A literal; Python's shortest form reads the same in JavaScript."""
        if math.isfinite(value):
            return super().number(value)
        return "NaN" if math.isnan(value) else "Infinity" if value > 0.0 else "(-Infinity)"

    def operation(self, node: Node, texts: Sequence[str]) -> str:
        """The operation in JavaScript."""
        if node.op in ARITHMETIC:
            return ARITHMETIC[node.op].format(*texts)
        if node.op in _COMPARISONS:
            return f"({texts[0]} {_COMPARISONS[node.op]} {texts[1]})"
        if node.op in _SPECIAL:
            return _SPECIAL[node.op](node, texts)
        return f"{_NATIVE.get(node.op, node.op)}({', '.join(texts)})"


_SPECIAL: Mapping[str, Callable[[Node, Sequence[str]], str]] = {
    "neg": lambda node, texts: f"(-{texts[0]})",
    "pow": power_text,
    "where": lambda node, texts: f"({texts[0]} ? {texts[1]} : {texts[2]})",
    "and": lambda node, texts: f"({texts[0]} && {texts[1]})",
    # Compared with zero: NaN counts as false in JavaScript and as true in Python.
    "masked_product": lambda node, texts: f"({texts[0]} === 0 || {texts[1]} === 0 ? 0 : {texts[0]} * {texts[1]})",
}
