"""The numbers of a run: which of them are dials beside it, and runs with other ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, reduce

from optim_core import Optimizer
from optim_core.base.program import StepProgram
from optim_core.base.text import N_
from optim_core.expression.typesetting.symbols import symbol_text
from optim_core.methods.hyperparameters import Hyperparameter, range_message
from ui.language.i18n import _, current_language, translate, use_language
from ui.language.numbers import short
from ui.player.dials import DialControl, DialMark, Numbers
from ui.runs.choice import MethodChoice
from ui.runs.columns import rate_text

#: What 2/L on the track of a rate means.
LIMIT = N_("2/L = {rate}, where L is the largest curvature at the minimum: plain descent settles below it, not beyond.")


def rate_parameter(optimizer: Optimizer) -> Hyperparameter | None:
    """What sets the size of the steps; None for a method that finds it itself."""
    rated = optimizer.method.paced_by(optimizer.hyperparameters).rated
    return next((p for p in optimizer.parameters if rated and p.key == rated.key), None)


def rate_name(method: str, rate: Hyperparameter) -> str:
    """What a control of the rate is called."""
    if rate.key == "learning_rate":
        return _("{method}: learning rate").format(method=method)
    return f"{method}: {_(rate.label)}"


def rate_dial(method: str, optimizer: Optimizer, limit: float | None = None) -> DialControl | None:
    """The rate as the player offers it; None if nothing can be set. `limit` is 2/L where it is known."""
    rate = rate_parameter(optimizer)
    if rate is None or not is_dial(optimizer, rate):
        return None
    dial = _dial(rate_name(method, rate), optimizer, rate)
    changing = optimizer.schedule is not None and not optimizer.schedule.constant
    note = rate_text(optimizer) if changing else ""
    mark = None
    if limit is not None and rate_unit(optimizer) == "gradient" and not changing:
        mark = DialMark(limit, "2/L", _(LIMIT).format(rate=short(limit)))
    return dial._replace(note=note, mark=mark)


def rate_unit(optimizer: Optimizer) -> str:
    """What the rate of the method at work multiplies."""
    return optimizer.method.paced_by(optimizer.hyperparameters).rate_unit


def number_dials(method: str, optimizer: Optimizer) -> tuple[DialControl, ...]:
    """The method's other numbers, in the order in which it lists them."""
    return _number_dials(current_language(), method, optimizer)


# Where a run begins changes none of them.
@lru_cache(maxsize=256)
def _number_dials(language: str, method: str, optimizer: Optimizer) -> tuple[DialControl, ...]:
    with use_language(language):
        return tuple(_numbers(method, optimizer))


def _numbers(method: str, optimizer: Optimizer) -> Iterator[DialControl]:
    rate = rate_parameter(optimizer)
    others = [p for p in optimizer.parameters if p != rate and is_dial(optimizer, p)]
    return (_dial(f"{method}: {_(p.label)} {symbol_text(p.symbol)}", optimizer, p) for p in others)


def is_dial(optimizer: Optimizer, parameter: Hyperparameter) -> bool:
    """Whether a setting is a number on a scale: no switch, and no word in place of a number."""
    return parameter.scale != "switch" and not isinstance(optimizer.value_of(parameter.key), str)


def _dial(name: str, optimizer: Optimizer, parameter: Hyperparameter) -> DialControl:
    low, high = parameter.slider
    return DialControl(
        key=parameter.key,
        symbol=parameter.symbol,
        name=name,
        label=f"{_(parameter.label)} {symbol_text(parameter.symbol)}",
        value=float(optimizer.value_of(parameter.key)),
        low=float(low),
        high=float(high),
        scale=parameter.scale,
        minimum=parameter.minimum,
        maximum=parameter.maximum,
        range=translate(range_message(parameter)),
        help=_(parameter.help),
    )


def beyond_zero(
    choice: MethodChoice,
    optimizer: Optimizer,
    make: Callable[[MethodChoice], Optimizer],
    dimension: int,
    maximize: bool = False,
) -> dict[str, StepProgram]:
    """Programs for numbers on the other side of zero, by symbol, where another one has other lines.

    A number of zero leaves out the lines that would do nothing, as weight decay's. `make` sets all numbers of a choice.
    """
    found = {}
    for parameter, other in _others(choice, optimizer, make):
        if _lines(other, maximize) == _lines(optimizer, maximize):
            continue
        program = other.program(dimension, maximize)
        if program:
            found[parameter.symbol] = program
    return found


def _others(
    choice: MethodChoice, optimizer: Optimizer, make: Callable[[MethodChoice], Optimizer]
) -> Iterator[tuple[Hyperparameter, Optimizer]]:
    """Every number that may be zero, with the method on the other side of it."""
    for parameter in optimizer.parameters:
        if parameter.minimum > 0 or not is_dial(optimizer, parameter):
            continue
        number = parameter.slider[1] if optimizer.value_of(parameter.key) == 0 else 0.0
        changed = replace(choice, hyperparameters={**choice.hyperparameters, parameter.key: number})
        yield parameter, make(changed)


def _lines(optimizer: Optimizer, maximize: bool) -> str:
    return (optimizer.inner or optimizer).equations(maximize)


def steps_dial(steps: int, most: int) -> DialControl:
    """How many steps every run has at most."""
    words = _("a whole number between {minimum} and {maximum}").format(minimum=1, maximum=most)
    name = _("Number of steps")
    return DialControl("steps", "", name, name, float(steps), 1.0, float(most), "whole", 1.0, float(most), words)


def with_numbers(choices: Sequence[MethodChoice], changes: Numbers) -> tuple[MethodChoice, ...]:
    """The methods with other numbers; those that are nobody's or out of bounds are left as they were."""
    return tuple(reduce(_changed, changes.get(choice.slot, {}).items(), choice) for choice in choices)


def _changed(choice: MethodChoice, change: tuple[str, float]) -> MethodChoice:
    key, value = change
    optimizer = choice.paced(lambda _method, _form: 1.0, steps=1)
    parameter = next((p for p in optimizer.parameters if p.key == key), None)
    if parameter is None:
        return choice
    try:
        accepted = parameter.check(value)
    except ValueError:
        return choice
    return replace(choice, hyperparameters={**choice.hyperparameters, key: accepted})
