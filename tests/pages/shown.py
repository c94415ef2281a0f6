"""What a page shows of a scene, in numbers: from its address, with the page's own reader and runs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pages.backprop.links as backprop_links
import pages.batches.links as batches_links
import pages.batches.race as batches_race
import pages.gradient.links as gradient_links
import pages.matrix.links as matrix_links
import pages.playground.links as playground_links
import pages.playground.race as playground_race
from optim_core.backprop.backpropagation import passes
from optim_core.matrix.rules import RULES, check_rule
from pages.batches.computed import task_of
from pages.matrix.texts import accepted
from ui.demos.catalogue import DEMOS
from ui.demos.demo import Claim, DataShown, Demo, GradientShown, MatrixShown, Shown, TrainingShown


@cache
def shown(demo: Demo) -> Shown:
    """The numbers behind a scene; its address must be understood as a whole."""
    return {
        "playground": _playground,
        "batches": _batches,
        "gradient": _gradient,
        "matrix": _matrix,
        "backprop": _backprop,
    }[demo.page](demo)


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


def _matrix(demo: Demo) -> Shown:
    state, notes = matrix_links.from_query(demo.query)
    assert not notes
    rule = RULES[state.rule]
    check = accepted(state.function, state.candidate, state.wrt)
    return Shown({}, matrix=MatrixShown(check, rule, check_rule(rule, state.size, state.seed)))


def _backprop(demo: Demo) -> Shown:
    state, notes = backprop_links.from_query(demo.query)
    assert not notes
    if state.view == "network":
        training = TrainingShown(state.training.training().loss, state.training.followed_path())
        return Shown({}, training=training)
    subject = state.subject()
    return Shown({}, passes=passes(subject.tape, state.point or subject.start))


def wrong_scenes(demo: Demo) -> Iterator[Shown]:
    """The same runs under each other's names, and other scenes' runs under these names."""
    own = shown(demo)
    slots = list(own.paths)
    yield Shown(dict(zip(slots, [own.paths[slot] for slot in reversed(slots)], strict=True)), data=own.data)
    for other in ("C1", "B8", "B5-away", "E7", "B1", "E2", "A7", "D2"):
        paths = list(shown(next(d for d in DEMOS if d.key == other)).paths.values())
        data = shown(next(d for d in DEMOS if d.key == other)).data
        yield Shown({slot: paths[i % len(paths)] for i, slot in enumerate(slots)}, data=data)
    # Last: a claim about this scene's own data is worked out anew, and holds, for each of them.
    for key in ("A1", "A1-flow", "A2", "A2-third", "A2-rounding", "A3", "A3-level"):
        yield Shown(own.paths, data=own.data, gradient=shown(next(d for d in DEMOS if d.key == key)).gradient)


def fails(claim: Claim, other: Shown) -> bool:
    try:
        return not claim.holds(other)
    except IndexError:
        # A claim about a second coordinate, where there is none.
        return True
