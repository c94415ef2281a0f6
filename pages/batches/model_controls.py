"""Which model: what is predicted, how a miss counts, what keeps the weights small."""

from __future__ import annotations

from functools import partial

import streamlit as st

from optim_core.base.text import N_
from optim_core.expression import ExpressionError
from pages.batches.links import DELTAS, STRENGTHS
from pages.batches.state import FIRST_MODEL, TYPED_MODEL, BatchesState
from pages.batches.store import store
from surfaces.data import MODELS, Dataset, Model, typed_model
from surfaces.data.models import PENALTIES, squared_miss
from ui.controls.checked_text import checked_text, refuse
from ui.controls.widgets import controlled, log_slider
from ui.language.i18n import _
from ui.shell.panels import panel

PENALTY_NAMES = {"none": N_("None"), "l2": N_("L2: λ·(w₀² + w₁²)"), "l1": N_("L1: λ·(|w₀| + |w₁|)")}


def model_controls(state: BatchesState, data: Dataset, model: Model) -> None:
    """Menu of the models that fit the data, the formula of one's own, the penalty."""
    fitting = [key for key, m in MODELS.items() if m.fits(len(data.features), data.classes)]
    controlled(
        st.selectbox,
        _("Model"),
        key="b.model",
        value=TYPED_MODEL if state.model == TYPED_MODEL else model.key,
        on=partial(_choose, len(data.features)),
        options=[*fitting, TYPED_MODEL],
        format_func=lambda key: _("Your own formula") if key == TYPED_MODEL else _(MODELS[key].name),
    )
    if state.model == TYPED_MODEL:
        _formula(state, len(data.features))
    else:
        st.caption(_(model.summary))
    if model.key == "huber":
        log_slider("δ", state.delta, DELTAS[0], DELTAS[1], key="b.delta", on=lambda d: store.change(delta=float(d)))
    name = _("Penalty on large weights")
    label = name if state.penalty == "none" else f"{name}: {_(PENALTY_NAMES[state.penalty])}"
    box = panel(label, key="b.penalty_box")
    if box.open:
        with box:
            _penalty(state)


def _penalty(state: BatchesState) -> None:
    controlled(
        st.selectbox,
        _("Penalty on large weights"),
        key="b.penalty",
        value=state.penalty,
        on=lambda kind: store.change(penalty=kind),
        options=list(PENALTIES),
        format_func=lambda kind: _(PENALTY_NAMES[kind]),
        label_visibility="collapsed",
    )
    if state.penalty != "none":
        log_slider(
            "λ", state.strength, 1e-4, STRENGTHS[1], key="b.strength", on=lambda s: store.change(strength=float(s))
        )


def _choose(features: int, key: str) -> None:
    formula = FIRST_MODEL[features] if key == TYPED_MODEL else ""
    store.change(model=key, formula=formula, formula_is_loss=False, start=None)


def _formula(state: BatchesState, features: int) -> None:
    names = "x" if features == 1 else "x1, x2"
    controlled(
        st.segmented_control,
        _("The formula is"),
        key="b.formula_kind",
        value=state.formula_is_loss,
        on=partial(_switch, features),
        options=[False, True],
        format_func=lambda is_loss: _("the loss of an example") if is_loss else _("a prediction"),
        required=True,
    )
    checked_text(
        st.text_input,
        _("Your own model"),
        key="b.formula",
        value=state.formula,
        accept=partial(_accept, features),
        kept=_("The last formula that worked stays in the picture."),
        help=_("In the weights w0 and w1, the features {names} and, for a loss, the target y. Press Enter.").format(
            names=names
        ),
    )


def _switch(features: int, is_loss: bool) -> None:
    """From a prediction to its squared miss; back from there, or to the first prediction again."""
    formula = typed = store.current().formula
    if is_loss:
        formula = squared_miss(formula, features)
        try:
            typed_model(formula, features, True)
        except ExpressionError as error:
            refuse("b.formula", typed, error)
            return
    else:
        inner = formula.removeprefix("(").removesuffix(" - y)^2")
        formula = inner if f"({inner} - y)^2" == formula else FIRST_MODEL[features]
    store.change(formula=formula, formula_is_loss=bool(is_loss))


def _accept(features: int, text: str) -> None:
    typed_model(text, features, store.current().formula_is_loss)
    store.change(formula=text, start=None)
