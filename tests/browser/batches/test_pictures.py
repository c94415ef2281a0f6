"""What the batch player lights, draws and says of a step."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from optim_core.running.sampling import SamplingKind
from tests.browser.harness.batch_bench import (
    DATA,
    FULL,
    LIT,
    LOSS,
    OWN,
    SCENE,
    TEXT,
    Stage,
    js_scene,
    layer,
    show_batches,
)
from tests.browser.harness.bench import Bench
from ui.runs.columns import BATCH_TABLE, COLUMNS

ARROW_SHARE = 0.24


def number_in(text: str) -> float:
    return float(text.rsplit(":", maxsplit=1)[-1].rsplit("=", maxsplit=1)[-1].strip().replace("−", "-"))


def hovered_loss_is(stage: Stage, panel: str, indices: np.ndarray, data_changed: Stage | None = None) -> None:
    """The loss under the pointer is the mean over these examples, at two places."""
    loss = (data_changed or stage).loss
    (x_low, x_high), (y_low, y_high) = loss.domain
    part = loss.batch(indices)
    for i, j in ((4, 37), (33, 5)):
        x, y = x_low + (x_high - x_low) * i / 40, y_low + (y_high - y_low) * j / 40
        # The pointer hits a whole pixel: as far off as the loss changes on the way there.
        slope = np.abs(part.gradient(x, y)).sum() * (x_high - x_low) / 300
        found = number_in(stage.bench.tip(panel, x, y)[-1])
        assert found == pytest.approx(part.value(x, y), abs=slope, rel=0.01)


def test_the_batch_that_is_lit_is_the_one_of_the_next_step(bench: Bench) -> None:
    stage = show_batches(bench)
    for step in (0, 7, 13):
        stage.go_to(step)
        batch = stage.batches[step]
        assert stage.lit == batch.tolist()
        first = ", ".join(str(i + 1) for i in batch[:5]) + (" …" if len(batch) > 5 else "")
        assert stage.note(OWN).startswith(f"Step {step + 1} follows the loss of a batch ({len(batch)} of 60): {first}.")
        assert stage.note(DATA) == (
            f"Lit: the batch of step {step + 1}, examples: {len(batch)} of 60. Line: the model after step {step}."
        )
    stage.go_to(20)
    assert stage.lit == stage.batches[19].tolist()
    assert stage.note(OWN).startswith("The last step, 20, followed the loss of a batch (")


def test_lit_examples_sticks_and_line_are_where_data_and_weights_put_them(bench: Bench) -> None:
    stage = show_batches(bench)
    frame = bench.frame(DATA)
    for step in (3, 12):
        stage.go_to(step)
        weights = stage.runs[0].points[step]
        predicted = stage.loss.data.design @ weights
        batch = stage.batches[step]
        x, y = stage.loss.data.features[0], stage.loss.data.target
        front = layer(DATA, 2, 1)
        centres = [circle[:2] for mark in bench.painted(front, LIT, "fill") for circle in mark.circles]
        np.testing.assert_allclose(centres, [frame.pixel(x[i], y[i]) for i in batch], atol=0.01)
        curve, sticks = (mark for mark in bench.painted(front, stage.runs[0].style.color, "stroke"))
        ends = np.array(sticks.lines).reshape(-1, 4)
        expected = [(*frame.pixel(x[i], y[i]), *frame.pixel(x[i], predicted[i])) for i in batch]
        np.testing.assert_allclose(ends, expected, atol=0.01)
        left, right = (frame.data(*point) for point in (curve.points[0], curve.points[-1]))
        slope = (right[1] - left[1]) / (right[0] - left[0])
        assert slope == pytest.approx((predicted[0] - predicted[1]) / (x[0] - x[1]))
        assert left[0] == pytest.approx(frame.x_low)
        assert right[0] == pytest.approx(frame.x_high)


def test_the_picture_of_the_batch_has_the_numbers_of_numpy(bench: Bench) -> None:
    stage = show_batches(bench)
    for step in (2, 9):
        stage.go_to(step)
        hovered_loss_is(stage, OWN, stage.batches[step])
        hovered_loss_is(stage, FULL, np.arange(60))


def arrow_vectors(stage: Stage, point: np.ndarray, *gradients: np.ndarray) -> np.ndarray:
    """Where arrows against these gradients end, in pixels, drawn on one scale."""
    frame = stage.bench.frame(FULL)
    start, downhill = np.array(frame.pixel(*point)), [np.array(frame.pixel(*(point - g))) for g in gradients]
    vectors = np.array(downhill) - start
    return start + vectors / np.hypot(*vectors.T).max() * ARROW_SHARE * frame.width


def test_arrows_are_minus_the_gradients_of_the_step_shown(bench: Bench) -> None:
    stage = show_batches(bench)
    for step in (0, 2, 9):
        stage.go_to(step)
        point = stage.runs[0].points[step]
        own = np.array(stage.loss.batch(stage.batches[step]).gradient(*point))
        whole = np.array(stage.loss.gradient(*point))
        lit_tip, whole_tip = arrow_vectors(stage, point, own, whole)
        assert stage.arrows(FULL, LIT) == [pytest.approx(lit_tip, abs=0.05)]
        assert stage.arrows(FULL, TEXT) == [pytest.approx(whole_tip, abs=0.05)]
        # In its own picture the batch's arrow is alone and so the longest.
        assert stage.arrows(OWN, LIT) == [pytest.approx(arrow_vectors(stage, point, own)[0], abs=0.05)]
        assert stage.arrows(OWN, TEXT) == []


def test_captions_stand_at_the_tips_of_their_arrows(bench: Bench) -> None:
    stage = show_batches(bench)
    for step in (0, 9, 14):
        stage.go_to(step)
        captions = stage.captions(FULL)
        assert set(captions) == {"all", "batch"}
        for text, color in (("all", TEXT), ("batch", LIT)):
            (tip,) = stage.arrows(FULL, color)
            assert np.hypot(*np.subtract(captions[text], tip)) < 45
        assert set(stage.captions(OWN)) == {"batch"}
        # Words of some thirty by seventeen pixels do not lie on each other.
        assert (np.abs(np.subtract(*captions.values())) >= (20, 17)).any()


def test_captions_keep_off_the_star(bench: Bench) -> None:
    # The run is beside the minimum there, and an arrow points at it.
    stage = show_batches(bench, "classes", batch=4, steps=60)
    frame = bench.frame(FULL)
    (star,) = [frame.pixel(*place) for place in stage.scene.minima]
    for step in range(51, 58):
        stage.go_to(step)
        for at in stage.captions(FULL).values():
            assert (np.abs(np.subtract(at, star)) >= (14, 14)).any(), step


def test_the_chosen_example_has_its_arrow_and_its_number(bench: Bench) -> None:
    stage = show_batches(bench)
    stage.go_to(4)
    bench.page.mouse.click(*stage.example(11))
    point = stage.runs[0].points[4]
    own, whole = (np.array(stage.loss.batch(i).gradient(*point)) for i in (np.array([11]), np.arange(60)))
    lit_tip, whole_tip = arrow_vectors(stage, point, own, whole)
    assert stage.arrows(FULL, LIT) == [pytest.approx(lit_tip, abs=0.05)]
    assert stage.arrows(FULL, TEXT) == [pytest.approx(whole_tip, abs=0.05)]
    assert set(stage.captions(FULL)) == {"all", "12"}
    assert "of example 12, on one scale." in stage.note(FULL)


EXPECTED_CLOUD = (
    SCENE
    + """
    const examples = new Examples(scene);
    return [...cloudPoints(b, c, examples.slopes(...b), new RandomBatches().of(examples.count, d, e))];"""
)


@pytest.mark.parametrize(("kind", "replaced"), [("shuffle", False), ("replacement", True)])
def test_the_cloud_is_where_other_batches_would_lead_from_the_step_shown(
    bench: Bench, kind: SamplingKind, replaced: bool
) -> None:
    stage = show_batches(bench, kind=kind, batch=12)
    assert any(len(set(batch)) < len(batch) for batch in stage.batches) == replaced
    scene = js_scene(stage.loss)
    for step in (0, 3, 11):
        stage.go_to(step)
        point = stage.runs[0].points[step].tolist()
        expected = bench.call(EXPECTED_CLOUD, scene, point, 0.1, len(stage.batches[step]), replaced)
        np.testing.assert_allclose(stage.cloud(), np.reshape(expected, (-1, 2)), atol=1e-6)


def test_the_cloud_comes_and_goes_with_its_box(bench: Bench) -> None:
    stage = show_batches(bench, steps=5)
    stage.go_to(2)
    full = stage.root.locator(f"{FULL} .opt-stage")
    expect(full).to_have_attribute("data-cloud", "200")
    assert "Dots: where this step could lead with other batches of 8." in stage.note(FULL)
    stage.root.get_by_label("Possible next steps").uncheck()
    expect(full).to_have_attribute("data-cloud", "0")
    assert len(stage.cloud()) == 0
    assert "Dots" not in stage.note(FULL)


@pytest.mark.parametrize("kind", ["shuffle", "replacement"])
def test_only_plain_steps_are_said_to_lead_to_the_dots(bench: Bench, kind: SamplingKind) -> None:
    stage = show_batches(bench, kind=kind, methods=3)
    plain = "Dots: where this step could lead with other batches of 8."
    other = "Dots: where plain steps at this learning rate would lead with other batches of 8."
    whose = stage.root.get_by_label("Method whose batch is shown")
    for key, sentence in (("gradient_descent", plain), ("momentum", other), ("adam", other)):
        whose.select_option(key)
        for step in (0, 5):
            stage.go_to(step)
            assert sentence in stage.note(FULL)


def test_a_run_over_all_examples_lights_all_and_has_no_cloud(bench: Bench) -> None:
    stage = show_batches(bench, kind="full", steps=10)
    assert stage.lit == list(range(60))
    box = stage.root.get_by_label("Possible next steps")
    expect(box).to_be_disabled()
    expect(box).not_to_be_checked()
    assert stage.note(OWN).startswith("The last step, 10, followed the loss of all examples (60).")
    assert stage.note(FULL).startswith("Every step follows the gradient over all examples.")
    stage.go_to(3)
    assert stage.note(OWN).startswith("Step 4 follows the loss of all examples (60).")
    whole = arrow_vectors(stage, stage.runs[0].points[3], np.array(stage.loss.gradient(*stage.runs[0].points[3])))[0]
    for panel in (FULL, OWN):
        assert stage.arrows(panel, TEXT) == [pytest.approx(whole, abs=0.05)]
        assert stage.arrows(panel, LIT) == []


def test_the_run_that_leads_is_the_one_chosen_unless_it_is_hidden(bench: Bench) -> None:
    stage = show_batches(bench, methods=3)
    stage.go_to(6)

    colors = [run.style.color.lower() for run in stage.runs]

    def own_heads() -> set[str]:
        return {mark.color for mark in stage.heads(OWN) if mark.kind == "fill"} & set(colors)

    assert own_heads() == {colors[0]}
    stage.root.get_by_label("Method whose batch is shown").select_option("adam")
    assert own_heads() == {colors[2]}
    expect(stage.root.locator("tr.opt-led")).to_have_attribute("data-run", "adam")
    own = np.array(stage.loss.batch(stage.batches[6]).gradient(*stage.runs[2].points[6]))
    assert stage.arrows(OWN, LIT) == [pytest.approx(arrow_vectors(stage, stage.runs[2].points[6], own)[0], abs=0.05)]
    stage.root.get_by_role("checkbox", name="Show Adam").uncheck()
    assert own_heads() == {colors[0]}
    stage.root.locator("tr[data-run=momentum] td").last.click()
    assert own_heads() == {colors[1]}


@pytest.mark.parametrize(
    ("source", "kind", "tools"),
    [
        ("classes", "probability", ["Move", "Add", "Remove"]),
        ("clouds", "boundary", ["Move", "Add ●", "Add ◆", "Remove"]),
        ("scales", "fit", []),
    ],
)
def test_other_data_are_laid_out_in_their_own_way(bench: Bench, source: str, kind: str, tools: list[str]) -> None:
    stage = show_batches(bench, source, steps=10, held=True, rate=0.01)
    expect(stage.root.locator(f"{DATA} .opt-stage")).to_have_attribute("data-kind", kind)
    visible = [each.inner_text() for each in stage.root.locator(f"{DATA} .opt-choice").all() if each.is_visible()]
    assert visible == tools
    assert stage.note(DATA).endswith("Hollow: held out, not learned from.")
    assert "held-out" in stage.note(LOSS)
    hollow = bench.painted(layer(DATA, 1, 2), kind="stroke")[0]
    assert stage.held_out is not None
    marks = len(hollow.circles) + len([part for part in hollow.path if part[0] == "closePath"])
    assert marks == stage.held_out.size


def test_between_classes_runs_the_line_where_the_probability_is_one_half(bench: Bench) -> None:
    stage = show_batches(bench, "clouds", steps=10)
    frame = bench.frame(DATA)
    (line,) = bench.painted(layer(DATA, 2, 1), stage.runs[0].style.color, "stroke")
    at = np.array([frame.data(*point) for point in line.points])
    w0, w1 = stage.runs[0].points[10]
    predicted = stage.loss.data.design @ stage.runs[0].points[10]
    first, second = (np.asarray(feature) for feature in stage.loss.data.features)
    coefficients = np.linalg.lstsq(np.column_stack([first, second]), predicted, rcond=None)[0]
    assert len(at) > 10
    np.testing.assert_allclose(at @ coefficients, 0, atol=0.02 * np.hypot(w0, w1))


def test_very_many_examples_are_sampled_and_cannot_be_moved(bench: Bench) -> None:
    stage = show_batches(bench, batch=64, size=10_000)
    assert "A sample of 2000 of 10000 examples is drawn." in stage.note(DATA)
    expect(stage.button("Add")).to_be_hidden()
    hovered_loss_is(stage, OWN, stage.batches[-1])


def test_a_run_that_explodes_is_shown_as_far_as_it_goes(bench: Bench) -> None:
    stage = show_batches(bench, rate=3, steps=400, methods=2)
    steps = int(stage.root.get_attribute("data-steps") or 0)
    assert steps > 20
    for step in range(0, steps, 20):
        stage.go_to(step)
    stage.go_to(3)
    assert stage.lit == stage.batches[3].tolist()


@pytest.mark.parametrize("language", ["ru"])
def test_on_a_phone_nothing_sticks_out(bench: Bench, language: str) -> None:
    bench.page.set_viewport_size({"width": 390, "height": 844})
    stage = show_batches(bench, steps=10, methods=2, held=True, language=language)
    assert bench.page.evaluate("document.documentElement.scrollWidth") <= 390
    boxes = [stage.root.locator(".opt-stage").nth(i).bounding_box() for i in range(4)]
    tops = [box["y"] for box in boxes if box]
    assert len(tops) == 4
    assert tops == sorted(tops)
    for box in boxes[:3]:
        assert box is not None
        assert box["width"] == pytest.approx(box["height"], abs=2)


def test_in_a_low_wide_window_all_pictures_are_larger_side_by_side(bench: Bench) -> None:
    sides = {}
    # Of laptops without the sidebar, one of them as a frame of slides shows it, and of one that is high enough.
    # And of windows at 150 % zoom, without what the sidebar and the heading take.
    windows = ((890, 720, True), (760, 600, True), (1100, 1000, False), (639, 507, True), (559, 387, True))
    for width, height, row in windows:
        bench.page.set_viewport_size({"width": width, "height": height})
        stage = show_batches(bench, steps=10, methods=2, held=True, language="ru")
        expect(stage.root).to_have_attribute("data-row", str(row).lower())
        boxes = [stage.root.locator(".opt-stage").nth(i).bounding_box() for i in range(4)]
        tops = {round(box["y"]) for box in boxes if box}
        assert (len(tops) == 1) == row
        sides[width] = boxes[1]["height"] if boxes[1] else 0
        table = stage.root.locator(".opt-table-scroll")
        assert table.evaluate("(node) => node.scrollWidth <= node.clientWidth + 1")
        last = table.locator("tbody tr").last.bounding_box()
        assert last is not None
        assert last["y"] + last["height"] <= height
    assert sides[890] > 150


def test_playing_goes_through_the_steps(bench: Bench) -> None:
    stage = show_batches(bench, steps=12)
    stage.root.get_by_label("Speed").select_option("4")
    # A busy machine leaves steps out, but goes through them in order.
    bench.page.evaluate("""() => { const root = document.querySelector('.opt-batches'); bench.seen = [];
        new MutationObserver(() => bench.seen.push(Number(root.dataset.step))).observe(root,
            { attributes: true, attributeFilter: ['data-step'] }); }""")
    stage.button("Play").click()
    bench.page.wait_for_function("bench.seen.includes(12)")
    expect(stage.root).to_have_attribute("data-playing", "false")
    seen = bench.page.evaluate("bench.seen")
    assert seen == sorted(seen)
    assert len({*seen} - {0, 12}) >= 2
    expect(stage.root).to_have_attribute("data-step", "12")
    stage.root.focus()
    bench.page.keyboard.press("ArrowLeft")
    expect(stage.root).to_have_attribute("data-step", "11")


def test_the_pointer_names_an_example_and_its_numbers(bench: Bench) -> None:
    stage = show_batches(bench)
    stage.go_to(4)
    x, y = float(stage.loss.data.features[0][7]), float(stage.loss.data.target[7])
    lines = bench.tip(DATA, x, y)
    weights = stage.runs[0].points[4]
    assert lines[0] == "Example 8"
    found = [number_in(line) for line in lines[1:]]
    predicted = float(stage.loss.data.design[7] @ weights)
    assert found == pytest.approx([x, y, predicted, stage.loss.example_values(tuple(weights))[7]], rel=1e-3)
    assert [re.split(" = |: ", line)[0] for line in lines[3:]] == ["Prediction", "Its loss"]


def test_the_table_has_every_column_of_its_list_and_no_blank(bench: Bench) -> None:
    stage = show_batches(bench, steps=5, methods=2)
    heads = stage.root.locator(".opt-table thead th").all_inner_texts()
    assert heads == ["Method", *(COLUMNS[key].label.format(step=5) for key in BATCH_TABLE)]
    for row, view in zip(stage.root.locator(".opt-table tbody tr").all(), stage.runs, strict=True):
        texts = row.locator("th, td").all_inner_texts()
        assert texts == [view.label, *(view.cells.get(key, texts[3]) for key in BATCH_TABLE)]
        assert all(texts)
        assert float(texts[3]) == pytest.approx(view.values[-1], rel=1e-3)
