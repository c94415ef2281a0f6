"""The graph player: a formula's computation graph, forward and backward one operation at a time.

`graph_player` shows a tape of `optim_core.backprop`. All numbers are worked out in the browser, by the kernel printed
from the same graph, so that they follow a variable that is dragged. `ui.player.publish_assets` must have run before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

from optim_core.backprop import Tape
from ui.graph_player.labels import labels
from ui.graph_player.views import folded_from, graph_message, point_from
from ui.player.component import callback, component

__all__ = ["graph_player", "labels"]


def graph_player(
    tape: Tape,
    point: Sequence[float],
    ranges: Sequence[tuple[float, float]],
    key: str,
    on_point: Callable[[tuple[float, ...]], None],
    closed: Collection[int] | None,
    on_folded: Callable[[tuple[int, ...]], None],
) -> None:
    """Show the passes of `tape`.

    Args:
        point: the variables' numbers to begin with.
        ranges: (low, high) of each variable's slider; a number outside widens it.
        key: of the component; no two underscores in a row, which is Streamlit's own separator.
        on_point: called, before the script runs again, with the numbers when a slider is let go.
        closed: the operations into which parts are folded; None for what suits a reader.
        on_folded: called, before the script runs again, with other such operations when a box is folded or unfolded.
    """
    if "__" in key:
        raise ValueError("the key must not contain '__'")

    def read(payload: Any) -> Callable[[], None] | None:
        moved, folded = point_from(payload, len(point)), folded_from(payload, tape)
        if folded is not None:
            return partial(on_folded, folded)
        return None if moved is None else partial(on_point, moved)

    component("graph_player", "graph/main.js", "mountGraph")(
        key=key,
        data=graph_message(tape, point, ranges, closed),
        on_view_change=callback(key, "view", lambda act: act(), read),
    )
