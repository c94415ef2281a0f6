"""The styles of the runs that a page shows together."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from plots.base.palette import LineStyle, run_styles
from ui.runs.choice import MethodChoice


def styles_of(choices: Iterable[MethodChoice]) -> dict[str, LineStyle]:
    """By slot."""
    chosen = tuple(choices)
    styles = run_styles([(choice.key, choice.copy) for choice in chosen])
    return {choice.slot: style for choice, style in zip(chosen, styles, strict=True)}


def dark_page() -> bool:
    """Whether the page that is being drawn has the dark theme."""
    return st.context.theme.type == "dark"
