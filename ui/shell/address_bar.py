"""The address bar: a link to what is on the screen, and the way back through what was there before.

Streamlit reports the address with every run, and changes it a moment after the script has asked for it. So an
address other than the one asked for means that the visitor went back or forward, unless it is merely late.
"""

from __future__ import annotations

import time

import streamlit as st

Query = dict[str, list[str]]

SHOWN = "address_shown"
#: Within this time an address that differs is taken for late.
PATIENCE_SECONDS = 1.0


def read() -> Query:
    """The query parameters of the address, as the browser reported it with this run."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def show(query: Query) -> None:
    """Make `query` the query of the address. Nothing is sent to the browser unless it changes."""
    if read() != query:
        st.query_params.from_dict(query)
    st.session_state[SHOWN] = (query, time.monotonic())


def outdate() -> None:
    """The visitor has changed something on the page: the address is behind, whatever it says."""
    st.session_state[SHOWN] = None


def revisited() -> bool:
    """Whether the visitor went back or forward to another address since the last run."""
    shown = st.session_state.get(SHOWN)
    if shown is None:
        return False
    query, since = shown
    return bool(read() != query and time.monotonic() - since > PATIENCE_SECONDS)
