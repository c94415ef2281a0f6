"""From where, in which direction, how long: the start, climbing, the number of steps and what ends a run earlier."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from optim_core.base.text import N_, Message
from optim_core.expression.typesetting.symbols import symbol_text
from optim_core.paths.stops import STOP_RULES, StopRule
from pages.playground.start_choice import COUNTS, LAST_SEED, START_KINDS, StartKind
from pages.playground.state import PlaygroundState
from pages.playground.store import store
from surfaces import Surface
from surfaces.base.bounds import REACH
from ui.controls.number_field import number_field
from ui.controls.widgets import controlled, log_slider
from ui.language.i18n import _, translate
from ui.shell.panels import panel

START_NAMES: dict[StartKind, str] = {
    "point": N_("At a chosen point"),
    "zero": N_("At zero"),
    "random": N_("At small random weights"),
    "many": N_("At many places at once"),
}


def run_controls(state: PlaygroundState, surface: Surface) -> None:
    """Start, stopping rules, direction. The number of steps is a dial beside the picture."""
    controlled(
        st.selectbox,
        _("Start"),
        key="start_kind",
        value=state.begin.kind,
        on=lambda kind: _begin(kind=kind),
        options=list(START_KINDS),
        format_func=lambda kind: _(START_NAMES[kind]),
        help=_("Of many places all over the picture, the best run is drawn boldly and the others behind it, faintly."),
    )
    if state.begin.kind == "point":
        _point(state.start or surface.start, surface)
    elif state.begin.kind == "random":
        _epsilon(state)
    elif state.begin.kind == "many":
        _count(state)
    _stopping_rules(state)
    controlled(
        st.toggle,
        _("Climb instead of descending"),
        key="maximize",
        value=state.maximize,
        on=lambda on: store.change(maximize=bool(on)),
        help=_("Every method goes up the gradient, towards a maximum."),
    )


def _begin(**changes: Any) -> None:
    store.change(begin=replace(store.current().begin, **changes))


def _point(start: tuple[float, ...], surface: Surface) -> None:
    for index, column in enumerate(st.columns(surface.dimension, gap="small")):
        with column:
            number_field(
                _("Start {variable}").format(variable=symbol_text(surface.variables[index])),
                start[index],
                -REACH,
                REACH,
                key=f"start.{index}",
                on=partial(_set_start, index),
            )


def _set_start(index: int, value: float) -> None:
    state = store.current()
    point = list(state.start or state.landscape().start)
    point[index] = value
    store.change(start=tuple(point))


def _epsilon(state: PlaygroundState) -> None:
    log_slider(
        _("Largest weight ε"),
        state.begin.epsilon,
        0.01,
        10.0,
        key="start.epsilon",
        on=lambda epsilon: _begin(epsilon=float(epsilon)),
        help=_("Every weight is drawn from uniform(−ε, ε)."),
    )
    _draw(state)


def _count(state: PlaygroundState) -> None:
    controlled(
        st.select_slider,
        _("Number of starts"),
        key="start.count",
        value=state.begin.count,
        on=lambda count: _begin(count=int(count)),
        options=COUNTS,
    )
    _draw(state)


def _draw(state: PlaygroundState) -> None:
    st.button(
        _("Draw again (seed {seed})").format(seed=state.begin.seed),
        key="start.seed",
        icon=":material/casino:",
        on_click=lambda: _begin(seed=(state.begin.seed + 1) % (LAST_SEED + 1)),
        width="stretch",
    )


def _stopping_rules(state: PlaygroundState) -> None:
    # With the rules in its label it would be another box, and closed, as soon as one of them changes.
    box = panel(_("Stopping rules"), key="stops_box")
    if not box.open:
        if state.stops:
            st.caption(", ".join(_sign(STOP_RULES[key], limit) for key, limit in state.stops.items()))
        return
    with box:
        st.caption(_("The run ends with the first rule that fires, at the latest when its steps are used up."))
        for rule in STOP_RULES.values():
            _rule(rule, state.stops.get(rule.key))


def _rule(rule: StopRule, limit: float | None) -> None:
    controlled(
        st.toggle,
        f"{_(rule.name)}: {_sign(rule, limit or rule.default)}",
        key=f"stop.{rule.key}",
        value=limit is not None,
        on=partial(_switch, rule),
    )
    if limit is None:
        return
    setter = partial(_limit, rule)
    if rule.whole:
        number_field(
            _("Limit"), limit, 1, 1e6, key=f"stop.{rule.key}.limit", on=setter, whole=True, label_visibility="collapsed"
        )
    else:
        log_slider(_("Limit"), limit, 1e-12, 1.0, key=f"stop.{rule.key}.limit", on=setter, label_visibility="collapsed")


def _sign(rule: StopRule, limit: float) -> str:
    return translate(Message(rule.sign, {"limit": float(limit)}))


def _switch(rule: StopRule, on: bool) -> None:
    stops = {key: limit for key, limit in store.current().stops.items() if key != rule.key}
    if on:
        stops[rule.key] = rule.default
    _set_stops(stops)


def _limit(rule: StopRule, limit: float) -> None:
    _set_stops({**store.current().stops, rule.key: float(limit)})


def _set_stops(stops: dict[str, float]) -> None:
    """In the order of the rules, so that equal choices are equal links."""
    store.change(stops={key: stops[key] for key in STOP_RULES if key in stops})
