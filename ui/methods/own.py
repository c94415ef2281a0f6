"""The field for a method of one's own, with what its equations amount to."""

from __future__ import annotations

from functools import partial

import streamlit as st

from optim_core.methods.typed_method import EXAMPLE, notices, typed_method
from ui.controls.checked_text import checked_text, escaped
from ui.language.i18n import _, translate
from ui.methods.field import MethodField
from ui.runs.choice import MethodChoice


def own_method_field(choice: MethodChoice, field: MethodField) -> None:
    """Equations, one a line; errors point at the line and the last good method goes on."""
    checked_text(
        st.text_area,
        _("Your equations, one a line"),
        key=field.key(choice, "text"),
        value=choice.text or EXAMPLE,
        accept=partial(_accept, field, choice.slot),
        kept=_("The last method that worked stays in the race."),
        height="content",
        help=_(
            "w is the weight, g its gradient, g_norm the gradient's length, Q the loss there, k the step from 1. What "
            "a line reads before it is assigned is remembered from step to step and begins at 0, or at the number, or "
            "the w, that an earlier line gives it. Other names become sliders; eta is the learning rate. A line "
            "at = w + beta*v takes the gradient elsewhere. What follows a # is a comment. Press Ctrl+Enter."
        ),
    )
    for notice in notices(choice.text or EXAMPLE):
        st.caption(escaped(translate(notice)))


def _accept(field: MethodField, slot: str, text: str) -> None:
    """A method that can be run; settings it no longer has are dropped."""
    kept = {p.key for p in typed_method(text).parameters}
    settings = {key: value for key, value in field.current(slot).hyperparameters.items() if key in kept}
    field.change(slot, text=text, hyperparameters=settings)
