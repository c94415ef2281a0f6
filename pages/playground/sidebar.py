"""The Playground's controls: which surface, which methods."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache, partial

import streamlit as st

from optim_core import Optimizer, Trajectory
from optim_core.base.text import Message
from pages.playground.letters import ranges_of_letters
from pages.playground.state import MAX_METHODS, TYPED, PlaygroundState, available_slots
from pages.playground.store import store
from surfaces import Surface
from surfaces.base.bounds import REACH, valid_domain
from surfaces.base.stability import Limit
from ui.controls.range_fields import range_fields, tell_refusal
from ui.controls.surfaces import formula_field, surface_menu, typed_text
from ui.controls.widgets import controlled
from ui.language.i18n import _, current_language, use_language
from ui.methods import MethodField, method_card
from ui.methods.seen import what_is_seen
from ui.runs.choice import MethodChoice
from ui.runs.computed import limit_of, trajectory_of
from ui.runs.views import method_label
from ui.shell.panels import panel
from ui.work.bounded import Waiting

LAST_FORMULA = "last_formula"


def surface_controls(state: PlaygroundState, surface: Surface) -> None:
    """Menu of surfaces, the formula field, ranges of letters and of the picture; the numbers are dials below it."""
    surface_menu(state.surface, "surface", _choose_surface)
    formula_field(state.surface, state.text, "formula", _accept_formula, "(1-x)^2 + 100(y-x^2)^2")
    ranges_of_letters(state, surface)
    _range_controls(surface)


def _accept_formula(text: str) -> None:
    store.set(store.current().with_formula(text))


def _choose_surface(key: str) -> None:
    state = store.current()
    if state.surface == TYPED:
        st.session_state[LAST_FORMULA] = state.text
    text = ""
    if key == TYPED:
        text = st.session_state.get(LAST_FORMULA) or typed_text(state.landscape())
    store.set(state.with_surface(key, text))


def _range_controls(surface: Surface) -> None:
    box = panel(_("Range of the picture"), key="range_box")
    if not box.open:
        return
    with box:
        for index, (name, bounds) in enumerate(zip(surface.variables, surface.domain, strict=True)):
            range_fields(name, bounds, REACH, f"range.{index}", partial(_set_bound, index))
        tell_refusal("range_refused")
        st.button(_("Reset range"), on_click=partial(store.change, domain=None), width="stretch")


def _set_bound(index: int, side: int, value: float) -> None:
    bounds = [list(b) for b in store.current().landscape().domain]
    bounds[index][side] = value
    domain = valid_domain(bounds, len(bounds))
    if domain is None:
        st.session_state["range_refused"] = True
    else:
        store.change(domain=domain)


def method_controls(state: PlaygroundState, surface: Surface) -> None:
    """Which methods race, and a rate and details for each."""
    controlled(
        st.multiselect,
        _("Methods"),
        key="methods",
        value=[m.slot for m in state.methods],
        on=_choose_methods,
        options=available_slots(state),
        format_func=partial(_name, current_language()),
        max_selections=MAX_METHODS,
        placeholder=_("Choose methods"),
        select_all=False,
    )
    field = MethodField(
        prefix="",
        methods=lambda: store.current().methods,
        put=lambda choice: store.set(store.current().with_method(choice)),
        steps=state.steps,
        maximize=state.maximize,
        limit=partial(_limit, state, surface),
        seen=partial(_seen, state, surface),
    )
    for choice in state.methods:
        # A rate that is still being looked for has no card.
        with suppress(Waiting):
            method_card(choice, choice.optimizer(surface, state.steps), field)


# Streamlit asks for the names of all methods twice a run.
@lru_cache(maxsize=1024)
def _name(language: str, slot: str) -> str:
    with use_language(language):
        return method_label(MethodChoice(slot))


def _limit(state: PlaygroundState, surface: Surface, descent: Optimizer) -> Limit | None:
    """How far a careful rate goes: at the minimum its run reached, if there is one run and it did."""
    start, reached = state.start_on(surface), None
    path = _run(state, surface, descent)
    if path is not None and path.outcome.kind == "converged":
        reached = tuple(path.points[-1].tolist())
    return limit_of(surface, start, reached)


def _seen(state: PlaygroundState, surface: Surface, method: Optimizer) -> Message | None:
    path = _run(state, surface, method)
    return None if path is None else what_is_seen(path, surface)


def _run(state: PlaygroundState, surface: Surface, method: Optimizer) -> Trajectory | None:
    """The run of a method, which the page shows anyway; None if there are many."""
    if state.begin.kind == "many":
        return None
    stops = tuple(state.stops.items())
    # What it says can wait until the page shows the run.
    with suppress(Waiting):
        return trajectory_of(surface, method, state.start_on(surface), state.steps, state.maximize, stops)
    return None


def _choose_methods(slots: list[str]) -> None:
    store.set(store.current().with_slots(slots))
