"""From scene to scene: where the next one is, what a page says of the one it shows, and what a visitor asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import streamlit as st

from ui.demos.catalogue import DEMOS
from ui.demos.demo import Demo
from ui.language.i18n import _

#: The setting of links that names the scene.
LINK = "scene"
#: Where the session keeps what was asked for until its page is there.
ASKED = "demo_asked"
PREVIOUS, NEXT, CLOSE = "previous", "next", "close"


class Move(NamedTuple):
    """What the browser asks for: a scene's key, or one of `PREVIOUS`, `NEXT` and `CLOSE`; and whether it presents."""

    to: str
    present: bool


class Asked(NamedTuple):
    """The scene to open, and whether the player keeps the whole window."""

    key: str
    present: bool


@cache
def demos() -> Mapping[str, Demo]:
    """All scenes by key, in the order of the lectures."""
    return {demo.key: demo for demo in DEMOS}


def neighbour(key: str | None, step: int) -> Demo:
    """The scene so many steps on, round and round; from none, the first or the last."""
    if key is None:
        return DEMOS[0 if step > 0 else -1]
    return DEMOS[([demo.key for demo in DEMOS].index(key) + step) % len(DEMOS)]


def ask_for(key: str, present: bool = False) -> None:
    """Open a scene with the next run of the script, on whichever page it is."""
    st.session_state[ASKED] = Asked(key, present)


def asked_page() -> str | None:
    """The page of the scene that was asked for."""
    asked: Asked | None = st.session_state.get(ASKED)
    return demos()[asked.key].page if asked else None


def asks_to_present() -> bool:
    """Whether the scene that was asked for is to have the whole window."""
    asked: Asked | None = st.session_state.get(ASKED)
    return asked is not None and asked.present


def taken(page: str) -> dict[str, list[str]] | None:
    """The link to the scene that was asked for, once, if it is on this page."""
    if asked_page() != page:
        return None
    asked: Asked = st.session_state.pop(ASKED)
    return link(demos()[asked.key]) | ({"present": ["1"]} if asked.present else {})


def link(demo: Demo) -> dict[str, list[str]]:
    """The query of a link that opens the scene."""
    return {**demo.query, LINK: [demo.key]}


def demo_message(demo: Demo | None) -> dict[str, str] | None:
    """What a player says of the scene it shows."""
    if demo is None:
        return None
    place = _("Scene {number} of {count}").format(number=list(demos()).index(demo.key) + 1, count=len(DEMOS))
    what = _(demo.change)
    change = _("Next, {what}").format(what=what[:1].lower() + what[1:]) if demo.change else ""
    return {"key": demo.key, "title": _(demo.title), "look": _(demo.look), "change": change, "place": place}


def move_from(payload: Any) -> Move | None:
    """What a browser asked for, or None if it makes no sense."""
    if not isinstance(payload, Mapping):
        return None
    to, present = payload.get("to"), payload.get("present")
    if not isinstance(present, bool) or to not in (PREVIOUS, NEXT, CLOSE, *demos()):
        return None
    return Move(str(to), present)
