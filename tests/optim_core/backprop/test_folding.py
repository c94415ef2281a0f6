"""Folded graphs: the same value, gradient and products whatever is folded; what counts as a power, a norm, a sum."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optim_core.backprop import Backpropagation, BackpropagationError, Tape, backpropagate, formula_of, tape_of
from optim_core.backprop.backpropagation import passes
from optim_core.backprop.folding import Folding, folded
from optim_core.backprop.layout import layered
from optim_core.backprop.parts import Parts
from optim_core.expression import ExpressionError, compile_kernel
from surfaces.networks import network
from tests.optim_core.backprop.layouts import check_layout
from tests.optim_core.expression.trees import Formula, coordinates, formulas


def _tape(text: str, variables: tuple[str, ...] = ("x", "y")) -> Tape:
    return tape_of(formula_of(text, variables, {}))


def _some(data: st.DataObject, parts: Parts) -> list[int]:
    return data.draw(st.lists(st.sampled_from(sorted(parts.by_head)), unique=True)) if parts.by_head else []


def _flowed(folding: Folding, b: Backpropagation) -> dict[int, float]:
    """A backward pass from box to box, by the folded local derivatives alone."""
    arrived = {len(b.nodes) - 1: 1.0}
    for flow, number in zip(folding.flows, folding.numbers(b), strict=True):
        brought = arrived.get(flow.target, 0.0) * number.local if number.local else 0.0
        arrived[flow.source] = arrived.get(flow.source, 0.0) + brought
    return arrived


@settings(max_examples=80, deadline=None)
@given(formulas(leaves=12), coordinates, coordinates, st.data())
def test_any_folding_has_the_same_numbers(formula: Formula, x: float, y: float, data: st.DataObject) -> None:
    try:
        b = backpropagate(formula.text, (x, y), ("x", "y"))
    except (ExpressionError, BackpropagationError):
        return
    parts = Parts(b.tape)
    folding = folded(b.tape, _some(data, parts))
    numbers = folding.numbers(b)
    sizes = [abs(e.local) for e in b.edges] + [abs(e.contribution) for e in b.edges] + [abs(n.local) for n in numbers]
    largest = max(sizes, default=0.0)
    assume(math.isfinite(largest) and largest < 1e60)
    near = 1e-9 * (1 + largest) ** 2
    # What flows from box to box is what flows into their operations, however it is worked out.
    arrived = _flowed(folding, b)
    for box in folding.members:
        flowed = sum(n.contribution for f, n in zip(folding.flows, numbers, strict=True) if f.source == box)
        if box < len(b.nodes) - 1:
            assert flowed == pytest.approx(b.nodes[box].adjoint, rel=1e-9, abs=near)
        assert arrived.get(box, 0.0) == pytest.approx(b.nodes[box].adjoint, rel=1e-9, abs=near)
    for name, partial in zip(b.variables, b.gradient, strict=True):
        try:
            paths = folding.paths(b, name)
        except BackpropagationError:
            continue
        assert math.fsum(path.product for path in paths) == pytest.approx(partial, rel=1e-9, abs=near)


@settings(max_examples=60, deadline=None)
@given(formulas(leaves=14), st.data())
def test_the_picture_of_any_folding(formula: Formula, data: st.DataObject) -> None:
    try:
        tape = _tape(formula.text)
    except ExpressionError:
        return
    folding = folded(tape, _some(data, Parts(tape)))
    boxes = sorted(folding.members)
    # Every operation is in one box; nothing outside a box uses what is inside.
    assert sorted(place for places in folding.members.values() for place in places) == list(range(len(tape.steps)))
    home = {place: box for box, places in folding.members.items() for place in places}
    for place, operands in enumerate(tape.operands):
        assert all(home[operand] in (operand, home[place]) for operand in operands)
    # All symbols have a box, and every flow a line that ends where it does.
    assert {home[place] for place, step in enumerate(tape.steps) if not step.args} >= {
        place for place, step in enumerate(tape.steps) if step.op == "symbol"
    }
    lines = {use.flow: (use.source, use.target) for use in folding.uses if use.flow >= 0}
    assert lines == {at: (flow.source, flow.target) for at, flow in enumerate(folding.flows)}
    at = {box: i for i, box in enumerate(boxes)}
    edges = [(at[use.source], at[use.target]) for use in folding.uses]
    check_layout(layered(len(boxes), edges), edges)


@settings(max_examples=40, deadline=None)
@given(formulas(leaves=9), coordinates, coordinates, st.data())
def test_a_folded_formula_is_what_its_box_computes(
    formula: Formula, x: float, y: float, data: st.DataObject
) -> None:  # fmt: skip
    """The words of a box, read again, have its value at its operands; those of a derivative are its number."""
    try:
        b = backpropagate(formula.text, (x, y), ("x", "y"))
    except (ExpressionError, BackpropagationError):
        return
    folding = folded(b.tape, _some(data, Parts(b.tape)))
    names = [name if not name.startswith("node") else "" for name in b.tape.names]
    symbols = {name: b.nodes[i].value for i, name in enumerate(names) if b.tape.steps[i].op != "const"}
    wanted = [(folding.operation(box).text, b.nodes[box].value) for box in folding.members if b.tape.steps[box].args]
    for flow, number in zip(folding.flows, folding.numbers(b), strict=True):
        slope = folding.slope(flow)
        wanted += [(slope.text, number.local)] if slope else []
    for text, value in wanted:
        if "f(" in text or not math.isfinite(value):
            continue
        try:
            found = formula_of(text, tuple(symbols), {}).root
        except (ExpressionError, BackpropagationError):
            # Conditions and the like are told in words that cannot be typed.
            continue
        (again,) = compile_kernel((found,), tuple(symbols), "scalar")(*symbols.values())
        assert again == pytest.approx(value, rel=1e-6, abs=1e-6 * (1 + abs(value)))


@pytest.mark.parametrize(
    ("text", "head", "kind", "operands"),
    [
        ("x*x*x", "x^3", "power", {"x"}),
        ("(x*x)*(x*x) + y", "x^4", "power", {"x"}),
        ("sin(x)*sin(x)*sin(x)", "v_1^3", "power", {"v_1"}),
        ("sqrt(x^2 + y^2)", "sqrt(x^2 + y^2)", "norm", {"x", "y"}),
        ("1 + sqrt(x*x + y*y + 1)", "sqrt(1 + x*x + y*y)", "norm", {"x", "y"}),
        ("sqrt(0.5*(x^2 + y^2))", "sqrt(0.5*(x^2 + y^2))", "norm", {"x", "y"}),
        ("exp(x^2 + (x-y)^2)", "x^2 + (x - y)^2", "squares", {"x", "x - y"}),
        ("tanh(2x - 3y + 1)", "2*x - 3*y + 1", "sum", {"x", "y"}),
    ],
)
def test_what_is_read_as_one_thing(text: str, head: str, kind: str, operands: set[str]) -> None:
    parts = Parts(_tape(text))
    found = [part for part in parts.by_head.values() if part.kind == kind]
    assert len(found) >= 1
    part = max(found, key=lambda part: part.head)
    folding = folded(_tape(text), [part.head])
    if "(x - y)" not in head:
        assert _same(folding.operation(part.head).text, head)
    sources = {folding.operation(f.source).text if f.source in folding.members and folding.tape.steps[f.source].args
               and folding.tape.names[f.source] not in operands else folding.tape.names[f.source]
               for f in folding.flows if f.target == part.head}  # fmt: skip
    assert sources == operands


def _same(text: str, wanted: str) -> bool:
    """Whether two formulas are one function, whatever the order of their terms."""
    names = ("x", "y", "v_1")
    numbers = ({"x": 0.3, "y": 0.8, "v_1": 0.6}, {"x": -1.2, "y": 0.4, "v_1": 1.7})
    both = [compile_kernel((formula_of(t, names, {}).root,), names, "scalar") for t in (text, wanted)]
    return all(
        both[0](*n.values())[0] == pytest.approx(both[1](*n.values())[0]) for n in numbers
    ) and text.count("v_") == wanted.count("v_")  # fmt: skip


@pytest.mark.parametrize("text", ["sqrt(x^2 + y)", "x*y*x", "x^2 + y", "sqrt(x^2 + y^2) + x^2 + y^2", "sqrt(x^2)",
                                  "x*(x*x) + sin(x*x)"])  # fmt: skip
def test_what_is_none_of_these(text: str) -> None:
    """Something used elsewhere too stays a box of its own, and a sum of other things is no norm."""
    kinds = {part.kind for part in Parts(_tape(text)).by_head.values()}
    assert kinds <= {"part", "sum"} or text.startswith("sqrt(x^2 + y^2)")
    assert "norm" not in kinds
    assert "power" not in kinds


def test_to_begin_with_powers_and_norms_are_folded() -> None:
    b = backpropagate("x*x*x + sqrt(x^2 + y^2)", (0.3, 0.4))
    folding = folded(b.tape)
    texts = [folding.operation(box).text for box in sorted(folding.members) if b.tape.steps[box].args]
    assert texts == ["x^3", "sqrt(x^2 + y^2)", "v_2 + v_8"]
    found = {(f.source, f.target): n for f, n in zip(folding.flows, folding.numbers(b), strict=True)}
    assert found[0, 2].local == pytest.approx(3 * 0.3**2)
    assert found[0, 8].local == pytest.approx(0.3 / 0.5)
    slopes = {folding.slope(f).text for f in folding.flows if f.target == 2}  # type: ignore[union-attr]
    assert slopes == {"3*x^2"}


def test_folding_the_output_leaves_a_function_of_the_variables() -> None:
    b = backpropagate("sin(x*y) + x^2", (0.7, 1.3))
    folding = folded(b.tape, [len(b.nodes) - 1])
    assert len(folding.flows) == 2
    assert tuple(n.local for n in folding.numbers(b)) in (b.gradient, b.gradient[::-1])


@pytest.mark.parametrize(
    "layers", [(2, 3, 1), (2, 8, 1), (2, 4, 4, 1), (2, 5, 5, 1), (1, 8, 1), (2, 8, 8, 1), (2, 8, 8, 8, 8, 1)]
)
def test_graphs_of_networks_fold_until_they_can_be_read(layers: tuple[int, ...]) -> None:
    examples = np.linspace(-1, 1, 3 * layers[0]).reshape(3, layers[0])
    loss = network(layers, "tanh", "squared", (examples, np.array([0.0, 1.0, 0.5])))
    tape = tape_of(loss.example(1))
    parts = Parts(tape)
    assert parts.boxes(parts.usual()) <= 60 < max(61, parts.boxes(()))
    b = passes(tape, loss.start(3))
    folding = folded(tape)
    arrived = _flowed(folding, b)
    wanted = network(layers, "tanh", "squared", (examples[1:2], np.array([1.0]))).gradient(*loss.start(3))
    names = tape.formula.variables
    found = {tape.steps[box].value: arrived.get(box, 0.0) for box in folding.members}
    # Where there would be too many, weights are in the box of their unit.
    inside = [name for name in names if name not in found]
    assert bool(inside) == (loss.dimension > 45)
    shown = [(found[name], number) for name, number in zip(names, wanted, strict=True) if name in found]
    assert [mine for mine, _ in shown] == pytest.approx([number for _, number in shown], abs=1e-12)
    assert all(folding.paths(b, name) == () for name in inside)


def test_a_unit_that_is_unfolded_shows_its_weights_and_no_other_s() -> None:
    loss = network((2, 8, 8, 1), "tanh", "squared", (np.eye(2), np.array([0.0, 1.0])))
    tape = tape_of(loss.example(1))
    folding = folded(tape)
    place = next(p for p, step in enumerate(tape.steps) if step.value == "p_35")
    box = folding.parts.box(place, folding.hidden)
    again = folded(tape, folding.closed - {box})
    names = {tape.steps[p].value for p in folding.hidden - again.hidden} - {None}
    assert {name for name in names if isinstance(name, str)} == {*(f"p_{i}5" for i in range(1, 9)), "c_5"}
    b = passes(tape, loss.start(3))
    product = sum(path.product for path in again.paths(b, "p_35"))
    assert product == pytest.approx(b.gradient[tape.formula.variables.index("p_35")], rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(formulas(leaves=12), coordinates, coordinates, st.data())
def test_inputs_that_are_folded_change_no_number(formula: Formula, x: float, y: float, data: st.DataObject) -> None:
    """With no room at all, so that every input folds that can."""
    try:
        b = backpropagate(formula.text, (x, y), ("x", "y"))
    except (ExpressionError, BackpropagationError):
        return
    parts = Parts(b.tape, 0)
    closed = frozenset(_some(data, parts))
    folding = Folding(b.tape, parts, closed)
    sizes = [abs(e.local) for e in b.edges] + [abs(e.contribution) for e in b.edges]
    largest = max(sizes, default=0.0)
    assume(math.isfinite(largest) and largest < 1e60)
    inputs = {p for p, step in enumerate(b.tape.steps) if step.op == "symbol"}
    for place in inputs & folding.hidden:
        assert {parts.box(user, folding.hidden) for user in parts.users[place]} == {parts.box(place, folding.hidden)}
        assert parts.box(place, folding.hidden) in closed
    arrived = _flowed(folding, b)
    near = 1e-9 * (1 + largest) ** 2
    for box in folding.members:
        assert arrived.get(box, 0.0) == pytest.approx(b.nodes[box].adjoint, rel=1e-9, abs=near)


def test_a_small_graph_loses_no_more_than_it_must() -> None:
    tape = _tape("+".join(f"sin({k}x)*exp(y/{k})" for k in range(2, 14)))
    parts = Parts(tape)
    assert parts.boxes(()) > 60
    assert 40 <= parts.boxes(parts.usual()) <= 60


def test_a_large_graph_without_sums_and_powers_folds_until_it_can_be_read() -> None:
    """A product of many factors has nothing that is read as one thing, and no units."""
    parts = Parts(_tape("*".join(f"sin({k}x)*exp(y/{k})" for k in range(2, 18))))
    assert not parts.forms() and not parts._units()
    assert parts.boxes(()) > 60
    assert 40 <= parts.boxes(parts.usual()) <= 60


def test_an_input_of_two_boxes_keeps_its_own() -> None:
    tape = _tape("sin(2x + 3y + 1)*cos(4x + 5z + 2)", ("x", "y", "z"))
    parts = Parts(tape, 0)
    hidden = parts.hidden(parts.forms())
    inputs = {step.value: place in hidden for place, step in enumerate(tape.steps) if step.op == "symbol"}
    assert inputs == {"x": False, "y": True, "z": True}
