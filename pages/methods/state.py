"""What is chosen on the page of the methods, in the session and in the address."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from optim_core import methods
from optim_core.base.text import N_, Message
from optim_core.methods.definition import Definition
from optim_core.methods.hyperparameters import Hyperparameter
from pages.methods.families import RACE_SURFACES, showcase
from surfaces import Surface, entries
from surfaces.base.bounds import valid_start
from surfaces.base.surface import Location
from ui.language.i18n import LANGUAGE_KEY, LANGUAGES, current_language
from ui.runs.choice import MethodChoice
from ui.runs.computed import surface_of
from ui.shell import address_bar
from ui.shell.address_bar import Query

STATE = "methods"
NOTES = "methods_notes"
FOLLOWED = "methods_followed"


@dataclass(frozen=True)
class MethodsState:
    """The method shown and its race.

    Attributes:
        method: its key.
        surface: where it races; empty for the one that suits the method.
        start: where from; None for the surface's own start.
        rate: the number that sets the size of its steps; None for the one suggested for the surface.
    """

    method: str
    surface: str = ""
    start: Location | None = None
    rate: float | None = None

    @property
    def definition(self) -> Definition:
        """The catalogue's entry."""
        return methods()[self.method]

    @property
    def surface_key(self) -> str:
        """The surface's key."""
        return self.surface or showcase(self.method)

    def landscape(self) -> Surface:
        """The surface as the catalogue offers it."""
        return surface_of(self.surface_key)

    def choice(self) -> MethodChoice:
        """The method as a run of the race."""
        rate = rate_of(self.definition)
        return MethodChoice(self.method, hyperparameters={} if None in (rate, self.rate) else {rate.key: self.rate})  # type: ignore[union-attr,dict-item]

    def with_method(self, key: str) -> MethodsState:
        """Another method on the same surface, if that was chosen; the rate goes with the method."""
        return MethodsState(key, self.surface, self.start if self.surface else None)


def rate_of(method: Definition) -> Hyperparameter | None:
    """The hyperparameter that sets the size of the steps; None for a method that finds it itself."""
    pacemaker = method.paced_by({})
    if pacemaker.rated is None:
        return None
    return next(p for p in pacemaker.hyperparameters("lecture") if p.key == pacemaker.rated.key)


def first() -> MethodsState:
    """What the page shows without being asked for anything."""
    return MethodsState(next(iter(methods())))


def to_query(state: MethodsState) -> dict[str, list[str]]:
    """The address of a state, without the language."""
    query = {"method": [state.method]}
    if state.surface:
        query["surface"] = [state.surface]
    if state.start:
        query["start"] = [",".join(repr(w).removesuffix(".0") for w in state.start)]
    if state.rate is not None:
        query["rate"] = [repr(state.rate).removesuffix(".0")]
    return query


def from_query(query: Query) -> tuple[MethodsState, list[Message]]:
    """The state an address asks for, and a note for each thing in it that makes no sense."""
    reader = _Reader(query)
    state = first()
    if reader.asks("method", N_("method"), lambda text: text in methods()):
        state = replace(state, method=reader.text("method"))
    if reader.asks("surface", N_("surface"), lambda text: text in entries() and text in RACE_SURFACES):
        state = replace(state, surface=reader.text("surface"))
    if reader.asks("start", N_("start"), lambda text: _start(text, state.landscape()) is not None):
        state = replace(state, start=_start(reader.text("start"), state.landscape()))
    rate = rate_of(state.definition)
    if reader.asks("rate", N_("Learning rate"), lambda text: rate is not None and _number(text, rate) is not None):
        assert rate is not None
        state = replace(state, rate=_number(reader.text("rate"), rate))
    reader.asks("lang", N_("language"), lambda text: text in LANGUAGES)
    return state, reader.notes


class _Reader:
    """Says what an address asks for and collects notes on what makes no sense."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self.notes: list[Message] = []

    def text(self, name: str) -> str:
        """What is given under a name, empty if nothing is."""
        given = self._query.get(name)
        return given[-1] if given else ""

    def asks(self, name: str, what: str, accepts: Any) -> bool:
        """Whether something acceptable is given under `name`; something else leaves a note about `what`."""
        if not self._query.get(name):
            return False
        if accepts(self.text(name)):
            return True
        template = N_("The link's setting for “{what}” cannot be used; the default is shown instead.")
        self.notes.append(Message(template, {"what": Message(what)}))
        return False


def _start(text: str, surface: Surface) -> Location | None:
    try:
        numbers: Sequence[float] = [float(part) for part in text[:200].split(",")]
    except ValueError:
        return None
    return valid_start(numbers, surface.dimension)


def _number(text: str, parameter: Hyperparameter) -> float | None:
    try:
        value = parameter.check(text[:50])
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def follow_address_bar() -> MethodsState:
    """The session's state, after a link, the way back or the way forward may have led elsewhere."""
    asked = st.query_params.get("method")
    known: MethodsState | None = st.session_state.get(STATE)
    # On this page only links change the method, so an address with another one is never merely late.
    if known is None or address_bar.revisited() or (asked is not None and asked in methods() and asked != known.method):
        st.session_state[STATE], st.session_state[NOTES] = from_query(address_bar.read())
        st.session_state[FOLLOWED] = known is not None
    return current()


def current() -> MethodsState:
    """The session's state."""
    state: MethodsState = st.session_state.get(STATE) or first()
    return state


def followed() -> bool:
    """Whether a link, the way back or the way forward has just led here within the session."""
    return bool(st.session_state.get(FOLLOWED, False))


def notes() -> list[Message]:
    """What had to be left out of the address."""
    found: list[Message] = st.session_state.get(NOTES, [])
    return found


def change(**changes: Any) -> None:
    """Replace some fields of the state."""
    st.session_state[STATE] = replace(current(), **changes)
    st.session_state[NOTES] = []
    address_bar.outdate()


def query() -> dict[str, list[str]]:
    """The address of what the page last showed; empty if it was never open."""
    return to_query(current()) if STATE in st.session_state else {}


def mirror_in_address_bar(state: MethodsState) -> None:
    """Make the address a link to `state`, language included."""
    link = to_query(state)
    if LANGUAGE_KEY in st.session_state:
        link["lang"] = [current_language()]
    if followed():
        st.session_state[FOLLOWED] = False
        # A link to the page one is on is reported here as the address, but the browser's own stays as it was.
        st.query_params.from_dict(link)
    address_bar.show(link)
