"""Programs to take home make the runs that the product shows."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from optim_core import Trajectory, methods, optimizer, run
from optim_core.methods.definition import CONVENTIONS, Method
from optim_core.methods.optimizer import configured
from optim_core.methods.scipy_methods import ScipyMethod
from optim_core.methods.typed_method import typed_method
from optim_core.snippets import numpy_snippet, pytorch_snippet
from surfaces import entries, parse, surface
from tests.optim_core.snippets.snippet_cases import NAMES, STEPS, SURFACES, cases, method_of, points_of
from tests.reference.record_snippets import recorded
from tests.reference.records import digest

RECORDED = recorded()
HAS_TORCH = importlib.util.find_spec("torch") is not None
BY_SCIPY = {key for key, method in methods().items() if isinstance(method, ScipyMethod)}
CASES = list(cases())
# What torch.linalg and autograd round differently from NumPy stays far below this.
TORCH_TOLERANCE = 1e-8
# Near the top a parabola is a quotient of rounding errors, so the climb ends before.
CLIMB = 8


@cache
def _run(name: str, convention: str, where: str, maximize: bool = False) -> Trajectory:
    loss, start = SURFACES[where]
    return run(loss, method_of(name, convention), start, STEPS, maximize=maximize)


@pytest.mark.parametrize(("name", "convention", "where"), CASES)
def test_numpy_makes_the_same_run(name: str, convention: str, where: str) -> None:
    loss, start = SURFACES[where]
    program = numpy_snippet(loss, method_of(name, convention), start, STEPS)
    assert program is not None
    path = _run(name, convention, where)
    assert len(path.points) > 2
    np.testing.assert_allclose(points_of(program), path.points, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("name", NAMES)
def test_numpy_climbs_like_the_product(name: str) -> None:
    hill, start = parse("-sqrt(1 + x^2) - ln(2 + cos(y)) - 0.3(x - y)^2"), (0.6, -0.4)
    method = method_of(name, "lecture")
    program = numpy_snippet(hill, method, start, CLIMB, maximize=True)
    assert program is not None
    path = run(hill, method, start, CLIMB, maximize=True)
    np.testing.assert_allclose(points_of(program), path.points, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("key", list(entries()))
@pytest.mark.parametrize("name", ["adam", "newton damped"])
def test_every_surface_can_be_written(key: str, name: str) -> None:
    loss = surface(key)
    method = method_of(name, "lecture")
    program = numpy_snippet(loss, method, loss.start, 10)
    assert program is not None
    np.testing.assert_allclose(points_of(program), run(loss, method, loss.start, 10).points, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "sigmoid(x) + softplus(y) + relu(x - y)",
        "erf(x) + cbrt(y) + atan2(y, x) + log2(3 + x^2)",
        "Piecewise((x^2, x > 0), (-x*sqrt(-x), True)) + |y|",
        "step(x) + floor(y) + x^2 + sign(x)*y^2",
        "min(x^2, y^2, 1) + max(x, y, 0)^2",
        "2^x + 0.5^y + (-2)*x + pi*x^2/6 - e*y",
        "x^3/(1 + y^2) - (x - (y - 1))^2/(x/(y + 9)) + 5",
        "3",
        "x + 2y",
    ],
)
def test_every_function_can_be_written(text: str) -> None:
    loss = parse(text)
    start = (0.7, -0.4)[: loss.dimension]
    method = optimizer("momentum", learning_rate=0.01)
    program = numpy_snippet(loss, method, start, 12)
    assert program is not None
    np.testing.assert_allclose(points_of(program), run(loss, method, start, 12).points, rtol=1e-10, atol=1e-12)


def test_a_run_ends_where_its_numbers_do() -> None:
    method = optimizer("gradient_descent", learning_rate=1.0)
    program = numpy_snippet(surface("rosenbrock"), method, (-1.5, 2.0), 30)
    assert program is not None
    path = run(surface("rosenbrock"), method, (-1.5, 2.0), 30)
    assert path.steps < 30
    np.testing.assert_allclose(points_of(program), path.points, rtol=1e-9)


def test_names_python_keeps_for_itself_are_changed() -> None:
    text = "lambda = 0.5\nloss = 0.9*loss + g\nprint = loss*lambda\nw = w - eta*print*k^0"
    method = configured(typed_method(text), "lecture", {"learning_rate": 0.05})
    program = numpy_snippet(*_small(method))
    assert program is not None
    loss, _, start, steps = _small(method)
    np.testing.assert_allclose(points_of(program), run(loss, method, start, steps).points, rtol=1e-10)


def _small(method: Any) -> tuple[Any, Any, tuple[float, ...], int]:
    return SURFACES["typed"][0], method, (1.5, -2.0), 10


def test_the_program_reads_like_the_lecture() -> None:
    program = numpy_snippet(surface("rosenbrock"), optimizer("adam"), (-1.5, 2.0), 300)
    assert program is not None
    for line in (
        "eta = 0.05  # Learning rate",
        "    return (a - x)**2 + b*(y - x**2)**2",
        "    m = beta_1*m + (1 - beta_1)*g",
        "    w = w - eta*m_hat/(np.sqrt(v_hat) + epsilon)",
    ):
        assert line in program.splitlines()
    assert max(map(len, program.splitlines())) <= 120


def _record(name: str, convention: str, where: str) -> tuple[str, dict[str, Any] | None]:
    loss, start = SURFACES[where]
    program = pytorch_snippet(loss, method_of(name, convention), start, STEPS)
    assert program is not None
    return program, RECORDED.get(f"{name}/{convention}/{where}")


def _compared(name: str, convention: str, where: str) -> bool:
    """Without PyTorch: what is on record, and whatever PyTorch has a class for, which must be."""
    recorded = f"{name}/{convention}/{where}" in RECORDED
    return HAS_TORCH or recorded or bool(method_of(name, convention).method.torch_name)


@pytest.mark.parametrize(
    ("name", "convention", "where"), [case for case in CASES if case[0] not in BY_SCIPY and _compared(*case)]
)
def test_pytorch_makes_the_same_run(name: str, convention: str, where: str) -> None:
    """Run with PyTorch where it is installed; otherwise the very same program was, and its points are on record.

    After a change of the programs: `python tests/reference/record_snippets.py` in an environment with PyTorch. A method
    that PyTorch has no class for can do without: NumPy runs the same lines.
    """
    program, record = _record(name, convention, where)
    path = _run(name, convention, where).points
    if HAS_TORCH:
        np.testing.assert_allclose(points_of(program), path, rtol=TORCH_TOLERANCE, atol=TORCH_TOLERANCE)
        return
    assert record is not None, "not recorded yet, see above"
    assert record["of"] == digest(program), "the program changed: record it again, or take its line out of the record"
    assert record["steps"] == len(path) - 1
    ours = path[[int(step) for step in record["points"]]]
    np.testing.assert_allclose(ours, list(record["points"].values()), rtol=TORCH_TOLERANCE, atol=TORCH_TOLERANCE)


def test_methods_that_pytorch_has_are_called_by_their_class() -> None:
    for key, method in methods().items():
        program = pytorch_snippet(*_small(optimizer(key, convention="pytorch"))) or ""
        assert (f"optimizer = {method.torch_name}([w], " in program) == bool(method.torch_name), key
        assert "torch.optim" not in (pytorch_snippet(*_small(optimizer(key))) or ""), key


def test_a_form_of_another_package_is_a_form_without_a_class() -> None:
    """Shown in two forms, and written out by hand in both."""
    known = methods()["rolling_ball"]
    assert isinstance(known, Method) and not known.torch_name and not known.two_forms
    other = replace(known, pytorch=replace(known.lecture, updates=known.lecture.updates.replace("w + v", "w + 0.5*v")))
    assert other.two_forms
    lecture, second = (pytorch_snippet(*_small(configured(other, convention, {}))) or "" for convention in CONVENTIONS)
    assert "(lecture form)" in lecture and "(PyTorch form)" in second
    assert "    w = w + 0.5*v\n" in second and "torch.optim" not in second
    assert "form)" not in (pytorch_snippet(*_small(configured(known, "pytorch", {}))) or "form)")


@pytest.mark.parametrize(
    "key", [k for k, m in methods().items() if m.torch_name and any(p.key == "weight_decay" for p in m.parameters)]
)
@pytest.mark.parametrize("strength", [0.0, 0.25])
def test_weight_decay_is_handed_over_unless_it_is_off_anyway(key: str, strength: float) -> None:
    """AdamW's own default is not zero: there it must be switched off."""
    method = optimizer(key, convention="pytorch", weight_decay=strength)
    program = pytorch_snippet(*_small(method)) or ""
    assert ("weight_decay=lambda_" in program) == (strength > 0 or key == "adamw")
    assert (f"lambda_ = {strength or 0}  # Weight decay" in program.splitlines()) == (strength > 0 or key == "adamw")


@pytest.mark.parametrize("key", sorted(BY_SCIPY))
def test_scipy_methods_have_no_pytorch_form(key: str) -> None:
    assert pytorch_snippet(*_small(optimizer(key))) is None


@pytest.mark.parametrize("key", sorted(BY_SCIPY))
@pytest.mark.parametrize("where", ["saddle", "x^3 - y", "-exp(x) + y^2"])
def test_a_search_without_an_end_ends_in_the_program_where_it_ends_on_the_page(key: str, where: str) -> None:
    loss = surface(where) if where in entries() else parse(where)
    path = run(loss, optimizer(key), loss.start, 60)
    program = numpy_snippet(loss, optimizer(key), loss.start, 60)
    assert program is not None
    points = points_of(program)
    assert len(points) == len(path.points)
    np.testing.assert_allclose(points[:5], path.points[:5], rtol=1e-6)


@pytest.mark.parametrize("key", list(methods()))
def test_a_program_says_whose_the_method_is_in_one_sentence(key: str) -> None:
    program = numpy_snippet(*_small(optimizer(key))) or ""
    assert f"\nMethod: {methods()[key].source.rstrip('.')}.\n" in program and ".." not in program.split('"""')[1]


def test_a_program_of_a_typed_method_does_not_speak_of_a_page() -> None:
    program = numpy_snippet(*_small(configured(typed_method("w = w - 0.1*g"), "lecture", {}))) or ""
    assert "\nMethod: Typed equations.\n" in program and "this page" not in program
