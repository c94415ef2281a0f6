"""The state of the page of matrix calculus as a link and back. Reading one never fails."""

from __future__ import annotations

from optim_core.base.text import N_, Message
from optim_core.matrix.reading import MAX_CHARACTERS
from optim_core.matrix.rules import RULES, SHARES
from pages.matrix.state import MOST_SEED, MOST_SIZE, PARTS, MatrixState
from pages.matrix.texts import accepted
from ui.links.reader import LinkReader, Query
from ui.links.values import between, number, one_of, whole

DEFAULT = MatrixState()


def to_query(state: MatrixState) -> dict[str, list[str]]:
    """The query parameters of a link to `state`; what is as at first is left out."""
    query: dict[str, list[str]] = {}
    for name in ("part", "function", "candidate", "wrt", "rule"):
        if getattr(state, name) != getattr(DEFAULT, name):
            query[name] = [getattr(state, name)]
    for name in ("lines", "size", "seed", "share", "correlation", "strength"):
        if getattr(state, name) != getattr(DEFAULT, name):
            query[name] = [number(getattr(state, name))]
    return query


def from_query(query: Query) -> tuple[MatrixState, list[Message]]:
    """The state a link asks for, and a note for each thing in it that had to be left out."""
    reader = LinkReader(query)
    state = MatrixState(
        part=reader.read("part", N_("part of the page"), lambda text: one_of(text, PARTS), DEFAULT.part),
        rule=reader.read("rule", N_("rule"), lambda text: one_of(text, tuple(RULES)), DEFAULT.rule),
        lines=reader.read("lines", N_("lines shown"), lambda text: whole(text, 1, 9), DEFAULT.lines),
        size=reader.read("size", N_("size"), lambda text: whole(text, 1, MOST_SIZE), DEFAULT.size),
        seed=reader.read("seed", N_("seed"), lambda text: whole(text, 0, MOST_SEED), DEFAULT.seed),
        share=reader.read("share", N_("size"), lambda text: whole(text, 0, len(SHARES) - 1), DEFAULT.share),
        correlation=reader.read(
            "correlation", N_("correlation"), lambda text: between(text, 0, 1), DEFAULT.correlation
        ),
        strength=reader.read("strength", N_("penalty"), lambda text: between(text, 0, 10), DEFAULT.strength),
        **_texts(reader),
    )
    reader.language()
    return state, reader.notes


def _texts(reader: LinkReader) -> dict[str, str]:
    """Function, letter and candidate belong together: all or none."""
    given = {
        name: reader.read(name, N_("formula"), _short, getattr(DEFAULT, name))
        for name in ("function", "wrt", "candidate")
    }
    try:
        accepted(given["function"], given["candidate"], given["wrt"])
    except ValueError:
        reader.note(N_("formula"))
        return {}
    return given


def _short(text: str) -> str:
    if len(text) > MAX_CHARACTERS or not text.strip():
        raise ValueError
    return text
