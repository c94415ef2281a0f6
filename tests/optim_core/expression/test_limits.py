"""Limits are met, not approached: the largest allowed text passes, one more is refused."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from optim_core.expression import ExpressionError, compile_kernel, gradient, hessian, parse, topological
from optim_core.expression.code.printer import print_function

WORST = {
    "product": "xy" * 149,
    "quotient": "/".join(["x", "y"] * 75),
    "nested": "sin(" * 60 + "x" + ")" * 60,
    "tower": "^".join(["x", "y"] * 29),
    "two-argument": "atan2(x," * 55 + "y" + ")" * 55,
    "extremes": "max(x,y*" * 37 + "x" + ")" * 37,
    "waves": "+".join(f"sin({i}x+y)^{i}" for i in range(2, 30)),
    "factors": "*".join(f"(x-{i}y)" for i in range(1, 43)),
    "cases": "Piecewise((x,x<y*" * 16 + "x" + "),(y,True))" * 16,
    "powers": "+".join(f"x^{i}y^{i + 1}" for i in range(2, 45)),
}


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_derived_graphs_grow_linearly(text: str) -> None:
    parsed = parse(text)
    size = len(topological([parsed.root]))
    partials = gradient(parsed.graph, parsed.root, parsed.variables)
    first = len(topological(partials))
    second = len(topological(hessian(parsed.graph, partials, parsed.variables)))
    assert first <= 11 * size + 10
    assert second <= 11 * len(parsed.variables) * first + 10


def test_growth_does_not_depend_on_depth() -> None:
    def ratio(depth: int) -> float:
        parsed = parse("sin(" * depth + "x*y" + ")" * depth)
        partials = gradient(parsed.graph, parsed.root, parsed.variables)
        return len(topological(hessian(parsed.graph, partials, parsed.variables))) / depth

    assert ratio(58) <= 1.1 * ratio(14)


# Not the longest code: tracing memory takes time by the length of a function.
@pytest.mark.parametrize("text", [WORST[key] for key in ("quotient", "waves", "extremes", "cases", "powers")])
def test_a_fine_grid_of_all_derivatives_stays_in_memory(text: str) -> None:
    parsed = parse(text)
    partials = gradient(parsed.graph, parsed.root, parsed.variables)
    outputs = (parsed.root, *partials, *hessian(parsed.graph, partials, parsed.variables))
    kernel = compile_kernel(outputs, parsed.variables, "array")
    axis = np.linspace(-2, 2, 200)
    grid = np.meshgrid(axis, axis) if len(parsed.variables) == 2 else [axis]
    tracemalloc.start()
    with np.errstate(all="ignore"):
        results = kernel(*grid)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert {result.shape for result in results} == {grid[0].shape}
    assert peak < 100e6


def test_temporaries_are_taken_again() -> None:
    parsed = parse("+".join(f"sin({i}x)^2" for i in range(2, 30)))
    _, registers = print_function([parsed.root], ["x"], "array")
    assert registers <= 12


def test_blocks_change_nothing() -> None:
    parsed = parse("*".join(f"(x-{i}y)" for i in range(1, 43)))
    partials = gradient(parsed.graph, parsed.root, parsed.variables)
    kernel = compile_kernel((parsed.root, *partials), parsed.variables, "array")
    x, y = np.linspace(-1, 1, 500)[:, None], np.linspace(-1, 1, 700)
    whole = kernel(x, y)
    rows = [kernel(x[i], y) for i in range(0, 500, 99)]
    for count, row in enumerate(rows):
        for all_values, values in zip(whole, row, strict=True):
            assert np.array_equal(all_values[99 * count], values)


@pytest.mark.parametrize(
    ("allowed", "refused", "words"),
    [
        ("x" + " " * 499, "x" + " " * 500, "500 characters"),
        ("x" + "+x" * 149, "x" + "+x" * 150, "300 parts"),
        ("(" * 60 + "x" + ")" * 60, "(" * 61 + "x" + ")" * 61, "60 levels"),
        ("sin(" * 60 + "x" + ")" * 60, "sin(" * 61 + "x" + ")" * 61, "60 levels"),
        ("-" * 60 + "x", "-" * 61 + "x", "60 levels"),
        ("√" * 60 + "x", "√" * 61 + "x", "60 levels"),
        ("sin " * 60 + "x", "sin " * 61 + "x", "60 levels"),
        ("x^" * 60 + "x", "x^" * 61 + "x", "60 levels"),
        ("0." + "1" * 29, "0." + "1" * 30, "30 digits"),
        ("1e15", "1.1e15", "too large"),
        ("x^100", "x^101", "exponent"),
        ("x^-100", "x^-101", "exponent"),
        ("x^(99+1)", "x^(99+2)", "exponent"),
        ("sin^100 x", "sin^101 x", "whole power"),
        ("max(1,2,3,4,5,6,7,8)", "max(1,2,3,4,5,6,7,8,9)", "2 to 8"),
        (
            "Piecewise(" + "(1,x<0)," * 7 + "(0,True))",
            "Piecewise(" + "(1,x<0)," * 8 + "(0,True))",
            "8 branches",
        ),
    ],
)
def test_limit(allowed: str, refused: str, words: str) -> None:
    parse(allowed)
    with pytest.raises(ExpressionError, match=words):
        parse(refused)


@pytest.mark.parametrize(
    "text",
    [
        "9**9**7",
        "9**9**9",
        "x^1000",
        "(" * 200 + "x" + ")" * 200,
        "[" * 5000,
        "-" * 5000,
        "|" * 299,
        "1e999999999*x",
        "9" * 400,
        "x^" * 250,
        "sin " * 120,
        "q" * 500,
        "{" * 499 + "x",
        "\\" * 300,
        "f(" * 200,
        "f(" + " " * 490,
        "x_{" * 160,
        "x" * 10_000_000,
    ],
    ids=lambda text: text[:12],
)
def test_costly_texts_are_refused(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert len(str(caught.value)) < 300
    assert 0 <= caught.value.position <= len(text)


def test_long_chains_do_not_exhaust_the_stack() -> None:
    for sign in "+*/-":
        parsed = parse(sign.join(["x"] * 150))
        assert parsed.latex()
    assert parse("xy" * 149).latex()
    assert len(repr(parse("x" + "*x" * 140).root)) < 100
