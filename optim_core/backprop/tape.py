"""The two passes as a plan, before there are numbers: operations in order, edges in the order they flow back.

The graph is the formula's own, in which equal subexpressions are one node.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from optim_core.backprop.formula import Formula
from optim_core.backprop.wording import Local, Operation, local_formula, names_of, operation_of
from optim_core.expression import Graph, Kernel, compile_kernel, rebuild, topological
from optim_core.expression.graph.derivative import below_branches, depending_on, local_derivative
from optim_core.expression.graph.node import Node

_BRANCHING = frozenset({"where", "max2", "min2", "relu", "masked_product"})


@dataclass(frozen=True, eq=False)
class Tape:
    """What a forward and a backward pass do, whatever the point.

    Attributes:
        formula: what is differentiated.
        steps: the operations as nodes of a graph, operands first, the output last.
        ways: (place of the operation in `steps`, which of its operands) of every edge that derivatives flow along.
        locals: the edges' local derivatives as nodes of the same graph.
        active: the places of operations that depend on a variable.
        masked: the places of edges along which 0 times anything is 0: a branch above them may not be taken.
        conditions: the places of operations that say which branch is taken.
    """

    formula: Formula
    steps: tuple[Node, ...]
    ways: tuple[tuple[int, int], ...]
    locals: tuple[Node, ...]
    active: frozenset[int]
    masked: frozenset[int]
    conditions: frozenset[int]

    @cached_property
    def operands(self) -> tuple[tuple[int, ...], ...]:
        """For every operation the places of its operands."""
        places = {step: place for place, step in enumerate(self.steps)}
        return tuple(tuple(places[argument] for argument in step.args) for step in self.steps)

    @property
    def symbols(self) -> tuple[str, ...]:
        """The names of variables and numbers, the arguments of `kernel`."""
        return (*self.formula.variables, *self.formula.numbers)

    @cached_property
    def kernel(self) -> Kernel:
        """All operations' values, then all local derivatives, at numbers for `symbols`."""
        return compile_kernel((*self.steps, *self.locals), self.symbols, "scalar")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the operations are called."""
        return tuple(names_of(self.steps).values())

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """The operations as formulas."""
        names = names_of(self.steps)
        return tuple(operation_of(step, names) for step in self.steps)

    @cached_property
    def slopes(self) -> tuple[Local, ...]:
        """The local derivatives as formulas."""
        names = names_of(self.steps)
        return tuple(local_formula(self.steps[place], position, names) for place, position in self.ways)


def tape_of(formula: Formula) -> Tape:
    """The plan of both passes for a formula."""
    graph = Graph()
    # A graph of its own: differentiating adds nodes, and other threads may use the formula's.
    (root,) = rebuild(graph, [formula.root], {})
    order = topological([root])
    places = {step: place for place, step in enumerate(order)}
    active, below = depending_on(order, frozenset(formula.variables)), below_branches(order)
    ways = _ways_back(order, active)
    conditions = topological([step.args[0] for step in active if step.op == "where"])
    return Tape(
        formula,
        steps=tuple(order),
        ways=tuple((places[step], position) for step, position in ways),
        locals=tuple(local_derivative(graph, step, position) for step, position in ways),
        active=frozenset(places[step] for step in active),
        masked=frozenset(at for at, (step, _) in enumerate(ways) if step in below or step.op in _BRANCHING),
        conditions=frozenset(places[step] for step in conditions),
    )


def _ways_back(order: Sequence[Node], active: set[Node]) -> list[tuple[Node, int]]:
    """The edges that derivatives flow along: of operations that one reaches, to operands that depend on a variable."""
    reached, ways = {order[-1]} & active, list[tuple[Node, int]]()
    for step in reversed(order):
        if step in reached:
            onward = [(step, position) for position, operand in enumerate(step.args) if operand in active]
            reached.update(step.args[position] for _, position in onward)
            ways += onward
    return ways
