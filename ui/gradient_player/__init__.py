"""The player of the gradient: point, direction and step on a surface, dragged in the browser.

`gradient_player` shows one surface. `ui.player.publish_assets` must have run once before, at the app's start.
"""

from __future__ import annotations

from collections.abc import Callable

from ui.demos.demo import Demo
from ui.demos.tour import Move, move_from
from ui.gradient_player.labels import labels
from ui.gradient_player.seen import LAYERS, MOST_STEPS, Seen, seen_from
from ui.gradient_player.views import GradientScene, player_message, scene_message
from ui.player.component import answered, callback, component, publish

__all__ = ["LAYERS", "MOST_STEPS", "GradientScene", "Seen", "gradient_player", "labels"]


def gradient_player(
    scene: GradientScene,
    seen: Seen,
    key: str,
    on_seen: Callable[[Seen], None],
    demo: Demo | None = None,
    on_demo: Callable[[Move], None] | None = None,
) -> None:
    """Show a surface with a point, a direction and a step.

    They are dragged without a round trip; `on_seen` hears of them on release, before the script runs again. `demo` is
    the scene of the lectures that is shown; with `on_demo` the player leads to others.
    """
    publish("gradient_scene", "gradient/main.js", "mountGradientScene", scene.id, scene_message(scene))
    component("gradient_player", "gradient/main.js", "mountGradientPlayer")(
        key=key,
        data=player_message(scene, seen, answered(key), demo),
        on_view_change=callback(key, "view", on_seen, lambda payload: seen_from(payload, scene.dimension)),
        on_demo_change=callback(key, "demo", on_demo, move_from),
    )
