"""Figures as pictures: from a disk, in a browser that reaches nobody."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageColor
from playwright.sync_api import Browser, Page, expect

from plots import curves, landscape
from plots.base.theme import DARK, LIGHT
from tests.browser.harness.offline import Offline
from tests.ui.take_home.test_take_home import takeaway
from ui.take_home.figure import figure_page


@pytest.fixture(scope="module")
def offline(browser: Browser) -> Iterator[Offline]:
    alone = Offline(browser, {"width": 1280, "height": 720})
    yield alone
    alone.close()


@pytest.fixture
def open_html(offline: Offline, tmp_path: Path) -> Iterator[Callable[[bytes], Page]]:
    """`open_html(content) -> Page`; at the end nothing must have been asked for or complained about."""

    def open_html(content: bytes) -> Page:
        file = tmp_path / "figure.html"
        file.write_bytes(content)
        return offline.open(file.as_uri())

    yield open_html
    offline.check()


def seen(page: Page) -> np.ndarray:
    """(height, width, 3): the page as it looks."""
    return np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))


def pixels(picture: np.ndarray, color: str, apart: int = 0) -> int:
    """How many have a colour, or one that differs by so much in any channel."""
    return int((np.abs(picture.astype(int) - ImageColor.getrgb(color)) <= apart).all(axis=2).sum())


def html(*figures: object) -> bytes:
    """Each as high as the window, one below the other: Plotly itself, of which there is much to read, is there once."""
    parts = (
        figure.to_html(full_html=False, include_plotlyjs=not place, auto_play=False)  # type: ignore[attr-defined]
        for place, figure in enumerate(figures)
    )
    shown = "".join(f"<div style='height: 100vh'>{part}</div>" for part in parts)
    return f"<!doctype html><meta charset='utf-8'><body style='margin: 0'>{shown}".encode()


def test_a_landscape_shows_level_lines_and_paths_and_curves_every_run(open_html: Callable[[bytes], Page]) -> None:
    given = takeaway()
    paths = [path for _view, path in given.runs]
    page = open_html(html(landscape(given.surface, *paths), curves(*paths, dark=True)))
    expect(page.locator(".contourfill path").first).to_be_attached()
    expect(page.locator(".js-plotly-plot").nth(1).locator(".scatterlayer .trace")).to_have_count(2 * len(given.runs))
    level_lines_and_paths(seen(page))
    page.locator(".js-plotly-plot").nth(1).scroll_into_view_if_needed()
    every_run(seen(page))


def level_lines_and_paths(picture: np.ndarray) -> None:
    given = takeaway()
    for view in given.views:
        assert pixels(picture, view.style.color) > 50
    # Plotly takes the colour at the middle of a band.
    for color in (LIGHT.ramp[0], LIGHT.ramp[-1]):
        assert pixels(picture, color, 10) > 500


def every_run(picture: np.ndarray) -> None:
    for view in takeaway().views:
        assert pixels(picture, view.style.dark) > 50
    assert pixels(picture, DARK.background) > 0.5 * picture.shape[0] * picture.shape[1]


def test_an_animation_plays_over_a_landscape_that_stays_and_follows_the_systems_colours(
    open_html: Callable[[bytes], Page],
) -> None:
    given = takeaway()
    page = open_html(figure_page(given))
    figure = page.locator("#figure[data-ready=true]")
    expect(figure).to_be_visible()
    step = page.locator("#figure .slider-label").filter(has_text="Step ")
    expect(step).to_have_text("Step 30")
    whole = seen(page)
    assert pixels(whole, DARK.ramp[0]) == 0
    page.locator("#figure").get_by_text("▶ Play").click()
    expect(step).not_to_have_text("Step 30")
    expect(step).to_have_text("Step 30")
    page.evaluate(
        "Plotly.animate(figure, ['0'], {mode: 'immediate', frame: {redraw: false}, transition: {duration: 0}})"
    )
    page.wait_for_function("figure._transitioning === false && figure.calcdata.at(-2).length === 1")
    begun = seen(page)
    for view in given.views:
        assert pixels(whole, view.style.color) > pixels(begun, view.style.color) + 50
    # The landscape has not vanished with the first frame.
    for color in (LIGHT.ramp[0], LIGHT.ramp[-1]):
        assert pixels(begun, color) > 0.9 * pixels(whole, color) > 0
    turn_dark(page)


def turn_dark(page: Page) -> None:
    """The page takes the system's colours, its landscape and frames, too."""
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "color => figure._fullLayout.paper_bgcolor === color && figure.data[0].fillcolor !== undefined"
        " && figure._transitionData?._frames.length > 0",
        arg=DARK.background,
    )
    picture = seen(page)
    assert pixels(picture, DARK.background) > 0.3 * picture.shape[0] * picture.shape[1]
    assert pixels(picture, DARK.ramp[0]) > 0
