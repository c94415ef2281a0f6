"""Which examples each step sees, which methods race, how long."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import streamlit as st

from optim_core.base.text import N_
from optim_core.running.sampling import SAMPLING_KINDS, SamplingKind
from pages.batches.computed import optimizer_of
from pages.batches.links import LAST_SEED
from pages.batches.state import MAX_METHODS, MAX_STEPS, STEP_CHOICES, BatchesState
from pages.batches.store import store
from ui.controls.widgets import controlled, step_choices, steps_control
from ui.language.i18n import _
from ui.methods import MethodField, method_card
from ui.runs.choice import MethodChoice, offered_slots
from ui.runs.views import method_label
from ui.work.bounded import Waiting

KIND_NAMES: dict[SamplingKind, str] = {
    "shuffle": N_("Shuffled batches"),
    "replacement": N_("Batches with replacement"),
    "single": N_("One random example"),
    "full": N_("All examples"),
}


def batch_controls(state: BatchesState, examples: int) -> None:
    """How batches are made, and how large."""
    controlled(
        st.selectbox,
        _("Each step sees"),
        key="b.kind",
        value=state.sampling.kind,
        on=lambda kind: _sampling(kind=kind),
        options=[kind for kind in KIND_NAMES if kind in SAMPLING_KINDS],
        format_func=lambda kind: _(KIND_NAMES[kind]),
        help=_(
            "Shuffled batches visit every example once an epoch. With replacement every batch is drawn anew from all "
            "examples. SciPy's methods see all examples in any case."
        ),
    )
    if state.sampling.kind in ("shuffle", "replacement"):
        controlled(
            st.select_slider,
            _("Batch size"),
            key="b.batch_size",
            value=state.sampling.size(examples),
            on=lambda size: _sampling(batch_size=int(size)),
            options=step_choices(_sizes(examples), state.sampling.size(examples)),
        )
    if state.sampling.kind != "full":
        st.button(
            _("Deal again (seed {seed})").format(seed=state.sampling.seed),
            key="b.deal",
            icon=":material/casino:",
            on_click=lambda: _sampling(seed=(store.current().sampling.seed + 1) % (LAST_SEED + 1)),
            width="stretch",
        )


def _sizes(examples: int) -> tuple[int, ...]:
    """1, 2, 4 ... and all of them."""
    return (*(2**power for power in range(17) if 2**power < examples), examples)


def _sampling(**changes: Any) -> None:
    store.change(sampling=replace(store.current().sampling, **changes))


def method_controls(state: BatchesState) -> None:
    """Which methods race, and a rate and details for each; number of steps."""
    controlled(
        st.multiselect,
        _("Methods"),
        key="b.methods",
        value=[m.slot for m in state.methods],
        on=lambda slots: store.set(store.current().with_slots(slots)),
        options=offered_slots({m.slot for m in state.methods}),
        format_func=lambda slot: method_label(MethodChoice(slot)),
        max_selections=MAX_METHODS,
        placeholder=_("Choose methods"),
        select_all=False,
    )
    field = MethodField(
        prefix="b.",
        methods=lambda: store.current().methods,
        put=lambda choice: store.set(store.current().with_method(choice)),
        steps=state.steps,
    )
    for choice in state.methods:
        # A rate that is still being tried has no card.
        with suppress(Waiting):
            method_card(choice, optimizer_of(choice, state), field)
    steps_control(state.steps, STEP_CHOICES, MAX_STEPS, key="b.steps", on=lambda steps: store.change(steps=steps))
