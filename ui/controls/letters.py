"""The letters of a typed formula: a slider for each, whose range can be changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from optim_core.expression.typesetting.symbols import symbol_text
from surfaces.base.parameters import LARGEST, ParameterValue
from ui.controls.range_fields import range_fields, tell_refusal
from ui.controls.widgets import surface_parameter_slider

#: What is told of a letter: its name, its number, and a range of its own or None.
Change = Callable[[str, float, "tuple[float, float] | None"], None]


def letter_sliders(letters: Mapping[str, ParameterValue], key: str, on: Change) -> None:
    """A slider for each; `key` tells those of one page from another's."""
    for name, value in letters.items():
        surface_parameter_slider(
            value.parameter,
            value.value,
            key=_slider_key(name, value, key),
            on=partial(_set_value, on, name),
            label=symbol_text(name),
        )


def _slider_key(name: str, value: ParameterValue, key: str) -> str:
    """The slider's key. To Streamlit one with another range is another widget, which would begin at its lower end."""
    low, high = value.range
    return f"{key}.{name}.{low:g}..{high:g}"


def _set_value(on: Change, name: str, value: float) -> None:
    on(name, value, None)


def letter_ranges(letters: Mapping[str, ParameterValue], key: str, on: Change) -> None:
    """Fields for the ends of their ranges."""
    for name, value in letters.items():
        range_fields(name, value.range, LARGEST, f"{key}.{name}", partial(_set_bound, on, key, name, value))
    tell_refusal(f"{key}_range_refused")


def _set_bound(on: Change, key: str, name: str, value: ParameterValue, side: int, bound: float) -> None:
    low, high = (bound, value.maximum) if side == 0 else (value.minimum, bound)
    if low < high:
        # What lies outside moves to the edge.
        on(name, min(max(value.value, low), high), (low, high))
    else:
        st.session_state[f"{key}_range_refused"] = True
