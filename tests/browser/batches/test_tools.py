"""What pointer and keys do to the examples and to the start, what is shown at once and what is reported."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from surfaces.base.bounds import readable_point
from surfaces.data import MODELS, data_loss
from tests.browser.harness.batch_bench import DATA, FULL, LIT, OWN, SCENE, TEXT, Stage, js_scene, layer, show_batches
from tests.browser.harness.bench import Bench, Point

REACH = 14


def number_in(text: str) -> float:
    return float(text.rsplit(":", maxsplit=1)[-1].strip().replace("−", "-"))


def drag(bench: Bench, start: Point, end: Point) -> None:
    bench.page.mouse.move(*start)
    bench.page.mouse.down()
    bench.page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    bench.page.mouse.move(*end)
    bench.page.mouse.up()


def lonely(stage: Stage) -> int:
    """The example of `line` farthest from all others."""
    frame = stage.bench.frame(DATA)
    data = stage.loss.data
    at = np.array([frame.pixel(x, y) for x, y in zip(data.features[0], data.target, strict=True)])
    distances = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) + 1e9 * np.eye(len(at))
    return int(distances.min(axis=1).argmax())


def hovered(stage: Stage, panel: str, x: float, y: float) -> float:
    return number_in(stage.bench.tip(panel, x, y)[-1])


def test_choosing_an_example_shows_its_loss(bench: Bench) -> None:
    stage = show_batches(bench)
    bench.page.mouse.click(*stage.example(11))
    assert stage.title(OWN) == "Loss of example 12"
    (x_low, x_high), (y_low, y_high) = stage.loss.domain
    at = x_low + (x_high - x_low) * 0.25, y_low + (y_high - y_low) * 0.25
    one = stage.loss.batch(np.array([11]))
    slope = np.abs(one.gradient(*at)).sum() * (x_high - x_low) / 300
    assert hovered(stage, OWN, *at) == pytest.approx(one.value(*at), abs=slope, rel=0.01)
    for step in (0, 1, 6):
        stage.go_to(step)
        is_lit = 11 in stage.batches[step]
        assert stage.note(OWN).startswith(f"It is {'' if is_lit else 'not '}in the batch of step {step + 1}.")
    stage.button("Show the batch").click()
    assert stage.title(OWN) == "Loss of this batch"
    bench.page.mouse.click(*stage.example(11))
    bench.page.mouse.click(*stage.example(11))
    assert stage.title(OWN) == "Loss of this batch"


def test_a_click_reaches_as_far_as_the_pointer_s_tip_and_no_farther(bench: Bench) -> None:
    stage = show_batches(bench)
    i = lonely(stage)
    x, y = stage.example(i)
    for away, hit in ((REACH - 2, True), (REACH + 3, False)):
        bench.page.mouse.click(x + away, y)
        assert stage.title(OWN) == (f"Loss of example {i + 1}" if hit else "Loss of this batch")
        bench.page.keyboard.press("Escape")
        bench.page.mouse.move(x + away, y)
        bench.frames()
        assert stage.root.locator(f"{DATA} .opt-tip").is_visible() == hit


def test_of_two_examples_in_reach_the_nearer_is_chosen(bench: Bench) -> None:
    stage = show_batches(bench)
    frame = bench.frame(DATA)
    data = stage.loss.data
    at = np.array([frame.pixel(x, y) for x, y in zip(data.features[0], data.target, strict=True)])
    for i in (3, 20, 41):
        place = at[i] + [3, 2]
        expected = int(np.hypot(*(at - place).T).argmin())
        x, y = stage.example(i)
        bench.page.mouse.click(x + 3, y + 2)
        assert stage.title(OWN) == f"Loss of example {expected + 1}"
        bench.page.keyboard.press("Escape")


def test_dragging_an_example_changes_every_picture_at_once(bench: Bench) -> None:
    stage = show_batches(bench)
    i = lonely(stage)
    step = next(k for k, batch in enumerate(stage.batches) if i in batch)
    stage.go_to(step)
    (x_low, x_high), (y_low, y_high) = stage.loss.domain
    at = x_low + (x_high - x_low) * 0.1, y_low + (y_high - y_low) * 0.8
    before = [hovered(stage, OWN, *at), stage.arrows(FULL, LIT), stage.arrows(FULL, TEXT)]
    drag(bench, stage.example(i), bench.place(DATA, -1.0, 2.5))
    (edit,) = stage.edits()
    assert (edit["kind"], edit["index"]) == ("move", i)
    assert [*edit["features"], edit["target"]] == pytest.approx([-1.0, 2.5], abs=0.03)
    changed = data_loss(stage.loss.data.changed(i, edit["features"], edit["target"]), MODELS["squares"])
    batch = changed.batch(stage.batches[step])
    assert hovered(stage, OWN, *at) == pytest.approx(batch.value(*at), rel=0.02)
    point = stage.runs[0].points[step]
    frame = bench.frame(FULL)
    start = np.array(frame.pixel(*point))
    for color, gradient in ((LIT, batch.gradient(*point)), (TEXT, changed.gradient(*point))):
        (tip,) = stage.arrows(FULL, color)
        downhill = np.array(frame.pixel(*(point - np.array(gradient)))) - start
        towards = np.array(tip) - start
        assert np.arctan2(*towards) == pytest.approx(np.arctan2(*downhill), abs=1e-3)
    expected = bench.call(
        SCENE + """
        const examples = new Examples(scene);
        return [...cloudPoints(b, 0.1, examples.slopes(...b), new RandomBatches().of(60, c, false))];""",
        js_scene(changed), point.tolist(), len(stage.batches[step]),
    )  # fmt: skip
    np.testing.assert_allclose(stage.cloud(), np.reshape(expected, (-1, 2)), atol=1e-6)
    after = [hovered(stage, OWN, *at), stage.arrows(FULL, LIT), stage.arrows(FULL, TEXT)]
    assert all(old != new for old, new in zip(before, after, strict=True))


def test_what_is_dragged_shows_itself_on_the_way(bench: Bench) -> None:
    stage = show_batches(bench)
    i = lonely(stage)
    stage.go_to(next(k for k, batch in enumerate(stage.batches) if i in batch))
    frame = bench.frame(DATA)
    bench.page.mouse.move(*stage.example(i))
    bench.page.mouse.down()
    bench.page.mouse.move(*bench.place(DATA, 0.5, 0.0))
    front = [circle[:2] for m in bench.painted(layer(DATA, 2, 1), LIT, "fill") for circle in m.circles]
    assert min(np.hypot(*np.subtract(place, frame.pixel(0.5, 0.0))) for place in front) < 1.5
    assert stage.edits() == []
    bench.page.mouse.up()
    assert len(stage.edits()) == 1


def test_a_press_that_hardly_moves_is_a_click(bench: Bench) -> None:
    stage = show_batches(bench)
    x, y = stage.example(lonely(stage))
    drag(bench, (x, y), (x + 2, y + 1))
    assert stage.edits() == []
    assert stage.title(OWN) == f"Loss of example {lonely(stage) + 1}"


@pytest.mark.parametrize(
    ("source", "tool", "at", "expected"),
    [
        ("line", "Add", (0.5, 0.25), ([0.5], 0.25)),
        ("classes", "Add", (0.5, 0.3), ([0.5], 0)),
        ("classes", "Add", (0.5, 0.7), ([0.5], 1)),
        ("clouds", "Add ●", (0.5, -0.25), ([0.5, -0.25], 0)),
        ("clouds", "Add ◆", (0.5, -0.25), ([0.5, -0.25], 1)),
    ],
)
def test_adding_puts_an_example_of_the_class_that_was_asked_for(
    bench: Bench, source: str, tool: str, at: Point, expected: tuple[list[float], float]
) -> None:
    stage = show_batches(bench, source)
    count = stage.loss.examples
    stage.button(tool).click()
    expect(stage.button(tool)).to_have_attribute("aria-pressed", "true")
    bench.page.mouse.click(*bench.place(DATA, *at))
    (edit,) = stage.edits()
    assert (edit["kind"], edit["index"]) == ("add", count)
    assert edit["features"] == pytest.approx(expected[0], abs=0.03)
    assert edit["target"] == pytest.approx(expected[1], abs=0.03)
    # It is there at once, though the batch does not know it yet.
    x, y = bench.place(DATA, at[0], at[1] if source == "clouds" else edit["target"])
    stage.button("Move").click()
    bench.page.mouse.click(x, y)
    assert stage.title(OWN) == f"Loss of example {count + 1}"


def test_removing_takes_the_example_that_was_pressed(bench: Bench) -> None:
    stage = show_batches(bench)
    i = lonely(stage)
    stage.button("Remove").click()
    x, y = stage.example(i)
    bench.page.mouse.click(x, y + REACH + 3)
    assert stage.edits() == []
    bench.page.mouse.click(x, y)
    (edit,) = stage.edits()
    data = stage.loss.data
    assert (edit["kind"], edit["index"], edit["target"]) == ("remove", i, float(data.target[i]))
    frame = bench.frame(DATA)
    faint = [circle[:2] for m in bench.painted(layer(DATA, 1, 2), kind="fill") for circle in m.circles]
    gone = frame.pixel(float(data.features[0][i]), float(data.target[i]))
    assert len(faint) == 59
    assert min(np.hypot(*np.subtract(place, gone)) for place in faint) > 1


def test_the_keyboard_chooses_and_removes(bench: Bench) -> None:
    stage = show_batches(bench)
    bench.page.locator(f"{DATA} .opt-stage").focus()
    for key, title in (("ArrowUp", 1), ("ArrowUp", 2), ("ArrowDown", 1), ("ArrowDown", 60), ("ArrowUp", 1)):
        bench.page.keyboard.press(key)
        assert stage.title(OWN) == f"Loss of example {title}"
    bench.page.keyboard.press("Escape")
    assert stage.title(OWN) == "Loss of this batch"
    bench.page.keyboard.press("ArrowUp")
    bench.page.keyboard.press("ArrowUp")
    bench.page.keyboard.press("ArrowUp")
    bench.page.keyboard.press("Delete")
    (edit,) = stage.edits()
    assert (edit["kind"], edit["index"]) == ("remove", 2)
    assert stage.title(OWN) == "Loss of this batch"


def test_a_page_that_does_not_listen_offers_no_tools_and_hears_nothing(bench: Bench) -> None:
    stage = show_batches(bench, reports=("settings",))
    assert not stage.button("Move").is_visible()
    drag(bench, stage.example(5), bench.place(DATA, 0.0, 0.0))
    bench.page.mouse.click(*bench.place(FULL, 0.3, 0.3))
    assert bench.sent == []


def test_an_edit_that_was_answered_with_the_old_data_is_taken_back(bench: Bench) -> None:
    stage = show_batches(bench)
    i = lonely(stage)
    x, y = stage.example(i)
    drag(bench, (x, y), bench.place(DATA, -1.0, 2.5))
    (edit,) = stage.edits()
    stage.answer(answered=edit["request"] - 1)
    bench.page.mouse.move(x, y)
    bench.frames()
    assert not stage.root.locator(f"{DATA} .opt-tip").is_visible()
    stage.answer(answered=edit["request"])
    data = stage.loss.data
    assert bench.tip(DATA, float(data.features[0][i]), float(data.target[i]))[0] == f"Example {i + 1}"


def test_ring_and_clicks_report_the_start(bench: Bench) -> None:
    stage = show_batches(bench)
    drag(bench, bench.place(FULL, *stage.loss.start), bench.place(FULL, 0.8, 0.2))
    bench.page.mouse.click(*bench.place(FULL, -0.4, 1.0))
    request = bench.sent[0][1]["request"]
    stage.answer(answered=request)
    starts = [payload["point"] for event, payload in bench.sent if event == "start"]
    assert starts[-1] == pytest.approx([-0.4, 1.0], abs=0.02)
    assert len(starts) == 2


def test_the_arrow_keys_move_the_ring_by_a_hundredth_of_the_picture(bench: Bench) -> None:
    stage = show_batches(bench)
    (x_low, x_high), (y_low, y_high) = stage.loss.domain
    across, up = 0.01 * (x_high - x_low), 0.01 * (y_high - y_low)
    x, y = stage.loss.start
    ring = stage.root.get_by_role("slider", name="Start point")
    expected = {"ArrowRight": (x + across, y), "ArrowUp": (x, y + up), "ArrowLeft": (x - across, y),
                "ArrowDown": (x, y - up)}  # fmt: skip
    for key, point in expected.items():
        stage = show_batches(bench)
        ring.focus()
        bench.page.keyboard.press(key)
        # Rounded as the page rounds it.
        assert bench.sent[0][1]["point"] == pytest.approx(readable_point(point, stage.loss.domain), abs=1e-12)
