"""Layouts: nothing overlaps, no edge runs through a node, operands stand to the left."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings

from optim_core.backprop import formula_of, tape_of
from optim_core.backprop.layout import Layout, Sizes, layered
from tests.optim_core.expression.trees import Formula, formulas

SIZES = Sizes()


def _of(text: str) -> tuple[Layout, list[tuple[int, int]]]:
    operands = tape_of(formula_of(text, ("x", "y"), {})).operands
    edges = [(operand, place) for place, those in enumerate(operands) for operand in those]
    return layered(len(operands), edges), edges


def _bezier(a: tuple[float, float], b: tuple[float, float], t: float) -> tuple[float, float]:
    """The curve that is drawn between two points: it leaves and arrives level."""
    middle = (a[0] + b[0]) / 2
    x = (1 - t) ** 3 * a[0] + 3 * (1 - t) ** 2 * t * middle + 3 * (1 - t) * t**2 * middle + t**3 * b[0]
    y = ((1 - t) ** 3 + 3 * (1 - t) ** 2 * t) * a[1] + (3 * (1 - t) * t**2 + t**3) * b[1]
    return x, y


def _check(layout: Layout, edges: list[tuple[int, int]]) -> None:
    for (ax, ay), (bx, by) in combinations(layout.centres, 2):
        assert abs(ax - bx) >= SIZES.width + SIZES.across - 1e-6 or abs(ay - by) >= SIZES.height + SIZES.down - 1e-6
    for x, y in layout.centres:
        assert SIZES.width / 2 - 1e-6 <= x <= layout.width - SIZES.width / 2 + 1e-6
        assert SIZES.height / 2 - 1e-6 <= y <= layout.height - SIZES.height / 2 + 1e-6
    for (source, target), route in zip(edges, layout.routes, strict=True):
        assert layout.centres[source][0] < layout.centres[target][0]
        assert route[0] == (layout.centres[source][0] + SIZES.width / 2, layout.centres[source][1])
        assert route[-1][0] == layout.centres[target][0] - SIZES.width / 2
        assert abs(route[-1][1] - layout.centres[target][1]) < SIZES.height / 2
        for a, b in pairwise(route):
            for step in range(13):
                px, py = _bezier(a, b, step / 12)
                inside = [
                    abs(px - x) < SIZES.width / 2 - 1e-6 and abs(py - y) < SIZES.height / 2 - 1e-6
                    for x, y in layout.centres
                ]
                assert not any(inside)


@settings(max_examples=200, deadline=None)
@given(formulas(leaves=14))
def test_layouts_of_random_formulas(formula: Formula) -> None:
    _check(*_of(formula.text))


def test_edges_between_the_same_nodes_end_apart() -> None:
    layout, edges = _of("(x+1)(x+1)")
    ends = [route[-1] for edge, route in zip(edges, layout.routes, strict=True) if edge[1] == len(layout.centres) - 1]
    assert len(set(ends)) == 2


def test_a_chain_is_a_straight_line() -> None:
    layout, _ = _of("sin(cos(tanh(exp(x))))")
    assert len({y for _, y in layout.centres}) == 1
    assert (layout.width, layout.height) == (5 * SIZES.width + 4 * SIZES.across, SIZES.height)


def test_the_smallest_and_what_is_no_order() -> None:
    assert layered(1, []).centres == ((SIZES.width / 2, SIZES.height / 2),)
    assert layered(0, []) == Layout((), (), 0.0, 0.0)
    for edge in ((1, 0), (0, 0), (0, 5)):
        with pytest.raises(ValueError, match="higher numbers"):
            layered(2, [edge])


def test_the_two_layers_of_the_lecture_cross_little() -> None:
    """A long formula stays a picture: as many columns as its longest chain."""
    layout, _ = _of("tanh(tanh(x+y) + 2 tanh(x-y)) + tanh(tanh(x+y) - 3 tanh(x-y))")
    assert layout.width < 8 * (SIZES.width + SIZES.across)
    assert layout.height < 6 * (SIZES.height + SIZES.down)
