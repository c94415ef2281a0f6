"""The Playground: a surface, some methods, one start; who gets where."""

import streamlit as st

from pages.playground.sidebar import method_controls, run_controls, surface_controls
from ui import store
from ui.computed import surface_of, trajectory_of
from ui.i18n import translate
from ui.player import PlayerSettings, player, publish_scene
from ui.playground_state import readable_point
from ui.run_views import run_view
from ui.scenes import scene_of
from ui.step_explanation import explanation
from ui.story import show_story

EXPLAINED = "playground_explained"


def main() -> None:
    """Read the controls, ask the core, show."""
    state = store.follow_address_bar()
    surface = surface_of(state)
    with st.sidebar:
        surface_controls(state, surface)
        method_controls(state, surface)
        run_controls(state, surface)
    if store.notes():
        st.warning("\n\n".join(translate(note) for note in store.notes()))
    start = state.start or surface.start
    paths = [
        (choice, trajectory_of(surface, choice.optimizer(surface), start, state.steps)) for choice in state.methods
    ]
    show_story(state, surface)
    scene = scene_of(surface)
    publish_scene(scene)
    player(
        scene,
        [run_view(choice, path, surface) for choice, path in paths],
        start,
        view=state.view,
        key="playground_player",
        on_start=lambda point: store.change(start=readable_point(point, surface.domain)),
        on_settings=_settings_changed,
        loss_axis=state.loss_axis,
        speed=state.speed,
        explained=next((explanation(c.slot, path, surface) for c, path in paths if c.slot == _explained()), None),
        on_explain=lambda slot: st.session_state.update({EXPLAINED: slot}),
    )
    store.mirror_in_address_bar(state)


def _explained() -> str:
    """The run whose steps are spelled out; empty while the panel is closed."""
    return str(st.session_state.get(EXPLAINED, ""))


def _settings_changed(settings: PlayerSettings) -> None:
    store.change(view=settings.view, loss_axis=settings.loss_axis, speed=settings.speed)


main()
