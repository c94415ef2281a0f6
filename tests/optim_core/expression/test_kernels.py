"""The scalar kernel equals the array kernel, shapes broadcast, and nothing raises or turns complex."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_core.expression import compile_kernel, gradient, hessian, parse
from optim_core.expression.base.errors import ExpressionError
from optim_core.expression.graph.functions import FUNCTIONS, INTERNAL
from tests.optim_core.expression.test_derivative import SMOOTH
from tests.optim_core.expression.trees import Formula, formulas

ODD = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    2.0,
    -2.0,
    1e-300,
    -1e-300,
    1e3,
    -1e3,
    1e300,
    -1e300,
    math.inf,
    -math.inf,
    math.nan,
]


def _both(text: str, x: float, y: float) -> tuple[list[float], list[float]]:
    parsed = parse(text)
    partials = gradient(parsed.graph, parsed.root, ("x", "y"))
    outputs = (parsed.root, *partials, *hessian(parsed.graph, partials, ("x", "y")))
    scalar = compile_kernel(outputs, ("x", "y"), "scalar")(x, y)
    with np.errstate(all="ignore"):
        array = compile_kernel(outputs, ("x", "y"), "array")(np.array([x, x]), np.array([y, y]))
    assert all(type(value) is float for value in scalar)
    return list(scalar), [float(value[0]) for value in array]


def test_scalar_equals_array_everywhere() -> None:
    compared = 0

    @settings(max_examples=300, deadline=None)
    @given(formulas(), st.sampled_from(ODD) | st.floats(-3, 3), st.sampled_from(ODD) | st.floats(-3, 3))
    def check(formula: Formula, x: float, y: float) -> None:
        nonlocal compared
        try:
            scalar, array = _both(formula.text, x, y)
        except ExpressionError:
            return
        for one, other in zip(scalar, array, strict=True):
            if math.isfinite(one) and math.isfinite(other) and abs(one) < 1e200:
                compared += 1
                assert one == pytest.approx(other, rel=1e-9, abs=1e-9)

    check()
    # Six numbers a formula; most formulas have a value at most places.
    assert compared > 600


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in INTERNAL])
def test_every_function_is_the_same_in_both(name: str) -> None:
    least = FUNCTIONS[name].arity[0]
    text = f"{name}(x)" if least == 1 else f"{name}(x; y)"
    for x in ODD:
        for y in ODD if least == 2 else [1.0]:
            scalar, array = _both(text, x, y)
            assert scalar[0] == pytest.approx(array[0], rel=1e-12, nan_ok=True), (x, y)


@pytest.mark.parametrize("text", SMOOTH)
def test_flavours_agree_to_rounding(text: str) -> None:
    for x, y in [(0.7, -1.3), (-2.1, 0.4), (1.9, 2.9), (0.0, 0.0), (3.0, -3.0)]:
        scalar, array = _both(text, x, y)
        assert scalar == pytest.approx(array, rel=1e-12, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "x", "expected"),
    [
        ("x^0.2", -8.0, math.nan),
        ("cbrt(x)", -8.0, -2.0),
        ("sqrt(x)", -1.0, math.nan),
        ("log(x)", 0.0, -math.inf),
        ("log(x)", -1.0, math.nan),
        ("1/x", 0.0, math.inf),
        ("x^-2", 0.0, math.inf),
        ("exp(x)", 1000.0, math.inf),
        ("1/(1+exp(-x))", -1000.0, 0.0),
        ("sigmoid(x)", -1000.0, 0.0),
        ("softplus(x)", 1000.0, 1000.0),
        ("sigmoid(x)", -40.0, 4.248354255291589e-18),
        ("exp(-1/x^2)", 0.0, 0.0),
        ("max(0, log(x))", 0.0, 0.0),
        ("asin(x)", 2.0, math.nan),
        ("sin(x)", math.inf, math.nan),
        ("floor(x)", math.inf, math.inf),
        ("x^100", 1e10, math.inf),
        ("x^x", -0.5, math.nan),
        ("Piecewise((log(x), x > 0), (7, True))", -1.0, 7.0),
        ("max(x, 1)", math.nan, math.nan),
        ("max(1, x)", math.nan, math.nan),
        ("sign(x)", math.nan, math.nan),
        ("x^0", math.nan, 1.0),
    ],
)
@pytest.mark.parametrize("flavour", ["scalar", "array"])
def test_values_off_the_beaten_track(text: str, x: float, expected: float, flavour: str) -> None:
    parsed = parse(text)
    with np.errstate(all="ignore"):
        (value,) = compile_kernel((parsed.root,), ("x",), flavour)(x)
    assert float(value) == pytest.approx(expected, rel=1e-14, nan_ok=True)


def test_array_results_have_the_broadcast_shape() -> None:
    parsed = parse("x^2 + 3y")
    partials = gradient(parsed.graph, parsed.root, parsed.variables)
    kernel = compile_kernel((parsed.root, *partials), parsed.variables, "array")
    value, by_x, by_y = kernel(np.arange(3)[:, None], np.arange(4))
    assert value.shape == by_x.shape == by_y.shape == (3, 4)
    assert by_x[2].tolist() == [4.0] * 4
    assert by_y.tolist() == [[3.0] * 4] * 3


def test_integer_arrays_do_not_overflow() -> None:
    (values,) = compile_kernel((parse("x^100").root,), ("x",), "array")(np.array([2, 10]))
    assert values.dtype == np.float64
    assert values.tolist() == [2.0**100, 1e100]


def test_empty_and_scalar_input_of_the_array_kernel() -> None:
    kernel = compile_kernel((parse("x^2").root, parse("7").root), ("x",), "array")
    assert [value.shape for value in kernel(np.zeros((0, 3)))] == [(0, 3), (0, 3)]
    assert [float(value) for value in kernel(3.0)] == [9.0, 7.0]


def test_floating_point_warnings_are_the_callers() -> None:
    kernel = compile_kernel((parse("log(x)").root,), ("x",), "array")
    with np.errstate(all="raise"), pytest.raises(FloatingPointError):
        kernel(np.array([-1.0]))
    with np.errstate(all="raise"):
        assert math.isnan(compile_kernel((parse("log(x)").root,), ("x",), "scalar")(-1.0)[0])


def test_arguments_are_not_changed() -> None:
    x = np.array([1.0, 2.0])
    parsed = parse("(x+1)^3 - x")
    compile_kernel((parsed.root, *gradient(parsed.graph, parsed.root, ("x",))), ("x",), "array")(x)
    assert x.tolist() == [1.0, 2.0]


def test_unknown_argument_is_an_error_at_compile_time() -> None:
    with pytest.raises(KeyError):
        compile_kernel((parse("x + y").root,), ("x",), "scalar")
