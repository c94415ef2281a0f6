"""The player: paths of optimizers over a landscape and their loss, animated in the browser.

A page calls `publish_scene` with what stays and `player` with what moves. The two travel apart, so that a
change of the paths sends the paths only. `publish_assets` must have run once before, at the app's start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import blake2b
from typing import Any

import streamlit as st

from ui.player.assets import publish_assets, url_path
from ui.player.explanation import Explanation, explained_run
from ui.player.labels import labels
from ui.player.settings import PlayerSettings, settings_from
from ui.player.views import (
    PlayerEvents,
    RunView,
    Scene,
    player_message,
    request_number,
    scene_message,
    start_from,
)

__all__ = [
    "Explanation",
    "PlayerEvents",
    "PlayerSettings",
    "RunView",
    "Scene",
    "labels",
    "player",
    "publish_assets",
    "publish_scene",
]

_BOOTSTRAP = (
    "export default async (component) => {{\n"
    '  const modules = await import(new URL("{url}/main.js", window.location.origin).href);\n'
    "  return modules.{mount}(component);\n"
    "}}\n"
)


def publish_scene(scene: Scene) -> None:
    """Hand the scene to the browser; takes no room on the page. Call it before or after `player`."""
    name = blake2b(scene.id.encode(), digest_size=8).hexdigest()
    _component("optimization_scene", "mountScene", _base_url())(key=f"player-scene-{name}", data=scene_message(scene))


def player(
    scene: Scene,
    runs: Sequence[RunView],
    start: tuple[float, ...],
    view: str,
    key: str,
    on_start: Callable[[tuple[float, ...]], None] | None,
    on_settings: Callable[[PlayerSettings], None] | None = None,
    loss_axis: str = "log",
    speed: float = 1.0,
    explained: Explanation | None = None,
    on_explain: Callable[[str], None] | None = None,
    curve: str = "loss",
    x_axis: str = "steps",
    model: str = "none",
) -> PlayerEvents:
    """Show the runs over a scene that `publish_scene` has sent.

    `view`, `loss_axis`, `speed` and `model` are where the player begins; the user changes them in the browser
    without a round trip, and `on_settings`, if given, hears of it. `curve` and `x_axis` say what the runs' `curve`
    and `evaluations` hold: when the user picks others, `on_settings` hears of it, and the page sends them. Without
    `on_settings` they cannot be picked. `on_start` is called before the script runs again,
    with the point the user clicked or dragged the start marker to, in the surface's coordinates; without it
    the start cannot be moved. With `on_explain` there is a panel that spells out the steps of one run; it is called
    with the key of the run whose `explained` the browser wants, or "" when the panel is closed.

    Raises:
        ValueError: a key with two underscores in a row (Streamlit's own separator), or misshapen arrays.
    """
    if "__" in key:
        raise ValueError("the key must not contain '__'")
    settings = PlayerSettings(view, loss_axis, speed, curve, x_axis, model)
    answered = st.session_state.get(f"{key}-answered", 0)
    handlers = {"start": on_start, "settings": on_settings, "explain": on_explain}
    reports = [name for name, handler in handlers.items() if handler]
    message = player_message(scene, runs, start, settings, answered, reports, explained)
    result = _component("optimization_player", "mountPlayer", _base_url())(
        key=key,
        data=message,
        on_start_change=_callback(key, "start", on_start, lambda p: start_from(p, scene.dimension)),
        on_settings_change=_callback(key, "settings", on_settings, settings_from),
        on_explain_change=_callback(key, "explain", on_explain, explained_run),
    )
    return PlayerEvents(start_from(result.get("start"), scene.dimension))


def _callback(
    key: str, event: str, handler: Callable[[Any], None] | None, read: Callable[[Any], Any]
) -> Callable[[], None]:
    def called() -> None:
        payload = st.session_state[key].get(event)
        st.session_state[f"{key}-answered"] = request_number(payload)
        value = read(payload)
        if handler is not None and value is not None:
            handler(value)

    return called


def _base_url() -> str:
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


@cache
def _component(name: str, mount: str, base: str) -> Any:
    """The mounting command, registered once per process: registering again would warn."""
    script = _BOOTSTRAP.format(url=f"{base}/{url_path()}", mount=mount)
    return st.components.v2.component(name, js=script, isolate_styles=False)
