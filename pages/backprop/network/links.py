"""What is trained, as part of a link and back; reading one never fails."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from optim_core.backprop import tape_of
from optim_core.base.text import N_
from optim_core.running.sampling import SAMPLING_KINDS, Sampling
from pages.backprop.network.state import (
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
    trains,
)
from surfaces.networks.loss import MissKind
from surfaces.networks.shape import ACTIVATIONS, SCALES, Activation, Scale
from ui.links.folded import folded_of, folded_text
from ui.links.methods import method_text
from ui.links.reader import LinkReader
from ui.links.values import between, number, one_of, whole
from ui.network_player import Followed, Over

DEFAULT = NetworkState()
LOSSES = ("squared", "logistic")


def to_query(state: NetworkState) -> dict[str, list[str]]:
    """The query parameters of a link to `state`; empty for the default one."""
    scale = f"{state.scale},{number(state.epsilon)}" if state.scale == "uniform" else state.scale
    given = {
        "data": (state.data, DEFAULT.data),
        "size": (str(state.size), str(DEFAULT.size)),
        "noise": (number(state.noise), number(DEFAULT.noise)),
        "draw": (str(state.data_seed), str(DEFAULT.data_seed)),
        "held": (number(state.held_out), number(DEFAULT.held_out)),
        "hidden": (",".join(map(str, state.hidden)), ",".join(map(str, DEFAULT.hidden))),
        "activation": (state.activation, DEFAULT.activation),
        "loss": (state.loss, DEFAULT.loss),
        "scale": (scale, DEFAULT.scale),
        "seed": (str(state.seed), str(DEFAULT.seed)),
        "m": (method_text(state.method), method_text(DEFAULT.method)),
        "batches": (_sampling_text(state.sampling), _sampling_text(DEFAULT.sampling)),
        "steps": (str(state.steps), str(DEFAULT.steps)),
    }
    query = {name: [text] for name, (text, usual) in given.items() if text != usual}
    if state.over is not None:
        query["over"] = [",".join(map(str, (*state.over.pair, state.over.step)))]
    if state.followed is not None:
        query["followed"] = [f"{state.followed.example},{state.followed.step}"]
        if state.folded is not None:
            query["folded"] = [folded_text(state.folded)]
    return query


def from_reader(reader: LinkReader) -> NetworkState:
    """The training a link asks for; the reader has a note for each thing in it that had to be left out."""
    read = reader.read
    scale, epsilon = read("scale", N_("initial weights"), _scale, (DEFAULT.scale, DEFAULT.epsilon))
    steps = read("steps", N_("number of steps"), lambda t: whole(t, 1, MOST_STEPS), DEFAULT.steps)
    method = reader.methods((DEFAULT.method,), 1)[0] if reader.query.get("m") != ["none"] else DEFAULT.method
    if not trains(method):
        reader.note(N_("method"))
        method = DEFAULT.method
    state = NetworkState(
        data=read("data", N_("data"), lambda t: one_of(t, DATA), DEFAULT.data),
        size=read("size", N_("number of examples"), lambda t: whole(t, LEAST_SIZE, MOST_SIZE), DEFAULT.size),
        noise=read("noise", N_("noise"), lambda t: between(t, 0.0, MOST_NOISE), DEFAULT.noise),
        data_seed=read("draw", N_("data"), lambda t: whole(t, 0, LAST_SEED), DEFAULT.data_seed),
        held_out=read("held", N_("held-out share"), _share, DEFAULT.held_out),
        hidden=read("hidden", N_("hidden layers"), _hidden, DEFAULT.hidden),
        activation=read("activation", N_("activation"), _activation, DEFAULT.activation),
        loss=read("loss", N_("loss"), _loss, DEFAULT.loss),
        scale=scale,
        epsilon=epsilon,
        seed=read("seed", N_("initial weights"), lambda t: whole(t, 0, LAST_SEED), DEFAULT.seed),
        method=method,
        sampling=read("batches", N_("batches"), _sampling, DEFAULT.sampling),
        steps=steps,
    )
    loss = state.training().loss
    over = read("over", N_("weights"), lambda t: _over(t, loss.dimension, steps), None)
    state = replace(state, over=over)
    examples = loss.examples
    followed = read("followed", N_("example"), lambda t: _followed(t, examples, steps), None)
    if followed is None:
        return state
    folded = read(
        "folded", N_("folded parts"), lambda t: folded_of(t, tape_of(loss.example(followed.example))), None
    )  # fmt: skip
    return replace(state, followed=followed, folded=folded)


def _share(text: str) -> float:
    return float(one_of(text, [number(share) for share in SHARES]))


def _hidden(text: str) -> tuple[int, ...]:
    units = tuple(whole(part, 1, MOST_UNITS) for part in text.split(","))
    if len(units) > MOST_LAYERS:
        raise ValueError
    return units


def _activation(text: str) -> Activation:
    return cast(Activation, one_of(text, ACTIVATIONS))


def _loss(text: str) -> MissKind:
    return cast(MissKind, one_of(text, LOSSES))


def _scale(text: str) -> tuple[Scale, float]:
    scale, comma, epsilon = text.partition(",")
    one_of(scale, SCALES)
    return cast(Scale, scale), between(epsilon, LEAST_EPSILON, MOST_EPSILON) if comma else DEFAULT.epsilon


def _sampling_text(sampling: Sampling) -> str:
    return f"{sampling.kind},{sampling.batch_size},{sampling.seed}"


def _sampling(text: str) -> Sampling:
    kind, size, seed = text.split(",")
    one_of(kind, SAMPLING_KINDS)
    return Sampling(kind, whole(size, 1, MOST_SIZE), whole(seed, 0, LAST_SEED))  # type: ignore[arg-type]


def _over(text: str, weights: int, steps: int) -> Over:
    first, second, step = text.split(",")
    pair = whole(first, 0, weights - 1), whole(second, 0, weights - 1)
    if pair[0] == pair[1]:
        raise ValueError
    return Over(pair, whole(step, 0, steps))


def _followed(text: str, examples: int, steps: int) -> Followed:
    example, step = text.split(",")
    return Followed(whole(example, 0, examples - 1), whole(step, 0, steps))
