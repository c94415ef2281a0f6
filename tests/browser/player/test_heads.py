"""Where paths leave the picture, the markers of runs, and those along curves."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from plots.base.palette import MARKER_SHAPES
from tests.browser.harness.bench import Bench

FRAME = {"left": 10, "top": 20, "width": 100, "height": 50}


def exit_of(bench: Bench, start: list[float] | None, to: list[float]) -> dict[str, Any]:
    found: dict[str, Any] = bench.function("drawing/heads", "exitOf", start, to, FRAME)
    return found


def test_a_path_leaves_where_its_line_crosses_the_edge(bench: Bench) -> None:
    random = np.random.default_rng(0)
    for _ in range(20):
        start = np.array([10 + 100 * random.random(), 20 + 50 * random.random()])
        angle, far = random.uniform(0, 2 * math.pi), 10.0 ** random.uniform(3, 200)
        way = np.array([math.cos(angle), math.sin(angle)])
        found = exit_of(bench, start.tolist(), (start + far * way).tolist())
        x, y = found["at"]
        assert found["direction"] == pytest.approx(way, abs=1e-6)
        # On the edge, not beyond it, and on the line.
        assert 10 - 1e-6 <= x <= 110 + 1e-6 and 20 - 1e-6 <= y <= 70 + 1e-6
        assert min(abs(x - 10), abs(x - 110), abs(y - 20), abs(y - 70)) < 1e-6
        assert (np.array([x, y]) - start) @ [-way[1], way[0]] == pytest.approx(0, abs=1e-4)
        assert (np.array([x, y]) - start) @ way >= 0


def test_a_path_that_never_was_inside_is_pointed_at_from_the_nearest_place(bench: Bench) -> None:
    found = exit_of(bench, None, [-30, 45])
    assert (found["at"], found["direction"]) == ([10, 45], [-1, 0])
    found = exit_of(bench, None, [113, 74])
    assert found["at"] == [110, 70] and found["direction"] == pytest.approx([0.6, 0.8])


def test_the_last_step_inside_is_known_for_every_step(bench: Bench) -> None:
    places = [[5, 5], [50, 30], [60, 40], [200, 40], [55, 30], [math.nan, math.nan], [55, 900]]
    body = """const { insideUntil } = await load('drawing/heads');
        return [...insideUntil(Float64Array.from(a.flat()), b)];"""
    assert bench.call(body, places, FRAME) == [-1, 1, 2, 2, 4, 4, 4]


def test_markers_along_curves_are_apart_and_not_at_the_same_places(bench: Bench) -> None:
    body = """const { markedSteps } = await load('drawing/heads');
        const pixels = Float64Array.from({ length: 2 * b }, (_, i) => (i % 2 ? 40 : 10 + (i / 2) * 990 / (b - 1)));
        return [...markedSteps(pixels, { left: 10, top: 20, width: 990, height: 50 }, a)];"""
    for count in (5, 1000):
        marks = [bench.call(body, share, count) for share in (0.0, 0.5)]
        assert marks[0] and set(marks[0]) <= set(range(count))
        if count > 100:
            assert np.diff(marks[0]).min() * 990 / count > 100
            assert not set(marks[0]) & set(marks[1])


@pytest.mark.parametrize("name", sorted(MARKER_SHAPES))
def test_every_marker_is_drawn_about_its_middle(name: str, bench: Bench) -> None:
    corners = bench.function("base/markers", "cornersOf", name)
    if name == "circle":
        assert corners is None
        return
    assert np.mean(corners, axis=0) == pytest.approx([0, 0], abs=1e-9)
    # As large to the eye as a circle of radius 1, about.
    x, y = np.array(corners).T
    area = abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
    assert 2.0 < area < 4.0
