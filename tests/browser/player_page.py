"""What tests of the player share: how to open it, and how to look at what it has drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

Open = Callable[..., Page]
Serve = Callable[..., str]

# A fresh browser compiles all of Plotly first, perhaps on a busy machine.
FIRST_DRAW_MS = 30_000
LANDSCAPE, LOSS = ".opt-landscape .opt-trail", ".opt-loss .opt-trail"

COLORED = """([selector, rgb]) => {
    const canvas = document.querySelector(selector);
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
        const near = rgb.every((part, at) => Math.abs(data[i + at] - part) < 12);
        if (near && data[i + 3] > 240) count += 1;
    }
    return count;
}"""
PLACE = """([x, y]) => {
    const plot = document.querySelector('.opt-landscape .js-plotly-plot');
    const box = plot.getBoundingClientRect();
    const { xaxis, yaxis } = plot._fullLayout;
    return [box.left + xaxis._offset + xaxis.l2p(x), box.top + yaxis._offset + yaxis.l2p(y)];
}"""

# Places in data coordinates of all pixels of a canvas over a panel's plot that have a colour.
PLACES = """([panel, layer, rgb]) => {
    const plot = document.querySelector(`${panel} .js-plotly-plot`);
    const canvas = document.querySelector(`${panel} ${layer}`);
    const { xaxis, yaxis } = plot._fullLayout;
    const scale = canvas.width / canvas.clientWidth;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const places = [];
    for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] < 240 || rgb.some((part, at) => Math.abs(data[i + at] - part) > 12)) continue;
        const [x, y] = [(i / 4) % canvas.width, Math.floor(i / 4 / canvas.width)];
        places.push([xaxis.p2l((x + 0.5) / scale - xaxis._offset), yaxis.p2l((y + 0.5) / scale - yaxis._offset)]);
    }
    return places;
}"""


def shown_player(open_page: Open, url: str, **options: Any) -> tuple[Page, Locator]:
    """The page at `url` and its player, drawn."""
    page = open_page(url, **options)
    root = page.locator(".opt-player")
    expect(root).to_have_attribute("data-ready", "true", timeout=FIRST_DRAW_MS)
    return page, root


def button(root: Locator, name: str) -> Locator:
    return root.get_by_role("button", name=name, exact=True)


def step_of(root: Locator) -> int:
    return int(root.get_attribute("data-step") or -1)


def colored(page: Page, canvas: str, color: list[int]) -> int:
    count: int = page.evaluate(COLORED, [canvas, color])
    return count


def places(page: Page, panel: str, layer: str, color: list[int]) -> list[list[float]]:
    """Where a layer of a panel has pixels of a colour, in the plot's coordinates."""
    found: list[list[float]] = page.evaluate(PLACES, [panel, layer, color])
    return found


def go_to(root: Locator, step: int) -> None:
    """Move the player to a step."""
    root.get_by_role("slider", name="Step", exact=True).fill(str(step))
    expect(root).to_have_attribute("data-step", str(step))
