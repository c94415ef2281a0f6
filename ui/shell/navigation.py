"""Ways from page to page: the links to them, and what the address keeps on the way. `pages/places.py` has the list."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from copy import copy
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import streamlit as st
from streamlit.navigation.page import Page

from ui.language.i18n import LANGUAGE_KEY, _, current_language
from ui.shell import address_bar
from ui.shell.address_bar import Query

ROOT = Path(__file__).parents[2]
VISITED = "page_visited"


class Place(NamedTuple):
    """A page: its folder in `pages`, which is its address too, its name, and the link to what it last showed.

    `player` is the module of the player on it; empty if there is none.
    """

    key: str
    name: str
    query: Callable[[], Query]
    player: str = ""


def page_of(key: str, title: str | None = None, default: bool = False) -> Page:
    """A page as Streamlit knows it. The default one is served at the root."""
    return st.Page(ROOT / "pages" / key / "page.py", title=title, url_path=None if default else key, default=default)


# Streamlit looks for the page's file each time one is made, and a page has up to forty links.
_linked = cache(page_of)


def registered_pages(places: Sequence[Place]) -> list[Page]:
    """What `st.navigation` takes: copies, as it notes in a page that it may be run, once."""
    first = places[0]
    # Streamlit serves the default page at the root alone, and calls its own name unknown.
    root = _linked(first.key, first.name, True)
    return [copy(page) for page in (root, *(_linked(place.key, place.name) for place in places))]


def arrive(page: Page, places: Sequence[Place]) -> None:
    """Note which page this is. Coming from another one, its address decides; without one, what it last showed."""
    key = page.url_path or places[0].key
    before = st.session_state.get(VISITED)
    st.session_state[VISITED] = key
    if before is None or before == key:
        return
    if st.query_params:
        # What was shown before belongs to another page, however short a time ago.
        st.session_state[address_bar.SHOWN] = ({}, -math.inf)
    else:
        address_bar.outdate()


def navigation_bar(page: Page, places: Sequence[Place], more: Callable[[], None] = lambda: None) -> None:
    """A link to every page, the one that is open marked; `more` draws what else belongs there."""
    here = page.url_path or places[0].key
    with st.container(key="navigation", horizontal=True, gap="small"):
        for place in places:
            if place.key == here:
                with st.container(key="navigation_here", width="content"):
                    page_link(place.key, _(place.name), address_bar.read())
            else:
                page_link(place.key, _(place.name), place.query())
        more()


def page_link(key: str, label: str, query: Query, icon: str | None = None, icon_after: bool = False) -> None:
    """A real link to a page with `query`; the language goes with it unless it is the usual one."""
    if LANGUAGE_KEY in st.session_state:
        query = {**query, "lang": [current_language()]}
    if query == {"lang": ["en"]}:
        query = {}
    pairs = [(name, value) for name, values in query.items() for value in values]
    side: Literal["left", "right"] = "right" if icon_after else "left"
    st.page_link(_linked(key), label=label, icon=icon, icon_position=side, width="content", query_params=pairs)
