"""Stopping rules: the step by hand, any combination, and what the verdict says of the point."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_core import Trajectory, methods, optimizer, run
from optim_core.paths.stops import STOP_RULES
from surfaces import parse, surface


def halving(steps: int = 100, **stops: float) -> Trajectory:
    """x halves every step from 1 on x^2: x = 2^-k, Q = 4^-k, |dQ| = 3*4^-k, |dw| = 2^-k, gradient 2^(1-k)."""
    return run(parse("x^2"), optimizer("gradient_descent", learning_rate=0.25), (1.0,), steps, stops=stops)


@pytest.mark.parametrize(
    ("rule", "limit", "step"),
    [
        # 3*4^-k < 1e-3 first at k = 6 (7.3e-4), 2^-k < 1e-3 at k = 10, 2^(1-k) <= 2^-9 at k = 10 exactly
        ("loss_change", 1e-3, 6),
        ("step_length", 1e-3, 10),
        ("gradient", 2.0**-9, 10),
        ("gradient", 2.0, 0),
        ("step_length", 2.0**-9, 10),
        ("evaluations", 7, 7),
    ],
)
def test_the_step_by_hand(rule: str, limit: float, step: int) -> None:
    path = halving(**{rule: limit})
    assert (path.steps, path.outcome.step, path.fired) == (step, step, (rule,))


def test_the_first_rule_that_fires_ends_the_run_and_is_named() -> None:
    path = halving(loss_change=1e-3, step_length=1e-3, gradient=1e-6)
    assert (path.steps, path.fired) == (6, ("loss_change",))
    assert "step 6 by |ΔQ| < 0.001" in path.outcome.message


def test_rules_that_fire_together_are_all_named() -> None:
    path = halving(step_length=1e-3, gradient=2.0**-9)
    assert path.fired == ("step_length", "gradient")
    assert "‖Δw‖ < 0.001, ‖∇Q‖ ≤ 0.001953" in path.outcome.message


def test_a_run_that_a_rule_cut_did_not_end_itself() -> None:
    """BFGS ends itself with words of its own, unless a rule fires before."""
    whole = run(surface("rosenbrock"), optimizer("bfgs"), (-1.5, 2.0), 500)
    assert whole.ended_itself and whole.reason == "Optimization terminated successfully."
    cut = run(surface("rosenbrock"), optimizer("bfgs"), (-1.5, 2.0), 500, stops={"evaluations": 20})
    assert cut.steps < whole.steps and (cut.ended_itself, cut.reason, cut.fired) == (False, "", ("evaluations",))


def test_without_a_rule_that_fires_the_budget_ends_the_run() -> None:
    path = halving(5, gradient=1e-9)
    assert (path.steps, path.fired, path.outcome.kind) == (5, (), "step_limit")


def test_a_run_that_stops_in_the_valley_is_not_converged() -> None:
    """Rosenbrock's valley: the loss hardly changes there, and the minimum is far."""
    method = optimizer("gradient_descent", learning_rate=1e-3)
    path = run(surface("rosenbrock"), method, (-1.5, 2.0), 5000, stops={"loss_change": 3e-3})
    assert path.fired == ("loss_change",)
    assert path.outcome.kind == "stopped"
    assert "no minimum" in path.outcome.message
    assert surface("rosenbrock").distance_to_minimum(tuple(path.points[-1])) > 0.5


def test_what_the_hessian_says_of_a_stop() -> None:
    def told(text: str, start: tuple[float, ...], **options: Any) -> tuple[str, str]:
        method = optimizer("gradient_descent", learning_rate=0.1)
        path = run(parse(text), method, start, 500, stops={"gradient": 1e-4}, **options)
        assert path.fired == ("gradient",)
        return path.outcome.kind, path.outcome.message

    assert told("x^2 + y^2", (1.0, 1.0)) == (
        "converged",
        "Stopped at step 46 by ‖∇Q‖ ≤ 0.0001. Converged from step 29 on: at the end the gradient is 9.9e-05, and "
        "by gradient and curvature the minimum is 4.9e-05 away.",
    )
    assert told("x^2 - y^2", (1.0, 0.0))[0] == "saddle"
    assert told("-x^2 - y^2", (0.0, 0.0))[0] == "maximum"
    assert told("-x^2 - y^2", (1.0, 0.0), maximize=True)[0] == "converged"
    assert told("x^2 - y^2", (0.0, 1.0), maximize=True)[0] == "saddle"
    assert told("x^6 + y^6", (0.105, 0.105))[0] == "stopped"


@pytest.mark.parametrize("key", sorted(methods()))
def test_a_rule_only_cuts_the_path_and_means_the_same_for_every_method(key: str) -> None:
    bowl, start = parse("x^2 + 3*y^2 + x*y"), (1.5, -2.0)
    whole = run(bowl, optimizer(key), start, 60)
    cut = run(bowl, optimizer(key), start, 60, stops={"gradient": 0.5, "evaluations": 40})
    assert cut.steps <= whole.steps
    np.testing.assert_array_equal(cut.points, whole.points[: cut.steps + 1])
    lengths = np.linalg.norm(np.array(bowl.gradient(*cut.points.T)), axis=0)
    spent = cut.evaluations.sum(axis=0)
    assert (lengths[:-1] > 0.5).all() and (spent[:-1] < 40).all()
    holds = {"gradient": lengths[-1] <= 0.5, "evaluations": spent[-1] >= 40}
    assert cut.fired == tuple(rule for rule, now in holds.items() if now)
    assert cut.fired or cut.steps == whole.steps


@pytest.mark.parametrize("key", ["gradient_descent", "adam", "bfgs", "line_search"])
@pytest.mark.parametrize("rules", [c for n in (1, 2, 4) for c in combinations(STOP_RULES, n)], ids="+".join)
def test_many_runs_stop_where_each_would_alone(key: str, rules: tuple[str, ...]) -> None:
    stops = {rule: {"evaluations": 30.0}.get(rule, 1e-2) for rule in rules}
    hill, starts = surface("himmelblau"), (np.array([0.0, 4.0, 3.0]), np.array([0.5, -4.0, 2.0]))
    many = run(hill, optimizer(key), starts, 80, stops=stops)
    assert many.last is not None
    for index in range(3):
        one = run(hill, optimizer(key), [s[index] for s in starts], 80, stops=stops)
        assert many.last[index] == one.steps
        np.testing.assert_allclose(many.points[: one.steps + 1, :, index], one.points, rtol=1e-9, atol=1e-12)
        assert np.isnan(many.values[one.steps + 1 :, index]).all()
        assert many.outcome.kind[index] == one.outcome.kind
        assert many.evaluations[:, -1, index] == pytest.approx(one.evaluations[:, -1])


def test_a_run_that_diverges_first_has_diverged() -> None:
    path = run(parse("x^4"), optimizer("gradient_descent", learning_rate=1.0), (10.0,), 50, stops={"evaluations": 40})
    assert (path.outcome.kind, path.fired) == ("diverged", ())


@given(st.floats(1e-12, 10.0), st.floats(1e-12, 10.0), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_more_rules_never_make_a_run_longer(change: float, gradient: float, evaluations: int) -> None:
    alone = [halving(loss_change=change), halving(gradient=gradient), halving(evaluations=evaluations)]
    together = halving(loss_change=change, gradient=gradient, evaluations=evaluations)
    assert together.steps == min(path.steps for path in alone)


@pytest.mark.parametrize("stops", [{"nothing": 1.0}, {"gradient": 0.0}, {"gradient": -1.0}, {"gradient": np.nan}])
def test_bad_rules_are_refused(stops: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        halving(**stops)
