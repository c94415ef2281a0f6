"""A link to exactly what is on the screen."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from ui.language.i18n import _
from ui.shell.address_bar import Query


def share_button(query: Query, note: str = "", carries: str = "") -> None:
    """A button that opens the link with `query`, ready to copy.

    `note` is what it cannot carry; `carries` what it does, for a page without a player.
    """
    # By this key a presentation leaves it out, wherever a page has it.
    with st.container(key="share"), st.popover(_("Share"), icon=":material/link:", width="stretch"):
        st.caption(
            carries
            or _(
                "Whoever opens this link sees what you see now: the runs and their settings, the step, the camera and "
                "the open panels. It leaves out where you have zoomed in by hand, which runs you have hidden, "
                "and which tab is chosen under the picture."
            )
        )
        if note:
            st.caption(note)
        st.code(address(query), language=None, wrap_lines=True)


def address(query: Query) -> str:
    """The address of this page with `query`."""
    parts = urlsplit(st.context.url or "")
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", urlencode(query, doseq=True), ""))
