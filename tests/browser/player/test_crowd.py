"""Paths from many starts, faint beneath the runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import expect

from optim_core import run
from tests.browser.harness.bench import Bench
from tests.browser.harness.bench_views import LANDSCAPE, Stage, color_of, crowd_starts, show_player
from ui.player import Home
from ui.runs.choice import MethodChoice

LINES, DOTS = ".opt-crowd", ".opt-crowd-dots"


def crowd_of(stage: Stage, method: str, count: int, steps: int) -> NDArray[np.float64]:
    """All points of the crowd, (steps + 1, dimension, count)."""
    loss = stage.surface
    points: NDArray[np.float64] = run(
        loss, MethodChoice(method).optimizer(loss), crowd_starts(loss, count), steps
    ).points
    return points


def dots(stage: Stage, color: str) -> NDArray[np.float64]:
    frame = stage.bench.frame(LANDSCAPE)
    (fill,) = stage.bench.painted(DOTS, color, "fill")
    return np.array([frame.data(x, y) for x, y, _ in fill.circles])


def lengths(stage: Stage, color: str) -> float:
    """How long the crowd's lines of a colour are together, in pixels."""
    marks = stage.bench.painted(LINES, color, "stroke")
    return sum(np.hypot(*np.diff(line, axis=0).T).sum() for mark in marks for line in mark.lines)


def test_a_crowd_follows_the_steps_beneath_the_runs(bench: Bench) -> None:
    stage = show_player(bench, steps=60, crowd=(40, 1))
    color = color_of("gradient_descent")
    whole = lengths(stage, color)
    stage.go_to(0)
    assert bench.painted(LINES) == []
    assert len(dots(stage, color)) == 40
    drawn = []
    for step in (2, 8, 20, 60):
        stage.go_to(step)
        drawn.append(lengths(stage, color))
    assert drawn == sorted(drawn)
    assert 0 < drawn[0] < drawn[-1]
    assert drawn[-1] == pytest.approx(whole, rel=0.03)
    below = "document.querySelector('.opt-crowd').compareDocumentPosition(document.querySelector('.opt-trail')) & 4"
    assert bench.page.evaluate(below)
    assert bench.page.evaluate("Number(getComputedStyle(document.querySelector('.opt-crowd')).opacity)") < 0.6


def test_every_dot_stands_where_its_path_is(bench: Bench) -> None:
    stage = show_player(bench, steps=12, crowd=(25, 4))
    points = crowd_of(stage, "gradient_descent", 25, 12)
    for step in (4, 8, 12):
        stage.go_to(step)
        np.testing.assert_allclose(dots(stage, color_of("gradient_descent")), points[step].T, atol=1e-4)
    # Between two rows of a crowd that was thinned out, a dot is on its way.
    stage.go_to(6)
    between = (points[4] + points[8]).T / 2
    np.testing.assert_allclose(dots(stage, color_of("gradient_descent")), between, atol=1e-4)


def test_lines_run_from_the_starts_to_the_dots(bench: Bench) -> None:
    stage = show_player(bench, steps=12, crowd=(9, 1))
    points = crowd_of(stage, "gradient_descent", 9, 12)
    stage.go_to(0)
    stage.go_to(7)
    frame = bench.frame(LANDSCAPE)
    (mark,) = bench.painted(LINES, color_of("gradient_descent"), "stroke")
    assert len(mark.lines) == 9
    for i, line in enumerate(mark.lines):
        assert frame.data(*line[0]) == pytest.approx(points[0, :, i].tolist(), abs=1e-4)
        assert frame.data(*line[-1]) == pytest.approx(points[7, :, i].tolist(), abs=1e-4)


def test_what_is_played_equals_what_is_drawn_at_once(bench: Bench) -> None:
    stage = show_player(bench, methods=["momentum"], crowd=(30, 1))
    colors = [color_of("momentum")]
    at_once = [lengths(stage, color) for color in colors]
    stage.root.get_by_label("Speed").select_option("8")
    stage.button("Play").click()
    bench.page.wait_for_function("document.querySelector('.opt-player').dataset.frames > 3")
    expect(stage.root).to_have_attribute("data-playing", "false")
    assert [lengths(stage, color) for color in colors] == pytest.approx(at_once, rel=0.05)


def test_one_crowd_at_a_time_is_chosen_by_row_or_chip_and_a_hidden_method_takes_its_own_along(bench: Bench) -> None:
    stage = show_player(bench, methods=["momentum", "adam"], steps=10, crowd=(5, 1))
    chips = stage.root.locator(".opt-crowd-legend").get_by_role("button")

    def shown() -> list[int]:
        return [len(bench.painted(DOTS, color_of(method), "fill")) for method in ("momentum", "adam")]

    assert shown() == [1, 0]
    chips.nth(1).click()
    assert shown() == [0, 1] and len(dots(stage, color_of("adam"))) == 5
    assert [chip.get_attribute("aria-pressed") for chip in chips.all()] == ["false", "true"]
    stage.root.locator("tr[data-run=momentum] td").last.click()
    assert shown() == [1, 0]
    stage.root.get_by_role("checkbox", name="Show Momentum").uncheck()
    bench.page.wait_for_function("document.querySelector('tr.opt-off')")
    bench.drawn_after(1)
    assert shown() == [0, 1]
    # One crowd needs no choice.
    assert chips.count() == 0


def test_colours_letters_and_legend_say_which_minimum_and_how_many(bench: Bench) -> None:
    homes = (Home((3.0, 2.0), "#a800f0", "#7878f0"), Home((-2.805, 3.131), "#e43054", "#f03048"))
    ends = np.array([0, 1, 0, -1, 0, 2, 1, 0])
    stage = show_player(bench, steps=10, crowd=(8, 1))
    stage.answer([replace(stage.runs[0], homes=homes, crowd_homes=ends)])
    assert stage.root.locator(".opt-home").all_inner_texts() == [
        "A (3; 2): 4 of 8", "B (−2.81; 3.13): 2 of 8", "elsewhere: 1 of 8", "not converged: 1 of 8",
    ]  # fmt: skip
    assert [len(dots(stage, home.color)) for home in homes] == [4, 2]
    assert sum(len(mark.circles) for mark in bench.painted(DOTS, kind="fill")) == 8
    points = crowd_of(stage, "gradient_descent", 8, 10)[10]
    np.testing.assert_allclose(dots(stage, homes[0].color), points[:, ends == 0].T, atol=1e-4)
    letters = {m.text: m for m in stage.heads(LANDSCAPE) if m.kind == "text"}
    assert letters.keys() == {"A", "B"}
    for letter, home in zip("AB", homes, strict=True):
        assert letters[letter].color == home.color
        x, y = bench.frame(LANDSCAPE).pixel(*home.point)
        assert np.hypot(letters[letter].at[0] - x, letters[letter].at[1] - y) < 20


def test_on_one_weight_the_crowd_stands_on_the_curve(bench: Bench) -> None:
    stage = show_player(bench, "double_well", steps=30, crowd=(12, 1))
    stage.go_to(3)
    assert bench.painted(LINES) == []
    found = dots(stage, color_of("gradient_descent"))
    points = crowd_of(stage, "gradient_descent", 12, 30)[3, 0]
    np.testing.assert_allclose(found[:, 0], points, atol=1e-4)
    np.testing.assert_allclose(found[:, 1], stage.surface.value(points), atol=0.02)


def test_three_dimensions_have_the_crowd_too(bench: Bench) -> None:
    bench.small()
    stage = show_player(bench, methods=["adam"], steps=20, crowd=(15, 1), view="3d")
    lengths = "document.querySelector('.opt-surface').data.filter((t) => t.opacity === 0.3).map((t) => t.x.length)"
    (whole,) = bench.page.evaluate(lengths)
    assert whole == 15 * 22
    stage.go_to(5)
    bench.page.wait_for_function(f"{lengths}[0] === 15 * 7")
