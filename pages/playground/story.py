"""What stands above the picture: the formula, and what to look for."""

from __future__ import annotations

import re

import streamlit as st

from optim_core.expression import symbol_latex
from pages.playground.state import TYPED, PlaygroundState
from surfaces import Surface, entries
from surfaces.networks.slice import KEY as SLICE
from ui.controls.surfaces import surface_name
from ui.language.i18n import _, translate
from ui.language.latex_words import localized
from ui.shell.address_bar import Query
from ui.shell.heading import heading_row
from ui.shell.share import share_button

#: Sizes of type for a formula beside the heading, each with the number of signs that fit there in it.
SIZES = ((44, ""), (52, r"\small "), (60, r"\footnotesize "), (76, r"\scriptsize "))
_SILENT = re.compile(r"\\(?:left|right|frac|sqrt|operatorname|[,;:!])|[{}^_\s]")
_SIGN = re.compile(r"\\(?!sin|cos|tan|exp|log|max|min)[A-Za-z]+")


def show_story(state: PlaygroundState, surface: Surface, link: Query) -> None:
    """Name, typeset formula, the way to share `link` and one or two sentences; for a typed formula, how it was read."""
    formula = f"Q({variables_latex(surface)}) = {localized(surface.latex())}"
    size = next((size for most, size in SIZES if signs(formula) <= most), None)
    # A catalogue's formula never takes a row of its own, so that the player begins at one height.
    beside = size is not None or state.surface != TYPED
    name, middle, share = heading_row()
    with name:
        st.subheader(surface_name(state.surface), anchor=False)
    with share:
        share_button(link)
    with middle if beside else st.container():
        st.latex((SIZES[-1][1] if size is None else size) + formula)
    if state.surface == TYPED:
        for notice in surface.notices:
            st.caption(translate(notice))
    elif state.surface == SLICE:
        with st.container(key="story"):
            st.caption(
                _(
                    "The loss of a small network over two of its weights, over the examples it learns from. All other "
                    "weights are held where they were at the step from which this was opened, so a run moves these two."
                    " Runs follow what you drag at once, or, where that is too much for a browser, when you let go."
                )
            )
    else:
        entry = entries()[state.surface]
        # Room for two lines, whatever the story: the player begins at one height.
        with st.container(key="story"):
            st.caption(_(entry.story), help=_("Source: {source}").format(source=entry.source))


def signs(latex: str) -> int:
    """About how many signs a formula prints."""
    return len(_SIGN.sub("x", _SILENT.sub("", latex)))


def variables_latex(surface: Surface) -> str:
    """The variables, separated by commas."""
    vocabulary = surface.kernels.parsed.vocabulary
    return ", ".join(symbol_latex(name, vocabulary) for name in surface.variables)
