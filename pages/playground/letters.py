"""The letters of a typed formula: a slider for each, whose range can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from optim_core.expression.typesetting.symbols import symbol_text
from pages.playground.range_fields import range_fields, tell_refusal
from pages.playground.state import TYPED, PlaygroundState
from pages.playground.store import store
from surfaces import Surface
from surfaces.base.parameters import LARGEST, ParameterValue
from ui.controls.widgets import surface_parameter_slider
from ui.language.i18n import _
from ui.shell.panels import panel

#: Sliders side by side.
COLUMNS = 2


def letter_controls(state: PlaygroundState, surface: Surface) -> None:
    """Under the formula's field: the letters that are numbers."""
    if state.surface != TYPED or not surface.parameters:
        return
    letters = list(surface.parameters.items())
    for begin in range(0, len(letters), COLUMNS):
        row = letters[begin : begin + COLUMNS]
        for (name, value), column in zip(row, st.columns(len(row), gap="medium"), strict=True):
            with column:
                surface_parameter_slider(
                    value.parameter,
                    value.value,
                    key=slider_key(name, value),
                    on=partial(_set_value, name),
                    label=symbol_text(name),
                )
    _range_controls(letters)


def slider_key(name: str, value: ParameterValue) -> str:
    """The slider's key. To Streamlit one with another range is another widget, which would begin at its lower end."""
    low, high = value.range
    return f"letter.{name}.{low:g}..{high:g}"


def _set_value(name: str, value: float) -> None:
    state = store.current()
    store.set(state.with_letter(name, value, state.ranges.get(name)))


def _range_controls(letters: Sequence[tuple[str, ParameterValue]]) -> None:
    box = panel(_("Ranges of the sliders"), key="letters_box")
    if not box.open:
        return
    with box:
        for name, value in letters:
            range_fields(name, value.range, LARGEST, f"letter.{name}", partial(_set_bound, name))
        tell_refusal("letter_range_refused")


def _set_bound(name: str, side: int, bound: float) -> None:
    state = store.current()
    value = state.landscape().parameters[name]
    low, high = (bound, value.maximum) if side == 0 else (value.minimum, bound)
    if low < high:
        # What lies outside moves to the edge.
        store.set(state.with_letter(name, min(max(value.value, low), high), (low, high)))
    else:
        st.session_state["letter_range_refused"] = True
