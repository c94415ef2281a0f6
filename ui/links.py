"""The Playground's state as a link and back.

A link carries only what differs from the default view. Reading one never fails: whatever makes no sense is
left at its default, with a note that says so. Notes name the setting, never the text from the link, which may be
anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from optim_core.expression import ExpressionError
from optim_core.hyperparameters import Choice, Hyperparameter
from optim_core.text import N_, Message
from surfaces import entries
from ui.computed import surface_of
from ui.i18n import LANGUAGES
from ui.playground_state import (
    MAX_METHODS,
    MAX_STEPS,
    TYPED,
    MethodChoice,
    PlaygroundState,
    is_convention,
    is_slot,
    is_surface,
    valid_domain,
    valid_start,
)

Query = Mapping[str, Sequence[str]]
T = TypeVar("T")

DEFAULT = PlaygroundState()
VIEWS = ("2d", "3d")
LOSS_AXES = ("log", "linear")
#: Those the player offers.
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
#: Texts longer than this are not even looked at; a formula may have 500 characters.
LONGEST = 2000


def to_query(state: PlaygroundState) -> dict[str, list[str]]:
    """The query parameters of a link to `state`; empty for the default view."""
    query: dict[str, list[str]] = {}
    if state.surface == TYPED:
        query["f"] = [state.text]
    elif state.surface != DEFAULT.surface:
        query["surface"] = [state.surface]
    for key, value in state.parameters.items():
        query[f"p.{key}"] = [_number(value)]
    if state.domain:
        query["domain"] = [",".join(_number(b) for bounds in state.domain for b in bounds)]
    if state.start:
        query["start"] = [",".join(_number(w) for w in state.start)]
    if state.steps != DEFAULT.steps:
        query["steps"] = [str(state.steps)]
    if state.methods != DEFAULT.methods:
        query["m"] = [_method(choice) for choice in state.methods] or ["none"]
    if state.view != DEFAULT.view:
        query["view"] = [state.view]
    if state.loss_axis != DEFAULT.loss_axis:
        query["loss"] = [state.loss_axis]
    if state.speed != DEFAULT.speed:
        query["speed"] = [_number(state.speed)]
    return query


def _number(value: float) -> str:
    """The shortest text that reads back as the same float."""
    return repr(float(value)).removesuffix(".0")


def _method(choice: MethodChoice) -> str:
    parts = [choice.slot] if choice.convention == "lecture" else [choice.slot, choice.convention]
    settings = choice.hyperparameters.items()
    return ";".join([*parts, *(f"{key}={v if isinstance(v, str) else _number(v)}" for key, v in settings)])


def from_query(query: Query) -> tuple[PlaygroundState, list[Message]]:
    """The state a link asks for, and a note for each thing in it that had to be left out."""
    reader = _Reader(query)
    state = reader.surface(DEFAULT)
    surface = surface_of(state)
    state = replace(
        state,
        domain=reader.read("domain", N_("picture range"), lambda t: _domain(t, surface.dimension), None),
        start=reader.read("start", N_("start"), lambda t: _start(t, surface.dimension), None),
        steps=reader.read("steps", N_("number of steps"), _steps, DEFAULT.steps),
        methods=reader.methods(),
        view=reader.read("view", N_("view"), lambda t: _one_of(t, VIEWS), DEFAULT.view),
        loss_axis=reader.read("loss", N_("loss axis"), lambda t: _one_of(t, LOSS_AXES), DEFAULT.loss_axis),
        speed=reader.read("speed", N_("speed"), _speed, DEFAULT.speed),
    )
    reader.read("lang", N_("language"), lambda t: _one_of(t, tuple(LANGUAGES)), None)
    return state, reader.notes


class _Reader:
    """Reads one setting after the other and collects notes on those that make no sense."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.notes: list[Message] = []

    def read(self, name: str, what: str, convert: Callable[[str], T], default: T) -> T:
        """The setting `name` through `convert`, or `default` with a note if that raises ValueError."""
        given = self.query.get(name)
        if not given:
            return default
        try:
            if len(given[-1]) > LONGEST:
                raise ValueError
            return convert(given[-1])
        except ValueError:
            self._note(what)
            return default

    def surface(self, state: PlaygroundState) -> PlaygroundState:
        """The state with the link's formula or catalogue surface and its parameters."""
        if "f" in self.query:
            return self.read("f", N_("formula"), lambda text: _typed(state, text), state)
        key = self.read("surface", N_("surface"), _surface_key, state.surface)
        state = state.with_surface(key)
        for parameter in entries()[key].parameters:
            value = self.read(f"p.{parameter.key}", parameter.label, _parameter(parameter.check), None)
            if value is not None:
                state = replace(state, parameters={**state.parameters, parameter.key: value})
        return state

    def methods(self) -> tuple[MethodChoice, ...]:
        """The methods that make sense, at most as many as the page shows."""
        given = self.query.get("m")
        if not given or given == ["none"]:
            return () if given else DEFAULT.methods
        found: dict[str, MethodChoice] = {}
        for text in given[: MAX_METHODS + 1]:
            choice = self._choice(text[:LONGEST])
            if choice is None or len(found) == MAX_METHODS:
                self._note(N_("methods"))
            else:
                found[choice.slot] = choice
        return tuple(found.values()) or DEFAULT.methods

    def _choice(self, text: str) -> MethodChoice | None:
        slot, *settings = text.split(";")
        if not is_slot(slot):
            return None
        choice = MethodChoice(slot)
        choices = {c.key: c for c in choice.method.choices}
        # What is chosen decides which numbers there are, so it is read first.
        for setting in sorted(settings, key=lambda s: "=" in s and s.partition("=")[0] not in choices):
            name, equals, value = setting.partition("=")
            if not equals and is_convention(name):
                choice = replace(choice, convention=name)  # type: ignore[arg-type]
                continue
            numbers = choice.method.hyperparameters(choice.convention, choice.hyperparameters)
            known: dict[str, Hyperparameter | Choice] = {**choices, **{p.key: p for p in numbers}}
            try:
                checked = _setting(known[name], value)
                choice = replace(choice, hyperparameters={**choice.hyperparameters, name: checked})
            except KeyError:
                self._note(N_("methods"))
            except ValueError:
                self._note(known[name].label)
        return choice

    def _note(self, what: str) -> None:
        note = Message(
            N_("The link's setting for “{what}” cannot be used; the default is shown instead."),
            {"what": Message(what)},
        )
        if note not in self.notes:
            self.notes.append(note)


def _setting(what: Hyperparameter | Choice, text: str) -> float | str:
    if isinstance(what, Choice):
        return what.check(text)
    return text if text in dict(what.words) else what.check(_float(text))


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError
    return value


def _speed(text: str) -> float:
    value = float(text)
    if value not in SPEEDS:
        raise ValueError
    return value


def _one_of(text: str, names: Sequence[str]) -> str:
    if text not in names:
        raise ValueError
    return text


def _steps(text: str) -> int:
    value = int(text)
    if not 1 <= value <= MAX_STEPS:
        raise ValueError
    return value


def _surface_key(text: str) -> str:
    if not is_surface(text):
        raise ValueError
    return text


def _parameter(check: Callable[[float], float]) -> Callable[[str], float | None]:
    return lambda text: check(_float(text))


def _typed(state: PlaygroundState, text: str) -> PlaygroundState:
    typed = state.with_surface(TYPED, text)
    try:
        surface_of(typed)
    except ExpressionError:
        raise ValueError from None
    return typed


def _domain(text: str, dimension: int) -> Any:
    numbers = [_float(part) for part in text.split(",")]
    domain = valid_domain(list(zip(numbers[::2], numbers[1::2], strict=True)), dimension)
    if domain is None:
        raise ValueError
    return domain


def _start(text: str, dimension: int) -> Any:
    start = valid_start([_float(part) for part in text.split(",")], dimension)
    if start is None:
        raise ValueError
    return start
