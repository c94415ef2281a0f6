"""What a page shows of a scene, in numbers: from its address, with the page's own reader and runs."""

from __future__ import annotations

from functools import cache

import pages.batches.links as batches_links
import pages.batches.race as batches_race
import pages.gradient.links as gradient_links
import pages.playground.links as playground_links
import pages.playground.race as playground_race
from pages.batches.computed import task_of
from ui.demos.demo import DataShown, Demo, GradientShown, Shown


@cache
def shown(demo: Demo) -> Shown:
    """The numbers behind a scene; its address must be understood as a whole."""
    return {"playground": _playground, "batches": _batches, "gradient": _gradient}[demo.page](demo)


def _playground(demo: Demo) -> Shown:
    state, notes = playground_links.from_query(demo.query)
    assert not notes
    entrants = playground_race.race(state, state.landscape()).entrants
    return Shown(
        {entrant.choice.slot: entrant.path for entrant in entrants},
        {entrant.choice.slot: entrant.harvest for entrant in entrants if entrant.harvest},
    )


def _batches(demo: Demo) -> Shown:
    state, notes = batches_links.from_query(demo.query)
    assert not notes
    task = task_of(state)
    entrants = batches_race.race(state, task)
    data = DataShown(task.loss, task.validation, entrants[0].optimizer, state.sampling, state.steps)
    return Shown({entrant.choice.slot: entrant.path for entrant in entrants}, data=data)


def _gradient(demo: Demo) -> Shown:
    state, notes = gradient_links.from_query(demo.query)
    assert not notes
    seen = state.seen()
    return Shown(
        {}, gradient=GradientShown(state.landscape(), seen.point, seen.direction, seen.h, seen.rate, seen.steps)
    )
