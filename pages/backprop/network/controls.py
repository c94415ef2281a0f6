"""What is trained: examples, network, initial weights, method and batches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

from optim_core import methods
from optim_core.base.text import N_
from optim_core.running.sampling import SAMPLING_KINDS, SamplingKind
from pages.backprop.network.state import (
    CLOUD_NAMES,
    DATA,
    LAST_SEED,
    LEAST_EPSILON,
    LEAST_SIZE,
    MOST_EPSILON,
    MOST_LAYERS,
    MOST_NOISE,
    MOST_SIZE,
    MOST_STEPS,
    MOST_UNITS,
    SHARES,
    NetworkState,
    trainable,
    trains,
)
from surfaces.data.sources import SOURCES
from surfaces.networks.shape import ACTIVATIONS, SCALES, Scale
from ui.controls.widgets import controlled, log_slider, step_choices, steps_control
from ui.language.i18n import _
from ui.methods import MethodField, method_card
from ui.runs.choice import MethodChoice
from ui.shell.panels import panel

STEPS = (50, 100, 200, 500, 1_000, 2_000)
SCALE_NAMES: dict[Scale, str] = {
    "uniform": N_("Uniform between −ε and ε"),
    "xavier": N_("Xavier (Glorot)"),
    "he": N_("He"),
    "zeros": N_("All zeros"),
}
KIND_NAMES: dict[SamplingKind, str] = {
    "shuffle": N_("Shuffled batches"),
    "replacement": N_("Batches with replacement"),
    "single": N_("One random example"),
    "full": N_("All examples"),
}
LOSS_NAMES = {"squared": N_("Squared"), "logistic": N_("Logistic (cross-entropy)")}


@dataclass(frozen=True)
class Kept:
    """Where the page keeps what is trained.

    Attributes:
        now: what it is when a control is moved, which is after the page was drawn.
        put: replaces it.
    """

    now: Callable[[], NetworkState]
    put: Callable[[NetworkState], None]

    def change(self, **changes: Any) -> None:
        """Change what is trained, as it is now; another training has nothing that is followed yet."""
        self.put(replace(self.now(), **{"followed": None, "folded": None, "over": None, **changes}))


def controls(state: NetworkState, kept: Kept) -> None:
    """All of the sidebar."""
    _data(state, kept)
    _network(state, kept)
    _method(state, kept)


def _data(state: NetworkState, kept: Kept) -> None:
    controlled(
        st.selectbox, _("Examples"), key="net.data", value=state.data, on=lambda key: kept.change(data=key),
        options=list(DATA), format_func=lambda key: _(CLOUD_NAMES[key] if key in CLOUD_NAMES else SOURCES[key].name),
    )  # fmt: skip
    box = panel(_("Data settings"), key="net.data_box")
    if not box.open:
        return
    with box:
        controlled(
            st.slider, _("Number of examples"), key="net.size", value=state.size, on=lambda n: kept.change(size=int(n)),
            min_value=LEAST_SIZE, max_value=MOST_SIZE, step=20,
        )  # fmt: skip
        controlled(
            st.slider, _("Noise"), key="net.noise", value=state.noise, on=lambda n: kept.change(noise=float(n)),
            min_value=0.0, max_value=MOST_NOISE, step=0.05,
        )  # fmt: skip
        controlled(
            st.segmented_control, _("Held out"), key="net.held", value=state.held_out, required=True,
            on=lambda share: kept.change(held_out=float(share)), options=list(SHARES),
            format_func=lambda share: f"{share:.0%}",
            help=_("Examples that no step sees: the loss on them tells how the network does on what is new."),
        )  # fmt: skip
        st.button(
            _("Draw other examples"), key="net.draw", icon=":material/casino:", width="stretch",
            on_click=lambda: kept.change(data_seed=(kept.now().data_seed + 1) % (LAST_SEED + 1)),
        )  # fmt: skip


def _network(state: NetworkState, kept: Kept) -> None:
    depth, units = len(state.hidden), state.hidden[0]
    controlled(
        st.slider, _("Hidden layers"), key="net.depth", value=depth, min_value=1, max_value=MOST_LAYERS,
        on=lambda count: kept.change(hidden=_resized(kept.now().hidden, int(count))),
    )  # fmt: skip
    controlled(
        st.slider, _("Units in each"), key="net.units", value=units, min_value=1, max_value=MOST_UNITS,
        on=lambda count: kept.change(hidden=(int(count),) * len(kept.now().hidden)),
    )  # fmt: skip
    if len(set(state.hidden)) > 1:
        st.caption(_("The layers have {units} units.").format(units=", ".join(map(str, state.hidden))))
    controlled(
        st.selectbox, _("Activation"), key="net.activation", value=state.activation,
        on=lambda name: kept.change(activation=name), options=list(ACTIVATIONS),
    )  # fmt: skip
    losses = list(state.losses)
    controlled(
        st.selectbox, _("Loss of an example"), key="net.loss",
        value=state.loss if state.loss in losses else losses[0], on=lambda name: kept.change(loss=name), options=losses,
        format_func=lambda name: _(LOSS_NAMES[name]),
    )  # fmt: skip
    controlled(
        st.selectbox, _("Initial weights"), key="net.scale", value=state.scale, on=lambda name: kept.change(scale=name),
        options=list(SCALES), format_func=lambda name: _(SCALE_NAMES[name]),
        help=_(
            "Xavier: normal with variance 2/(units before + units after). He: normal with variance 2/(units before). "
            "Both leave the biases at 0."
        ),
    )  # fmt: skip
    if state.scale == "uniform":
        log_slider(
            "ε", state.epsilon, LEAST_EPSILON, MOST_EPSILON, key="net.epsilon",
            on=lambda epsilon: kept.change(epsilon=float(epsilon)),
        )  # fmt: skip
    if state.scale != "zeros":
        st.button(
            _("Other initial weights (seed {seed})").format(seed=state.seed), key="net.seed", width="stretch",
            icon=":material/casino:",
            on_click=lambda: kept.change(seed=(kept.now().seed + 1) % (LAST_SEED + 1)),
        )  # fmt: skip


def _resized(hidden: tuple[int, ...], count: int) -> tuple[int, ...]:
    return (*hidden, *(hidden[-1],) * count)[:count]


def _method(state: NetworkState, kept: Kept) -> None:
    controlled(
        st.selectbox, _("Method"), key="net.method", value=state.method.key,
        on=lambda key: kept.change(method=MethodChoice(key)),
        options=list(trainable()),
        format_func=lambda key: _(methods()[key].name),
        help=_(
            "Newton's method, exact line searches and conjugate gradients ask for the second derivatives, for a "
            "network a matrix as large as the square of its weights, and SciPy's methods see all steps as one. Those "
            "are in the Playground."
        ),
    )  # fmt: skip
    field = MethodField(
        prefix="net.",
        methods=lambda: (kept.now().method,),
        put=partial(_put_method, kept),
        steps=state.steps,
    )
    method_card(state.method, state.optimizer(), field)
    controlled(
        st.selectbox, _("Each step sees"), key="net.kind", value=state.sampling.kind,
        on=lambda kind: _sampling(kept, kind=kind), options=[kind for kind in KIND_NAMES if kind in SAMPLING_KINDS],
        format_func=lambda kind: _(KIND_NAMES[kind]),
    )  # fmt: skip
    if state.sampling.kind in ("shuffle", "replacement"):
        controlled(
            st.select_slider, _("Batch size"), key="net.batch_size", value=state.sampling.batch_size,
            on=lambda size: _sampling(kept, batch_size=int(size)),
            options=step_choices((1, 2, 4, 8, 16, 32, 64, 128), state.sampling.batch_size),
        )  # fmt: skip
    steps_control(state.steps, STEPS, MOST_STEPS, key="net.steps", on=lambda steps: kept.change(steps=steps))


def _put_method(kept: Kept, choice: MethodChoice) -> None:
    """Takes the method, unless one was put inside it that does not train networks."""
    if trains(choice):
        kept.change(method=choice)
    else:
        st.toast(_("This method asks for second derivatives, or makes its path as a whole: it trains no network here."))


def _sampling(kept: Kept, **changes: Any) -> None:
    kept.change(sampling=replace(kept.now().sampling, **changes))
