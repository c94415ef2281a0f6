"""Tables that people paste or upload, read with pandas: two columns x and y, or two features and a target."""

from __future__ import annotations

import io
import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optim_core.base.text import N_, Message
from surfaces.data import MAX_EXAMPLES, Dataset
from surfaces.data.dataset import LARGEST

MAX_BYTES = 4_000_000
SHOWN = 20
#: Lines that are looked at before a table is parsed, and columns that are worth parsing.
LINES_LOOKED_AT = 100
MOST_COLUMNS = 50


class TableError(ValueError):
    """A table that cannot be used: what is wrong and what would be right, as a translatable sentence."""

    def __init__(self, template: str, **arguments: object) -> None:
        self.parts = Message(template, arguments)
        super().__init__(self.parts.text)


def read_bytes(content: bytes) -> Dataset:
    """An uploaded file; errors as of `read_table`."""
    if len(content) > MAX_BYTES:
        raise TableError(N_("The file is larger than {limit} MB."), limit=MAX_BYTES // 1_000_000)
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return read_table(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise TableError(N_("This is no text file. A table of numbers is needed, separated by commas."))


def read_table(text: str) -> Dataset:
    """The examples of a table of text.

    Columns are separated by commas, semicolons, tabs or spaces; with semicolons a comma may be the decimal mark. A
    first row of names is recognized. The last column is the target; if it holds exactly two different values that are
    0 and 1, or words, they are classes.

    Raises:
        TableError: no such table; the message names the row where there is one to name.
    """
    # Halves of characters, which a crafted link or paste can hold, are no text to pandas.
    encoded = text.encode(errors="replace")
    text = encoded.decode()
    if "\x00" in text:
        raise TableError(N_("This is no text file. A table of numbers is needed, separated by commas."))
    if len(encoded) > MAX_BYTES:
        raise TableError(N_("The file is larger than {limit} MB."), limit=MAX_BYTES // 1_000_000)
    table = _cells(text)
    names, table = _heading(table)
    if len(table) == 0:
        raise TableError(N_("There is no row of numbers. For example 1, 2.5 on one line and 2, 3.1 on the next."))
    if len(table) > MAX_EXAMPLES:
        raise TableError(N_("There are more than {limit:,} rows."), limit=MAX_EXAMPLES)
    first_row = 1 + bool(names)
    features = tuple(_numbers(table[column], first_row) for column in table.columns[:-1])
    target, classes = _target(table[table.columns[-1]], first_row)
    default = ("x", "y") if len(features) == 1 else ("x₁", "x₂", "y")
    shown = tuple(name.strip()[:SHOWN] or default[i] for i, name in enumerate(names)) if names else default
    return Dataset(features, target, classes, shown[:-1], shown[-1])


def _cells(text: str) -> pd.DataFrame:
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise TableError(N_("The table is empty."))
    separator = next((sign for sign in (";", "\t", ",") if sign in lines[0]), r"\s+")
    _refuse_wide(lines, separator)
    try:
        table = pd.read_csv(
            io.StringIO("\n".join(lines)),
            sep=separator,
            header=None,
            dtype=str,
            keep_default_na=False,
            skipinitialspace=True,
            nrows=MAX_EXAMPLES + 2,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise _ragged(error) from None
    if not 2 <= len(table.columns) <= 3:
        raise _wrong_number_of_columns(len(table.columns))
    if separator == ";":
        table = table.apply(lambda column: column.str.replace(",", ".", regex=False))
    return table.apply(lambda column: column.str.strip())


def _refuse_wide(lines: list[str], separator: str) -> None:
    """A line of very many columns is refused before anything is made of it: a table of them can take gigabytes."""
    for line in lines[:LINES_LOOKED_AT]:
        count = 1 + (len(line.split()) - 1 if separator == r"\s+" else line.count(separator))
        if count > MOST_COLUMNS:
            raise _wrong_number_of_columns(count)


def _wrong_number_of_columns(count: int) -> TableError:
    return TableError(
        N_("Two columns are needed (x, y), or three (two features and the target), not {count}."), count=count
    )


def _ragged(error: Exception) -> TableError:
    found = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
    if found is None:
        return TableError(N_("The rows cannot be told apart. Write one example a line, with commas in between."))
    expected, line, saw = (int(number) for number in found.groups())
    return TableError(
        N_("Row {row} has {saw} values, the rows before have {expected}."), row=line, saw=saw, expected=expected
    )


def _heading(table: pd.DataFrame) -> tuple[tuple[str, ...], pd.DataFrame]:
    """The names in the first row, if it holds no number at all, and the other rows."""
    first = [str(cell) for cell in table.iloc[0]]
    if any(_is_number(cell) for cell in first[:-1]):
        return (), table
    return tuple(first), table.iloc[1:].reset_index(drop=True)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _numbers(column: pd.Series, first_row: int) -> NDArray[np.float64]:
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)
    bad = ~(np.isfinite(values) & (np.abs(values) <= LARGEST))
    if bad.any():
        at = int(np.argmax(bad))
        cell = "".join(c for c in str(column.iloc[at]) if c.isprintable())[:SHOWN]
        row = at + first_row
        if not cell:
            raise TableError(N_("Row {row}: a value is missing."), row=row)
        raise TableError(
            N_("Row {row}: “{cell}” is no number, or one beyond {limit:g}."), row=row, cell=cell, limit=LARGEST
        )
    return values


def _target(column: pd.Series, first_row: int) -> tuple[NDArray[np.float64], bool]:
    """The target, and whether it is a class."""
    words = sorted(set(column))
    if len(words) == 2 and not any(_is_number(word) for word in words) and all(words):
        return (column == words[1]).to_numpy(dtype=np.float64), True
    values = _numbers(column, first_row)
    return values, set(np.unique(values)) == {0.0, 1.0}
