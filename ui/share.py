"""A link to exactly what is on the screen."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from ui import store
from ui.address_bar import Query
from ui.i18n import _
from ui.playground_state import PlaygroundState


def share_button(state: PlaygroundState) -> None:
    """A button that opens the link, ready to copy."""
    share_popover(store.query_of(state))


def share_popover(query: Query, note: str = "") -> None:
    """The link of any page; `note` is what it cannot carry."""
    with st.popover(_("Share"), icon=":material/link:", width="stretch"):
        st.caption(note or _("Whoever opens this link sees exactly what you see now."))
        st.code(_address(query), language=None, wrap_lines=True)


def link_to(state: PlaygroundState) -> str:
    """The address of this page with `state` in it."""
    return _address(store.query_of(state))


def _address(query: Query) -> str:
    parts = urlsplit(st.context.url or "")
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", urlencode(query, doseq=True), ""))
