"""Tables that people paste or upload, read with pandas: two columns x and y, two features and a target, or a choice."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optim_core.base.text import N_, Message
from surfaces.data import MAX_EXAMPLES, Dataset
from surfaces.data.dataset import LARGEST
from ui.language.number_spelling import plain_spaces, spelled
from ui.work.budgets import BUDGETS

MAX_BYTES = BUDGETS.table
MEGABYTE = 1_000_000
SHOWN = 20
#: Lines that are looked at before a table is parsed, and columns that are worth parsing.
LINES_LOOKED_AT = 100
MOST_COLUMNS = 50
#: Two features and a target.
MOST_USED = 3
#: What parts cells, in order of preference: a comma may be a decimal mark, a space part thousands.
SPACES = r"\s+"
SEPARATORS = (";", "\t", ",", SPACES)


class TableError(ValueError):
    """A table that cannot be used: what is wrong and what would be right, as a translatable sentence."""

    def __init__(self, template: str, **arguments: object) -> None:
        self.parts = Message(template, arguments)
        super().__init__(self.parts.text)


@dataclass(frozen=True)
class WideTable:
    """A table with more columns than are used at once, of which some have to be chosen.

    Attributes:
        text: the table as it was given.
        names: of the columns; empty where they have none.
        numeric: which columns hold numbers, as far as was looked.
    """

    text: str
    names: tuple[str, ...]
    numeric: tuple[bool, ...]

    def examples(self, features: Sequence[int], target: int) -> Dataset:
        """The examples of the chosen columns, by their place from 0; errors as of `read_table`."""
        return read_table(self.text, (*features, target))


class ColumnsWanted(ValueError):
    """A table that can be used once it is said which columns."""

    def __init__(self, table: WideTable) -> None:
        self.table = table
        super().__init__(f"{len(table.names)} columns")


def read_bytes(content: bytes) -> Dataset:
    """An uploaded file; errors as of `read_table`."""
    if len(content) > MAX_BYTES:
        raise TableError(N_("The table is larger than {limit:g} MB."), limit=MAX_BYTES / MEGABYTE)
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return read_table(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise TableError(N_("This is no text file. A table of numbers is needed, separated by commas."))


def read_table(text: str, chosen: Sequence[int] = ()) -> Dataset:
    """The examples of a table of text, or of the columns that are `chosen`, by their place from 0, the target last.

    Columns are separated by commas, semicolons, tabs or spaces, whichever makes two or three columns of numbers; inside
    a cell a comma is the decimal mark. Minus signs and spaces between thousands may be those of typesetting. A first
    row of names is recognized. The last column is the target; if it holds exactly two different values that are 0 and
    1, or words, they are classes.

    Raises:
        TableError: no such table; the message names the row and the column where there are any to name.
        ColumnsWanted: more than three columns, and none chosen.
    """
    # Halves of characters, which a crafted link or paste can hold, are no text to pandas.
    encoded = text.encode(errors="replace")
    text = encoded.decode()
    if "\x00" in text:
        raise TableError(N_("This is no text file. A table of numbers is needed, separated by commas."))
    if len(encoded) > MAX_BYTES:
        raise TableError(N_("The table is larger than {limit:g} MB."), limit=MAX_BYTES / MEGABYTE)
    lines = [(number, line) for number, line in enumerate(plain_spaces(text).splitlines(), start=1) if line.strip()]
    table = _cells([line for _number, line in lines], [number for number, _line in lines])
    names, table = _heading(table)
    if len(table) == 0:
        raise TableError(N_("There is no row of numbers. For example 1, 2.5 on one line and 2, 3.1 on the next."))
    if len(table) > MAX_EXAMPLES:
        raise _too_many_rows()
    columns = [_Column(table[column], index + 1, names[index] if names else "") for index, column in enumerate(table)]
    if chosen:
        columns = [columns[place] for place in chosen]
        names = tuple(column.name for column in columns) if names else ()
    elif len(columns) > MOST_USED:
        numeric = tuple(all(map(_is_number, column.cells.iloc[:LINES_LOOKED_AT])) for column in columns)
        raise ColumnsWanted(WideTable(text, names or ("",) * len(columns), numeric))
    features = tuple(_numbers(column) for column in columns[:-1])
    target, classes = _target(columns[-1])
    default = ("x", "y") if len(features) == 1 else ("x₁", "x₂", "y")
    shown = tuple(name.strip()[:SHOWN] or default[i] for i, name in enumerate(names)) if names else default
    return Dataset(features, target, classes, shown[:-1], shown[-1])


class _Column(NamedTuple):
    """The cells below the names, by the line each stands on; the column's place from 1 and its name."""

    cells: pd.Series
    place: int
    name: str

    @property
    def title(self) -> str:
        """What a message calls it."""
        name = printable(self.name.strip())
        return f"{self.place} ({name})" if name else str(self.place)


def _cells(lines: list[str], numbers: list[int]) -> pd.DataFrame:
    """The cells as text, a row per line, under the number of that line."""
    if not lines:
        raise TableError(N_("The table is empty."))
    separator = _separator(lines[:LINES_LOOKED_AT])
    _refuse_wide(lines, separator)
    # With a row of names.
    if len(lines) > MAX_EXAMPLES + 1:
        raise _too_many_rows()
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
        raise _ragged(error, numbers) from None
    if not 2 <= len(table.columns) <= MOST_COLUMNS:
        raise _wrong_number_of_columns(len(table.columns))
    # A cell in quotation marks may hold line breaks; then rows are counted.
    table.index = pd.Index(numbers[: len(table)] if len(lines) == len(table) else range(1, len(table) + 1))
    return table.apply(lambda column: column.str.strip())


def _separator(lines: list[str]) -> str:
    """The sign that parts most of the rows into two or three cells with numbers, or else into more such cells; else the
    first that occurs."""
    rows = lines[1:] or lines
    counts = {sign: sum(_looks_right(_split(line, sign)) for line in rows) for sign in SEPARATORS}
    best = max(SEPARATORS, key=lambda sign: counts[sign])
    if not counts[best]:
        counts = {sign: sum(_numbers_more_than_words(line, sign) for line in rows) for sign in SEPARATORS}
        best = max(SEPARATORS, key=lambda sign: counts[sign])
    return best if counts[best] > 0 else next((sign for sign in SEPARATORS[:-1] if sign in lines[0]), SPACES)


def _split(line: str, sign: str) -> list[str]:
    """No more cells than are of interest: lines can be long."""
    return line.split(None if sign == SPACES else sign, 3)


def _looks_right(cells: list[str]) -> bool:
    return 2 <= len(cells) <= 3 and all(_is_number(cell) for cell in cells[:-1])


def _numbers_more_than_words(line: str, sign: str) -> int:
    """By how many the cells of a wide row that are numbers outnumber the others; 0 if it is not wide."""
    cells = line.split(None if sign == SPACES else sign, MOST_COLUMNS)
    numbers = sum(map(_is_number, cells))
    return max(0, 2 * numbers - len(cells)) if len(cells) > MOST_USED and numbers > 1 else 0


def _refuse_wide(lines: list[str], separator: str) -> None:
    """A line of very many columns is refused before anything is made of it: a table of them can take gigabytes."""
    for line in lines[:LINES_LOOKED_AT]:
        count = 1 + (len(line.split()) - 1 if separator == SPACES else line.count(separator))
        if count > MOST_COLUMNS:
            raise _wrong_number_of_columns(count)


def _too_many_rows() -> TableError:
    return TableError(N_("There are more than {limit:,} rows."), limit=MAX_EXAMPLES)


def _wrong_number_of_columns(count: int) -> TableError:
    return TableError(
        N_("Two columns are needed, x and y, or more to choose from, at most {limit}, not {count}."),
        limit=MOST_COLUMNS,
        count=count,
    )


def _ragged(error: Exception, numbers: list[int]) -> TableError:
    found = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
    if found is None:
        return TableError(N_("The rows cannot be told apart. Write one example a line, with commas in between."))
    expected, line, saw = (int(number) for number in found.groups())
    row = numbers[line - 1] if line <= len(numbers) else line
    return TableError(
        N_("Row {row} has another number of values than the rows before: {saw}, not {expected}."),
        row=row,
        saw=saw,
        expected=expected,
    )


def _heading(table: pd.DataFrame) -> tuple[tuple[str, ...], pd.DataFrame]:
    """The names in the first row, if it holds no number at all, and the other rows."""
    first = [str(cell) for cell in table.iloc[0]]
    if any(_is_number(cell) for cell in first[:-1]):
        return (), table
    return tuple(first), table.iloc[1:]


def _is_number(cell: str) -> bool:
    try:
        float(spelled(cell))
    except ValueError:
        return False
    return True


def _numbers(column: _Column) -> NDArray[np.float64]:
    cells = column.cells
    values = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=np.float64)
    unread = np.flatnonzero(np.isnan(values))
    if unread.size:
        # Only what is written in another way than a computer would.
        again = cells.iloc[unread].map(lambda cell: spelled(str(cell)))
        values = values.copy()
        values[unread] = pd.to_numeric(again, errors="coerce").to_numpy(dtype=np.float64)
    bad = ~(np.isfinite(values) & (np.abs(values) <= LARGEST))
    if bad.any():
        at = int(np.argmax(bad))
        found = cells.iloc[at]
        cell, row = printable(found) if isinstance(found, str) else "", int(cells.index[at])
        if not cell:
            raise TableError(N_("Row {row}, column {column}: a value is missing."), row=row, column=column.title)
        raise TableError(
            N_("Row {row}, column {column}: “{cell}” is no number, or one beyond {limit:g}."),
            row=row,
            column=column.title,
            cell=cell,
            limit=LARGEST,
        )
    return values


def printable(text: str) -> str:
    """The text as it is shown: one line of a few signs."""
    return "".join(c for c in text if c.isprintable())[:SHOWN]


def _target(column: _Column) -> tuple[NDArray[np.float64], bool]:
    """The target, and whether it is a class."""
    words = sorted(set(column.cells.map(str)))
    if len(words) == 2 and not any(_is_number(word) for word in words) and all(words):
        return (column.cells == words[1]).to_numpy(dtype=np.float64), True
    values = _numbers(column)
    return values, set(np.unique(values)) == {0.0, 1.0}
