"""What the graph player is sent, and what is taken from what it reports."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from optim_core.backprop import backpropagate, formula_of, tape_of
from tests.optim_core.expression.trees import Formula, formulas
from ui.graph_player.labels import labels
from ui.graph_player.views import folded_from, graph_message, point_from, readable
from ui.player.wire import unpack


def _header(text: str, variables: tuple[str, ...] = ("x", "y"), closed: tuple[int, ...] | None = ()) -> dict[str, Any]:
    tape = tape_of(formula_of(text, variables, {}))
    return unpack(graph_message(tape, (0.5,) * len(variables), ((-1.0, 1.0),) * len(variables), closed))[0]


@settings(max_examples=40, deadline=None)
@given(formulas(leaves=8))
def test_the_message_is_the_graph(formula: Formula) -> None:
    header = _header(formula.text)
    tape = tape_of(formula_of(formula.text, ("x", "y"), {}))
    assert [(way["source"], way["target"]) for way in header["ways"]] == [
        (tape.operands[target][position], target) for target, position in tape.ways
    ]
    # Every way is drawn as one edge, and ends where it should.
    orders = [edge["order"] for edge in header["edges"] if edge["order"] >= 0]
    assert sorted(orders) == list(range(len(tape.ways)))
    for edge in header["edges"]:
        if edge["order"] >= 0:
            way = header["ways"][edge["order"]]
            assert (edge["source"], edge["target"]) == (way["source"], way["target"])
    # Of a graph in which nothing is folded a flow is an edge.
    assert [flow["entering"] for flow in header["flows"]] == [[place] for place in range(len(tape.ways))]
    assert header["inside"] == {}
    shown = [node["id"] for node in header["nodes"]]
    assert shown[-1] == header["steps"] - 1
    assert all(tape.steps[place].op == "const" for place in set(range(header["steps"])) - set(shown))


def test_costs_and_words() -> None:
    header = _header("sin(x*y) + x^2")
    costs = backpropagate("sin(x*y) + x^2", (0.5, 0.5)).operations
    assert header["costs"] == {name: str(count) for name, count in costs.items()}
    assert [node["formula"] for node in header["nodes"]] == ["x", "y", "x · y", "sin(v₂)", "x²", "v₃ + v₅"]
    assert [node["kind"] for node in header["nodes"]] == ["variable"] * 2 + ["operation"] * 4
    assert [variable["node"] for variable in header["variables"]] == [0, 1]


def test_a_folded_graph_has_fewer_boxes_and_the_same_costs() -> None:
    text = "x*x*x + sqrt(x^2 + y^2)"
    whole, header = _header(text), _header(text, closed=None)
    assert header["costs"] == whole["costs"]
    assert (header["kernel"], header["ways"]) == (whole["kernel"], whole["ways"])
    found = {node["id"]: (node["formula"], node["folds"], node["folded"]) for node in header["nodes"]}
    assert found == {0: ("x", 0, 0), 2: ("x³", 1, 1), 5: ("y", 0, 0), 8: ("sqrt(x² + y²)", 3, 3), 9: ("v₂ + v₈", 6, 0)}
    assert header["closed"] == [2, 8]
    # A derivative that is too long to be read has its name.
    long = "+".join(f"sin({k} x)*exp(y)*cos({k} y)" for k in range(2, 9))
    tape = tape_of(formula_of(long, ("x", "y"), {}))
    flows = _header(long, closed=(len(tape.steps) - 1, *range(len(tape.steps))))["flows"]
    output = readable(tape.names[-1])
    assert {flow["local"] for flow in flows if flow["target"] == len(tape.steps) - 1} >= {f"∂{output}/∂y"}


@pytest.mark.parametrize("payload", [None, {}, {"folded": 3}, {"folded": [1.5]}, {"folded": [True]}, {"folded": [99]}])
def test_what_is_no_folding_is_not_taken(payload: Any) -> None:
    assert folded_from(payload, tape_of(formula_of("sin(x)", ("x",), {}))) is None


def test_a_folding_is_taken() -> None:
    assert folded_from({"folded": [3, 2, 3], "request": 1}, tape_of(formula_of("x*x*x+1", ("x",), {}))) == (2, 3)


def test_what_is_not_in_the_formula_has_no_box() -> None:
    header = _header("3 + 4")
    assert [node["formula"] for node in header["nodes"]] == ["7"]
    assert [variable["node"] for variable in header["variables"]] == [-1, -1]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("v_12*x", "v₁₂ · x"),
        ("-x^2", "−x²"),
        ("x^2.5", "x^2.5"),
        ("beta_1/v_3", "β₁ / v₃"),
        ("x^12", "x¹²"),
        ("cos(v_2) - 1e-07", "cos(v₂) − 1e−07"),
    ],
)
def test_formulas_as_people_write_them(text: str, wanted: str) -> None:
    assert readable(text) == wanted


@pytest.mark.parametrize("payload", [None, {}, {"point": [1.0]}, {"point": [1.0, "2"]}, {"point": [1.0, float("nan")]},
                                     {"point": [True, 1.0]}, {"point": "12"}])  # fmt: skip
def test_what_is_no_point_is_not_taken(payload: Any) -> None:
    assert point_from(payload, 2) is None


def test_a_point_is_taken() -> None:
    assert point_from({"point": [1, 2.5], "request": 7}, 2) == (1.0, 2.5)


def test_every_label_is_a_text() -> None:
    assert all(isinstance(text, str) and text for text in labels(str).values())
