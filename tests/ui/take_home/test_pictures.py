"""Pictures and animations to take home: heads, axes, the start, titles, and the pace."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageColor

from plots.base.thinning import frame_steps
from tests.ui.take_home.test_take_home import takeaway
from ui.language.i18n import use_language
from ui.take_home import animation
from ui.take_home.animation import FRAMES, HELD, LONGEST, PLAYING, SHORTEST, gif
from ui.take_home.picture import MARKERS, TEXT, Picture
from ui.take_home.takeaway import Takeaway


def drawn(given: Takeaway, step: int) -> Picture:
    picture = Picture.of(given, 60)
    picture.show(step)
    return picture


@pytest.mark.parametrize("step", [0, 1, 7, 30])
def test_every_path_is_drawn_up_to_the_step_with_its_head_at_it(step: int) -> None:
    given = takeaway()
    picture = drawn(given, step)
    landscape, chart = picture.figure.axes
    # For every run edge, line, head and arrow, on the landscape and on the chart.
    assert len(picture.artists) == 8 * len(given.runs)
    for place, view in enumerate(given.views):
        own = picture.artists[8 * place : 8 * place + 8]
        assert picture.axes[8 * place : 8 * place + 8] == [landscape] * 4 + [chart] * 4
        for edge_line_head, xs, ys in (
            (own[:3], view.points[:, 0], view.points[:, 1]),
            (own[4:7], np.arange(31), view.values),
        ):
            *lines, head = (artist.line for artist in edge_line_head)
            for line in lines:
                assert np.array(line.get_data()) == pytest.approx(np.array([xs[: step + 1], ys[: step + 1]]))
            assert np.array(head.get_data()).ravel() == pytest.approx([xs[step], ys[step]])
            color, marker = view.style.color, MARKERS[view.style.marker]
            assert (head.get_marker(), head.get_color(), lines[1].get_color()) == (marker, color, color)


def test_a_run_outside_is_an_arrow_at_the_edge() -> None:
    given = takeaway("diverging")
    picture = drawn(given, 30)
    for artist, axes in zip(picture.artists[3:8:4], picture.figure.axes, strict=True):
        (x,), (y,) = artist.line.get_data()
        edges = (*axes.get_xlim(), *axes.get_ylim())
        assert min(abs(at - edge) / abs(edge or 1.0) for at, edge in zip((x, x, y, y), edges, strict=True)) < 1e-6
    picture.show(0)
    assert not np.isfinite(np.array(picture.artists[3].line.get_data())).any()


def test_a_shorter_run_stays_at_its_end_and_a_long_one_is_thinned_out() -> None:
    given = takeaway()
    view, path = given.runs[0]
    short = replace(view, points=view.points[:5], values=view.values[:5])
    picture = drawn(replace(given, runs=((short, path), *given.runs[1:])), 30)
    assert np.array(picture.artists[2].line.get_data()).ravel() == pytest.approx(view.points[4])
    # Every second point of what leaps from side to side would show it gliding straight.
    sides = np.where(np.arange(3000) % 2, 1.0, -1.0)
    long = replace(view, points=np.column_stack([sides, np.arange(3000.0)]), values=sides**2)
    shown = Picture.of(replace(given, runs=((long, path),)), 60, 200, [1234]).artists[1]
    assert (shown.steps[0], shown.steps[-1]) == (0, 2999) and 1234 in shown.steps and len(shown.steps) < 300
    assert np.ptp(shown.xs) == 2.0 and (np.abs(np.diff(shown.xs)) == 2.0).mean() > 0.4


def titles(given: Takeaway) -> tuple[str, ...]:
    picture = drawn(given, 0)
    return tuple(text for axes in picture.figure.axes for text in (axes.get_xlabel(), axes.get_ylabel()))


def test_axes_are_named_for_what_they_show() -> None:
    assert titles(takeaway()) == ("x", "y", "Step", "Loss")
    assert titles(takeaway("curve")) == ("x", "Loss", "Step", "Loss")
    # The loss of Styblinski and Tang is below zero.
    assert titles(takeaway("diverging")) == ("x", "y", "Step", "Loss − lowest shown")
    with use_language("ru"):
        assert titles(takeaway()) == ("x", "y", "Шаг", "Потери")


@pytest.mark.parametrize("name", ["usual", "curve", "many"])
def test_axes_reach_over_the_picture_and_all_steps(name: str) -> None:
    given = takeaway(name)
    landscape, chart = drawn(given, 0).figure.axes
    assert landscape.get_xlim() == pytest.approx(given.surface.domain[0])
    if given.surface.dimension == 2:
        assert landscape.get_ylim() == pytest.approx(given.surface.domain[1])
    low, high = chart.get_xlim()
    assert low == 0 and high == pytest.approx(1.015 * max(len(view.values) - 1 for view in given.views))
    assert chart.get_yscale() == "log"


@pytest.mark.parametrize("name", ["usual", "curve"])
def test_the_start_is_a_ring_where_the_runs_begin_and_minima_are_stars(name: str) -> None:
    given = takeaway(name)
    moved = replace(given, start=tuple(w + 0.25 for w in given.start))
    landscape = drawn(moved, 0).figure.axes[0]
    marks = {
        tuple(np.ravel(line.get_data()).tolist()): line.get_marker()
        for line in landscape.lines
        if line.get_markeredgecolor() == TEXT and len(line.get_xdata()) == 1
    }
    assert list(marks.values()) == ["*"] * len(given.surface.minima) + ["o"]
    places = [*given.surface.minima, moved.start]
    for place, mark in zip(places, marks, strict=True):
        height = (given.surface.value(*place),) if given.surface.dimension == 1 else ()
        assert mark == pytest.approx((*place, *height))


def written(given: Takeaway) -> list[str]:
    return [text.get_text() for text in drawn(given, 0).figure.texts]


def test_the_heading_names_surface_start_and_steps() -> None:
    given = takeaway()
    name, facts, formula = written(replace(given, start=(0.25, -1.0), steps=77))
    assert (name, facts) == ("Rosenbrock", "Start (0.25, −1), steps: 77")
    assert formula.startswith("$Q(x, y) = ")
    with use_language("ru"):
        assert written(replace(given, start=(0.25, -1.0), steps=77))[1] == "Старт (0,25, −1), шагов: 77"


@cache
def animation_of(name: str) -> bytes:
    return gif(takeaway(name))


@pytest.mark.parametrize("name", ["usual", "many", "curve", "diverging", "nobody"])
def test_the_animation_plays_and_stays_small(name: str) -> None:
    data = animation_of(name)
    image = Image.open(io.BytesIO(data))
    last = max((len(view.values) - 1 for view in takeaway(name).views), default=0)
    assert image.n_frames == len(frame_steps(last, FRAMES)) <= FRAMES
    assert image.size == (960, 540)
    assert len(data) < 3_000_000
    assert image.info["loop"] == 0
    image.seek(image.n_frames - 1)
    assert image.info["duration"] == HELD


def test_the_animation_ends_with_the_whole_path_in_its_colours() -> None:
    image = Image.open(io.BytesIO(animation_of("usual")))
    counts = []
    for frame in (0, image.n_frames - 1):
        image.seek(frame)
        # Landscape and losses, without the legend below.
        shown = np.asarray(image.convert("RGB"))[60:360]
        counts.append([int((shown == ImageColor.getrgb(v.style.color)).all(axis=2).sum()) for v in takeaway().views])
    first, last = np.array(counts)
    assert (last > first + 50).all()


@pytest.mark.parametrize("name", ["usual", "nobody", "curve"])
def test_an_animation_takes_its_time_and_its_end_stays(name: str) -> None:
    given = takeaway(name)
    image = Image.open(io.BytesIO(animation_of(name)))
    durations = []
    for frame in range(image.n_frames):
        image.seek(frame)
        durations.append(image.info["duration"])
    count = len(frame_steps(max((len(view.values) - 1 for view in given.views), default=0), FRAMES))
    assert len(durations) == count
    # A GIF counts hundredths of a second.
    pace = min(LONGEST, max(SHORTEST, PLAYING // count))
    assert durations[:-1] == [pace // 10 * 10] * (count - 1)
    assert durations[-1] == HELD
    assert (SHORTEST, LONGEST, HELD, PLAYING) == (70, 400, 3000, 7000)


def test_every_frame_tells_its_step(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(animation, "_", lambda text: Telling(text, told))
    monkeypatch.setattr(animation, "FRAMES", 4)
    gif(takeaway())
    assert told[-4:] == ["Step 0 of 30", "Step 10 of 30", "Step 20 of 30", "Step 30 of 30"]


class Telling(str):
    """A template that notes what it is filled with."""

    told: list[str]

    def __new__(cls, text: str, told: list[str]) -> Telling:
        template = super().__new__(cls, text)
        template.told = told
        return template

    def format(self, *args: object, **fields: object) -> str:
        filled = super().format(*args, **fields)
        self.told.append(filled)
        return filled
