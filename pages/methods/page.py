"""The methods, one at a time: what each does, what can be set, how it fares, and how PyTorch writes it."""

import streamlit as st

from pages.methods.card import equations, heading, hyperparameters, origin
from pages.methods.forms import forms_section
from pages.methods.index import all_methods, neighbour_links, sidebar_index
from pages.methods.portrait import idea, reasons
from pages.methods.race import race_section
from pages.methods.store import store
from pages.methods.style import STYLE, to_the_top
from ui.language.i18n import translate
from ui.player import publish_scene
from ui.runs.scenes import scene_of


def main() -> None:
    """Read the address, ask the core, show."""
    state = store.follow_address_bar()
    surface = state.landscape()
    optimizer = state.choice().optimizer(surface)
    st.html(STYLE)
    if store.followed():
        # Streamlit keeps the place on the page when only the address changes.
        st.html(to_the_top(state.method), unsafe_allow_javascript=True)
    with st.sidebar:
        sidebar_index(state)
    publish_scene(scene_of(surface))
    with st.container(key="methods_page", gap="small"):
        for note in store.notes():
            st.warning(translate(note))
        all_methods(state)
        heading(state)
        idea(state)
        equations(optimizer)
        reasons(state)
        hyperparameters(state.definition)
        race_section(state, surface)
        forms_section(state, surface)
        origin(state.definition)
        neighbour_links(state)
    store.mirror_in_address_bar()


main()
