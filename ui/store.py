"""The Playground's state in the session, and its mirror in the address bar."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from optim_core.text import Message
from ui import address_bar
from ui.i18n import LANGUAGE_KEY, current_language
from ui.links import from_query, to_query
from ui.playground_state import PlaygroundState

STATE = "playground"
NOTES = "playground_notes"


def current() -> PlaygroundState:
    """The session's state; on its first run, what the link asks for."""
    if STATE not in st.session_state:
        _open_link()
    state: PlaygroundState = st.session_state[STATE]
    return state


def follow_address_bar() -> PlaygroundState:
    """The session's state, after the visitor may have gone back or forward. Call it once, at the page's top."""
    if address_bar.revisited():
        _open_link()
    return current()


def _open_link() -> None:
    st.session_state[STATE], st.session_state[NOTES] = from_query(address_bar.read())


def set_state(state: PlaygroundState) -> None:
    """Replace the state; notes about the link have been read by then."""
    st.session_state[STATE] = state
    st.session_state[NOTES] = []
    address_bar.outdate()


def change(**changes: Any) -> None:
    """Replace some fields of the state."""
    set_state(replace(current(), **changes))


def notes() -> list[Message]:
    """What had to be left out of the link this session began with."""
    found: list[Message] = st.session_state.get(NOTES, [])
    return found


def query_of(state: PlaygroundState) -> dict[str, list[str]]:
    """The link's parameters, with the language: whoever opens it sees what its sender saw."""
    query = to_query(state)
    if LANGUAGE_KEY in st.session_state:
        query["lang"] = [current_language()]
    return query


def mirror_in_address_bar(state: PlaygroundState) -> None:
    """Make the address bar a link to `state`; the default view needs none."""
    query = query_of(state)
    untouched = query == {"lang": ["en"]} and not st.query_params
    address_bar.show({} if untouched else query)
