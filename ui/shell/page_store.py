"""A page's state in the session, and its mirror in the address bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import streamlit as st

from optim_core.base.text import Message
from ui.language.i18n import LANGUAGE_KEY, current_language
from ui.shell import address_bar, panels
from ui.shell.address_bar import Query

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

State = TypeVar("State", bound="DataclassInstance")


class PageStore(Generic[State]):
    """Keeps one page's state.

    Args:
        key: where in the session.
        read: a link's query to a state, with notes on what had to be left out of it.
        write: a state to a link's query, without the language.
    """

    def __init__(
        self, key: str, read: Callable[[Query], tuple[State, list[Message]]], write: Callable[[State], Query]
    ) -> None:
        self.key, self._notes = key, f"{key}_notes"
        self._read, self._write = read, write

    def current(self) -> State:
        """The session's state; on its first run, what the link asks for."""
        if self.key not in st.session_state:
            self._open_link()
        state: State = st.session_state[self.key]
        return state

    def follow_address_bar(self) -> State:
        """The session's state, after the visitor may have gone back or forward. Call it once, at the page's top."""
        panels.begin(self.key)
        if self.key in st.session_state and self.led_elsewhere():
            self._open_link()
        return self.current()

    def led_elsewhere(self) -> bool:
        """Whether the address asks for something else than what is there."""
        # A link need not carry everything (data of one's own): one that says what is there is no reason to read it.
        return address_bar.revisited() and address_bar.read() != self.link()

    def _open_link(self) -> None:
        query = address_bar.read()
        st.session_state[self.key], st.session_state[self._notes] = self._read(query)
        panels.ask(self.key, query.get(panels.OPEN, ()))

    def set(self, state: State) -> None:
        """Replace the state; notes about the link have been read by then."""
        st.session_state[self.key] = state
        st.session_state[self._notes] = []
        address_bar.outdate()

    def change(self, **changes: Any) -> None:
        """Replace some fields of the state."""
        self.set(replace(self.current(), **changes))

    def notes(self) -> list[Message]:
        """What had to be left out of the link this session began with."""
        found: list[Message] = st.session_state.get(self._notes, [])
        return found

    def query(self) -> Query:
        """The link to what the page last showed, without the language; empty before it was opened."""
        if self.key not in st.session_state:
            return {}
        return self._write(st.session_state[self.key]) | panels.turned_over(self.key)

    def link(self) -> Query:
        """The same with the language: whoever opens it sees what its sender saw."""
        found = self.query()
        if LANGUAGE_KEY in st.session_state:
            found["lang"] = [current_language()]
        return found

    def mirror_in_address_bar(self) -> None:
        """Make the address bar a link to the state; the default view needs none."""
        link = self.link()
        untouched = link == {"lang": ["en"]} and not st.query_params
        address_bar.show({} if untouched else link)
