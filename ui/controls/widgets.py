"""Controls whose value belongs to the page's state, generated from metadata.

Streamlit keeps a widget's value under its key and forgets it once the widget is not drawn. Here the state is the
one owner: before a control is drawn it is set to the state's value, and its callback changes the state. So a
slider and a number field for the same number agree, links restore everything, and hidden controls lose nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Any

import streamlit as st

from optim_core.methods.hyperparameters import Hyperparameter
from surfaces.base.entry import SurfaceParameter
from ui.controls.number_field import number_field
from ui.controls.payloads import is_number, understood
from ui.language.i18n import _, current_language, decimal_mark
from ui.language.numbers import short

#: Twenty steps a decade (the preferred numbers R20 of ISO 3): fine enough to drag, short enough to read.
SERIES = (1, 1.12, 1.25, 1.4, 1.6, 1.8, 2, 2.24, 2.5, 2.8, 3.15, 3.55, 4, 4.5, 5, 5.6, 6.3, 7.1, 8, 9)
#: Of a linear slider whose stops are texts: one a pixel is plenty.
MOST_STOPS = 250

Change = Callable[[Any], None]


def controlled(widget: Callable[..., Any], label: str, *, key: str, value: Any, on: Change, **options: Any) -> Any:
    """Draw `widget` showing `value`; when it is moved, `on` is called with the new value before the next run."""
    if "format_func" in options:
        # Streamlit remembers a choice by its label; in another language the same control is another one.
        key = f"{key}.{current_language()}"
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return widget(label, key=key, on_change=_moved, args=(key, on, value, options), **options)


def _moved(key: str, on: Change, before: Any, options: Mapping[str, Any]) -> None:
    """What a browser reports is what the control offers, or is left out: it may be of another version, or made up."""
    value = understood(key, st.session_state[key], lambda given: (given,) if _offered(given, before, options) else None)
    if value is not None:
        on(*value)


def _offered(value: Any, before: Any, options: Mapping[str, Any]) -> bool:
    if "options" in options:
        offered = options["options"]
        return all(one in offered for one in value) if isinstance(value, list) else value is None or value in offered
    low, high = options.get("min_value"), options.get("max_value")
    if low is not None and high is not None:
        return is_number(value) and low <= value <= high
    return isinstance(value, bool) if isinstance(before, bool) else True


def log_slider(label: str, value: float, low: float, high: float, *, key: str, on: Change, **options: Any) -> None:
    """A slider that moves in factors; `value` is added to its stops if it is not one of them."""
    stops = log_stops(low, high)
    if value not in stops:
        # Two stops with one label would be one choice to Streamlit.
        stops = tuple(sorted((*(stop for stop in stops if short(stop) != short(value)), value)))
    shown = partial(_stop_label, current_language())
    controlled(st.select_slider, label, key=key, value=value, on=on, options=stops, format_func=shown, **options)


@lru_cache(maxsize=4096)
def _stop_label(language: str, stop: float) -> str:
    """Streamlit asks for every stop of every slider on every run; asking the session for its language each time
    would take longer than everything else."""
    return short(stop)


@cache
def log_stops(low: float, high: float) -> tuple[float, ...]:
    """The preferred numbers from `low` to `high`."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    stops = (float(f"{s}e{decade}") for decade in range(first, last + 1) for s in SERIES)
    return tuple(stop for stop in stops if low * (1 - 1e-9) <= stop <= high * (1 + 1e-9))


def hyperparameter_slider(
    parameter: Hyperparameter, value: float, *, key: str, on: Change, label: str | None = None, **options: Any
) -> None:
    """The slider of a hyperparameter; values outside the slider's part of the range widen it."""
    label = label or _(parameter.label)
    low, high = parameter.slider
    if parameter.scale == "switch":
        controlled(st.toggle, label, key=key, value=bool(value), on=on, **options)
        return
    if parameter.scale == "whole":
        bounds = {"min_value": int(min(low, value)), "max_value": int(max(high, value))}
        controlled(st.slider, label, key=key, value=int(value), on=on, **bounds, **options)
        return
    if parameter.scale == "log":
        log_slider(label, value, low, high, key=key, on=on, **options)
        return
    step = 0.001 if high < 1 or high - low < 0.5 else 0.01
    linear_slider(label, value, min(low, value), max(high, value), step, key=key, on=on, **options)


def linear_slider(
    label: str, value: float, low: float, high: float, step: float, *, key: str, on: Change, **options: Any
) -> None:
    """A slider over evenly spaced numbers.

    Streamlit writes a slider's numbers with a decimal point, or as the browser's language does, not the page's; where
    the page's language has another mark, the stops are texts of our own.
    """
    value = float(value)
    if decimal_mark() == ".":
        bounds = {"min_value": float(low), "max_value": float(high), "step": step, "format": "%.4g"}
        controlled(st.slider, label, key=key, value=value, on=on, **bounds, **options)
        return
    stops = even_stops(low, high, step, value)
    shown = partial(_stop_label, current_language())
    controlled(st.select_slider, label, key=key, value=value, on=on, options=stops, format_func=shown, **options)


@lru_cache(maxsize=256)
def even_stops(low: float, high: float, step: float, value: float) -> tuple[float, ...]:
    """`value` and about every `step` from `low` to `high`, both included, no two of them with one label."""
    coarse = step * next(
        factor
        for factor in (f * 10**decade for decade in range(20) for f in (1, 2, 5))
        if high - low <= MOST_STOPS * step * factor
    )
    # A step's digits tell its multiples apart, and leave out what rounding adds.
    digits = 3 - math.floor(math.log10(coarse))
    between = (round(low + i * coarse, digits) for i in range(1, math.ceil((high - low) / coarse)))
    stops = {short(stop): stop for stop in between if low < stop < high}
    return tuple(sorted({**stops, short(low): low, short(high): high, short(value): value}.values()))


def surface_parameter_slider(
    parameter: SurfaceParameter, value: float, *, key: str, on: Change, label: str | None = None
) -> None:
    """The slider of a number in a surface's formula; `label` in place of the parameter's own, translated."""
    label = label or _(parameter.label)
    if parameter.logarithmic:
        log_slider(label, value, parameter.minimum, parameter.maximum, key=key, on=on)
        return
    linear_slider(label, value, parameter.minimum, parameter.maximum, parameter.step, key=key, on=on)


def steps_control(value: int, choices: Sequence[int], most: int, *, key: str, on: Callable[[int], None]) -> None:
    """The number of steps: a slider over handy numbers, and a field for any number from 1 on."""
    label, value = _("Number of steps"), min(value, most)
    slider, field = st.columns([3, 2], vertical_alignment="bottom", gap="small")
    with slider:
        options = step_choices(choices, value)
        controlled(st.select_slider, label, key=key, value=value, on=lambda steps: on(int(steps)), options=options)
    with field:
        number_field(
            _("Exact number of steps"),
            value,
            1,
            most,
            key=f"{key}.exact",
            on=lambda steps: on(int(steps)),
            whole=True,
            label_visibility="collapsed",
        )


def step_choices(choices: Sequence[int], value: int) -> tuple[int, ...]:
    """`choices` with `value` among them."""
    return tuple(sorted({*choices, value}))
