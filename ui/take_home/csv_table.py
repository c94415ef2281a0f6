"""All runs as one long table: a row per method and step, ready for pandas or a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np

from optim_core import Trajectory
from surfaces import Surface
from ui.take_home.takeaway import Takeaway, surface_of

#: What makes a spreadsheet take a cell for a formula (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "\ufeff"


def csv_table(takeaway: Takeaway) -> bytes:
    """RFC 4180 in UTF-8; numbers in their shortest form that reads back as the same float.

    Columns: method, convention, step, a column per weight, loss, the partial derivatives at that point, the length of
    the gradient, and how often the method had evaluated loss, gradient and Hessian by then.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    surface = surface_of(takeaway)
    writer.writerow(_header(surface))
    for view, path in takeaway.runs:
        name = harmless(view.label)
        for row in _rows(path, surface):
            writer.writerow([name, path.optimizer.convention, *row])
    return encoded(file.getvalue())


def encoded(text: str) -> bytes:
    """A table as a file."""
    # Spreadsheets take a file without the mark for an older encoding; with plain ASCII that does not matter.
    return (text if text.isascii() else _BYTE_ORDER_MARK + text).encode()


def _header(surface: Surface) -> list[str]:
    names = surface.variables
    partials = [f"gradient_{name}" for name in names]
    counts = ["function_evaluations", "gradient_evaluations", "hessian_evaluations"]
    return ["method", "convention", "step", *names, "loss", *partials, "gradient_norm", *counts]


def _rows(path: Trajectory, surface: Surface) -> Iterator[list[float | int]]:
    gradients = np.stack(np.broadcast_arrays(*surface.gradient(*path.points.T)), axis=1)
    with np.errstate(over="ignore"):
        norms = np.hypot.reduce(gradients, axis=1)
    columns = (path.points, path.values, gradients, norms, path.evaluations.T)
    lists = (column.tolist() for column in columns)
    for step, (point, value, gradient, norm, counts) in enumerate(zip(*lists, strict=True)):
        yield [step, *point, value, *gradient, norm, *counts]


def harmless(label: str) -> str:
    """A label that no spreadsheet computes."""
    return f"'{label}" if label.startswith(_FORMULA) else label
