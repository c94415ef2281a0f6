"""Data and batches: the examples, the loss over all of them, the loss of the step's batch, and what follows."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from pages.batches.batch_controls import batch_controls, method_controls
from pages.batches.computed import task_of
from pages.batches.data_controls import data_controls
from pages.batches.edit import MOST_EDITABLE, edited
from pages.batches.heading import heading
from pages.batches.model_controls import model_controls
from pages.batches.more import more
from pages.batches.panels.setting import whole
from pages.batches.race import Entrant, race, race_so_far
from pages.batches.state import BatchesState
from pages.batches.store import store
from pages.batches.to_take import takeaway
from surfaces.base.bounds import readable_point
from ui.batch_player import BatchRun, BatchScene, BatchSettings, DataEdit, batch_player, batch_scene, labels
from ui.controls.checked_text import escaped
from ui.language.i18n import _, current_language, translate
from ui.runs.batch_runs import most_examples
from ui.runs.columns import BATCH_TABLE, table_columns
from ui.runs.dials import with_numbers
from ui.take_home import batch_take_home_panel
from ui.work.bounded import Waiting, all_of
from ui.work.waiting import Waits, latest, word


def main() -> None:
    """Read the controls, ask the core, show."""
    state = store.follow_address_bar()
    data, task = state.examples(), task_of(state)
    with st.sidebar:
        data_controls(state, data)
        model_controls(state, data, task.loss.kernels.model)
        batch_controls(state, task.loss.examples)
        method_controls(state)
    for note in store.notes():
        st.warning(escaped(translate(note)))
    heading(state, task)
    most = most_examples(task.loss)
    if most is not None:
        refusal = _("This formula is too much work for {count} examples: at most {most} can be worked with here.")
        st.warning(refusal.format(count=whole(task.loss.examples), most=whole(most)))
        store.mirror_in_address_bar()
        return
    state, found, waits = latest(store.key, state, _shown, _shown_so_far)
    if found is None:
        raise Waiting
    entrants, views, scene = found
    data, task = state.examples(), task_of(state)
    start = state.start or task.loss.start
    batch_player(
        scene,
        views,
        (float(start[0]), float(start[1])),
        key="batch_player",
        on_start=lambda point: store.change(start=readable_point(point, task.loss.domain)),
        on_data=_data_changed,
        on_settings=_settings_changed,
        settings=state.player,
        editable=data.size <= MOST_EDITABLE,
        demo=store.demo(),
        on_demo=store.move,
        on_numbers=lambda changes: store.change(methods=with_numbers(store.current().methods, changes)),
        waits=waits,
    )
    batch_take_home_panel(takeaway(state, task, entrants, scene, (float(start[0]), float(start[1]))))
    more(state, task, entrants)
    store.mirror_in_address_bar()


Shown = tuple[tuple[Entrant, ...], tuple[BatchRun, ...], BatchScene]


def _shown(state: BatchesState) -> Shown:
    # First what all runs are drawn on: until they are there it is what one sees.
    parts: tuple[Any, ...] = all_of((partial(_scene, state), partial(race, state, task_of(state))))
    scene, entrants = parts
    return entrants, tuple(entrant.view for entrant in entrants), scene


def _shown_so_far(state: BatchesState, before: BatchesState | None, waits: Waits) -> Shown:
    scene = _scene(state)
    return *race_so_far(state, task_of(state), before, word(waits)), scene


def _scene(state: BatchesState) -> BatchScene:
    task = task_of(state)
    held_out = None if task.validation is None else task.validation.data
    return batch_scene(
        task.loss,
        labels(_, current_language(), task.loss.examples, held_out.size if held_out else 0),
        held_out=held_out,
        columns=table_columns(BATCH_TABLE, task.loss.curves_sampled),
        raw=(task.unscaled.data, task.unscaled_held) if state.scaled else None,
    )


def _data_changed(edit: DataEdit) -> None:
    state = store.current()
    for each in (*edit.others, edit):
        made = (each.kind, each.index, each.features, each.target, state.scaled, each.raw)
        data = edited(state.examples(), task_of(state), *made)
        if data is not None:
            state = state.edited(data)
    store.set(state)


def _settings_changed(settings: BatchSettings) -> None:
    store.change(player=settings)


main()
