"""Verdicts: each kind where it must appear, and never "converged" where it must not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optim_core import Outcome, Outcomes, Trajectory, methods, optimizer, run
from optim_core.base.text import Message
from optim_core.paths import verdict as verdicts
from optim_core.paths.multistart import last_points
from optim_core.running.starts import scattered
from surfaces import entries, parse, surface
from surfaces.rates import suggested_rate


def descend(text: str, start: tuple[float, ...], rate: float, steps: int = 300, **options: Any) -> Trajectory:
    return run(parse(text), optimizer("gradient_descent", learning_rate=rate), start, steps, **options)


def kind(path: Trajectory) -> str:
    assert isinstance(path.outcome, Outcome)
    return path.outcome.kind


#: Every sentence a run can end with, its numbers worked out by hand: text, start, rate, options.
ENDS: list[tuple[str, tuple[float, ...], float, dict[str, Any], str, str]] = [
    # x halves every step: the gradient 2*2^-k first falls to 1e-6 at k = 21 and is 2*2^-300 in the end.
    ("x^2", (1.0,), 0.25, {}, "converged",
     "Converged at step 21: the gradient is 9.8e-91 and the curvature says minimum."),
    ("-x^2", (1.0,), 0.25, {"maximize": True}, "converged",
     "Converged at step 21: the gradient is 9.8e-91 and the curvature says maximum."),
    ("x^2 + y^2", (0.0, 0.0), 0.1, {"maximize": True}, "minimum",
     "Stuck at a minimum from step 0: the gradient is 0, though the run climbs."),
    # 2*0.8^k falls to 1e-6 at k = 66.
    ("x^2 - y^2", (1.0, 0.0), 0.1, {}, "saddle",
     "Stopped at a saddle from step 66: the gradient is 1.7e-29, the curvature has both signs."),
    ("cos x", (0.0,), 0.1, {}, "maximum",
     "Stopped at a maximum from step 0: the gradient is 0, the curvature is negative."),
    # 4*0.006^3 = 8.64e-7, and every step takes a share of 0.4*0.006^2 of the way.
    ("x^4", (0.006,), 0.1, {}, "flat",
     "Flat from step 0: the gradient is 8.5e-07, but the curvature is too small to call it a minimum."),
    ("x^2 + y^2", (1.0, 1.0), 1e-12, {}, "stalled",
     "Stalled: the last 40 steps hardly moved, while the gradient is still 2.8."),
    ("x^2", (1.0,), 1.0, {}, "oscillating",
     "Oscillating: the last 40 steps went back and forth without lowering the loss; gradient 2."),
    # y is gone after one step, 2*0.99^300 = 0.098 is left.
    ("x^2 + 100y^2", (1.0, 1.0), 0.005, {}, "step_limit",
     "Step limit: 300 steps used, the gradient is still 0.098."),
    ("log(x)", (-1.0,), 0.1, {}, "left_domain", "Left the domain at step 0: the loss is undefined there."),
    # 10 -> -4*10^3 -> 2.6e11 -> -7e34 -> more than floats hold.
    ("x^4", (10.0,), 1.0, {}, "diverged", "Diverged at step 4: the numbers became too large to compute with."),
    # x doubles and turns: 4^k exceeds 1e6*(1 + 1) at k = 11.
    ("x^2", (1.0,), 1.5, {}, "diverged",
     "Diverged: the loss is over 1,000,000 times its start, first at step 11."),
    ("-x^2", (1.0,), 0.5, {}, "diverged", "Falls without bound: the loss is below -2e+06, first at step 11."),
    # Cut short by a rule: what the Hessian says of the point.
    ("x^2 + y^2", (1.0, 1.0), 0.1, {"stops": {"gradient": 1e-4}}, "converged",
     "Stopped at step 46 by ‖∇Q‖ ≤ 0.0001. The gradient is 9.9e-05 and the curvature says minimum."),
    ("-x^2 - y^2", (1.0, 1.0), 0.1, {"stops": {"gradient": 1e-4}, "maximize": True}, "converged",
     "Stopped at step 46 by ‖∇Q‖ ≤ 0.0001. The gradient is 9.9e-05 and the curvature says maximum."),
    ("x^2 + y^2", (0.0, 0.0), 0.1, {"stops": {"gradient": 1e-4}, "maximize": True}, "minimum",
     "Stopped at step 0 by ‖∇Q‖ ≤ 0.0001. It is at a minimum though the run climbs: the gradient is 0."),
    ("x^2 - y^2", (1.0, 0.0), 0.1, {"stops": {"gradient": 1e-4}}, "saddle",
     "Stopped at step 45 by ‖∇Q‖ ≤ 0.0001. It is at a saddle: the gradient is 8.7e-05, the curvature has both signs."),
    ("-x^2 - y^2", (0.0, 0.0), 0.1, {"stops": {"gradient": 1e-4}}, "maximum",
     "Stopped at step 0 by ‖∇Q‖ ≤ 0.0001. It is at a maximum: the gradient is 0, the curvature is negative."),
    ("(x + y)^2", (1.0, -1.0), 0.1, {"stops": {"gradient": 1e-4}}, "flat",
     "Stopped at step 0 by ‖∇Q‖ ≤ 0.0001. It is flat there: the gradient is 0, the curvature too small to call it a "
     "minimum."),
    ("x^2", (1.0,), 1.5, {"stops": {"evaluations": 40}}, "diverged",
     "Stopped at step 40 by 40 evaluations. By then the loss was over 1,000,000 times its start."),
    # x = 1/8 after three steps.
    ("x^2", (1.0,), 0.25, {"stops": {"evaluations": 3}}, "stopped",
     "Stopped at step 3 by 3 evaluations. That is no minimum yet: the gradient is still 0.25, by the curvature the "
     "minimum is about 0.12 away."),
    ("-x^2", (1.0,), 0.25, {"stops": {"evaluations": 3}, "maximize": True}, "stopped",
     "Stopped at step 3 by 3 evaluations. That is no maximum yet: the gradient is still 0.25."),
    ("x^2 - y^2", (1.0, 0.5), 0.1, {"stops": {"evaluations": 3}}, "stopped",
     "Stopped at step 3 by 3 evaluations. That is no minimum: the gradient is still 2 and the curvature is not "
     "positive."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "start", "rate", "options", "name", "sentence"), ENDS)
def test_every_sentence_word_for_word(
    text: str, start: tuple[float, ...], rate: float, options: dict[str, Any], name: str, sentence: str
) -> None:
    outcome = descend(text, start, rate, **options).outcome
    assert isinstance(outcome, Outcome)
    assert (outcome.kind, outcome.message) == (name, sentence)


def test_a_method_that_ends_itself_is_quoted() -> None:
    outcome = run(parse("x^2 + y^2"), optimizer("bfgs", tolerance=1.0), (0.3, -0.4), 50).outcome
    assert isinstance(outcome, Outcome)
    assert (outcome.kind, outcome.message) == (
        "stopped",
        "Ended by the method at step 0: the gradient is still 1. SciPy says: Optimization terminated successfully.",
    )


def test_no_sentence_is_left_out() -> None:
    """Those above and the one that quotes SciPy are all there are."""
    used = {verdicts.SENTENCES["stopped"]}
    for text, start, rate, options, *_ in ENDS:
        parts = descend(text, start, rate, **options).outcome.parts  # type: ignore[union-attr]
        finding = parts.arguments.get("finding")
        used.add(finding.template if isinstance(finding, Message) else parts.template)
    single = (
        verdicts.OVERFLOW, verdicts.GROWN, verdicts.UNBOUNDED, verdicts.CLIMBS_TO_MAXIMUM, verdicts.AT_MAXIMUM,
        verdicts.NOT_THERE, verdicts.NO_MINIMUM, verdicts.NOT_AT_TOP,
    )  # fmt: skip
    assert used == {*verdicts.SENTENCES.values(), *verdicts.FINDINGS.values(), *single}


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


@pytest.mark.parametrize("key", ["gradient_descent", "momentum", "nesterov", "rprop", "newton", "line_search", "bfgs"])
def test_converged_always_means_near_a_real_minimum(key: str) -> None:
    """From anywhere on any surface: if the verdict says converged, no point around is lower."""
    count = 8 if methods()[key].steppable else 3
    reached = 0
    for name in entries():
        s = surface(name)
        rated = methods()[key].rated
        rate = {rated.key: suggested_rate(s, methods()[key], "lecture")} if rated else {}
        path = run(s, optimizer(key, **rate), scattered(s.domain, count, 3), 300)
        ends, _ = last_points(path)
        for last in ends[path.outcome.kind == "converged"]:  # type: ignore[union-attr]
            reached += 1
            angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
            ring = [last + 0.01 * np.array([np.cos(a), np.sin(a)])[: s.dimension] for a in angles]
            around = [s.value(*map(float, p)) for p in ring if s.dimension == 2 or abs(p[0] - last[0]) > 1e-6]
            assert min(around) >= s.value(*map(float, last))
    # Otherwise little was tested.
    assert reached >= 40


def test_going_back_and_forth_uphill_is_no_oscillating() -> None:
    """The mirror image of a descent gets the mirror image of its verdict."""
    method = optimizer("momentum", learning_rate=0.1, momentum=0.99)
    down = run(parse("5 + x^2 + y^2"), method, (1.0, 0.5), 100)
    up = run(parse("-5 - x^2 - y^2"), method, (1.0, 0.5), 100, maximize=True)
    assert kind(down) == kind(up) == "step_limit"
    np.testing.assert_array_equal(down.points, up.points)
