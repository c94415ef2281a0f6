"""Paths through a graph of operations, and what three ways to a gradient cost.

One multiplication is counted per edge that a derivative is carried along, from a first 1 on:

* reverse mode carries the output's 1 back along every edge once,
* forward mode carries a variable's 1 along every edge behind it, once per variable,
* summing over paths carries a 1 along every edge of every path.

The local derivatives themselves are the same for all three, so they are left out of all three counts. The counts
follow from the graph alone; nothing has to be run, and the number of paths may be astronomic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from optim_core.backprop.errors import BackpropagationError
from optim_core.base.text import N_

#: Paths that are listed at most; their number can be exponential in the number of nodes.
MAX_PATHS = 2_000


class Arrow(Protocol):
    """An edge between two of n nodes that are numbered so that it leads to a higher number."""

    @property
    def source(self) -> int:
        """The operand."""

    @property
    def target(self) -> int:
        """The operation that uses it."""


class Path(NamedTuple):
    """One way from a variable to the output.

    Attributes:
        nodes: ids of the nodes, the variable first, the output last.
        edges: places of its edges in the list of all edges, in the same order.
        product: of the local derivatives along it.
    """

    nodes: tuple[int, ...]
    edges: tuple[int, ...]
    product: float


class Ways(NamedTuple):
    """How many paths lead from a node to the output, and how many edges they have together."""

    paths: int
    edges: int


def ways_to_output(count: int, arrows: Sequence[Arrow]) -> list[Ways]:
    """For each of `count` nodes, of which the last is the output."""
    ways = [Ways(0, 0)] * count
    ways[-1] = Ways(1, 0)
    for arrow in sorted(arrows, key=lambda arrow: -arrow.target):
        onward, known = ways[arrow.target], ways[arrow.source]
        ways[arrow.source] = Ways(known.paths + onward.paths, known.edges + onward.edges + onward.paths)
    return ways


def behind(start: int, arrows: Sequence[Arrow]) -> list[int]:
    """The places of the edges that a change of node `start` reaches, in the order it does."""
    reached, places = {start}, []
    for place in sorted(range(len(arrows)), key=lambda place: arrows[place].target):
        if arrows[place].source in reached:
            reached.add(arrows[place].target)
            places.append(place)
    return places


def multiplications(starts: Sequence[int], count: int, arrows: Sequence[Arrow]) -> dict[str, int]:
    """What the gradient by the variables at nodes `starts` costs in each way: {"reverse", "forward", "paths"}."""
    ways = ways_to_output(count, arrows) if count else []
    return {
        "reverse": len(arrows),
        "forward": sum(len(behind(start, arrows)) for start in starts),
        "paths": sum(ways[start].edges for start in starts),
    }


def routes(start: int, count: int, arrows: Sequence[Arrow]) -> list[tuple[int, ...]]:
    """Every path from node `start` to the output, as places of edges.

    Raises:
        BackpropagationError: there are more than `MAX_PATHS`.
    """
    number = ways_to_output(count, arrows)[start].paths
    if number > MAX_PATHS:
        template = N_("There are {paths} paths, too many to list them. Their sum is what the backward pass finds.")
        raise BackpropagationError(template, paths=str(number) if number < 10**15 else f"{float(number):.3g}")
    onward: dict[int, list[int]] = {}
    for place, arrow in enumerate(arrows):
        onward.setdefault(arrow.source, []).append(place)
    found: list[tuple[int, ...]] = []
    pending: list[tuple[int, tuple[int, ...]]] = [(start, ())]
    while pending:
        node, way = pending.pop()
        if node == count - 1:
            found.append(way)
            continue
        pending.extend((arrows[place].target, (*way, place)) for place in reversed(onward.get(node, ())))
    return found
