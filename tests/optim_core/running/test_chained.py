"""Steps made many at a time are those made one by one, to the last digit, wherever floats end."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_core import Trajectory, methods, optimizer, run
from optim_core.expression.code import chains
from optim_core.methods.schedules import schedule
from optim_core.running import loop
from optim_core.running.chained import chain_of
from surfaces import parse, surface
from surfaces.data import MODELS, data_loss, dataset

#: Smooth ones, one with letters, and such as floats raise at, overflow or leave the domain on the way.
FORMULAS = ("x^2 + 10y^2", "(1-x)^2 + 100(y-x^2)^2", "x - log(x)", "sqrt(x) + y^2", "exp(x^2) + y", "1/x^3", "-exp(x)",
            "x^4", "|x| + max(x, y)", "erf(x*y) + x^2", "1/(x - y)")  # fmt: skip


def both(monkeypatch: pytest.MonkeyPatch, *given: object, **named: object) -> tuple[Trajectory, Trajectory]:
    """A run made many steps at a time, and one by one."""
    monkeypatch.setattr(loop, "WORTH_CHAINING", 1)
    fast = run(*given, **named)  # type: ignore[arg-type]
    monkeypatch.setattr(loop, "WORTH_CHAINING", 10**9)
    return fast, run(*given, **named)  # type: ignore[arg-type]


def assert_same(fast: Trajectory, slow: Trajectory) -> None:
    assert fast.bad_step == slow.bad_step and fast.spent == slow.spent and fast.last == slow.last
    for name in ("points", "values", "gradients", "gradient_points", "evaluations", "bad_point"):
        one, other = getattr(fast, name), getattr(slow, name)
        assert one.shape == other.shape and one.dtype == other.dtype, name
        np.testing.assert_array_equal(one, other, err_msg=name)


@pytest.mark.parametrize("form", ["lecture", "pytorch"])
@pytest.mark.parametrize("key", [key for key, method in methods().items() if method.steppable])
def test_every_method_makes_the_same_steps(key: str, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for loss, start in ((surface("rosenbrock"), (-1.5, 2.0)), (parse("x^4 - 3x^2 + x"), (2.0,))):
        for maximize in (False, True):
            method = optimizer(key, convention=form)
            assert_same(*both(monkeypatch, loss, method, start, 60, maximize=maximize))


@settings(max_examples=40)
@given(
    st.sampled_from(FORMULAS),
    st.sampled_from(["gradient_descent", "momentum", "adam", "rmsprop"]),
    st.floats(1e-3, 10.0),
    st.tuples(st.floats(-3.0, 3.0), st.floats(-3.0, 3.0)),
    st.integers(1, 50),
    st.booleans(),
)
def test_and_ends_where_they_end(
    text: str, key: str, rate: float, start: tuple[float, float], steps: int, climbs: bool
) -> None:
    loss = parse(text)
    with pytest.MonkeyPatch.context() as patch:
        method = optimizer(key, learning_rate=rate)
        assert_same(*both(patch, loss, method, start[: loss.dimension], steps, maximize=climbs))


def test_decay_clipping_schedules_and_budgets_change_nothing_about_it(monkeypatch: pytest.MonkeyPatch) -> None:
    loss = surface("rosenbrock")
    paced = optimizer("momentum", schedule=schedule("inverse", over=80), weight_decay=0.1, max_norm=2.0)
    for extra in ({}, {"work": 4e-4}, {"stops": {"step_length": 1e-2}}):
        assert_same(*both(monkeypatch, loss, paced, (-1.5, 2.0), 80, **extra))


def test_numbers_are_no_part_of_the_function_and_letters_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    loss = parse("a*x^2 + b*y^2 + a", a=2.0, b=0.5)
    assert_same(*both(monkeypatch, loss, optimizer("adam"), (1.0, 1.0), 40))
    other = parse("a*x^2 + b*y^2 + a", a=0.5, b=2.0)
    assert_same(*both(monkeypatch, other, optimizer("adam", learning_rate=0.3), (1.0, 1.0), 40))


def test_only_equations_of_the_gradient_at_the_point_on_a_formula_of_reasonable_size_are_chained(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def chained(loss: object, key: str) -> bool:
        return chain_of(loss, optimizer(key).stepper("scalar", 2)) is not None  # type: ignore[arg-type]

    loss = surface("rosenbrock")
    assert chained(loss, "gradient_descent") and chained(loss, "adam")
    assert not any(chained(loss, key) for key in ("nesterov", "newton", "line_search"))
    assert not chained(data_loss(dataset("line"), MODELS["squares"]), "adam")
    monkeypatch.setattr(chains, "LARGEST", 3)
    assert not chained(parse("x^2 + 3y^2 + x*y + 1"), "adam")


def test_a_run_is_lost_where_its_weights_are_infinite_and_the_loss_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slope of 1/x at 1e-160 is infinite, and 1/x is 0 where that leads."""
    fast, slow = both(monkeypatch, parse("1/x"), optimizer("gradient_descent", learning_rate=1.0), (1e-160,), 5)
    assert_same(fast, slow)
    assert fast.bad_step == 1 and np.isinf(fast.bad_point).all()
