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
.st-key-story { min-height: 0 !important; }
/* Beside the button that opens the sidebar. */
.st-key-heading { padding-left: 2.4rem; }
</style>
"""


def embedded() -> bool:
    """Whether the page is asked for as a part of another one."""
    return bool(st.context.is_embedded)
