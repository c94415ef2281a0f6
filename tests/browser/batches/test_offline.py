"""The batch player in a file that was taken home: what is dragged runs anew there, and is Python's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from optim_core.running.sampling import Sampling
from pages.batches.computed import task_of
from pages.batches.race import race
from pages.batches.state import BatchesState
from pages.batches.to_take import takeaway
from surfaces.data.dataset import center_and_spread
from tests.browser.harness.batch_bench import DATA
from tests.browser.harness.bench import FRAME, Frame
from tests.browser.harness.offline import Offline, pressed
from ui.batch_player import BatchScene, batch_scene, labels
from ui.language.i18n import use_language
from ui.language.numbers import short
from ui.runs.choice import MethodChoice
from ui.runs.columns import BATCH_TABLE, table_columns
from ui.runs.dials import with_numbers
from ui.take_home.offline_page import batch_page

METHODS = (MethodChoice("momentum"), MethodChoice("adam"), MethodChoice("bfgs"))
STATE = BatchesState(
    source="far",
    scaled=True,
    methods=METHODS,
    steps=40,
    held_out=0.2,
    sampling=Sampling("shuffle", 7),
    start=(0.5, 0.5),
)
UNJUDGED = "This file cannot judge runs other than those taken home"


def scene_of(state: BatchesState) -> BatchScene:
    task = task_of(state)
    held = None if task.validation is None else task.validation.data
    raw = (task.unscaled.data, task.unscaled_held) if state.scaled else None
    with use_language("en"):
        return batch_scene(task.loss, labels(str, "en"), held, table_columns(BATCH_TABLE), raw)


def page_of(state: BatchesState) -> bytes:
    task = task_of(state)
    with use_language("en"):
        return batch_page(takeaway(state, task, race(state, task), scene_of(state), state.start or task.loss.start))


@pytest.fixture(scope="module")
def offline(browser: Browser) -> Iterator[Offline]:
    made = Offline(browser, {"width": 1200, "height": 900})
    yield made
    made.close()


def opened(offline: Offline, folder: Path, state: BatchesState) -> Page:
    file = folder / "batches.html"
    file.write_bytes(page_of(state))
    page = offline.open(file.as_uri())
    expect(page.locator(".opt-player[data-ready=true]")).to_be_visible()
    return page


def place(page: Page, panel: str, x: float, y: float) -> tuple[float, float]:
    box = page.locator(f"{panel} .opt-stage").bounding_box()
    assert box is not None
    across, down = Frame(*page.evaluate(FRAME, panel)).pixel(x, y)
    return box["x"] + across, box["y"] + down


def drag(page: Page, from_: tuple[float, float], to: tuple[float, float]) -> None:
    revision = page.locator(".opt-player").get_attribute("data-revision") or ""
    page.mouse.move(*from_)
    page.mouse.down()
    page.mouse.move(*np.add(from_, to) / 2)
    page.mouse.move(*to)
    page.mouse.up()
    expect(page.locator(".opt-player")).not_to_have_attribute("data-revision", revision)


EXAMPLES = """async (id) => {
    const { findScene } = await import('player/base/scenes.js');
    const { arrays } = findScene(id);
    return [arrays.rawFeatures, arrays.features, arrays.target].map(({ data }) => Array.from(data));
}"""


def moved(page: Page, state: BatchesState, index: int, to: tuple[float, float]) -> BatchesState:
    """The state with the example where the file has it by now, which is where it was dragged to."""
    raw, features, target = page.evaluate(EXAMPLES, f"{scene_of(STATE).id} moved")
    task = task_of(state)
    others = np.arange(task.unscaled.data.size) != index
    np.testing.assert_array_equal(np.array(raw)[others], task.unscaled.data.features[0][others])
    after = state.edited(state.examples().changed(int(task.learned[index]), [raw[index]], target[index]))
    np.testing.assert_allclose(features, task_of(after).loss.data.features[0], rtol=1e-12)
    # In the units of the picture it was dragged in.
    center, spread = center_and_spread(task.unscaled.data.features[0])
    assert ((raw[index] - center) / spread, target[index]) == pytest.approx(to, abs=0.02)
    return after


def assert_shown(page: Page, state: BatchesState) -> None:
    """The table has the numbers of Python's runs, and says of each what the file can say."""
    for entrant in race(state, task_of(state)):
        view = entrant.view
        row = page.locator(f"[data-run='{view.key}']")
        if view.program is None:
            expect(row.locator("[data-column=verdict]")).to_contain_text("Still as it was taken home")
            continue
        expect(row.locator("[data-column=final_loss] .opt-cell")).to_have_text(short(float(view.values[-1])))
        expect(row.locator("[data-column=steps] .opt-cell")).to_have_text(str(len(view.values) - 1))
        expect(row.locator("[data-column=verdict]")).to_contain_text(UNJUDGED)


def test_start_examples_and_rates_are_dragged_in_the_file_itself(offline: Offline, tmp_path: Path) -> None:
    page = opened(offline, tmp_path, STATE)
    judged = page.locator("[data-column=verdict]").all_inner_texts()
    expect(page.locator(".alone")).to_contain_text("drag the ring or an example")
    expect(page.locator(".alone")).to_contain_text("Only a server can run these anew: BFGS.")
    assert page.locator(".opt-data .opt-tools > *").is_hidden(), "examples are moved, but neither added nor removed"
    ring = page.locator(".opt-start").bounding_box()
    assert ring is not None
    at = ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2
    drag(page, at, (at[0] + 40, at[1] - 25))
    text = page.locator(".opt-start").get_attribute("aria-valuetext") or ""
    start = tuple(float(part.split("=")[1].replace("−", "-")) for part in text.split(", "))
    state = replace(STATE, start=start)
    assert_shown(page, state)
    # An example, whose features are standardized with all others, and then another.
    for index in (3, 8):
        task = task_of(state)
        data = task.loss.data
        x, y = float(data.features[0][index]), float(data.target[index])
        from_ = place(page, DATA, x, y)
        to = x - 0.11, y + 0.07
        at = place(page, DATA, *to)
        drag(page, from_, at)
        state = moved(page, state, index, to)
        assert_shown(page, state)
    dial = page.locator("[data-run=momentum] [role=slider]")
    rate = pressed(dial, "ArrowLeft")
    state = replace(state, methods=with_numbers(state.methods, {"momentum": {"learning_rate": rate}}))
    assert_shown(page, state)
    assert judged != page.locator("[data-column=verdict]").all_inner_texts()
    offline.check()
