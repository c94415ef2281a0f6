"""The batch player's chart: losses of all examples and of those held out, over steps, examples or epochs."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.harness.batch_bench import LOSS, Stage, layer, show_batches
from tests.browser.harness.bench import Bench, Mark
from ui.batch_player import BatchSettings

SEEN = [0, 8, 16, 24, 32, 40, 48, 56, 60, 68, 76, 84]
HELD_OUT = (9.0, 5.0)


def axis(stage: Stage, value: str) -> None:
    stage.root.get_by_label("Horizontal axis").select_option(value)
    expect(stage.root.locator(f"{LOSS} .opt-stage")).to_have_attribute("data-x-axis", value)


def lines(stage: Stage, color: str) -> list[Mark]:
    """The faint whole lines of a colour beneath what has been travelled."""
    return stage.bench.painted(layer(LOSS, 2, 1), color, "stroke")


def test_the_horizontal_axis_counts_steps_examples_or_epochs(bench: Bench) -> None:
    stage = show_batches(bench, steps=30, settings=BatchSettings(loss_axis="linear"))
    np.testing.assert_array_equal(stage.runs[0].examples_seen[:12], SEEN)
    for name, xs in (
        ("steps", np.arange(31.0)),
        ("examples", stage.runs[0].examples_seen),
        ("epochs", stage.runs[0].examples_seen / 60),
    ):
        axis(stage, name)
        frame = bench.frame(LOSS)
        # Three epochs of 60 in 24 steps, and six batches of 8.
        assert frame.x_high == pytest.approx({"steps": 30, "examples": 228, "epochs": 3.8}[name])
        (line,) = lines(stage, stage.runs[0].style.color)
        at = np.array([frame.data(*point) for point in line.points])
        np.testing.assert_allclose(at[[0, -1]], [(xs[0], stage.runs[0].values[0]), (xs[-1], stage.runs[0].values[-1])],
                                   atol=1e-6)  # fmt: skip
        # Points closer than a pixel are left out.
        for x, y in at:
            assert y == pytest.approx(np.interp(x, xs, stage.runs[0].values), rel=1e-6)


def test_the_held_out_line_is_the_loss_of_what_is_held_out(bench: Bench) -> None:
    stage = show_batches(bench, steps=30, held=True, settings=BatchSettings(loss_axis="linear"))
    run = stage.runs[0]
    assert run.validation is not None
    assert np.abs(run.validation - run.values)[10] > 0.02
    frame = bench.frame(LOSS)
    own, held = sorted(lines(stage, run.style.color), key=lambda mark: len(mark.dash))
    assert (own.dash, held.dash) == ((), HELD_OUT)
    for line, values in ((own, run.values), (held, run.validation)):
        at = np.array([frame.data(*point) for point in line.points])
        np.testing.assert_allclose(at[:, 1], np.interp(at[:, 0], np.arange(31), values), rtol=1e-6)
    for values, label in ((run.values, "Loss"), (run.validation, "Held-out loss")):
        for step in (0, 10):
            text = bench.tip(LOSS, step, float(values[step]))
            assert text[1] == f"Step {step} of 30"
            name, number = text[-1].split(": ")
            assert name == label
            assert float(number) == pytest.approx(values[step], rel=1e-3)


def test_a_press_on_the_chart_goes_to_that_step(bench: Bench) -> None:
    for name, place, step in (("steps", 13.4, 13), ("examples", 100.0, 13), ("epochs", 0.95, 7), ("epochs", 0.98, 8)):
        stage = show_batches(bench, steps=30, settings=BatchSettings(x_axis=name))
        bench.page.mouse.click(*bench.place(LOSS, place, bench.frame(LOSS).y_low + 0.1))
        expect(stage.root).to_have_attribute("data-step", str(step))
        expect(stage.root).to_have_attribute("data-playing", "false")


def test_where_early_stopping_would_have_stopped_is_marked(bench: Bench) -> None:
    stage = show_batches(bench, steps=30, held=True, stop=True, settings=BatchSettings(loss_axis="linear"))
    run, frame = stage.runs[0], bench.frame(LOSS)
    assert run.validation is not None
    bars = [mark for mark in stage.heads(LOSS) if mark.kind == "stroke" and mark.width == 3 and mark.lines]
    (bar,) = bars
    x, y = frame.pixel(15, float(run.validation[15]))
    np.testing.assert_allclose(bar.points, [(x, y - 12), (x, y + 12)])
    (caption,) = [mark for mark in stage.heads(LOSS) if mark.kind == "text"]
    assert np.hypot(caption.at[0] - x, caption.at[1] - y) < 25


def test_the_play_head_stands_at_the_leader_s_place(bench: Bench) -> None:
    stage = show_batches(bench, steps=30, methods=2, settings=BatchSettings(x_axis="examples"))
    stage.go_to(8)
    frame = bench.frame(LOSS)
    upright = [mark for mark in stage.heads(LOSS) if mark.kind == "stroke" and mark.width == 1]
    assert [frame.data(*point)[0] for point in upright[0].points] == pytest.approx([60, 60])
    head = next(m for m in stage.heads(LOSS) if m.circles and m.color == stage.runs[0].style.color.lower())
    x, y = frame.data(*head.circles[0][:2])
    assert (x, 10**y) == pytest.approx((60, stage.runs[0].values[8]))


def test_what_is_chosen_is_reported_and_stays_over_a_rerun_that_says_nothing_new(bench: Bench) -> None:
    stage = show_batches(bench, steps=30)
    axis(stage, "epochs")
    stage.button("Linear").click()
    stage.root.get_by_label("Speed").select_option("2")
    reported = [payload for event, payload in bench.sent if event == "settings"]
    assert [{k: v for k, v in each.items() if k != "request"} for each in reported] == [
        {"x_axis": "epochs", "loss_axis": "log", "speed": 1, "step": None, "present": False},
        {"x_axis": "epochs", "loss_axis": "linear", "speed": 1, "step": None, "present": False},
        {"x_axis": "epochs", "loss_axis": "linear", "speed": 2, "step": None, "present": False},
    ]
    stage.answer(answered=reported[-1]["request"] - 1)
    stage.answer(answered=reported[-1]["request"])
    assert bench.frame(LOSS).x_high == pytest.approx(3.8)
    expect(stage.button("Linear")).to_have_attribute("aria-pressed", "true")
    expect(stage.root.get_by_label("Speed")).to_have_value("2")
    stage.answer(answered=reported[-1]["request"], x_axis="examples", loss_axis="log", speed=0.5)
    assert bench.frame(LOSS).x_high == 228
    # The page has changed two of the three: of the third the user's choice stands.
    expect(stage.button("Linear")).to_have_attribute("aria-pressed", "true")
    expect(stage.root.get_by_label("Speed")).to_have_value("0.5")
