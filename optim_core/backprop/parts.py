"""Parts of a computation graph that can be one box: an operation together with operations that only it uses.

Every part has one output, so that a derivative flows through it as through an operation. What is read as one thing is
known by its form: a power written as products, a norm, a sum of squares, a weighted sum such as a unit's. Any other
operation folds with everything that reaches the output through it alone, which is the operations that it dominates
(Lengauer and Tarjan 1979, ACM TOPLAS 1(1), on the graph from the output on).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from optim_core.backprop.tape import Tape
from optim_core.expression.graph.node import Node

Kind = Literal["power", "norm", "squares", "sum", "part"]
#: The kinds that are folded to begin with.
USUAL: frozenset[Kind] = frozenset({"power", "norm"})
#: The kinds that have a form of their own.
FORMS: frozenset[Kind] = frozenset({"power", "norm", "squares", "sum"})
#: Boxes of a graph that can still be read.
MOST_BOXES = 60

_ADDING = frozenset({"add", "sub", "neg"})
_MULTIPLYING = frozenset({"mul"})
_LEAVES = frozenset({"symbol", "const"})


@dataclass(frozen=True)
class Part:
    """What folds into the box of an operation.

    Attributes:
        head: the place of the operation that stays.
        inner: the places of the operations that vanish into it; nothing outside the part uses them.
        kind: what it is read as.
    """

    head: int
    inner: frozenset[int]
    kind: Kind


class Parts:
    """All parts of a tape, by the place of their operation; each has at least one inner operation.

    Args:
        most: boxes that can still be read. Where folded operations leave more, variables and letters fold, too: each
            into the folded box that alone uses it, as a unit's weights do.
    """

    def __init__(self, tape: Tape, most: int = MOST_BOXES) -> None:
        self.most = most
        self._steps, self._operands = tape.steps, tape.operands
        self.users: list[set[int]] = [set() for _ in tape.steps]
        for place, operands in enumerate(tape.operands):
            for operand in operands:
                self.users[operand].add(place)
        self.above = _dominators(self.users)
        found = {place: self._part(place) for place in range(len(tape.steps)) if tape.steps[place].args}
        self.by_head: Mapping[int, Part] = {place: part for place, part in found.items() if part.inner}

    def box(self, place: int, hidden: Collection[int]) -> int:
        """Where an operation is drawn: itself, or the first one above it on all its ways that is not hidden."""
        while place in hidden:
            place = self.above[place]
        return place

    def hidden(self, closed: Collection[int]) -> frozenset[int]:
        """What has no box of its own while the parts of these heads are folded."""
        heads = [head for head in closed if head in self.by_head]
        inner = frozenset[int]().union(*(self.by_head[head].inner for head in heads))
        return inner if self._without(inner) <= self.most else inner | self._gathered(heads, inner)

    def _gathered(self, heads: Collection[int], inner: frozenset[int]) -> frozenset[int]:
        """The variables and letters that one folded box alone uses."""
        folded = {head for head in heads if head not in inner}
        found = set()
        for place, step in enumerate(self._steps):
            boxes = {self.box(user, inner) for user in self.users[place]} if step.op == "symbol" else set()
            if len(boxes) == 1 and boxes <= folded:
                found.add(place)
        return frozenset(found)

    def usual(self) -> frozenset[int]:
        """The heads that are folded to begin with: powers and norms, and as many others as leave `most` boxes.

        Sums come first, then what is made of one sum alone, as a network's unit is, then the largest parts of which no
        more than necessary is lost. Variables and letters that several boxes use always have one, so more than `most`
        can remain.
        """
        most = self.most
        closed = frozenset(head for head, part in self.by_head.items() if part.kind in USUAL)
        if self.boxes(closed) > most:
            closed = self.forms()
        if self.boxes(closed) > most:
            closed |= self._units()
        while (excess := self.boxes(closed) - most) > 0:
            gains = {head: self.boxes(closed) - self.boxes(closed | {head}) for head in self.by_head}
            useful = {head: gain for head, gain in gains.items() if gain > 0}
            if not useful:
                break
            fitting = {head: gain for head, gain in useful.items() if gain <= excess}
            pool, sign = (fitting, 1) if fitting else (useful, -1)
            closed |= {max(pool, key=lambda head: (sign * pool[head], head))}
        return closed

    def _units(self) -> frozenset[int]:
        """The heads of operations on a sum that they alone use, and on nothing else."""
        found = set()
        for head, part in self.by_head.items():
            (below, *others) = self._operands[head]
            sums = self.by_head.get(below)
            if not others and sums and sums.kind == "sum" and part.inner == sums.inner | {below}:
                found.add(head)
        return frozenset(found)

    def power(self, head: int) -> tuple[int, int] | None:
        """What a power written as products is a power of, and which; None for other operations."""
        if self.by_head[head].kind != "power":
            return None
        _, leaves = self._tree(head, _MULTIPLYING)
        return leaves[0], len(leaves)

    def forms(self) -> frozenset[int]:
        """The heads of everything that is read as one thing: powers, norms, sums.

        Of a weighted sum the whole: unfolded, all its products come to light at once.
        """
        sums = [part for part in self.by_head.values() if part.kind == "sum"]
        within = frozenset[int]().union(*(part.inner for part in sums))
        return frozenset(
            head
            for head, part in self.by_head.items()
            if part.kind in FORMS and not (part.kind == "sum" and head in within)
        )

    def boxes(self, closed: Collection[int]) -> int:
        """How many boxes there are; numbers have none."""
        return self._without(self.hidden(closed))

    def _without(self, hidden: Collection[int]) -> int:
        return sum(place not in hidden and step.op != "const" for place, step in enumerate(self._steps))

    def _part(self, head: int) -> Part:
        kinds: tuple[tuple[Kind, frozenset[int]], ...] = (
            ("power", self._power(head)),
            ("norm", self._norm(head)),
            ("squares", self._squares(head)),
            ("sum", self._sum(head)),
        )
        for kind, inner in kinds:
            if inner:
                return Part(head, inner, kind)
        return Part(head, self._dominated(head), "part")

    def _step(self, place: int) -> Node:
        return self._steps[place]

    def _alone(self, place: int) -> bool:
        """Whether one operation uses it, be it twice."""
        return len(self.users[place]) == 1

    def _tree(self, head: int, operations: frozenset[str]) -> tuple[list[int], list[int]]:
        """Operations of these kinds below a head that only the one above uses, and what they work on, in order."""
        inner, leaves, pending = list[int](), list[int](), list(reversed(self._operands[head]))
        while pending:
            place = pending.pop()
            if self._step(place).op in operations and self._alone(place):
                if place not in inner:
                    inner.append(place)
                pending.extend(reversed(self._operands[place]))
            else:
                leaves.append(place)
        return inner, leaves

    def _power(self, head: int) -> frozenset[int]:
        """x x x: products of one operand with itself."""
        if self._step(head).op != "mul":
            return frozenset()
        inner, leaves = self._tree(head, _MULTIPLYING)
        return frozenset(inner) if len(set(leaves)) == 1 else frozenset()

    def _is_square(self, place: int) -> bool:
        step = self._step(place)
        return (step.op == "pow" and step.args[1].number == 2.0) or (step.op == "mul" and step.args[0] is step.args[1])

    def _squares(self, head: int) -> frozenset[int]:
        """x^2 + y^2 + ...: a sum of at least two squares, and of numbers."""
        inner, leaves = self._sum_of(head)
        squares = [leaf for leaf in leaves if self._is_square(leaf)]
        others = [leaf for leaf in leaves if leaf not in squares and self._step(leaf).op != "const"]
        if others or len(squares) < 2 or not all(map(self._alone, squares)):
            return frozenset()
        return frozenset((*inner, *squares))

    def _norm(self, head: int) -> frozenset[int]:
        """The root of a sum of squares, of which there may be a multiple below it."""
        if self._step(head).op != "sqrt":
            return frozenset()
        (below,) = self._operands[head]
        scaled = frozenset[int]()
        if self._step(below).op in ("mul", "div") and self._alone(below):
            operands = [place for place in self._operands[below] if self._step(place).op != "const"]
            if len(operands) == 1:
                scaled, below = frozenset({below}), operands[0]
        squares = self._squares(below)
        return squares | scaled | {below} if squares and self._alone(below) else frozenset()

    def _sum(self, head: int) -> frozenset[int]:
        """w_1 x_1 + w_2 x_2 + b: a sum with at least two products, which fold into it."""
        inner, leaves = self._sum_of(head)
        products = {leaf for leaf in leaves if self._step(leaf).op == "mul" and self._alone(leaf)}
        return frozenset((*inner, *products)) if len(products) >= 2 else frozenset()

    def _sum_of(self, head: int) -> tuple[list[int], list[int]]:
        """A whole sum; nothing below a sum that is itself a part of one."""
        if self._step(head).op not in _ADDING:
            return [], []
        return self._tree(head, _ADDING)

    def _dominated(self, head: int) -> frozenset[int]:
        found = {head}
        for place in range(head - 1, -1, -1):
            if self.above[place] in found and self._step(place).op not in _LEAVES:
                found.add(place)
        return frozenset(found - {head})


def _dominators(users: list[set[int]]) -> list[int]:
    """For every operation the first one that all its ways to the output go through; the output's is itself.

    Operations stand after their operands, so every way leads to higher places and one sweep from the output finds all.
    """
    above = [len(users) - 1] * len(users)
    for place in range(len(users) - 2, -1, -1):
        common, *others = users[place]
        for other in others:
            while common != other:
                if common < other:
                    common = above[common]
                else:
                    other = above[other]
        above[place] = common
    return above
