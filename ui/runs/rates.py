"""The rate of a run: which of its numbers that is, how it is offered beside the run, and a run with another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from optim_core import Optimizer
from optim_core.methods.hyperparameters import Hyperparameter, range_message
from ui.controls.widgets import even_stops, log_stops
from ui.language.i18n import _, translate
from ui.player.rates import RateChange, RateControl
from ui.runs.choice import MethodChoice
from ui.runs.columns import rate_text

#: Between the stops of a rate that is no logarithmic number.
FINE = 0.01


def rate_parameter(optimizer: Optimizer) -> Hyperparameter | None:
    """What sets the size of the steps; None for a method that finds it itself."""
    rated = optimizer.method.paced_by(optimizer.hyperparameters).rated
    return next((p for p in optimizer.parameters if rated and p.key == rated.key), None)


def rate_name(method: str, rate: Hyperparameter) -> str:
    """What a control of the rate is called."""
    if rate.key == "learning_rate":
        return _("{method}: learning rate").format(method=method)
    return f"{method}: {_(rate.label)}"


def rate_control(method: str, optimizer: Optimizer) -> RateControl | None:
    """The rate as the player offers it; None if nothing can be set."""
    rate = rate_parameter(optimizer)
    value = None if rate is None else optimizer.value_of(rate.key)
    if rate is None or value is None or isinstance(value, str):
        return None
    low, high = rate.slider
    stops = log_stops(low, high) if rate.scale == "log" else even_stops(low, high, FINE, value)
    words = translate(range_message(rate))
    changing = optimizer.schedule is not None and not optimizer.schedule.constant
    note = rate_text(optimizer) if changing else ""
    return RateControl(rate_name(method, rate), float(value), stops, rate.minimum, rate.maximum, words, note)


def with_rate(choices: Sequence[MethodChoice], change: RateChange) -> tuple[MethodChoice, ...]:
    """The methods, one with another rate; as they were if it is nobody's or out of bounds."""
    return tuple(_changed(choice, change.value) if choice.slot == change.run else choice for choice in choices)


def _changed(choice: MethodChoice, value: float) -> MethodChoice:
    rate = rate_parameter(choice.paced(lambda _method, _form: 1.0, steps=1))
    if rate is None or not rate.minimum <= value <= rate.maximum:
        return choice
    return replace(choice, hyperparameters={**choice.hyperparameters, rate.key: value})
