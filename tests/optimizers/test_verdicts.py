"""Verdicts: each kind where it must appear, and never "converged" where it must not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_core import Outcome, Outcomes, Trajectory, methods, optimizer, run
from surfaces import entries, parse, surface


def descend(text: str, start: tuple[float, ...], rate: float, steps: int = 300, **options: bool) -> Trajectory:
    return run(parse(text), optimizer("gradient_descent", learning_rate=rate), start, steps, **options)


def kind(path: Trajectory) -> str:
    assert isinstance(path.outcome, Outcome)
    return path.outcome.kind


def test_converged_names_the_first_step_with_a_small_gradient() -> None:
    # x halves every step: the gradient 2*2^-k first falls to 1e-6 at k = 21
    path = descend("x^2", (1.0,), 0.25)
    assert (path.outcome.kind, path.outcome.step) == ("converged", 21)
    assert "21" in path.outcome.message  # type: ignore[union-attr]


def test_starting_at_the_minimum_is_converged_at_step_zero() -> None:
    assert descend("x^2 + y^2", (0.0, 0.0), 0.1).outcome.step == 0


def test_a_rate_just_over_two_over_the_curvature_diverges_and_just_under_does_not() -> None:
    assert kind(descend("x^2", (1.0,), 1.01, steps=2000)) == "diverged"
    assert kind(descend("x^2", (1.0,), 0.99, steps=2000)) == "converged"


def test_at_exactly_two_over_the_curvature_it_oscillates() -> None:
    assert kind(descend("x^2", (1.0,), 1.0)) == "oscillating"


def test_divergence_keeps_the_path_up_to_the_last_finite_point() -> None:
    path = descend("x^4", (10.0,), 1.0)
    assert kind(path) == "diverged"
    assert len(path.points) == path.outcome.step
    assert np.isfinite(path.points).all()
    assert np.isfinite(path.values).all()


def test_a_saddle_is_not_a_minimum() -> None:
    assert kind(descend("x^2 - y^2", (1.0, 0.0), 0.1)) == "saddle"


def test_falling_off_a_saddle_is_divergence() -> None:
    path = descend("x^2 - y^2", (1.0, 0.1), 0.1)
    assert kind(path) == "diverged"
    assert "without bound" in path.outcome.message  # type: ignore[union-attr]


def test_a_maximum_is_named() -> None:
    assert kind(descend("cos x", (0.0,), 0.1)) == "maximum"


def test_climbing_turns_the_names_round() -> None:
    assert kind(descend("4 - x^2 - y^2", (1.0, 1.0), 0.1, maximize=True)) == "converged"
    assert kind(descend("x^2 + y^2", (0.0, 0.0), 0.1, maximize=True)) == "minimum"


def test_a_plateau_is_flat_and_not_converged() -> None:
    assert kind(descend("-exp(-x^2 - y^2)", (5.0, 5.0), 0.1)) == "flat"


def test_a_degenerate_minimum_is_flat_because_the_curvature_cannot_tell() -> None:
    assert kind(descend("x^4", (0.006,), 0.1)) == "flat"


def test_a_valley_of_minima_is_flat() -> None:
    assert kind(descend("(x + y)^2", (1.0, 1.0), 0.1)) == "flat"


def test_a_tiny_rate_stalls() -> None:
    path = descend("x^2 + y^2", (1.0, 1.0), 1e-12)
    assert kind(path) == "stalled"


def test_a_kink_oscillates() -> None:
    assert kind(descend("|x|", (0.55,), 0.1)) == "oscillating"


def test_running_out_of_steps() -> None:
    path = descend("x^2 + 100y^2", (1.0, 1.0), 0.005)
    assert (path.outcome.kind, path.outcome.step) == ("step_limit", 300)


def test_a_spiral_that_still_shrinks_does_not_oscillate() -> None:
    path = run(parse("5 + x^2 + y^2"), optimizer("momentum", learning_rate=0.1, momentum=0.95), (1.0, 0.5), 200)
    assert kind(path) == "step_limit"


def test_leaving_the_domain() -> None:
    path = descend("x - log(x) + y^2", (0.1, 1.0), 5.0)
    # The gradient 1 - 1/0.1 = -9 throws x to 45; from there it comes back by 5*(1 - 1/45) a step, into x < 0.
    assert kind(path) == "left_domain"
    assert path.outcome.step == len(path.points)
    assert (path.points[:, 0] > 0).all()


def test_a_start_outside_the_domain_is_said_at_step_zero() -> None:
    path = descend("log(x)", (-1.0,), 0.1)
    assert (path.outcome.kind, path.outcome.step) == ("left_domain", 0)
    assert path.points.tolist() == [[-1.0]]


def test_many_runs_get_their_own_verdicts() -> None:
    starts = (np.array([1.0, 1.0, 0.0]), np.array([0.0, 0.1, 0.0]))
    path = run(parse("x^2 - y^2"), optimizer("gradient_descent", learning_rate=0.1), starts, 300)
    assert isinstance(path.outcome, Outcomes)
    assert path.outcome.kind.tolist() == ["saddle", "diverged", "saddle"]


@pytest.mark.parametrize("key", list(methods()))
@given(fraction=st.tuples(st.floats(0.02, 0.98), st.floats(0.02, 0.98)), name=st.sampled_from(sorted(entries())))
@settings(max_examples=40, deadline=None)
def test_converged_always_means_near_a_real_minimum(key: str, fraction: tuple[float, float], name: str) -> None:
    """From anywhere on any surface: if the verdict says converged, no point around is lower."""
    s = surface(name)
    start = tuple(low + f * (high - low) for f, (low, high) in zip(fraction, s.domain, strict=False))
    path = run(s, optimizer(key), start, 200)
    if kind(path) != "converged":
        return
    last = path.points[-1]
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ring = [last + 0.01 * np.array([np.cos(a), np.sin(a)])[: s.dimension] for a in angles]
    around = [s.value(*map(float, p)) for p in ring if s.dimension == 2 or abs(p[0] - last[0]) > 1e-6]
    assert min(around) >= s.value(*map(float, last))
