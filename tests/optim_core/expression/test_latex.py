"""Typesetting follows the text as it was read."""

from __future__ import annotations

import pytest

from optim_core.expression import (
    SURFACE_VOCABULARY,
    ExpressionError,
    Vocabulary,
    gradient,
    graph_latex,
    parse,
    symbol_latex,
    to_sympy,
)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("(1-x)^2 + 100(y-x^2)^2", r"\left(1 - x\right)^{2} + 100 \left(y - x^{2}\right)^{2}"),
        ("1/2x", r"\frac{1}{2} x"),
        ("1/(2x)", r"\frac{1}{2 x}"),
        ("sin^2 x", r"\sin^{2}\left(x\right)"),
        ("sin(x)^2", r"\left(\sin\left(x\right)\right)^{2}"),
        ("|x|", r"\left|x\right|"),
        ("sqrt(x+1)", r"\sqrt{x + 1}"),
        ("e^(-x^2)", r"e^{-x^{2}}"),
        ("2*3", r"2 \cdot 3"),
        ("2*3^x", r"2 \cdot 3^{x}"),
        ("3/4 x", r"\frac{3}{4} x"),
        ("2(1/2)", r"2 \cdot \frac{1}{2}"),
        ("x-(y-1)", r"x - \left(y - 1\right)"),
        ("x-(y+1)", r"x - \left(y + 1\right)"),
        ("x+(y-1)", r"x + y - 1"),
        ("x+(-y)", r"x + \left(-y\right)"),
        ("-x*y", r"-x y"),
        ("-(x+y)", r"-\left(x + y\right)"),
        ("-x/2", r"-\frac{x}{2}"),
        ("(-x)^2", r"\left(-x\right)^{2}"),
        ("(x^2)^3", r"\left(x^{2}\right)^{3}"),
        ("(x/2)^3", r"\left(\frac{x}{2}\right)^{3}"),
        ("((x))", "x"),
        ("0,5x", "0.5 x"),
        (".5x", "0.5 x"),
        ("1e-3 x", r"10^{-3} x"),
        ("2.5e6", r"2.5 \cdot 10^{6}"),
        ("(2e3)^x", r"\left(2 \cdot 10^{3}\right)^{x}"),
        ("(1e3)^x", r"\left(10^{3}\right)^{x}"),
        ("x1 + x2", "x_{1} + x_{2}"),
        ("w0", "w_{0}"),
        ("х", "x"),
        ("lg x", r"\log_{10}\left(x\right)"),
        ("log(x, y)", r"\log_{y}\left(x\right)"),
        ("tg x", r"\tan\left(x\right)"),
        ("cbrt(x)", r"\sqrt[3]{x}"),
        ("max(x, y)", r"\max\left(x, y\right)"),
        ("√x²", r"\sqrt{x^{2}}"),
        (
            "Piecewise((x, 0 < x <= 1), (0, True))",
            r"\begin{cases} x & 0 < x \le 1 \\ 0 & \text{otherwise} \end{cases}",
        ),
    ],
)
def test_formula(text: str, latex: str) -> None:
    assert parse(text).latex() == latex


@pytest.mark.parametrize(
    ("numbers", "latex"),
    [
        ({"x": "3"}, r"2 \cdot 3 - 3^{2}"),
        ({"x": "-1.5"}, r"2 \left(-1.5\right) - \left(-1.5\right)^{2}"),
        ({"x": r"2 \cdot 10^{-3}"}, r"2 \cdot 2 \cdot 10^{-3} - \left(2 \cdot 10^{-3}\right)^{2}"),
        ({"x": "10^{3}"}, r"2 \cdot 10^{3} - \left(10^{3}\right)^{2}"),
        ({"y": "1"}, "2 x - x^{2}"),
    ],
)
def test_numbers_take_the_place_of_names(numbers: dict[str, str], latex: str) -> None:
    assert parse("2x - x^2").latex(numbers) == latex


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("x", "x"),
        ("x_1", "x_{1}"),
        ("beta", r"\beta"),
        ("beta_1", r"\beta_{1}"),
        ("epsilon", r"\varepsilon"),
        ("v_hat", r"\hat{v}"),
        ("condition_number", r"\mathrm{condition\_number}"),
        ("rate", r"\mathrm{rate}"),
        ("w_0", "W"),
    ],
)
def test_names(name: str, latex: str) -> None:
    vocabulary = Vocabulary({}, latex={"w_0": "W"})
    assert symbol_latex(name, vocabulary) == latex


HOSTILE = [
    "x$<script>",
    "![a](b)",
    r"\href{javascript:1}{x}",
    r"x \text{hello}",
    r"\mathrm{foo}",
    "<a href='x'>",
    r"x^{\color{red}{2}}",
    r"x_{\url}",
    "x%comment",
    "x & y",
    "x ~ y",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


def test_derived_expressions_are_typeset() -> None:
    parsed = parse("w_0^2/2 + 3w_1")
    by_0, by_1 = gradient(parsed.graph, parsed.root, parsed.variables)
    assert graph_latex(by_0, SURFACE_VOCABULARY) == "w_{0}"
    assert graph_latex(by_1, SURFACE_VOCABULARY) == "3"


def test_exact_constants_reach_sympy() -> None:
    import sympy

    assert to_sympy(parse("2pi").root) == 2 * sympy.pi
    assert to_sympy(parse("e").root) == sympy.E
    assert to_sympy(parse("1/3").root) == sympy.Rational(1, 3)
    assert to_sympy(parse("0.1").root) == sympy.Float(0.1)
    (symbol,) = to_sympy(parse("x").root).free_symbols
    assert symbol.is_real


@pytest.mark.parametrize(
    "text",
    [
        "((((2x)^100)^100)^100)^100",
        "exp(99log(exp(99log(exp(99log(exp(99log(2x)))))))) ",
        "+".join(f"sin({i}x+y)^{i}" for i in range(2, 30)),
        "Piecewise((x,x<y*" * 4 + "x" + "),(y,True))" * 4,
        "cbrt(" * 9 + "x*y" + ")" * 9,
        "/".join(["x", "y"] * 75),
    ],
)
def test_what_sympy_would_take_long_over_is_left_out(text: str) -> None:
    root = parse(text).root
    assert to_sympy(root) is None
    assert graph_latex(root, SURFACE_VOCABULARY) is None


def test_shared_parts_are_counted_each_time() -> None:
    parsed = parse("atan2(x," * 9 + "y" + ")" * 9)
    by_x, _ = gradient(parsed.graph, parsed.root, ("x", "y"))
    assert to_sympy(parsed.root) is not None
    assert to_sympy(by_x) is None


def test_extremes_are_typeset_as_such() -> None:
    assert graph_latex(parse("max(x, y)").root, SURFACE_VOCABULARY) == r"\max\left(x, y\right)"
