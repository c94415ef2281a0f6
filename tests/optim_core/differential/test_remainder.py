"""Remainders: closed forms, the order they vanish with, and random formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optim_core.differential.line import MOST_ORDERS, ORDERS, Line, LineKernel
from optim_core.differential.remainder import increment, noise, order, steps
from surfaces import entries, parse


def line(text: str, point: tuple[float, ...], direction: tuple[float, ...] = (1.0,)) -> Line:
    surface = parse(text)
    return LineKernel(surface.kernels.parsed.root, surface.variables, surface.parameters).line(point, direction)


def test_the_parts_of_a_step_of_a_parabola() -> None:
    step = increment(line("x^2", (3.0,)), 0.5)
    assert step == (3.25, 3.0, 0.25)


def test_df_is_the_product_of_gradient_and_dx() -> None:
    # d(x^2 y) = 2xy dx + x^2 dy at (1, 2) with dx = 0.5 (0.6, 0.8).
    step = increment(line("x^2 y", (1.0, 2.0), (0.6, 0.8)), 0.5)
    assert step.differential == pytest.approx(4 * 0.3 + 1 * 0.4)
    assert step.delta == pytest.approx(1.3**2 * 2.4 - 2)
    assert step.remainder == step.delta - step.differential


def test_derivatives_along_a_line() -> None:
    # g(t) = (1 + 0.6t)^2 (2 + 0.8t): 2, 3.2, 2 (0.72 + 0.96), 6 * 0.288.
    assert line("x^2 y", (1.0, 2.0), (0.6, 0.8)).derivatives == pytest.approx((2, 3.2, 3.36, 1.728, *[0] * 5))
    powers = [(-2) ** k for k in range(MOST_ORDERS + 1)]
    assert line("exp(2x)", (0.0,), (-1.0,)).derivatives == pytest.approx(powers)
    with pytest.raises(ValueError, match="coordinates"):
        line("x y", (1.0,))


@pytest.mark.parametrize(
    ("text", "at", "slope", "theory"),
    [
        ("x^2", 1.0, 2, 2),
        ("exp x", 1.0, 2, 2),
        ("x^3", 0.0, 3, 3),
        ("sin x", 0.0, 3, 3),
        ("sin x", math.pi, 3, 3),
        ("cos(x)", 0.0, 2, 2),
        ("x^4 + x", 0.0, 4, 4),
        ("x^5", 0.0, 5, 5),
        ("x^5 - 2x", 0.0, 5, 5),
        ("sin(x^5)", 0.0, 5, 5),
        ("x^6 + x^7", 0.0, 6, 6),
        ("x^8", 0.0, 8, 8),
        ("x^9", 0.0, 9, None),
        ("|x|", 0.0, 1, None),
        ("x^2 + 1000", 3.0, 2, 2),
        ("x^2", 1e5, 2, 2),
        ("3x + 1", 0.7, None, None),
        ("5", 0.7, None, None),
        ("1/x", 0.0, None, None),
    ],
)
def test_the_slope_is_the_order_of_the_first_derivative_left(
    text: str, at: float, slope: float | None, theory: int | None
) -> None:
    found = order(line(text, (at,), (-1.0,) if text == "|x|" else (1.0,)))
    assert found.expected == theory
    assert found.measured == (None if slope is None else pytest.approx(slope, abs=0.02))


@pytest.mark.parametrize("key", list(entries()))
def test_every_surface_where_it_begins(key: str) -> None:
    surface = entries()[key].surface()
    kernel = LineKernel(surface.kernels.parsed.root, surface.variables, surface.parameters)
    direction = (1.0,) if surface.dimension == 1 else (0.6, 0.8)
    found = order(kernel.line(surface.start, direction))
    if key == "absolute":
        assert found.measured is None
        return
    assert found.expected == 2
    assert found.measured == pytest.approx(2, abs=0.01)


PIECES = ("sin({})", "cos({})", "exp({}/3)", "({})^2", "1/(2 + ({})^2)", "sqrt(1 + ({})^2)", "{}*y", "{} - x y")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=3),
    st.tuples(st.floats(-2, 2), st.floats(-2, 2)),
    st.floats(0, 2 * math.pi),
)
def test_random_formulas(pieces: list[str], point: tuple[float, float], angle: float) -> None:
    text = "x + 0 y"
    for piece in pieces:
        text = piece.format(text)
    kernel = parse(f"{text} + 0 x + 0 y")
    lined = LineKernel(kernel.kernels.parsed.root, ("x", "y"), {})
    here = lined.line(point, (math.cos(angle), math.sin(angle)))
    # Derivatives along the line are what central differences of the one before say.
    h = 1e-4
    for k in range(3):
        ahead, behind = (
            lined.line(
                tuple(np.add(point, t * np.array([math.cos(angle), math.sin(angle)]))),
                (math.cos(angle), math.sin(angle)),
            )
            for t in (h, -h)
        )
        scale = 1 + max(map(abs, here.derivatives))
        assert (ahead.derivatives[k] - behind.derivatives[k]) / (2 * h) == pytest.approx(
            here.derivatives[k + 1], abs=1e-6 * scale
        )
    found = order(here)
    second, third = (abs(here.derivatives[k]) for k in (2, 3))
    # Where the second derivative leads over the whole window of the fit, the slope is 2.
    assume(found.measured is not None and third * found.high < 0.01 * second)
    assert found.expected == 2
    assert found.measured == pytest.approx(2, abs=0.03)


def test_noise_is_that_of_the_value_and_of_the_point() -> None:
    assert noise(line("x^2", (3.0,))) == 2.0**-53 * (9 + 3 * 6)
    assert steps()[0] == pytest.approx(1e-16)
    assert steps()[-1] == pytest.approx(10)


def test_a_formula_too_large_has_fewer_derivatives() -> None:
    text = "*".join(f"sin({n}x + cos(x^{n}))" for n in range(2, 24))
    found = line(text, (0.3,))
    assert 2 <= len(found.derivatives) < ORDERS + 1
    assert found.derivative(ORDERS) is None


def test_only_short_formulas_have_more_derivatives_than_usual() -> None:
    """One of a hundred operations has the usual four, and all the same where others end earlier."""
    long = " + ".join(f"exp(-(x - {n})^2) cos({n} x)" for n in range(1, 7))
    assert len(line(long, (0.3,)).derivatives) == ORDERS + 1
    assert len(line("x^5", (0.3,)).derivatives) == MOST_ORDERS + 1
