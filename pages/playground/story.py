"""What stands above the picture: the formula, and what to look for."""

from __future__ import annotations

import streamlit as st

from optim_core.expression import symbol_latex
from pages.playground.state import TYPED, PlaygroundState
from pages.playground.store import store
from surfaces import Surface, entries
from ui.controls.surfaces import surface_name
from ui.language.i18n import _, translate
from ui.language.latex_words import localized
from ui.shell.share import share_button

#: LaTeX longer than this would be clipped beside the heading; it gets a row of its own.
LONGEST_BESIDE = 85


def show_story(state: PlaygroundState, surface: Surface) -> None:
    """Name, typeset formula and one or two sentences; for a typed formula, how it was read."""
    formula = f"Q({variables_latex(surface)}) = {localized(surface.latex())}"
    beside = len(formula) <= LONGEST_BESIDE
    with st.container(key="heading"):
        name, middle, share = st.columns([5, 9, 2], vertical_alignment="center", gap="small")
    with name:
        st.subheader(surface_name(state.surface), anchor=False)
    with share:
        share_button(store.link())
    with middle if beside else st.container():
        st.latex(formula if beside else rf"\small {formula}")
    if state.surface == TYPED:
        for notice in surface.notices:
            st.caption(translate(notice))
    else:
        entry = entries()[state.surface]
        # Room for two lines, whatever the story: the player begins at one height.
        with st.container(key="story"):
            st.caption(_(entry.story), help=_("Source: {source}").format(source=entry.source))


def variables_latex(surface: Surface) -> str:
    """The variables, separated by commas."""
    vocabulary = surface.kernels.parsed.vocabulary
    return ", ".join(symbol_latex(name, vocabulary) for name in surface.variables)
