"""What people paste: each text with its value at x = 0.7, y = -1.3, and where the mark of a mistake stands in it."""

from __future__ import annotations

import math
from math import e, exp, log, pi, sin, sqrt

import pytest

from optim_core.expression import ExpressionError, compile_kernel, parse
from optim_core.expression.reading.pasted import plain

X, Y = 0.7, -1.3

#: Copied from encyclopedias, textbooks, SymPy, MATLAB, word processors.
CORPUS = [
    # Around the formula.
    (r"{\displaystyle f(x)=x}", X),
    (r"{\displaystyle f(x,y)=(1-x)^{2}+100(y-x^{2})^{2}.}", (1 - X) ** 2 + 100 * (Y - X**2) ** 2),
    (r"\displaystyle f(x)=x^2", X**2),
    (r"\[ x^2 \]", X**2),
    (r"\( x^2 \)", X**2),
    (r"$x^2$.", X**2),
    (r"$$x^2,$$", X**2),
    (r"{{x^2}}", X**2),
    ("x^2.", X**2),
    ("x^2,", X**2),
    ("x^2;", X**2),
    ("3.", 3.0),
    (r"x^2\quad", X**2),
    (r"x^2 \qquad.", X**2),
    (r"\quad x^2\,,", X**2),
    (r"\begin{equation} x^2 \end{equation}", X**2),
    (r"\begin{align*} f(x) &= x^2 \end{align*}", X**2),
    (r"x^2 \label{eq:1}", X**2),
    # Headings.
    (r"f(\mathbf x)=x", X),
    (r"f(\mathbf{x}) = x_1^2 + x_2^2", X**2 + Y**2),
    (r"f(\vec{x}) = x_1 x_2", X * Y),
    (r"J(\theta_0,\theta_1)=\theta_0^2-\theta_1", X**2 - Y),
    (r"J(\theta) = \theta_0 - \theta_1", X - Y),
    ("E(w)=w^2", X**2),
    ("E = w^2", X**2),
    (r"\mathcal{L}(w) = w^2", X**2),
    (r"\varphi(t) = t^2", X**2),
    ("loss(w) = w^2", X**2),
    ("f(x) := x^2", X**2),
    ("z = f(x, y) = x y", X * Y),
    ("f[u, v] = u - v", X - Y),
    ("f_1(x) = x", X),
    (r"f\left(x,y\right)=x-y", X - Y),
    # Exercises as they are printed.
    ("min f(x, y) = 3x² + y⁴", 3 * X**2 + Y**4),
    ("Minimize 3x² + y⁴", 3 * X**2 + Y**4),
    ("minimise: x^2", X**2),
    (r"\min_{x\in\mathbb{R}^2} x_1^2 + x_2^2", X**2 + Y**2),
    (r"\min_{x} \; (x_1-1)^2 + x_2^2", (X - 1) ** 2 + Y**2),
    (r"\min\limits_{x,y} f(x,y) = x y", X * Y),
    (r"\min_x x^2", X**2),
    (r"\operatorname{minimize}_{x, y} x - y", X - Y),
    (r"\underset{x \in \mathbb{R}^{2}}{\text{minimize}} \quad x_1 - x_2", X - Y),
    ("min(x, y)", Y),
    (r"\min(x, y) + x", X + Y),
    (r"\min\{x, y\}", Y),
    ("f(x, y) = tan⁻¹(y) + sin^-1 x", math.atan(Y) + math.asin(X)),
    (r"\tan^{-1} y \cdot \cosh^{-1}(2 + x)", math.atan(Y) * math.acosh(2 + X)),
    (r"\sin^{-1} 0.5x", math.asin(0.5 * X)),
    ("2x[(x - y)^2 - x]", 2 * X * ((X - Y) ** 2 - X)),
    # LaTeX's short forms.
    (r"\frac12 x", X / 2),
    (r"\frac 1 3 x", X / 3),
    (r"\frac1{x}", 1 / X),
    (r"\frac{x}2", X / 2),
    (r"\frac xy", X / Y),
    (r"\frac\pi2", pi / 2),
    (r"\frac{\frac12}{x}", 0.5 / X),
    (r"\cfrac{1}{x}", 1 / X),
    (r"\sqrt2x", sqrt(2) * X),
    (r"\sqrt x", sqrt(X)),
    (r"\sqrt[3]y", -(1.3 ** (1 / 3))),
    (r"\sqrt[3]{y}", -(1.3 ** (1 / 3))),
    (r"\log_{10}x", math.log10(X)),
    (r"\log_2x", math.log2(X)),
    (r"\log_2(x)", math.log2(X)),
    (r"\log_{3} x", log(X) / log(3)),
    (r"\log_3^2 x", (log(X) / log(3)) ** 2),
    (r"\log^2_3 x", (log(X) / log(3)) ** 2),
    (r"\log_e x", log(X)),
    ("log_3 x", log(X) / log(3)),
    ("log_3(x)", log(X) / log(3)),
    ("log₃x", log(X) / log(3)),
    ("log_10 x", math.log10(X)),
    ("log_2x", math.log2(X)),
    ("x^2_1 - x_2", X**2 - Y),
    ("x²_1 - x_2", X**2 - Y),
    ("e^x_1 - x_2", exp(X) - Y),
    (r"e^\theta_0 - \theta_1", exp(X) - Y),
    ("2^x_1 + x_2", 2**X + Y),
    (r"x^{2}_{1} + x^{3}_{2}", X**2 + Y**3),
    (r"x_{1}{}^2 + x_2", X**2 + Y),
    (r"\lVert x \rVert", X),
    (r"\Vert y \Vert^2", 1.69),
    (r"\|y\|", 1.3),
    ("‖y‖", 1.3),
    (r"\mathrm e^x", exp(X)),
    (r"\mathrm{e}^{x}", exp(X)),
    (r"x\mathrm{e}^{-x}", X * exp(-X)),
    (r"\operatorname{sin} x", sin(X)),
    (r"\operatorname{tg}x", math.tan(X)),
    (r"\operatorname{atan}_{2}{\left(y,x \right)}", math.atan2(Y, X)),
    (r"\operatorname{atan_{2}}(y,x)", math.atan2(Y, X)),
    (r"\mathbf{x}_1 + \mathbf{x}_2", X + Y),
    (r"\boldsymbol{\theta}_0 - \boldsymbol\theta_1", X - Y),
    (r"\max\left(1,2, x\right)", 2.0),
    (r"\max{\left(1,2 \right)}", 2.0),
    (r"2 \cdot 10^{-3} x", 0.002 * X),
    (r"\sin^{2}{\left(x \right)}", sin(X) ** 2),
    (r"\sin{(x+1)(x-1)}", sin((X + 1) * (X - 1))),
    (r"\log{\left(x \right)}^{2}", log(X) ** 2),
    (r"\left\lfloor{y}\right\rfloor", -2.0),
    (r"\left\lceil y \right\rceil", -1.0),
    (r"\lbrace x \rbrace", X),
    (r"x \ast y", X * Y),
    # Cases, as SymPy and as textbooks write them.
    (
        r"\begin{cases} x^{2} & \text{for}\: x < 0 \\\sin{\left(x \right)} & \text{for}\: x < 1"
        r" \\0 & \text{otherwise} \end{cases}",
        sin(X),
    ),
    (
        r"\begin{cases} x & \text{for}\: x = 0 \vee y > 1 \\y & \text{for}\: x \neq 2"
        r" \\1 & \text{otherwise} \end{cases}",
        Y,
    ),
    (r"\begin{cases} x & \text{for}\: \neg \left(x > 0 \wedge y > 0\right) \\1 & \text{otherwise} \end{cases}", X),
    (r"\begin{cases} -x, & x < 0, \\ x, & x \ge 0. \end{cases}", X),
    (r"\begin{cases} x & \text{if } x > 0 \\ y & \text{otherwise} \end{cases}", X),
    (r"\begin{cases} x & \text{если } x > 1 \\ y & \text{иначе} \end{cases}", Y),
    (r"\begin{cases} x & \text{при } x > 1 \\ y & \text{else} \end{cases}", Y),
    (r"\begin{cases} 1 & x<-1 \\ 2 & -1 \le x < \frac12 \\ 3 & \frac12 \leqslant x \end{cases}", 3.0),
    (r"f(x) = \left\{\begin{array}{ll} \frac12x^2, & |x|\le 1 \\ |x|-\frac12, & |x|>1 \end{array}\right.", X**2 / 2),
    (r"\begin{cases} \begin{cases} 1 & y > 0 \\ 2 & y \le 0 \end{cases} & x > 0 \\ 3 & x \le 0\\ \end{cases}", 2.0),
    (r"2\begin{dcases} x & x>0 \\ y & x \le 0 \end{dcases} + 1", 2 * X + 1),
    # Python, SymPy, NumPy, JavaScript, MATLAB.
    ("x.^2 + x.*y - x./y", X**2 + X * Y - X / Y),
    ("2.^x", 2**X),
    ("np.sin(x) + numpy.pi", sin(X) + pi),
    ("sp.sqrt(x) + sympy.exp(y)", sqrt(X) + exp(Y)),
    ("math.log(x)*math.pi", log(X) * pi),
    ("torch.tanh(x) + Math.PI + Math.abs(y)", math.tanh(X) + pi + 1.3),
    ("np.maximum(x, 0.9) + np.arctan2(y, x)", 0.9 + math.atan2(Y, X)),
    ("Rational(1,2)*x", X / 2),
    ("x**Rational(1, 3)", X ** (1 / 3)),
    ("pow(x, 3) + np.power(y, 2)", X**3 + Y**2),
    ("Heaviside(x) + 2*Heaviside(y) + 4*Heaviside(x, 1)", 5.0),
    ("Heaviside(0) + Heaviside(0, 3)", 3.5),
    ("np.where(x > 0, x, y)", X),
    ("where((x > 0) & (y > 0), 1, 2)", 2.0),
    ("Piecewise((1, (x > 1) | (y < 0)), (2, True))", 1.0),
    ("Piecewise((1, ~(x > 1)), (2, True))", 1.0),
    ("Piecewise((1, Eq(x, 0)), (2, Ne(y, 0)), (3, True))", 2.0),
    ("Piecewise((1, x > 0 and not y > 0), (2, True))", 1.0),
    ("Piecewise((x, x >= 0), (-x, x < 0))", X),
    ("ceiling(x) + Abs(y) + Max(x, y) + Min(x, y)", 1 + 1.3 + X + Y),
    ("arctan2(y, x)", math.atan2(Y, X)),
    ("coth(x)*sech(x)*csch(x)", 1 / math.sinh(X) ** 2),
    # Look-alikes.
    ("½x", X / 2),
    ("x^½", sqrt(X)),
    ("2½x", 2.5 * X),
    ("⅓x + ¾", X / 3 + 0.75),
    ("⌊y⌋ + ⌈y⌉", -3.0),
    ("（２x）", 2 * X),
    ("ｘ＋１", X + 1),
    ("𝑥² + 𝒚", X**2 + Y),
    ("x ⁄ y", X / Y),
    *((f"x{dash}1", X - 1) for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"),
    *((f"x{space}+{space}y", X + Y) for space in "\u00a0\u2000\u2002\u2003\u2007\u2009\u200a\u202f\u205f\u3000"),
    ("2\u2062x", 2 * X),
    ("sin\u2061(x)", sin(X)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CORPUS, ids=[ascii(text) for text, _ in CORPUS])
def test_pasted_text_means_what_it_says(text: str, expected: float) -> None:
    parsed = parse(text)
    point = (X, Y)[: len(parsed.variables)] if parsed.variables != ("y",) else (Y,)
    (value,) = compile_kernel((parsed.root,), parsed.variables, "scalar")(*point)
    assert value == pytest.approx(expected, rel=1e-12)
    assert not parsed.parameters
    # What is typeset is read again as the same, so it says how the text was understood.
    again = parse(parsed.latex())
    (read_back,) = compile_kernel((again.root,), parsed.variables, "scalar")(*point)
    assert read_back == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("side", ["", "l", "r", "m"])
@pytest.mark.parametrize("size", ["big", "Big", "bigg", "Bigg"])
def test_sizes_of_brackets_change_nothing(size: str, side: str) -> None:
    opening, closing = (f"\\{size}{'l' if side == 'l' else ''}", f"\\{size}{'r' if side == 'l' else side}")
    assert parse(f"{opening}(x+1{closing})^2").latex() == parse("(x+1)^2").latex()
    assert parse(f"{opening}| x {closing}|").latex() == parse("|x|").latex()
    assert parse(rf"{opening}\lVert x {closing}\rVert").latex() == parse("|x|").latex()


@pytest.mark.parametrize(
    "command", [",", ";", ":", "!", " ", ">", "quad", "qquad", "thinspace", "displaystyle", "limits"]
)
def test_spaces_change_nothing(command: str) -> None:
    spaced = rf"\{command} x \{command} + y\{command}"
    assert parse(spaced).latex() == "x + y"


@pytest.mark.parametrize(
    "font",
    ["mathrm", "mathbf", "mathit", "mathsf", "mathtt", "boldsymbol", "bm", "mathcal", "text", "textbf", "operatorname"],
)
def test_type_faces_change_nothing(font: str) -> None:
    assert parse(rf"\{font}{{x}}^2").latex() == "x^{2}"
    assert parse(rf"2\{font}{{x}}_1 + \{font} x_2").latex() == "2 x_{1} + x_{2}"
    assert parse(rf"\{font}{{sin}}(x)").latex() == r"\sin\left(x\right)"


REFUSED = [
    (r"x\y", 1, "Unknown command '\\y'"),
    (r"x\y z", 1, "Unknown command"),
    (r"\e^x", 0, "Unknown command"),
    (r"{\displaystyle f(x)=foo}", 20, "'foo'"),
    (r"\frac12 + foo", 10, "'foo'"),
    (r"\mathbf{x} + foo", 13, "'foo'"),
    ("½x + foo", 5, "'foo'"),
    ("（２x） + foo", 7, "'foo'"),
    (r"x^2_1 + \mathrm{foo}", 16, "'foo'"),
    (r"\sum_{i=1}^n x", 0, r"Unknown command '\sum'"),
    (r"\begin{matrix} x \end{matrix}", 0, r"Unknown command '\begin'"),
    (r"\begin{cases} x & x > 0 \end{cases}", 0, "without a branch"),
    (r"\begin{cases} 1 & x < 0 \\ 2 & x > 0 \end{cases}", 0, "without a branch"),
    (r"\begin{cases} 1 & x > 0", 0, "do not end"),
    (r"\begin{cases} 1 & x > 0 \\", 26, "ends too early"),
    (r"\end{cases} x", 0, "Unknown command"),
    (r"x & y", 2, "Unexpected '&'"),
    (r"\left. x \right|", 9, "A bar does not belong here"),
    ("x_", 0, "Unknown name"),
    ("2_1", 1, "right after its letter"),
    ("log_ x", 0, "needs an argument"),
    ("np.foo(x)", 3, "'foo'"),
    ("np.x.y", 4, "Unexpected '.'"),
    ("where(x, 1, 2)", 6, "compares"),
    ("where(x > 0)", 0, "two values"),
    ("Rational(1)", 0, "arguments: 2, not 1"),
    ("Eq(x, 0)", 0, "inside Piecewise"),
    ("x\ud800", 1, "invisible"),
    ("__proto__", 0, "'__proto__'"),
]


@pytest.mark.parametrize(("text", "position", "words"), REFUSED, ids=[ascii(text) for text, _, _ in REFUSED])
def test_a_mistake_is_marked_where_it_was_typed(text: str, position: int, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert words in str(caught.value)
    assert caught.value.position == position


def test_plain_text_remembers_where_each_character_was_typed() -> None:
    read = plain(r"\mathbf{x}+½")
    assert (read.text, read.text.index("x"), read.typed(read.text.index("x"))) == ("x +(1/2)", 0, 8)
    assert [read.typed(at) for at in range(3, 8)] == [11] * 5
    assert read.typed(len(read.text)) == 12


def test_e_is_euler_in_every_dress() -> None:
    for text in ("e", "E", r"\mathrm{e}", r"\mathrm e", "np.e", "Math.E", "𝑒", "ℯ"):
        parsed = parse(text)
        assert parsed.root.number == e
