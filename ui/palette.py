"""One colour and one dash pattern per method, the same everywhere."""

from __future__ import annotations

from typing import NamedTuple

from optim_core import methods

#: Okabe and Ito (2008): told apart with every common kind of colour vision. Their yellow and black are left out:
#: one is too faint on white, the other disappears on the dark theme.
OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


class LineStyle(NamedTuple):
    """Colour as #rrggbb and Plotly's name of a dash pattern."""

    color: str
    dash: str


def line_style(method_key: str, copy: int = 0) -> LineStyle:
    """The style of a method; a further run of the same method keeps the colour and changes the dashes."""
    index = list(methods()).index(method_key)
    color = OKABE_ITO[index % len(OKABE_ITO)]
    return LineStyle(color, DASHES[(index + index // len(OKABE_ITO) + copy) % len(DASHES)])
