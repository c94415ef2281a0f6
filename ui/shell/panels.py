"""Panels that open and close: which are open is part of a page's link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

#: The page being drawn; its panels by key, with whether each is open at first; keys that a link wants turned over.
PAGE, KNOWN, WANTED = "panels_page", "panels_known", "panels_wanted"
#: In a link.
OPEN = "open"
MOST = 40


def begin(page: str) -> None:
    """The panels drawn from here on are those of `page`."""
    st.session_state[PAGE] = page


def panel(label: str, key: str, expanded: bool = False) -> Any:
    """An expander that tells whether it is open, and is so where a link says it."""
    page = st.session_state.get(PAGE, "")
    st.session_state.setdefault(KNOWN, {}).setdefault(page, {})[key] = expanded
    wanted = st.session_state.setdefault(WANTED, {}).setdefault(page, set())
    if key in wanted:
        wanted.discard(key)
        st.session_state[key] = not expanded
    return st.expander(label, expanded=expanded, key=key, on_change="rerun", type="compact")


def turned_over(page: str) -> dict[str, list[str]]:
    """The part of a link that names the panels of a page which are open, or closed though open at first."""
    known: Mapping[str, bool] = st.session_state.get(KNOWN, {}).get(page, {})
    waiting = st.session_state.get(WANTED, {}).get(page, set())
    keys = {key for key, expanded in known.items() if bool(st.session_state.get(key, expanded)) != expanded}
    return {OPEN: [",".join(sorted(keys | waiting))]} if keys | waiting else {}


def ask(page: str, given: Sequence[str]) -> None:
    """Have the panels that a link names turned over, and no others, when they are drawn. Names of none do nothing."""
    wanted = {key for key in ",".join(given[-1:]).split(",")[:MOST] if key and len(key) <= MOST}
    known: Mapping[str, bool] = st.session_state.get(KNOWN, {}).get(page, {})
    for key, expanded in known.items():
        if key in st.session_state:
            st.session_state[key] = expanded != (key in wanted)
    st.session_state.setdefault(WANTED, {})[page] = {key for key in wanted if key not in st.session_state}
