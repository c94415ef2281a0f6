"""Layouts: nothing overlaps, no edge runs through a node, operands stand to the left."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from optim_core.backprop import formula_of, tape_of
from optim_core.backprop.layout import Layout, Sizes, layered
from tests.optim_core.backprop.layouts import check_layout
from tests.optim_core.expression.trees import Formula, formulas

SIZES = Sizes()


def _of(text: str) -> tuple[Layout, list[tuple[int, int]]]:
    operands = tape_of(formula_of(text, ("x", "y"), {})).operands
    edges = [(operand, place) for place, those in enumerate(operands) for operand in those]
    return layered(len(operands), edges), edges


@settings(max_examples=200, deadline=None)
@given(formulas(leaves=14))
def test_layouts_of_random_formulas(formula: Formula) -> None:
    check_layout(*_of(formula.text))


def test_edges_between_the_same_nodes_end_apart() -> None:
    layout, edges = _of("(x+1)(x+1)")
    ends = [route[-1] for edge, route in zip(edges, layout.routes, strict=True) if edge[1] == len(layout.centres) - 1]
    assert len(set(ends)) == 2


def test_a_chain_is_a_straight_line() -> None:
    layout, _ = _of("sin(cos(tanh(exp(x))))")
    assert len({y for _, y in layout.centres}) == 1
    assert (layout.width, layout.height) == (5 * SIZES.width + 4 * SIZES.across, SIZES.height)


def test_where_columns_are_passed_few_edges_pass_them() -> None:
    # 0 -> 1, which three use that stand behind a chain 0 -> 2 -> 3 -> 4 -> each of 5, 6, 7: one edge waits, not three.
    edges = [(0, 1), (0, 2), (2, 3), (3, 4), *((1, n) for n in (5, 6, 7)), *((4, n) for n in (5, 6, 7))]
    layout = layered(8, edges)
    column = [round(x / (SIZES.width + SIZES.across) - 0.5) for x, _ in layout.centres]
    assert column[1] == column[4] == column[5] - 1
    check_layout(layout, edges)


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
