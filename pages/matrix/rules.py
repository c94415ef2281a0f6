"""The rules of the differential: statement, derivation line by line, and a check by numbers."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from optim_core.matrix.rules import MOVES, RULES, Rule, RuleCheck, check_rule, shaped
from optim_core.matrix.writing import latex
from pages.matrix.state import MOST_SIZE, MatrixState
from pages.matrix.store import store
from ui.controls.widgets import controlled
from ui.language.i18n import _
from ui.matrix_player import RuleSeen, rule_player


def rules_part(state: MatrixState) -> None:
    """The table, and the chosen row with its check."""
    table, chosen = st.columns([3, 5], gap="medium")
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
    heading = _("Checked by numbers")
    st.markdown(f"**{heading}**")
    checks = checks_of(rule.key, state.seed)
    rule_player(
        checks,
        tuple(rule.moves),
        RuleSeen(min(state.size, len(checks)), state.share),
        key="matrix_rule",
        on_seen=lambda seen: store.change(size=seen.size, share=seen.share),
    )
    st.button(
        _("Other matrices (seed {seed})").format(seed=state.seed), key="matrix.again",
        on_click=lambda: store.change(seed=state.seed + 1),
    )  # fmt: skip


@lru_cache(maxsize=64)
def checks_of(rule: str, seed: int) -> tuple[RuleCheck, ...]:
    """A rule's check at every size, so that the size can be dragged."""
    return tuple(check_rule(RULES[rule], size, seed) for size in range(1, MOST_SIZE + 1))


def _derivation(rule: Rule, state: MatrixState) -> None:
    """As many lines as have been asked for."""
    shown = min(state.lines, len(rule.derivation))
    heading = _("How one finds it")
    st.markdown(f"**{heading}**")
    for line in rule.derivation[:shown]:
        st.latex(line)
    if shown < len(rule.derivation):
        st.button(_("Next line"), key="matrix.next", on_click=lambda: store.change(lines=shown + 1))
    elif len(rule.derivation) > 1:
        st.button(_("From the first line"), key="matrix.first", on_click=lambda: store.change(lines=1))
