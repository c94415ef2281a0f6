"""A page's state in the session, and its mirror in the address bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import streamlit as st

from optim_core.base.text import N_, Message
from ui.demos import tour
from ui.demos.demo import Demo
from ui.language.i18n import LANGUAGE_KEY, current_language
from ui.links.reader import LinkReader
from ui.shell import address_bar, panels
from ui.shell.address_bar import Query
from ui.shell.presenting import LINK as PRESENT
from ui.shell.presenting import presenting

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

State = TypeVar("State", bound="DataclassInstance")


class PageStore(Generic[State]):
    """Keeps one page's state.

    Args:
        key: where in the session.
        read: a link's query to a state, with notes on what had to be left out of it.
        write: a state to a link's query, without the language.
        subject: what a state is about; a scene is left when that becomes another.
    """

    def __init__(
        self,
        key: str,
        read: Callable[[Query], tuple[State, list[Message]]],
        write: Callable[[State], Query],
        subject: Callable[[State], object] = lambda state: None,
    ) -> None:
        self.key, self._notes, self._demo = key, f"{key}_notes", f"{key}_demo"
        self._read, self._write, self._subject = read, write, subject

    def current(self) -> State:
        """The session's state; on its first run, what the link asks for."""
        if self.key not in st.session_state:
            self._open_link()
        state: State = st.session_state[self.key]
        return state

    def follow_address_bar(self) -> State:
        """The session's state, after the visitor may have gone back or forward. Call it once, at the page's top."""
        panels.begin(self.key)
        scene = tour.taken(self.key)
        if scene is not None:
            self._open(scene)
            address_bar.outdate()
        elif self.key in st.session_state and self.led_elsewhere():
            self._open_link()
        return self.current()

    def led_elsewhere(self) -> bool:
        """Whether the address asks for something else than what is there."""
        # A link need not carry everything (data of one's own): one that says what is there is no reason to read it.
        return address_bar.revisited() and address_bar.read() != self.link()

    def _open_link(self) -> None:
        self._open(address_bar.read())

    def _open(self, query: Query) -> None:
        state, notes = self._read(query)
        reader = LinkReader(query)
        demo = reader.read(tour.LINK, N_("scene"), self._scene_named, None)
        st.session_state[self.key], st.session_state[self._notes] = state, [*notes, *reader.notes]
        st.session_state[self._demo] = demo and (demo.key, self._subject(state))
        if demo and demo.panel:
            st.session_state[f"{self.key}_panel"] = demo.panel
        panels.ask(self.key, query.get(panels.OPEN, ()))

    def asked_panel(self) -> str:
        """Which panel a scene that has just been opened is about; once, empty if none."""
        panel: str = st.session_state.pop(f"{self.key}_panel", "")
        return panel

    def _scene_named(self, key: str) -> Demo:
        demo = tour.demos().get(key)
        if demo is None or demo.page != self.key:
            raise ValueError
        return demo

    def demo(self) -> Demo | None:
        """The scene that is shown: the one that was opened, until the page is about something else."""
        opened = st.session_state.get(self._demo)
        if not opened or self.key not in st.session_state:
            return None
        key, subject = opened
        if self._subject(self.current()) != subject:
            st.session_state[self._demo] = None
            return None
        return tour.demos()[key]

    def move(self, move: tour.Move) -> None:
        """To another scene, or away from this one."""
        demo = self.demo()
        if move.to == tour.CLOSE:
            st.session_state[self._demo] = None
            address_bar.outdate()
        elif move.to in (tour.PREVIOUS, tour.NEXT):
            found = tour.neighbour(demo.key if demo else None, 1 if move.to == tour.NEXT else -1)
            tour.ask_for(found.key, move.present or presenting())
        else:
            tour.ask_for(move.to, move.present or presenting())

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
        demo = self.demo()
        own = self._write(st.session_state[self.key]) | panels.turned_over(self.key)
        return own | ({tour.LINK: [demo.key]} if demo else {})

    def link(self) -> Query:
        """The same with the language: whoever opens it sees what its sender saw."""
        found = self.query()
        if presenting():
            found[PRESENT] = ["1"]
        if LANGUAGE_KEY in st.session_state:
            found["lang"] = [current_language()]
        return found

    def mirror_in_address_bar(self) -> None:
        """Make the address bar a link to the state; the default view needs none."""
        link = self.link()
        untouched = link == {"lang": ["en"]} and not st.query_params
        address_bar.show({} if untouched else link)
