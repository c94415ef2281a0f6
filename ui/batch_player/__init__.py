"""The batch player: examples, the loss over all of them and the loss of the step's batch, linked and playing.

`batch_scene` makes what stays from a loss, `batch_player` shows runs over it. `ui.player.publish_assets` must have run
once before, at the app's start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ui.batch_player.builder import batch_scene
from ui.batch_player.labels import labels
from ui.batch_player.settings import BatchSettings, DataEdit, edit_from, settings_from
from ui.batch_player.views import BatchRun, BatchScene, player_message, scene_message
from ui.demos.demo import Demo
from ui.demos.tour import Move, move_from
from ui.player.component import answered, callback, component, publish
from ui.player.dials import Numbers, numbers_from
from ui.player.views import start_from

__all__ = [
    "BatchRun",
    "BatchScene",
    "BatchSettings",
    "DataEdit",
    "batch_player",
    "batch_scene",
    "labels",
]

USUAL = BatchSettings()


def table_limit(limit: int, refusal: str, key: str) -> None:
    """Refuse in the browser what is put into the text area of that key and has more bytes than can be sent."""
    mount = component("optimization_table_limit", "batches/data/table_limit.js", "mountTableLimit")
    mount(key=f"{key}_limit".replace(".", "_"), data={"field": f".st-key-{key.replace('.', '-')}", "limit": limit,
                                                      "refusal": refusal})  # fmt: skip


def batch_player(
    scene: BatchScene,
    runs: Sequence[BatchRun],
    start: tuple[float, float],
    key: str,
    on_start: Callable[[tuple[float, ...]], None] | None = None,
    on_data: Callable[[DataEdit], None] | None = None,
    on_settings: Callable[[BatchSettings], None] | None = None,
    settings: BatchSettings = USUAL,
    editable: bool = True,
    demo: Demo | None = None,
    on_demo: Callable[[Move], None] | None = None,
    on_numbers: Callable[[Numbers], None] | None = None,
    waits: str = "",
) -> None:
    """Show the runs over the scene.

    `settings` are where the player begins; the user changes them without a round trip, and `on_settings` hears of it.
    `on_start` is called, before the script runs again, with the weights that the ring was dragged to or that were
    clicked, `on_data` with what was done to an example. Without them the ring and the examples cannot be moved; nor
    can examples while `editable` is False or while only a sample of them is drawn. `demo` is the scene that is shown,
    if one is; with `on_demo` the player leads to others. With `on_numbers` the runs' numbers can be set beside their
    rows. `waits` is "working" while runs that are held are being worked out, "stopped" if nobody is at them any more.

    Raises:
        ValueError: a key with two underscores in a row (Streamlit's own separator), or misshapen arrays.
    """
    if "__" in key:
        raise ValueError("the key must not contain '__'")
    on_data = on_data if editable else None
    handlers = {"start": on_start, "data": on_data, "settings": on_settings, "demo": on_demo, "numbers": on_numbers}
    reports = [name for name, handler in handlers.items() if handler]
    seen = answered(key)
    message = player_message(scene, runs, start, settings, seen, reports, demo, waits)
    count, features = scene.features.shape
    publish("batch_scene", "batches/main.js", "mountBatchScene", scene.id, scene_message(scene))
    component("batch_player", "batches/main.js", "mountBatchPlayer")(
        key=key,
        data=message,
        on_start_change=callback(key, "start", on_start, lambda payload: start_from(payload, 2)),
        on_data_change=callback(key, "data", on_data, lambda payload: edit_from(payload, features, count)),
        on_settings_change=callback(key, "settings", on_settings, settings_from),
        on_demo_change=callback(key, "demo", on_demo, move_from),
        on_numbers_change=callback(key, "numbers", on_numbers, numbers_from),
    )
