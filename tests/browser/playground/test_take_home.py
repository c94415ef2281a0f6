"""Files are taken from the panel, and the page among them plays from a disk without any network."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.harness.menus import choose_option
from tests.browser.harness.offline import Offline
from tests.browser.harness.tabs import VIEWPORT
from tests.optim_core.snippets.snippet_cases import points_of
from tests.ui.take_home.test_take_home import rows_of, takeaway
from ui.language.i18n import use_language
from ui.take_home.offline_page import offline_page

APP = Path(__file__).parents[1] / "harness" / "take_home_app.py"


@pytest.fixture(scope="module")
def panel_url(serve: Callable[..., str]) -> str:
    return serve(APP)


def open_panel(open_page: Callable[..., Page], url: str) -> Page:
    page = open_page(url)
    page.get_by_role("button", name="Take home").click()
    expect(page.get_by_role("button", name="Picture (PNG)")).to_be_visible()
    return page


def taken(page: Page, name: str) -> tuple[str, bytes]:
    """Press a button; the file's name and content."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name, exact=False).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_every_button_gives_its_file(open_page: Callable[..., Page], panel_url: str) -> None:
    page = open_panel(open_page, panel_url)
    name, table = taken(page, "Table of all steps (CSV)")
    assert name == "rosenbrock-run.csv"
    assert len(rows_of(table)) == sum(len(path.points) for _, path in takeaway().runs)
    name, picture = taken(page, "Picture (PNG)")
    assert name == "rosenbrock-run.png"
    assert Image.open(io.BytesIO(picture)).size == (1920, 1080)
    name, animation = taken(page, "Animation (GIF)")
    assert name == "rosenbrock-run.gif"
    assert Image.open(io.BytesIO(animation)).n_frames == 31  # type: ignore[attr-defined]
    name, whole_page = taken(page, "Player that needs no internet")
    assert name == "rosenbrock-run.html"
    assert whole_page == offline_page(takeaway())


def test_a_program_is_taken_for_the_chosen_method(open_page: Callable[..., Page], panel_url: str) -> None:
    page = open_panel(open_page, panel_url)
    name, program = taken(page, "NumPy")
    assert name == "rosenbrock-gradient_descent-numpy.py"
    assert points_of(program.decode()) == pytest.approx(takeaway().runs[0][1].points)
    choose_option(page.get_by_role("combobox", name="Method"), "Adam")
    name, program = taken(page, "PyTorch")
    assert name == "rosenbrock-adam-pytorch.py"
    assert b"beta_2" in program


@pytest.fixture(scope="module")
def offline(browser: Browser) -> Iterator[Offline]:
    alone = Offline(browser, VIEWPORT)
    yield alone
    alone.close()


@pytest.fixture
def open_file(offline: Offline, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """`open_file(case) -> Page`: the page of a case, from disk, in a browser that reaches nobody."""

    def open_file(case: str, language: str = "en") -> Page:
        file = tmp_path / f"{case}.html"
        with use_language(language):
            file.write_bytes(offline_page(takeaway(case)))
        page = offline.open(file.as_uri())
        expect(page.locator(".opt-player[data-ready=true]")).to_be_visible()
        return page

    yield open_file
    offline.check()


def test_the_page_plays_without_a_network_and_offers_nothing_else(
    open_file: Callable[..., Page],
) -> None:
    page = open_file("usual")
    player = page.locator(".opt-player")
    expect(player).to_have_attribute("data-steps", "30")
    page.locator(".opt-play").click()
    expect(player).not_to_have_attribute("data-step", "0")
    expect(player).to_have_attribute("data-step", "30")
    expect(page.get_by_role("heading")).to_have_text("Rosenbrock")
    expect(page.locator("math")).to_be_visible()
    for view, path in takeaway().runs:
        assert page.get_by_role("row", name=view.label).count() == 1
        assert len(path.points) == 31
    expect(page.get_by_text("Click to choose the start")).to_be_hidden()
    expect(page.get_by_text("The step, in numbers")).to_be_hidden()
    ring = page.locator(".opt-start")
    expect(ring).to_be_visible()
    before = ring.bounding_box()
    assert before
    page.mouse.move(before["x"] + 14, before["y"] + 14)
    page.mouse.down()
    page.mouse.move(before["x"] + 150, before["y"] + 90, steps=5)
    page.mouse.up()
    page.locator(".opt-landscape").click(position={"x": 300, "y": 250})
    after = ring.bounding_box()
    reset = page.get_by_role("button", name="Reset view")
    if reset.is_visible():
        # Dragging beside the ring pans the landscape, the ring goes along.
        reset.click()
        expect(reset).to_be_hidden()
        after = ring.bounding_box()
    assert after
    assert np.hypot(after["x"] - before["x"], after["y"] - before["y"]) < 2
    page.get_by_role("button", name="3-D").click()
    expect(page.locator(".opt-surface canvas").first).to_be_visible()


@pytest.mark.parametrize("case", ["holes"])
def test_every_kind_of_run_opens(case: str, open_file: Callable[..., Page]) -> None:
    page = open_file(case)
    expect(page.locator(".opt-landscape .main-svg").first).to_be_visible()


def test_the_page_keeps_its_language_and_follows_the_systems_colours(open_file: Callable[..., Page]) -> None:
    page = open_file("usual", "ru")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.get_by_role("button", name="Играть")).to_be_visible()
    expect(page.locator(".opt-player.opt-dark")).to_have_count(0)
    page.emulate_media(color_scheme="dark")
    page.reload()
    expect(page.locator(".opt-player.opt-dark[data-ready=true]")).to_have_count(1)
