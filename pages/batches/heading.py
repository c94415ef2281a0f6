"""What stands above the picture: which data, the loss, what to look for."""

from __future__ import annotations

import streamlit as st

from pages.batches.computed import Task
from pages.batches.links import MOST_EXAMPLES
from pages.batches.state import OWN, BatchesState
from pages.batches.store import store
from surfaces.data import SOURCES
from ui.language.i18n import _, translate
from ui.language.latex_words import localized
from ui.shell.heading import heading_row
from ui.shell.share import share_button


def heading(state: BatchesState, task: Task) -> None:
    """Name, typeset loss, a sentence on the data, and the link."""
    name, middle, share = heading_row()
    with name:
        st.subheader(data_name(state), anchor=False)
    with middle:
        st.latex(rf"\small {localized(loss_latex(task))}")
    with share:
        small = state.source != OWN or (state.own is not None and state.own.size <= MOST_EXAMPLES)
        note = "" if small else _("Your own data are too many for a link and stay with you.")
        share_button(store.link(), note)
    for notice in task.loss.kernels.parsed.notices:
        st.caption(translate(notice))
    key = state.source if state.source in SOURCES else state.origin
    if key:
        source = SOURCES[key]
        cited = _("Source: {source}").format(source=source.source) if source.source else None
        with st.container(key="story_of_data"):
            st.caption(_(source.story), help=cited)


def loss_latex(task: Task) -> str:
    """The loss as the mean over its examples."""
    return rf"Q(w) = \frac{{1}}{{{task.loss.examples}}}\sum_{{i}} \left[{indexed(task)}\right]"


def indexed(task: Task) -> str:
    """The loss of example i, its features and target with their index."""
    kernels = task.loss.kernels
    names = {1: {"x": "x_i", "y": "y_i"}, 2: {"x_1": "x_{i1}", "x_2": "x_{i2}", "y": "y_i"}}
    return str(kernels.parsed.latex(names[kernels.features]))


def data_name(state: BatchesState) -> str:
    """What people read as the name of the data."""
    if state.source in SOURCES:
        return _(SOURCES[state.source].name)
    return _("{name}, changed").format(name=_(SOURCES[state.origin].name)) if state.origin else _("Your own table")
