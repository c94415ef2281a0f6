"""A computation graph with parts of it folded, for reading: the same value, the same gradient, fewer boxes.

The local derivative of a folded box by an operand is what an inner backward pass brings: 1 at its own operation, along
every edge inside, summed where the operand is reached. Nothing is approximated.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from optim_core.backprop.backpropagation import Backpropagation
from optim_core.backprop.counting import Path, routes
from optim_core.backprop.parts import MOST_BOXES, Parts
from optim_core.backprop.tape import Tape
from optim_core.backprop.wording import Local, Operation, composed, composed_slope, local_formula, names_of, tree_of
from optim_core.expression import Graph, Node
from optim_core.expression.graph.numerics import masked_product


class Use(NamedTuple):
    """A line of the picture, from an operand to a box that uses it.

    Attributes:
        source: the place of the operand.
        target: the place of the box's operation.
        flow: which of the derivatives that flow it carries; -1 for none.
    """

    source: int
    target: int
    flow: int


class Flow(NamedTuple):
    """A derivative's way back from a box to an operand.

    Attributes:
        source: the place of the operand.
        target: the place of the box's operation.
        entering: the places in the tape's `ways` of the edges that reach the operand from inside the box.
        inside: those of all edges from the box's operations, in the order in which derivatives flow; the inner pass
            goes along them. Of a box that is one operation it is the edge itself.
        masked: whether 0 times anything is 0 along one of them.
    """

    source: int
    target: int
    entering: tuple[int, ...]
    inside: tuple[int, ...]
    masked: bool


class FlowNumbers(NamedTuple):
    """A flow's local derivative, and what it brings: the target's adjoint times that."""

    local: float
    contribution: float


@dataclass(frozen=True, eq=False)
class Folding:
    """A tape whose parts of some heads are folded.

    Attributes:
        tape: the whole graph.
        parts: what can be folded.
        closed: the heads of the parts that are; others are no heads and count for nothing.
    """

    tape: Tape
    parts: Parts
    closed: frozenset[int]

    @cached_property
    def hidden(self) -> frozenset[int]:
        """The places of what has no box of its own: operations, and of a large graph also inputs of theirs."""
        return self.parts.hidden(self.closed)

    @cached_property
    def members(self) -> dict[int, tuple[int, ...]]:
        """For every box its operations, its own last."""
        found: dict[int, list[int]] = {}
        for place in range(len(self.tape.steps)):
            found.setdefault(self.parts.box(place, self.hidden), []).append(place)
        return {box: tuple(places) for box, places in found.items()}

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """In the order in which the derivatives flow back."""
        tape, inside = self.tape, dict[int, list[int]]()
        for way, (target, _) in enumerate(tape.ways):
            inside.setdefault(self.parts.box(target, self.hidden), []).append(way)
        found = []
        for box in sorted(inside, reverse=True):
            ways = inside[box]
            masked = any(way in tape.masked for way in ways)
            if len(self.members[box]) == 1:
                found += [Flow(self.source(way), box, (way,), (way,), way in tape.masked) for way in ways]
                continue
            entering: dict[int, list[int]] = {}
            for way in ways:
                if self.source(way) not in self.hidden:
                    entering.setdefault(self.source(way), []).append(way)
            found += [Flow(source, box, tuple(those), tuple(ways), masked) for source, those in entering.items()]
        return tuple(found)

    def source(self, way: int) -> int:
        """The operand at the end of an edge of the tape."""
        target, position = self.tape.ways[way]
        return self.tape.operands[target][position]

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """The lines of the picture: one per operand of an operation, one per operand of a folded box."""
        flowing: dict[tuple[int, int], list[int]] = {}
        for at, flow in enumerate(self.flows):
            flowing.setdefault((flow.source, flow.target), []).append(at)
        found = []
        for box in sorted(self.members):
            members = self.members[box]
            alone = len(members) == 1
            operands = [o for place in members for o in self.tape.operands[place] if o not in members]
            for operand in operands if alone else dict.fromkeys(operands):
                those = flowing.get((operand, box))
                found.append(Use(operand, box, those.pop(0) if those else -1))
        return tuple(found)

    def operation(self, box: int) -> Operation:
        """What a box computes from its operands."""
        steps = self.tape.steps
        inner = frozenset(steps[place] for place in self.members[box][:-1])
        power = self._power(box)
        if power is not None:
            return Operation(tree_of(power))
        return composed(steps[box], inner, self._names) if inner else self.tape.operations[box]

    def slope(self, flow: Flow) -> Local | None:
        """The local derivative of a box by an operand as a formula; None for one too long to read."""
        steps = self.tape.steps
        members = self.members[flow.target]
        if len(members) == 1:
            target, position = self.tape.ways[flow.entering[0]]
            return local_formula(steps[target], position, self._names)
        power = self._power(flow.target)
        if power is not None:
            return local_formula(
                power, 0, {power: self.tape.names[flow.target], power.args[0]: self.tape.names[flow.source]}
            )
        inner = frozenset(steps[place] for place in members[:-1])
        return composed_slope(steps[flow.target], inner, steps[flow.source], self._names)

    def _power(self, box: int) -> Node | None:
        """A box that is a power written as products, as the power that it is."""
        part = self.parts.by_head.get(box)
        if part is None or part.inner != frozenset(self.members[box][:-1]):
            return None
        found = self.parts.power(box)
        if found is None:
            return None
        operand, exponent = found
        graph = Graph()
        return graph.pow(graph.symbol(self.tape.names[operand]), graph.const(float(exponent)))

    @cached_property
    def _names(self) -> dict[Node, str]:
        return names_of(self.tape.steps)

    def numbers(self, b: Backpropagation) -> tuple[FlowNumbers, ...]:
        """The numbers of every flow at the point of `b`, which followed the same tape."""
        return tuple(
            FlowNumbers(self._local(b, flow), sum(b.edges[way].contribution for way in flow.entering))
            for flow in self.flows
        )

    def _local(self, b: Backpropagation, flow: Flow) -> float:
        arrived = {flow.target: 1.0}
        for way in flow.inside:
            edge = b.edges[way]
            above = arrived.get(edge.target, 0.0)
            carried = masked_product(above, edge.local) if way in self.tape.masked else above * edge.local
            if way in flow.entering or edge.source in self.hidden:
                arrived[edge.source] = arrived.get(edge.source, 0.0) + carried
        return arrived.get(flow.source, 0.0)

    def paths(self, b: Backpropagation, name: str) -> tuple[Path, ...]:
        """Every path from a variable to the output from box to box, as `Backpropagation.paths`.

        None of a variable without a box of its own.

        Raises:
            BackpropagationError: no such variable, or more than `MAX_PATHS` paths.
        """
        start = b.variable(name)
        if start is None or start in self.hidden:
            return ()
        numbers, found = self.numbers(b), []
        for way in routes(start, len(self.tape.steps), self.flows):
            product = 1.0
            for at in reversed(way):
                local = numbers[at].local
                product = masked_product(product, local) if self.flows[at].masked else product * local
            found.append(Path((start, *(self.flows[at].target for at in way)), way, product))
        return tuple(found)


def folded(tape: Tape, closed: Collection[int] | None = None, most: int = MOST_BOXES) -> Folding:
    """A tape with the parts of these heads folded; None: powers, norms, and whatever else is too much to be read."""
    parts = Parts(tape, most)
    return Folding(tape, parts, parts.usual() if closed is None else frozenset(closed) & parts.by_head.keys())
