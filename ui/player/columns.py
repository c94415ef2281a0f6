"""The columns of the table below the players, as the browser is told of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

#: The one column that the browser fills: the loss where the methods stand.
NOW = "now"


class Column(NamedTuple):
    """A column: its key in a run's `cells`, its heading, and whether numbers stand in it."""

    key: str
    label: str
    number: bool = False


def columns_message(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """The columns as part of a scene's header."""
    return [column._asdict() for column in columns]


def checked_cells(run: str, cells: Mapping[str, str], columns: Sequence[Column]) -> dict[str, str]:
    """A run's cells, one for each column.

    Raises:
        ValueError: a column without a cell, or a cell without a column.
    """
    missing = ({column.key for column in columns} - {NOW}) ^ cells.keys()
    if missing:
        raise ValueError(f"{run}: the cells do not fit the columns of the table at {', '.join(sorted(missing))}")
    return dict(cells)
