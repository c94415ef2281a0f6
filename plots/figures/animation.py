"""Paths on their landscape beside their losses, playing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from plotly import graph_objects as go

from optim_core import Trajectory
from plots.base.palette import LineStyle
from plots.base.theme import Theme, layout, theme_of
from plots.base.thinning import Steps, frame_steps
from plots.base.tracks import Track, tracks_of
from plots.base.words import ENGLISH, Words
from plots.figures.curves import Chart
from plots.figures.landscape import Pictured, Scenery, drawn_per_run, entries_of, starts_of

FRAMES = 100
#: Numbers in all frames together, about; they take ten bytes each in a file. Half are for the points of the frames
#: themselves, half for others between them; each is drawn in half of the frames, thrice, with two coordinates.
NUMBERS = 1_200_000
#: Of one run at least so many points are drawn beside those of the frames.
FEWEST = 8
#: Milliseconds that the whole takes, and bounds for one frame.
PLAYING, SHORTEST, LONGEST = 7000, 40, 400
HEIGHT = 640
#: Parts of the width: landscape, the scale of its levels, losses.
LEFT, BAR, RIGHT = (0.0, 0.44), 0.445, (0.63, 1.0)


def animate(
    *paths: Trajectory,
    surface: Pictured | None = None,
    names: Sequence[str] | None = None,
    styles: Sequence[LineStyle] | None = None,
    dark: bool = False,
    title: str = "",
    words: Words = ENGLISH,
) -> go.Figure:
    """The landscape with the paths beside their losses, with play, pause and a slider for the step.

    There are at most `FRAMES` frames, whatever the length; the first shows the starts and the last everything.
    Before it plays the figure shows everything, as it does where nothing can play, e.g. on paper.

    Args:
        surface: what the paths are drawn on; otherwise the loss that they share.
        names, styles, dark: as of `landscape`.

    Raises:
        ValueError: there are no paths, they do not share a loss that has a picture, or names or styles are missing.
    """
    ground = shared_surface(paths) if surface is None else surface
    theme, scenery = theme_of(dark), Scenery.of(ground)
    tracks = tracks_of(paths, names, styles)
    for track in tracks:
        scenery.check(track)
    chart = Chart(tracks)
    steps = frame_steps(chart.steps, _frame_count(tracks))
    most = drawn_per_run(tracks, NUMBERS / (6 * len(steps)), FEWEST)
    kept = [track.kept(most, steps) for track in tracks]
    still = scenery.traces(theme, words, starts_of(tracks), BAR)
    moving = _moving(tracks, kept, scenery, chart, theme, words)
    changing = list(range(len(still), len(still) + len(moving)))
    figure = go.Figure(
        [*still, *moving],
        frames=[
            {
                "name": str(step),
                "traces": changing,
                "data": list(_at(step, tracks, kept, scenery, chart)),
            }
            for step in steps
        ],
    )
    whole = layout(theme, words, title, entries_of(tracks, words), height=HEIGHT)
    figure.update_layout(whole | _axes_and_controls(steps, scenery, chart, theme, words, whole["margin"]))
    return figure


def shared_surface(paths: Sequence[Trajectory]) -> Pictured:
    """The loss of all paths. Raises ValueError if there is none that could be drawn."""
    if not paths:
        raise ValueError("there is no path to show")
    loss = paths[0].loss
    if any(path.loss != loss for path in paths[1:]):
        raise ValueError("these paths are on different losses: name the surface to draw them on")
    if not isinstance(loss, Pictured):
        raise ValueError("this loss has no picture: name a surface to draw the paths on, or show their curves")
    return loss


def _frame_count(tracks: Sequence[Track]) -> int:
    """With very many runs fewer, because every frame has a point of each more than the one before."""
    runs = sum(len(track.values) for track in tracks)
    return max(2, min(FRAMES, int(np.sqrt(NUMBERS / (6 * runs)))))


def _moving(
    tracks: Sequence[Track],
    kept: Sequence[tuple[Steps, ...]],
    scenery: Scenery,
    chart: Chart,
    theme: Theme,
    words: Words,
) -> list[dict[str, Any]]:
    """What frames change: of each track casing, line, head, arrow on the landscape, the last three on the chart."""
    traces = []
    for index, (track, steps) in enumerate(zip(tracks, kept, strict=True)):
        traces += scenery.path(track, index, steps, chart.steps, theme, words)
        beside = chart.path(track, index, steps, chart.steps, theme, words)
        traces += [trace | {"xaxis": "x2", "yaxis": "y2", "showlegend": False} for trace in beside]
    return traces


def _at(
    step: int, tracks: Sequence[Track], kept: Sequence[tuple[Steps, ...]], scenery: Scenery, chart: Chart
) -> Iterator[dict[str, Any]]:
    """The same traces at a step: coordinates alone, everything else stays."""
    for track, steps in zip(tracks, kept, strict=True):
        for part in (*scenery.drawn(track, steps, step), *chart.drawn(track, steps, step)):
            yield {"type": "scatter", **part}


def _axes_and_controls(
    steps: Sequence[int], scenery: Scenery, chart: Chart, theme: Theme, words: Words, margin: dict[str, int]
) -> dict[str, Any]:
    across, up = scenery.axes(theme, words)
    along, losses = chart.axes(theme, words)
    return {
        "annotations": scenery.notes(theme, words),
        "margin": {**margin, "b": 130},
        "xaxis": {**across, "domain": LEFT},
        "yaxis": up,
        "xaxis2": {**along, "domain": RIGHT, "anchor": "y2"},
        "yaxis2": {**losses, "anchor": "x2"},
        "updatemenus": [_buttons(len(steps), theme, words)],
        "sliders": [_slider(steps, theme, words)],
    }


def _at_once(pace: int = 0) -> dict[str, Any]:
    return {"mode": "immediate", "transition": {"duration": 0}, "frame": {"duration": pace, "redraw": False}}


def _buttons(frames: int, theme: Theme, words: Words) -> dict[str, Any]:
    pace = min(LONGEST, max(SHORTEST, PLAYING // frames))
    play = {"label": f"▶ {words.play}", "method": "animate", "args": [None, {**_at_once(pace), "fromcurrent": True}]}
    pause = {"label": f"❚❚ {words.pause}", "method": "animate", "args": [[None], _at_once()]}
    place = {"x": 0.0, "xanchor": "left", "y": 0.0, "yanchor": "top", "pad": {"t": 62}}
    look = {"bgcolor": theme.button, "bordercolor": theme.grid, "font": {"color": theme.text}, "showactive": False}
    return {"type": "buttons", "direction": "left", "buttons": [play, pause], **place, **look}


def _slider(steps: Sequence[int], theme: Theme, words: Words) -> dict[str, Any]:
    stops = [{"label": str(step), "method": "animate", "args": [[str(step)], _at_once()]} for step in steps]
    place = {"x": 0.22, "len": 0.78, "xanchor": "left", "y": 0.0, "yanchor": "top", "pad": {"t": 50}}
    look = {"bgcolor": theme.button, "bordercolor": theme.grid, "tickcolor": theme.muted, "font": {"color": theme.text}}
    told = {"prefix": f"{words.step} ", "font": {"size": 16, "color": theme.text}}
    return {"active": len(steps) - 1, "steps": stops, "currentvalue": told, **place, **look}
