"""What a gradient costs as a network grows: layers of units, each of which sees all of the layer below."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from optim_core.backprop.counting import multiplications
from optim_core.backprop.formula import Formula
from optim_core.backprop.tape import Tape, tape_of
from optim_core.expression import Graph

#: Bounds of a network whose graph is built.
MOST_DEPTH, MOST_WIDTH = 12, 8


class Cost(NamedTuple):
    """Multiplications for the whole gradient, as `optim_core.backprop.counting` counts them."""

    paths: int
    forward: int
    reverse: int


class _End(NamedTuple):
    source: int
    target: int


@lru_cache(maxsize=256)
def layered_network(depth: int, width: int) -> Tape:
    """The passes of `depth` layers of `width` units tanh(sum of c h), of as many inputs, with their sum as output.

    Every c is another number, so that no two units are one node.

    Raises:
        ValueError: not within `MOST_DEPTH` and `MOST_WIDTH`.
    """
    if not 1 <= depth <= MOST_DEPTH or not 1 <= width <= MOST_WIDTH:
        raise ValueError("depth or width out of range")
    graph = Graph()
    names = tuple(f"x_{i + 1}" for i in range(width))
    units = [graph.symbol(name) for name in names]
    for layer in range(depth):
        above = []
        for unit in range(width):
            shares = [
                graph.mul(graph.const(2.0 + unit + place / 7 + layer / 91), below) for place, below in enumerate(units)
            ]
            total = shares[0]
            for share in shares[1:]:
                total = graph.add(total, share)
            above.append(graph.apply("tanh", total))
        units = above
    output = units[0]
    for unit_above in units[1:]:
        output = graph.add(output, unit_above)
    return tape_of(Formula(output, names, {}))


def cost_of(tape: Tape) -> Cost:
    """Counted on the graph of a tape."""
    ends = [_End(tape.operands[target][position], target) for target, position in tape.ways]
    starts = [place for place, step in enumerate(tape.steps) if step.value in tape.formula.variables]
    return Cost(**multiplications(starts, len(tape.steps), ends))


def over_depth(depths: Sequence[int], width: int) -> list[Cost]:
    """Networks of one width."""
    return [cost_of(layered_network(depth, width)) for depth in depths]


def over_width(depth: int, widths: Sequence[int]) -> list[Cost]:
    """Networks of one depth."""
    return [cost_of(layered_network(depth, width)) for width in widths]
