"""Colour, dashes and marker of every run, on light and on dark ground: the one place that both players, pictures and
figures of a notebook have them from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from optim_core import methods

#: Okabe and Ito (2008), for what is no run: told apart with every common kind of colour vision. Their yellow and black
#: are left out: one is too faint on white, the other disappears on the dark theme.
OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")


class LineStyle(NamedTuple):
    """Colour on light ground as #rrggbb, Plotly's names of a dash pattern and of a marker, colour on dark ground."""

    color: str
    dash: str
    marker: str = "circle"
    dark: str = ""

    def on(self, dark: bool) -> str:
        """The colour on that ground; without one of its own for the dark that of the light."""
        return (self.dark or self.color) if dark else self.color


#: Eight runs. Any two colours of one ground are told apart with normal, protan, deutan and tritan vision, and each
#: stands out from the casing that lines have on a landscape; tests compute both.
RUNS = (
    LineStyle("#0072B2", "solid", "circle", "#56B4E9"),
    LineStyle("#D55E00", "dash", "square", "#E69F00"),
    LineStyle("#009E73", "dot", "diamond", "#a8f090"),
    LineStyle("#a800f0", "dashdot", "triangle-up", "#7878f0"),
    LineStyle("#000000", "longdash", "cross", "#f0f0f0"),
    LineStyle("#780060", "longdashdot", "x", "#d848a8"),
    LineStyle("#483000", "dash", "triangle-down", "#a8a890"),
    LineStyle("#e43054", "dot", "star", "#f03048"),
)
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")

#: The patterns in pixels, alternately drawn and left out, for the small samples beside names.
DASH_LENGTHS = {
    "solid": (36,),
    "dash": (8, 4),
    "dot": (3, 3),
    "dashdot": (8, 3, 3, 3),
    "longdash": (14, 5),
    "longdashdot": (14, 3, 3, 3),
}


def run_styles(runs: Sequence[tuple[str, int]]) -> list[LineStyle]:
    """The styles of runs shown together, each the method's key and 0 for its first run, 1 for its second ...

    A method has a place in the palette by its place in the catalogue, its further runs have the places after it; so
    alone it looks the same everywhere. Where a place is taken already the next free one is, so up to eight runs never
    share a colour, and a run that is added changes none before it. Beyond eight colours repeat with other dashes.
    """
    used = [0] * len(RUNS)
    styles = []
    for key, copy in runs:
        wanted = _home(key) + copy
        order = [(wanted + i) % len(RUNS) for i in range(len(RUNS))]
        place = min(order, key=lambda i: used[i])
        styles.append(_again(RUNS[place], used[place]))
        used[place] += 1
    return styles


def line_style(method_key: str, copy: int = 0) -> LineStyle:
    """The style of a method's run that is shown alone."""
    return run_styles([(method_key, copy)])[0]


def _home(key: str) -> int:
    """A method's place in the catalogue; one that was typed is in none and comes after all of them."""
    return [*methods(), key].index(key)


def _again(style: LineStyle, times: int) -> LineStyle:
    return style._replace(dash=DASHES[(DASHES.index(style.dash) + times) % len(DASHES)])


def line_sample(style: LineStyle) -> str:
    """A short piece of the line with its marker as inline HTML (SVG would be stripped from it)."""
    color = f"light-dark({style.on(False)}, {style.on(True)})"
    stops, end = [], 0
    for index, length in enumerate(DASH_LENGTHS[style.dash]):
        stops.append(f"{'transparent' if index % 2 else color} {end}px {end + length}px")
        end += length
    pattern = f"repeating-linear-gradient(90deg, {', '.join(stops)})"
    line = f'<span style="position:absolute;inset:5px 0;background:{pattern}"></span>'
    place = "position:absolute;left:11px;top:0;width:14px;height:14px"
    marker = f'<span style="{place};background:{color};clip-path:{MARKER_SHAPES[style.marker]}"></span>'
    return f'<span style="position:relative;display:inline-block;width:36px;height:14px">{line}{marker}</span>'


def _polygon(*corners: tuple[float, float]) -> str:
    return f"polygon({', '.join(f'{x:g}% {y:g}%' for x, y in corners)})"


#: What a square box is cut down to, as CSS says it.
MARKER_SHAPES = {
    "circle": "circle(44%)",
    "square": _polygon((12, 12), (88, 12), (88, 88), (12, 88)),
    "diamond": _polygon((50, 0), (100, 50), (50, 100), (0, 50)),
    "triangle-up": _polygon((50, 0), (100, 88), (0, 88)),
    "triangle-down": _polygon((0, 12), (100, 12), (50, 100)),
    "cross": _polygon(
        (34, 0), (66, 0), (66, 34), (100, 34), (100, 66), (66, 66), (66, 100), (34, 100), (34, 66), (0, 66), (0, 34),
        (34, 34),
    ),
    "x": _polygon(
        (25, 3), (50, 28), (75, 3), (97, 25), (72, 50), (97, 75), (75, 97), (50, 72), (25, 97), (3, 75), (28, 50),
        (3, 25),
    ),
    "star": _polygon(
        (50, 0), (62, 35), (98, 35), (69, 57), (79, 91), (50, 71), (21, 91), (31, 57), (2, 35), (38, 35),
    ),
}  # fmt: skip
