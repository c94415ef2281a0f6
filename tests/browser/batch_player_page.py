"""What tests of the batch player share: how to open it, and where things are on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.player_page import Open, Serve

HARNESS = Path(__file__).parent / "batch_player_harness.py"
DATA, FULL, OWN, LOSS = ".opt-data", ".opt-full", ".opt-own", ".opt-loss"
LIT_COLOR = [240, 228, 66]

COLORED = """([panel, rgb]) => [...document.querySelectorAll(`${panel} canvas`)].reduce((sum, canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
        if (rgb.every((part, at) => Math.abs(data[i + at] - part) < 12) && data[i + 3] > 240) count += 1;
    }
    return sum + count;
}, 0)"""

# A call into the published modules with the data of a dataset.
IN_MODULES = """async ([url, scene, body]) => {
    const { Examples } = await import(`${url}/batches/examples.js`);
    const { RandomBatches, cloudPoints } = await import(`${url}/batches/cloud.js`);
    const array = (data, shape) => ({ data: Float64Array.from(data), shape });
    const { features, target, ...rest } = scene;
    const arrays = { features: array(features.flat(), [target.length, features[0].length]),
        target: array(target, [target.length]) };
    const make = new Function('Examples', 'RandomBatches', 'cloudPoints', 'scene', body);
    return make(Examples, RandomBatches, cloudPoints, { ...rest, arrays });
}"""


def shown(open_page: Open, serve: Serve, query: str = "", **options: Any) -> tuple[Page, Locator]:
    """The page and its batch player, drawn."""
    page = open_page(f"{serve(HARNESS)}/?{query}", **options)
    root = page.locator(".opt-batches")
    expect(root).to_have_attribute("data-ready", "true", timeout=30_000)
    return page, root


def frame_of(page: Page, panel: str) -> list[float]:
    """Left, top, width and height of a panel's frame in its stage, and the ends of its axes."""
    text = page.locator(f"{panel} .opt-stage").get_attribute("data-frame") or ""
    return [float(part) for part in text.split()]


def place_in(page: Page, panel: str, x: float, y: float) -> tuple[float, float]:
    """Where in the window a place of a panel's axes is; the panel is scrolled into view first."""
    stage = page.locator(f"{panel} .opt-stage")
    # Not only into the window: the application's header lies over its top.
    stage.evaluate("node => node.scrollIntoView({ block: 'center' })")
    box = stage.bounding_box()
    assert box is not None
    left, top, width, height, x_low, x_high, y_low, y_high = frame_of(page, panel)
    return (
        box["x"] + left + width * (x - x_low) / (x_high - x_low),
        box["y"] + top + height * (y_high - y) / (y_high - y_low),
    )


def lit(page: Page) -> list[int]:
    """The examples that are lit, by place."""
    text = page.locator(f"{DATA} .opt-stage").get_attribute("data-lit") or ""
    return [int(part) for part in text.split(",") if part]


def colored(page: Page, panel: str, color: list[int]) -> int:
    """How many pixels of a panel have a colour."""
    count: int = page.evaluate(COLORED, [panel, color])
    return count
