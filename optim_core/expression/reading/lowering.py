"""Syntax tree to graph, refusing constants that are no finite real numbers."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import cast

from optim_core.base.text import N_, Message
from optim_core.expression.base.errors import error
from optim_core.expression.base.limits import MAX_EXPONENT, MAX_NODES
from optim_core.expression.graph.functions import CONSTANTS
from optim_core.expression.graph.graph import Graph, Node
from optim_core.expression.tree.syntax import (
    Binary,
    Call,
    Comparison,
    Condition,
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


def lower_with_notices(graph: Graph, tree: Tree) -> tuple[Node, tuple[Message, ...]]:
    """As `lower`, with what a reader should know about how powers were read."""
    lowering = _Lowering(graph)
    root = lowering.node(tree)
    return root, (REAL_ROOT,) if lowering.real_roots else ()


REAL_ROOT = Message(
    N_("A power whose exponent is a fraction with an odd denominator is the real root, defined left of 0 as well.")
)


class _Lowering:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._limit = len(graph) + MAX_NODES
        self._undefined = graph.undefined_constants
        self.real_roots = False

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
            return self._power(tree, left, right)
        if tree.operator == "/" and right.number == 0.0:
            raise error(N_("Division by zero."), tree.position)
        builders: dict[str, Callable[[Node, Node], Node]] = {
            "+": graph.add, "-": graph.sub, "*": graph.mul, "/": graph.div,
        }  # fmt: skip
        return builders[tree.operator](left, right)

    def _power(self, tree: Binary, base: Node, exponent: Node) -> Node:
        """A power; x^(p/q) with an odd q is the real root, as `cbrt` is, where x may be negative."""
        fraction = _fraction(tree.right)
        if fraction is None or fraction.denominator == 1 or not fraction.denominator % 2:
            return self._graph.pow(base, exponent)
        if base.number is not None and base.number >= 0.0:
            return self._graph.pow(base, exponent)
        self.real_roots = True
        if fraction == Fraction(1, 3):
            return self._graph.apply("cbrt", base)
        return self._graph.apply("odd_power" if fraction.numerator % 2 else "even_power", base, exponent)

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
            node = self._chosen(cast("Condition", condition), self.node(value), node)
        return node

    def _chosen(self, condition: Condition, first: Node, second: Node) -> Node:
        """`first` where the condition holds, else `second`; "or" and "not" are choices among choices."""
        if isinstance(condition, Comparison):
            return self._graph.where(self._condition(condition), first, second)
        if condition.operator == "not":
            return self._chosen(condition.operands[0], second, first)
        node = second if condition.operator == "or" else first
        for part in reversed(condition.operands):
            node = self._chosen(part, first, node) if condition.operator == "or" else self._chosen(part, node, second)
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


def _fraction(tree: Tree) -> Fraction | None:
    """The exact value of a tree of whole numbers; None for anything else, decimal fractions included."""
    if isinstance(tree, Number):
        return Fraction(tree.text) if tree.text.isdigit() and len(tree.text) <= _EXACT_DIGITS else None
    if isinstance(tree, Negative):
        inner = _fraction(tree.operand)
        return None if inner is None else -inner
    if isinstance(tree, Binary) and tree.operator in ("+", "-", "*", "/"):
        left, right = _fraction(tree.left), _fraction(tree.right)
        if left is None or right is None or (tree.operator == "/" and right == 0):
            return None
        exact = _EXACT[tree.operator](left, right)
        return exact if exact.denominator < 10**_EXACT_DIGITS else None
    return None


_EXACT_DIGITS = 6
_EXACT: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


def _check_exponent(exponent: Node, tree: Binary) -> None:
    if exponent.number is not None and abs(exponent.number) > MAX_EXPONENT:
        raise error(
            N_("The exponent is too large."), tree.right.position,
            N_("Exponents from -100 to 100 are understood."),
        )  # fmt: skip
