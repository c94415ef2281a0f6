"""The state of the page of the gradient as a link and back; surface, letters, range and start as on the Playground."""

from __future__ import annotations

from optim_core.base.text import N_, Message
from pages.gradient.state import FIRST, GradientState
from pages.playground.links import PlaygroundState
from pages.playground.links import from_query as read_surface
from pages.playground.links import to_query as write_surface
from ui.gradient_player.seen import (
    LARGEST,
    LARGEST_RATE,
    LAYERS,
    LEAST_RATE,
    MOST_STEPS,
    SMALLEST,
)
from ui.links.reader import LinkReader, Query
from ui.links.values import between, number, one_of, whole

DEFAULT = GradientState()
#: The settings that belong to the surface; the Playground's others mean nothing here.
SURFACE = ("f", "surface", "net", "letters", "domain", "start")


def to_query(state: GradientState) -> dict[str, list[str]]:
    """The query parameters of a link to `state`; empty for the default view."""
    query = {key: value for key, value in write_surface(state.chosen).items() if _of_surface(key)}
    named = {**query, "surface": [state.chosen.surface]} if "f" not in query else query
    query = {key: value for key, value in named.items() if (key, value) != ("surface", [FIRST])}
    for key, usual, given in (
        ("angle", DEFAULT.angle, state.angle),
        ("h", DEFAULT.h, state.h),
        ("rate", DEFAULT.rate, state.rate),
        ("steps", DEFAULT.steps, state.steps),
    ):
        if given != usual:
            query[key] = [number(given)]
    if state.layers:
        query["layers"] = [",".join(state.layers)]
    return query


def from_query(query: Query) -> tuple[GradientState, list[Message]]:
    """The state a link asks for, and a note for each thing in it that had to be left out."""
    surface = {key: value for key, value in query.items() if _of_surface(key)}
    if "f" not in surface and "surface" not in surface:
        surface["surface"] = [FIRST]
    chosen, notes = read_surface(surface)
    reader = LinkReader(query)
    state = GradientState(
        _kept(chosen),
        reader.read("angle", N_("direction"), lambda t: between(t, 0.0, 359.9999999), DEFAULT.angle),
        reader.read("h", N_("step length"), lambda t: between(t, SMALLEST, LARGEST), DEFAULT.h),
        reader.read("layers", N_("what is drawn besides"), _layers, DEFAULT.layers),
        reader.read("rate", N_("learning rate"), lambda t: between(t, LEAST_RATE, LARGEST_RATE), DEFAULT.rate),
        reader.read("steps", N_("number of steps"), lambda t: whole(t, 1, MOST_STEPS), DEFAULT.steps),
    )
    reader.language()
    return state, [*notes, *reader.notes]


def _of_surface(key: str) -> bool:
    return key in SURFACE or key.startswith("p.")


def _kept(chosen: PlaygroundState) -> PlaygroundState:
    """The surface alone, so that two links to one view are one state."""
    return PlaygroundState(
        surface=chosen.surface,
        text=chosen.text,
        parameters=chosen.parameters,
        ranges=chosen.ranges,
        domain=chosen.domain,
        start=chosen.start,
    )


def _layers(text: str) -> tuple[str, ...]:
    chosen = {one_of(part, LAYERS) for part in text.split(",")}
    return tuple(layer for layer in LAYERS if layer in chosen)
