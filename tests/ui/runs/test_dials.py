"""The rate of every method as it is offered beside its run, and a run with another one."""

from __future__ import annotations

from itertools import pairwise

import pytest

from optim_core import methods
from surfaces import surface
from ui.player.rates import RateChange
from ui.runs.choice import MethodChoice, ScheduleChoice
from ui.runs.rates import rate_control, rate_parameter, with_rate

RAVINE = surface("ravine")


@pytest.mark.parametrize("key", methods())
def test_a_method_with_a_rate_offers_it_with_its_bounds(key: str) -> None:
    optimizer = MethodChoice(key).optimizer(RAVINE)
    parameter, control = rate_parameter(optimizer), rate_control("It", optimizer)
    assert (parameter is None) == (control is None)
    if parameter is None or control is None:
        return
    assert control.value == optimizer.value_of(parameter.key)
    assert (control.minimum, control.maximum) == (parameter.minimum, parameter.maximum)
    assert all(a < b for a, b in pairwise(control.stops))
    assert all(control.minimum <= stop <= control.maximum for stop in control.stops)
    assert control.note == ""
    assert control.name.startswith("It: ")


def test_only_the_run_that_was_named_changes_and_keeps_its_other_numbers() -> None:
    runs = (MethodChoice("adam", hyperparameters={"beta_1": 0.5}), MethodChoice("adam~2"), MethodChoice("newton"))
    first, second, third = with_rate(runs, RateChange("adam", 0.25))
    assert dict(first.hyperparameters) == {"beta_1": 0.5, "learning_rate": 0.25}
    assert (second, third) == runs[1:]
    assert with_rate(runs, RateChange("newton", 0.25)) == runs
    assert with_rate(runs, RateChange("nobody", 0.25)) == runs


def test_bounds_hold_whatever_a_browser_reports() -> None:
    runs = (MethodChoice("adam"),)
    control = rate_control("It", runs[0].optimizer(RAVINE))
    assert control is not None
    for value in (control.minimum, control.maximum):
        assert with_rate(runs, RateChange("adam", value))[0].hyperparameters["learning_rate"] == value
    for value in (control.minimum - 1.0, control.maximum * 1.001):
        assert with_rate(runs, RateChange("adam", value)) == runs


def test_the_rate_inside_another_method_is_its_rate() -> None:
    (changed,) = with_rate((MethodChoice("lookahead"),), RateChange("lookahead", 0.02))
    assert changed.optimizer(RAVINE).learning_rate == 0.02


def test_how_a_rate_changes_from_step_to_step_is_said_beside_it() -> None:
    falling = MethodChoice("gradient_descent", schedule=ScheduleChoice("inverse"))
    control = rate_control("It", falling.optimizer(RAVINE))
    assert control is not None and control.note != ""
