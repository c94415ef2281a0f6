"""The row above a picture: what it is, its formula, and the way to share it."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

#: Name, formula, button; the button's word is longest in Russian.
WIDTHS = (4, 10.4, 2.4)


class HeadingRow(NamedTuple):
    """Its three places."""

    name: DeltaGenerator
    formula: DeltaGenerator
    share: DeltaGenerator


def heading_row() -> HeadingRow:
    """The row, empty."""
    with st.container(key="heading"):
        return HeadingRow(*st.columns(WIDTHS, vertical_alignment="center", gap="small"))
