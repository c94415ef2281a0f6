"""The numbers of every method as they are offered beside its run, and a run with other ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_core import methods
from surfaces import surface
from ui.language.i18n import use_language
from ui.runs.choice import MethodChoice, ScheduleChoice
from ui.runs.dials import beyond_zero, is_dial, number_dials, rate_dial, rate_parameter, steps_dial, with_numbers

RAVINE = surface("ravine")


@pytest.mark.parametrize("key", methods())
def test_every_number_of_a_method_is_a_dial_with_its_bounds(key: str) -> None:
    optimizer = MethodChoice(key).optimizer(RAVINE)
    rate = rate_dial("It", optimizer)
    assert (rate_parameter(optimizer) is None) == (rate is None)
    dials = {dial.key: dial for dial in (*([rate] if rate else []), *number_dials("It", optimizer))}
    assert set(dials) == {p.key for p in optimizer.parameters if is_dial(optimizer, p)}
    for parameter in optimizer.parameters:
        if parameter.key not in dials:
            assert parameter.scale == "switch" or isinstance(optimizer.value_of(parameter.key), str)
            continue
        dial = dials[parameter.key]
        assert dial.value == optimizer.value_of(parameter.key)
        assert (dial.minimum, dial.maximum) == (parameter.minimum, parameter.maximum)
        assert dial.minimum <= dial.low < dial.high <= dial.maximum
        assert dial.low > 0 or dial.scale != "log"
        assert (dial.symbol, dial.note, dial.mark) == (parameter.symbol, "", None)
        assert dial.name.startswith("It: ")


def test_only_the_runs_that_were_named_change_and_keep_their_other_numbers() -> None:
    runs = (MethodChoice("adam", hyperparameters={"beta_1": 0.5}), MethodChoice("adam~2"), MethodChoice("newton"))
    first, second, third = with_numbers(
        runs, {"adam": {"learning_rate": 0.25, "beta_2": 0.9}, "newton": {"damping": 1}}
    )
    assert dict(first.hyperparameters) == {"beta_1": 0.5, "learning_rate": 0.25, "beta_2": 0.9}
    assert second == runs[1]
    assert dict(third.hyperparameters) == {"damping": 1.0}
    assert with_numbers(runs, {"newton": {"learning_rate": 0.25}}) == runs
    assert with_numbers(runs, {"nobody": {"learning_rate": 0.25}}) == runs


@settings(max_examples=50)
@given(value=st.floats(), key=st.sampled_from(["learning_rate", "beta_1", "weight_decay"]))
def test_bounds_hold_whatever_a_browser_reports(value: float, key: str) -> None:
    runs = (MethodChoice("adam"),)
    (parameter,) = [p for p in runs[0].optimizer(RAVINE).parameters if p.key == key]
    changed = with_numbers(runs, {"adam": {key: value}})
    if parameter.minimum <= value <= parameter.maximum:
        assert changed[0].hyperparameters == {key: value}
    else:
        assert changed == runs


def test_a_whole_number_stays_one() -> None:
    runs = (MethodChoice("lookahead"),)
    assert with_numbers(runs, {"lookahead": {"every": 7.0}})[0].hyperparameters == {"every": 7.0}
    assert with_numbers(runs, {"lookahead": {"every": 7.5}}) == runs


def test_the_rate_inside_another_method_is_its_rate() -> None:
    (changed,) = with_numbers((MethodChoice("lookahead"),), {"lookahead": {"learning_rate": 0.02}})
    assert changed.optimizer(RAVINE).learning_rate == 0.02


def test_how_a_rate_changes_from_step_to_step_is_said_beside_it() -> None:
    falling = MethodChoice("gradient_descent", schedule=ScheduleChoice("inverse"))
    dial = rate_dial("It", falling.optimizer(RAVINE), 0.5)
    assert dial is not None and dial.note != ""
    assert dial.mark is None, "2/L is about a rate that stays"


@pytest.mark.parametrize(("key", "marked"), [("gradient_descent", True), ("momentum", True), ("adam", False)])
def test_two_over_the_curvature_stands_where_a_rate_multiplies_the_gradient(key: str, marked: bool) -> None:
    with use_language("en"):
        dial = rate_dial("It", MethodChoice(key).optimizer(RAVINE), 0.5)
    assert dial is not None
    assert (dial.mark is not None) == marked
    if dial.mark:
        assert (dial.mark.at, dial.mark.text) == (0.5, "2/L")
        assert "2/L = 0.5" in dial.mark.meaning


@pytest.mark.parametrize("key", methods())
@pytest.mark.parametrize("convention", ["lecture", "pytorch"])
def test_beyond_zero_are_the_lines_that_a_run_there_has(key: str, convention: str) -> None:
    """One program serves both sides of zero, or the other one is sent as well."""
    choice = MethodChoice(key, convention)  # type: ignore[arg-type]
    optimizer = choice.optimizer(RAVINE)
    own = optimizer.program(2)
    if own is None:
        return
    others = beyond_zero(choice, optimizer, lambda other: other.optimizer(RAVINE, 300), RAVINE.dimension)
    for parameter in optimizer.parameters:
        if parameter.minimum > 0 or not is_dial(optimizer, parameter):
            continue
        there = parameter.slider[1] if optimizer.value_of(parameter.key) == 0 else 0.0
        (turned,) = with_numbers([choice], {key: {parameter.key: there}})
        expected = turned.optimizer(RAVINE, 300).program(2)
        given = others.get(parameter.symbol, own)
        assert expected is not None
        assert _lines(given.message()) == _lines(expected.message()), parameter.key


def _lines(message: dict) -> dict:  # type: ignore[type-arg]
    kept = {name: part for name, part in message.items() if name != "numbers"}
    return {**kept, "inner": _lines(kept["inner"])} if "inner" in kept else kept


def test_the_number_of_steps_is_a_whole_number_up_to_the_most() -> None:
    with use_language("en"):
        dial = steps_dial(300, 5000)
    assert (dial.value, dial.low, dial.high, dial.minimum, dial.maximum) == (300, 1, 5000, 1, 5000)
    assert (dial.scale, dial.name, dial.range) == ("whole", "Number of steps", "a whole number between 1 and 5000")
