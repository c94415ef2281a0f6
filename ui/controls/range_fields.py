"""Two fields for the ends of a range."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from optim_core.expression.typesetting.symbols import symbol_text
from ui.controls.number_field import number_field
from ui.language.i18n import _


def range_fields(
    name: str, bounds: tuple[float, float], limit: float, key: str, on: Callable[[int, float], None]
) -> None:
    """Fields side by side, for numbers up to `limit` either way; `on` gets which end, 0 or 1, and its number."""
    for side, column in enumerate(st.columns(2)):
        with column:
            label = _("{variable} from") if side == 0 else _("{variable} to")
            number_field(
                label.format(variable=symbol_text(name)),
                bounds[side],
                -limit,
                limit,
                key=f"{key}.{side}",
                on=partial(on, side),
            )


def tell_refusal(flag: str) -> None:
    """Say once that a range was refused, if the session has `flag`."""
    if st.session_state.pop(flag, False):
        st.error(_("“From” must be smaller than “to”. The range was left as it was."))
