"""Every notation the language promises, with its value worked out in Python at x = 0.7, y = -1.3."""

from __future__ import annotations

import math
from math import cos, e, exp, log, pi, sin, sqrt, tan

import numpy as np
import pytest

from optim_core.expression import compile_kernel, parse, surface_vocabulary

X, Y = 0.7, -1.3

CORPUS = [
    # Powers.
    ("x**2", X**2),
    ("x^2", X**2),
    ("x²", X**2),
    ("x⁻¹", 1 / X),
    ("x¹⁰", X**10),
    ("-x^2", -(X**2)),
    ("-x²", -(X**2)),
    ("(-x)^2", X**2),
    ("2^3^2", 512.0),
    ("2**3**2", 512.0),
    ("2^-x^2", 2 ** -(X**2)),
    ("2^-x*y", 2**-X * Y),
    ("x^y", X**Y),
    ("x^0.5", sqrt(X)),
    ("x^(1/3)", X ** (1 / 3)),
    ("e^x", exp(X)),
    ("e^-x^2", exp(-(X**2))),
    ("x^-2", X**-2),
    ("x^-3", X**-3),
    ("x^7", X**7),
    # Products without a sign.
    ("2x", 2 * X),
    ("2 x", 2 * X),
    ("xy", X * Y),
    ("x y", X * Y),
    ("2xy", 2 * X * Y),
    ("2(x+1)", 2 * (X + 1)),
    ("(x+1)(y-1)", (X + 1) * (Y - 1)),
    ("(x+1)y", (X + 1) * Y),
    ("x(y+1)", X * (Y + 1)),
    ("x^2y", X**2 * Y),
    ("x²y²", X**2 * Y**2),
    ("2x^2", 2 * X**2),
    ("2pix", 2 * pi * X),
    ("2πx", 2 * pi * X),
    ("ye^x", Y * exp(X)),
    ("xe^(-x^2-y^2)", X * exp(-(X**2) - Y**2)),
    ("2e", 2 * e),
    ("2e3x", 2000 * X),
    ("xsin(y)", X * sin(Y)),
    ("x sin y", X * sin(Y)),
    ("x|y|", X * abs(Y)),
    # Rank: left to right, like a written sign.
    ("1/2x", X / 2),
    ("1/2*x", X / 2),
    ("x/2y", X / 2 * Y),
    ("1/(2x)", 1 / (2 * X)),
    ("x/y/2", X / Y / 2),
    ("x - y - 1", X - Y - 1),
    ("x--y", X + Y),
    ("x*-y", -X * Y),
    ("+x", X),
    ("-x*y", -X * Y),
    ("2 - -x", 2 + X),
    # Functions, with and without brackets.
    ("sin x", sin(X)),
    ("sin(x)", sin(X)),
    ("sinx", sin(X)),
    ("sin2x", sin(2 * X)),
    ("SIN(X)", sin(X)),
    ("sin 3x cos y", sin(3 * X) * cos(Y)),
    ("sin x cos y", sin(X) * cos(Y)),
    ("sin^2 x", sin(X) ** 2),
    ("sin²x", sin(X) ** 2),
    ("sin^2(x) + cos^2(x)", 1.0),
    ("sin(x)^2", sin(X) ** 2),
    ("sin x^2", sin(X**2)),
    ("sin -x", sin(-X)),
    ("sin x/2", sin(X) / 2),
    ("sin x + 1", sin(X) + 1),
    ("sin cos x", sin(cos(X))),
    ("sin 2(x+1)", sin(2 * (X + 1))),
    ("sin πx", sin(pi * X)),
    ("sin π(x+y)", sin(pi * (X + Y))),
    ("sin x (y+1)", sin(X) * (Y + 1)),
    ("sin(x)y", sin(X) * Y),
    ("sin |y|", sin(1.3)),
    ("cos x", cos(X)),
    ("tan x", tan(X)),
    ("tg x", tan(X)),
    ("cot x", 1 / tan(X)),
    ("ctg x", 1 / tan(X)),
    ("sec x", 1 / cos(X)),
    ("csc x", 1 / sin(X)),
    ("asin x", math.asin(X)),
    ("arcsin x", math.asin(X)),
    ("acos x", math.acos(X)),
    ("arccos(x)", math.acos(X)),
    ("atan y", math.atan(Y)),
    ("arctg y", math.atan(Y)),
    ("atan2(y, x)", math.atan2(Y, X)),
    ("sinh x", math.sinh(X)),
    ("sh x", math.sinh(X)),
    ("cosh x", math.cosh(X)),
    ("ch x", math.cosh(X)),
    ("tanh x", math.tanh(X)),
    ("th x", math.tanh(X)),
    ("asinh y", math.asinh(Y)),
    ("acosh(x+1)", math.acosh(X + 1)),
    ("atanh x", math.atanh(X)),
    ("exp x", exp(X)),
    ("exp(-x)", exp(-X)),
    ("log x", log(X)),
    ("log(x, 2)", math.log2(X)),
    ("log(8; 2)", 3.0),
    ("log(8,2)", 3.0),
    ("log(8,2) + 0,5", 3.5),
    ("atan2(1,2)", math.atan2(1, 2)),
    ("max(1,2)", 2.0),
    ("min(1,2)", 1.0),
    ("max(1,2,3)", 3.0),
    ("log(8, 2)", 3.0),
    ("log((8,5); 2)", math.log2(8.5)),
    (r"\max\left(1,2\right)", 2.0),
    ("Piecewise((1,x>0),(2,True)) + 0,5", 1.5),
    ("sin(0,5)", sin(0.5)),
    ("(0,5)", 0.5),
    ("|0,5|", 0.5),
    ("ln x", log(X)),
    ("ln^2 x", log(X) ** 2),
    ("lg x", math.log10(X)),
    ("log2 x", math.log2(X)),
    ("log2x", math.log2(X)),
    ("log_2 x", math.log2(X)),
    ("log_{10}(x)", math.log10(X)),
    ("log10(x)", math.log10(X)),
    ("sqrt x", sqrt(X)),
    ("cbrt y", -(1.3 ** (1 / 3))),
    ("abs y", 1.3),
    ("sign y", -1.0),
    ("sign(0)", 0.0),
    ("min(x, y)", Y),
    ("max(x, y, 2)", 2.0),
    ("max(x, 0,5)", 5.0),
    ("max(0,5; x)", 5.0),
    ("max(sin(0,5), 0)", sin(0.5)),
    ("floor y", -2.0),
    ("ceil y", -1.0),
    ("relu y", 0.0),
    ("relu x", X),
    ("sigmoid x", 1 / (1 + exp(-X))),
    ("softplus x", log(1 + exp(X))),
    ("erf x", math.erf(X)),
    ("gauss x", exp(-(X**2))),
    ("step y", 0.0),
    ("step x", 1.0),
    ("step(0)", 1.0),
    ("Piecewise((x^2, x < 0), (sin x, 0 <= x < 1), (0, True))", sin(X)),
    ("Piecewise((1,x>0),(2,True))", 1.0),
    ("piecewise((1; y ≥ 0); (2; otherwise))", 2.0),
    ("Piecewise((1, x != 0.7), (2, y == -1.3), (3, True))", 2.0),
    # Bars and roots.
    ("|y|", 1.3),
    ("||x|-1|", 1 - X),
    ("|x-|y||", abs(X - 1.3)),
    ("|x||y|", X * 1.3),
    ("|x|y|x|", X * Y * X),
    ("|y|^2", 1.69),
    ("|(x|y|)|", X * 1.3),
    # A bar inside brackets of any kind never closes one outside, and after them the outer one goes on.
    ("|max(|x|, 1)|", 1.0),
    ("|max(|y|, 1)| |x|", 1.3 * X),
    ("|sin(|y|)|", sin(1.3)),
    ("|sin(y)|", sin(1.3)),
    ("|x - [|y|]|", abs(X - 1.3)),
    ("|{|y|} - 2|", 0.7),
    ("|Piecewise((|y|, |x| < 1), (|x|, True)) - 2|", 0.7),
    (r"|\frac{|y|}{2} - 1|", 0.35),
    (r"\left|max(|y|, 1)\right|", 1.3),
    (r"\left|x|y|\right|", X * 1.3),
    (r"|\left|y\right| - 2|", 0.7),
    ("√|y|", sqrt(1.3)),
    ("|max(x|y|, y)|", X * 1.3),
    ("|sin(x|y|)|", sin(X * 1.3)),
    ("|Piecewise((x|y|, x|y| > 0), (0, True))|", X * 1.3),
    ("|[x|y|] - 2|", 2 - X * 1.3),
    ("||y| - max(|x|, 1)|", 0.3),
    ("√x", sqrt(X)),
    ("√(x+1)", sqrt(X + 1)),
    ("√2x", sqrt(2) * X),
    ("√√x", X**0.25),
    ("∛y", -(1.3 ** (1 / 3))),
    # Constants, signs, numbers.
    ("π", pi),
    ("pi", pi),
    ("PI", pi),
    ("e", e),
    ("x·y", X * Y),
    ("x×y", X * Y),
    ("x⋅y", X * Y),
    ("x−y", X - Y),
    ("x÷y", X / Y),
    ("1e-3", 0.001),
    ("1E2", 100.0),
    (".5", 0.5),
    ("3.", 3.0),
    ("0,5", 0.5),
    ("0,5x + 1,25", 0.5 * X + 1.25),
    ("  x   +\ty\n", X + Y),
    # In front of the formula.
    ("f(x, y) = x + y", X + Y),
    ("f(x;y)=x+y", X + Y),
    ("z = x y", X * Y),
    ("Q(x)=x^2", X**2),
    ("y = x^2", X**2),
    # Brackets.
    ("[x+1]{y-1}", (X + 1) * (Y - 1)),
    ("{x}", X),
    # LaTeX.
    (r"\frac{x}{2}", X / 2),
    (r"\frac{1}{2}x^{2}", X**2 / 2),
    (r"\dfrac{x+1}{y-1}", (X + 1) / (Y - 1)),
    (r"\sqrt{x}", sqrt(X)),
    (r"\sqrt[3]{y}", -(1.3 ** (1 / 3))),
    (r"\sqrt[4]{x}", X**0.25),
    (r"\sin x", sin(X)),
    (r"\sin^{2} x", sin(X) ** 2),
    (r"\sin\left(x\right)", sin(X)),
    (r"x \cdot y", X * Y),
    (r"2\times x", 2 * X),
    (r"\left| y \right|", 1.3),
    (r"\left|x-\left|y\right|\right|", abs(X - 1.3)),
    (r"\left\{x\right\}", X),
    (r"\lvert y\rvert", 1.3),
    (r"x^{2}", X**2),
    (r"e^{-x^{2}}", exp(-(X**2))),
    (r"2\pi x", 2 * pi * X),
    (r"\operatorname{sigmoid}(x)", 1 / (1 + exp(-X))),
    (r"\max\left(x,\,y\right)", X),
    (r"\lfloor y\rfloor", -2.0),
    (r"$x^2$", X**2),
    (r"$$ f(x, y) = \frac{x}{y} $$", X / Y),
    (r"\log_{2} x", math.log2(X)),
    # Upper case and look-alikes.
    ("X + Y", X + Y),
    ("х + у", X + Y),
    ("Х² + У", X**2 + Y),
    ("maх(х, 1)", 1.0),
]


@pytest.mark.parametrize(("text", "expected"), CORPUS, ids=[text for text, _ in CORPUS])
def test_text_means_what_it_says(text: str, expected: float) -> None:
    parsed = parse(text)
    point = [{"x": X, "y": Y}[name] for name in parsed.variables]
    scalar = compile_kernel((parsed.root,), parsed.variables, "scalar")(*point)
    array = compile_kernel((parsed.root,), parsed.variables, "array")(*point)
    assert scalar[0] == pytest.approx(expected, rel=1e-12)
    assert isinstance(scalar[0], float)
    assert array[0] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("x + y", ("x", "y")),
        ("y + x", ("x", "y")),
        ("x", ("x",)),
        ("y", ("y",)),
        ("x2 + x1", ("x_1", "x_2")),
        ("x_1 x_2", ("x_1", "x_2")),
        ("x1x2", ("x_1", "x_2")),
        ("x_{1}", ("x_1",)),
        ("x₁ + x₂", ("x_1", "x_2")),
        ("w0 + w1", ("w_0", "w_1")),
        ("w_2 - W1", ("w_1", "w_2")),
        ("w^2", ("w",)),
        ("w_1", ("w_1",)),
        ("5", ()),
        ("f(x, y) = x^2", ("x", "y")),
        ("f(x, y) = 1", ("x", "y")),
        ("Q(w) = 3", ("w",)),
        ("0*x", ("x",)),
    ],
)
def test_variables_come_in_the_order_of_their_family(text: str, variables: tuple[str, ...]) -> None:
    assert parse(text).variables == variables


def test_cyrillic_letters_are_noticed() -> None:
    notices = [notice.text for notice in parse("х^2 + у").notices]
    assert notices == [f"Cyrillic letters were read as Latin: {pair}." for pair in ("х → x", "у → y")]
    assert parse("x^2 + y").notices == ()


def test_names_of_parameters_win_over_products() -> None:
    vocabulary = surface_vocabulary(parameters=("a", "b", "condition_number", "ab"))
    parsed = parse("(a-x)^2 + b(y-x^2)^2 + condition_number*ab x", vocabulary)
    assert parsed.variables == ("x", "y")
    assert parsed.parameters == ("a", "b", "condition_number", "ab")
    kernel = compile_kernel((parsed.root,), (*parsed.variables, *parsed.parameters), "scalar")
    assert kernel(2.0, 3.0, 5.0, 7.0, 11.0, 13.0) == ((5 - 2) ** 2 + 7 * (3 - 4) ** 2 + 11 * 13 * 2,)


def test_parameters_multiply_variables() -> None:
    parsed = parse("ax + by", surface_vocabulary(parameters=("a", "b")))
    assert compile_kernel((parsed.root,), ("x", "y", "a", "b"), "scalar")(2.0, 3.0, 5.0, 7.0) == (31.0,)


def test_a_constant_is_flat_over_arrays() -> None:
    parsed = parse("0*x + 3")
    values = compile_kernel((parsed.root,), ("x",), "array")(np.zeros((2, 3)))
    assert values[0].tolist() == [[3.0] * 3] * 2
