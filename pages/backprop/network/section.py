"""The network that trains, and the graph of one example at the step that is shown."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial

import streamlit as st

from optim_core.backprop import Tape, tape_of
from pages.backprop.network.controls import Kept
from pages.backprop.network.state import NetworkState
from pages.backprop.network.take_home import take_home
from pages.playground.links import PlaygroundState
from pages.playground.links import to_query as playground_query
from surfaces.networks import NetworkLoss
from surfaces.networks.slice import KEY as SLICE
from ui.graph_player import graph_player
from ui.language.i18n import _
from ui.network_player import Followed, Over, network_player
from ui.shell.navigation import page_link


def section(state: NetworkState, kept: Kept) -> None:
    """The player, and below it what belongs to the example that is followed."""
    training = state.training()
    network_player(
        training, state.followed, key="backprop_network", on_followed=partial(_followed, kept), over=state.over,
        on_over=lambda over: kept.put(replace(kept.now(), over=over)),
    )  # fmt: skip
    take_home(state)
    if state.over is not None:
        _go_on(state, state.over)
    if state.followed is None:
        return
    example, step = state.followed.example, state.followed.step
    st.subheader(_("Example {number} at step {step}, operation by operation").format(number=example + 1, step=step))
    tape = example_tape(training.loss, example)
    path = state.followed_path()
    point = tuple(path.points[-1].tolist())
    ranges = ((-2.0, 2.0),) * len(point)
    graph_player(
        tape, point, ranges, key="backprop_network_graph", on_point=_tried, closed=state.folded,
        on_folded=lambda closed: kept.put(replace(kept.now(), folded=closed)),
    )  # fmt: skip


def _go_on(state: NetworkState, over: Over) -> None:
    """The loss over two weights as a surface, with the same method, settings and start."""
    onward = PlaygroundState(
        surface=SLICE, text=state.slice(over).text(), steps=state.steps, methods=(state.set_method(),)
    )
    page_link("playground", _("Go on in the Playground"), playground_query(onward), ":material/arrow_forward:")
    st.caption(_("There the two weights move alone, from where they set out, and every step sees all examples."))


@lru_cache(maxsize=16)
def example_tape(loss: NetworkLoss, example: int) -> Tape:
    """The tape of one example's loss."""
    return tape_of(loss.example(example))


def _tried(point: tuple[float, ...]) -> None:
    """Weights that are moved here are tried out only: the training goes on from its own."""


def _followed(kept: Kept, followed: Followed) -> None:
    kept.change(followed=followed if followed.example >= 0 else None, folded=kept.now().folded, over=kept.now().over)
