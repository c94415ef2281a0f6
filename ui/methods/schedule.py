"""How a method's step size changes: a kind of schedule, its numbers, its equation and its curve."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from optim_core import Optimizer
from optim_core.expression.typesetting.symbols import symbol_text
from optim_core.methods.schedules import KINDS, TYPED, Schedule, typed_schedule
from ui.controls.checked_text import checked_text
from ui.controls.widgets import controlled, hyperparameter_slider
from ui.language.i18n import _
from ui.methods.field import MethodField
from ui.methods.rate_curve import rate_curve
from ui.runs.choice import MethodChoice, ScheduleChoice
from ui.runs.styles import dark_page

FIRST_FORMULA = "eta/(1 + 0.01*k)"


def schedule_controls(choice: MethodChoice, optimizer: Optimizer, field: MethodField) -> None:
    """The menu of schedules and what belongs to the chosen one."""
    if not optimizer.paced_symbol:
        st.caption(_("This method has no step size that a schedule could change from step to step."))
        return
    controlled(
        st.selectbox,
        _("Schedule of the step size"),
        key=field.key(choice, "schedule"),
        value=choice.schedule.kind,
        on=partial(_choose, field, choice.slot),
        options=[*KINDS, TYPED],
        format_func=lambda kind: _("Typed") if kind == TYPED else _(KINDS[kind].name),
        help=_("How the step size changes from step to step."),
    )
    if choice.schedule.kind == TYPED:
        _formula(choice, field)
    elif choice.schedule.kind != "constant":
        st.caption(_(KINDS[choice.schedule.kind].summary))
    shown = choice.schedule.schedule(field.steps)
    if shown and not optimizer.follows(shown):
        st.caption(_("This method cannot watch the loss, so its step size stays as it is set."))
    elif shown:
        _equation_and_curve(choice, optimizer, shown, field)


def _formula(choice: MethodChoice, field: MethodField) -> None:
    checked_text(
        st.text_input,
        _("Your own schedule"),
        key=field.key(choice, "schedule.formula"),
        value=choice.schedule.formula,
        accept=partial(_accept, field, choice.slot),
        kept=_("The last schedule that worked stays at work."),
        help=_("In k (the step, from 1), eta (the chosen step size) and n (the number of steps). Press Enter."),
        placeholder="0.1/(1+0.01*k)",
    )


def _equation_and_curve(choice: MethodChoice, optimizer: Optimizer, shown: Schedule, field: MethodField) -> None:
    symbol = optimizer.paced_symbol
    st.latex(rf"\small {shown.latex()}" + (rf",\quad n = {shown.over}" if _uses_length(shown) else ""))
    st.space("xsmall")
    if symbol != "eta":
        st.caption(_("Here η is {symbol}.").format(symbol=symbol_text(symbol)))
    for parameter in shown.parameters:
        hyperparameter_slider(
            parameter,
            shown.values[parameter.key],
            key=field.key(choice, f"schedule.{shown.kind}.{parameter.key}"),
            on=partial(_set_number, field, choice.slot, parameter.key),
            label=f"{_(parameter.label)} {symbol_text(parameter.symbol)}",
            help=_(parameter.help),
        )
    if shown.memory:
        st.caption(
            _("When it is cut depends on the losses of the run: the effective rate beside the picture shows it.")
        )
        return
    pacemaker = optimizer.method.paced_by(optimizer.hyperparameters)
    assert pacemaker.rated
    rates = shown.rates(optimizer.value_of(pacemaker.rated.key), field.steps)
    st.image(rate_curve(rates, field.style(choice.slot).on(dark_page())), width="stretch")
    _warn(rates)


def _uses_length(shown: Schedule) -> bool:
    return shown.kind != TYPED and KINDS[shown.kind].finite


def _warn(rates: np.ndarray) -> None:
    """What is legal but hardly meant."""
    if not np.isfinite(rates).all():
        step = int(np.argmin(np.isfinite(rates))) + 1
        st.warning(_("The schedule has no value at step {step}; the run ends there.").format(step=step))
    elif (rates < 0).any():
        step = int(np.argmax(rates < 0)) + 1
        st.warning(_("The step size is negative from step {step}: such a step goes uphill.").format(step=step))


def _choose(field: MethodField, slot: str, kind: str) -> None:
    formula = ""
    if kind == TYPED:
        formula = "eta/k" if field.current(slot).schedule.kind == "inverse" else FIRST_FORMULA
    field.change(slot, schedule=ScheduleChoice(kind, formula=formula))


def _set_number(field: MethodField, slot: str, key: str, value: float) -> None:
    before = field.current(slot).schedule
    field.change(slot, schedule=replace(before, values={**before.values, key: float(value)}))


def _accept(field: MethodField, slot: str, text: str) -> None:
    formula = typed_schedule(text, over=field.steps).formula
    field.change(slot, schedule=ScheduleChoice(TYPED, formula=formula))
