"""The tracks of the dials over batches: where the run would end for every rate, by Python's own runs."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from optim_core.running.sampling import Sampling, SamplingKind
from pages.batches.computed import task_of
from pages.batches.state import BatchesState
from tests.browser.batches.test_dragging import Stage, held
from tests.browser.harness.batch_bench import FULL
from tests.browser.harness.bench import Bench
from ui.runs.choice import MethodChoice
from ui.runs.dials import with_numbers

STEPS = 30
METHODS = (MethodChoice("gradient_descent"), MethodChoice("adam"))


def end_of(stage: Stage, state: BatchesState, slot: str, rate: float) -> float:
    """The last loss with a rate; infinite where numbers stopped being finite."""
    (index,) = [i for i, choice in enumerate(state.methods) if choice.slot == slot]
    with np.errstate(all="ignore"):
        turned = with_numbers(state.methods, {slot: {"learning_rate": rate}})
        view = stage.entrants(replace(state, methods=turned))[index].view
    return float(view.values[-1]) if len(view.values) == STEPS + 1 else np.inf


def words_of(root: Locator, slot: str) -> dict[str, float]:
    """What a map says of itself to a screen reader."""
    dial = root.locator(f"[data-run='{slot}'] .opt-dial")
    expect(dial).to_have_attribute("data-map", "whole")
    said = dial.locator("[id^=opt-dial]").text_content() or ""
    number = r"(\d[\d.]*(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|\d[\d.e-]*)"
    best, tips = re.search(rf"Lowest loss near {number}\.", said), re.search(rf"From {number} on", said)
    assert best, said
    return {"best": float(best[1])} | ({"tips": float(tips[1])} if tips else {})


@pytest.mark.parametrize("kind", ["shuffle", "full"])
def test_a_map_over_examples_says_where_the_run_ends_best(kind: SamplingKind, bench: Bench) -> None:
    stage = Stage(bench, BatchesState(methods=METHODS[:1], steps=STEPS, sampling=Sampling(kind, 10)))
    said = words_of(stage.mount(), "gradient_descent")
    best = end_of(stage, stage.state, "gradient_descent", said["best"])
    begins = float(task_of(stage.state).loss.value(*task_of(stage.state).loss.start))
    assert best < begins
    for factor in (0.5, 1.5):
        assert best <= end_of(stage, stage.state, "gradient_descent", said["best"] * factor)
    if "tips" in said:
        assert end_of(stage, stage.state, "gradient_descent", said["tips"] * 0.97) <= begins
        assert not end_of(stage, stage.state, "gradient_descent", said["tips"] * 1.03) <= begins


def test_a_map_over_examples_follows_the_start_and_is_left_out_where_it_would_take_too_long(bench: Bench) -> None:
    stage = Stage(bench, BatchesState(methods=METHODS, steps=STEPS))
    root = stage.mount()
    before = {slot: words_of(root, slot) for slot in ("gradient_descent", "adam")}
    box = root.locator(".opt-start").bounding_box()
    assert box is not None
    loss = task_of(stage.state).loss
    near = tuple(m + 0.02 * (high - low) for m, (low, high) in zip(loss.minima[0], loss.domain, strict=True))
    dial = root.locator("[data-run='adam'] .opt-dial")
    with held(bench, (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), bench.place(FULL, *near)):
        expect(dial).to_have_attribute("data-map", "whole")
        expect(dial.locator("[id^=opt-dial]")).not_to_contain_text(f"near {before['adam']['best']:g}.")
        assert not bench.sent
    assert words_of(root, "adam")["best"] < before["adam"]["best"], "it has less far to go"
    many = Stage(bench, BatchesState(methods=METHODS[:1], steps=500, size=1000))
    root = many.mount()
    dial = root.locator("[data-run='gradient_descent'] .opt-dial")
    expect(dial).to_have_attribute("data-map", "costly")
    expect(dial.locator("[id^=opt-dial]")).to_contain_text("No map here: over so many examples")
    assert dial.locator(".opt-dial-paper").evaluate("paper => paper.style.background") == ""
