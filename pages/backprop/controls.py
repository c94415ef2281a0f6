"""What to follow: a formula of one's own, the lecture's network, or a surface."""

from __future__ import annotations

import streamlit as st

from pages.backprop.sources import ACTIVATIONS, EXAMPLE, FIRST_TEXT, NETWORK, TYPED, examples, sources
from pages.backprop.state import BackpropState
from pages.backprop.store import store
from surfaces import entries
from ui.charts.cloud import picked_example
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
        on=lambda source: store.change(source=source, point=None, folded=None),
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
    if state.source == EXAMPLE:
        _example(state.example)
    if state.source == NETWORK:
        controlled(
            st.selectbox,
            _("Activation"),
            key="backprop_activation",
            value=state.activation,
            on=lambda activation: store.change(activation=activation, folded=None),
            options=list(ACTIVATIONS),
        )
        st.caption(_("The inputs are x₁ = 1 and x₂ = 0.5; every weight can be moved below the graph."))


def _example(chosen: int) -> None:
    """The cloud of examples; a click on one follows its loss."""
    data = examples().data
    picked = picked_example(data.features[0], data.target, chosen, key="backprop_cloud")
    if picked is not None:
        store.change(example=picked)
        st.rerun()
    controlled(
        st.slider, _("Example"), key="backprop_example", value=chosen + 1, min_value=1, max_value=data.size,
        on=lambda number: store.change(example=int(number) - 1),
    )  # fmt: skip
    st.caption(_("Click an example to follow its loss; the weights stay."))


def _source_name(source: str) -> str:
    if source == TYPED:
        return _("Your own formula")
    if source == EXAMPLE:
        return _("Loss of one example")
    return _("The lecture's network") if source == NETWORK else _(entries()[source].name)
