"""Light and dark: colours of everything but the paths, and what all axes and layouts have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from plots.base.words import Words

#: Pixels: a letter of the legend, a sample with the gaps around it, a row, the title, the narrowest usual figure.
LETTER, SAMPLE, ROW, HEADING, NARROWEST = 8, 50, 24, 36, 800


@dataclass(frozen=True)
class Theme:
    """CSS colours; `ramp` goes from the lowest level of a landscape to the highest, as in the player.

    `halo` is the casing that lines, heads and captions have on a landscape: red, green, blue and opacity.
    """

    dark: bool
    background: str
    text: str
    muted: str
    grid: str
    contour_line: str
    button: str
    halo: tuple[int, int, int, float]
    ramp: tuple[str, ...]

    @property
    def casing(self) -> str:
        """The halo in CSS."""
        return f"rgba({','.join(f'{part:g}' for part in self.halo)})"


LIGHT = Theme(
    dark=False,
    background="#ffffff",
    text="#101317",
    muted="#5b626b",
    grid="#d9dde3",
    contour_line="rgba(40,60,90,0.20)",
    button="#eef1f4",
    halo=(255, 255, 255, 0.9),
    ramp=("#8fa9c4", "#a9bed3", "#c1d0df", "#d6e0e9", "#e8edf2", "#f6f7f9"),
)
DARK = Theme(
    dark=True,
    background="#14171a",
    text="#e8eaed",
    muted="#b4bac2",
    grid="#3a4048",
    contour_line="rgba(190,210,235,0.20)",
    button="#2a3038",
    halo=(0, 0, 0, 0.75),
    ramp=("#0b1320", "#15233a", "#213450", "#2f4663", "#405875", "#546b86"),
)


def theme_of(dark: bool) -> Theme:
    """The dark one or the light one."""
    return DARK if dark else LIGHT


def colorscale(theme: Theme) -> list[tuple[float, str]]:
    """The ramp as Plotly takes it."""
    return [(i / (len(theme.ramp) - 1), color) for i, color in enumerate(theme.ramp)]


def band_colors(theme: Theme, count: int) -> list[str]:
    """So many colours along the ramp, from its first to its last, as #rrggbb."""
    ramp = np.array([[int(color[at : at + 2], 16) for at in (1, 3, 5)] for color in theme.ramp], dtype=np.float64)
    places, stops = np.linspace(0.0, 1.0, count), np.linspace(0.0, 1.0, len(ramp))
    mixed = np.stack([np.interp(places, stops, part) for part in ramp.T], axis=1).round().astype(int)
    return ["#" + "".join(f"{part:02x}" for part in color) for color in mixed.tolist()]


def axis(theme: Theme, title: str, low: float, high: float, **more: Any) -> dict[str, Any]:
    """Settings of an axis from `low` to `high`; on a logarithmic one these are powers of ten."""
    return {
        "title": {"text": escape(title), "standoff": 8},
        "range": [low, high],
        "gridcolor": theme.grid,
        "linecolor": theme.grid,
        "zeroline": False,
        "ticks": "outside",
        "tickcolor": theme.grid,
        "exponentformat": "power",
        "automargin": True,
        **more,
    }


def layout(theme: Theme, words: Words, title: str, entries: Sequence[str], **more: Any) -> dict[str, Any]:
    """Everything is named, so that a figure looks the same whatever template a notebook has set.

    `entries` are those of the legend, which stands above the plots and below the title: Plotly leaves room for the
    longer of both and not for both.
    """
    place = {"x": 0.01, "xanchor": "left", "yref": "container", "y": 1.0, "yanchor": "top", "pad": {"t": 12}}
    heading = {"text": escape(title), "font": {"size": 20}, **place} if title else {}
    rows = 1 + sum(len(entry) * LETTER + SAMPLE for entry in entries) // NARROWEST
    return {
        # Without it Plotly would add its own template, which is longer than many a figure.
        "template": "none",
        "paper_bgcolor": theme.background,
        "plot_bgcolor": theme.background,
        "font": {"color": theme.text, "size": 14, "family": "system-ui, sans-serif"},
        "separators": f"{words.decimal}\u2009",
        "title": heading,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": theme.background, "font": {"color": theme.text}},
        # Above the plots: what is below belongs to the slider.
        "legend": {"orientation": "h", "x": 0.0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"},
        "margin": {"l": 60, "r": 20, "t": 24 + ROW * rows + (HEADING if title else 0), "b": 50},
        **more,
    }
