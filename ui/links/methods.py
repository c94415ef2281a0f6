"""One run's method as part of a link: ``adam;pytorch;beta_1=0.5;schedule=cosine;schedule.final_share=0.1``.

Reading one never fails: what makes no sense is left out, and told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from optim_core import CONVENTIONS
from optim_core.base.text import N_
from optim_core.methods.hyperparameters import Choice, Hyperparameter
from optim_core.methods.schedules import KINDS, TYPED, typed_schedule
from optim_core.methods.typed_method import KEY, typed_method
from ui.links.values import finite, number
from ui.runs.choice import MethodChoice, ScheduleChoice, is_slot

SCHEDULE = "schedule"
TEXT = "text"
FORMULA = f"{SCHEDULE}.{TYPED}"
#: Before the name of a number that would be taken for one of the others.
NUMBER = "number."

Note = Callable[[str], None]


def method_text(choice: MethodChoice) -> str:
    """The choice as text; only what differs from the defaults."""
    return ";".join([choice.slot, *_settings(choice)])


def _settings(choice: MethodChoice) -> Iterator[str]:
    if choice.convention != "lecture":
        yield choice.convention
    if choice.text:
        yield f"{TEXT}={_escaped(choice.text)}"
    for key, value in choice.hyperparameters.items():
        # A number of typed equations may be called what has a meaning here.
        name = f"{NUMBER}{key}" if key == TEXT or key.startswith(SCHEDULE) else key
        yield f"{name}={value if isinstance(value, str) else number(value)}"
    if choice.schedule.kind == TYPED:
        yield f"{FORMULA}={_escaped(choice.schedule.formula)}"
    elif choice.schedule.kind != "constant":
        yield f"{SCHEDULE}={choice.schedule.kind}"
        for key, value in choice.schedule.values.items():
            yield f"{SCHEDULE}.{key}={number(value)}"


def _escaped(text: str) -> str:
    """A typed text without the sign that parts settings."""
    return text.replace("%", "%25").replace(";", "%3B")


def _typed(text: str) -> str:
    return text.replace("%3B", ";").replace("%25", "%")


def read_method(text: str, note: Note) -> MethodChoice | None:
    """The choice that a text stands for, None if it names no method; `note` hears what had to be left out."""
    slot, *settings = text.split(";")
    if not is_slot(slot):
        return None
    given = dict(setting.partition("=")[::2] for setting in settings if "=" in setting)
    choice = _with_text(MethodChoice(slot), given, note)
    if choice is None:
        return None
    for name in settings:
        if name in CONVENTIONS:
            choice = replace(choice, convention=name)
        elif "=" not in name:
            note(N_("methods"))
    choice = replace(choice, schedule=_schedule(given, note))
    choices = {c.key: c for c in choice.method.choices}
    # What is chosen decides which numbers there are, so it is read first.
    for name in sorted(given, key=lambda name: name not in choices):
        if name != TEXT and not name.startswith(SCHEDULE):
            choice = _with_setting(choice, name.removeprefix(NUMBER), given[name], note)
    return choice


def _with_text(choice: MethodChoice, given: Mapping[str, str], note: Note) -> MethodChoice | None:
    """With the equations of a method of one's own; None if they are none."""
    if choice.key != KEY or TEXT not in given:
        return choice
    text = _typed(given[TEXT])
    try:
        typed_method(text)
    except ValueError:
        note(N_("methods"))
        return None
    return replace(choice, text=text)


def _with_setting(choice: MethodChoice, name: str, value: str, note: Note) -> MethodChoice:
    numbers = choice.method.hyperparameters(choice.convention, choice.hyperparameters)
    known: dict[str, Hyperparameter | Choice] = {p.key: p for p in numbers}
    known |= {c.key: c for c in choice.method.choices}
    if name not in known:
        note(N_("methods"))
        return choice
    try:
        checked = _setting(known[name], value)
    except ValueError:
        note(known[name].label)
        return choice
    return replace(choice, hyperparameters={**choice.hyperparameters, name: checked})


def _setting(what: Hyperparameter | Choice, text: str) -> float | str:
    if isinstance(what, Choice):
        return what.check(text)
    return text if text in dict(what.words) else what.check(finite(text))


def _schedule(given: Mapping[str, str], note: Note) -> ScheduleChoice:
    try:
        if FORMULA in given:
            return ScheduleChoice(TYPED, formula=typed_schedule(_typed(given[FORMULA])).formula)
        kind = given.get(SCHEDULE, "constant")
        known = {p.key: p for p in KINDS[kind].parameters}
        values = {name: given[f"{SCHEDULE}.{name}"] for name in known if f"{SCHEDULE}.{name}" in given}
        return ScheduleChoice(kind, {name: known[name].check(finite(text)) for name, text in values.items()})
    except (KeyError, ValueError):
        note(N_("schedule"))
        return ScheduleChoice()
