"""What to follow: a formula of one's own, the lecture's network, or a surface."""

from __future__ import annotations

import streamlit as st

from pages.backprop.sources import ACTIVATIONS, FIRST_TEXT, NETWORK, TYPED, sources
from pages.backprop.state import BackpropState
from pages.backprop.store import store
from surfaces import entries
from ui.controls.checked_text import checked_text
from ui.controls.widgets import controlled
from ui.language.i18n import _


def controls(state: BackpropState) -> None:
    """The menu, and the field or the choice that belongs to what is chosen."""
    controlled(
        st.selectbox,
        _("Function to follow"),
        key="backprop_source",
        value=state.source,
        on=lambda source: store.change(source=source, point=None),
        options=list(sources()),
        format_func=_source_name,
    )
    if state.source == TYPED:
        checked_text(
            st.text_input,
            _("Your own formula"),
            key="backprop_text",
            value=state.text,
            accept=lambda text: store.set(store.current().with_text(text)),
            kept=_("The last formula that worked stays in the picture."),
            placeholder=FIRST_TEXT,
        )
    if state.source == NETWORK:
        controlled(
            st.selectbox,
            _("Activation"),
            key="backprop_activation",
            value=state.activation,
            on=lambda activation: store.change(activation=activation),
            options=list(ACTIVATIONS),
        )
        st.caption(_("The inputs are x₁ = 1 and x₂ = 0.5; every weight can be moved below the graph."))


def _source_name(source: str) -> str:
    if source == TYPED:
        return _("Your own formula")
    return _("The lecture's network") if source == NETWORK else _(entries()[source].name)
