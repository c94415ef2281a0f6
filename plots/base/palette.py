"""One colour and one dash pattern per method, the same everywhere: in figures of a notebook as in the application."""

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


#: The patterns in pixels, alternately drawn and left out, for the small samples beside names.
DASH_LENGTHS = {
    "solid": (36,),
    "dash": (8, 4),
    "dot": (3, 3),
    "dashdot": (8, 3, 3, 3),
    "longdash": (14, 5),
    "longdashdot": (14, 3, 3, 3),
}


def line_sample(style: LineStyle) -> str:
    """A short piece of the line as inline HTML (SVG would be stripped from it)."""
    stops, end = [], 0
    for index, length in enumerate(DASH_LENGTHS[style.dash]):
        stops.append(f"{'transparent' if index % 2 else style.color} {end}px {end + length}px")
        end += length
    pattern = f"repeating-linear-gradient(90deg, {', '.join(stops)})"
    return f'<span style="display:inline-block;width:36px;height:4px;background:{pattern}"></span>'


def line_style(method_key: str, copy: int = 0) -> LineStyle:
    """The style of a method; a further run of the same method keeps the colour and changes the dashes."""
    # One that was typed is in no catalogue: it comes after all of them.
    index = [*methods(), method_key].index(method_key)
    color = OKABE_ITO[index % len(OKABE_ITO)]
    return LineStyle(color, DASHES[(index + index // len(OKABE_ITO) + copy) % len(DASHES)])
