"""The state of the page of the methods as a link and back.

Reading one never fails: whatever makes no sense is left at its default, with a note that says so.
"""

from __future__ import annotations

from dataclasses import replace

from optim_core import methods
from optim_core.base.text import N_, Message
from optim_core.methods.hyperparameters import Hyperparameter
from pages.methods.families import RACE_SURFACES
from pages.methods.state import MethodsState, rate_of
from surfaces.base.bounds import valid_start
from surfaces.base.surface import Location
from ui.links.reader import LinkReader, Query
from ui.links.values import finite, number, one_of

DEFAULT = MethodsState(next(iter(methods())))


def to_query(state: MethodsState) -> dict[str, list[str]]:
    """The query parameters of a link to `state`; the method is always named, it is what the page is about."""
    query = {"method": [state.method]}
    if state.surface:
        query["surface"] = [state.surface]
    if state.start:
        query["start"] = [",".join(number(w) for w in state.start)]
    if state.rate is not None:
        query["rate"] = [number(state.rate)]
    return query


def from_query(query: Query) -> tuple[MethodsState, list[Message]]:
    """The state a link asks for, and a note for each thing in it that had to be left out."""
    reader = LinkReader(query)
    method = reader.read("method", N_("method"), lambda text: one_of(text, tuple(methods())), DEFAULT.method)
    surface = reader.read("surface", N_("surface"), lambda text: one_of(text, RACE_SURFACES), DEFAULT.surface)
    state = MethodsState(method, surface)
    # What a start and a rate may be depends on the surface and the method.
    dimension, rate = state.landscape().dimension, rate_of(state.definition)
    state = replace(
        state,
        start=reader.read("start", N_("start"), lambda text: _start(text, dimension), DEFAULT.start),
        rate=reader.read("rate", N_("Learning rate"), lambda text: _rate(text, rate), DEFAULT.rate),
    )
    reader.language()
    return state, reader.notes


def _start(text: str, dimension: int) -> Location | None:
    start = valid_start([finite(part) for part in text.split(",")], dimension)
    if start is None:
        raise ValueError
    return start


def _rate(text: str, parameter: Hyperparameter | None) -> float | None:
    if parameter is None:
        raise ValueError
    return parameter.check(finite(text))
