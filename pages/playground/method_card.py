"""One method in the sidebar: its rate at hand, everything else one click away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from optim_core import CONVENTIONS, Optimizer, methods
from optim_core.formulas import update_latex
from optim_core.hyperparameters import Choice, Hyperparameter
from optim_core.typed_method import KEY
from pages.playground.own_method import own_method_field
from pages.playground.schedule_controls import schedule_controls
from surfaces import Surface
from ui import store
from ui.controls import controlled, exact_number, hyperparameter_slider
from ui.i18n import _
from ui.method_choice import MethodChoice, ScheduleChoice
from ui.numbers import short
from ui.palette import line_sample, line_style
from ui.playground_state import PlaygroundState
from ui.run_views import CONVENTION_NAMES, in_pytorch, method_label
from ui.symbols import symbol_text


def method_card(choice: MethodChoice, surface: Surface, state: PlaygroundState) -> None:
    """The learning rate, always at hand, and everything else one click away."""
    optimizer = choice.optimizer(surface, state.steps)
    rate = _rate(optimizer)
    with st.container(gap="xxsmall"):
        sample = line_sample(line_style(choice.key, choice.copy))
        st.html(f'<div class="method-name">{sample}<span>{escape(method_label(choice))}</span></div>')
        if choice.key == KEY:
            own_method_field(choice)
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
            _("Settings and equations"),
            # The sliders of one's own equations are what one looks for next.
            expanded=choice.key == KEY,
            key=f"{choice.slot}.details",
            on_change="rerun",
            type="compact",
        )
        if details.open:
            with details:
                _details(choice, optimizer, state)


def _rate(optimizer: Optimizer) -> Hyperparameter | None:
    """What sets the size of the steps; None for a method that finds it itself."""
    rated = optimizer.method.paced_by(optimizer.hyperparameters).rated
    return next((p for p in optimizer.parameters if rated and p.key == rated.key), None)


def _rate_label(choice: MethodChoice, rate: Hyperparameter) -> str:
    if rate.key == "learning_rate":
        return _("{method}: learning rate").format(method=method_label(choice))
    return f"{method_label(choice)}: {_(rate.label)}"


def _details(choice: MethodChoice, optimizer: Optimizer, state: PlaygroundState) -> None:
    st.caption(_(choice.method.summary))
    if in_pytorch(optimizer):
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
    lines = update_latex(optimizer, state.maximize)
    st.latex(r"\small\begin{aligned}" + r"\\".join(_aligned(line) for line in lines) + r"\end{aligned}")
    st.space("xsmall")
    if optimizer.derived:
        numbers = ", ".join(f"{symbol_text(symbol)} = {short(value)}" for symbol, value in optimizer.derived.items())
        st.caption(_("With these settings {numbers}.").format(numbers=numbers))
    for names in choice.method.choices:
        _names_control(choice, names)
    for parameter in optimizer.parameters:
        _number_control(choice, optimizer, parameter)
    schedule_controls(choice, optimizer, state.steps)
    if choice.hyperparameters or choice.schedule.kind != "constant":
        st.button(
            _("Back to defaults"),
            key=f"{choice.slot}.reset",
            on_click=partial(_reset, choice.slot),
            width="stretch",
        )
    st.caption(_(choice.method.source))


def _names_control(choice: MethodChoice, names: Choice) -> None:
    controlled(
        st.selectbox,
        _(names.label),
        key=f"{choice.slot}.{names.key}",
        value=choice.hyperparameters.get(names.key, names.default),
        on=partial(_set_name, choice.slot, names.key),
        options=list(names.options()),
        format_func=lambda key: _(methods()[key].name),
        help=_(names.help),
    )


def _number_control(choice: MethodChoice, optimizer: Optimizer, parameter: Hyperparameter) -> None:
    value = optimizer.value_of(parameter.key)
    name = f"{choice.slot}.{parameter.key}"
    label = f"{_(parameter.label)} {symbol_text(parameter.symbol)}"
    setter = partial(_set_number, choice.slot, parameter.key)
    for word, text in parameter.words:
        on = partial(_set_word, choice.slot, parameter.key, word)
        controlled(st.toggle, _(text), key=f"{name}.{word}", value=value == word, on=on)
    if isinstance(value, str):
        return
    if parameter == _rate(optimizer) or parameter.scale == "log":
        bounds = (parameter.minimum, parameter.maximum)
        exact_number(label, value, *bounds, key=f"{name}.exact", on=setter, help=_(parameter.help))
    else:
        hyperparameter_slider(parameter, value, key=name, on=setter, label=label)


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
    _set_all(choice, {**choice.hyperparameters, key: float(value)})


def _set_word(slot: str, key: str, word: str, on: bool) -> None:
    choice = _choice(slot)
    others = {name: value for name, value in choice.hyperparameters.items() if name != key}
    _set_all(choice, {**others, key: word} if on else others)


def _set_name(slot: str, key: str, name: str) -> None:
    """Choose the method inside; the numbers of the one before go with it."""
    choice = _choice(slot)
    own = {p.key for p in choice.method.parameters}
    _set_all(choice, {key: name, **{k: v for k, v in choice.hyperparameters.items() if k in own}})


def _set_all(choice: MethodChoice, settings: Mapping[str, float | str]) -> None:
    store.set_state(store.current().with_method(replace(choice, hyperparameters=settings)))


def _set_convention(slot: str, convention: str) -> None:
    choice = replace(_choice(slot), convention=convention)  # type: ignore[arg-type]
    store.set_state(store.current().with_method(choice))


def _reset(slot: str) -> None:
    choice = replace(_choice(slot), hyperparameters={}, schedule=ScheduleChoice())
    store.set_state(store.current().with_method(choice))
