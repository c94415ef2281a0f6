"""The network's player: a small network trained in the browser, step by step, with everything that changes.

`network_player` sends examples, start, the method's program and the batches; all steps are made in the browser, as
`run(..., sampling=)` makes them. `ui.player.publish_assets` must have run before.
"""

from __future__ import annotations

from collections.abc import Callable

from ui.network_player.labels import labels
from ui.network_player.views import Followed, Training, followed_from, network_message
from ui.player.component import callback, component

__all__ = ["Followed", "Training", "labels", "network_player"]


def network_player(
    training: Training, followed: Followed | None, key: str, on_followed: Callable[[Followed], None]
) -> None:
    """Train and show.

    Args:
        training: what is trained on what.
        followed: the example whose pass is shown, and the step that is shown; None for none, at the last step.
        key: of the component.
        on_followed: called, before the script runs again, when an example is chosen.
    """
    count = training.loss.examples
    component("network_player", "network/main.js", "mountNetwork")(
        key=key,
        data=network_message(training, followed),
        on_view_change=callback(
            key, "view", on_followed, lambda payload: followed_from(payload, count, training.steps)
        ),
    )
