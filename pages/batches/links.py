"""The state of the page of data and batches as a link and back. Data of one's own travel with it if they are few."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

import numpy as np

from optim_core.base.text import N_, Message
from optim_core.expression import ExpressionError
from optim_core.running.sampling import SAMPLING_KINDS, Sampling
from pages.batches.data_table import printable
from pages.batches.state import MAX_METHODS, MAX_STEPS, OWN, SHARES, SIZES, TYPED_MODEL, BatchesState
from surfaces.base.bounds import REACH
from surfaces.data import MODELS, SOURCES, Dataset, typed_model
from surfaces.data.models import PENALTIES
from ui.batch_player.settings import X_AXES, BatchSettings
from ui.links.methods import method_text
from ui.links.reader import LinkReader, Query
from ui.links.values import between, finite, number, one_of, speed, switched, whole
from ui.player.settings import LOSS_AXES

DEFAULT = BatchesState()
#: A link with more examples than this would be too long to send.
MOST_EXAMPLES = 60
LAST_SEED = 9999
MAX_NOISE = 10.0
STRENGTHS = (1e-6, 100.0)
DELTAS = (1e-3, 100.0)


def to_query(state: BatchesState) -> dict[str, list[str]]:
    """The query parameters of a link to `state`; empty for the default view."""
    query: dict[str, list[str]] = {}
    if state.source == OWN and state.own is not None and state.own.size <= MOST_EXAMPLES:
        query["rows"] = [_rows(state.own)]
        if _names(state.own) != _names(_nameless(state.own)):
            query["names"] = [json.dumps(_names(state.own), ensure_ascii=False, separators=(",", ":"))]
    key = state.source if state.source in SOURCES else state.origin
    if key and (key != DEFAULT.source or "rows" in query):
        query["data"] = [key]
    given = {
        "size": state.size is not None and str(state.size),
        "noise": state.noise is not None and number(state.noise),
        "draw": state.data_seed and str(state.data_seed),
        "model": state.model if state.model != TYPED_MODEL else None,
        "f": state.formula if state.model == TYPED_MODEL and not state.formula_is_loss else None,
        "l": state.formula if state.model == TYPED_MODEL and state.formula_is_loss else None,
        "penalty": state.penalty != "none" and f"{state.penalty},{number(state.strength)}",
        "delta": state.delta != DEFAULT.delta and number(state.delta),
        "scaled": state.scaled and "1",
        "held": state.held_out and number(state.held_out),
        "batches": state.sampling != DEFAULT.sampling
        and f"{state.sampling.kind},{state.sampling.batch_size},{state.sampling.seed}",
        "start": state.start and ",".join(number(w) for w in state.start),
        "steps": state.steps != DEFAULT.steps and str(state.steps),
        "x": state.player.x_axis != DEFAULT.player.x_axis and state.player.x_axis,
        "loss": state.player.loss_axis != DEFAULT.player.loss_axis and state.player.loss_axis,
        "speed": state.player.speed != DEFAULT.player.speed and number(state.player.speed),
        "present": state.player.present and "1",
        "step": state.player.step is not None and str(state.player.step),
    }
    query |= {name: [text] for name, text in given.items() if text}
    if state.methods != DEFAULT.methods:
        query["m"] = [method_text(choice) for choice in state.methods] or ["none"]
    return query


def from_query(query: Query) -> tuple[BatchesState, list[Message]]:
    """The state a link asks for, and a note for each thing in it that had to be left out."""
    reader = LinkReader(query)
    read = reader.read
    state = DEFAULT.with_source(read("data", N_("data"), lambda t: one_of(t, list(SOURCES)), DEFAULT.source))
    if state.made_up:
        sizes = [str(size) for size in SIZES]
        state = replace(
            state,
            size=read("size", N_("number of examples"), lambda t: int(one_of(t, sizes)), None),
            noise=read("noise", N_("noise"), lambda t: between(t, 0.0, MAX_NOISE), None),
            data_seed=read("draw", N_("data"), lambda t: whole(t, 0, LAST_SEED), 0),
        )
    own = read("rows", N_("data"), _own, None)
    if own is not None:
        own = read("names", N_("names of columns"), partial(_named, own), own)
        state = state.edited(own) if "data" in query else state.with_own(own)
    elif "names" in query:
        reader.note(N_("names of columns"))
    state = replace(
        state,
        scaled=read("scaled", N_("scaling"), switched, False),
        held_out=read("held", N_("held-out share"), lambda t: float(one_of(t, [number(s) for s in SHARES])), 0.0),
        delta=read("delta", "delta", lambda t: between(t, *DELTAS), DEFAULT.delta),
        sampling=read("batches", N_("batches"), _sampling, DEFAULT.sampling),
        methods=reader.methods(DEFAULT.methods, MAX_METHODS),
        start=read("start", N_("start"), _start, None),
        steps=read("steps", N_("number of steps"), lambda t: whole(t, 1, MAX_STEPS), DEFAULT.steps),
        player=BatchSettings(
            read("x", N_("axis below the curves"), lambda t: one_of(t, X_AXES), DEFAULT.player.x_axis),
            read("loss", N_("loss axis"), lambda t: one_of(t, LOSS_AXES), DEFAULT.player.loss_axis),
            read("speed", N_("speed"), speed, DEFAULT.player.speed),
            read("present", N_("presentation"), switched, False),
            read("step", N_("step"), lambda t: whole(t, 0, MAX_STEPS), None),
        ),
    )
    reader.language()
    return _penalty(_model(state, reader), reader), reader.notes


def _model(state: BatchesState, reader: LinkReader) -> BatchesState:
    data = state.examples()

    def fitting(text: str) -> str:
        if not MODELS[one_of(text, list(MODELS))].fits(len(data.features), data.classes):
            raise ValueError
        return text

    for name, is_loss in (("f", False), ("l", True)):

        def typed(text: str, is_loss: bool = is_loss) -> BatchesState:
            try:
                typed_model(text, len(data.features), is_loss)
            except ExpressionError:
                raise ValueError from None
            return replace(state, model=TYPED_MODEL, formula=text, formula_is_loss=is_loss)

        if name in reader.query:
            return reader.read(name, N_("formula"), typed, state)
    return replace(state, model=reader.read("model", N_("model"), fitting, state.model))


def _penalty(state: BatchesState, reader: LinkReader) -> BatchesState:
    def read(text: str) -> BatchesState:
        kind, _comma, strength = text.partition(",")
        one_of(kind, list(PENALTIES))
        return replace(state, penalty=kind, strength=between(strength, *STRENGTHS))  # type: ignore[arg-type]

    return reader.read("penalty", N_("penalty"), read, state)


def _sampling(text: str) -> Sampling:
    kind, size, seed = text.split(",")
    one_of(kind, SAMPLING_KINDS)
    return Sampling(kind, whole(size, 1, 100_000), whole(seed, 0, LAST_SEED))  # type: ignore[arg-type]


def _start(text: str) -> tuple[float, float]:
    first, second = (between(part, -REACH, REACH) for part in text.split(","))
    return first, second


def _rows(data: Dataset) -> str:
    """``c`` for classes, then a row per example, its numbers separated by commas."""
    columns = np.stack([*data.features, data.target], axis=1)
    return ";".join([*(["c"] if data.classes else []), *(",".join(number(v) for v in row) for row in columns.tolist())])


def _names(data: Dataset) -> tuple[str, ...]:
    return (*data.feature_names, data.target_name)


def _nameless(data: Dataset) -> Dataset:
    return Dataset(data.features, data.target, data.classes, ("x",) if len(data.features) == 1 else ("x₁", "x₂"))


def _named(data: Dataset, text: str) -> Dataset:
    """The same examples with names for their columns: a list of texts in JSON."""
    try:
        names = json.loads(text)
    except RecursionError:
        raise ValueError from None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError
    if len(names) != len(_names(data)):
        raise ValueError
    *features, target = map(printable, names)
    return replace(data, feature_names=tuple(features), target_name=target)


def _own(text: str) -> Dataset:
    rows = text.split(";")
    classes = rows[0] == "c"
    numbers = [[finite(part) for part in row.split(",")] for row in rows[classes:]]
    if not 1 <= len(numbers) <= MOST_EXAMPLES or len({len(row) for row in numbers}) != 1:
        raise ValueError
    *features, target = np.array(numbers).T
    return _nameless(Dataset(tuple(features), target, classes, ("",) * len(features)))
