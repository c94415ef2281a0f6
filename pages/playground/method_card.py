"""One method in the sidebar: its rate at hand, everything else one click away."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from optim_core import CONVENTIONS, Optimizer
from optim_core.formulas import update_latex
from optim_core.hyperparameters import Hyperparameter
from surfaces import Surface
from ui import store
from ui.controls import controlled, exact_number, hyperparameter_slider
from ui.i18n import _
from ui.palette import line_sample, line_style
from ui.playground_state import MethodChoice
from ui.run_views import CONVENTION_NAMES, method_label
from ui.symbols import symbol_text


def method_card(choice: MethodChoice, surface: Surface) -> None:
    """The learning rate, always at hand, and everything else one click away."""
    optimizer = choice.optimizer(surface)
    rate = _rate(optimizer)
    with st.container(gap="xxsmall"):
        sample = line_sample(line_style(choice.key, choice.copy))
        st.html(f'<div class="method-name">{sample}<span>{escape(method_label(choice))}</span></div>')
        if rate:
            hyperparameter_slider(
                rate,
                optimizer.value_of(rate.key),
                key=f"{choice.slot}.{rate.key}",
                on=partial(_set_number, choice.slot, rate.key),
                label=_rate_label(choice, rate),
                label_visibility="collapsed",
            )
        details = st.expander(
            _("Settings and equations"), key=f"{choice.slot}.details", on_change="rerun", type="compact"
        )
        if details.open:
            with details:
                _details(choice, surface)


def _rate(optimizer: Optimizer) -> Hyperparameter | None:
    """What sets the size of the steps; None for a method that finds it itself."""
    rated = optimizer.method.paced_by(optimizer.hyperparameters).rated
    return next((p for p in optimizer.parameters if rated and p.key == rated.key), None)


def _rate_label(choice: MethodChoice, rate: Hyperparameter) -> str:
    if rate.key == "learning_rate":
        return _("{method}: learning rate").format(method=method_label(choice))
    return f"{method_label(choice)}: {_(rate.label)}"


def _details(choice: MethodChoice, surface: Surface) -> None:
    optimizer = choice.optimizer(surface)
    st.caption(_(choice.method.summary))
    controlled(
        st.segmented_control,
        _("Convention"),
        key=f"{choice.slot}.convention",
        value=choice.convention,
        on=partial(_set_convention, choice.slot),
        options=list(CONVENTIONS),
        format_func=lambda name: _(CONVENTION_NAMES[name]),
        required=True,
    )
    st.latex(
        r"\small\begin{aligned}" + r"\\".join(_aligned(line) for line in update_latex(optimizer)) + r"\end{aligned}"
    )
    for parameter in optimizer.parameters:
        value = optimizer.value_of(parameter.key)
        name = f"{choice.slot}.{parameter.key}"
        label = f"{_(parameter.label)} {symbol_text(parameter.symbol)}"
        setter = partial(_set_number, choice.slot, parameter.key)
        if parameter == _rate(optimizer) or parameter.scale == "log":
            exact_number(
                label,
                value,
                parameter.minimum,
                parameter.maximum,
                key=f"{name}.exact",
                on=setter,
                help=_(parameter.help),
            )
        else:
            hyperparameter_slider(parameter, value, key=name, on=setter, label=label)
    if choice.hyperparameters:
        st.button(
            _("Back to defaults"),
            key=f"{choice.slot}.reset",
            on_click=partial(_reset, choice.slot),
            width="stretch",
        )
    st.caption(choice.method.source)


def _aligned(line: str) -> str:
    """Align equations at their first relation sign."""
    for sign in ("=", r"\leftarrow"):
        left, found, right = line.partition(f" {sign} ")
        if found:
            return f"{left} &{sign} {right}"
    return line


def _choice(slot: str) -> MethodChoice:
    return next(m for m in store.current().methods if m.slot == slot)


def _set_number(slot: str, key: str, value: float) -> None:
    choice = _choice(slot)
    numbers = {**choice.hyperparameters, key: float(value)}
    store.set_state(store.current().with_method(replace(choice, hyperparameters=numbers)))


def _set_convention(slot: str, convention: str) -> None:
    choice = replace(_choice(slot), convention=convention)  # type: ignore[arg-type]
    store.set_state(store.current().with_method(choice))


def _reset(slot: str) -> None:
    store.set_state(store.current().with_method(replace(_choice(slot), hyperparameters={})))
