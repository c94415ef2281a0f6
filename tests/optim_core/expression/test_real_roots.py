"""x^(p/q) with an odd q is the real root: values, derivatives and every printer, left of 0 and right of it."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from optim_core import optimizer
from optim_core.expression import compile_kernel, gradient, hessian, parse
from optim_core.snippets import numpy_snippet, pytorch_snippet
from surfaces import parse as surface_of

odd_fractions = st.builds(Fraction, st.integers(-9, 9).filter(bool), st.sampled_from([3, 5, 7, 9, 11])).filter(
    lambda f: f.denominator > 1
)
places = st.floats(0.05, 20).flatmap(lambda size: st.sampled_from([size, -size]))


def real_power(base: float, exponent: Fraction) -> float:
    """The q-th root, of either sign, to the p-th power."""
    root = math.copysign(abs(base) ** (1.0 / exponent.denominator), base)
    return float(root**exponent.numerator)


@given(odd_fractions, places, st.integers(1, 3))
def test_the_real_root_and_its_derivatives(exponent: Fraction, at: float, unreduced: int) -> None:
    p, q = exponent.numerator * unreduced, exponent.denominator * unreduced
    for text in (f"x^({p}/{q})", rf"x^{{\frac{{{p}}}{{{q}}}}}", f"x**Rational({p}, {q})", f"pow(x, {p}/{q})"):
        parsed = parse(text)
        partials = gradient(parsed.graph, parsed.root, ("x",))
        outputs = (parsed.root, *partials, *hessian(parsed.graph, partials, ("x",)))
        r = float(exponent)
        expected = [
            real_power(at, exponent),
            r * real_power(at, exponent - 1),
            r * (r - 1) * real_power(at, exponent - 2),
        ]
        scalar = compile_kernel(outputs, ("x",), "scalar")(at)
        array = compile_kernel(outputs, ("x",), "array")(np.array([at, at]))
        assert scalar == pytest.approx(expected, rel=1e-12)
        assert [values[1] for values in array] == pytest.approx(expected, rel=1e-12)
        assert parse(parsed.latex()).root.op == parsed.root.op


@given(odd_fractions.filter(lambda f: f > 1), st.floats(-3, 3).filter(lambda v: abs(v) > 0.01))
def test_derivatives_are_slopes(exponent: Fraction, at: float) -> None:
    s = surface_of(f"x^({exponent})")
    h = 1e-6 * max(1.0, abs(at))
    slope = (s.value(at + h) - s.value(at - h)) / (2 * h)
    assume(math.isfinite(slope))
    assert s.gradient(at)[0] == pytest.approx(slope, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize(
    ("text", "value", "slope", "curvature"),
    [
        ("x^(4/3)", 0.0, 0.0, math.inf),
        ("x^(2/3)", 0.0, math.inf, math.nan),
        ("x^(5/3)", 0.0, 0.0, math.inf),
        ("x^(1/3)", 0.0, math.inf, math.nan),
    ],
)
def test_at_zero(text: str, value: float, slope: float, curvature: float) -> None:
    s = surface_of(text)
    assert s.value(0.0) == value
    assert s.gradient(0.0)[0] == slope
    if not math.isnan(curvature):
        assert s.hessian(0.0)[0][0] == curvature


@pytest.mark.parametrize("text", ["x^(1/2)", "x^(3/4)", "x^1.2", "x^0.2", "x^y", "x^(1/(2+2))", "(x-9)^(1/2)"])
def test_other_powers_are_undefined_left_of_zero(text: str) -> None:
    parsed = parse(text)
    kernel = compile_kernel((parsed.root,), ("x", "y"), "scalar")
    assert math.isnan(kernel(-8.0, 0.3)[0])
    assert not parsed.notices


@pytest.mark.parametrize("text", ["x^(4/3)", r"\sqrt[5]{x}", "(x-1)^(1/3+1/5)", "x^(-2/3)", "x^⅓"])
def test_it_is_said_under_the_formula(text: str) -> None:
    (notice,) = surface_of(text).notices
    assert "real root" in notice.text


def test_where_it_makes_no_difference_nothing_is_said() -> None:
    assert parse("8^(1/3)*x").notices == ()
    assert parse("x^(6/3)").notices == ()
    assert parse("(-8)^(1/3) + 0*x").root.number == -2.0


@pytest.mark.parametrize(
    "text", ["x^(4/3) + y^2", "(x - 1)^(8/5) + y^(4/3)", "x^(1/3)*x + (x*y)^(2/3)*y", "x^(7/3)*x/3 + y^2"]
)
def test_programs_to_take_home_agree(text: str) -> None:
    s = surface_of(text)
    program = numpy_snippet(s, optimizer("gradient_descent", learning_rate=0.01), (-1.3, 0.7), 5)
    assert program is not None
    names: dict[str, object] = {}
    with np.errstate(all="ignore"):
        exec(compile(program, "<snippet>", "exec"), names)
    loss, slope = names["loss"], names["gradient"]
    assert callable(loss) and callable(slope)
    for at in ((-1.3, 0.7), (0.4, -2.0), (-0.5, -0.6)):
        assert float(loss(np.array(at))) == pytest.approx(s.value(*at), rel=1e-12)
        assert slope(np.array(at)).tolist() == pytest.approx(list(s.gradient(*at)), rel=1e-12)


def test_pytorch_gets_its_helper() -> None:
    program = pytorch_snippet(surface_of("x^(7/5) + y^(4/3)"), optimizer("gradient_descent"), (-1.3, 0.7), 5)
    assert program is not None
    assert "def odd_power(x, exponent):\n    return torch.sign(x)*torch.abs(x)**exponent" in program
    assert "torch.abs(" in program
