"""The lower chart: other curves than the loss, and evaluations from left to right."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect

from optim_core import Trajectory, run
from optim_core.curves import curve, evaluation_axis
from surfaces import entries
from tests.browser.player_page import LOSS, Open, Serve, button, colored, go_to, places, shown_player, step_of
from ui.palette import line_style
from ui.playground_state import MethodChoice

HARNESS = Path(__file__).parent / "views_harness.py"
Show = Callable[..., tuple[Page, Locator]]

LABELS = {
    "gradient_norm": "Gradient norm |∇Q|",
    "step_length": "Step length",
    "effective_rate": "Effective rate per coordinate",
    "distance": "Distance to the minimum",
}
SCREEN = """([x, y]) => {
    const plot = document.querySelector('.opt-loss .js-plotly-plot');
    const box = plot.getBoundingClientRect();
    const { xaxis, yaxis } = plot._fullLayout;
    const height = yaxis.type === 'log' ? Math.log10(y) : y;
    return [box.left + xaxis._offset + xaxis.l2p(x), box.top + yaxis._offset + yaxis.l2p(height)];
}"""
CHART = """async ([module, curve, values, columns]) => {
    const { chartLines } = await import(`${module}/curves.js`);
    const { chartScale, chartTracks } = await import(`${module}/chart_axes.js`);
    const numbers = Float64Array.from(values, Number);
    const shape = columns > 1 ? [numbers.length / columns, columns] : [numbers.length];
    const losses = numbers.slice(0, shape[0]);
    const run = { key: 'a', label: 'A', visible: true, values: losses, curve: { data: numbers, shape } };
    const sent = { curve, xAxis: 'steps' };
    const lines = chartLines([run, { ...run, label: 'B', curve: undefined }], sent);
    const scale = chartScale(lines, shape[0] - 1, { ...sent, lossAxis: 'log' });
    return [scale.range, chartTracks(lines, scale).map((track) => Array.from(track.ys, String))];
}"""

# Opens many pages: part of `make test-extended` only.
pytestmark = pytest.mark.extended


@pytest.fixture
def show(serve: Serve, open_page: Open) -> Show:
    return lambda query, **options: shown_player(open_page, f"{serve(HARNESS)}/?{query}", **options)


def path_of(surface: str, method: str, steps: int) -> Trajectory:
    loss = entries()[surface].surface()
    return run(loss, MethodChoice(method).optimizer(loss), loss.start, steps)


def color_of(method: str) -> list[int]:
    code = line_style(method).color
    return [int(code[i : i + 2], 16) for i in (1, 3, 5)]


def chart(root: Locator) -> Locator:
    return root.locator(".opt-loss .js-plotly-plot")


def choose(root: Locator, label: str, value: str, attribute: str) -> None:
    root.get_by_label(label, exact=True).select_option(value)
    expect(chart(root)).to_have_attribute(attribute, value)


def number_in(text: str, label: str) -> float:
    found = re.search(rf"{re.escape(label)}: ([\d.]+)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", text)
    assert found, text
    power = (found[2] or "⁰").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(found[1]) * 10.0 ** int(power)


def tip_at(page: Page, x: float, y: float) -> str:
    page.mouse.move(*page.evaluate(SCREEN, [x, y]))
    tip = page.locator(".opt-loss .opt-tip")
    expect(tip).to_be_visible()
    return tip.inner_text()


@pytest.mark.parametrize("key", ["step_length", "distance"])
def test_a_picked_curve_is_reported_and_drawn(key: str, show: Show) -> None:
    page, root = show("surface=himmelblau&m=momentum&steps=60")
    choose(root, "Curve", key, "data-curve")
    expect(page.get_by_text(f"Settings: {key} steps none")).to_be_visible()
    expect(root.locator(".opt-loss .ytitle")).to_have_text(LABELS[key])
    path = path_of("himmelblau", "momentum", 60)
    expected = curve(path, key, entries()["himmelblau"].surface().minima)
    assert expected is not None
    for step in (7, 25, 50):
        found = tip_at(page, step, float(expected[step]))
        assert f"Step {step} of 60" in found
        assert number_in(found, LABELS[key]) == pytest.approx(expected[step], rel=1e-3)
        assert number_in(found, "Loss") == pytest.approx(path.values[step], rel=1e-3)
    assert colored(page, LOSS, color_of("momentum")) > 100


def test_the_effective_rate_has_a_line_for_each_weight(show: Show) -> None:
    page, root = show("surface=himmelblau&m=adam&steps=20&curve=effective_rate")
    expect(root.get_by_text("Thick line: x, thin line: y.")).to_be_visible()
    expect(root.get_by_text("How far a step moved each weight")).to_be_visible()
    expected = curve(path_of("himmelblau", "adam", 20), "effective_rate")
    assert expected is not None
    for i, name in enumerate("xy"):
        found = tip_at(page, 5, float(expected[5, i]))
        assert number_in(found, f"Effective rate per coordinate, {name}") == pytest.approx(expected[5, i], rel=1e-3)


def test_a_method_without_the_curve_is_named_and_left_out(show: Show) -> None:
    page, root = show("surface=himmelblau&m=nelder_mead&m=adam&steps=30")
    note = root.locator(".opt-note").last
    expect(note).to_be_hidden()
    assert colored(page, LOSS, color_of("nelder_mead")) > 50
    choose(root, "Curve", "effective_rate", "data-curve")
    expect(note).to_contain_text("Not drawn, because their steps follow no gradient: Nelder–Mead.")
    assert colored(page, LOSS, color_of("nelder_mead")) == 0
    assert colored(page, LOSS, color_of("adam")) > 50


def test_without_a_known_minimum_there_is_no_distance_to_pick(show: Show) -> None:
    _, root = show("surface=saddle&m=adam&steps=20&curve=distance")
    option = root.locator('option[value="distance"]')
    reason = "No minimum of this surface is known, so there is no distance to it."
    expect(option).to_be_disabled()
    expect(option).to_have_attribute("title", reason)
    expect(root.get_by_text(reason)).to_be_visible()


def test_a_curve_is_picked_with_one_round_trip_and_played_with_none(show: Show, settle: Callable[[Page], None]) -> None:
    sent: list[Any] = []

    def count(frame: Any) -> None:
        sent.append(frame)

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", count)

    page, root = show("surface=himmelblau&m=adam&steps=60")
    page.on("websocket", watch)
    page.reload()
    expect(root).to_have_attribute("data-ready", "true", timeout=30_000)
    settle(page)
    before = len(sent)
    choose(root, "Curve", "step_length", "data-curve")
    settle(page)
    picked = len(sent)
    # The report, and an acknowledgement that the answer has come.
    assert 1 <= picked - before <= 2
    for step in (3, 40, 12):
        go_to(root, step)
    button(root, "Play").click()
    page.wait_for_function("document.querySelector('.opt-player').dataset.frames > 5")
    button(root, "Pause").click()
    assert len(sent) == picked


def test_by_evaluations_every_run_is_at_its_own_place(show: Show) -> None:
    page, root = show("surface=himmelblau&m=newton&m=momentum&steps=40")
    choose(root, "Horizontal axis", "evaluations", "data-x-axis")
    expect(root.locator(".opt-loss .xtitle")).to_have_text("Evaluations of Q, ∇Q and the Hessian")
    go_to(root, 8)
    for method in ("newton", "momentum"):
        count = evaluation_axis(path_of("himmelblau", method, 40))[8]
        head = np.array(places(page, ".opt-loss", ".opt-layer:nth-child(3)", color_of(method)))
        assert (head[:, 0].min() + head[:, 0].max()) / 2 == pytest.approx(count, abs=0.5)
    found = tip_at(page, 4, float(path_of("himmelblau", "momentum", 40).values[4]))
    assert number_in(found, "Evaluations") == 4


def test_a_press_goes_to_the_step_with_so_many_evaluations(show: Show) -> None:
    page, root = show("surface=himmelblau&m=newton&steps=40&x_axis=evaluations")
    counts = evaluation_axis(path_of("himmelblau", "newton", 40))
    assert counts[6] != 6
    x, y = page.evaluate(SCREEN, [int(counts[6]), 1.0])
    box = root.locator(".opt-loss .opt-stage").bounding_box()
    assert box is not None
    page.mouse.click(x, min(max(y, box["y"] + 20), box["y"] + box["height"] - 90))
    assert step_of(root) == 6


def chart_of(page: Page, name: str, values: list[float], columns: int = 1) -> Any:
    folder = page.locator('link[href*="player.css"]').first.get_attribute("href") or ""
    return page.evaluate(
        CHART, [folder.rpartition("/")[0], name, [str(v).replace("nan", "NaN") for v in values], columns]
    )


def test_a_logarithmic_axis_draws_no_zeros(show: Show) -> None:
    page, _ = show("surface=himmelblau&m=adam&steps=5")
    (low, high), (line,) = chart_of(page, "gradient_norm", [float("nan"), 100.0, 0.0, 0.01])
    assert line == ["NaN", "100", "NaN", "0.01"]
    assert -3 < low < -2 < 2 < high < 3
    _, lines = chart_of(page, "loss", [3.0, 0.0, 1.0])
    assert float(lines[0][1]) > 0  # the lowest loss stands at the bottom edge
    _, lines = chart_of(page, "effective_rate", [float("nan"), float("nan"), 0.5, 0.25, 0.0, 0.125], columns=2)
    assert lines == [["NaN", "0.5", "NaN"], ["NaN", "0.25", "0.125"]]


@pytest.mark.parametrize("scheme", ["dark"])
def test_the_menus_fit_a_phone(scheme: str, show: Show) -> None:
    query = "surface=himmelblau&m=adam&m=nelder_mead&steps=30&curve=effective_rate&x_axis=evaluations&model=quadratic"
    page, root = show(query, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for menu in root.locator(".opt-menu").all():
        box = menu.bounding_box()
        assert box is not None
        assert box["width"] >= 60
        assert box["x"] + box["width"] <= 390
