"""Which parts of a graph are folded, as a piece of a link and back."""

from __future__ import annotations

from optim_core.backprop import Tape
from optim_core.backprop.parts import Parts

NOTHING = "none"


def folded_text(closed: tuple[int, ...]) -> str:
    """The operations into which parts are folded, by their places."""
    return ",".join(map(str, closed)) or NOTHING


def folded_of(text: str, tape: Tape) -> tuple[int, ...]:
    """The same back.

    Raises:
        ValueError: something that is no operation of the graph with anything to fold.
    """
    closed = () if text == NOTHING else tuple(sorted({int(part) for part in text.split(",")}))
    if not Parts(tape).by_head.keys() >= set(closed):
        raise ValueError
    return closed
