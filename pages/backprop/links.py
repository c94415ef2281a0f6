"""The state of the page of backpropagation as a link and back; reading one never fails."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from optim_core.base.text import N_, Message
from pages.backprop.methods import LARGEST_RATE, LEAST_RATE, rule_methods
from pages.backprop.network import links as network_links
from pages.backprop.sources import ACTIVATIONS, EXAMPLE, NETWORK, TYPED, examples, sources
from pages.backprop.state import BackpropState, View
from surfaces.base.bounds import valid_start
from surfaces.base.surface import Location
from ui.links.folded import folded_of, folded_text
from ui.links.reader import LinkReader, Query
from ui.links.values import between, finite, number, one_of, whole

DEFAULT = BackpropState()
VIEWS = get_args(View)


def to_query(state: BackpropState) -> dict[str, list[str]]:
    """The query parameters of a link to `state`; empty for the default view."""
    if state.view == "network":
        return {"view": ["network"], **network_links.to_query(state.training)}
    query: dict[str, list[str]] = {}
    if state.source != DEFAULT.source:
        query["follow"] = [state.source]
    if state.source == TYPED and state.text != DEFAULT.text:
        query["f"] = [state.text]
    if state.source == NETWORK and state.activation != DEFAULT.activation:
        query["activation"] = [state.activation]
    if state.source == EXAMPLE and state.example:
        query["example"] = [number(state.example)]
    if state.method != DEFAULT.method:
        query["method"] = [state.method]
    if state.rate != DEFAULT.rate:
        query["rate"] = [number(state.rate)]
    if state.folded is not None:
        query["folded"] = [folded_text(state.folded)]
    if state.point is not None:
        query["at"] = [",".join(map(number, state.point))]
    return query


def from_query(query: Query) -> tuple[BackpropState, list[Message]]:
    """The state a link asks for, and a note for each thing in it that had to be left out."""
    reader = LinkReader(query)
    if reader.read("view", N_("view"), lambda text: one_of(text, VIEWS), VIEWS[0]) == "network":
        training = network_links.from_reader(reader)
        reader.language()
        return BackpropState(view="network", training=training), reader.notes
    source = reader.read("follow", N_("what is followed"), lambda text: one_of(text, sources()), DEFAULT.source)
    text = reader.read("f", N_("formula"), lambda text: DEFAULT.with_text(text).text, DEFAULT.text)
    activation = reader.read(
        "activation", N_("activation"), lambda text: one_of(text, ACTIVATIONS), DEFAULT.activation
    )  # fmt: skip
    example = reader.read("example", N_("example"), lambda text: whole(text, 0, examples().examples - 1), 0)
    method = reader.read("method", N_("method"), lambda text: one_of(text, rule_methods()), DEFAULT.method)
    rate = reader.read("rate", N_("learning rate"), lambda text: between(text, LEAST_RATE, LARGEST_RATE), DEFAULT.rate)
    state = BackpropState(source, text, activation, None, example, method, rate)
    count = len(state.subject().start)
    folded = reader.read("folded", N_("folded parts"), lambda text: folded_of(text, state.subject().tape), None)
    point = reader.read("at", N_("point"), lambda text: _point(text, count), None)
    reader.language()
    return replace(state, point=point, folded=folded), reader.notes


def _point(text: str, count: int) -> Location | None:
    point = valid_start([finite(part) for part in text.split(",")], count)
    if point is None:
        raise ValueError
    return point
