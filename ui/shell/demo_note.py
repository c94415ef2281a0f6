"""What a scene says, above the content of a page whose pictures are no player's."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.demos.tour import CLOSE, NEXT, PREVIOUS, Move, demo_message
from ui.language.i18n import _
from ui.shell.page_store import PageStore


def demo_note(store: PageStore[Any]) -> None:
    """The sentence of the scene that is open, with the way to the one before, the next one, and out; else nothing."""
    message = demo_message(store.demo())
    if message is None:
        return
    with st.container(border=True, key=f"{store.key}_scene"):
        text, *buttons = st.columns([12, 1, 1, 1], vertical_alignment="center")
        text.markdown(f"**{message['title']}**  \n{message['look']} {message['change']}  \n:gray[{message['place']}]")
        for column, to, icon, label in zip(
            buttons,
            (PREVIOUS, NEXT, CLOSE),
            ("chevron_left", "chevron_right", "close"),
            (_("Previous scene"), _("Next scene"), _("Close the scene's note")),
            strict=True,
        ):
            column.button(
                "", key=f"{store.key}_scene_{to}", icon=f":material/{icon}:", help=label, type="tertiary",
                on_click=store.move, args=(Move(to, False),),
            )  # fmt: skip
