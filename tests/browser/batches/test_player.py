"""The batch player on a page of Streamlit: what it reports, and what comes back."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from surfaces.data import MODELS, DataLoss, data_loss, dataset
from tests.browser.harness.batch_player_page import DATA, FULL, LOSS, OWN, frame_of, place_in
from tests.browser.harness.player_page import button, page_fixtures

Show = Callable[..., tuple[Page, Locator]]


warm_page, show = page_fixtures("batches", ".opt-batches")


def line() -> DataLoss:
    return data_loss(dataset("line"), MODELS["squares"])


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def edit(page: Page) -> list[str]:
    text = page.get_by_text(re.compile("^Edit: (move|add|remove)"))
    expect(text).to_be_visible()
    return re.sub(r"[(),]", " ", text.inner_text()).split()[1:]


def test_what_is_done_to_an_example_comes_back_as_new_runs_or_is_taken_back(
    show: Show, settle: Callable[[Page], None]
) -> None:
    page, root = show("steps=20")
    data = line().data
    i = int(np.argmax(data.target))
    there = float(data.features[0][i]), float(data.target[i])
    tip = page.locator(f"{DATA} .opt-tip")
    refuses = page.get_by_text("Refuse edits")
    refuses.click()
    settle(page)
    drag(page, place_in(page, DATA, *there), place_in(page, DATA, -1.0, 2.5))
    edit(page)
    settle(page)
    page.mouse.move(*place_in(page, DATA, *there))
    expect(tip).to_contain_text(f"Example {i + 1}")
    refuses.click()
    settle(page)
    before = root.get_attribute("data-revision")
    drag(page, place_in(page, DATA, *there), place_in(page, DATA, -1.0, 2.3))
    expect(page.get_by_text(re.compile(r"^Edit: move .* 2\.[23]"))).to_be_visible()
    kind, index, x, y = edit(page)
    assert (kind, int(index)) == ("move", i)
    assert (float(x), float(y)) == pytest.approx((-1.0, 2.3), abs=0.03)
    expect(root).not_to_have_attribute("data-revision", str(before))
    page.mouse.move(*place_in(page, DATA, float(x), float(y)))
    expect(tip).to_contain_text(f"Example {i + 1}")
    page.locator(f"{DATA} .opt-stage").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"{OWN} .opt-title")).to_have_text("Loss of example 2")
    page.keyboard.press("Delete")
    expect(page.get_by_text("Edit: remove 1 ")).to_be_visible()
    expect(page.locator(f"{OWN} .opt-title")).to_have_text("Loss of this batch")
    expect(page.locator(f"{OWN} .opt-note")).to_contain_text("of 59)")


def test_start_and_settings_come_back_and_settings_survive_a_reload(show: Show) -> None:
    page, root = show("steps=30")
    drag(page, place_in(page, FULL, 0.0, 0.0), place_in(page, FULL, 0.8, 0.2))
    expect(page.get_by_text(re.compile(r"^Start: 0\.[78]"))).to_be_visible()
    page.mouse.click(*place_in(page, FULL, -0.4, 1.0))
    expect(page.get_by_text(re.compile(r"^Start: -0\.[34]"))).to_be_visible()
    root.get_by_label("Horizontal axis").select_option("epochs")
    button(root, "Linear").click()
    root.get_by_label("Speed").select_option("2")
    page.wait_for_url(re.compile("x_axis=epochs.*loss_axis=linear.*speed=2"))
    page.reload()
    expect(root).to_have_attribute("data-ready", "true", timeout=30_000)
    assert frame_of(page, LOSS)[5] == pytest.approx(3.8)
    expect(button(root, "Linear")).to_have_attribute("aria-pressed", "true")
    expect(root.get_by_label("Speed")).to_have_value("2")
