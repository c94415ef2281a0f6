"""Schedules: the lectures' formulas by hand, PyTorch's by its own record, and every method under every schedule."""

from __future__ import annotations

import inspect
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core import methods, optimizer, run
from optim_core.explanations.step_equations import step_equations
from optim_core.expression import ExpressionError
from optim_core.methods.schedules import KINDS, schedule, typed_schedule
from surfaces import parse, surface
from tests.reference import record_schedules
from tests.reference.records import missing

REFERENCE: dict[str, Any] = json.loads((Path(__file__).parents[2] / "reference" / "pytorch_schedules.json").read_text())
PACED = [key for key in methods() if optimizer(key).paced_symbol]
#: Those that no schedule can change: they have no step size, or use it only to begin with.
UNPACED = {key for key, method in methods().items() if method.rated is None and not method.choices} | {"rprop"}


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("constant", {}, [0.6, 0.6, 0.6]),
        ("inverse", {}, [0.6, 0.3, 0.2]),
        # lambda*(s0/(s0+k))^p with s0 = 2, p = 1: 2/3, 2/4, 2/5 of it
        ("power", {"s0": 2, "power": 1.0}, [0.4, 0.3, 0.24]),
        ("power", {"s0": 2, "power": 2.0}, [0.6 * 4 / 9, 0.15, 0.6 * 4 / 25]),
        ("exponential", {"factor": 0.9}, [0.6, 0.54, 0.486]),
        ("step", {"every": 2, "factor": 0.5}, [0.6, 0.6, 0.3]),
        ("linear", {"final_share": 0.5}, [0.6, 0.55, 0.5]),
        ("cosine", {}, [0.6, 0.3 * (1 + math.cos(math.pi / 6)), 0.3 * (1 + math.cos(math.pi / 3))]),
        # From a quarter up in two steps: 0.15, 0.375, 0.6
        ("cyclic", {"half": 2}, [0.15, 0.375, 0.6]),
        ("cyclic", {"half": 1, "low_share": 0.5}, [0.3, 0.6, 0.3]),
        ("warmup_cosine", {"warmup": 2}, [0.3, 0.6, 0.3 * (1 + math.cos(math.pi / 4))]),
    ],
)
def test_the_first_steps_by_hand(kind: str, values: dict[str, float], expected: list[float]) -> None:
    made = schedule(kind, over=6, **values)
    assert made.rates(0.6, 3) == pytest.approx(expected, rel=1e-15)
    assert [made.rate(0.6, k) for k in (1, 2, 3)] == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(("half", "share"), [(1, 0.0), (3, 0.25), (10, 0.5), (7, 1.0)])
def test_cycles_are_those_of_torchs_cyclic_rate(half: int, share: float) -> None:
    """CyclicLR's own lines for "triangular" (Smith 2017, arXiv:1506.01186), with its counter from 0."""
    high, made = 0.6, schedule("cyclic", half=half, low_share=share)
    base, expected = high * share, []
    for last_epoch in range(6 * half + 2):
        cycle = math.floor(1 + last_epoch / (2 * half))
        x = abs(last_epoch / half - 2 * cycle + 1)
        expected.append(base + (high - base) * max(0.0, 1 - x))
    assert made.rates(high, len(expected)) == pytest.approx(expected, rel=1e-12, abs=1e-15)


def torchs_plateau(losses: list[float], patience: int, factor: float) -> list[float]:
    """The shares by ReduceLROnPlateau's own lines (mode "min", threshold 0, no cooldown), told before each step."""
    best, bad, share, shares = math.inf, 0, 1.0, []
    for loss in losses:
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
        if bad > patience:
            share, bad = share * factor, 0
        shares.append(share)
    return shares


def test_a_plateau_by_hand() -> None:
    """The losses 5, 4, 4, 4, 3, 6, 6, 6 with a patience of one: cut at the fourth, the seventh."""
    made = schedule("plateau", patience=1, factor=0.5)
    assert made.rates(0.8, 8, [5, 4, 4, 4, 3, 6, 6, 6]).tolist() == [0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2]
    with pytest.raises(ValueError, match="one for each step"):
        made.rates(0.8, 8)


@given(
    st.lists(st.integers(-3, 3).map(float) | st.floats(-1e3, 1e3), min_size=1, max_size=40),
    st.integers(0, 5),
    st.sampled_from([0.1, 0.5, 1.0]),
    st.floats(-10.0, 10.0),
)
def test_a_plateau_is_that_of_torch(losses: list[float], patience: int, factor: float, constant: float) -> None:
    made = schedule("plateau", patience=patience, factor=factor)
    rates = made.rates(1.0, len(losses), losses)
    assert rates == pytest.approx(torchs_plateau(losses, patience, factor), rel=1e-12)
    # Losses that can be told apart can be after a constant was added, too: nothing depends on where zero is.
    whole = [round(loss) for loss in losses]
    shifted = made.rates(1.0, len(whole), [loss + round(constant) for loss in whole])
    assert shifted.tolist() == made.rates(1.0, len(whole), whole).tolist()


def test_a_plateau_ends_the_jumping_over_a_kink() -> None:
    """At a constant rate descent on |x| jumps to and fro for ever."""
    steady, cut = (
        run(parse("abs(x)"), optimizer("gradient_descent", learning_rate=0.3, schedule=made), (1.0,), 100)
        for made in (None, schedule("plateau", patience=3))
    )
    assert steady.values[-10:].max() > 0.1 and cut.values[-1] < 1e-4


@pytest.mark.parametrize("key", ["momentum", "adam", "nesterov", "lookahead"])
def test_climbing_a_plateau_is_descending_on_the_negative(key: str) -> None:
    made = optimizer(key, schedule=schedule("plateau", patience=1))
    up, down = parse("sin(3x) - x^2 - y^2"), parse("-(sin(3x) - x^2 - y^2)")
    climbed, descended = run(up, made, (1.0, 2.0), 60, maximize=True), run(down, made, (1.0, 2.0), 60)
    np.testing.assert_allclose(climbed.points, descended.points, rtol=1e-12)
    assert made.inner or made.equations(True).splitlines()[0] == "Q = -Q"


@pytest.mark.parametrize("key", ["line_search", "coordinate_gradient"])
def test_a_method_that_is_no_equations_cannot_watch_the_loss(key: str) -> None:
    with pytest.raises(ValueError, match="watches the loss"):
        optimizer(key, schedule=schedule("plateau"))
    assert not optimizer(key).follows(schedule("plateau")) and optimizer(key).follows(schedule("cosine"))
    with pytest.raises(ValueError, match="watches the loss"):
        optimizer("lookahead", inner=key, schedule=schedule("plateau"))


def test_the_record_is_what_the_recorder_would_make() -> None:
    """Otherwise run `tests/reference/record_schedules.py`, which makes only what is missing or has changed."""
    assert missing(record_schedules.recorded(), record_schedules.digests()) == []


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=lambda c: f"{c['kind']}-{c['values']}")
def test_rates_and_paths_equal_torch(case: dict[str, Any]) -> None:
    made = schedule(case["kind"], over=REFERENCE["steps"], **case["values"])
    rates = made.rates(REFERENCE["rate"], REFERENCE["steps"], case.get("losses"))
    assert rates == pytest.approx(case["rates"], rel=1e-12, abs=1e-17)
    method = optimizer("adamw", convention="pytorch", learning_rate=REFERENCE["rate"], weight_decay=0.1, schedule=made)
    path = run(surface("rosenbrock"), method, (-1.5, 2.0), REFERENCE["steps"])
    for step, point in case["points"].items():
        assert path.points[int(step)] == pytest.approx(point, rel=1e-10)


@pytest.mark.parametrize(
    ("key", "kind"),
    [(key, kind) for key in PACED for kind in sorted(KINDS) if optimizer(key).follows(schedule(kind))],
)
def test_a_scheduled_run_makes_each_step_with_its_own_rate(key: str, kind: str) -> None:
    """The kernel's path equals one made step by step, the rate set by hand before each."""
    made, bowl = schedule(kind, over=12), parse("x^2 + 3*y^2 + x*y")
    if made.memory:
        made = replace(made, values={**made.values, "patience": 0})
    whole = run(bowl, optimizer(key, schedule=made), (1.0, -2.0), 12)
    rated = optimizer(key).method.paced_by({}).rated
    assert rated
    rate = optimizer(key).value_of(rated.key)
    point, state, losses = (1.0, -2.0), None, list[float]()
    for k in range(1, 13):
        before = optimizer(key).stepper("scalar", 2)
        state = before.initial_state(point) if state is None else state
        place = before.gradient_point(k, point, state)
        losses.append(bowl.value(*place))
        stepper = optimizer(key, **{rated.key: made.rates(rate, k, losses)[-1]}).stepper("scalar", 2)
        gradient = bowl.gradient(*place)
        point, state = stepper.step(k, point, gradient, state, bowl)
        assert whole.points[k] == pytest.approx(point, rel=1e-9, abs=1e-12)


def test_which_methods_no_schedule_can_change() -> None:
    assert set(methods()) - set(PACED) == UNPACED
    for key in UNPACED:
        with pytest.raises(ValueError, match="no step size"):
            optimizer(key, schedule=schedule("cosine"))
        optimizer(key, schedule=schedule("constant"))


def test_arrays_of_runs_follow_the_schedule_too() -> None:
    method = optimizer("momentum", schedule=schedule("inverse"))
    starts = (np.array([1.0, 2.0]), np.array([-1.0, 0.5]))
    many = run(surface("rosenbrock"), method, starts, 30)
    for index in range(2):
        one = run(surface("rosenbrock"), method, [s[index] for s in starts], 30)
        np.testing.assert_allclose(many.points[:, :, index], one.points, rtol=1e-10)


def test_the_equations_show_the_schedule() -> None:
    method = optimizer("adam", schedule=schedule("exponential", factor=0.9))
    assert method.equations().splitlines()[0] == "eta_k = eta*0.9^(k - 1)"
    assert method.latex_lines()[1] == r"\eta_{k} = \eta \cdot 0.9^{k - 1}"
    assert r"\eta_{k} \hat m_{k}" in method.latex_lines()[-1]
    spelled = step_equations(method, ("x", "y"))
    assert spelled is not None and spelled.lines[0].target == "eta_k" and spelled.lines[0].shared


def test_constants_that_a_schedule_changes_are_not_shown_as_constants() -> None:
    assert set(optimizer("rolling_ball").derived) == {"alpha", "beta"}
    assert optimizer("rolling_ball", schedule=schedule("inverse")).derived == {}


def test_a_method_around_another_hands_the_schedule_on() -> None:
    made = schedule("inverse")
    outside = optimizer("lookahead", inner="momentum", schedule=made)
    inside = optimizer("lookahead", inner=optimizer("momentum", schedule=made))
    steady = optimizer("lookahead", inner="momentum")
    paths = [run(surface("rosenbrock"), method, (-1.0, 1.0), 40).points for method in (outside, inside, steady)]
    np.testing.assert_array_equal(paths[0], paths[1])
    assert np.abs(paths[0] - paths[2]).max() > 1e-3


def test_the_end_is_the_end() -> None:
    """Beyond the steps it is laid out for, a schedule stays where it ended."""
    for kind in ("linear", "cosine", "warmup_cosine"):
        rates = schedule(kind, over=50, final_share=0.25).rates(1.0, 80)
        assert rates[50:] == pytest.approx(np.full(30, 0.25))


def test_typed() -> None:
    assert typed_schedule("0.1/(1+0.01*k)").rates(5.0, 2) == pytest.approx([0.1 / 1.01, 0.1 / 1.02])
    assert typed_schedule("eta*(1-k/n)", over=4).rates(2.0, 4) == pytest.approx([1.5, 1.0, 0.5, 0.0])
    method = optimizer("rolling_ball", time_step=0.1, schedule=typed_schedule("2eta"))
    assert method.equations().splitlines()[0] == "dt_k = 2dt"


def test_a_typed_schedule_without_a_value_ends_the_run_there() -> None:
    method = optimizer("gradient_descent", learning_rate=0.1, schedule=typed_schedule("eta*sqrt(5-k)"))
    path = run(parse("x^2"), method, (1.0,), 20)
    assert path.outcome.step == 6


@pytest.mark.parametrize("text", ["x", "", "mu = 3", "eta\nw = 0", "0.1 +", "w", "1)", "k" * 300, "__import__('os')"])
def test_what_is_no_schedule_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError) as refusal:
        typed_schedule(text)
    assert 0 <= refusal.value.position <= len(text)


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("0.1*foo", 4, "Unknown name 'foo'."),
        ("f(k) = eta/k", 0, "Unknown name 'f'."),
        ("z = eta/k", 0, "Unknown name 'z'."),
        ("$eta$", 0, "Unexpected '$'."),
        ("eta*(1 - k/n", 4, "The bracket is not closed."),
    ],
)
def test_a_mistake_is_marked_where_it_was_typed(text: str, position: int, message: str) -> None:
    with pytest.raises(ExpressionError) as refusal:
        typed_schedule(text)
    assert (refusal.value.position, refusal.value.message) == (position, message)


@pytest.mark.parametrize(("kind", "name"), [("power", "s0"), ("step", "every"), ("warmup_cosine", "warmup")])
def test_numbers_of_steps_are_whole(kind: str, name: str) -> None:
    for value in (1, 1000):
        assert schedule(kind, **{name: value}).values[name] == value
    for value in (0, 1001, 2.5):
        with pytest.raises(ValueError, match=f"{name} must be a whole number between 1 and 1000, not {value}"):
            schedule(kind, **{name: value})


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_equation_is_in_the_symbol_of_the_step_size(kind: str) -> None:
    made = schedule(kind)
    plain, other = made.latex(), made.latex("t_0", "t_{0,k}")
    assert plain.startswith(r"\eta_k = ") and other.startswith("t_{0,k} = ")
    assert r"\eta" not in other and plain.count(r"\eta") - 1 == other.count("t_0") > 0


def test_a_schedule_is_laid_out_for_as_many_steps_as_a_run_has() -> None:
    steps = inspect.signature(run).parameters["steps"].default
    assert schedule("cosine").over == typed_schedule("eta*k/n").over == steps == 300


def test_equations_as_lectures_write_them() -> None:
    assert schedule("exponential").latex() == r"\eta_k = \eta \gamma^{k - 1}"
    assert schedule("inverse").latex("t_0", "t_{0,k}") == r"t_{0,k} = \frac{t_0}{k}"
    assert typed_schedule("eta/(1 + 0.1k)").latex("t_0", "t_{0,k}") == r"t_{0,k} = \frac{t_0}{1 + 0.1 k}"


def test_any_text_is_a_schedule_or_a_refusal() -> None:
    read = refused = 0
    factors = st.lists(
        st.sampled_from(["eta", "k", "n", "0.1", "(1 + k)", "sqrt(k)", "min(k, n)"]), min_size=1, max_size=4
    )

    @given(st.text(max_size=40) | factors.map("*".join) | factors.map("/".join) | factors.map(" - ".join))
    def check(text: str) -> None:
        nonlocal read, refused
        try:
            made = typed_schedule(text)
        except ExpressionError as refusal:
            refused += 1
            assert 0 <= refusal.position <= len(text)
            return
        read += 1
        rates = made.rates(0.1, 3)
        assert rates.tolist() == pytest.approx([made.rate(0.1, k) for k in (1, 2, 3)], nan_ok=True)
        (first, *_) = optimizer("adam", schedule=made).equations().splitlines()
        assert first.startswith("eta_k = ")

    check()
    assert read >= 20 and refused >= 10


@pytest.mark.parametrize(("kind", "values"), [("nothing", {}), ("step", {"every": 0}), ("cosine", {"p": 1})])
def test_bad_settings_are_refused(kind: str, values: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        schedule(kind, **values)
    with pytest.raises(ValueError):
        schedule("cosine", over=0)


@pytest.mark.parametrize(
    "text",
    ["eta/(1 + 0.01*k)", "η/(1 + 0.01*k)", "lr/(1 + 0.01*k)", "learning_rate/(1 + 0.01k)  # slowly",
     "eta_k = eta/(1 + 0.01*k)", "eta = eta/(1 + 0.01*k)", "lr := lr/(1 + 0.01*k)", "η_k = η/(1 + 0.01*k)"],
)  # fmt: skip
def test_the_step_size_may_be_called_what_it_is_called_elsewhere(text: str) -> None:
    made = typed_schedule(text, over=10)
    assert made.rates(0.5, 3) == pytest.approx(0.5 / (1 + 0.01 * np.arange(1, 4)))
    assert typed_schedule(made.formula, over=10) == made and made.latex()


@pytest.mark.parametrize("text", ["n" + "*n" * 99, "+".join(["0.5η"] * 40), "(" * 30 + "eta" + ")" * 30, "k - n" * 1])
@pytest.mark.parametrize("over", [10, 5000, 1_000_000])
def test_whatever_is_accepted_runs_with_any_number_of_steps(text: str, over: int) -> None:
    try:
        made = typed_schedule(text, over=10)
    except ExpressionError:
        return
    again = typed_schedule(made.formula, over=over)
    method = optimizer("gradient_descent", learning_rate=1e-3, schedule=again)
    assert len(run(parse("x^2"), method, (1.0,), 3).points) > 1
