"""The state of the page of data and batches in the session, and its mirror in the address bar."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from optim_core.text import Message
from ui import address_bar
from ui.address_bar import Query
from ui.batches_links import from_query, to_query
from ui.batches_state import BatchesState
from ui.i18n import LANGUAGE_KEY, current_language

STATE = "batches"
NOTES = "batches_notes"


def current() -> BatchesState:
    """The session's state; on its first run, what the link asks for."""
    if STATE not in st.session_state:
        _open_link()
    state: BatchesState = st.session_state[STATE]
    return state


def follow_address_bar() -> BatchesState:
    """The session's state, after the visitor may have gone back or forward. Call it once, at the page's top."""
    if address_bar.revisited() and address_bar.read() != mirrored():
        _open_link()
    return current()


def _open_link() -> None:
    st.session_state[STATE], st.session_state[NOTES] = from_query(address_bar.read())


def set_state(state: BatchesState) -> None:
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


def query() -> Query:
    """The link to what the page last showed, without the language; empty before it was opened."""
    return to_query(st.session_state[STATE]) if STATE in st.session_state else {}


def mirrored() -> Query:
    """The link with the language: whoever opens it sees what its sender saw."""
    found = query()
    if LANGUAGE_KEY in st.session_state:
        found["lang"] = [current_language()]
    return found


def mirror_in_address_bar() -> None:
    """Make the address bar a link to the state; the default view needs none."""
    found = mirrored()
    untouched = found == {"lang": ["en"]} and not st.query_params
    address_bar.show({} if untouched else found)
