"""A field to type a number into, in the spelling of the page's language.

Streamlit's own field drops a decimal comma without a word: ``-1,5`` becomes -15. Here what is typed is read by
`ui.language.typed_numbers`; what is no number, or out of range, is told under the field and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from optim_core.base.text import N_
from ui.controls.checked_text import escaped, refusable
from ui.language.i18n import translate
from ui.language.typed_numbers import NumberRefused, read_number, written


def number_field(
    label: str,
    value: float,
    low: float,
    high: float,
    *,
    key: str,
    on: Callable[[float], None],
    whole: bool = False,
    **options: Any,
) -> None:
    """A field that shows `value` exactly, and calls `on` with a number typed before the next run.

    Args:
        label: its label.
        value: the number at work.
        low, high: the range that is accepted, both ends included.
        key: its key.
        on: called with a number in the range; an emptied field goes back to `value`.
        whole: whether it must be a whole number.
        **options: of `st.text_input`.
    """
    refused = refusable(
        st.text_input,
        label,
        key=key,
        value=written(value),
        # What may be typed, where nothing is; `number_keys.js` takes from it that this is a number, and its range.
        placeholder=f"{written(low)} … {written(high)}",
        accept=partial(_accept, low, high, whole, on),
        **options,
    )
    if refused is not None:
        _text, failure = refused
        assert isinstance(failure, NumberRefused), "what checks a number raises nothing else"
        st.error(escaped(translate(failure.parts)))


def _accept(low: float, high: float, whole: bool, on: Callable[[float], None], text: str) -> None:
    value = read_number(text)
    if whole and value != round(value):
        raise NumberRefused(
            N_("A whole number from {low} to {high} is needed here."), low=written(low), high=written(high)
        )
    if not low <= value <= high:
        raise NumberRefused(N_("A number from {low} to {high} is needed here."), low=written(low), high=written(high))
    on(value)
