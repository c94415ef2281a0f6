"""SciPy's methods: the same iterates and counts as a plain call of SciPy, honest endings, bounded work."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize

from optim_core import Outcome, Trajectory, optimizer, run
from surfaces import entries, parse, surface

Array = NDArray[np.float64]
METHODS = {
    "nelder_mead": "Nelder-Mead",
    "cg": "CG",
    "bfgs": "BFGS",
    "l_bfgs_b": "L-BFGS-B",
    "newton_cg": "Newton-CG",
    "trust_ncg": "trust-ncg",
}
ROOT = Path(__file__).parents[3]


def kind(path: Trajectory) -> str:
    assert isinstance(path.outcome, Outcome)
    return path.outcome.kind


def value(w: Array) -> float:
    x, y = w
    return float((1 - x) ** 2 + 100 * (y - x**2) ** 2)


def slope(w: Array) -> Array:
    x, y = w
    return np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


def curvature(w: Array) -> Array:
    x, y = w
    return np.array([[2 - 400 * (y - 3 * x**2), -400 * x], [-400 * x, 200.0]])


def plain_call(key: str, start: tuple[float, ...]) -> tuple[Array, Any]:
    """Iterates and result of SciPy itself, on Rosenbrock with derivatives written by hand."""
    points = [np.array(start)]
    given: dict[str, Any] = {} if key == "nelder_mead" else {"jac": slope}
    if key in {"newton_cg", "trust_ncg"}:
        given["hess"] = curvature
    tolerances = {
        "nelder_mead": {"xatol": 1e-6, "fatol": 1e-6},
        "l_bfgs_b": {"gtol": 1e-6, "ftol": 0.0},
        "newton_cg": {"xtol": 1e-6},
    }.get(key, {"gtol": 1e-6})
    options = {"maxiter": 1000, **tolerances}
    result = minimize(
        value, start, method=METHODS[key], callback=lambda xk: points.append(xk.copy()), options=options, **given
    )
    return np.array(points), result


@pytest.mark.parametrize("key", METHODS)
def test_iterates_and_counts_are_those_of_scipy(key: str) -> None:
    points, result = plain_call(key, (-1.5, 2.0))
    path = run(surface("rosenbrock"), optimizer(key, tolerance=1e-6), (-1.5, 2.0), steps=500)
    assert len(path.points) == len(points)
    # Gradients that differ in their last digit lead line searches apart in the end.
    assert path.points == pytest.approx(points, abs=1e-4)
    assert path.points[:10] == pytest.approx(points[:10], rel=1e-7)
    assert path.function_evaluations[-1] == result.nfev
    assert path.gradient_evaluations[-1] == result.get("njev", 0)


@pytest.mark.parametrize("key", METHODS)
def test_they_converge_on_rosenbrock_and_end_there(key: str) -> None:
    path = run(surface("rosenbrock"), optimizer(key), (-1.5, 2.0), steps=500)
    assert kind(path) == "converged"
    assert path.steps < 200
    assert path.points[-1] == pytest.approx([1, 1], abs=1e-6)


@pytest.mark.parametrize("key", METHODS)
def test_climbing_finds_the_top(key: str) -> None:
    path = run(parse("3 - x^2 - 2(y - 1)^2"), optimizer(key), (0.5, -0.5), steps=200, maximize=True)
    assert kind(path) == "converged"
    assert path.points[-1] == pytest.approx([0, 1], abs=1e-6)


@pytest.mark.parametrize("radius", [0.01, 0.3, 2.0])
def test_the_first_step_in_a_trust_region_is_as_long_as_its_radius(radius: float) -> None:
    """Far up a bowl the model's minimum lies outside, and the model is exact, so the step to the edge is taken."""
    path = run(parse("x^2 + 3y^2"), optimizer("trust_ncg", trust_radius=radius), (30.0, -40.0), steps=1)
    assert np.linalg.norm(path.points[1] - path.points[0]) == pytest.approx(radius)


@pytest.mark.parametrize("key", METHODS)
def test_a_budget_is_kept(key: str) -> None:
    path = run(surface("rosenbrock"), optimizer(key), (-1.5, 2.0), steps=5)
    assert len(path.points) == 6
    assert (kind(path), path.outcome.step) == ("step_limit", 5)


@pytest.mark.parametrize("key", [key for key in METHODS if key not in {"nelder_mead", "newton_cg"}])
def test_a_run_that_is_content_too_early_is_not_called_converged(key: str) -> None:
    path = run(surface("rosenbrock"), optimizer(key, tolerance=0.5), (-1.5, 2.0), steps=500)
    assert kind(path) == "stopped"
    assert "SciPy says" in path.outcome.message  # type: ignore[union-attr]
    assert path.outcome.step == path.steps < 500


def test_newton_cg_leaves_a_saddle_that_newton_goes_to() -> None:
    text, start = "x^2 - y^2 + y^4", (0.5, 0.01)
    assert kind(run(parse(text), optimizer("newton"), start, steps=50)) == "saddle"
    for key in ("newton_cg", "trust_ncg"):
        assert kind(run(parse(text), optimizer(key), start, steps=50)) == "converged"


@pytest.mark.parametrize("key", METHODS)
def test_no_fall_is_endless(key: str) -> None:
    for text in ("x + y", "x^3 - y", "-exp(x + y)", "x*y", "-(x^2 + y^2)^40"):
        path = run(parse(text), optimizer(key), (0.7, -0.3), steps=200)
        assert kind(path) in {"diverged", "stopped", "left_domain", "step_limit", "saddle", "flat", "stalled"}
        assert np.isfinite(path.points).all() and np.isfinite(path.values).all()


@pytest.mark.parametrize("key", METHODS)
@pytest.mark.parametrize("text", ["log(x) + y^2", "sqrt(x) + sqrt(y)", "x - log(x) + y^2", "1/(x*y) + x + y"])
def test_the_edge_of_a_domain_ends_nothing_but_the_run(key: str, text: str) -> None:
    path = run(parse(text), optimizer(key), (0.3, 0.4), steps=100)
    assert np.isfinite(path.values).all()
    assert isinstance(path.outcome, Outcome)


@pytest.mark.parametrize("key", METHODS)
def test_a_start_outside_the_domain_is_said_at_step_zero(key: str) -> None:
    path = run(parse("log(x)"), optimizer(key), (-1.0,), steps=10)
    assert (kind(path), path.outcome.step, len(path.points)) == ("left_domain", 0, 1)


@given(
    key=st.sampled_from(sorted(METHODS)),
    name=st.sampled_from(sorted(entries())),
    fraction=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
@settings(max_examples=60, deadline=None)
def test_from_anywhere_it_ends_quietly(key: str, name: str, fraction: tuple[float, float]) -> None:
    """No warning (they are errors here), no exception, no more steps than asked for."""
    s = surface(name)
    start = tuple(low + f * (high - low) for f, (low, high) in zip(fraction, s.domain, strict=False))
    path = run(s, optimizer(key), start, steps=60)
    assert 1 <= len(path.points) <= 61
    assert np.isfinite(path.values).all()


def test_inner_loops_that_would_never_end_are_ended() -> None:
    """With an infinite curvature the conjugate gradients inside SciPy's trust region go round for ever."""

    class Steep:
        dimension = 2

        def value(self, x: float, y: float) -> float:
            return x * x + y * y

        def gradient(self, x: float, y: float) -> tuple[float, float]:
            return 2 * x, 2 * y

        def hessian(self, x: float, y: float) -> tuple[tuple[float, float], tuple[float, float]]:
            return (float("inf"), 0.0), (0.0, float("inf"))

        def value_and_gradient(self, flavour: str) -> Any:
            return lambda x, y: (self.value(x, y), *self.gradient(x, y))

    for key in ("newton_cg", "trust_ncg"):
        path = run(Steep(), optimizer(key), (1.0, 1.0), steps=10)  # type: ignore[arg-type]
        assert path.steps < 10
        assert "curvature" in path.reason


def test_many_runs_are_limited() -> None:
    with pytest.raises(ValueError, match=r"bfgs makes its runs one by one, at most 2,000, not 2,001"):
        run(parse("x^2"), optimizer("bfgs"), (np.zeros(2001),), steps=1)


def test_many_runs_have_the_verdicts_of_single_ones() -> None:
    s = surface("himmelblau")
    x, y = np.meshgrid(np.linspace(-4, 4, 4), np.linspace(-4, 4, 3))
    many = run(s, optimizer("bfgs"), (x, y), steps=30)
    singles = [
        [run(s, optimizer("bfgs"), (a, b), steps=30) for a, b in zip(*row, strict=True)]
        for row in zip(x, y, strict=True)
    ]
    assert many.outcome.kind.tolist() == [[kind(path) for path in row] for row in singles]  # type: ignore[union-attr]
    assert many.outcome.step.tolist() == [[path.outcome.step for path in row] for row in singles]  # type: ignore[union-attr]
    assert (many.outcome.kind == "converged").any()  # type: ignore[union-attr]


def test_nothing_is_printed_and_the_warnings_filter_stays() -> None:
    program = (
        "from optim_core import optimizer, run\nfrom surfaces import parse\n"
        "import scipy.optimize, warnings\nbefore = list(warnings.filters)\n"
        f"for key in {list(METHODS)}:\n run(parse('-exp(x) + 1e9*y^4'), optimizer(key), (1.0, 2.0), 100)\n"
        "assert before == list(warnings.filters)"
    )
    command = [sys.executable, "-W", "always", "-c", program]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert (answer.stdout, answer.stderr) == ("", "")
    assert warnings.filters


def test_nothing_can_be_built_around_them() -> None:
    with pytest.raises(ValueError, match="bfgs makes its path as a whole"):
        optimizer("lookahead", inner=optimizer("bfgs"))
    with pytest.raises(ValueError, match="bfgs"):
        optimizer("lookahead", inner="bfgs")


def triangle_by_the_cases(value: Callable[[Any], float], corners: list[Any], steps: int) -> list[Any]:
    """The best corner after every step, by the cases as the equations of the method state them."""
    best = []
    for _ in range(steps):
        corners.sort(key=value)
        first, worst, last = corners[0], corners[-1], corners[-2]
        middle = np.mean(corners[:-1], axis=0)

        def thrown(rho: float, middle: Any = middle, worst: Any = worst) -> Any:
            return middle + rho * (middle - worst)

        mirrored = value(thrown(1.0))
        if value(thrown(2.0)) < mirrored < value(first):
            corners[-1] = thrown(2.0)
        elif mirrored < value(last):
            corners[-1] = thrown(1.0)
        elif mirrored < value(worst) and value(thrown(0.5)) <= mirrored:
            corners[-1] = thrown(0.5)
        elif mirrored >= value(worst) > value(thrown(-0.5)):
            corners[-1] = thrown(-0.5)
        else:
            corners = [first, *(first + 0.5 * (corner - first) for corner in corners[1:])]
        best.append(min(corners, key=value))
    return best


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "absolute", "rastrigin"])
def test_nelder_mead_takes_the_cases_that_its_equations_state(name: str) -> None:
    loss = surface(name)
    start = np.array(loss.start)
    corners = [start, *(start * np.where(np.arange(2) == i, 1.05, 1.0) for i in range(2))]
    path = run(loss, optimizer("nelder_mead"), loss.start, 40)
    found = triangle_by_the_cases(lambda w: float(loss.value(*w)), corners, 40)
    np.testing.assert_allclose(path.points[1:], found, rtol=1e-9, atol=1e-12)


def test_nobody_waits_while_another_run_is_made() -> None:
    """A loss that does not answer before another run has ended would wait for ever behind a lock of the process."""
    begun, done = Event(), Event()

    class Slow:
        dimension = 2

        def value(self, x: float, y: float) -> float:
            begun.set()
            assert done.wait(60)
            return x * x + y * y

        def gradient(self, x: float, y: float) -> tuple[float, float]:
            return 2 * x, 2 * y

        def value_and_gradient(self, flavour: str) -> object:
            return lambda x, y: (x * x + y * y, 2 * x, 2 * y)

    found = []
    slow = Thread(target=lambda: found.append(run(Slow(), optimizer("bfgs"), (1.0, 2.0), 5)))  # type: ignore[arg-type]
    slow.start()
    assert begun.wait(60)
    other = run(parse("x^2 + y^2"), optimizer("bfgs"), (1.0, 2.0), 5)
    done.set()
    slow.join(60)
    assert found and found[0].values[-1] == other.values[-1]
