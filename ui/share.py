"""A link to exactly what is on the screen."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from ui import store
from ui.i18n import _
from ui.playground_state import PlaygroundState


def share_button(state: PlaygroundState) -> None:
    """A button that opens the link, ready to copy."""
    with st.popover(_("Share"), icon=":material/link:", width="stretch"):
        st.caption(_("Whoever opens this link sees exactly what you see now."))
        st.code(link_to(state), language=None, wrap_lines=True)


def link_to(state: PlaygroundState) -> str:
    """The address of this page with `state` in it."""
    parts = urlsplit(st.context.url or "")
    query = urlencode(store.query_of(state), doseq=True)
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, ""))
