"""Programs to take home: run, they give the numbers of the page."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings

from optim_core.backprop import BackpropagationError, backpropagate, formula_of, tape_of
from optim_core.backprop.program import numpy_program, torch_program
from tests.optim_core.expression.trees import Formula, formulas
from tests.reference.backprop_cases import FORMULAS, passes
from tests.reference.record_backprop import recorded
from tests.reference.records import digest

PASSES = {name: (program, wanted) for name, program, wanted in passes()}

CASES = [
    *FORMULAS,
    ("lambda*x + y^y", (1.0, 2.0)),
    ("x", (2.0,)),
    ("5 + 0x", (2.0,)),
]


def ran(program: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with np.errstate():
        exec(compile(program, "program", "exec"), found)
    return found


def check(text: str, point: tuple[float, ...]) -> None:
    b = backpropagate(text, point)
    found = ran(numpy_program(b.tape, b.point))
    assert float(found["value"]) == pytest.approx(b.value, rel=1e-12, abs=1e-300)
    assert list(found["gradient"]) == list(b.variables)
    gradient = [float(part) for part in found["gradient"].values()]
    assert gradient == pytest.approx(list(b.gradient), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize(("text", "point"), CASES)
def test_the_numpy_program_gives_the_same_numbers(text: str, point: tuple[float, ...]) -> None:
    check(text, point)


@settings(max_examples=100)
@given(formulas(leaves=10))
def test_programs_of_random_formulas(formula: Formula) -> None:
    tape = tape_of(formula_of(formula.text, None, {}))
    point = (0.7, 1.3)[: len(tape.formula.variables)]
    try:
        b = backpropagate(formula.text, point)
    except BackpropagationError:
        assume(False)
    assume(all(abs(node.value) < 1e100 for node in b.nodes))
    check(formula.text, point)


@pytest.mark.parametrize("name", [name for name in recorded() if name.startswith("graph/")])
def test_pytorch_finds_the_same_value_and_gradient(name: str) -> None:
    """Recorded by `tests/reference/record_backprop.py`; a program that has changed since is recorded anew."""
    found, (program, wanted) = recorded()[name], PASSES[name]
    assert found["of"] == digest(program)
    assert found["value"] == pytest.approx(wanted.value, rel=1e-13)
    assert found["gradient"] == pytest.approx(list(wanted.gradient), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("text", "point"), CASES)
def test_the_pytorch_program_is_python_with_the_same_forward_pass(text: str, point: tuple[float, ...]) -> None:
    tape = tape_of(formula_of(text, None, {}))
    program = torch_program(tape, point)
    compile(program, "program", "exec")
    assert program.count("requires_grad=True") == sum(step.value in tape.formula.variables for step in tape.steps)
    assert (".backward()" in program) == (text != "5 + 0x")
