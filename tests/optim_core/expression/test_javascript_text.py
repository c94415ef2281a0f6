"""JavaScript as text: every operation is printed as JavaScript spells it. Browsers check what it computes."""

from __future__ import annotations

import math

import pytest

from optim_core.expression import Graph, parse, surface_vocabulary
from optim_core.expression.code.javascript import HELPERS, javascript_body
from optim_core.expression.code.taylor import taylor_body
from optim_core.expression.graph.functions import FUNCTIONS
from surfaces import surface


def printed(text: str) -> str:
    """The expression that the body for `text` in x and y returns."""
    body = javascript_body((parse(text).root,), ("x", "y"))
    *statements, last = body.splitlines()
    assert last.startswith("return [") and last.endswith("];")
    return " ".join([*statements, last[len("return [") : -len("];")]])


@pytest.mark.parametrize(
    ("typed", "spelled"), [("<", "<"), ("<=", "<="), (">", ">"), (">=", ">="), ("==", "==="), ("!=", "!==")]
)
def test_comparisons(typed: str, spelled: str) -> None:
    """Equality is the strict one."""
    assert printed(f"Piecewise((1, x {typed} y), (2, True))") == f"((v0 {spelled} v1) ? 1.0 : 2.0)"
    assert printed(f"Piecewise((1, 0 {typed} x < y), (2, True))") == f"(((0.0 {spelled} v0) && (v0 < v1)) ? 1.0 : 2.0)"


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("x + y", "(v0 + v1)"),
        ("x - y", "(v0 - v1)"),
        ("y - x", "(v1 - v0)"),
        ("x*y", "(v0 * v1)"),
        ("x/y", "(v0 / v1)"),
        ("y/x", "(v1 / v0)"),
        ("-x", "(-v0)"),
        ("x - 1e-3", "(v0 - 0.001)"),
        ("-3x", "((-3.0) * v0)"),
        ("x^2", "(v0 * v0)"),
        ("x^3", "(v0 * v0 * v0)"),
        ("x^4", "((v0 * v0) * (v0 * v0))"),
        ("x^-2", "(1.0 / (v0 * v0))"),
        ("x^-3", "(1.0 / (v0 * v0 * v0))"),
        ("x^5", "power(v0, 5.0)"),
        ("x^y", "power(v0, v1)"),
        ("atan2(y, x)", "Math.atan2(v1, v0)"),
        ("log(x)", "Math.log(v0)"),
        ("log2(x)", "Math.log2(v0)"),
        ("lg x", "Math.log10(v0)"),
        ("log(x; y)", "(Math.log(v0) / Math.log(v1))"),
        ("|x|", "Math.abs(v0)"),
    ],
)
def test_operations(text: str, spelled: str) -> None:
    assert printed(text) == spelled


#: Spelled as in JavaScript; every other function is one of `HELPERS`.
NATIVE = {
    "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "exp",
    "log2", "log10", "sqrt", "cbrt", "abs", "floor", "ceil",
}  # fmt: skip


@pytest.mark.parametrize("name", [row.name for row in FUNCTIONS.values() if row.expand is None])
def test_functions(name: str) -> None:
    graph = Graph()
    arguments = [graph.symbol(symbol) for symbol in ("x", "y")[: FUNCTIONS[name].arity[0]]]
    body = javascript_body((graph.apply(name, *arguments),), ("x", "y"))
    spelled = "Math.log" if name == "ln" else f"Math.{name}" if name in NATIVE else name
    assert body == f"return [{spelled}({', '.join(('v0', 'v1')[: len(arguments)])})];\n"
    assert (name in HELPERS) == (name not in NATIVE | {"ln"})


def test_what_is_no_number_in_python_is_none_in_javascript() -> None:
    graph = Graph()
    numbers = [graph.const(value) for value in (math.inf, -math.inf, math.nan, 0.1, -2.5, 1e300)]
    assert javascript_body(numbers, ()) == "return [Infinity, (-Infinity), NaN, 0.1, (-2.5), 1e+300];\n"


def test_a_branch_not_taken_adds_zero() -> None:
    graph = Graph()
    product = graph.masked_product(graph.apply("sqrt", graph.symbol("x")), graph.symbol("y"))
    body = javascript_body((product,), ("x", "y"))
    assert body == "let r0;\nr0 = Math.sqrt(v0);\nreturn [(r0 === 0 || v1 === 0 ? 0 : r0 * v1)];\n"


def test_a_taylor_model_has_value_gradient_and_upper_triangle_with_the_parameters_numbers() -> None:
    parsed = parse("a*x + 3y^2 + 5x*y", surface_vocabulary(parameters=("a",)))
    assert taylor_body(parsed, ("x", "y"), {"a": 7.0}) == (
        "return [(((7.0 * v0) + (3.0 * (v1 * v1))) + (5.0 * (v0 * v1))), "
        "(7.0 + (5.0 * v1)), ((5.0 * v0) + (6.0 * v1)), 0.0, 5.0, 6.0];\n"
    )
    line = surface("parabola", curvature=4.0)
    assert taylor_body(line.kernels.parsed, ("x",), line.parameters) == "return [(2.0 * (v0 * v0)), (4.0 * v0), 4.0];\n"
