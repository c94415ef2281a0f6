"""What is chosen on the page of the methods, in the session; here links lead from one choice to the next."""

from __future__ import annotations

import streamlit as st

from optim_core import methods
from pages.methods.links import from_query, to_query
from pages.methods.state import MethodsState
from surfaces import Surface
from surfaces.base.bounds import readable_point
from surfaces.base.surface import Location
from ui.shell import address_bar
from ui.shell.page_store import PageStore


class MethodsStore(PageStore[MethodsState]):
    """Keeps the state of a page on which only links change the method."""

    @property
    def _followed(self) -> str:
        return f"{self.key}_followed"

    def followed(self) -> bool:
        """Whether a link, the way back or the way forward has just led here within the session."""
        return bool(st.session_state.get(self._followed, False))

    def led_elsewhere(self) -> bool:
        """Whether the address is another one; one with another method is never merely late."""
        asked = st.query_params.get("method")
        return address_bar.revisited() or (asked in methods() and asked != self.current().method)

    def _open_link(self) -> None:
        st.session_state[self._followed] = self.key in st.session_state
        super()._open_link()

    def mirror_in_address_bar(self) -> None:
        """Make the address a link to the state."""
        if self.followed():
            st.session_state[self._followed] = False
            # A link to the page one is on is reported here as the address, but the browser's own stays as it was.
            st.query_params.from_dict(self.link())
        super().mirror_in_address_bar()


store = MethodsStore("methods", from_query, to_query)


def moved_to(start: Location, surface: Surface) -> None:
    """All runs of the page begin there from now on; it was dragged in one of their pictures."""
    store.change(start=readable_point(start, surface.domain))
