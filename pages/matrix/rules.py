"""The rules of the differential: statement, derivation line by line, and a check by numbers."""

from __future__ import annotations

import numpy as np
import streamlit as st

from optim_core.matrix.rules import MOVES, RULES, Rule, RuleCheck, check_rule, shaped
from optim_core.matrix.writing import latex
from pages.matrix.state import MOST_SIZE, MatrixState
from pages.matrix.store import store
from plots.base.palette import OKABE_ITO
from ui.charts.lines import Axis, Figure, Line, line_chart, show
from ui.controls.widgets import controlled
from ui.language.i18n import _
from ui.language.numbers import short


def rules_part(state: MatrixState) -> None:
    """The table, and the chosen row with its check."""
    table, chosen = st.columns([2, 3], gap="large")
    with table:
        controlled(
            st.radio, _("Rule"), key="matrix.rule", value=state.rule, on=_choose, options=list(RULES),
            format_func=lambda key: f"${statement(RULES[key])}$",
        )  # fmt: skip
    with chosen:
        _rule(RULES[state.rule], state)


def statement(rule: Rule, shapes: bool = False) -> str:
    """d(f) = ..., typeset."""
    function, differential = shaped(rule)
    return rf"d\left({latex(function, MOVES, shapes)}\right) = {latex(differential, MOVES, shapes)}"


def _choose(key: str) -> None:
    store.change(rule=key, lines=1)


def _rule(rule: Rule, state: MatrixState) -> None:
    st.latex(statement(rule, shapes=True))
    if rule.gradient:
        st.latex(rule.gradient)
    if rule.note:
        st.caption(_(rule.note))
    _derivation(rule, state)
    st.markdown(f"**{_('Checked by numbers')}**")
    left, right = st.columns(2)
    with left:
        controlled(
            st.slider, _("Size n"), key="matrix.size", value=state.size, on=lambda size: store.change(size=int(size)),
            min_value=1, max_value=MOST_SIZE,
        )  # fmt: skip
    with right:
        st.button(
            _("Other matrices (seed {seed})").format(seed=state.seed), key="matrix.again",
            on_click=lambda: store.change(seed=state.seed + 1),
        )  # fmt: skip
    check = check_rule(rule, state.size, state.seed)
    show(chart(check), "matrix.rule.chart", verdict(check))
    st.caption(verdict(check))


def _derivation(rule: Rule, state: MatrixState) -> None:
    """As many lines as have been asked for."""
    shown = min(state.lines, len(rule.derivation))
    st.markdown(f"**{_('How one finds it')}**")
    for line in rule.derivation[:shown]:
        st.latex(line)
    if shown < len(rule.derivation):
        st.button(_("Next line"), key="matrix.next", on_click=lambda: store.change(lines=shown + 1))
    elif len(rule.derivation) > 1:
        st.button(_("From the first line"), key="matrix.first", on_click=lambda: store.change(lines=1))


def chart(check: RuleCheck) -> Figure:
    """Change and error against the share t of the differential."""
    lines = [
        Line(check.shares, check.changes, _("change of f"), OKABE_ITO[0], markers=True),
        Line(check.shares, check.errors, _("what df misses of it"), OKABE_ITO[1], markers=True),
    ]
    return line_chart(lines, Axis("t", log=True), Axis("", log=True))


def verdict(check: RuleCheck) -> str:
    """What the numbers say of the rule."""
    steps = _("f(X + t dX) − f(X) beside t df, for t from 1 to {smallest}.").format(
        smallest=short(float(check.shares[-1]))
    )
    if check.slope is None:
        largest = float(np.max(check.errors))
        return steps + " " + _("df misses nothing but rounding: at most {error}.").format(error=short(largest))
    return (
        steps
        + " "
        + _("What df misses shrinks like t to the power {slope}: of second order.").format(slope=short(check.slope, 3))
    )
