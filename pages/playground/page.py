"""The Playground: a surface, some methods, one start; who gets where."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from pages.playground.many_starts import budget_note, many_starts_table
from pages.playground.race import Race, race, race_so_far
from pages.playground.run_controls import run_controls
from pages.playground.sidebar import method_controls, surface_controls
from pages.playground.state import MAX_STEPS, PlaygroundState
from pages.playground.store import store
from pages.playground.story import show_story
from surfaces import Surface
from surfaces.base.bounds import readable_point
from surfaces.base.surface import Location
from ui.controls.surfaces import surface_name
from ui.language.i18n import translate
from ui.player import Explanation, PlayerSettings, Scene, player, publish_scene
from ui.runs.dials import steps_dial, with_numbers
from ui.runs.scenes import scene_of, scene_so_far
from ui.runs.step_explanation import explanation
from ui.runs.surface_dials import surface_dials
from ui.shell.address_bar import Query
from ui.shell.share import address
from ui.take_home import Takeaway, take_home_panel
from ui.work.bounded import Waiting, all_of
from ui.work.waiting import Waits, latest, word

EXPLAINED = "playground_explained"


def main() -> None:
    """Read the controls, ask the core, show."""
    state = store.follow_address_bar()
    surface = state.landscape()
    with st.sidebar:
        surface_controls(state, surface)
        method_controls(state, surface)
        run_controls(state, surface)
    if store.notes():
        st.warning("\n\n".join(translate(note) for note in store.notes()))
    wanted = state
    state, found, waits = latest(store.key, wanted, _shown, _shown_so_far)
    if found is None:
        raise Waiting
    surface = state.landscape()
    runs, scene = found
    # The same for all that show it.
    link = store.link()
    show_story(state, surface, link)
    publish_scene(scene)
    player(
        scene,
        runs.views,
        runs.start,
        key="playground_player",
        on_start=lambda point: _start_here(readable_point(point, surface.domain)),
        on_settings=_settings_changed,
        settings=wanted.player,
        explained=_explanation(state, surface, runs),
        on_explain=lambda slot: st.session_state.update({EXPLAINED: slot}),
        demo=store.demo(),
        on_demo=store.move,
        on_numbers=lambda changes: store.change(methods=with_numbers(store.current().methods, changes)),
        on_steps=_steps_changed,
        steps=steps_dial(wanted.steps, MAX_STEPS),
        surface_dials=surface_dials(surface),
        on_surface=_surface_turned,
        waits=waits,
    )
    take_home_panel(_takeaway(state, surface, runs, link))
    if state.begin.kind == "many":
        harvests = [(entrant.choice, entrant.harvest) for entrant in runs.entrants if entrant.harvest]
        many_starts_table(harvests, surface, state.maximize)
        for entrant in runs.entrants:
            if entrant.ended is not None:
                st.caption(budget_note(entrant.choice, entrant.ended, state.steps))
    store.mirror_in_address_bar()


def _shown(state: PlaygroundState) -> tuple[Race, Scene]:
    surface = state.landscape()
    # First what all runs are drawn on: until they are there it is what one sees.
    parts: tuple[Any, ...] = all_of((partial(scene_of, surface), partial(race, state, surface)))
    scene, runs = parts
    return runs, scene


def _shown_so_far(state: PlaygroundState, before: PlaygroundState | None, waits: Waits) -> tuple[Race, Scene]:
    surface = state.landscape()
    return race_so_far(state, surface, before, word(waits)), scene_so_far(surface)


def _takeaway(state: PlaygroundState, surface: Surface, runs: Race, link: Query) -> Takeaway:
    """What is on the screen, for those who want to take it with them."""
    return Takeaway(
        surface=surface,
        name=surface_name(state.surface),
        runs=tuple((entrant.view, entrant.path) for entrant in runs.entrants),
        start=runs.start,
        steps=state.steps,
        link=address(link),
        maximize=state.maximize,
    )


def _start_here(point: Location) -> None:
    """A point that was clicked is the start from now on, however starts were found before."""
    store.change(start=point, begin=replace(store.current().begin, kind="point"))


def _explanation(state: PlaygroundState, surface: Surface, runs: Race) -> Explanation | None:
    """The steps of the run that the browser asked for; of the first one where a link shows numbers at once."""
    if state.player.side == "curve":
        return None
    slots = {entrant.choice.slot: entrant for entrant in runs.entrants}
    entrant = slots.get(st.session_state.get(EXPLAINED, "")) or next(iter(slots.values()), None)
    return explanation(entrant.choice.slot, entrant.path, surface) if entrant else None


def _steps_changed(steps: int) -> None:
    if steps <= MAX_STEPS:
        store.change(steps=steps)


def _surface_turned(numbers: Mapping[str, float]) -> None:
    # Another surface may have been chosen meanwhile.
    with suppress(ValueError):
        store.set(store.current().with_numbers(numbers))


def _settings_changed(settings: PlayerSettings) -> None:
    store.change(player=settings)


main()
