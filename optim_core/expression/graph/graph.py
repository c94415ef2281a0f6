"""Expressions as a graph in which equal subexpressions are one node (hash-consing).

Builders simplify only where that is always valid (constants folded in float64, neutral elements, double
negation), so a derived graph stays near the size a person would write.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from optim_core.expression.graph.functions import FUNCTIONS
from optim_core.expression.graph.node import Node, Value

COMPARISONS: Mapping[str, str] = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}

# Finite wherever their arguments are (up to overflow), so zero times them is zero.
_TAME = frozenset(
    ("const", "symbol", "add", "sub", "mul", "neg", "abs", "sign", "step", "floor", "ceil", "sin", "cos",
     "tanh", "atan", "asinh", "sigmoid", "softplus", "relu", "erf", "max2", "min2", "where", "and",
     *COMPARISONS)
)  # fmt: skip


class Graph:
    """Builds nodes; every node it returns is the only one with its operation and arguments."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[str, tuple[int, ...], Value], Node] = {}
        self.undefined_constants = 0
        """How often constants could not be folded because the result is no finite real number."""

    def __len__(self) -> int:
        return len(self._nodes)

    def const(self, value: float) -> Node:
        return self._make("const", (), float(value) + 0.0)

    def symbol(self, name: str) -> Node:
        return self._make("symbol", (), name)

    def add(self, a: Node, b: Node) -> Node:
        if a.number == 0.0:
            return b
        if b.number == 0.0:
            return a
        if b.op == "neg":
            return self.sub(a, b.args[0])
        if a.op == "neg":
            return self.sub(b, a.args[0])
        return self._folded("add", (a, b), float.__add__) or self._make("add", _ordered(a, b))

    def sub(self, a: Node, b: Node) -> Node:
        if b.number == 0.0:
            return a
        if a.number == 0.0:
            return self.neg(b)
        if b.op == "neg":
            return self.add(a, b.args[0])
        return self._folded("sub", (a, b), float.__sub__) or self._make("sub", (a, b))

    def neg(self, a: Node) -> Node:
        if a.number is not None:
            return self.const(-a.number)
        if a.op == "neg":
            return a.args[0]
        if a.op == "sub":
            return self.sub(a.args[1], a.args[0])
        if a.op == "mul" and a.args[0].number is not None:
            return self.mul(self.const(-a.args[0].number), a.args[1])
        return self._make("neg", (a,))

    def mul(self, a: Node, b: Node) -> Node:
        if b.number is not None:
            a, b = b, a
        if a.number is not None:
            return self._folded("mul", (a, b), float.__mul__) or self._scaled(a, a.number, b)
        if a.op == "neg" or b.op == "neg":
            product = self.mul(_unsigned(a), _unsigned(b))
            return product if a.op == b.op else self.neg(product)
        if a.op == "mul" and a.args[0].number is not None:
            return self.mul(a.args[0], self.mul(a.args[1], b))
        if b.op == "mul" and b.args[0].number is not None:
            return self.mul(b.args[0], self.mul(a, b.args[1]))
        return self._make("mul", _ordered(a, b))

    def _scaled(self, constant: Node, factor: float, b: Node) -> Node:
        if factor == 0.0:
            return self.const(0.0)
        if factor == 1.0:
            return b
        if b.op == "neg":
            return self._scaled(self.const(-factor), -factor, b.args[0])
        if factor == -1.0:
            return self.neg(b)
        if b.op == "mul" and b.args[0].number is not None:
            joint = factor * b.args[0].number
            if joint != 0.0 and math.isfinite(joint):
                return self.mul(self.const(joint), b.args[1])
        return self._make("mul", (constant, b))

    def div(self, a: Node, b: Node) -> Node:
        if b.number == 1.0 or (a.number == 0.0 and b.number != 0.0):
            return a
        if a.op == "neg" or b.op == "neg":
            quotient = self.div(_unsigned(a), _unsigned(b))
            return quotient if a.op == b.op else self.neg(quotient)
        return self._folded("div", (a, b), float.__truediv__) or self._make("div", (a, b))

    def pow(self, base: Node, exponent: Node) -> Node:
        n = exponent.number
        if n == 0.0:
            return self.const(1.0)
        if n == 1.0:
            return base
        folded = self._folded("pow", (base, exponent), math.pow)
        if folded is not None:
            return folded
        if n == -1.0:
            return self.div(self.const(1.0), base)
        return self.apply("sqrt", base) if n == 0.5 else self._make("pow", (base, exponent))

    def apply(self, name: str, *args: Node) -> Node:
        """The function `name` of the function table; short forms (`sec`, `lg`) become what they stand for."""
        function = FUNCTIONS[name]
        if function.expand is not None:
            return function.expand(self, *args)
        return self._folded(name, args, function.scalar) or self._make(name, args)

    def compare(self, name: str, a: Node, b: Node) -> Node:
        """A condition, for `where`: `name` is a key of `COMPARISONS`."""
        return self._make(name, (a, b))

    def both(self, a: Node, b: Node) -> Node:
        """The condition that two conditions hold."""
        return self._make("and", (a, b))

    def where(self, condition: Node, a: Node, b: Node) -> Node:
        return a if a is b else self._make("where", (condition, a, b))

    def masked_product(self, a: Node, b: Node) -> Node:
        """`a*b`, but zero where either is zero, whatever the other: a branch not taken adds nothing."""
        if a.tame and b.tame:
            return self.mul(a, b)
        if a.number is not None or b.number is not None:
            return self.mul(a, b)
        return self._make("masked_product", _ordered(a, b))

    def _folded(self, op: str, args: Sequence[Node], function: Callable[..., float]) -> Node | None:
        numbers = [argument.number for argument in args]
        if any(number is None for number in numbers):
            return None
        value = _evaluate(function, numbers)
        if value is None:
            self.undefined_constants += 1
            return None
        return self.const(value)

    def _make(self, op: str, args: tuple[Node, ...], value: Value = None) -> Node:
        key = (op, tuple(argument.index for argument in args), value)
        node = self._nodes.get(key)
        if node is None:
            tame = all(a.tame for a in args) and (op in _TAME or _is_power_everywhere(op, args))
            node = self._nodes[key] = Node(op, args, value, len(self._nodes), tame)
        return node


def topological(outputs: Iterable[Node]) -> list[Node]:
    """All nodes below `outputs` (included), arguments before the nodes that use them."""
    order: dict[Node, None] = {}
    stack = [(node, False) for node in reversed(list(outputs))]
    while stack:
        node, arguments_done = stack.pop()
        if node in order:
            continue
        if arguments_done:
            order[node] = None
            continue
        stack.append((node, True))
        stack.extend((argument, False) for argument in reversed(node.args) if argument not in order)
    return list(order)


def rebuild(graph: Graph, roots: Sequence[Node], replacements: Mapping[str, Node]) -> tuple[Node, ...]:
    """Copies of `roots` in `graph` with symbols replaced by nodes of `graph`."""
    built: dict[Node, Node] = {}
    for node in topological(roots):
        built[node] = rebuilt(graph, node, [built[argument] for argument in node.args], replacements)
    return tuple(built[root] for root in roots)


def rebuilt(graph: Graph, node: Node, args: Sequence[Node], replacements: Mapping[str, Node]) -> Node:
    """The operation of `node` in `graph`, on other arguments; a symbol is what `replacements` has for it."""
    if isinstance(node.value, str):
        return replacements.get(node.value) or graph.symbol(node.value)
    if isinstance(node.value, float):
        return graph.const(node.value)
    if node.op in COMPARISONS:
        return graph.compare(node.op, args[0], args[1])
    if node.op in FUNCTIONS:
        return graph.apply(node.op, *args)
    builders: dict[str, Callable[..., Node]] = {
        "add": graph.add, "sub": graph.sub, "neg": graph.neg, "mul": graph.mul, "div": graph.div,
        "pow": graph.pow, "where": graph.where, "and": graph.both, "masked_product": graph.masked_product,
    }  # fmt: skip
    return builders[node.op](*args)


def _evaluate(function: Callable[..., float], numbers: Sequence[float | None]) -> float | None:
    try:
        value = function(*numbers)
    except (ArithmeticError, ValueError):
        return None
    return value if math.isfinite(value) else None


def _is_power_everywhere(op: str, args: tuple[Node, ...]) -> bool:
    n = args[1].number if op in ("pow", "even_power", "odd_power") else None
    return n is not None and n > 0 and (n.is_integer() or op != "pow")


def _ordered(a: Node, b: Node) -> tuple[Node, Node]:
    return (b, a) if b.op == "const" or (a.op != "const" and b.index < a.index) else (a, b)


def _unsigned(a: Node) -> Node:
    return a.args[0] if a.op == "neg" else a
