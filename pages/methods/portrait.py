"""What a method is about: its idea, the argument for it, when it helps and what breaks it, and its neighbours."""

from __future__ import annotations

import streamlit as st

from optim_core import methods
from pages.methods.links import to_query
from pages.methods.state import MethodsState
from ui.demos.demo import Demo
from ui.demos.tour import demos, link
from ui.language.i18n import _
from ui.methods.equations import plain
from ui.portraits import portraits
from ui.shell.navigation import page_link


def idea(state: MethodsState) -> None:
    """What it does and what for, before any formula."""
    with st.container(key="method_idea"):
        st.markdown(plain(_(portraits()[state.method].idea)))


def reasons(state: MethodsState) -> None:
    """Why it should work, where it does and where it does not, each with a view that shows it."""
    portrait = portraits()[state.method]
    st.header(_("Why"), anchor=False)
    st.markdown(plain(_(portrait.argument)))
    st.caption(_("After: {sources}").format(sources="; ".join(plain(_(source)) for source in portrait.cited)))
    with st.container(key="method_cases"):
        helps, breaks = st.columns(2, gap="large")
    with helps:
        _case(_("When it helps"), portrait.helps)
    with breaks:
        _case(_("What breaks it"), portrait.breaks)
    st.header(_("Beside its neighbours"), anchor=False)
    with st.container(key="method_differs", gap="xsmall"):
        for difference in portrait.differs:
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                other = methods()[difference.key]
                page_link("methods", _(other.name), to_query(state.with_method(other.key)))
                st.markdown(plain(_(difference.text)))


def _case(title: str, view: Demo) -> None:
    st.subheader(title, anchor=False)
    st.markdown(plain(_(view.look)))
    query = link(view) if view.key in demos() else view.query
    page_link(view.page, _("See it"), query, ":material/play_circle:")
