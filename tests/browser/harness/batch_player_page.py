"""What tests of the batch player share: where things are on it."""

from __future__ import annotations

from playwright.sync_api import Page

DATA, FULL, OWN, LOSS = ".opt-data", ".opt-full", ".opt-own", ".opt-loss"


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
