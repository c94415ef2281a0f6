"""What the page of data and batches gives to take home: the same files, made of losses over examples."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from optim_core import Trajectory
from ui.batch_player import BatchRun, BatchScene
from ui.player import RunView
from ui.runs.columns import two_forms
from ui.take_home.csv_table import encoded, harmless
from ui.take_home.takeaway import NOTHING, Takeaway

#: Numbers of examples in a cell, which spreadsheets cut off at 32,767 characters, and in the table.
MOST_IN_A_CELL, MOST_LISTED = 1_000, 1_000_000
HEADING = (
    *("method", "convention", "step", "w0", "w1", "loss", "validation_loss", "examples_seen"),
    *("learning_rate", "batch_size", "batch"),
)


@dataclass(frozen=True)
class BatchTakeaway(Takeaway):
    """Runs over examples.

    Attributes:
        batch_runs: as the batch player shows them, in the order of `runs`.
        scene: of the batch player.
    """

    batch_runs: tuple[BatchRun, ...] = ()
    scene: BatchScene | None = None


def drawn(run: BatchRun, path: Trajectory) -> RunView:
    """The run as pictures of paths take it, which name the form where there are two."""
    shared = {field.name: getattr(run, field.name) for field in fields(RunView) if hasattr(run, field.name)}
    form = path.optimizer.convention if two_forms(path.optimizer) else NOTHING
    return RunView(**{**shared, "gradients": None, "cells": {**run.cells, "convention": form}})


def batch_csv(takeaway: BatchTakeaway) -> bytes:
    """A row per method and step, as of `csv_table`.

    Columns: method, convention, step, the weights, the loss of all examples to learn from, the loss of those held out,
    how many examples the method had looked at by then, and of the step that led there its learning rate, how many
    examples it looked at, and their numbers from 1, as the player calls them. Empty is what there is not; the numbers
    are left out where a batch has more than a thousand, or all have more than a million.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(HEADING)
    for run, (_view, path) in zip(takeaway.batch_runs, takeaway.runs, strict=True):
        name = harmless(run.label)
        for row in _rows(run, path):
            writer.writerow([name, path.optimizer.convention, *row])
    return encoded(file.getvalue())


def _rows(run: BatchRun, path: Trajectory) -> Iterator[list[float | int | str]]:
    count = len(run.values)
    batches = ["", *_batches(run)]
    sizes: list[int | str] = ["", *(run.batches.sizes.tolist() if run.batches is not None else [""] * (count - 1))]
    rates: list[float | str] = ["", *(run.rates.tolist() if run.rates is not None else [""] * (count - 1))]
    validation = run.validation.tolist() if run.validation is not None else [""] * count
    columns = (run.values.tolist(), validation, run.examples_seen.tolist(), rates, sizes, batches)
    for step, (point, *others) in enumerate(zip(path.points.tolist(), *columns, strict=True)):
        yield [step, *point, *others]


def _batches(run: BatchRun) -> list[str]:
    """The numbers of each step's examples."""
    nothing = [""] * (len(run.values) - 1)
    if run.batches is None or not nothing:
        return nothing
    sizes = np.asarray(run.batches.sizes, dtype=np.int64)
    if sizes.max() > MOST_IN_A_CELL or sizes.sum() > MOST_LISTED:
        return nothing
    return [" ".join(str(index + 1) for index in batch.tolist()) for batch in run.batches]
