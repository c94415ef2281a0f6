"""Data and batches in a real browser: points are dragged, batches grow, steps play, tables come in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.harness.playground import APP, FIRST_DRAW_MS, OpenPage, Serve
from tests.browser.harness.watched_page import wait_until_settled

# Below an address like /batches Streamlit's client first asks the wrong folder for its own files.
ROOTS = [r"/batches/_stcore/(health|host-config)"]


class BatchesPage:
    """The page of one visitor."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.player = page.locator(".opt-player.opt-batches")
        expect(self.player).to_have_attribute("data-ready", "true", timeout=FIRST_DRAW_MS)
        wait_until_settled(page)

    def settle(self) -> None:
        wait_until_settled(self.page)

    @property
    def data(self) -> Locator:
        return self.player.locator(".opt-data .opt-stage")

    @property
    def rows(self) -> list[tuple[float, ...]]:
        """The examples that the address carries."""
        text = parse_qs(self.page.url.partition("?")[2]).get("rows", [""])[0]
        return [tuple(float(v) for v in row.split(",")) for row in text.split(";") if row]

    @property
    def cells(self) -> list[str]:
        return [text.strip() for text in self.player.locator("tbody tr").first.locator("td").all_inner_texts()]

    def tool(self, name: str) -> None:
        self.player.get_by_role("button", name=name, exact=True).click()

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A place on the data's picture, as shares of its width and height."""
        box = self.data.bounding_box()
        assert box
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    @contextmanager
    def redrawn(self) -> Iterator[None]:
        """Until what is done inside has brought new runs."""
        before = self.player.get_attribute("data-revision")
        yield
        expect(self.player).not_to_have_attribute("data-revision", before or "")
        self.settle()

    def slide(self, name: str, key: str) -> None:
        with self.redrawn():
            self.page.get_by_role("slider", name=name).press(key)


Visit = Callable[..., BatchesPage]


@pytest.fixture
def visit(serve: Serve, open_page: OpenPage) -> Visit:
    def visit(query: str = "", **options: Any) -> BatchesPage:
        return BatchesPage(open_page(f"{serve(APP)}/batches?{query}", allowed=ROOTS, **options))

    return visit


def test_points_are_added_dragged_and_removed_and_tables_come_in(visit: Visit, tmp_path: Path) -> None:
    page = visit("size=40&steps=20")
    before = page.cells
    page.tool("Add")
    with page.redrawn():
        page.page.mouse.click(*page.at(0.5, 0.15))
    expect(page.page.get_by_role("heading", level=3).first).to_have_text("A line with noise, changed")
    added = page.rows
    assert len(added) == 41
    with_outlier = page.cells
    assert with_outlier[-3] != before[-3], "the final loss must change"
    page.tool("Move")
    page.page.mouse.move(*page.at(0.5, 0.15))
    page.page.mouse.down()
    page.page.mouse.move(*page.at(0.6, 0.5), steps=2)
    with page.redrawn():
        page.page.mouse.up()
    moved = page.rows
    assert len(moved) == 41 and moved[:40] == added[:40]
    assert moved[40][0] > added[40][0] and moved[40][1] < added[40][1]
    page.tool("Remove")
    with page.redrawn():
        page.page.mouse.click(*page.at(0.6, 0.5))
    assert len(page.rows) == 40
    assert page.cells[-3] != with_outlier[-3]
    tables_good_and_bad(page, tmp_path)


def test_larger_batches_mean_fewer_choices_and_more_examples(visit: Visit) -> None:
    page = visit("steps=20")
    lit = page.data.get_attribute("data-lit") or ""
    page.slide("Batch size", "ArrowRight")
    assert page.cells[0] == "16 of 60"
    assert len((page.data.get_attribute("data-lit") or "").split(",")) > len(lit.split(","))
    assert "batches=shuffle%2C16%2C0" in page.page.url or "batches=shuffle,16,0" in page.page.url
    page.slide("Batch size", "End")
    assert page.cells[0] == "60 of 60"


# Whether a paste of that text was refused.
PASTE = """(node, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    return !node.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def tables_good_and_bad(page: BatchesPage, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("hours,grade\n1,2.5\n2,3.5\n3,4.0\n4,5.5\n")
    bad.write_text("hours,grade\n1,2.5\ntwo,3.5\n")
    page.page.get_by_text("Your own table").click()
    with page.redrawn():
        page.page.locator("input[type=file]").set_input_files(good)
    assert page.rows == [(1, 2.5), (2, 3.5), (3, 4), (4, 5.5)]
    page.page.locator("input[type=file]").set_input_files(bad)
    refusal = page.page.get_by_test_id("stSidebar").get_by_role("alert")
    expect(refusal).to_contain_text("Row 3, column 1 (hours): “two” is no number")
    # What the connection does not take is refused where it is pasted, and never sent: the page goes on.
    field = page.page.get_by_test_id("stSidebar").locator("textarea").first
    refused = field.evaluate(PASTE, "1,2\n" * 250_000)
    assert refused and field.input_value() == ""
    expect(page.page.get_by_test_id("stSidebar").get_by_role("alert").filter(has_text="0.9 MB")).to_be_visible()
    assert not field.evaluate(PASTE, "1,2\n" * 200)
    expect(page.page.get_by_test_id("stSidebar").get_by_role("alert").filter(has_text="0.9 MB")).to_have_count(0)
    assert len(page.rows) == 4


@pytest.mark.parametrize("data", ["collinear"])
def test_other_kinds_of_data_on_a_phone(visit: Visit, data: str) -> None:
    page = visit(f"data={data}&steps=50&held=0.3", viewport={"width": 390, "height": 844})
    width = page.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    expect(page.page.get_by_role("tab")).to_have_count(5)


def test_a_link_shows_what_its_sender_saw(visit: Visit) -> None:
    query = "rows=1%2C2%3B2%2C3.5%3B4%2C5&batches=replacement%2C2%2C5&steps=50&x=epochs&m=adam&scaled=1"
    page = visit(query)
    assert page.rows == [(1, 2), (2, 3.5), (4, 5)]
    assert page.cells[0] == "2 of 3"
    assert re.search(r"x=epochs", page.page.url)
    assert not page.page.get_by_test_id("stMain").get_by_role("alert").count()
