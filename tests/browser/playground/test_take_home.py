"""Files are taken from the panel, and the page among them plays from a disk without any network."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from optim_core import Optimizer, optimizer
from surfaces import Surface
from surfaces import surface as built_in
from surfaces.base.bounds import readable_point
from surfaces.base.surface import Domain
from tests.browser.harness.bench import FRAME, Frame, Mark, away_from
from tests.browser.harness.bench_views import LANDSCAPE, layer
from tests.browser.harness.menus import choose_option
from tests.browser.harness.offline import Offline, pressed
from tests.browser.harness.tabs import VIEWPORT
from tests.optim_core.snippets.snippet_cases import points_of
from tests.ui.take_home.test_take_home import rows_of, takeaway
from ui.language.i18n import use_language
from ui.language.numbers import short
from ui.runs.computed import trajectory_of
from ui.take_home.offline_page import offline_page
from ui.take_home.takeaway import surface_of

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


def test_the_page_plays_without_a_network(open_file: Callable[..., Page]) -> None:
    page = open_file("usual")
    player = page.locator(".opt-player")
    expect(player).to_have_attribute("data-steps", "30")
    expect(page.get_by_text("Click or drag the ring")).to_be_visible()
    # Every pixel is computed by a processor, in three dimensions by one that stands in for a graphics card.
    page.set_viewport_size({"width": 700, "height": 500})
    expect(player).to_have_attribute("data-fitting", "false")
    page.locator(".opt-play").click()
    expect(player).not_to_have_attribute("data-step", "0")
    expect(player).to_have_attribute("data-step", "30")
    expect(page.get_by_role("heading")).to_have_text("Rosenbrock")
    expect(page.locator("math")).to_be_visible()
    for view, path in takeaway().runs:
        assert page.get_by_role("row", name=view.label).count() == 1
        assert len(path.points) == 31
    expect(page.get_by_text("The step, in numbers")).to_be_hidden()
    page.get_by_role("button", name="3-D").click()
    expect(page.locator(".opt-surface canvas").first).to_be_visible()


def cell(page: Page, slot: str, column: str) -> Locator:
    return page.locator(f"[data-run='{slot}'] [data-column='{column}'] .opt-cell")


def start_shown(page: Page, domain: Domain) -> tuple[float, ...]:
    """The start that the ring says, to as many decimals as the engine is given."""
    text = page.locator(".opt-start").get_attribute("aria-valuetext") or ""
    point = tuple(float(part.split("=")[1].replace("−", "-")) for part in text.split(", "))
    return readable_point(point, domain)


def assert_runs_from(
    page: Page,
    case: str,
    start: tuple[float, ...],
    surface: Surface | None = None,
    turned: Mapping[str, Optimizer] = MappingProxyType({}),
) -> None:
    """Numbers and lines of all runs that the engine makes are those of Python's runs from a start.

    `surface` and the methods in `turned`, by run, are in place of those that were taken home.
    """
    given = takeaway(case)
    frame = Frame(*page.evaluate(FRAME, LANDSCAPE))
    painted = "(canvases) => canvases.flatMap((it) => document.querySelector(it).painted ?? [])"
    lines = [Mark.of(each) for each in page.evaluate(painted, [layer(LANDSCAPE, number) for number in (2, 3)])]
    for view, taken in given.runs:
        if view.program is None:
            continue
        method = turned.get(view.key, taken.optimizer)
        path = trajectory_of(surface or surface_of(given), method, start, given.steps)
        assert cell(page, view.key, "steps").inner_text() == str(path.steps)
        assert cell(page, view.key, "final_loss").inner_text() == short(float(path.values[-1]))
        xs, ys = path.points.T
        inside = (xs > frame.x_low) & (xs < frame.x_high) & (ys > frame.y_low) & (ys < frame.y_high)
        places = np.array([frame.pixel(x, y) for x, y in zip(xs[inside], ys[inside], strict=True)]).reshape(-1, 2)
        away = away_from([m for m in lines if m.color.lower() == view.style.color.lower()], places)
        assert (away < 1.0).all(), (view.key, away.argmax(), away.max())


def let_told(page: Page) -> None:
    """Wait until the numbers are those of the last frame."""
    expect(page.locator(".opt-player")).to_have_attribute("data-told", re.compile("[1-9]"))
    page.wait_for_function("(({ dataset: d }) => d.told === d.live)(document.querySelector('.opt-player'))")


def test_start_rates_and_numbers_are_dragged_in_the_file_itself(open_file: Callable[..., Page]) -> None:
    page = open_file("by_scipy")
    given = takeaway("by_scipy")
    judged = {view.key: view.cells["verdict"] for view in given.views}
    waits, stays = "This file cannot judge runs other than those taken home", "Still as it was taken home"
    expect(page.locator(".alone")).to_contain_text("This file needs no server: drag the ring")
    expect(page.locator(".alone")).to_contain_text("Only a server can run these anew: BFGS.")
    ring = page.locator(".opt-start")
    box = ring.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40)
    page.mouse.move(x + 110, y + 30)
    let_told(page)
    start = start_shown(page, surface_of(given).domain)
    assert start != given.start
    assert_runs_from(page, "by_scipy", start)
    revision = page.locator(".opt-player").get_attribute("data-revision") or ""
    page.mouse.up()
    # The file answers itself: everything is drawn as a message of a server would be.
    expect(page.locator(".opt-player")).not_to_have_attribute("data-revision", revision)
    assert_runs_from(page, "by_scipy", start)
    for view in given.views:
        expect(cell(page, view.key, "verdict")).to_have_text(waits if view.program else stays)
    expect(cell(page, "bfgs", "final_loss")).to_have_text(short(float(given.runs[-1][1].values[-1])))
    # Another theme or size draws what is there, not what was taken home.
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1000, "height": 800})
    expect(page.locator(".opt-player")).to_have_attribute("data-fitting", "false")
    assert start_shown(page, surface_of(given).domain) == start
    expect(cell(page, "adam", "verdict")).to_have_text(waits)
    # A click elsewhere, and a key that comes back to a start.
    page.locator(".opt-landscape .opt-stage").click(position={"x": 200, "y": 150})
    expect(ring).not_to_have_attribute("aria-valuenow", str(start[0]))
    page.reload()
    expect(page.locator(".opt-player[data-ready=true]")).to_be_visible()
    ring.focus()
    for _press in range(10):
        page.keyboard.press("ArrowRight")
    expect(cell(page, "adam", "verdict")).to_have_text(waits)
    # Answers are there sooner than numbers follow what is dragged.
    expect(page.get_by_role("columnheader", name="Loss at step 30")).to_be_visible()
    expect(page.locator("[data-run=adam] .opt-now")).to_have_text(cell(page, "adam", "final_loss").inner_text())
    for _press in range(10):
        page.keyboard.press("ArrowLeft")
    for view in given.views:
        expect(cell(page, view.key, "verdict")).to_have_text(judged[view.key])
    # Everything is as it was taken home: what else there is to turn begins here.
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(VIEWPORT)  # type: ignore[arg-type]
    expect(page.locator(".opt-player:not(.opt-dark)")).to_have_attribute("data-fitting", "false")
    turn_rates_and_numbers(page)


def turn_rates_and_numbers(page: Page) -> None:
    """Rates and the surface's numbers are turned in the file itself."""
    given = takeaway("by_scipy")
    expect(page.locator(".alone")).to_contain_text("turn the learning rates")
    track = page.locator("[data-run=adam] [role=slider]")
    box = track.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.5 * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], y)
    let_told(page)

    def with_rate(of: Locator) -> dict[str, Optimizer]:
        return {"adam": optimizer("adam", learning_rate=float(of.get_attribute("aria-valuenow") or "nan"))}

    turned = with_rate(track)
    assert_runs_from(page, "by_scipy", given.start, turned=turned)
    page.mouse.up()
    waits = "This file cannot judge runs other than those taken home"
    expect(cell(page, "adam", "verdict")).to_have_text(waits)
    assert_runs_from(page, "by_scipy", given.start, turned=turned)
    # What was turned stays so when something else is.
    number = page.locator(".opt-surface-dial").first
    dial = number.get_by_role("slider")
    value = pressed(dial, "ArrowRight")
    surface = built_in("rosenbrock", **{number.get_attribute("data-number") or "": value})
    assert with_rate(track) == turned
    assert_runs_from(page, "by_scipy", given.start, surface, turned)
    ring = page.locator(".opt-start")
    ring.focus()
    for _press in range(5):
        page.keyboard.press("ArrowRight")
    let_told(page)
    assert_runs_from(page, "by_scipy", start_shown(page, surface.domain), surface, turned)


def test_runs_with_holes_open_in_their_language_and_follow_the_systems_colours(open_file: Callable[..., Page]) -> None:
    page = open_file("holes", "ru")
    expect(page.locator(".opt-landscape .main-svg").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.get_by_role("button", name="Играть")).to_be_visible()
    expect(page.locator(".opt-player.opt-dark")).to_have_count(0)
    page.emulate_media(color_scheme="dark")
    page.reload()
    expect(page.locator(".opt-player.opt-dark[data-ready=true]")).to_have_count(1)
