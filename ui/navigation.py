"""Ways from page to page: which pages there are, the links to them, and what the address keeps on the way."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

import streamlit as st
from streamlit.navigation.page import Page

from ui import address_bar, methods_state
from ui.address_bar import Query
from ui.batches_store import store as batches
from ui.i18n import LANGUAGE_KEY, N_, _, current_language
from ui.store import store as playground

ROOT = Path(__file__).parents[1]
VISITED = "page_visited"


class Place(NamedTuple):
    """A page: its folder in `pages`, which is its address too, its name, and the link to what it last showed."""

    key: str
    name: str
    query: Callable[[], Query]


#: In the order of the navigation. The first is also what the bare address shows.
PLACES = (
    Place("playground", N_("Playground"), playground.query),
    Place("batches", N_("Data and batches"), batches.query),
    Place("methods", N_("Methods"), methods_state.query),
)


def page_of(key: str) -> Page:
    """A page as Streamlit knows it."""
    place = next(place for place in PLACES if place.key == key)
    return st.Page(ROOT / "pages" / key / "page.py", title=place.name, url_path=key)


def registered_pages() -> list[Page]:
    """What `st.navigation` takes."""
    first = PLACES[0]
    # Streamlit serves the default page at the root alone, and calls its own name unknown.
    root = st.Page(ROOT / "pages" / first.key / "page.py", title=first.name, default=True)
    return [root, *(page_of(place.key) for place in PLACES)]


def arrive(page: Page) -> None:
    """Note which page this is. Coming from another one, its address decides; without one, what it last showed."""
    key = page.url_path or PLACES[0].key
    before = st.session_state.get(VISITED)
    st.session_state[VISITED] = key
    if before is None or before == key:
        return
    if st.query_params:
        # What was shown before belongs to another page, however short a time ago.
        st.session_state[address_bar.SHOWN] = ({}, -math.inf)
    else:
        address_bar.outdate()


def navigation_bar(page: Page) -> None:
    """A link to every page, the one that is open marked."""
    here = page.url_path or PLACES[0].key
    with st.container(key="navigation", horizontal=True, gap="small"):
        for place in PLACES:
            with st.container(
                key="navigation_here" if place.key == here else f"navigation_{place.key}", width="content"
            ):
                page_link(place.key, _(place.name), address_bar.read() if place.key == here else place.query())


def page_link(key: str, label: str, query: Query, icon: str | None = None, icon_after: bool = False) -> None:
    """A real link to a page with `query`; the language goes with it unless it is the usual one."""
    if LANGUAGE_KEY in st.session_state:
        query = {**query, "lang": [current_language()]}
    if query == {"lang": ["en"]}:
        query = {}
    pairs = [(name, value) for name, values in query.items() for value in values]
    side: Literal["left", "right"] = "right" if icon_after else "left"
    st.page_link(page_of(key), label=label, icon=icon, icon_position=side, width="content", query_params=pairs)
