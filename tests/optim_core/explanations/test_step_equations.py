"""Steps spelled out: the lines a reader sees, and which of them belong to one coordinate or to all."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from optim_core import methods, optimizer
from optim_core.explanations.step_equations import LOSS, TAKEN_AT, StepEquations, step_equations
from optim_core.methods.definition import CONVENTIONS, Method
from tests.optim_core.expression.test_mathml import read

RULES = [key for key, method in methods().items() if isinstance(method, Method)]


def spelled(
    key: str, variables: tuple[str, ...] = ("x", "y"), maximize: bool = False, **settings: object
) -> StepEquations:
    found = step_equations(optimizer(key, **settings), variables, maximize)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_momentum_line_by_line() -> None:
    equations = spelled("momentum")
    assert [read(line.symbols) for line in (*equations.before, *equations.lines)] == [
        "g_k=∇Q(w_k−1)",
        "h_k=αh_k−1+ηg_k",
        "w_k=w_k−1−h_k",
    ]
    assert [read(line.numbers[0]) for line in (*equations.before, *equations.lines)] == [
        "∂Q/∂x([@at],[@at])",
        "[alpha]·[h±]+[eta±]·[g±]",
        "[w]−[h±]",
    ]
    assert equations.memory == {"h": 0.0}
    assert equations.numbers["alpha"] == 0.9


def test_nesterov_looks_ahead_first() -> None:
    before = spelled("nesterov").before
    assert [line.target for line in before] == [TAKEN_AT, "g"]
    assert read(before[0].symbols) == "w~_k=w_k−1+βv_k−1"
    assert read(before[1].symbols) == "g_k=∇Q(w~_k)"


def test_decay_and_climbing_are_lines_of_their_own() -> None:
    lines = spelled("gradient_descent", maximize=True, weight_decay=0.01).lines
    assert [read(line.symbols) for line in lines] == ["g_k←−g_k", "g_k←g_k+λw_k−1", "w_k=w_k−1−ηg_k"]


def test_what_all_coordinates_share() -> None:
    assert [line.target for line in spelled("rolling_ball").lines if line.shared] == ["alpha", "beta"]
    assert not any(line.shared for line in spelled("adam").lines)


def test_the_length_of_the_gradient_is_handed_out() -> None:
    assert [line.norm for line in spelled("normalized").lines] == [True]


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("variables", [("x",), ("w_1", "w_2")])
@pytest.mark.parametrize("key", RULES)
def test_every_rule_is_spelled_out(key: str, variables: tuple[str, ...], convention: str) -> None:
    equations = spelled(key, variables, convention=convention)
    known = {"w", "k", "g_norm", "Q", *equations.memory, *equations.numbers, TAKEN_AT}
    for line in (*equations.before, *equations.lines):
        for text in line.numbers:
            names = {
                slot.attrib["data-symbol"]
                for slot in ElementTree.fromstring(text).iter()
                if "data-symbol" in slot.attrib
            }
            assert names <= known, line.target
        known.add(line.target)
    assert equations.lines[-1].target == "w"
    # What the browser's kernel hands back, line by line: the gradient's length where a line has it, then the targets.
    (results,) = re.findall(r"return \[(.*)\];\n$", equations.body)
    while results != (results := re.sub(r"\([^()]*\)", "", results)):
        pass
    lengths = sum(line.norm for line in equations.lines)
    assert len(results.split(", ")) == len(equations.lines) * len(variables) + lengths
    assert lengths == (key == "normalized")
    assert equations.after.target == LOSS


def test_other_methods_have_none() -> None:
    others = [key for key in methods() if key not in RULES]
    assert all(step_equations(optimizer(key), ("x", "y")) is None for key in others)
