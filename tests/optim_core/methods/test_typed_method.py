"""Typed methods: the catalogue's own, retyped, must make the same paths; every mistake is told at its line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from optim_core import optimizer, run
from optim_core.expression import ExpressionError
from optim_core.methods.definition import Method
from optim_core.methods.optimizer import configured
from optim_core.methods.schedules import schedule, typed_schedule
from optim_core.methods.typed_method import (
    EXAMPLE,
    FROM_ZERO,
    IS_GRADIENT,
    MAX_CHARACTERS,
    NO_GRADIENT,
    NOT_FINITE,
    STANDS_STILL,
    STARTS_AT_W,
    line_of,
    notices,
    typed_method,
)
from optim_core.snippets import numpy_snippet, pytorch_snippet
from surfaces import parse, surface

ADAM = """beta_1 = 0.9
beta_2 = 0.999
m = beta_1*m + (1 - beta_1)*g
v = beta_2*v + (1 - beta_2)*g^2
m_hat = m/(1 - beta_1^k)
v_hat = v/(1 - beta_2^k)
w = w - eta*m_hat/(sqrt(v_hat) + epsilon)"""


def points(method: Method, steps: int = 60, **settings: float) -> np.ndarray:
    return run(surface("rosenbrock"), configured(method, "lecture", settings), (-1.5, 2.0), steps).points


@pytest.mark.parametrize(
    ("text", "key", "settings"),
    [
        ("w = w - eta*g", "gradient_descent", {}),
        ("h = 0.9h + η g\nw = w - h", "momentum", {"momentum": 0.9}),
        ("v = beta*v - eta*g\nw = w + v\nat = w + beta*v", "nesterov", {"momentum": 0.9}),
        ("G = G + g^2\nw = w - eta*g/sqrt(G + eps)", "adagrad", {"epsilon": 1e-8}),
        (ADAM, "adam", {}),
        ("W_new = w - eta*sign(g)\nw = W_new", "sign", {}),
        ("w = w - eta*g/g_norm", "normalized", {}),
        ("g = g + lambda*w\nlambda = 0.1\nw = w - eta*g", "gradient_descent", {"weight_decay": 0.1}),
    ],
)
def test_a_method_retyped_makes_the_same_path(text: str, key: str, settings: dict[str, float]) -> None:
    own = points(typed_method(text), learning_rate=1e-3)
    same = run(surface("rosenbrock"), optimizer(key, learning_rate=1e-3, **settings), (-1.5, 2.0), 60).points
    np.testing.assert_allclose(own, same, rtol=1e-12)


def test_what_is_remembered_begins_at_zero_or_where_a_line_says() -> None:
    assert typed_method("m = 0.9*m + g\nw = w - eta*m").lecture.state == {"m": 0.0}
    method = typed_method("m = 2\nm = 0.5*m\nw = w - m")
    assert method.lecture.state == {"m": 2.0}
    # m is 1, 0.5, 0.25: w = -1.5 - 1 - 0.5 - 0.25
    assert points(method, 3)[:, 0] == pytest.approx([-1.5, -2.5, -3.0, -3.25])


def test_names_become_hyperparameters_with_sliders_that_fit() -> None:
    method = typed_method("c = 20\nr = beta*r + g\nw = w - eta*r/(c + epsilon) + 0*q")
    defaults = {p.key: p.default for p in method.parameters}
    assert defaults == {"c": 20.0, "beta": 0.9, "learning_rate": 0.05, "epsilon": 1e-8, "q": 1.0}
    for parameter in method.parameters:
        low, high = parameter.slider
        assert parameter.minimum <= low <= parameter.default <= high <= parameter.maximum
        assert parameter.check(parameter.default) == parameter.default


def test_a_number_begins_where_its_name_or_its_line_says() -> None:
    method = typed_method("c = -3\nd = 0.2\nw = w - eta*(c*g + lambda*w) + d*x^0")
    settings = {p.key: (p.default, p.slider) for p in method.parameters}
    assert settings == {
        # Twice as far as the number, up to a power of two, on both sides of zero if it is negative.
        "c": (-3.0, (-8.0, 8.0)),
        "d": (0.2, (0.0, 2.0)),
        "learning_rate": (0.05, (1e-5, 10.0)),
        "lambda": (0.01, (0.0, 2.0)),
        "x": (1.0, (0.0, 4.0)),
    }


def test_the_length_of_the_gradient_is_that_of_its_line() -> None:
    """On x^2 + y^2 from (3, 4): g = (6, 8); with the weights added it is (9, 12), of length 15."""
    for text, moved in (
        ("w = w - eta*g/g_norm", (0.6, 0.8)),
        ("g = g + w\nw = w - eta*g/g_norm", (0.6, 0.8)),
        ("g = g + w\nw = w - eta*g_norm", (15.0, 15.0)),
        ("n = g_norm\ng = g + w\nw = w - eta*n", (10.0, 10.0)),
    ):
        path = run(parse("x^2 + y^2"), configured(typed_method(text), "lecture", {"learning_rate": 1.0}), (3.0, 4.0), 1)
        assert path.points[0] - path.points[1] == pytest.approx(moved), text


def test_the_rate_is_measured_for_what_it_is() -> None:
    assert typed_method("w = w - eta*g").rate_unit == "gradient"
    assert typed_method(EXAMPLE).rate_unit == "gradient"
    assert typed_method("w = w - eta*sign(g)").rate_unit == "distance"
    assert typed_method(ADAM).rate_unit == "distance"
    assert typed_method("eta = 0.3\nw = w - eta*g").rate_unit == "none"


def test_a_schedule_works_on_it() -> None:
    own = configured(typed_method("w = w - eta*g"), "lecture", {"learning_rate": 1e-3}, schedule("inverse"))
    known = optimizer("gradient_descent", learning_rate=1e-3, schedule=schedule("inverse"))
    a, b = (run(surface("rosenbrock"), method, (-1.5, 2.0), 40).points for method in (own, known))
    np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("w = w - at", 1, "what at is"),
        ("w += 0.1*g\nw -= eta*gg(", 2, "bracket"),
        ("# a comment\nm = 0.9*m + g # more\nw = w - __import__*m", 3, "'__import__' cannot be a name"),
        ("w = w - eta*g*__proto__", 1, "cannot be a name"),
        ("w = w - eta*g*c_", 1, "cannot be a name"),
        ("".join(f"a = {i}*g\n" for i in range(1, 38)) + "w = w - eta*a", 37, "lines"),
        ("m = 0.9*m\nw = w - (" + "+".join(["α"] * 90) + ")*m", 2, "longer"),
        ("", 1, "no assignment"),
        ("w = w - eta*g\n\nu = )", 3, "bracket"),
        ("m = 0.9*m\nw = w - eta*sqr(g)", 2, "sqrt"),
        ("m = 0.9*m + g", 1, "No line gives the new w"),
        ("w = w - g\nk = 3", 2, "'k' is given"),
        ("g_norm = 3\nw = w - g", 1, "g_norm"),
        ("w - eta*g", 1, "equals sign"),
        ("sin = 3\nw = w - g", 1, "already means something"),
        ("w = w - g\nat = w + g", 2, "cannot depend on the gradient"),
        ("w = w\n" * 45, 45, "lines"),
        ("w = " + "+".join("abcdfhijl") + " + w", 1, "hyperparameters"),
        ("x" * (MAX_CHARACTERS + 1), 1, "longer"),
    ],
)
def test_a_mistake_is_told_at_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(ExpressionError) as refusal:
        typed_method(text)
    assert line_of(text, refusal.value.position) == line
    assert words in str(refusal.value)


def test_lines_that_take_too_long_are_refused() -> None:
    lines = ["m = " + "+".join(f"{i}m" for i in range(first, first + 90)) for first in (1, 100, 200, 300)]
    with pytest.raises(ExpressionError, match="operations"):
        typed_method("\n".join([*lines, "w = w - m"]))


ANYTHING = st.text(alphabet="wgkmveta+=-*/^(). \n0123456789_ηβ", max_size=60)
#: Lines that mostly make a method.
TERMS = st.lists(st.sampled_from(["g", "m", "k", "w", "2", "β", "0.9^k", "sqrt(v)", "g_norm"]), min_size=1, max_size=4)
PRODUCTS, SUMS = TERMS.map("*".join), TERMS.map(" - ".join)
LINES = st.builds("v = 0.9*v + {}\n{} = {}\nw = w - eta*{}".format, PRODUCTS, st.sampled_from("mgkbe"), SUMS, SUMS)


def test_any_text_is_a_method_or_a_refusal() -> None:
    made = refused = 0

    @given(ANYTHING | LINES)
    @example("w = w - eta*g\nη = 3")
    @example("e = 3\nw = w - e")
    @example("w=w-G")
    @example("at = v\nw = w - g")
    def check(text: str) -> None:
        nonlocal made, refused
        try:
            method = typed_method(text)
        except ExpressionError as refusal:
            refused += 1
            assert 0 <= refusal.position <= len(text)
            return
        made += 1
        own = configured(method, "lecture", {})
        path = run(surface("rosenbrock"), own, (-1.5, 2.0), 3)
        assert path.outcome.kind and len(path.points) <= 4  # type: ignore[union-attr]
        # The gradient and a line for each equation.
        assert len(own.latex_lines()) == 1 + len(own.equations().splitlines())

    check()
    assert made >= 20 and refused >= 20


SAME = [
    "m = 0.9*m + g\nw = w - eta*m",
    "m = 0.9*m + dw\nw = w - eta*m",
    "m = 0.9m + grad   # heavy ball\n\nw -= eta*m",
    "m := 0.9*m + gradient\nw := w - lr*m",
    "m *= 0.9\nm += g\nw -= η*m",
    "m <- 0.9*m + g\nw ← w - learning_rate*m",
    "# Polyak\nm = 0.9*m - (-g)\nw += -(lr*m)",
    "m /= 1/0.9\nm −= -g\nw = w - eta_k*m",
]


@pytest.mark.parametrize("text", SAME)
def test_what_people_write_for_the_same_is_the_same(text: str) -> None:
    expected = points(typed_method(SAME[0]), learning_rate=1e-3)
    np.testing.assert_allclose(points(typed_method(text), learning_rate=1e-3), expected, rtol=1e-9)


def test_a_name_of_the_gradient_that_a_line_assigns_is_a_name_of_its_own() -> None:
    text = "dw = 0.9*dw - eta*g\nw = w + dw"
    method = typed_method(text)
    assert method.lecture.state == {"dw": 0.0} and [p.key for p in method.parameters] == ["learning_rate"]
    assert not notices(text)


def test_a_line_of_its_own_says_that_something_begins_where_the_run_does() -> None:
    """Polyak's heavy ball in points: w + beta*(w - old) is momentum without a throw at the start."""
    text = "old = w\nnew = w - eta*g + 0.9*(w - old)\nold = w\nw = new"
    ball = points(typed_method(SAME[0]), learning_rate=1e-3)
    assert typed_method(text).lecture.state == {"old": "w"}
    np.testing.assert_allclose(points(typed_method(text), learning_rate=1e-3), ball, rtol=1e-9)
    thrown = text.removeprefix("old = w\n")
    assert typed_method(thrown).lecture.state == {"old": 0.0}
    first = points(typed_method(thrown), 1, learning_rate=0.0)
    assert first[1] == pytest.approx(1.9 * first[0])
    assert [n.template for n in notices(text)] == [STARTS_AT_W] and [n.template for n in notices(thrown)] == [FROM_ZERO]
    # Many runs have a start each.
    own = configured(typed_method(text), "lecture", {})
    many = run(parse("x^2"), own, (np.array([1.0, -2.0]),), 5)
    for index, start in enumerate((1.0, -2.0)):
        np.testing.assert_array_equal(many.points[:, 0, index], run(parse("x^2"), own, (start,), 5).points[:, 0])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (EXAMPLE, []),
        (ADAM, []),
        ("w = w - eta*g", []),
        ("v = beta*v - eta*g\nw = w + v\nat = w + beta*v", []),
        ("g = g + lambda*w\nm = 0.9*m + g\nw = w - eta*m", []),
        ("w = 0.99*w", [NO_GRADIENT]),
        ("w = w - eta*g_norm", []),
        ("w = w - eta*dw", [IS_GRADIENT]),
        ("w = w - eta*g/sqrt(v)\nv = 0.9*v + 0.1*g^2", [NOT_FINITE]),
        ("v = 1\nw = w - eta*g/sqrt(v)\nv = 0.9*v + 0.1*g^2", []),
        ("w = w - eta*m\nm = 0.9*m + g", [STANDS_STILL]),
        ("m = 0.9*m + g\nw = a - eta*m\na = w", [FROM_ZERO]),
    ],
)
def test_what_is_odd_about_lines_is_said_and_what_is_usual_is_not(text: str, said: list[str]) -> None:
    assert [notice.template for notice in notices(text)] == said


def test_where_the_gradient_is_taken_can_be_used() -> None:
    """Nesterov's method as he wrote it: the step starts from the point ahead."""
    text = "at = w + 0.9*v\nnew = at - eta*g\nv = new - w\nw = new"
    known = optimizer("nesterov", learning_rate=1e-3, momentum=0.9)
    path = run(surface("rosenbrock"), known, (-1.5, 2.0), 60).points
    np.testing.assert_allclose(points(typed_method(text), learning_rate=1e-3), path, rtol=1e-8)


#: Lines near every limit, and names that something else has.
LARGE = [
    "\n".join(f"a{i} = g" for i in range(35)) + "\nw = w - eta*a0",
    "w = w - eta*(" + "+".join(["g"] * 140) + ")",
    "w = w - η*(" + "+".join(["η*g"] * 60) + ")",
    "w = w - (" + " + ".join(["lr"] * 50) + ")*g",
]
NAMED = st.sampled_from(
    ["text", "inner", "schedule", "steps", "points", "print", "constructor", "lambda", "loss", "np"]
)


@pytest.mark.parametrize("text", [*LARGE, *SAME, "old = w\nnew = w - eta*g + b*(w - old)\nold = w\nw = new"])
@pytest.mark.parametrize("maximize", [False, True])
def test_what_is_accepted_runs_with_any_schedule_and_can_be_taken_home(text: str, maximize: bool) -> None:
    loss = parse("x^2 + 2y^2")
    method = typed_method(text)
    longest = typed_schedule("eta*(" + "+".join(["1"] * 90) + ")/90")
    for paced in (None, schedule("warmup_cosine"), schedule("plateau", patience=0), longest):
        own = configured(method, "lecture", {"learning_rate": 1e-4}, paced)
        path = run(loss, own, (1.0, 2.0), 3, maximize=maximize)
        assert own.latex_lines(maximize)
        program = numpy_snippet(loss, own, (1.0, 2.0), 3, maximize)
        names: dict[str, Any] = {"print": lambda *_: None}
        exec(program or "", names)
        np.testing.assert_allclose(names["points"], path.points, rtol=1e-9)
        assert pytorch_snippet(loss, own, (1.0, 2.0), 3, maximize)


@pytest.mark.parametrize("name", ["waited", "Q_min", "kept"])
def test_what_a_schedule_remembers_is_no_name(name: str) -> None:
    with pytest.raises(ExpressionError, match=f"'{name}' cannot be a name") as refusal:
        typed_method(f"m = g\n{name} = 0.9*m\nw = w - {name}")
    assert refusal.value.position == 6


@given(NAMED, st.sampled_from(["w = w - eta*g*{}", "{0} = 0.9*{0} + g\nw = w - eta*{0}", "w = w - {0}*g\n{0} = 0.1"]))
def test_any_name_is_a_name(name: str, lines: str) -> None:
    own = configured(typed_method(lines.format(name)), "lecture", {})
    assert len(run(parse("x^2"), own, (1.0,), 3).points) == 4 and own.inner is None and repr(own)


@pytest.mark.parametrize("number", ["1e6", "1E6", "1e-3", "2.e+3", "1.5e2"])
def test_the_letter_in_a_number_is_no_name(number: str) -> None:
    assert [p.key for p in typed_method(f"w = w - c*g*{number}\nc = 0.1").parameters] == ["c"]
