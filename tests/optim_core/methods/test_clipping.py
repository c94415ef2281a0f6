"""Gradient clipping: a line of the equations, off unless it is set, the same in kernels, panel and programs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_core import CONVENTIONS, methods, optimizer, run
from optim_core.explanations.step_equations import step_equations
from optim_core.methods.definition import Method
from optim_core.methods.hyperparameters import CLIPPING
from optim_core.snippets import numpy_snippet, pytorch_snippet
from surfaces import parse
from tests.optim_core.snippets.snippet_cases import points_of

BY_RULE = {key: method for key, method in methods().items() if isinstance(method, Method)}
CLIPPED = [key for key, method in BY_RULE.items() if CLIPPING in method.parameters]
FORMS = [(key, convention) for key in CLIPPED for convention in CONVENTIONS]
BOWL = parse("x^2 + 3y^2 + x*y")


def clipped(key: str, convention: str = "lecture", length: float = 1.0, **settings: Any) -> Any:
    return optimizer(key, convention=convention, max_norm=length, **settings)


def test_the_first_step_by_hand() -> None:
    """x^2 + 3y^2 + xy at (1, -1): g = (1, -5) of length sqrt(26), clipped to 1; beside the minimum it is as it was."""
    path = run(BOWL, clipped("gradient_descent", learning_rate=0.1), (1.0, -1.0), 1)
    assert path.points[1] == pytest.approx((1 - 0.1 / 26**0.5, -1 + 0.5 / 26**0.5), rel=1e-14)
    near = run(BOWL, clipped("gradient_descent", learning_rate=0.1), (0.1, -0.1), 1)
    assert near.points[1] == pytest.approx((0.1 - 0.01, -0.1 + 0.05), rel=1e-14)


def test_who_can_be_clipped_is_who_looks_at_lengths() -> None:
    """Of the others only signs or directions count: a shorter gradient would change nothing."""
    assert set(BY_RULE) - set(CLIPPED) == {"sign", "rprop", "normalized"}
    for key in CLIPPED:
        # Lion's signs change only once the weights jump to and fro around the minimum.
        rate: dict[str, Any] = {"learning_rate": 0.1} if key == "lion" else {}
        free, short = (
            run(BOWL, optimizer(key, **rate, max_norm=length), (1.0, -1.0), 30).points for length in (0.0, 0.5)
        )
        assert np.abs(free - short).max() > 1e-9, key


@pytest.mark.parametrize(("key", "convention"), FORMS)
def test_a_clipped_run_is_the_method_on_shorter_gradients(key: str, convention: str) -> None:
    """Each step equals that of the method without clipping, handed a gradient shortened by hand."""
    path = run(BOWL, clipped(key, convention), (1.0, -2.0), 15, record_gradients=True)
    free = optimizer(key, convention=convention).stepper("scalar", 2)
    point, state = (1.0, -2.0), free.initial_state((1.0, -2.0))
    for k in range(1, 16):
        g = np.array(BOWL.gradient(*free.gradient_point(k, point, state)))
        extra = 1e-6 if convention == "pytorch" and methods()[key].torch_name else 0.0
        shorter = g * min(1.0, 1.0 / (np.linalg.norm(g) + extra))
        point, state = free.step(k, point, tuple(shorter.tolist()), state, BOWL)
        assert path.points[k] == pytest.approx(point, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("key", "convention"), FORMS)
def test_it_is_on_screen_only_when_it_acts(key: str, convention: str) -> None:
    first, *_ = clipped(key, convention, 2.0).equations().splitlines()
    noted = " + 1e-6)" if convention == "pytorch" and methods()[key].torch_name else ""
    assert first == f"g = g*min(1, g_max/{'(' if noted else ''}g_norm{noted})"
    line = clipped(key, convention).latex_lines()[1]
    assert line.startswith(r"g_{k} \leftarrow") and r"g_{\max}" in line and r"\lVert g_k \rVert" in line
    spelled = step_equations(clipped(key, convention), ("x", "y"))
    assert spelled is not None and spelled.lines[0].target == "g" and spelled.lines[0].norm
    assert not any("max" in line and "g_" in line and "lVert" in line for line in optimizer(key).latex_lines())
    assert "g_max" not in optimizer(key, convention=convention).equations()


def test_it_comes_before_climbing_and_weight_decay() -> None:
    lines = clipped("gradient_descent", weight_decay=0.5).equations(maximize=True).splitlines()
    assert lines == ["g = g*min(1, g_max/g_norm)", "g = -g", "g = g + lambda*w", "w = w - eta*g"]


@pytest.mark.parametrize("key", CLIPPED)
def test_at_a_gradient_of_zero_nothing_moves(key: str) -> None:
    path = run(BOWL, clipped(key), (0.0, 0.0), 3)
    assert (path.points == 0.0).all() and len(path.points) == 4


@given(length=st.floats(0.01, 50), x=st.floats(-5, 5), y=st.floats(-5, 5))
@settings(max_examples=25, deadline=None)
def test_a_step_of_descent_is_never_longer_than_its_share(length: float, x: float, y: float) -> None:
    path = run(BOWL, clipped("gradient_descent", length=length, learning_rate=0.1), (x, y), 5)
    steps = np.hypot.reduce(np.diff(path.points, axis=0), axis=1)
    assert (steps <= 0.1 * length * (1 + 1e-12) + 1e-15).all()
    many = run(BOWL, clipped("gradient_descent", length=length, learning_rate=0.1), (np.array([x]), np.array([y])), 5)
    np.testing.assert_allclose(many.points[:, :, 0], path.points, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize(("key", "convention"), FORMS)
def test_programs_clip_too(key: str, convention: str) -> None:
    method = clipped(key, convention, 0.75)
    program = numpy_snippet(BOWL, method, (1.0, -2.0), 20)
    assert program is not None and "g_max = 0.75  # Gradient clipping" in program.splitlines()
    np.testing.assert_allclose(points_of(program), run(BOWL, method, (1.0, -2.0), 20).points, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("key", [key for key in CLIPPED if methods()[key].torch_name])
def test_pytorchs_own_function_clips_between_gradient_and_step(key: str) -> None:
    lines = (pytorch_snippet(BOWL, clipped(key, "pytorch", 0.75), (1.0, -2.0), 20) or "").splitlines()
    place = lines.index("    torch.nn.utils.clip_grad_norm_([w], g_max)")
    assert lines[place - 1] == "    loss(w).backward()" and lines[place + 1] == "    optimizer.step()"
    assert "g_max = 0.75  # Gradient clipping" in lines
    assert "g_max" not in (pytorch_snippet(BOWL, optimizer(key, convention="pytorch"), (1.0, -2.0), 20) or "")


def test_lookahead_hands_it_inside() -> None:
    outside = clipped("lookahead", inner="momentum", learning_rate=0.1)
    inside = optimizer("lookahead", inner=clipped("momentum", learning_rate=0.1))
    first, second = (run(BOWL, method, (1.0, -2.0), 12).points for method in (outside, inside))
    np.testing.assert_array_equal(first, second)
    assert any(r"g_{\max}" in line for line in outside.latex_lines())
