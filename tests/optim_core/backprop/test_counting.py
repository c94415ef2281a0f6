"""Counts by rule against counts of numbers that count how often they are multiplied."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
from hypothesis import given, settings

from optim_core.backprop import Backpropagation, BackpropagationError, backpropagate
from tests.optim_core.expression.trees import Formula, coordinates, formulas


@dataclass
class Counter:
    """How often its numbers have been multiplied."""

    multiplications: int = 0


@dataclass(frozen=True)
class Counted:
    """A number that counts."""

    value: float
    counter: Counter

    def __mul__(self, other: float) -> Counted:
        self.counter.multiplications += 1
        return Counted(self.value * other, self.counter)

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.value + other.value, self.counter)


def _starts(b: Backpropagation) -> dict[str, int]:
    return {name: start for name in b.variables if (start := b.variable(name)) is not None}


def _reverse(b: Backpropagation, counter: Counter) -> dict[str, float]:
    """Once backward: operations from the last to the first, each hands on what has arrived."""
    arrived = {len(b.nodes) - 1: Counted(1.0, counter)}
    for node in reversed(b.nodes):
        for edge in b.edges:
            if edge.target == node.id:
                flow = arrived[node.id] * edge.local
                arrived[edge.source] = arrived[edge.source] + flow if edge.source in arrived else flow
    return {name: arrived[start].value for name, start in _starts(b).items() if start in arrived}


def _forward(b: Backpropagation, counter: Counter) -> dict[str, float]:
    """Once forward for each variable: operations from the first to the last."""
    found = {}
    for name, start in _starts(b).items():
        arrived = {start: Counted(1.0, counter)}
        for node in b.nodes:
            for edge in b.edges:
                if edge.target == node.id and edge.source in arrived:
                    flow = arrived[edge.source] * edge.local
                    arrived[node.id] = arrived[node.id] + flow if node.id in arrived else flow
        if len(b.nodes) - 1 in arrived:
            found[name] = arrived[len(b.nodes) - 1].value
    return found


def _paths(b: Backpropagation, counter: Counter) -> dict[str, float]:
    """Every path by recursion, each from a 1 of its own."""

    def onward(node: int, so_far: list[float]) -> float:
        if node == len(b.nodes) - 1:
            product = Counted(1.0, counter)
            for local in so_far:
                product = product * local
            return product.value
        return sum(onward(edge.target, [*so_far, edge.local]) for edge in b.edges if edge.source == node)

    return {name: onward(start, []) for name, start in _starts(b).items()}


@settings(max_examples=60, deadline=None)
@given(formulas(leaves=7), coordinates, coordinates)
def test_counts_by_rule_equal_counts_by_running(formula: Formula, x: float, y: float) -> None:
    try:
        b = backpropagate(formula.text, (x, y), ("x", "y"))
    except BackpropagationError:
        return
    if b.operations["paths"] > 3000 or not all(math.isfinite(edge.local) for edge in b.edges):
        return
    size = 1 + max((abs(edge.contribution) for edge in b.edges), default=0.0)
    for way, run in {"reverse": _reverse, "forward": _forward, "paths": _paths}.items():
        counter = Counter()
        found = run(b, counter)
        assert b.operations[way] == counter.multiplications
        for name, partial in zip(b.variables, b.gradient, strict=True):
            assert found.get(name, 0.0) == pytest.approx(partial, rel=1e-8, abs=1e-9 * size)


@settings(max_examples=60, deadline=None)
@given(formulas(leaves=9), coordinates, coordinates)
def test_reverse_is_never_dearer_than_forward_nor_forward_than_paths(formula: Formula, x: float, y: float) -> None:
    try:
        cost = backpropagate(formula.text, (x, y), ("x", "y")).operations
    except BackpropagationError:
        return
    assert cost["reverse"] <= cost["forward"] <= cost["paths"]


def test_a_layered_network_by_hand() -> None:
    """Two inputs, two hidden layers of two, one output, sums only: 4 + 4 + 2 weights of edges, 4 paths an input."""
    b = backpropagate("sin(sin(x+y)+cos(x+y)) + cos(sin(x+y)-cos(x+y))", (0.3, 0.4))
    # x+y has two edges in and two out (sin, cos); these have two each into + and -; then sin, cos, and the sum.
    edges = 2 + 2 + 4 + 2 + 2
    assert b.operations == {"reverse": edges, "forward": 2 * (edges - 1), "paths": 2 * 4 * 5}
