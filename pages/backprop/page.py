"""Backpropagation on any formula: its computation graph, forward and backward one operation at a time."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pages.backprop.controls import controls
from pages.backprop.links import VIEWS
from pages.backprop.network.controls import Kept
from pages.backprop.network.controls import controls as network_controls
from pages.backprop.network.section import section as network_section
from pages.backprop.panels import conventions_note, costs_panel, program_panel, step_panel
from pages.backprop.sources import EXAMPLE, NETWORK
from pages.backprop.state import BackpropState
from pages.backprop.store import store
from pages.playground.links import PlaygroundState
from pages.playground.links import to_query as playground_query
from surfaces.base.bounds import valid_start
from ui.controls.widgets import controlled
from ui.graph_player import graph_player
from ui.language.i18n import _, translate
from ui.shell.demo_note import demo_note
from ui.shell.navigation import page_link

KEPT = Kept(lambda: store.current().training, lambda training: store.change(training=training))


def main() -> None:
    """Read the controls, ask the core, show."""
    state = store.follow_address_bar()
    with st.sidebar:
        _view(state)
        if state.view == "network":
            network_controls(state.training, KEPT)
        else:
            controls(state)
    for note in store.notes():
        st.warning(translate(note))
    demo_note(store)
    if state.view == "network":
        network_section(state.training, KEPT)
    else:
        _graph(state)
    store.mirror_in_address_bar()


def _view(state: BackpropState) -> None:
    """Which half of the page is shown."""
    names = {"graph": _("Formula"), "network": _("Network")}
    controlled(
        st.segmented_control, _("What is shown"), key="backprop_view", value=state.view, required=True,
        on=lambda view: store.change(view=view), options=list(VIEWS), format_func=lambda view: names[view],
        label_visibility="collapsed", width="stretch",
    )  # fmt: skip


def _graph(state: BackpropState) -> None:
    subject = state.subject()
    point = state.point or subject.start
    with st.container(key="backprop_formula"):
        for line in subject.latex:
            st.latex(line)
    graph_player(
        subject.tape, point, subject.ranges, key="backprop_graph", on_point=_moved, closed=state.folded,
        on_folded=lambda closed: store.change(folded=closed),
    )  # fmt: skip
    conventions_note(subject.tape, point)
    if state.source not in (NETWORK, EXAMPLE):
        _go_on(state.source, state.text, state.point)
    step_panel(state, subject.tape, point)
    costs_panel()
    program_panel(subject.tape, point)


def _go_on(source: str, text: str, point: tuple[float, ...] | None) -> None:
    """The same formula and point in the Playground."""
    playground = PlaygroundState()
    landing = playground.with_formula(text) if source == "formula" else playground.with_surface(source)
    query = playground_query(replace(landing, start=point) if point else landing)
    page_link("playground", _("Go on in the Playground"), query, ":material/arrow_forward:")


def _moved(point: tuple[float, ...]) -> None:
    allowed = valid_start(point, len(point))
    if allowed is not None:
        store.change(point=allowed)


main()
