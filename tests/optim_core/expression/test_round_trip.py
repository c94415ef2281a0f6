"""Random formulas, printed and read back, keep their value; so does the LaTeX written for them."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings

from optim_core.expression import Parsed, compile_kernel, parse
from optim_core.expression.base.errors import ExpressionError
from tests.optim_core.expression.test_notation import CORPUS
from tests.optim_core.expression.trees import Formula, coordinates, formulas


def _parsed(formula: Formula) -> Parsed:
    try:
        return parse(formula.text)
    except ExpressionError as problem:
        # Random constants may divide by zero and the like; anything else is a failure.
        assume("real number" not in problem.message and "zero" not in problem.message)
        assume("more than" not in problem.message and "longer" not in problem.message)
        raise


@settings(max_examples=400, deadline=None)
@given(formulas(), coordinates, coordinates)
def test_parsed_text_equals_plain_python(formula: Formula, x: float, y: float) -> None:
    parsed = _parsed(formula)
    kernel = compile_kernel((parsed.root,), ("x", "y"), "scalar")
    try:
        expected = float(formula.value(x, y))
    except (ArithmeticError, ValueError):
        assume(False)
    assume(abs(expected) < 1e9)
    assert kernel(x, y)[0] == pytest.approx(expected, rel=1e-9, abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(formulas(), coordinates, coordinates)
def test_latex_read_back_keeps_the_value(formula: Formula, x: float, y: float) -> None:
    parsed = _parsed(formula)
    latex = parsed.latex()
    assume(len(latex) <= 500)
    again = parse(latex)
    values = [compile_kernel((p.root,), ("x", "y"), "scalar")(x, y)[0] for p in (parsed, again)]
    if math.isfinite(values[0]) and abs(values[0]) < 1e9:
        assert values[1] == pytest.approx(values[0], rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("text", [text for text, _ in CORPUS])
def test_latex_of_every_notation_reads_back(text: str) -> None:
    parsed = parse(text)
    latex = parsed.latex()
    assert (r"\begin{cases}" in latex) == ("iecewise" in text)
    again = parse(latex)
    kernels = [compile_kernel((p.root,), ("x", "y"), "scalar") for p in (parsed, again)]
    assert kernels[1](0.7, -1.3)[0] == pytest.approx(kernels[0](0.7, -1.3)[0], rel=1e-12, nan_ok=True)
