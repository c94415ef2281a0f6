"""One method in the sidebar: its rate at hand, everything else one click away."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from optim_core import CONVENTIONS
from optim_core.formulas import update_latex
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
    rate = next(p for p in choice.method.hyperparameters(choice.convention) if p.key == "learning_rate")
    with st.container(gap="xxsmall"):
        sample = line_sample(line_style(choice.key, choice.copy))
        st.html(f'<div class="method-name">{sample}<span>{escape(method_label(choice))}</span></div>')
        hyperparameter_slider(
            rate,
            optimizer.learning_rate,
            key=f"{choice.slot}.learning_rate",
            on=partial(_set_number, choice.slot, "learning_rate"),
            label=_("{method}: learning rate").format(method=method_label(choice)),
            label_visibility="collapsed",
        )
        details = st.expander(
            _("Settings and equations"), key=f"{choice.slot}.details", on_change="rerun", type="compact"
        )
        if details.open:
            with details:
                _details(choice, surface)


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
    for parameter in choice.method.hyperparameters(choice.convention):
        value = optimizer.hyperparameters[parameter.key]
        name = f"{choice.slot}.{parameter.key}"
        label = f"{_(parameter.label)} {symbol_text(parameter.symbol)}"
        setter = partial(_set_number, choice.slot, parameter.key)
        if parameter.key == "learning_rate" or parameter.scale == "log":
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
