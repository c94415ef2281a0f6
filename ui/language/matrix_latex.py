"""Numbers, columns and matrices of data as LaTeX, with dots for the rows that are left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ui.language.numbers import short

_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
_RAISED = frozenset("⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
#: Rows shown: the first ones, dots, and the last.
FIRST_ROWS = 3


def number_latex(value: float, digits: int = 4) -> str:
    """As people of the language write it; the comma of Russian numbers without the space LaTeX puts after one."""
    text = short(value, digits)
    if text in ("∞", "−∞"):
        return text.replace("−", "-").replace("∞", r"\infty")
    base = "".join(c for c in text if c not in _RAISED)
    power = "".join(c for c in text if c in _RAISED).translate(_PLAIN)
    latex = base.translate(_PLAIN).replace(",", "{,}").replace("·10", r"\cdot 10")
    return f"{latex}^{{{power}}}" if power else latex


def bracketed(value: float, digits: int = 4) -> str:
    """The same in brackets if it is negative, to stand after another sign."""
    text = number_latex(value, digits)
    return f"({text})" if text.startswith("-") else text


def matrix_latex(rows: NDArray[np.float64] | Sequence[Sequence[float]], digits: int = 4) -> str:
    """A matrix; of many rows the first ones and the last."""
    many = len(rows) > FIRST_ROWS + 2
    shown = [*rows[:FIRST_ROWS], rows[-1]] if many else list(rows)
    table = [[number_latex(float(value), digits) for value in row] for row in shown]
    if many:
        table.insert(FIRST_ROWS, [r"\vdots"] * len(rows[0]))
    return r"\begin{pmatrix}" + r"\\".join(" & ".join(row) for row in table) + r"\end{pmatrix}"


#: Rows and columns that a table of numbers has at most.
MOST_SHOWN = 6


def table_latex(rows: NDArray[np.float64], marked: tuple[int, int] | None = None, digits: int = 3) -> str:
    """A matrix with up to `MOST_SHOWN` rows and columns, dots for the others; the entry `marked`, from 0, in a box.

    What is marked is always shown: in place of the last row or column before the dots if need be.
    """
    down, across = (_kept(count, marked[axis] if marked else None) for axis, count in enumerate(rows.shape))
    table = []
    for row in down:
        entries = [number_latex(float(rows[row, column]), digits) for column in across]
        if marked is not None and row == marked[0]:
            at = across.index(marked[1])
            entries[at] = rf"\boxed{{{entries[at]}}}"
        table.append(entries + [r"\cdots"] * (rows.shape[1] > len(across)))
    if rows.shape[0] > len(down):
        table.append([r"\vdots"] * len(table[0]))
    return r"\begin{pmatrix}" + r"\\".join(" & ".join(row) for row in table) + r"\end{pmatrix}"


def _kept(count: int, marked: int | None) -> list[int]:
    shown = list(range(min(count, MOST_SHOWN)))
    if marked is not None and marked not in shown:
        shown[-1] = marked
    return shown


def column_latex(values: NDArray[np.float64] | Sequence[float], digits: int = 4) -> str:
    """A vector, upright."""
    return matrix_latex(np.reshape(values, (-1, 1)), digits)


def aligned(*lines: str) -> str:
    """Lines of LaTeX that mark where they are aligned with ``&``."""
    return r"\begin{aligned}" + r"\\[4pt]".join(lines) + r"\end{aligned}"
