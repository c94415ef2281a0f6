"""What is on the page, for those who want to take it with them."""

from __future__ import annotations

from collections.abc import Sequence

from pages.batches.computed import Task
from pages.batches.heading import data_name, loss_latex
from pages.batches.race import Entrant
from pages.batches.state import BatchesState
from pages.batches.store import store
from surfaces.data.data_loss import MOST_FOR_PICTURES
from ui.batch_player import BatchScene
from ui.shell.share import address
from ui.take_home import BatchTakeaway, drawn


def takeaway(
    state: BatchesState, task: Task, entrants: Sequence[Entrant], scene: BatchScene, start: tuple[float, float]
) -> BatchTakeaway:
    """The runs with the pictures' loss, which of very many examples is that of a sample."""
    return BatchTakeaway(
        surface=task.loss.sampled(MOST_FOR_PICTURES),
        name=data_name(state),
        runs=tuple((drawn(entrant.view, entrant.path), entrant.path) for entrant in entrants),
        start=start,
        steps=state.steps,
        link=address(store.link()),
        key=f"batches-{state.source}",
        formula=f"${loss_latex(task)}$",
        batch_runs=tuple(entrant.view for entrant in entrants),
        scene=scene,
    )
