"""The menu of scenes, on every page."""

from __future__ import annotations

import streamlit as st

from ui.demos.catalogue import SECTIONS
from ui.demos.tour import ask_for
from ui.language.i18n import _

KEY, CHOSEN = "scenes_menu", "scenes_menu_chosen"


@st.fragment
def scenes_menu() -> None:
    """All scenes by the lectures' headings, each with what to look for; made when it is opened, and alone."""
    # A choice concerns the whole page, not the menu alone.
    if st.session_state.pop(CHOSEN, False):
        st.rerun()
    menu = st.popover(_("Scenes"), key=KEY, type="tertiary", on_change="rerun")
    if not menu.open:
        return
    with menu, st.container(key="scenes_list", height=480, border=False, gap="xxsmall"):
        for section in SECTIONS:
            st.markdown(f"**{_(section.title)}**")
            for row in section.rows:
                for demo in row.demos:
                    name = f"{row.id}\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}{_(demo.title)}"
                    st.button(name, key=f"scene.{demo.key}", type="tertiary", on_click=_choose, args=(demo.key,))
                    st.caption(_(demo.look))


def _choose(key: str) -> None:
    ask_for(key)
    st.session_state[KEY] = False
    st.session_state[CHOSEN] = True
