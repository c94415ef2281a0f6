"""Paths from many starts, faint beneath the runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from optim_core import run
from surfaces import entries
from tests.browser.player_page import Open, Serve, button, go_to, places, shown_player
from ui.palette import line_style
from ui.playground_state import MethodChoice

HARNESS = Path(__file__).parent / "views_harness.py"
LINES, DOTS = ".opt-crowd", ".opt-crowd-dots"
Show = Callable[..., tuple[Page, Locator]]

INK = """(selector) => {
    const canvas = document.querySelector(selector);
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let ink = 0;
    for (let i = 3; i < data.length; i += 4) ink += data[i] / 255;
    return ink;
}"""

# Opens many pages: part of `make test-extended` only.
pytestmark = pytest.mark.extended


@pytest.fixture
def show(serve: Serve, open_page: Open) -> Show:
    return lambda query, **options: shown_player(open_page, f"{serve(HARNESS)}/?{query}", **options)


def ink(page: Page, layer: str) -> float:
    found: float = page.evaluate(INK, layer)
    return found


def color_of(method: str) -> list[int]:
    code = line_style(method).color
    return [int(code[i : i + 2], 16) for i in (1, 3, 5)]


def test_a_crowd_follows_the_steps_beneath_the_runs(show: Show) -> None:
    page, root = show("surface=himmelblau&m=gradient_descent&steps=60&crowd=40")
    whole = ink(page, LINES)
    go_to(root, 0)
    assert ink(page, LINES) == 0
    assert ink(page, DOTS) > 40 * 15
    drawn = []
    for step in (2, 8, 20, 60):
        go_to(root, step)
        drawn.append(ink(page, LINES))
    assert drawn == sorted(drawn)
    assert 0 < drawn[0] < drawn[-1]
    assert drawn[-1] == pytest.approx(whole, rel=0.03)
    below = "document.querySelector('.opt-crowd').compareDocumentPosition(document.querySelector('.opt-trail')) & 4"
    assert page.evaluate(below)
    assert page.evaluate("Number(getComputedStyle(document.querySelector('.opt-crowd')).opacity)") < 0.4


def test_every_dot_stands_where_its_path_is(show: Show) -> None:
    page, root = show("surface=himmelblau&m=gradient_descent&steps=12&crowd=25&stride=4")
    loss = entries()["himmelblau"].surface()
    numbers = np.random.default_rng(1)
    starts = tuple(numbers.uniform(low, high, 25) for low, high in loss.domain)
    points = run(loss, MethodChoice("gradient_descent").optimizer(loss), starts, 12).points
    (left, right), (low, high) = loss.domain
    for step in (4, 8):
        go_to(root, step)
        found = np.array(places(page, ".opt-landscape", DOTS, color_of("gradient_descent")))
        inside = [(x, y) for x, y in points[step].T if left < x < right and low < y < high]
        assert len(inside) > 15
        nearest = [np.hypot(*(found - at).T).min() for at in inside]
        assert max(nearest) < 0.05
        assert max(np.hypot(*(np.array(inside) - place).T).min() for place in found) < 0.1


def test_what_is_played_equals_what_is_drawn_at_once(show: Show) -> None:
    page, root = show("surface=himmelblau&m=momentum&m=adam&steps=40&crowd=30")
    at_once = ink(page, LINES)
    root.get_by_label("Speed").select_option("8")
    button(root, "Play").click()
    page.wait_for_function("document.querySelector('.opt-player').dataset.frames > 3")
    expect(root).to_have_attribute("data-playing", "false")
    assert ink(page, LINES) == pytest.approx(at_once, rel=0.05)


def test_on_one_weight_the_crowd_stands_on_the_curve(show: Show) -> None:
    page, root = show("surface=double_well&m=gradient_descent&steps=30&crowd=12")
    go_to(root, 3)
    assert ink(page, LINES) == 0
    loss = entries()["double_well"].surface()
    found = np.array(places(page, ".opt-landscape", DOTS, color_of("gradient_descent")))
    assert len(found) > 100
    off = np.abs(found[:, 1] - loss.value(found[:, 0]))
    slope = np.abs(loss.gradient(found[:, 0])[0])
    assert (off <= (1 + slope) * 0.12).all()


def test_three_dimensions_have_the_crowd_too(show: Show) -> None:
    page, root = show("surface=himmelblau&m=adam&steps=20&crowd=15&view=3d")
    lengths = "document.querySelector('.opt-surface').data.filter((t) => t.opacity === 0.3).map((t) => t.x.length)"
    (whole,) = page.evaluate(lengths)
    assert whole == 15 * 22
    go_to(root, 5)
    page.wait_for_function(f"{lengths}[0] === 15 * 7")
