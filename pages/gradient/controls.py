"""The sidebar: which surface, a formula of one's own, and the numbers in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from optim_core.expression.typesetting.symbols import symbol_text
from pages.gradient.state import GradientState
from pages.gradient.store import store
from pages.playground.links import PlaygroundState
from surfaces import Surface, entries
from surfaces.typed import KEY as TYPED
from ui.controls.checked_text import checked_text
from ui.controls.widgets import controlled, surface_parameter_slider
from ui.language.i18n import _

LAST_FORMULA = "gradient_last_formula"


def surface_controls(state: GradientState, surface: Surface) -> None:
    """Menu of surfaces, the field for a formula, and a slider for each number in it."""
    controlled(
        st.selectbox,
        _("Surface"),
        key="gradient_surface",
        value=state.chosen.surface,
        on=_choose,
        options=[*entries(), TYPED],
        format_func=surface_name,
    )
    checked_text(
        st.text_input,
        _("Your own formula"),
        key="gradient_formula",
        value=state.chosen.text,
        owner=state.chosen.surface,
        accept=lambda text: _put(lambda chosen: chosen.with_formula(text)),
        kept=_("The last formula that worked stays in the picture."),
        placeholder="x^3 + y^2 sin x",
        help=_(
            "In x and y, or in x alone; other letters are numbers with a slider. For example: x^2 + 10y^2, "
            "a*x^2 + b*y^2, sin(3x) cos y, |x| + sqrt(y), exp(-x^2). LaTeX is read as well. Press Enter."
        ),
    )
    if state.chosen.surface == TYPED:
        for name, letter in surface.parameters.items():
            low, high = letter.range
            surface_parameter_slider(
                letter.parameter,
                letter.value,
                key=f"gradient.{name}.{low:g}..{high:g}",
                on=partial(_set_letter, name),
                label=symbol_text(name),
            )
        return
    for parameter in entries()[state.chosen.surface].parameters:
        surface_parameter_slider(
            parameter,
            state.chosen.parameters.get(parameter.key, parameter.default),
            key=f"gradient.{state.chosen.surface}.{parameter.key}",
            on=partial(_set_parameter, parameter.key),
        )


def surface_name(key: str) -> str:
    """The surface's name in the session's language."""
    return _("Your formula") if key == TYPED else _(entries()[key].name)


def _put(changed: Callable[[PlaygroundState], PlaygroundState]) -> None:
    state = store.current()
    store.set(state.on(changed(state.chosen)))


def _choose(key: str) -> None:
    chosen = store.current().chosen
    if chosen.surface == TYPED:
        st.session_state[LAST_FORMULA] = chosen.text
    text = ""
    if key == TYPED:
        text = st.session_state.get(LAST_FORMULA) or chosen.landscape().plain_text()
    _put(lambda chosen: chosen.with_surface(key, text))


def _set_letter(name: str, value: float) -> None:
    _put(lambda chosen: chosen.with_letter(name, value, chosen.ranges.get(name)))


def _set_parameter(name: str, value: float) -> None:
    _put(lambda chosen: replace(chosen, parameters={**chosen.parameters, name: value}))
