"""Costs of growing networks: those of running them, and how they grow."""

from __future__ import annotations

from itertools import pairwise

import pytest

from optim_core.backprop.growth import MOST_DEPTH, cost_of, layered_network, over_depth, over_width


def by_running(depth: int, width: int) -> tuple[int, int, int]:
    """Every multiplication made, one after the other: each path, each forward sweep, the backward one."""
    tape = layered_network(depth, width)
    ends = [(tape.operands[target][position], target) for target, position in tape.ways]
    output, paths = len(tape.steps) - 1, 0
    starts = [place for place, step in enumerate(tape.steps) if isinstance(step.value, str)]
    pending = [(start, 0) for start in starts]
    while pending:
        node, length = pending.pop()
        paths += length if node == output else 0
        pending += [(target, length + 1) for source, target in ends if source == node]
    forward = 0
    for start in starts:
        reached = {start}
        for source, target in sorted(ends, key=lambda end: end[1]):
            if source in reached:
                reached.add(target)
                forward += 1
    return paths, forward, len(ends)


@pytest.mark.parametrize(("depth", "width"), [(1, 1), (1, 3), (2, 2), (3, 2), (2, 3), (4, 2)])
def test_costs_are_those_of_running(depth: int, width: int) -> None:
    assert tuple(cost_of(layered_network(depth, width))) == by_running(depth, width)


def test_paths_multiply_with_every_layer_and_the_passes_add_up() -> None:
    costs = over_depth(range(1, MOST_DEPTH + 1), 3)
    for before, after in pairwise(costs[2:]):
        assert after.paths > 2.9 * before.paths
        assert after.reverse - before.reverse == costs[1].reverse - costs[0].reverse
    # Forward mode is a sweep per input.
    for width, cost in zip(range(2, 7), over_width(4, range(2, 7)), strict=True):
        assert 0.6 * width * cost.reverse < cost.forward < width * cost.reverse


@pytest.mark.parametrize(("depth", "width"), [(0, 1), (1, 0), (MOST_DEPTH + 1, 1), (1, 9)])
def test_other_sizes_are_refused(depth: int, width: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        layered_network(depth, width)
