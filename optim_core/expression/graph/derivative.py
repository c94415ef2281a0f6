"""Derivatives by reverse accumulation over the graph: size and time are linear in the graph.

At a kink the derivative is the one of the branch taken (the first on a tie). Below a branch, products with a
derivative that may be infinite are masked, so that a branch not taken contributes 0 and never 0 * inf = NaN.
"""

from __future__ import annotations

from collections.abc import Sequence

from optim_core.expression.graph.functions import FUNCTIONS
from optim_core.expression.graph.graph import COMPARISONS, Graph, Node, topological

_BRANCHING = frozenset({"where", "max2", "min2", "relu"})
_CONDITIONS = frozenset({*COMPARISONS, "and"})


def gradient(graph: Graph, node: Node, wrt: Sequence[str]) -> tuple[Node, ...]:
    """Partial derivatives of `node` by the symbols `wrt`, as nodes of `graph`."""
    order = topological([node])
    active = depending_on(order, frozenset(wrt))
    masked = below_branches(order)
    adjoints: dict[Node, Node] = {node: graph.const(1.0)}
    for current in reversed(order):
        if current not in active or current not in adjoints:
            continue
        for position, argument in enumerate(current.args):
            if argument in active:
                term = _contribution(graph, current, position, adjoints[current], current in masked)
                known = adjoints.get(argument)
                adjoints[argument] = term if known is None else graph.add(known, term)
    zero = graph.const(0.0)
    return tuple(adjoints.get(graph.symbol(name), zero) for name in wrt)


def hessian(graph: Graph, partials: Sequence[Node], wrt: Sequence[str]) -> tuple[Node, ...]:
    """Second derivatives from the gradient: the upper triangle, row by row."""
    return tuple(
        second for row, partial in enumerate(partials) for second in gradient(graph, partial, tuple(wrt)[row:])
    )


def local_derivative(graph: Graph, node: Node, position: int) -> Node:
    """The derivative of one operation by its argument at `position`, the other arguments held still.

    Where a function has branches it is the one of the branch taken: 1 or 0.
    """
    return _contribution(graph, node, position, graph.const(1.0), masked=False)


def depending_on(order: Sequence[Node], names: frozenset[str]) -> set[Node]:
    """The nodes that depend on one of these symbols; a condition passes no derivative on, so it is none."""
    active: set[Node] = set()
    for node in order:
        depends = node.value in names if node.op == "symbol" else any(a in active for a in node.args)
        if depends and node.op not in _CONDITIONS:
            active.add(node)
    return active


def below_branches(order: Sequence[Node]) -> set[Node]:
    """The nodes of a topological order whose derivatives may have to be masked: some branch above them is not taken."""
    masked: set[Node] = set()
    for node in reversed(order):
        if node.op in _BRANCHING or node.op == "masked_product" or node in masked:
            masked.update(node.args)
    return masked


def _contribution(graph: Graph, node: Node, position: int, adjoint: Node, masked: bool) -> Node:
    """What `node`, whose derivative is `adjoint`, adds to the derivative of its argument at `position`."""
    if node.op in _BRANCHING:
        return _branch_adjoint(graph, node, position, adjoint)
    if node.op == "add" or (node.op == "sub" and position == 0):
        return adjoint
    if node.op in ("sub", "neg"):
        return graph.neg(adjoint)
    if node.op == "div" and position == 0 and not masked:
        return graph.div(adjoint, node.args[1])
    if node.op == "masked_product":
        return graph.masked_product(adjoint, node.args[1 - position])
    partial = _partial(graph, node, position)
    return graph.masked_product(adjoint, partial) if masked else graph.mul(adjoint, partial)


def _branch_adjoint(graph: Graph, node: Node, position: int, adjoint: Node) -> Node:
    zero = graph.const(0.0)
    if node.op == "relu":
        return graph.where(graph.compare("gt", node.args[0], zero), adjoint, zero)
    if node.op == "where":
        condition, is_first = node.args[0], position == 1
    else:
        condition = graph.compare("ge" if node.op == "max2" else "le", *node.args)
        is_first = position == 0
    return graph.where(condition, adjoint, zero) if is_first else graph.where(condition, zero, adjoint)


def _partial(graph: Graph, node: Node, position: int) -> Node:
    if node.op == "mul":
        return node.args[1 - position]
    if node.op == "div":
        denominator = node.args[1]
        return graph.div(graph.const(1.0), denominator) if position == 0 else graph.neg(graph.div(node, denominator))
    if node.op == "pow":
        return _power_partial(graph, node, position)
    return FUNCTIONS[node.op].partials[position](graph, node)


def _power_partial(graph: Graph, node: Node, position: int) -> Node:
    base, exponent = node.args
    if position == 1:
        return graph.mul(node, graph.apply("ln", base))
    return graph.mul(exponent, graph.pow(base, graph.sub(exponent, graph.const(1.0))))
