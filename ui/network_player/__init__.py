"""The network's player: a small network trained in the browser, step by step, with everything that changes.

`network_player` sends examples, start, the method's program and the batches; all steps are made in the browser, as
`run(..., sampling=)` makes them. `ui.player.publish_assets` must have run before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from ui.network_player.labels import labels
from ui.network_player.views import Followed, Over, Training, followed_from, network_message, over_from
from ui.player.component import callback, component

__all__ = ["Followed", "Over", "Training", "labels", "network_player"]


def network_player(
    training: Training,
    followed: Followed | None,
    key: str,
    on_followed: Callable[[Followed], None],
    over: Over | None,
    on_over: Callable[[Over | None], None],
) -> None:
    """Train and show.

    Args:
        training: what is trained on what.
        followed: the example whose pass is shown, and the step that is shown; None for none, at the last step.
        key: of the component.
        on_followed: called, before the script runs again, when an example is chosen.
        over: the two weights that the loss is drawn over; None for none.
        on_over: called, before the script runs again, when two weights are chosen, or another step with
            them; with None when one of them is chosen no more.
    """
    loss, steps = training.loss, training.steps

    def read(payload: Any) -> Callable[[], None] | None:
        if isinstance(payload, Mapping) and payload.get("over") == []:
            return partial(on_over, None)
        chosen = over_from(payload, loss.dimension, steps)
        if chosen is not None:
            return partial(on_over, chosen)
        example = followed_from(payload, loss.examples, steps)
        return None if example is None else partial(on_followed, example)

    component("network_player", "network/main.js", "mountNetwork")(
        key=key,
        data=network_message(training, followed, over),
        on_view_change=callback(key, "view", lambda act: act(), read),
    )
