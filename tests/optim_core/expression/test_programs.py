"""Programs of assignments: order, new names, state, and refusals with the position in the whole text."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core.expression import ExpressionError, Vocabulary, compile_program, parse_assignments, tree_latex

NAMES = ("w", "g", "k", "m", "v", "eta", "beta_1", "beta_2", "epsilon")
VOCABULARY = Vocabulary({name: name for name in NAMES})
ADAM = """
m = beta_1*m + (1 - beta_1)*g
v = beta_2*v + (1 - beta_2)*g^2
m_hat = m / (1 - beta_1^k)
v_hat = v / (1 - beta_2^k)
w = w - eta*m_hat / (sqrt(v_hat) + epsilon)
"""


def _adam(w: float, g: float, k: float, m: float, v: float) -> tuple[float, float, float]:
    eta, beta_1, beta_2, epsilon = 0.1, 0.9, 0.999, 1e-8
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    m_hat, v_hat = m / (1 - beta_1**k), v / (1 - beta_2**k)
    return w - eta * m_hat / (v_hat**0.5 + epsilon), m, v


@pytest.mark.parametrize("flavour", ["scalar", "array"])
def test_adam_follows_hand_written_code(flavour: str) -> None:
    step = compile_program(parse_assignments(ADAM, VOCABULARY), NAMES, ("w", "m", "v"), flavour)
    ours = theirs = (1.5, 0.0, 0.0)
    for k in range(1, 50):
        g = np.sin(3 * k)
        ours = step(ours[0], g, float(k), ours[1], ours[2], 0.1, 0.9, 0.999, 1e-8)
        theirs = _adam(theirs[0], g, float(k), theirs[1], theirs[2])
        assert [float(value) for value in ours] == pytest.approx(theirs, rel=1e-13)


def test_arrays_of_runs_broadcast() -> None:
    step = compile_program(parse_assignments(ADAM, VOCABULARY), NAMES, ("w", "m", "k"), "array")
    w, m, k = step(np.zeros((5, 2)), np.ones((5, 2)), 1.0, 0.0, 0.0, 0.1, 0.9, 0.999, 1e-8)
    assert w.shape == m.shape == k.shape == (5, 2)
    assert w == pytest.approx(-0.1, rel=1e-6)


def test_a_name_means_its_latest_value() -> None:
    program = parse_assignments("a = w + 1\nw = 2a\na = a + w\nw = a*w", VOCABULARY)
    assert [(line.target, line.line) for line in program] == [("a", 1), ("w", 2), ("a", 3), ("w", 4)]
    assert compile_program(program, ("w",), ("w", "a"), "scalar")(3.0) == (96.0, 12.0)


def test_swap_needs_no_copy() -> None:
    program = parse_assignments("t = m\nm = v\nv = t", VOCABULARY)
    assert compile_program(program, ("m", "v"), ("m", "v"), "scalar")(1.0, 2.0) == (2.0, 1.0)


def test_outputs_may_be_untouched_inputs() -> None:
    program = parse_assignments("w = w - eta*g", VOCABULARY)
    assert compile_program(program, ("w", "g", "eta"), ("g", "w"), "scalar")(1.0, 2.0, 0.5) == (2.0, 0.0)


def test_long_programs_stay_linear() -> None:
    program = parse_assignments("\n".join(["w = w*w - w"] * 40), VOCABULARY)
    assert compile_program(program, ("w",), ("w",), "scalar")(2.0) == (2.0,)


def test_every_line_keeps_how_it_was_written() -> None:
    lines = [tree_latex(a.tree, VOCABULARY) for a in parse_assignments(ADAM, VOCABULARY)]
    assert lines[0] == r"\beta_{1} m + \left(1 - \beta_{1}\right) g"
    assert lines[4] == r"w - \frac{\eta \hat{m}}{\sqrt{\hat{v}} + \varepsilon}"


def test_piecewise_in_a_program() -> None:
    program = parse_assignments("w = Piecewise((w - eta*g, g > 0), (w, True))", VOCABULARY)
    step = compile_program(program, ("w", "g", "eta"), ("w",), "scalar")
    assert step(1.0, 2.0, 0.5) == (0.0,)
    assert step(1.0, -2.0, 0.5) == (1.0,)


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 0, "no assignment"),
        ("w", 0, "equals sign"),
        ("w = w\nm + 1", 6, "equals sign"),
        ("w = w\nm = foo", 10, "foo"),
        ("m = x_hat\nx_hat = 1", 4, "x_hat"),
        ("w = wg", 4, "wg"),
        ("sin = 2", 0, "already means"),
        ("pi = 3", 0, "already means"),
        ("é = 3", 0, "cannot be a name"),
        ("w == g", 0, "equals sign"),
        ("w = g = 1", 6, "'='"),
        ("w = w +\nm = 1", 7, "ends too early"),
        ("w = " + "g+" * 250 + "g", 503, "500 characters"),
        ("w = w\n" * 45, 264, "44 lines"),
    ],
)
def test_refusals(text: str, position: int, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_assignments(text, VOCABULARY)
    assert words in str(caught.value)
    assert caught.value.position == position


def test_output_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        compile_program(parse_assignments("w = w - g", VOCABULARY), ("w", "g"), ("m",), "scalar")
