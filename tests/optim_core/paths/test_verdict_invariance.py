"""What may not change a verdict: the height and the scale of the loss, where the origin lies, which weight is which."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optim_core import Outcome, Trajectory, optimizer, run
from optim_core.base.text import Message
from optim_core.paths.verdict import judge_single, judge_together
from surfaces import Surface, entries, parse, surface
from tests.optim_core.paths.moved import Moved

#: Formulas with every kind of end there is.
TYPED = (
    "x^2", "x^2 + y^2", "x^2 - y^2", "(x+y)^2", "(x^2+y^2-1)^2", "(y-x^2)^2", "x^3", "x^4 + y^2", "x^3 + y^3", "x^100",
    "x^2 y^2", "abs(x)", "abs(x) + y^2", "abs(x-y) + abs(y)", "sqrt(x^2+y^2)", "exp(x)", "exp(-x) + y^2", "cosh x",
    "-exp(-x^2-y^2)", "sin x cos y", "(x^2-1)^2 + y^2/4", "x - log(x) + y^2", "1/(1+x^2)", "-x^2 + y", "x + 2y",
    "x^4 - y^4", "max(x, -2x, y)", "0.0001x^2", "tanh(x)^2 + y^2", "x^1.5 + y^2", "log(1 + x^2)",
)  # fmt: skip
#: Methods whose rate is divided when the loss is multiplied, and one that has none.
SCALED = ("gradient_descent", "momentum", "nesterov", "newton")
METHODS = (*SCALED, "adam", "rprop", "rmsprop")


@st.composite
def losses(draw: st.DrawFn) -> Surface:
    """Quadratics of every signature, the catalogue, typed formulas."""
    which = draw(st.sampled_from(("quadratic", "catalogue", "typed")))
    if which == "catalogue":
        return surface(draw(st.sampled_from(sorted(entries()))))
    if which == "typed":
        return parse(draw(st.sampled_from(TYPED)))
    a, b, c = (draw(st.integers(-8, 8)) / 4 for _ in range(3))
    return parse(f"({a})x^2 + ({b})x*y + ({c})y^2 + 0*(x + y)")


#: Rates of which halves and quarters of steps are exact.
EXACT = (0.25, 0.5, 1.0, 0.0625, 2.0**-10)


@st.composite
def cases(
    draw: st.DrawFn, keys: tuple[str, ...] = METHODS, rates: tuple[float, ...] = (*EXACT, 0.1, 0.01)
) -> tuple[Surface, str, float, tuple[float, ...], int]:
    """A loss, a method, its rate, a start on a grid of eighths, a number of steps."""
    loss = draw(losses())
    start = tuple(draw(st.integers(-16, 16)) / 8 for _ in range(loss.dimension))
    rate = draw(st.sampled_from(rates))
    return loss, draw(st.sampled_from(keys)), rate, start, draw(st.sampled_from((150, 60, 10, 3, 1, 0)))


def told(loss: Any, key: str, rate: float, start: tuple[float, ...], steps: int, maximize: bool = False) -> Outcome:
    return said_of(made(loss, key, rate, start, steps, maximize))


def made(loss: Any, key: str, rate: float, start: tuple[float, ...], steps: int, maximize: bool = False) -> Trajectory:
    rates = {} if key == "newton" else {"learning_rate": rate}
    return run(loss, optimizer(key, **rates), start, steps, maximize=maximize)


def said_of(path: Trajectory) -> Outcome:
    outcome = path.outcome
    assert isinstance(outcome, Outcome)
    assert "nan" not in outcome.message and "inf " not in outcome.message
    return outcome


@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(-1000, 1000))
def test_a_constant_changes_no_verdict(case: tuple[Any, ...], constant: int) -> None:
    """Up to 1000: it takes three of sixteen digits from the differences."""
    loss, key, rate, start, steps = case
    assert (
        told(Moved(loss, constant=constant), key, rate, start, steps).kind == told(loss, key, rate, start, steps).kind
    )


@settings(max_examples=60, deadline=None)
@given(cases(SCALED), st.integers(-30, 30))
def test_a_factor_changes_no_verdict(case: tuple[Any, ...], power: int) -> None:
    """A power of two: the path is the same to the last bit."""
    loss, key, rate, start, steps = case
    factor = 2.0**power
    if not 1e-12 <= rate / factor <= 10.0:
        key = "newton"
    scaled = told(Moved(loss, factor=factor), key, rate / factor, start, steps)
    assert scaled.kind == told(loss, key, rate, start, steps).kind


@settings(max_examples=60, deadline=None)
@given(cases(), st.booleans(), st.sampled_from((-1.0, 1.0)), st.sampled_from((-1.0, 1.0)))
def test_swapped_and_mirrored_weights_change_no_verdict(case: tuple[Any, ...], swap: bool, a: float, b: float) -> None:
    loss, key, rate, start, steps = case
    moved = Moved(loss, mirror=(a, b), order=(1, 0) if swap else (0, 1))
    assert told(moved, key, rate, moved.there(start), steps).kind == told(loss, key, rate, start, steps).kind


@settings(max_examples=60, deadline=None)
@given(cases(SCALED, EXACT), st.integers(-8, 8), st.integers(-8, 8))
def test_another_origin_changes_no_verdict(case: tuple[Any, ...], a: int, b: int) -> None:
    """Where a shift rounds steps otherwise, a run may miss a kink or go astray on chaotic ground: another path."""
    loss, key, rate, start, steps = case
    moved = Moved(loss, shift=(float(a), float(b)))
    here, there = made(loss, key, rate, start, steps), made(moved, key, rate, moved.there(start), steps)
    assume(here.points.shape == there.points.shape)
    assume(np.allclose(here.points, there.points - moved.shift[: loss.dimension], rtol=1e-9, atol=1e-9))
    assert said_of(there).kind == said_of(here).kind


@settings(max_examples=50, deadline=None)
@given(cases())
def test_climbing_the_negative_is_descending(case: tuple[Any, ...]) -> None:
    loss, key, rate, start, steps = case
    down, up = told(loss, key, rate, start, steps), told(Moved(loss, factor=-1.0), key, rate, start, steps, True)
    # A known minimum is none to a run that climbs; a maximum that descent is stuck at is a minimum there.
    if down.kind != "known_minimum":
        assert up.kind == {"maximum": "minimum"}.get(down.kind, down.kind)


@settings(max_examples=25, deadline=None)
@given(cases(), st.integers(0, 10))
def test_many_runs_get_the_verdicts_they_would_get_alone(case: tuple[Any, ...], seed: int) -> None:
    loss, key, rate, start, steps = case
    generator = np.random.default_rng(seed)
    starts = [np.array([w, *(w + generator.integers(-8, 8, 4) / 4)]) for w in start]
    rates = {} if key == "newton" else {"learning_rate": rate}
    many = run(loss, optimizer(key, **rates), starts, steps).outcome
    for index in range(5):
        one = told(loss, key, rate, tuple(float(w[index]) for w in starts), steps)
        assert (many.kind[index], many.step[index]) == (one.kind, one.step)


@settings(max_examples=40, deadline=None)
@given(cases(), st.lists(st.sampled_from((0.0, 0.3, 1.0, 30.0)), min_size=2, max_size=4), st.booleans())
def test_runs_judged_together_get_the_verdicts_they_would_get_alone(
    case: tuple[Any, ...], factors: list[float], maximize: bool
) -> None:
    """Of any length: some are lost, some stopped by a rule."""
    loss, key, rate, start, steps = case
    rates = [{} if key == "newton" else {"learning_rate": min(10.0, max(1e-12, rate * factor))} for factor in factors]
    stops = [{"gradient": 1e-3} if index % 2 else {} for index in range(len(rates))]
    paths = [
        run(loss, optimizer(key, **numbers), start, steps + index, maximize=maximize, stops=rules)
        for index, (numbers, rules) in enumerate(zip(rates, stops, strict=True))
    ]
    for path, found in zip(paths, judge_together(paths, [path.fired for path in paths]), strict=True):
        alone = judge_single(path, path.fired)
        assert (found.kind, found.step, found.local) == (alone.kind, alone.step, alone.local)
        assert _flat(found.parts) == pytest.approx(_flat(alone.parts), rel=1e-6, nan_ok=True)


def _flat(message: Message) -> dict[str, Any]:
    """The numbers of a sentence and of those within it by name, with the sentences themselves."""
    found: dict[str, Any] = {message.template: 0.0}
    for name, value in message.arguments.items():
        if isinstance(value, Message):
            found |= _flat(value)
        elif isinstance(value, (int, float)):
            found[f"{message.template} {name}"] = float(value)
    return found


@settings(max_examples=60, deadline=None)
@given(cases())
def test_converged_is_certified(case: tuple[Any, ...]) -> None:
    """Newton's step from beside the end cuts the gradient tenfold, and nothing next to it is lower."""
    loss, key, rate, start, steps = case
    path = run(loss, optimizer(key, **({} if key == "newton" else {"learning_rate": rate})), start, steps)
    if path.outcome.kind != "converged":  # type: ignore[union-attr]
        return
    last = path.points[-1]
    for angle in np.linspace(0.0, 2 * np.pi, 12, endpoint=False):
        way = np.array([np.cos(angle), np.sin(angle)])[: loss.dimension]
        if np.linalg.norm(way) < 0.1:
            continue
        beside = last + 1e-4 * way
        gradient, hessian = (np.array(f(*beside.tolist())) for f in (loss.gradient, loss.hessian))
        after = np.array(loss.gradient(*(beside - np.linalg.solve(hessian, gradient)).tolist()))
        assert np.linalg.norm(np.linalg.solve(hessian, after)) <= 0.1 * 1e-4
        higher = loss.value(*(last + 1e-3 * way).tolist()) - loss.value(*last.tolist())
        assert higher > -1e-12 * abs(loss.value(*last.tolist()))


@pytest.mark.parametrize("text", TYPED)
def test_the_formulas_are_read(text: str) -> None:
    assert parse(text).dimension in (1, 2)
