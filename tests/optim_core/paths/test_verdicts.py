"""Verdicts: each kind where it must appear, and never "converged" where it must not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from optim_core import Outcome, Outcomes, Trajectory, methods, optimizer, run
from optim_core.base.text import Message
from optim_core.methods.optimizer import configured
from optim_core.methods.typed_method import typed_method
from optim_core.paths import kinds
from optim_core.paths.multistart import last_points
from optim_core.running.starts import scattered
from surfaces import entries, parse, surface
from surfaces.rates import suggested_rate


def descend(text: str, start: tuple[float, ...], rate: float, *, steps: int = 300, **options: Any) -> Trajectory:
    return run(parse(text), optimizer("gradient_descent", learning_rate=rate), start, steps, **options)


def kind(path: Trajectory) -> str:
    assert isinstance(path.outcome, Outcome)
    return path.outcome.kind


#: Every sentence a run can end with, its numbers worked out by hand: text, start, rate, options.
ENDS: list[tuple[str, tuple[float, ...], float, dict[str, Any], str, str]] = [
    # x halves every step. The way from the start is 1, so 2e-6 counts as there: 2^-19 is 1.9e-6. The gradient is
    # 2*2^-300 in the end, and half of that is the way to the minimum.
    ("x^2", (1.0,), 0.25, {}, "converged",
     "Converged from step 19 on: at the end the gradient is 9.8e-91, and by gradient and curvature the "
     "minimum is 4.9e-91 away."),
    ("-x^2", (1.0,), 0.25, {"maximize": True}, "converged",
     "Converged from step 19 on: at the end the gradient is 9.8e-91, and by gradient and curvature the "
     "maximum is 4.9e-91 away."),
    ("x^2 + y^2", (0.0, 0.0), 0.1, {"maximize": True}, "minimum",
     "Stuck at a minimum from step 0 on: at the end the gradient is 0, though the run climbs."),
    # 0.8^k falls to 2e-6 at k = 59.
    ("x^2 - y^2", (1.0, 0.0), 0.1, {}, "saddle",
     "At a saddle from step 59 on: at the end the gradient is 1.7e-29, the loss rises in some directions "
     "and falls in others."),
    ("cos x", (0.0,), 0.1, {}, "maximum",
     "At a maximum from step 0 on: at the end the gradient is 0, the loss falls on all sides."),
    # y = 1e-9*1.2^10.
    ("x^2 - y^2", (0.0, 1e-9), 0.1, {"steps": 10}, "passing",
     "Passing: there is a stationary point 6.2e-09 away that is no minimum, and the last step led away from it."),
    ("x^2 - y^2", (1e-9, 0.0), 0.1, {"steps": 10, "maximize": True}, "passing",
     "Passing: there is a stationary point 6.2e-09 away that is no maximum, and the last step led away from it."),
    # x + y becomes 0.6 times itself: 2*0.6^300*sqrt(2) is left of it, and the gradient is 2*sqrt(2)*(x + y).
    ("(x + y)^2", (1.0, 1.0), 0.1, {}, "valley",
     "In a valley from step 26 on: a minimum, but not the only one, for the loss is the same for 0.4 each way along "
     "the floor; at the end the gradient is 1.6e-66."),
    ("-(x + y)^2", (1.0, 1.0), 0.1, {"maximize": True}, "valley",
     "On a ridge from step 26 on: a maximum, but not the only one, for the loss is the same for 0.4 each way along "
     "the crest; at the end the gradient is 1.6e-66."),
    # 1, 0.75, 0.5, 0.25, 0.
    ("|x|", (1.0,), 0.25, {}, "kink",
     "At a kink from step 4 on, a minimum: the slopes on its two sides have opposite signs, and the gradient does not "
     "exist there."),
    ("-|x|", (1.0,), 0.25, {"maximize": True}, "kink",
     "At a kink from step 4 on, a maximum: the slopes on its two sides have opposite signs, and the gradient does not "
     "exist there."),
    ("sqrt(x)", (0.0,), 0.1, {}, "edge",
     "At the edge of where the loss is defined, from step 0 on: the gradient does not exist there, and inside the loss "
     "is higher all around."),
    ("-sqrt(x)", (0.0,), 0.1, {"maximize": True}, "edge",
     "At the edge of where the loss is defined, from step 0 on: the gradient does not exist there, and inside the loss "
     "is lower all around."),
    ("cbrt(x)", (0.0,), 0.1, {}, "no_gradient",
     "Stopped at step 0: the gradient does not exist there, so there is no next step."),
    # 4*0.006^3 = 8.64e-7, and every step takes a share of 0.4*0.006^2 of the way.
    ("x^4", (0.006,), 0.1, {"steps": 0}, "degenerate",
     "Not decided by gradient and curvature, from step 0 on: at the end the gradient is 8.6e-07, "
     "but Newton's method does not "
     "settle there. Nothing lower was found around."),
    ("-x^4", (0.006,), 0.1, {"steps": 0, "maximize": True}, "degenerate",
     "Not decided by gradient and curvature, from step 0 on: at the end the gradient is 8.6e-07, "
     "but Newton's method does not "
     "settle there. Nothing higher was found around."),
    ("x^3", (1e-4,), 0.1, {"steps": 0}, "inflection",
     "At an inflection from step 0 on, not at a minimum: at the end the gradient has faded to 3e-08, "
     "but the loss falls on one side "
     "and rises on the other."),
    ("x^3", (1e-4,), 0.1, {"steps": 0, "maximize": True}, "inflection",
     "At an inflection from step 0 on, not at a maximum: at the end the gradient has faded to 3e-08, "
     "but the loss falls on one side "
     "and rises on the other."),
    # 2*5*sqrt(2)*exp(-50)
    ("-exp(-x^2 - y^2)", (5.0, 5.0), 0.1, {}, "flat",
     "Flat: the gradient is 2.7e-21 and about as small all around; no minimum is in sight."),
    ("exp(-x^2 - y^2)", (5.0, 5.0), 0.1, {"maximize": True}, "flat",
     "Flat: the gradient is 2.7e-21 and about as small all around; no maximum is in sight."),
    ("x^2 + y^2", (1.0, 1.0), 1e-12, {}, "stalled",
     "Stalled: the last 40 steps hardly moved, while the gradient is still 2.8."),
    ("x^2", (1.0,), 1.0, {}, "oscillating",
     "Oscillating: the last 40 steps went back and forth without lowering the loss; gradient 2."),
    ("-x^2", (1.0,), 1.0, {"maximize": True, "steps": 2}, "oscillating",
     "Oscillating: the last 2 steps went back and forth without raising the loss; gradient 2."),
    # 2*10*1.2^10
    ("x^2", (10.0,), 1.1, {"steps": 10}, "growing",
     "Growing: over the last 10 steps the steps got longer and the loss higher; the gradient is 1.2e+02."),
    ("-x^2", (10.0,), 1.1, {"steps": 10, "maximize": True}, "growing",
     "Growing: over the last 10 steps the steps got longer and the loss lower, though the run climbs; the gradient is "
     "1.2e+02."),
    # y is gone after one step, 2*0.99^300 = 0.098 is left.
    ("x^2 + 100y^2", (1.0, 1.0), 0.005, {}, "step_limit",
     "Step limit at step 300: the gradient is still 0.098; by gradient and curvature a minimum is about 0.049 away."),
    ("-x^2 - 100y^2", (1.0, 1.0), 0.005, {"maximize": True}, "step_limit",
     "Step limit at step 300: the gradient is still 0.098; by gradient and curvature a maximum is about 0.049 away."),
    ("x", (1.0,), 0.1, {}, "step_limit", "Step limit at step 300: the gradient is still 1."),
    ("log(x)", (-1.0,), 0.1, {}, "left_domain", "Left the domain at step 0: the loss is undefined there."),
    # 10 -> -4*10^3 -> 2.6e11 -> -7e34 -> more than floats hold.
    ("x^4", (10.0,), 1.0, {}, "diverged", "Diverged at step 4: the numbers became too large to compute with."),
    # x doubles and turns. A unit from 1 the loss is 3 higher: 4^k - 1 exceeds 3e6 at k = 11.
    ("x^2", (1.0,), 1.5, {}, "diverged", "Diverged: the loss is over 3e+06 above its start, first at step 11."),
    ("-x^2", (1.0,), 1.5, {"maximize": True}, "diverged",
     "Diverged: the run climbs, but the loss is over 3e+06 below its start, first at step 11."),
    ("-x^2", (1.0,), 0.5, {}, "diverged",
     "Falls without bound, as far as was computed: the loss is over 3e+06 below its start, first at step 11."),
    ("x^2", (1.0,), 0.5, {"maximize": True}, "diverged",
     "Rises without bound, as far as was computed: the loss is over 3e+06 above its start, first at step 11."),
    # Cut short by a rule: what is said of the point. 2*sqrt(2)*0.8^k falls to 1e-4 at k = 46; the way from the start
    # is sqrt(2), so 0.0024 counts as there, and sqrt(2)*0.8^k is below that from 29 on.
    ("x^2 + y^2", (1.0, 1.0), 0.1, {"stops": {"gradient": 1e-4}}, "converged",
     "Stopped at step 46 by ‖∇Q‖ ≤ 0.0001. Converged from step 29 on: at the end the gradient is 9.9e-05, and by "
     "gradient and curvature the minimum is 4.9e-05 away."),
    ("x^2", (1.0,), 1.5, {"stops": {"evaluations": 40}}, "diverged",
     "Stopped at step 40 by evaluations ≥ 40. Diverged: the loss is over 3e+06 above its start, first at step 11."),
    # x = 1/8 after three steps.
    ("x^2", (1.0,), 0.25, {"stops": {"evaluations": 3}}, "stopped",
     "Stopped at step 3 by evaluations ≥ 3. That is no minimum yet: the gradient is still 0.25, by gradient and "
     "curvature a minimum is about 0.12 away."),
    ("-x^2", (1.0,), 0.25, {"stops": {"evaluations": 3}, "maximize": True}, "stopped",
     "Stopped at step 3 by evaluations ≥ 3. That is no maximum yet: the gradient is still 0.25, by gradient and "
     "curvature a maximum is about 0.12 away."),
    ("x^2 - y^2", (1.0, 0.5), 0.1, {"stops": {"evaluations": 3}}, "stopped",
     "Stopped at step 3 by evaluations ≥ 3. That is no minimum: the gradient is still 2, and gradient and curvature "
     "show none near."),
    ("x^2 - y^2", (0.5, 1.0), 0.1, {"stops": {"evaluations": 3}, "maximize": True}, "stopped",
     "Stopped at step 3 by evaluations ≥ 3. That is no maximum: the gradient is still 2, and gradient and curvature "
     "show none near."),
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


def test_what_has_no_next_step_for_other_reasons() -> None:
    """A missing curvature matters to a method that asks for it; a method may also ruin its own numbers."""
    outcome = run(parse("x^1.5 + y^2"), optimizer("newton"), (0.0, 1.0), 5).outcome
    assert isinstance(outcome, Outcome)
    assert (outcome.kind, outcome.message) == (
        "no_gradient",
        "Stopped at step 0: the second derivative, which the method needs, does not exist there, so there is no next "
        "step.",
    )
    negative_root = configured(typed_method("w = w - eta*sqrt(-1 - g^2)"), "lecture", {})
    outcome = run(parse("x^2"), negative_root, (1.0,), 5).outcome
    assert isinstance(outcome, Outcome)
    assert (outcome.kind, outcome.message) == (
        "diverged", "Diverged at step 1: the method's own numbers are no longer finite.",
    )  # fmt: skip


def test_a_known_minimum_is_named_where_nothing_else_decides() -> None:
    flat_bottom = replace(parse("x^4"), minima=((0.0,),))
    outcome = run(flat_bottom, optimizer("gradient_descent", learning_rate=0.1), (0.0,), 5).outcome
    assert isinstance(outcome, Outcome)
    assert (outcome.kind, outcome.message) == (
        "known_minimum", "At a known minimum from step 0 on, although gradient and curvature do not decide that.",
    )  # fmt: skip


def test_a_budget_that_is_used_up_is_named_before_what_is_known_there() -> None:
    outcome = run(surface("rosenbrock"), optimizer("gradient_descent"), (-1.5, 2.0), 300, work=1e-3).outcome
    assert isinstance(outcome, Outcome)
    assert (outcome.kind, outcome.step, outcome.message) == (
        "budget",
        80,
        "Budget used at step 80 of 300: the run is too much work to go on here. The gradient is still 1.6 there.",
    )
    outcome = run(parse("x^2 + y^2"), optimizer("gradient_descent", learning_rate=0.01), (3, 4), 300, work=1e-4).outcome
    assert isinstance(outcome, Outcome) and outcome.kind == "budget"
    assert outcome.message.endswith("here. That is no minimum yet: the gradient is still 8.5, by gradient and "
                                    "curvature a minimum is about 4.3 away.")  # fmt: skip
    outcome = run(parse("x^2"), optimizer("newton"), (3.0,), 300, work=1e-3).outcome
    assert isinstance(outcome, Outcome)
    assert outcome.kind == "converged" and "here. Converged from step 1 on" in outcome.message


def test_no_sentence_is_left_out() -> None:
    """Those above, the one that quotes SciPy and those of other causes and of known minima are all there are."""
    elsewhere = {
        kinds.SENTENCES["stopped"], kinds.SENTENCES["known_minimum"], kinds.NO_CURVATURE, kinds.METHOD_FAILED,
        kinds.LOCAL, kinds.KNOWN, kinds.FIRED, kinds.STALLED_SOMEWHERE, kinds.SPENT, kinds.SENTENCES["budget"],
    }  # fmt: skip
    used = set(elsewhere)
    for text, start, rate, options, *_ in ENDS:
        parts = descend(text, start, rate, **options).outcome.parts  # type: ignore[union-attr]
        finding = parts.arguments.get("finding")
        used.add(finding.template if isinstance(finding, Message) else parts.template)
    single = {value for name, value in vars(kinds).items() if name.isupper() and isinstance(value, str)}
    assert used == {*kinds.SENTENCES.values(), *kinds.CLIMBING.values(), *single}
    assert set(kinds.SENTENCES) == set(get_args(kinds.Kind))


def test_the_documentation_lists_every_kind() -> None:
    text = (Path(__file__).parents[3] / "docs" / "verdicts.md").read_text("utf-8")
    rows = [line.split("|")[1] for line in text.split("\n") if line.startswith("| `")]
    assert sorted(re.findall(r"`(\w+)`", "".join(rows))) == sorted(get_args(kinds.Kind))
    (reached,) = re.findall(r"^\*Reached\*.*?: (.*?)\. ", text, flags=re.M)
    assert tuple(re.findall(r"`(\w+)`", reached)) == kinds.REACHED


def test_a_local_minimum_is_told_from_the_lowest_known() -> None:
    """Three-hump camel: the outer dips lie 0.2986 above the middle one."""
    camel, method = surface("three_hump_camel"), optimizer("gradient_descent", learning_rate=0.05)
    outer, middle = (run(camel, method, start, 300).outcome for start in ((-1.7, 0.8), (0.1, 0.1)))
    assert isinstance(outer, Outcome) and isinstance(middle, Outcome)
    assert (outer.kind, outer.local, middle.kind, middle.local) == ("converged", True, "converged", False)
    assert outer.message.endswith(" A local minimum: the loss is 0.2986, the lowest known one is 0.")
    assert "local" not in middle.message
    up = run(camel, method, (-1.0, 0.5), 300, maximize=True).outcome
    assert isinstance(up, Outcome) and not up.local


def test_a_kink_at_a_known_minimum_says_so() -> None:
    outcome = run(surface("ackley"), optimizer("adam"), (0.0, 0.0), 100).outcome
    assert isinstance(outcome, Outcome)
    assert outcome.kind == "kink" and not outcome.local
    assert outcome.message.endswith("the gradient does not exist there. It is the known minimum.")


def test_converged_names_the_first_step_that_is_near() -> None:
    # x halves every step, and 2^-k is first below 2e-6 at k = 19
    path = descend("x^2", (1.0,), 0.25)
    assert (path.outcome.kind, path.outcome.step) == ("converged", 19)


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
    # Side by side all wait for whoever searches longest.
    count, one_by_one = (6, False) if methods()[key].steppable and key != "line_search" else (2, True)
    reached = 0
    for name in entries():
        s = surface(name)
        rated = methods()[key].rated
        rate = {rated.key: suggested_rate(s, methods()[key], "lecture")} if rated else {}
        starts = scattered(s.domain, count, 3)
        if one_by_one:
            paths = [
                run(s, optimizer(key, **rate), tuple(map(float, start)), 300) for start in zip(*starts, strict=True)
            ]
            ends = [path.points[-1] for path in paths if path.outcome.kind == "converged"]
        else:
            path = run(s, optimizer(key, **rate), starts, 300)
            ends = [*last_points(path)[0][path.outcome.kind == "converged"]]  # type: ignore[union-attr]
        for last in ends:
            reached += 1
            angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
            ring = [last + 0.01 * np.array([np.cos(a), np.sin(a)])[: s.dimension] for a in angles]
            around = [s.value(*map(float, p)) for p in ring if s.dimension == 2 or abs(p[0] - last[0]) > 1e-6]
            assert min(around) >= s.value(*map(float, last))
    # Otherwise little was tested.
    assert reached >= 25


def test_going_back_and_forth_uphill_is_no_oscillating() -> None:
    """The mirror image of a descent gets the mirror image of its verdict."""
    method = optimizer("momentum", learning_rate=0.1, momentum=0.99)
    down = run(parse("5 + x^2 + y^2"), method, (1.0, 0.5), 100)
    up = run(parse("-5 - x^2 - y^2"), method, (1.0, 0.5), 100, maximize=True)
    assert kind(down) == kind(up) == "step_limit"
    np.testing.assert_array_equal(down.points, up.points)
