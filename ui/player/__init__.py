"""The player: paths of optimizers over a landscape and their loss, animated in the browser.

A page calls `publish_scene` with what stays and `player` with what moves. The two travel apart, so that a
change of the paths sends the paths only. `publish_assets` must have run once before, at the app's start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ui.demos.demo import Demo
from ui.demos.tour import Move, move_from
from ui.player.assets import publish_assets
from ui.player.component import answered, callback, component, publish
from ui.player.dials import DialControl, Numbers, numbers_from, steps_from, surface_numbers_from
from ui.player.explanation import Explanation, explained_run
from ui.player.labels import labels
from ui.player.programs import RunProgram
from ui.player.settings import PlayerSettings, settings_from
from ui.player.views import (
    Home,
    PlayerEvents,
    RunView,
    Scene,
    player_message,
    start_from,
)

__all__ = [
    "DialControl",
    "Explanation",
    "Home",
    "Numbers",
    "PlayerEvents",
    "PlayerSettings",
    "RunProgram",
    "RunView",
    "Scene",
    "labels",
    "player",
    "publish_assets",
    "publish_scene",
]

USUAL = PlayerSettings()


def publish_scene(scene: Scene) -> None:
    """Hand the scene to the browser; takes no room on the page. Call it before or after `player`."""
    publish("optimization_scene", "main.js", "mountScene", scene.id, scene.message)


def player(
    scene: Scene,
    runs: Sequence[RunView],
    start: tuple[float, ...],
    key: str,
    on_start: Callable[[tuple[float, ...]], None] | None,
    on_settings: Callable[[PlayerSettings], None] | None = None,
    settings: PlayerSettings = USUAL,
    explained: Explanation | None = None,
    on_explain: Callable[[str], None] | None = None,
    demo: Demo | None = None,
    on_demo: Callable[[Move], None] | None = None,
    on_numbers: Callable[[Numbers], None] | None = None,
    on_steps: Callable[[int], None] | None = None,
    steps: DialControl | None = None,
    surface_dials: Sequence[DialControl] = (),
    on_surface: Callable[[Mapping[str, float]], None] | None = None,
    waits: str = "",
) -> PlayerEvents:
    """Show the runs over a scene that `publish_scene` has sent.

    `settings` are where the player begins; the user changes them in the browser without a round trip, and
    `on_settings`, if given, hears of it. Their `curve` and `x_axis` say what the runs' `curve` and `evaluations` hold:
    when the user picks others, `on_settings` hears of it, and the page sends them. Without `on_settings` they cannot
    be picked. `on_start` is called before the script runs again, with the point the user clicked or dragged the start
    marker to, in the surface's coordinates; without it the start cannot be moved. With `on_explain` the steps of one
    run can be spelled out beside the landscape; it is called with the key of the run whose `explained` the browser
    wants, or "" when none is. `demo` is the scene that is shown, if one is; with `on_demo` the player leads to others.
    With `on_numbers` the runs' numbers can be set beside their rows, with `on_steps` how many there are: `steps` is
    that number as it is shown. With `on_surface` the numbers of the surface can be set below its picture: it is called
    with those that were turned, by key. `waits` is "working" while runs that are held are being worked out, "stopped"
    if nobody is at them any more: the start stays where it was put.

    Raises:
        ValueError: a key with two underscores in a row (Streamlit's own separator), or misshapen arrays.
    """
    if "__" in key:
        raise ValueError("the key must not contain '__'")
    seen = answered(key)
    handlers = {
        **{"start": on_start, "settings": on_settings, "explain": on_explain, "demo": on_demo},
        **{"numbers": on_numbers, "steps": on_steps, "surface": on_surface},
    }
    reports = [name for name, handler in handlers.items() if handler]
    message = player_message(scene, runs, start, settings, seen, reports, explained, demo, steps, surface_dials, waits)
    result = component("optimization_player", "main.js", "mountPlayer")(
        key=key,
        data=message,
        on_start_change=callback(key, "start", on_start, lambda p: start_from(p, scene.dimension)),
        on_settings_change=callback(key, "settings", on_settings, settings_from),
        on_explain_change=callback(key, "explain", on_explain, explained_run),
        on_demo_change=callback(key, "demo", on_demo, move_from),
        on_numbers_change=callback(key, "numbers", on_numbers, numbers_from),
        on_steps_change=callback(key, "steps", on_steps, steps_from),
        on_surface_change=callback(key, "surface", on_surface, surface_numbers_from),
    )
    return PlayerEvents(start_from(result.get("start"), scene.dimension))
