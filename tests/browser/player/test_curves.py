"""The lower chart: other curves than the loss, and evaluations from left to right."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from optim_core.paths.curves import curve, evaluation_axis
from tests.browser.harness.bench import Bench
from tests.browser.harness.bench_views import LOSS, Stage, color_of, layer, show_player

LABELS = {
    "gradient_norm": "Gradient norm |∇Q|",
    "step_length": "Step length",
    "effective_rate": "Effective rate per coordinate",
    "distance": "Distance to the minimum",
}
CHART = """
    const { chartLines } = await load('curves/curves');
    const { chartScale, chartTracks } = await load('curves/chart_axes');
    const [curve, values, columns, more] = [a, Float64Array.from(b), c, d];
    const shape = columns > 1 ? [values.length / columns, columns] : [values.length];
    const losses = values.slice(0, shape[0]);
    const run = { key: 'a', label: 'A', visible: true, values: losses, curve: { data: values, shape } };
    const sent = { curve, xAxis: 'steps' };
    const lines = chartLines([run, { ...run, label: 'B', curve: undefined }], sent);
    const scale = chartScale(lines, shape[0] - 1, { ...sent, lossAxis: 'log', ...more });
    const widths = lines.map((line) => line.width ?? 0);
    return [scale, chartTracks(lines, scale).map((track) => Array.from(track.ys)), widths];
"""


def chart(root: Locator) -> Locator:
    return root.locator(".opt-loss .js-plotly-plot")


def number_in(lines: list[str], label: str) -> float:
    text = "\n".join(lines)
    found = re.search(rf"{re.escape(label)}: ([\d.]+)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", text)
    assert found, text
    power = (found[2] or "⁰").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(found[1]) * 10.0 ** int(power)


def tip_at(stage: Stage, x: float, y: float) -> list[str]:
    return stage.bench.tip(LOSS, x, math.log10(y))


def test_what_falls_without_a_bottom_leaves_below_and_the_others_keep_the_chart(bench: Bench) -> None:
    body = """
        const { chartLines } = await load('curves/curves');
        const { chartScale, chartTracks } = await load('curves/chart_axes');
        const sent = { curve: 'loss', xAxis: 'steps', lossAxis: 'log' };
        const run = (values) => ({ key: 'a', label: 'A', visible: true, values: Float64Array.from(values) });
        const lines = chartLines(a.map(run), sent);
        const scale = chartScale(lines, 2, sent);
        return [scale.shift, scale.range, chartTracks(lines, scale).map((track) => Array.from(track.ys))];"""
    shift, (low, high), tracks = bench.call(body, [[2, 1, 0.5], [2, -1, -1e250]])
    assert shift == 0
    assert low < math.log10(0.5) < math.log10(2) < high
    assert tracks[0] == [2, 1, 0.5]
    assert tracks[1][2] < 10**low
    assert bench.call(body, [[1, 0, -1000]])[0] == -1000


@pytest.mark.parametrize("key", ["step_length", "distance", "gradient_norm"])
def test_a_picked_curve_is_asked_for_and_drawn(key: str, bench: Bench) -> None:
    stage = show_player(bench, methods=["momentum"], steps=60)
    stage.choose("Curve", key)
    (request,) = stage.events("settings")
    assert request["curve"] == key
    expected = curve(stage.paths[0], key, stage.surface.minima)
    assert expected is not None
    stage.answer([replace(stage.runs[0], curve=expected)], curve=key)
    expect(chart(stage.root)).to_have_attribute("data-curve", key)
    expect(stage.root.locator(".opt-loss .ytitle")).to_have_text(LABELS[key])
    for step in (7, 25, 50):
        found = tip_at(stage, step, float(expected[step]))
        assert f"Step {step} of 60" in found
        assert number_in(found, LABELS[key]) == pytest.approx(expected[step], rel=1e-3)
        assert number_in(found, "Loss") == pytest.approx(stage.paths[0].values[step], rel=1e-3)
    at = stage.line(LOSS, color_of("momentum"))
    logarithms = np.log10(expected[np.isfinite(expected)])
    steps = np.arange(61.0)[np.isfinite(expected)]
    np.testing.assert_allclose(at[:, 1], np.interp(at[:, 0], steps, logarithms), atol=1e-6)


def test_the_effective_rate_has_a_line_for_each_weight(bench: Bench) -> None:
    stage = show_player(bench, methods=["adam"], steps=20, curve="effective_rate")
    expect(stage.root.get_by_text("Thick line: x, thin line: y.")).to_be_visible()
    expect(stage.root.get_by_text("How far a step moved each weight")).to_be_visible()
    expected = curve(stage.paths[0], "effective_rate")
    assert expected is not None
    for i, name in enumerate("xy"):
        found = tip_at(stage, 5, float(expected[5, i]))
        assert number_in(found, f"Effective rate per coordinate, {name}") == pytest.approx(expected[5, i], rel=1e-3)
    stage.go_to(5)
    names = {mark.text: mark.at for mark in stage.heads(LOSS) if mark.kind == "text"}
    assert set(names) == {"x", "y"}
    frame = bench.frame(LOSS)
    places = {name: frame.pixel(5, math.log10(expected[5, i])) for i, name in enumerate("xy")}
    for name, (x, y) in places.items():
        assert names[name][0] == pytest.approx(x + 11, abs=0.1)
        assert abs(names[name][1] - y) <= 16.1
    trails = [m for m in bench.painted(layer(LOSS, 2), color_of("adam"), "stroke") if m.operation == "source-over"]
    assert sorted({mark.width for mark in trails}) == pytest.approx([1.6, 3.4])


def test_a_method_without_the_curve_is_named_and_left_out(bench: Bench) -> None:
    stage = show_player(bench, methods=["nelder_mead", "adam"], steps=30)
    note = stage.root.locator(".opt-note").last
    expect(note).to_be_hidden()
    whole = layer(LOSS, 1)
    assert len(bench.painted(whole, color_of("nelder_mead"))) == 1
    stage = show_player(bench, methods=["nelder_mead", "adam"], steps=30, curve="effective_rate")
    expect(note).to_contain_text("Not drawn, because their steps follow no gradient: Nelder–Mead.")
    assert bench.painted(whole, color_of("nelder_mead")) == []
    assert len(bench.painted(whole, color_of("adam"))) == 2


def test_without_a_known_minimum_there_is_no_distance_to_pick(bench: Bench) -> None:
    stage = show_player(bench, "saddle", ["adam"], 20, curve="distance")
    option = stage.root.locator('option[value="distance"]')
    reason = "No minimum of this surface is known, so there is no distance to it."
    expect(option).to_be_disabled()
    expect(option).to_have_attribute("title", reason)
    expect(stage.root.get_by_text(reason)).to_be_visible()
    stage = show_player(bench, "himmelblau", ["adam"], 20)
    expect(stage.root.locator('option[value="distance"]')).to_be_enabled()


def test_a_curve_is_picked_with_one_report_and_played_with_none(bench: Bench) -> None:
    stage = show_player(bench, methods=["adam"], steps=60)
    stage.choose("Curve", "step_length")
    assert len(bench.sent) == 1
    stage.answer([replace(stage.runs[0], curve=curve(stage.paths[0], "step_length"))], curve="step_length")
    for step in (3, 40, 12):
        stage.go_to(step)
    stage.button("Play").click()
    bench.page.wait_for_function("document.querySelector('.opt-player').dataset.frames > 5")
    stage.button("Pause").click()
    assert len(bench.sent) == 1


def test_by_evaluations_every_run_is_at_its_own_place(bench: Bench) -> None:
    methods = ["newton", "momentum"]
    stage = show_player(bench, methods=methods, x_axis="evaluations")
    expect(chart(stage.root)).to_have_attribute("data-x-axis", "evaluations")
    expect(stage.root.locator(".opt-loss .xtitle")).to_have_text("Evaluations of Q, ∇Q and the Hessian")
    stage.go_to(8)
    for method, path in zip(methods, stage.paths, strict=True):
        x, y = stage.head(LOSS, color_of(method))
        assert x == pytest.approx(evaluation_axis(path)[8])
        assert y == pytest.approx(math.log10(path.values[8]), abs=0.01)
    found = tip_at(stage, 4, float(stage.paths[1].values[4]))
    assert number_in(found, "Evaluations") == 4
    assert bench.frame(LOSS).x_high == max(evaluation_axis(path)[-1] for path in stage.paths)


def test_the_horizontal_axis_is_asked_for(bench: Bench) -> None:
    stage = show_player(bench, methods=["adam"], steps=10)
    stage.choose("Horizontal axis", "evaluations")
    (request,) = stage.events("settings")
    assert (request["x_axis"], request["curve"]) == ("evaluations", "loss")


def test_a_press_goes_to_the_step_with_so_many_evaluations(bench: Bench) -> None:
    stage = show_player(bench, methods=["newton", "momentum"], x_axis="evaluations")
    counts = evaluation_axis(stage.paths[0])
    assert counts[6] != 6
    frame = bench.frame(LOSS)
    # The run that leads is the first; once it is hidden, the next.
    for away in (-0.4, 0.4):
        bench.page.mouse.click(*bench.place(LOSS, counts[6] + away, (frame.y_low + frame.y_high) / 2))
        assert stage.step == 6
    stage.root.get_by_role("checkbox", name="Show Newton").uncheck()
    bench.page.wait_for_function("document.querySelector('tr.opt-off')")
    bench.frames()
    bench.page.mouse.click(*bench.place(LOSS, 10.0, (frame.y_low + frame.y_high) / 2))
    assert evaluation_axis(stage.paths[1])[10] == 10
    assert stage.step == 10


def chart_of(bench: Bench, name: str, values: list[float], columns: int = 1, **more: str) -> Any:
    scale, lines, widths = bench.call(CHART, name, values, columns, more)
    return scale, lines, widths


def test_a_logarithmic_axis_draws_no_zeros(bench: Bench) -> None:
    nan = math.nan
    scale, (line,), _ = chart_of(bench, "gradient_norm", [nan, 100.0, 0.0, 0.01])
    np.testing.assert_array_equal(line, [nan, 100.0, nan, 0.01])
    # Two decades below, four above, and six hundredths of that as margin.
    assert scale["range"] == pytest.approx([-2 - 0.24, 2 + 0.24])
    assert not scale["shifted"]
    _, lines, widths = chart_of(bench, "effective_rate", [nan, nan, 0.5, 0.25, 0.0, 0.125], columns=2)
    np.testing.assert_array_equal(lines, [[nan, 0.5, nan], [nan, 0.25, 0.125]])
    assert widths == [3.4, 1.6]


def test_losses_of_zero_and_below_stand_in_by_their_distance_to_the_lowest(bench: Bench) -> None:
    scale, lines, _ = chart_of(bench, "loss", [3.0, -1.0, 0.0])
    assert (scale["shifted"], scale["shift"]) == (True, -1)
    assert lines[0] == pytest.approx([4.0, 10 ** scale["range"][0], 1.0])
    # Distances 1 and 4: the lowest itself has no logarithm and stands at the bottom edge.
    assert scale["range"] == pytest.approx([-0.05, math.log10(4) + 0.05])
    scale, lines, _ = chart_of(bench, "loss", [3.0, 1.0, 2.0])
    assert (scale["shifted"], scale["shift"]) == (False, 0)
    assert lines[0] == [3.0, 1.0, 2.0]
    scale, _, _ = chart_of(bench, "loss", [3.0, -1.0, 0.0], lossAxis="linear")
    assert (scale["shifted"], scale["range"]) == (False, pytest.approx([-1.2, 3.2]))


@pytest.mark.parametrize(
    ("axis", "values", "top"),
    [
        # Growth beyond thirty times the beginning is cut off, on a linear axis beyond three times the descent.
        ("log", [2.0, 1.0, 1e3, 1e7], math.log10(60)),
        ("log", [2.0, 1.0, 30.0, 57.0], math.log10(57)),
        ("linear", [2.0, 1.0, 100.0], 5.0),
        ("linear", [2.0, 1.0, 4.5], 4.5),
    ],
)
def test_a_run_that_explodes_does_not_flatten_the_others(
    axis: str, values: list[float], top: float, bench: Bench
) -> None:
    scale, _, _ = chart_of(bench, "loss", values, lossAxis=axis)
    low = 0.0 if axis == "log" else 1.0
    margin = (0.06 if axis == "log" else 0.05) * (top - low)
    assert scale["range"] == pytest.approx([low - margin, top + margin])


def test_a_descent_of_more_than_eighteen_decades_ends_at_the_edge(bench: Bench) -> None:
    scale, _, _ = chart_of(bench, "loss", [1.0, 1e-30])
    assert scale["range"] == pytest.approx([-18 * 1.06, 18 * 0.06])


def test_peaks_of_a_rate_are_cut_off(bench: Bench) -> None:
    rates = [0.1] * 99 + [1e6]
    scale, _, _ = chart_of(bench, "effective_rate", rates, lossAxis="log")
    assert scale["range"][1] < 0


@pytest.mark.parametrize("scheme", ["dark"])
def test_the_menus_fit_a_phone(scheme: str, bench: Bench) -> None:
    bench.page.set_viewport_size({"width": 390, "height": 844})
    bench.dark()
    methods = ["adam", "nelder_mead"]
    stage = show_player(
        bench, methods=methods, steps=30, curve="effective_rate", x_axis="evaluations", model="quadratic"
    )
    expect(stage.root).to_have_class(re.compile(r"\bopt-dark\b"))
    assert bench.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for menu in stage.root.locator(".opt-menu:visible").all():
        box = menu.bounding_box()
        assert box is not None
        assert box["width"] >= 60
        assert box["x"] + box["width"] <= 390
