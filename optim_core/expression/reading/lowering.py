"""Syntax tree to graph, refusing constants that are no finite real numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from optim_core.base.text import N_
from optim_core.expression.base.errors import error
from optim_core.expression.base.limits import MAX_EXPONENT, MAX_NODES
from optim_core.expression.graph.functions import CONSTANTS
from optim_core.expression.graph.graph import Graph, Node
from optim_core.expression.tree.syntax import (
    Binary,
    Call,
    Comparison,
    Constant,
    Negative,
    Number,
    Piecewise,
    Symbol,
    Tree,
)


def lower(graph: Graph, tree: Tree) -> Node:
    """The node of `tree` in `graph`; raises `ExpressionError` for undefined constants and for size."""
    return _Lowering(graph).node(tree)


class _Lowering:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._limit = len(graph) + MAX_NODES
        self._undefined = graph.undefined_constants

    def node(self, tree: Tree) -> Node:
        if isinstance(tree, Binary):
            return self._chain(tree)
        node = self._single(tree)
        self._check(tree)
        return node

    def _chain(self, tree: Tree) -> Node:
        # a + b + c + ... leans left as far as the text is long: a loop, not a recursion.
        spine: list[Binary] = []
        while isinstance(tree, Binary):
            spine.append(tree)
            tree = tree.left
        node = self.node(tree)
        for link in reversed(spine):
            node = self._binary(link, node, self.node(link.right))
            self._check(link)
        return node

    def _binary(self, tree: Binary, left: Node, right: Node) -> Node:
        graph = self._graph
        if tree.operator == "^":
            _check_exponent(right, tree)
            return graph.pow(left, right)
        if tree.operator == "/" and right.number == 0.0:
            raise error(N_("Division by zero."), tree.position)
        builders: dict[str, Callable[[Node, Node], Node]] = {
            "+": graph.add, "-": graph.sub, "*": graph.mul, "/": graph.div,
        }  # fmt: skip
        return builders[tree.operator](left, right)

    def _single(self, tree: Tree) -> Node:
        graph = self._graph
        if isinstance(tree, Number):
            return graph.const(tree.value)
        if isinstance(tree, Constant):
            return graph.const(CONSTANTS[tree.name])
        if isinstance(tree, Symbol):
            return graph.symbol(tree.name)
        if isinstance(tree, Negative):
            return graph.neg(self.node(tree.operand))
        if isinstance(tree, Call):
            return self._call(tree)
        return self._piecewise(cast("Piecewise", tree))

    def _call(self, tree: Call) -> Node:
        node = self._graph.apply(tree.function, *(self.node(argument) for argument in tree.arguments))
        return node if tree.power is None else self._graph.pow(node, self._graph.const(tree.power))

    def _piecewise(self, tree: Piecewise) -> Node:
        *cases, (otherwise, _) = tree.branches
        node = self.node(otherwise)
        for value, condition in reversed(cases):
            node = self._graph.where(self._condition(cast("Comparison", condition)), self.node(value), node)
        return node

    def _condition(self, tree: Comparison) -> Node:
        graph = self._graph
        operands = [self.node(operand) for operand in tree.operands]
        pairs = zip(tree.operators, operands, operands[1:], strict=False)
        conditions = [graph.compare(operator, left, right) for operator, left, right in pairs]
        result = conditions[0]
        for condition in conditions[1:]:
            result = graph.both(result, condition)
        return result

    def _check(self, tree: Tree) -> None:
        if len(self._graph) > self._limit:
            raise error(N_("The formula has more than {limit} operations."), tree.position, limit=MAX_NODES)
        if self._graph.undefined_constants > self._undefined:
            raise error(
                N_("A part of the formula is no finite real number."), tree.position,
                N_("It overflows, divides by zero, or takes a root or logarithm outside its domain."),
            )  # fmt: skip


def _check_exponent(exponent: Node, tree: Binary) -> None:
    if exponent.number is not None and abs(exponent.number) > MAX_EXPONENT:
        raise error(
            N_("The exponent is too large."), tree.right.position,
            N_("Exponents from -100 to 100 are understood."),
        )  # fmt: skip
