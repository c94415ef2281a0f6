"""One method in the sidebar: its form, its equations, its schedule. Its numbers are dials beside the run."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from optim_core import CONVENTIONS, Optimizer, methods
from optim_core.base.text import N_
from optim_core.expression.typesetting.symbols import symbol_text
from optim_core.methods.hyperparameters import Choice, Hyperparameter
from optim_core.methods.typed_method import KEY
from plots.base.palette import line_sample
from surfaces.base.stability import Where
from ui.controls.widgets import controlled, hyperparameter_slider
from ui.language.i18n import _, translate
from ui.language.numbers import short
from ui.methods.equations import block
from ui.methods.field import MethodField
from ui.methods.own import own_method_field
from ui.methods.plain_descent import plain_descent
from ui.methods.schedule import schedule_controls
from ui.runs.choice import MethodChoice, ScheduleChoice
from ui.runs.columns import CONVENTION_NAMES, two_forms
from ui.runs.views import method_label
from ui.shell.panels import panel

#: What a limit on the rates says, by where its curvature was taken.
LIMITS: dict[Where, str] = {
    "everywhere": N_(
        "The largest curvature is λₘₐₓ = {curvature}: rates below 2/λₘₐₓ = {rate} converge, larger ones diverge from "
        "almost every start; at equality it oscillates."
    ),
    "known": N_(
        "At the nearest known minimum the largest curvature is λₘₐₓ = {curvature}: rates below 2/λₘₐₓ = {rate} can "
        "settle there, larger ones cannot, from almost every start."
    ),
    "reached": N_(
        "At the minimum that this run reached the largest curvature is λₘₐₓ = {curvature}: rates below 2/λₘₐₓ = "
        "{rate} can settle there, larger ones cannot, from almost every start."
    ),
}


def method_card(choice: MethodChoice, optimizer: Optimizer, field: MethodField) -> None:
    """The name, and what is chosen rarely one click away; the numbers are dials in the row of the run."""
    with st.container(gap="xxsmall"):
        sample = line_sample(field.style(choice.slot))
        st.html(f'<div class="method-name">{sample}<span>{escape(method_label(choice))}</span></div>')
        if choice.key == KEY:
            own_method_field(choice, field)
        seen = field.seen(optimizer) if field.seen else None
        if seen:
            st.caption(translate(seen))
        # The sliders of one's own equations are what one looks for next.
        details = panel(_("Settings and equations"), key=field.key(choice, "details"), expanded=choice.key == KEY)
        if details.open:
            with details:
                _details(choice, optimizer, field)


def _details(choice: MethodChoice, optimizer: Optimizer, field: MethodField) -> None:
    st.caption(_(choice.method.summary))
    if two_forms(optimizer):
        controlled(
            st.segmented_control,
            _("Convention"),
            key=field.key(choice, "convention"),
            value=choice.convention,
            on=partial(_set_convention, field, choice.slot),
            options=list(CONVENTIONS),
            format_func=lambda name: _(CONVENTION_NAMES[name]),
            required=True,
        )
    st.latex(rf"\small {block(optimizer.latex_lines(field.maximize))}")
    st.space("xsmall")
    if optimizer.derived:
        numbers = ", ".join(f"{symbol_text(symbol)} = {short(value)}" for symbol, value in optimizer.derived.items())
        st.caption(_("With these settings {numbers}.").format(numbers=numbers))
    _how_far_careful_goes(choice, optimizer, field)
    for names in choice.method.choices:
        _names_control(choice, names, field)
    for parameter in optimizer.parameters:
        _switches(choice, optimizer, parameter, field)
    schedule_controls(choice, optimizer, field)
    if choice.hyperparameters or choice.schedule.kind != "constant":
        st.button(
            _("Back to defaults"),
            key=field.key(choice, "reset"),
            on_click=partial(field.change, choice.slot, hyperparameters={}, schedule=ScheduleChoice()),
            width="stretch",
        )
    st.caption(_(choice.method.source))


def _how_far_careful_goes(choice: MethodChoice, optimizer: Optimizer, field: MethodField) -> None:
    """What is known about the rates of plain descent before it is run."""
    if field.limit is None or field.maximize or choice.key != plain_descent():
        return
    # Both change what a step is.
    if optimizer.value_of("weight_decay") or optimizer.value_of("max_norm"):
        return
    limit = field.limit(optimizer)
    if limit:
        st.caption(_(LIMITS[limit.where]).format(curvature=short(limit.curvature), rate=short(limit.rate)))


def _names_control(choice: MethodChoice, names: Choice, field: MethodField) -> None:
    controlled(
        st.selectbox,
        _(names.label),
        key=field.key(choice, names.key),
        value=choice.hyperparameters.get(names.key, names.default),
        on=partial(_set_name, field, choice.slot, names.key),
        options=list(names.options()),
        format_func=lambda key: _(methods()[key].name),
        help=_(names.help),
    )


def _switches(choice: MethodChoice, optimizer: Optimizer, parameter: Hyperparameter, field: MethodField) -> None:
    value = optimizer.value_of(parameter.key)
    name = field.number_key(choice, parameter.key)
    label = f"{_(parameter.label)} {symbol_text(parameter.symbol)}"
    setter = partial(_set_number, field, choice.slot, parameter.key)
    for word, text in parameter.words:
        on = partial(_set_word, field, choice.slot, parameter.key, word)
        controlled(st.toggle, _(text), key=f"{name}.{word}", value=value == word, on=on)
    if parameter.scale == "switch":
        hyperparameter_slider(parameter, value, key=name, on=setter, label=label)


def _set_number(field: MethodField, slot: str, key: str, value: float) -> None:
    field.change(slot, hyperparameters={**field.current(slot).hyperparameters, key: float(value)})


def _set_word(field: MethodField, slot: str, key: str, word: str, on: bool) -> None:
    others = {name: value for name, value in field.current(slot).hyperparameters.items() if name != key}
    field.change(slot, hyperparameters={**others, key: word} if on else others)


def _set_name(field: MethodField, slot: str, key: str, name: str) -> None:
    """Choose the method inside; the numbers of the one before go with it."""
    choice = field.current(slot)
    own = {p.key for p in choice.method.parameters}
    field.change(slot, hyperparameters={key: name, **{k: v for k, v in choice.hyperparameters.items() if k in own}})


def _set_convention(field: MethodField, slot: str, convention: str) -> None:
    field.change(slot, convention=convention)
