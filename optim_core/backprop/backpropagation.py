"""One forward and one backward pass, spelled out: every node's value and adjoint, every edge's local derivative.

Its numbers come from the same kind of kernel as a run's
(Griewank and Walther 2008, "Evaluating Derivatives", ch. 3; Baydin et al. 2018, JMLR 18(153)).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from optim_core.backprop.counting import Path, multiplications, routes
from optim_core.backprop.errors import BackpropagationError
from optim_core.backprop.formula import Source, formula_of
from optim_core.backprop.tape import Tape, tape_of
from optim_core.backprop.wording import Local, Operation
from optim_core.base.text import N_
from optim_core.expression.graph import node as expression
from optim_core.expression.graph.finiteness import UNDEFINED, why_not_finite
from optim_core.expression.graph.graph import COMPARISONS
from optim_core.expression.graph.numerics import masked_product

NOTHING: Mapping[str, float] = MappingProxyType({})
#: Operations between whose branches, and functions at whose kink, the derivative is a convention.
_AT_ZERO = frozenset({"abs", "sign", "relu", "step"})
_AT_WHOLE = frozenset({"floor", "ceil"})
_AT_TIES = frozenset({"max2", "min2", *COMPARISONS})


@dataclass(frozen=True)
class Node:
    """One operation of the graph.

    Attributes:
        id: its place in the order of computation; operands come before the operations that use them.
        operation: the name of the operation in the language's graph: ``add``, ``mul``, ``pow``, ``sin``, ...;
            ``symbol`` for a variable or a letter, ``const`` for a number.
        operands: ids of its operands in order.
        value: its number at the point; a condition is 1 or 0.
        adjoint: the sum of what flows back into it along its edges, for the output 1: the derivative of the output by
            this node. 0 where nothing flows, as into numbers and letters, which no derivative is asked for.
        name: of a variable or letter; else empty.
        words: its formula in terms of its operands.
    """

    id: int
    operation: str
    operands: tuple[int, ...]
    value: float
    adjoint: float
    name: str
    words: Operation = field(repr=False, compare=False)


@dataclass(frozen=True)
class Edge:
    """A derivative's way back from an operation to one of its operands.

    Attributes:
        source: id of the operand.
        target: id of the operation that uses it.
        position: which of the operation's operands it is, from 0; x*x has two edges.
        local: the derivative of the operation by this operand.
        contribution: the target's adjoint times `local`: what flows back into the source.
        words: the local derivative as a formula.
    """

    source: int
    target: int
    position: int
    local: float
    contribution: float
    words: Local = field(repr=False, compare=False)


@dataclass(frozen=True, eq=False)
class Backpropagation:
    """What the two passes found at a point.

    Attributes:
        tape: the plan of the passes.
        point: where it is, a number per variable.
        value: of the output.
        gradient: the partial derivatives, in the variables' order.
        nodes: in the order of computation; the last is the output.
        edges: those that derivatives flow along, in the order in which they do.
        conventions: ids of nodes that stand exactly on a kink or a jump, where the derivative is the one of the
            branch taken, or 0, by convention.
    """

    tape: Tape = field(repr=False)
    point: tuple[float, ...]
    value: float
    gradient: tuple[float, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    conventions: tuple[int, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        """The names differentiated by."""
        return self.tape.formula.variables

    def variable(self, name: str) -> int | None:
        """The id of a variable's node; None if the formula does not mention it.

        Raises:
            BackpropagationError: no variable has this name.
        """
        if name not in self.variables:
            template = N_("There is no variable {name}. There are: {names}")
            raise BackpropagationError(template, name=str(name)[:20], names=", ".join(self.variables))
        return next((node.id for node in self.nodes if node.name == name), None)

    def paths(self, name: str) -> tuple[Path, ...]:
        """Every path from a variable to the output; their products add up to its partial derivative.

        Raises:
            BackpropagationError: no such variable, or more than `MAX_PATHS` paths.
        """
        start = self.variable(name)
        if start is None:
            return ()
        return tuple(self._path(start, way) for way in routes(start, len(self.nodes), self.edges))

    def _path(self, start: int, way: tuple[int, ...]) -> Path:
        product = 1.0
        for place in reversed(way):
            product = self.carried(product, place)
        return Path((start, *(self.edges[place].target for place in way)), way, product)

    def carried(self, derivative: float, place: int) -> float:
        """A derivative times the local one of the edge at a place."""
        local = self.edges[place].local
        return masked_product(derivative, local) if place in self.tape.masked else derivative * local

    @cached_property
    def operations(self) -> dict[str, int]:
        """Multiplications that the gradient takes by "reverse" mode, by "forward" mode and as a sum over "paths".

        See `optim_core.backprop.counting` for what is counted.
        """
        starts = [node.id for node in self.nodes if node.name in self.variables and node.operation == "symbol"]
        return multiplications(starts, len(self.nodes), self.edges)


def backpropagate(
    source: Source,
    point: Sequence[float] | float,
    variables: Sequence[str] | None = None,
    **numbers: float,
) -> Backpropagation:
    """Value and gradient at a point, with every number on the way.

    Args:
        source: a text in the expression language, a surface, or a `Formula`.
        point: a number per variable; the order is that of a surface of this text.
        variables: names to differentiate by in place of those, for a text: as many as `MAX_VARIABLES`.
        **numbers: of a text's letters that are no variables, e.g. ``a=2.0``; the others are 1.

    Raises:
        ExpressionError: the text is not a formula.
        BackpropagationError: a point that does not fit, or at which there is no finite value or no finite gradient.
            At a kink or a jump the language has a derivative by convention; `conventions` says where it was used.
            Both errors are ValueErrors.
    """
    tape = tape_of(formula_of(source, variables, numbers))
    return passes(tape, _location(point, tape.formula.variables))


def _location(point: Sequence[float] | float, variables: Sequence[str]) -> tuple[float, ...]:
    try:
        # The letters of a text are no numbers, be they digits.
        given = None if isinstance(point, (str, bytes)) else point
        location = (float(given),) if isinstance(given, (int, float)) else tuple(map(float, given))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise BackpropagationError(N_("A point is a number per variable.")) from None
    if len(location) != len(variables):
        template = N_("The point needs {count} numbers, one for each of {names}.")
        raise BackpropagationError(template, count=len(variables), names=", ".join(variables))
    if not all(map(math.isfinite, location)):
        raise BackpropagationError(N_("All numbers have to be finite."))
    return location


def passes(tape: Tape, location: tuple[float, ...]) -> Backpropagation:
    """Forward by one kernel, backward an edge at a time; raises as `backpropagate` does."""
    variables = tape.formula.variables
    symbols = {**dict(zip(variables, location, strict=True)), **tape.formula.numbers}
    numbers = [float(number) for number in tape.kernel(*symbols.values())]
    values, slopes = numbers[: len(tape.steps)], numbers[len(tape.steps) :]
    _check(tape.steps[-1:], values[-1:], symbols, N_("The formula is not defined at this point."))
    adjoints = [0.0] * len(values)
    adjoints[-1] = 1.0
    edges: list[Edge] = []
    for place, ((target, position), local) in enumerate(zip(tape.ways, slopes, strict=True)):
        above, source = adjoints[target], tape.operands[target][position]
        contribution = masked_product(above, local) if place in tape.masked else above * local
        adjoints[source] += contribution
        edges.append(Edge(source, target, position, local, contribution, tape.slopes[place]))
    nodes = tuple(
        Node(place, step.op, tape.operands[place], values[place], adjoints[place],
             step.value if isinstance(step.value, str) else "", tape.operations[place])
        for place, step in enumerate(tape.steps)
    )  # fmt: skip
    found = {node.name: node.adjoint for node in nodes if node.name}
    gradient = tuple(found.get(name, 0.0) for name in variables)
    _check(tape.locals, gradient, symbols, N_("The formula has no derivative at this point."))
    used = tape.active | tape.conditions
    conventions = tuple(node.id for node in nodes if node.id in used and _conventional(node, values))
    return Backpropagation(tape, location, values[-1], gradient, nodes, tuple(edges), conventions)


def _check(
    outputs: Sequence[expression.Node], numbers: Sequence[float], symbols: Mapping[str, float], undefined: str
) -> None:
    if all(map(math.isfinite, numbers)):
        return
    if (why_not_finite(outputs, symbols) == UNDEFINED).any():
        raise BackpropagationError(undefined)
    raise BackpropagationError(N_("The numbers are too large to compute with at this point."))


def _conventional(node: Node, values: Sequence[float]) -> bool:
    """Whether the derivative of this operation is a convention at its operands."""
    numbers = [values[operand] for operand in node.operands]
    if node.operation in _AT_TIES:
        return numbers[0] == numbers[1] and node.operands[0] != node.operands[1]
    if node.operation in _AT_WHOLE:
        return numbers[0].is_integer()
    return node.operation in _AT_ZERO and numbers[0] == 0.0
