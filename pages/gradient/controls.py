"""The sidebar: which surface, a formula of one's own, and the numbers in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from pages.gradient.state import GradientState
from pages.gradient.store import store
from pages.playground.links import PlaygroundState
from surfaces import Surface, entries
from surfaces.typed import KEY as TYPED
from ui.controls.letters import letter_ranges, letter_sliders
from ui.controls.surfaces import formula_field, surface_menu, typed_text
from ui.controls.widgets import surface_parameter_slider
from ui.language.i18n import _
from ui.shell.panels import panel

LAST_FORMULA = "gradient_last_formula"


def surface_controls(state: GradientState, surface: Surface) -> None:
    """Menu of surfaces, the field for a formula, and a slider for each number in it."""
    surface_menu(state.chosen.surface, "gradient_surface", _choose)
    formula_field(state.chosen.surface, state.chosen.text, "gradient_formula", _accept_formula, "x^3 + y^2 sin x")
    if state.chosen.surface == TYPED:
        _letters(surface)
        return
    entry = entries().get(state.chosen.surface)
    for parameter in entry.parameters if entry else ():
        surface_parameter_slider(
            parameter,
            state.chosen.parameters.get(parameter.key, parameter.default),
            key=f"gradient.{state.chosen.surface}.{parameter.key}",
            on=partial(_set_parameter, parameter.key),
        )


def _letters(surface: Surface) -> None:
    if not surface.parameters:
        return
    letter_sliders(surface.parameters, "gradient_letter", _set_letter)
    box = panel(_("Ranges of the sliders"), key="gradient_letters_box")
    if box.open:
        with box:
            letter_ranges(surface.parameters, "gradient_letter", _set_letter)


def _accept_formula(text: str) -> None:
    _put(lambda chosen: chosen.with_formula(text))


def _put(changed: Callable[[PlaygroundState], PlaygroundState]) -> None:
    state = store.current()
    store.set(state.on(changed(state.chosen)))


def _choose(key: str) -> None:
    chosen = store.current().chosen
    if chosen.surface == TYPED:
        st.session_state[LAST_FORMULA] = chosen.text
    text = ""
    if key == TYPED:
        text = st.session_state.get(LAST_FORMULA) or typed_text(chosen.landscape())
    _put(lambda chosen: chosen.with_surface(key, text))


def _set_letter(name: str, value: float, bounds: tuple[float, float] | None) -> None:
    _put(lambda chosen: chosen.with_letter(name, value, bounds or chosen.ranges.get(name)))


def _set_parameter(name: str, value: float) -> None:
    _put(lambda chosen: replace(chosen, parameters={**chosen.parameters, name: value}))
