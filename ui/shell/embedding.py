"""The application in a frame of slides or of a learning platform: the page alone, as Streamlit's `embed=true` asks.

Streamlit takes its header and footer away; here the sidebar stays closed and the way to the other pages goes, so that
picture, curve and transport have the frame.
"""

from __future__ import annotations

import streamlit as st

#: Beside Streamlit's own rules for a page in a frame.
STYLE = """
<style>
[data-testid="stLayoutWrapper"]:has(> .st-key-navigation),
[data-testid="stLayoutWrapper"]:has(> .st-key-present_here) { display: none; }
[data-testid="stMainBlockContainer"] { padding: 0.4rem 0.8rem 0.5rem; }
/* What the picture is about is said by what it stands in. */
[data-testid="stLayoutWrapper"]:has(> .st-key-story) { display: none; }
/* Beside the button that opens the sidebar. */
.st-key-heading { padding-left: 2.4rem; }
/* The sign is enough there; its word is still read out. */
.st-key-heading [data-testid="stPopover"] p { position: absolute; width: 1px; height: 1px; overflow: hidden; }
</style>
"""
#: A page that begins with something else than a heading has that button above.
BELOW = "<style>[data-testid='stMainBlockContainer'] { padding-top: 2.4rem; }</style>"
#: The pages whose heading leaves room for it.
WITH_HEADING = ("playground", "batches", "gradient")


def embedded() -> bool:
    """Whether the page is asked for as a part of another one."""
    return bool(st.context.is_embedded)


def embedding_style(page: str) -> str:
    """The styles of a page that is part of another one; nothing for one that is not."""
    if not embedded():
        return ""
    return STYLE + ("" if page in WITH_HEADING else BELOW)
