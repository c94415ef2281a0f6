"""What the table below the players says of a run: the one list of its columns, and which of them a table shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from optim_core import Optimizer, Outcome, Trajectory
from optim_core.base.text import N_
from optim_core.methods.optimizer import Convention
from optim_core.methods.schedules import KINDS, TYPED
from surfaces.base.surface import Location
from ui.language.i18n import _, translate
from ui.language.numbers import short
from ui.player.columns import NOW, Column

#: A minimum above the lowest known one; not a kind of verdict, but a sign of its own.
LOCAL = "local_minimum"

CONVENTION_NAMES: dict[Convention, str] = {"lecture": N_("Lecture"), "pytorch": "PyTorch"}


class Descended(Protocol):
    """What a run descended: a surface, or a loss over data."""

    def distance_to_minimum(self, point: Location) -> float | None:
        """The distance to the nearest known minimum."""


@dataclass(frozen=True)
class Result:
    """What the cells of a run are made from.

    Attributes:
        path: the run.
        loss: what it descended.
        steps: how many steps count.
        batch: size of the batches and number of examples.
        epochs: how often it has seen all of them.
        final: the loss at the last point, where those of the path are of a sample.
    """

    path: Trajectory
    loss: Descended
    steps: int
    batch: tuple[int, int] = (0, 0)
    epochs: float = 0.0
    final: float | None = None

    @property
    def final_loss(self) -> float:
        """The loss at the last point, over all examples."""
        return float(self.path.values[-1]) if self.final is None else self.final

    @property
    def distance(self) -> float | None:
        """From the last point to the nearest known minimum."""
        return self.loss.distance_to_minimum(tuple(self.path.points[-1].tolist()))

    @property
    def outcome(self) -> Outcome:
        """The verdict on a single run."""
        assert isinstance(self.path.outcome, Outcome)
        return self.path.outcome

    @property
    def kind(self) -> str:
        """What the sign before the verdict goes by: its kind, and `LOCAL` where a lower minimum is known."""
        return LOCAL if self.outcome.local else self.outcome.kind


class _Source(NamedTuple):
    label: str
    cell: Callable[[Result], str]
    number: bool = False


def two_forms(optimizer: Optimizer) -> bool:
    """Whether the method (the one inside, for a method around another) has a PyTorch form beside the lecture's."""
    return optimizer.method.paced_by(optimizer.hyperparameters).two_forms


def rate_text(optimizer: Optimizer) -> str:
    """The rate that was set and, where it changes, how."""
    rate, made = short(optimizer.learning_rate), optimizer.schedule
    if made is None or made.constant:
        return rate
    how = made.text() if made.kind == TYPED else _(KINDS[made.kind].name)
    return how if optimizer.learning_rate is None else f"{rate}, {how}"


def _convention(optimizer: Optimizer) -> str:
    return _(CONVENTION_NAMES[optimizer.convention]) if two_forms(optimizer) else "—"


def _batch(result: Result) -> str:
    size, count = result.batch
    return _("{size} of {count}").format(size=size, count=count)


#: Every column by its key: heading, where its cell comes from, and whether that is a number.
COLUMNS = {
    "convention": _Source(N_("Convention"), lambda result: _convention(result.path.optimizer)),
    "batch": _Source(N_("Batch"), _batch),
    "learning_rate": _Source(N_("Learning rate"), lambda result: rate_text(result.path.optimizer), True),
    NOW: _Source(N_("Loss at step {step}"), lambda _result: "", True),
    "steps": _Source(N_("Steps"), lambda result: str(result.steps), True),
    "epochs": _Source(N_("Epochs"), lambda result: short(result.epochs), True),
    "final_loss": _Source(N_("Final loss"), lambda result: short(result.final_loss), True),
    "distance": _Source(N_("Distance to a known minimum"), lambda result: short(result.distance), True),
    "verdict": _Source(N_("Verdict"), lambda result: translate(result.outcome.parts)),
}

#: The table of runs over a landscape, and that of runs over batches, from left to right after the method's name.
PLAYER_TABLE = ("convention", "learning_rate", NOW, "steps", "final_loss", "distance", "verdict")
BATCH_TABLE = ("batch", "learning_rate", NOW, "steps", "epochs", "final_loss", "distance", "verdict")


def table_columns(table: Sequence[str], sample: int | None = None) -> tuple[Column, ...]:
    """The columns of a table as the browser is told of them, in the language of the session.

    `sample` is how many examples the losses along the paths are of, if not of all.
    """
    columns = (Column(key, _(COLUMNS[key].label), COLUMNS[key].number) for key in table)
    return tuple(columns) if sample is None else tuple(_of_sample(column, sample) for column in columns)


def _of_sample(column: Column, sample: int) -> Column:
    """The losses that are of a sample, and the one that is not, told apart by their headings."""
    if column.key == NOW:
        # The browser puts in the step.
        text = _("Loss at step {step}, of a sample of {count}").replace("{count}", str(sample))
        return column._replace(label=text)
    return column._replace(label=_("Final loss, of all examples")) if column.key == "final_loss" else column


def cells_before(optimizer: Optimizer | None, table: Sequence[str], verdict: str) -> dict[str, str]:
    """The cells of a run that is not there yet: what is set, and a word in place of the verdict."""
    known = {"verdict": verdict}
    if optimizer is not None:
        known |= {"learning_rate": rate_text(optimizer), "convention": _convention(optimizer)}
    return {key: known.get(key, "—") for key in table if key != NOW}


def cells_of(result: Result, table: Sequence[str]) -> dict[str, str]:
    """A run's cells in a table; the one that the browser fills is left out."""
    return {key: COLUMNS[key].cell(result) for key in table if key != NOW}
