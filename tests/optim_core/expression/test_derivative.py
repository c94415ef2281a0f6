"""Derivatives against central differences, against SymPy, and at kinks by convention."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optim_core.expression import compile_kernel, gradient, hessian, parse, to_sympy
from tests.optim_core.expression.trees import Formula, coordinates, formulas

SMOOTH = [
    "(1-x)^2 + 100(y-x^2)^2",
    "(x^2+y-11)^2 + (x+y^2-7)^2",
    "(1.5-x+xy)^2 + (2.25-x+xy^2)^2 + (2.625-x+xy^3)^2",
    "-20exp(-0.2sqrt(0.5(x^2+y^2))) - exp(0.5(cos 2πx + cos 2πy)) + e + 20",
    "20 + x^2 - 10cos 2πx + y^2 - 10cos 2πy",
    "x^4 - 3x^3y + 2",
    "sin x cos y / (1 + x^2)",
    "x^y",
    "(x+2)^(y/3)",
    "2^x * 3^y",
    "atan2(y, x)",
    "log(x, y+3)",
    "log2(x) + lg(x)",
    "tan(x/2) + cot x + sec y + csc x",
    "asin(x/2) + acos(y/3) + atan(x y)",
    "sinh x + cosh y + tanh(xy)",
    "asinh x + acosh(y+3) + atanh(x/2)",
    "cbrt y + sqrt x",
    "sigmoid(3x) + softplus(y) + erf(xy) + gauss(x-y)",
    "x^-3 + y^-2 + 1/x",
    "x^0.3 + x^1.7",
    "x^7 - y^5",
    "1/(1 + exp(-x*y))",
    "|y| + sign(y)x + relu(y) + step(x)y + floor(y)x + ceil(x)y",
    "max(x, y, x*y) + min(x^2, y)",
    "Piecewise((x^2 y, x < 0), (sin(x y), x < 2), (0, True))",
]
POINTS = [(0.7, -1.3), (1.1, 0.4), (0.31, 1.9)]


def _derivatives(text: str) -> tuple:
    parsed = parse(text)
    partials = gradient(parsed.graph, parsed.root, ("x", "y"))
    return parsed, partials, hessian(parsed.graph, partials, ("x", "y"))


@pytest.mark.parametrize("text", SMOOTH)
@pytest.mark.parametrize("point", POINTS)
def test_gradient_and_hessian_equal_central_differences(text: str, point: tuple[float, float]) -> None:
    parsed, partials, seconds = _derivatives(text)
    value = compile_kernel((parsed.root,), ("x", "y"), "scalar")
    first = compile_kernel(partials, ("x", "y"), "scalar")
    second = compile_kernel(seconds, ("x", "y"), "scalar")
    (x, y), h = point, 1e-5

    def along(dx: float, dy: float) -> list[float]:
        ahead, behind = (value(x + s * dx, y + s * dy) + first(x + s * dx, y + s * dy) for s in (1, -1))
        return [(p - m) / (2 * h) for p, m in zip(ahead, behind, strict=True)]

    assert math.isfinite(value(x, y)[0]), "tested outside its domain"
    along_x, along_y = along(h, 0.0), along(0.0, h)
    expected = (along_x[0], along_y[0], along_x[1], along_x[2], along_y[2])
    assert along_y[1] == pytest.approx(along_x[2], rel=1e-4, abs=1e-4)
    assert first(x, y) + second(x, y) == pytest.approx(expected, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("text", [t for t in SMOOTH if not t.startswith("|")])
def test_gradient_and_hessian_equal_sympy(text: str) -> None:
    parsed, partials, seconds = _derivatives(text)
    x, y = sympy.symbols("x y", real=True)
    expression = to_sympy(parsed.root)
    assert expression is not None
    kernel = compile_kernel((parsed.root, *partials, *seconds), ("x", "y"), "scalar")
    wanted = [
        expression,
        expression.diff(x),
        expression.diff(y),
        expression.diff(x, 2),
        expression.diff(x, y),
        expression.diff(y, 2),
    ]
    for point in POINTS:
        exact = [float(sympy.re(w.subs({x: point[0], y: point[1]}).doit().evalf())) for w in wanted]
        assert kernel(*point) == pytest.approx(exact, rel=1e-9, abs=1e-9)


@settings(max_examples=150, deadline=None)
@given(formulas(smooth=True, leaves=6), coordinates, coordinates)
def test_random_gradients_equal_central_differences(formula: Formula, x: float, y: float) -> None:
    parsed, partials, seconds = _derivatives(formula.text)
    values = compile_kernel((parsed.root, *partials, *seconds), ("x", "y"), "scalar")
    here, h = values(x, y), 1e-5
    assume(all(abs(v) < 1e3 for v in here))
    ahead, behind = values(x + h, y), values(x - h, y)
    assume(all(abs(v) < 1e3 for v in (*ahead, *behind)))
    # The error of a central difference is h^2/6 of the third derivative, estimated from the second ones.
    bound = 1e-5 + 1e-4 * max(map(abs, here)) + 10 * h * abs(ahead[3] - behind[3])
    assert abs((ahead[0] - behind[0]) / (2 * h) - here[1]) <= bound
    above, below = values(x, y + h), values(x, y - h)
    assume(all(abs(v) < 1e3 for v in (*above, *below)))
    bound = 1e-5 + 1e-4 * max(map(abs, here)) + 10 * h * abs(above[5] - below[5])
    assert abs((above[0] - below[0]) / (2 * h) - here[2]) <= bound


@settings(max_examples=60, deadline=None)
@given(formulas(smooth=True, leaves=5), coordinates, coordinates)
def test_random_derivatives_equal_sympy(formula: Formula, x: float, y: float) -> None:
    parsed, partials, seconds = _derivatives(formula.text)
    symbols = sympy.symbols("x y", real=True)
    expression = to_sympy(parsed.root)
    assume(expression is not None)
    point = dict(zip(symbols, (x, y), strict=True))
    here = compile_kernel((*partials, seconds[1]), ("x", "y"), "scalar")(x, y)
    wanted = [expression.diff(symbols[0]), expression.diff(symbols[1]), expression.diff(*symbols)]
    exact = [float(w.evalf(30, subs=point)) for w in wanted]
    assume(all(abs(v) < 1e6 for v in exact))
    assert here == pytest.approx(exact, rel=1e-8, abs=1e-8)


@pytest.mark.parametrize(
    ("text", "point", "expected"),
    [
        ("|x|", 0.0, (0.0, 0.0)),
        ("|x|", -2.0, (-1.0, 0.0)),
        ("|x^2 - 1|", 0.5, (-1.0, -2.0)),
        ("relu(x)", 0.0, (0.0, 0.0)),
        ("relu(x)", 1.0, (1.0, 0.0)),
        ("step(x)", 0.0, (0.0, 0.0)),
        ("sign(x)", 3.0, (0.0, 0.0)),
        ("floor(x)x", 2.5, (2.0, 0.0)),
        ("ceil(x)x", 2.5, (3.0, 0.0)),
        ("max(x, -x)", 0.0, (1.0, 0.0)),
        ("min(x, -x)", 0.0, (1.0, 0.0)),
        ("max(2x, x, 3x)", 0.0, (2.0, 0.0)),
        ("max(x^2, x)", 3.0, (6.0, 2.0)),
        ("Piecewise((x^2, x > 0), (-x, True))", 0.0, (-1.0, 0.0)),
        # A branch not taken contributes nothing, not 0 times infinity.
        ("max(1, sqrt(x))", 0.0, (0.0, 0.0)),
        ("relu(sqrt(x) - 1)", 0.0, (0.0, 0.0)),
        ("Piecewise((x log(x), x > 0), (x^2, True))", -1.0, (-2.0, 2.0)),
        ("Piecewise((x log(x), x > 0), (x^2, True))", 0.0, (0.0, 2.0)),
        ("Piecewise((sqrt(x)/x, x > 0), (3x, True))", 0.0, (3.0, 0.0)),
        ("Piecewise((1/x, x != 0), (0, True))", 0.0, (0.0, 0.0)),
        ("Piecewise((sin(x)/x, x != 0), (1, True))", 0.0, (0.0, 0.0)),
        ("Piecewise((exp(-1/x^2), x != 0), (0, True))", 0.0, (0.0, 0.0)),
        ("Piecewise((x, x < 0), (Piecewise((1/(x-1), x < 1), (5, True)), True))", 1.0, (0.0, 0.0)),
        ("max(0, log(x))", 0.0, (0.0, 0.0)),
        ("x^2", 0.0, (0.0, 2.0)),
        ("x^0", 3.0, (0.0, 0.0)),
        ("5", 3.0, (0.0, 0.0)),
    ],
)
@pytest.mark.parametrize("flavour", ["scalar", "array"])
def test_kinks_and_branches(text: str, point: float, expected: tuple[float, float], flavour: str) -> None:
    parsed = parse(text)
    partials = gradient(parsed.graph, parsed.root, ("x",))
    seconds = hessian(parsed.graph, partials, ("x",))
    with np.errstate(all="ignore"):
        values = compile_kernel((*partials, *seconds), ("x",), flavour)(point)
    assert tuple(float(v) for v in values) == expected


def test_gradient_by_parameters_and_absent_names() -> None:
    parsed = parse("3x^2")
    partials = gradient(parsed.graph, parsed.root, ("y", "x"))
    assert partials[0].number == 0.0
    assert compile_kernel(partials, ("x",), "scalar")(2.0) == (0.0, 12.0)


@given(st.floats(-300.0, 300.0))
def test_the_slope_of_tanh_keeps_its_digits(x: float) -> None:
    """1/cosh^2, worked out with 40 digits: at 12.3, say, 1 - tanh^2 has seven left."""
    parsed = parse("tanh(x)")
    (slope,) = gradient(parsed.graph, parsed.root, ("x",))
    wanted = float(1 / sympy.cosh(sympy.Float(x, 40)) ** 2)
    for flavour in ("scalar", "array"):
        (value,) = compile_kernel((slope,), ("x",), flavour)(x)  # type: ignore[arg-type]
        assert float(value) == pytest.approx(wanted, rel=1e-13, abs=0.0)


@pytest.mark.parametrize(
    "outer", ["{}", "atan({})", "sigmoid({})", "atan(sigmoid({}))", "tanh({})", "1/{}", "exp(-{}^2)"]
)
@pytest.mark.parametrize("pole", ["cot x", "csc x", "ctg(2x)", "cot(x^2)", "cosec(x)"])
@pytest.mark.parametrize("flavour", ["scalar", "array"])
def test_what_is_undefined_stays_undefined_whatever_is_made_of_it(outer: str, pole: str, flavour: str) -> None:
    parsed = parse(outer.format(f"({pole})"))
    slope = gradient(parsed.graph, parsed.root, ("x",))
    with np.errstate(all="ignore"):
        at_pole = compile_kernel((parsed.root, *slope), ("x",), flavour)(0.0)  # type: ignore[arg-type]
        beside = compile_kernel((parsed.root, *slope), ("x",), flavour)(0.3)  # type: ignore[arg-type]
    assert np.isnan([float(value) for value in at_pole]).all()
    assert np.isfinite([float(value) for value in beside]).all()
