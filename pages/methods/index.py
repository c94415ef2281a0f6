"""Ways from method to method: the list by families, and the one before and after."""

from __future__ import annotations

import streamlit as st

from optim_core.methods.definition import Definition
from pages.methods.families import FAMILY_NAMES, families, neighbours
from pages.methods.links import to_query
from pages.methods.state import MethodsState
from pages.methods.store import store
from ui.language.i18n import _
from ui.shell.navigation import page_link
from ui.shell.panels import panel


def sidebar_index(state: MethodsState) -> None:
    """All methods by family."""
    _index(state, "sidebar")


def all_methods(state: MethodsState) -> None:
    """The same, folded, for windows so narrow that the sidebar is closed."""
    if store.followed():
        # The list has done its duty.
        st.session_state["methods_list"] = False
    with st.container(key="methods_on_phone"):
        box = panel(_("All methods"), key="methods_list")
        if box.open:
            with box:
                _index(state, "page")


def _index(state: MethodsState, where: str) -> None:
    for name, members in families().items():
        with st.container(key=f"index_family_{where}_{name}", gap=None):
            st.markdown(_(FAMILY_NAMES[name]))
            for method in members:
                here = "here" if method.key == state.method else "link"
                with st.container(key=f"index_{here}_{where}_{method.key}"):
                    page_link("methods", _(method.name), to_query(state.with_method(method.key)))


def neighbour_links(state: MethodsState) -> None:
    """The methods before and after this one."""
    before, after = neighbours(state.method)
    with st.container(key="neighbours", horizontal=True, horizontal_alignment="distribute"):
        _neighbour(state, before, ":material/arrow_back:")
        _neighbour(state, after, ":material/arrow_forward:", after=True)


def _neighbour(state: MethodsState, method: Definition | None, icon: str, after: bool = False) -> None:
    if method is None:
        st.container(width=1)
        return
    page_link("methods", _(method.name), to_query(state.with_method(method.key)), icon, icon_after=after)
