"""What pages show of runs that are still being worked out: the new start, the path from before, a word, no claim."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from pages.batches import race as batches
from pages.batches.computed import task_of
from pages.batches.state import BatchesState
from pages.playground.race import race, race_so_far
from pages.playground.state import PlaygroundState
from surfaces import entries
from surfaces.base.surface import Location
from surfaces.rates import suggested_rate
from tests.ui.work.jobs import Nobody
from ui.player import PlayerSettings
from ui.player.views import RunView, player_message
from ui.runs import computed
from ui.runs.choice import MethodChoice
from ui.runs.computed import COARSE
from ui.runs.scenes import scene_of, scene_so_far
from ui.work.bounded import Request, Waiting
from ui.work.budgets import BUDGETS
from ui.work.pool import Pool

SAID = "Being worked out"
FIRST = PlaygroundState(methods=(MethodChoice("gradient_descent"), MethodChoice("adam")))


@contextmanager
def without_time(rates: float = BUDGETS.rates) -> Iterator[None]:
    """Whatever is not there already is left to workers, who never come to it; but for so many seconds of `rates`."""
    with Request("a", cast("Pool", Nobody())) as request:
        request.left, request.beside = 0.0, rates
        yield


def only_held(views: tuple[RunView, ...], start: Location) -> bool:
    return all(view.held and len(view.values) == 1 and tuple(view.points[0]) == start for view in views)


def test_at_first_there_is_the_start_of_every_run_with_its_numbers() -> None:
    state = replace(FIRST, start=(0.123, 0.456))
    surface = state.landscape()
    with without_time():
        with pytest.raises(Waiting):
            race(state, surface)
        found = race_so_far(state, surface, None, SAID)
    assert found.entrants == () and found.start == (0.123, 0.456)
    assert [view.key for view in found.views] == ["gradient_descent", "adam"]
    assert only_held(found.views, (0.123, 0.456))
    whole = race(state, surface)
    for view, made in zip(found.views, whole.views, strict=True):
        assert view.values[0] == surface.value(0.123, 0.456)
        assert (
            view.cells["verdict"] == SAID and view.cells["steps"] == view.cells["final_loss"] == "—" and not view.kind
        )
        assert view.program == made.program and view.program is not None and view.numbers == made.numbers
        assert view.rate is not None and made.rate is not None and view.rate.value == made.rate.value
        assert view.cells["learning_rate"] == made.cells["learning_rate"]
    # As it is sent: every column has its cell.
    assert player_message(scene_of(surface), found.views, found.start, PlayerSettings(), waits="working")


def test_a_picture_that_is_too_much_for_the_script_is_coarse_at_first() -> None:
    surface = FIRST.with_formula("0.3*x^2 + sin(x*y)^2 + 0.7*y^2").landscape()
    with without_time():
        with pytest.raises(Waiting):
            scene_of(surface)
        scene = scene_so_far(surface)
    whole = scene_of(surface)
    assert scene_so_far(surface) is whole
    assert scene.values.shape == (COARSE, COARSE) and scene.id != whole.id
    # The same losses where the two pictures have points in common, and the same engine.
    assert scene.values[0, 0] == whole.values[0, 0] and scene.values[-1, -1] == whole.values[-1, -1]
    assert scene.loss == whole.loss and scene.kernel == whole.kernel


def test_where_even_a_coarse_picture_is_too_much_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computed, "BUDGETS", replace(BUDGETS, in_script=1e-9))
    with pytest.raises(Waiting):
        computed.coarse_grid_of(PlaygroundState().with_formula("0.31*x^2 + y^2").landscape())


def test_a_dragged_start_stays_and_the_path_from_before_is_held() -> None:
    before = race(FIRST, FIRST.landscape())
    state = replace(FIRST, start=(0.321, 0.654), player=replace(FIRST.player, curve="step_length"))
    with without_time():
        found = race_so_far(state, state.landscape(), FIRST, SAID)
    assert found.start == (0.321, 0.654)
    for view, last in zip(found.views, before.views, strict=True):
        assert view.held and np.array_equal(view.points, last.points) and view.cells["verdict"] == SAID
        # The curve is the one that is asked for now, or the player could not draw it.
        assert view.curve is not None and len(view.curve) == len(view.values)


def test_what_is_there_is_shown_as_it_is_beside_what_is_not() -> None:
    state = replace(FIRST, methods=(MethodChoice("newton"), *FIRST.methods), start=(0.25, 0.75))
    surface = state.landscape()
    whole = race(replace(state, methods=FIRST.methods), surface)
    with without_time():
        found = race_so_far(state, surface, FIRST, SAID)
    assert [view.held for view in found.views] == [True, False, False]
    assert [entrant.choice.slot for entrant in found.entrants] == ["gradient_descent", "adam"]
    assert [view.cells for view in found.views[1:]] == [view.cells for view in whole.views]


def test_a_path_of_another_surface_is_not_held_over_this_one() -> None:
    race(FIRST, FIRST.landscape())
    state = replace(FIRST.with_surface("himmelblau"), start=(0.5, 0.25))
    with without_time():
        found = race_so_far(state, state.landscape(), FIRST, SAID)
    assert only_held(found.views, (0.5, 0.25))


def test_runs_over_examples_begin_with_their_start_and_hold_their_path() -> None:
    first = BatchesState()
    task = task_of(first)
    whole = batches.race(first, task)
    with without_time():
        none, alone = batches.race_so_far(replace(first, start=(0.1, 0.2), steps=77), task, None, SAID)
        _none, held = batches.race_so_far(replace(first, start=(0.1, 0.2), steps=77), task, first, SAID)
    assert none == () and all(view.held and view.cells["verdict"] == SAID for view in (*alone, *held))
    assert [tuple(view.points[0]) for view in alone] == [(0.1, 0.2)] * len(whole)
    for view, entrant in zip(held, whole, strict=True):
        assert np.array_equal(view.points, entrant.view.points)


def test_a_path_over_other_examples_is_not_held() -> None:
    other = BatchesState(source="outliers", start=(0.3, 0.4))
    batches.race(BatchesState(), task_of(BatchesState()))
    with without_time():
        _none, held = batches.race_so_far(other, task_of(other), BatchesState(), SAID)
    assert held and all(len(view.values) == 1 for view in held)


def test_rates_of_a_slow_formula_are_left_to_workers_and_those_of_the_catalogue_are_not() -> None:
    slow = replace(FIRST.with_formula("erf(" * 50 + "x + 0.1y" + ")" * 50), start=(0.5, 0.25))
    surface = slow.landscape()
    with without_time(rates=0.0):
        found = race_so_far(slow, surface, None, SAID)
        assert [view.cells["learning_rate"] for view in found.views] == ["—", "—"]
        assert only_held(found.views, (0.5, 0.25)) and all(view.rate is None for view in found.views)
    # Trial descents on it are more than a script does, whatever else it does not do.
    with without_time(), pytest.raises(Waiting):
        slow.methods[0].optimizer(surface)
    # What a worker finds is what is found here.
    for choice in slow.methods:
        rate = choice.optimizer(surface).learning_rate
        assert rate == suggested_rate(surface, choice.method, choice.convention)
    for entry in entries().values():
        with without_time():
            for choice in slow.methods:
                assert choice.optimizer(entry.surface()).learning_rate
