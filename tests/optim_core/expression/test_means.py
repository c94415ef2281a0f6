"""The mean over examples: what NumPy makes of the formula example by example, as code of any kind."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_core.differential.line import LineKernel
from optim_core.expression import Vocabulary, compile_kernel, gradient, parse
from optim_core.expression.code import means
from optim_core.expression.code.javascript import javascript_body
from optim_core.expression.code.means import compile_mean, mean_body

TEXT = "(tanh(x*a + y) - b)^2 + ln(1 + exp(x*b))"
WORDS = Vocabulary({name: name for name in "xyab"})
NUMBERS = st.floats(-3.0, 3.0)


def columns(count: int, seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {"a": rng.normal(size=count), "b": rng.normal(size=count)}


@given(x=NUMBERS, y=NUMBERS, count=st.integers(1, 40))
@settings(max_examples=25, deadline=None)
def test_value_and_gradient_are_the_means_of_the_examples_own(x: float, y: float, count: int) -> None:
    parsed, examples = parse(TEXT, WORDS), columns(count)
    outputs = (parsed.root, *gradient(parsed.graph, parsed.root, ("x", "y")))
    each = compile_kernel(outputs, ("x", "y", "a", "b"), "scalar")
    rows = [each(x, y, a, b) for a, b in zip(*examples.values(), strict=True)]
    found = compile_mean(outputs, ("x", "y"), examples, "scalar")(x, y)
    assert all(isinstance(entry, float) for entry in found)
    assert found == pytest.approx(np.mean(rows, axis=0), rel=1e-12, abs=1e-14)
    array = compile_mean(outputs, ("x", "y"), examples, "array")(np.array([[x, y]]), np.array([[y, x]]))
    assert [entry.shape for entry in array] == [(1, 2)] * 3
    assert [float(entry[0, 0]) for entry in array] == pytest.approx(found, rel=1e-12, abs=1e-14)


def test_blocks_of_examples_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed, examples = parse(TEXT, WORDS), columns(50)
    points = np.linspace(-1, 1, 7), np.linspace(2, -2, 7)
    whole = compile_mean((parsed.root,), ("x", "y"), examples, "array")(*points)[0]
    monkeypatch.setattr(means, "BLOCK", 7 * 8)
    parts = compile_mean((parsed.root,), ("x", "y"), examples, "array")(*points)[0]
    assert parts == pytest.approx(whole, rel=1e-14)


def test_what_names_no_example_is_itself() -> None:
    parsed = parse("x^2 + y", WORDS)
    kernel = compile_mean((parsed.root,), ("x", "y"), columns(9), "scalar")
    assert kernel(3.0, 1.0) == (10.0,)
    assert compile_mean((parsed.root,), ("x", "y"), columns(9), "array")(np.array([3.0]), np.array([1.0]))[0] == [10.0]


def test_without_examples_it_is_the_formula() -> None:
    parsed = parse("x*y", WORDS)
    assert mean_body((parsed.root,), ("x", "y"), {}) == javascript_body((parsed.root,), ("x", "y"))
    assert compile_mean((parsed.root,), ("x", "y"), {}, "scalar")(2.0, 3.0) == (6.0,)


def test_the_browser_s_source_has_every_number_once_and_a_loop() -> None:
    parsed = parse(TEXT, WORDS)
    examples = {"a": np.array([1.0, -0.5, 1e300]), "b": np.array([0.0, 2.25, -3.0])}
    source = mean_body((parsed.root,), ("x", "y"), examples)
    numbers = re.search(r"const x = \[(.*)\];", source)
    assert numbers and list(map(float, numbers[1].split(","))) == [1.0, 0.0, -0.5, 2.25, 1e300, -3.0]
    assert source.count("for (") == 1 and "i < 3; i += 1, n += 2" in source and "pairwise(numbers) / 3" in source


def test_derivatives_along_a_line_are_the_mean_s() -> None:
    parsed, examples = parse(TEXT, WORDS), columns(20)
    kernel = LineKernel(parsed.root, ("x", "y"), {}, examples)
    line, u = kernel.line((0.3, -0.2), (0.6, 0.8)), (0.6, 0.8)
    value = compile_mean((parsed.root,), ("x", "y"), examples, "scalar")
    at = [value(0.3 + t * u[0], -0.2 + t * u[1])[0] for t in (-1e-3, 0.0, 1e-3)]
    assert line.value(0.0) == pytest.approx(at[1], rel=1e-13)
    assert line.derivative(1) == pytest.approx((at[2] - at[0]) / 2e-3, rel=1e-5)
    assert line.derivative(2) == pytest.approx((at[2] - 2 * at[1] + at[0]) / 1e-6, rel=1e-4)
    assert "for (" in kernel.javascript()
