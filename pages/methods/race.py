"""A small race: the method against plain gradient descent, on a surface that shows what it is about."""

from __future__ import annotations

import streamlit as st

from optim_core.expression.typesetting.symbols import symbol_text
from pages.methods.families import RACE_SURFACES, STEPS
from pages.methods.runs import in_playground, race, rated_views
from pages.methods.state import MethodsState, rate_of
from pages.methods.store import moved_to, store
from pages.playground.links import to_query
from surfaces import Surface, entries
from surfaces.rates import suited_numbers
from ui.controls.widgets import controlled
from ui.language.i18n import _
from ui.language.numbers import short
from ui.methods.plain_descent import plain_descent
from ui.player import Numbers, player
from ui.runs.dials import with_numbers
from ui.runs.scenes import scene_of
from ui.runs.step_explanation import explanation
from ui.shell.navigation import page_link

EXPLAINED = "methods_explained"


def race_section(state: MethodsState, surface: Surface) -> None:
    """Controls and the player."""
    st.header(_heading(state), anchor=False)
    entry = entries()[state.surface_key]
    suggested = "" if state.rate is not None else _("Both rates are those suggested for this surface.")
    told = (_(entry.story), suggested if rate_of(state.definition) else "", _suited(state, surface))
    st.caption(" ".join(filter(None, told)))
    _controls(state)
    runs = race(state)
    explained = st.session_state.get(EXPLAINED, "")
    player(
        scene_of(surface),
        rated_views(runs, surface, state.method),
        state.start or surface.start,
        key="methods_race",
        on_start=lambda point: moved_to(point, surface),
        explained=next((explanation(c.slot, path, surface) for c, path in runs if c.slot == explained), None),
        on_explain=lambda slot: st.session_state.update({EXPLAINED: slot}),
        on_demo=store.move,
        on_numbers=_set_rate,
    )


def _set_rate(changes: Numbers) -> None:
    """Plain descent beside the method keeps the rate that is suggested for it."""
    state = store.current()
    (chosen,) = with_numbers([state.choice()], changes)
    parameter = rate_of(state.definition)
    if parameter and parameter.key in chosen.hyperparameters:
        store.change(rate=chosen.hyperparameters[parameter.key])


def _suited(state: MethodsState, surface: Surface) -> str:
    """What beside the rate is another number here than the method's default; empty where nothing is."""
    rate = rate_of(state.definition)
    numbers = suited_numbers(surface, state.definition)
    set_here = [
        f"{symbol_text(p.symbol)} = {short(numbers[p.key])}"
        for p in state.definition.hyperparameters("lecture")
        if p.key in numbers and p != rate
    ]
    return _("To suit it, {numbers}.").format(numbers=", ".join(set_here)) if set_here else ""


def _heading(state: MethodsState) -> str:
    if state.method == plain_descent():
        return _("Against itself at half the rate, {steps} steps").format(steps=STEPS)
    return _("Against gradient descent, {steps} steps").format(steps=STEPS)


def _controls(state: MethodsState) -> None:
    with st.container(key="race_controls"):
        where, rate, onward = st.columns([4, 5, 3], gap="large", vertical_alignment="bottom")
    with where:
        controlled(
            st.selectbox,
            _("Surface"),
            key="methods_surface",
            value=state.surface_key,
            on=lambda key: store.change(surface=key, start=None, rate=None),
            options=list(RACE_SURFACES),
            format_func=lambda key: _(entries()[key].name),
        )
    with rate:
        if rate_of(state.definition) is None:
            st.caption(_("The method finds the size of its steps itself."))
    with onward:
        page_link("playground", _("Open in the Playground"), to_query(in_playground(state)), ":material/open_in_full:")
