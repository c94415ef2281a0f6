"""The backward pass against the symbolic derivative, sums over paths, central differences and known answers."""

from __future__ import annotations

import math
import pickle
from types import SimpleNamespace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optim_core.backprop import MAX_PATHS, Backpropagation, BackpropagationError, backpropagate
from optim_core.expression import ExpressionError, compile_kernel, gradient, parse
from surfaces import entries, surface
from surfaces import parse as typed
from tests.optim_core.expression.trees import Formula, coordinates, formulas


def _symbolic(text: str, x: float, y: float) -> tuple[float, ...]:
    parsed = parse(text)
    partials = gradient(parsed.graph, parsed.root, ("x", "y"))
    return compile_kernel((parsed.root, *partials), ("x", "y"), "scalar")(x, y)


def _sizes(b: Backpropagation) -> float:
    """What rounding is relative to: the largest number that flows."""
    return max((abs(edge.contribution) for edge in b.edges), default=1.0) + max(abs(node.value) for node in b.nodes)


@settings(max_examples=300, deadline=None)
@given(formulas(leaves=9), coordinates, coordinates)
def test_backward_pass_paths_and_symbolic_derivative_agree(formula: Formula, x: float, y: float) -> None:
    wanted = _symbolic(formula.text, x, y)
    try:
        b = backpropagate(formula.text, (x, y), ("x", "y"))
    except BackpropagationError:
        # Each of the two may find infinity where the other still has a large number.
        assert not all(math.isfinite(w) and abs(w) < 1e100 for w in wanted)
        return
    assume(all(map(math.isfinite, wanted)) and math.isfinite(_sizes(b)))
    near = 1e-10 * (1 + _sizes(b))
    assert b.value == wanted[0]
    assert b.gradient == pytest.approx(wanted[1:], rel=1e-9, abs=near)
    for name, partial in zip(b.variables, b.gradient, strict=True):
        try:
            paths = b.paths(name)
        except BackpropagationError:
            continue
        assert math.fsum(path.product for path in paths) == pytest.approx(partial, rel=1e-9, abs=near)


@settings(max_examples=60, deadline=None)
@given(formulas(leaves=9), coordinates, coordinates)
def test_what_flows_into_a_node_is_its_adjoint(formula: Formula, x: float, y: float) -> None:
    try:
        b = backpropagate(formula.text, (x, y), ("x", "y"))
    except BackpropagationError:
        return
    *others, output = b.nodes
    assert output.adjoint == 1.0
    assert output.value == b.value
    for node in others:
        flows = [edge.contribution for edge in b.edges if edge.source == node.id]
        assert math.isnan(node.adjoint) or sum(flows) == pytest.approx(node.adjoint, rel=1e-12)
    for place, edge in enumerate(b.edges):
        assert edge.source < edge.target
        assert b.nodes[edge.target].operands[edge.position] == edge.source
        assert b.carried(b.nodes[edge.target].adjoint, place) == pytest.approx(edge.contribution, nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(formulas(leaves=8), coordinates, coordinates)
def test_words_say_what_is_computed(formula: Formula, x: float, y: float) -> None:
    """A node's formula at its operands' numbers is its number, and the same for local derivatives."""
    try:
        b = backpropagate(formula.text, (x, y), ("x", "y"))
    except BackpropagationError:
        return
    numbers = {node.name or f"v_{node.id}": node.value for node in b.nodes}

    def read(text: str) -> float:
        names = [name for name in numbers if name in text]
        again = backpropagate(text, [numbers[name] for name in names] or [0.0], names or ("x",))
        return again.value

    for node in b.nodes:
        if node.operation not in ("lt", "le", "gt", "ge", "eq", "ne", "and") and math.isfinite(node.value):
            assert node.words.latex
            assert read(node.words.text) == pytest.approx(node.value, rel=1e-9, abs=1e-12)
    for edge in b.edges:
        if math.isfinite(edge.local) and 1e-6 < abs(edge.local) < 1e6:
            assert edge.words.equation.startswith(r"\frac{\partial")
            assert read(edge.words.text) == pytest.approx(edge.local, rel=1e-6)


@given(st.sampled_from(sorted(entries())), st.floats(0.05, 0.95), st.floats(0.05, 0.95))
@settings(max_examples=60, deadline=None)
def test_every_surface_of_the_catalogue(key: str, a: float, b: float) -> None:
    loss = surface(key)
    point = tuple(low + share * (high - low) for (low, high), share in zip(loss.domain, (a, b), strict=False))
    found = backpropagate(loss, point)
    assert found.value == pytest.approx(loss.value(*point), rel=1e-12, abs=1e-12)
    assert found.gradient == pytest.approx(loss.gradient(*point), rel=1e-8, abs=1e-8 * (1 + _sizes(found)))
    assert found.variables == loss.variables


def test_the_two_layers_of_the_lecture() -> None:
    """a = s_1 m_1 + s_2 m_2 with m_j = p_1j z_1 + p_2j z_2: what the lecture derives by hand."""
    text = "s_1 (p_11 z_1 + p_21 z_2) + s_2 (p_12 z_1 + p_22 z_2)"
    names = ("s_1", "s_2", "p_11", "p_12", "p_21", "p_22", "z_1", "z_2")
    s_1, s_2, p_11, p_12, p_21, p_22, z_1, z_2 = point = (0.5, -2.0, 1.5, 0.25, 3.0, -1.0, 0.75, 2.0)
    b = backpropagate(text, point, names)
    m_1, m_2 = p_11 * z_1 + p_21 * z_2, p_12 * z_1 + p_22 * z_2
    by_z_1, by_z_2 = s_1 * p_11 + s_2 * p_12, s_1 * p_21 + s_2 * p_22
    wanted = (m_1, m_2, s_1 * z_1, s_2 * z_1, s_1 * z_2, s_2 * z_2, by_z_1, by_z_2)
    assert b.gradient == pytest.approx(wanted, rel=1e-15)
    assert sorted(path.product for path in b.paths("z_1")) == sorted((s_1 * p_11, s_2 * p_12))
    assert [path.product for path in b.paths("p_11")] == [s_1 * z_1]


def test_the_order_and_the_meaning_of_the_fields() -> None:
    b = backpropagate("sin(x*y) + x^2", (0.7, 1.3))
    assert [node.operation for node in b.nodes] == ["symbol", "symbol", "mul", "sin", "const", "pow", "add"]
    assert b.gradient == pytest.approx((1.3 * math.cos(0.91) + 1.4, 0.7 * math.cos(0.91)), rel=1e-14)
    assert [path.nodes for path in b.paths("x")] == [(0, 5, 6), (0, 2, 3, 6)]
    assert b.nodes[4].adjoint == 0.0
    assert b.operations == {"reverse": 6, "forward": 8, "paths": 8}


def test_a_product_with_itself_has_two_edges() -> None:
    b = backpropagate("(x+1)(x+1)", 2.0)
    assert b.gradient == (6.0,)
    assert [path.product for path in b.paths("x")] == [3.0, 3.0]


def test_what_a_formula_does_not_mention() -> None:
    b = backpropagate("3 + 4", 2.0)
    assert (b.value, b.gradient, b.paths("x"), b.edges) == (7.0, (0.0,), (), ())
    assert b.operations == {"reverse": 0, "forward": 0, "paths": 0}
    assert backpropagate("x", 2.0).gradient == (1.0,)


def test_letters_are_numbers_with_values() -> None:
    assert backpropagate("a x^2 + b", 3.0, a=2.0).gradient == (12.0,)
    assert backpropagate("a x^2 + b", 3.0, a=2.0).value == 19.0
    assert backpropagate(typed("a x^2 + b", a=2.0), 3.0).gradient == (12.0,)
    assert backpropagate("a x^2", (3.0, 2.0), ("x", "a")).gradient == (12.0, 9.0)
    assert backpropagate("v_1 exp(v_2)", (3.0, 0.0), ("v_1", "v_2")).edges[1].words.text == "v_1"


@pytest.mark.parametrize(
    ("text", "point", "wanted"),
    [
        ("|x|", 0.0, 0.0),
        ("relu(x)", 0.0, 0.0),
        ("max(2x, -x)", 0.0, 2.0),
        ("Piecewise((x^2, x <= 1), (3x, True))", 1.0, 2.0),
        ("floor(x) + x", 2.0, 1.0),
    ],
)
def test_a_derivative_by_convention_is_said_to_be_one(text: str, point: float, wanted: float) -> None:
    b = backpropagate(text, point)
    assert b.gradient == (wanted,)
    assert len(b.conventions) == 1
    assert backpropagate(text, point + 0.25).conventions == ()


@pytest.mark.parametrize(
    ("text", "point", "wanted"),
    [
        ("max(1, sqrt(x))", 0.0, 0.0),
        ("Piecewise((x log(x), x > 0), (x^2, True))", -1.0, -2.0),
        ("Piecewise((1/x, x != 0), (0, True))", 0.0, 0.0),
    ],
)
def test_a_branch_that_is_not_taken_adds_nothing(text: str, point: float, wanted: float) -> None:
    b = backpropagate(text, point)
    assert b.gradient == (wanted,)
    assert sum(path.product for path in b.paths("x")) == wanted


@pytest.mark.parametrize(
    ("text", "point", "message"),
    [
        ("1/x", 0.0, "not defined"),
        ("ln(x)", -1.0, "not defined"),
        ("sqrt(x)", 0.0, "no derivative"),
        ("exp(x)", 800.0, "too large"),
        ("x", (1.0, 2.0), "needs 1 numbers"),
        ("x y", 1.0, "needs 2 numbers"),
        ("x", math.nan, "finite"),
        ("x", "one", "number per variable"),
        ("x y", "12", "number per variable"),
        ("x", None, "number per variable"),
    ],
)
def test_what_has_no_gradient_is_refused(text: str, point: object, message: str) -> None:
    with pytest.raises(BackpropagationError, match=message) as caught:
        backpropagate(text, point)  # type: ignore[arg-type]
    assert isinstance(caught.value, ValueError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_names_that_do_not_fit_are_refused() -> None:
    for variables in ((), ("x", "x"), ("sin(x)",), tuple(f"x_{i}" for i in range(41))):
        with pytest.raises(BackpropagationError):
            backpropagate("x", (1.0,) * len(variables), variables)
    with pytest.raises(BackpropagationError, match="no letter b"):
        backpropagate("a x", 1.0, b=2.0)
    with pytest.raises(BackpropagationError, match="finite"):
        backpropagate("a x", 1.0, a=math.inf)
    with pytest.raises(BackpropagationError, match="brings its variables"):
        backpropagate(surface("parabola"), 1.0, a=2.0)
    with pytest.raises(BackpropagationError, match="needs a formula"):
        backpropagate(SimpleNamespace(dimension=1), 1.0)  # type: ignore[arg-type]
    with pytest.raises(BackpropagationError, match="no variable z"):
        backpropagate("x", 1.0).paths("z")
    with pytest.raises(ExpressionError):
        backpropagate("x +", 1.0)
    with pytest.raises(ExpressionError):
        backpropagate("+".join(["sin(x)"] * 150), 1.0)


def test_the_number_of_paths_is_bounded_and_their_cost_is_still_known() -> None:
    doubling = typed("x")
    kernels = doubling.kernels
    graph, node = kernels.parsed.graph, kernels.parsed.root
    for _ in range(60):
        node = graph.mul(graph.apply("sin", node), graph.apply("cos", node))
    many = SimpleNamespace(variables=("x",), parameters={}, kernels=SimpleNamespace(parsed=SimpleNamespace(root=node)))
    b = backpropagate(many, 0.3)
    assert b.operations["reverse"] == b.operations["forward"] == 240
    assert b.operations["paths"] == 120 * 2**60
    with pytest.raises(BackpropagationError, match="too many"):
        b.paths("x")
    assert MAX_PATHS >= 1000
