"""The batch player in a real browser: what it lights, draws and reports."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from optim_core.sampling import Sampling
from surfaces.data import MODELS, DataLoss, data_loss, dataset
from tests.browser.batch_player_page import (
    DATA,
    FULL,
    IN_MODULES,
    LIT_COLOR,
    LOSS,
    OWN,
    colored,
    frame_of,
    lit,
    place_in,
    shown,
)
from tests.browser.player_page import Open, Serve, button, go_to, step_of
from ui.batch_player import batch_scene, labels
from ui.player.assets import url_path

Show = Callable[..., tuple[Page, Locator]]

# Opens many pages: part of `make test-extended` only.
pytestmark = pytest.mark.extended


@pytest.fixture
def show(serve: Serve, open_page: Open) -> Show:
    return lambda query="", **options: shown(open_page, serve, query, **options)


def line(size: int | None = None) -> DataLoss:
    return data_loss(dataset("line", size), MODELS["squares"])


def number_in(text: str) -> float:
    return float(text.rsplit(":", maxsplit=1)[-1].rsplit("=", maxsplit=1)[-1].strip().replace("−", "-"))


def hover_loss(page: Page, panel: str, x: float, y: float) -> float:
    page.mouse.move(*place_in(page, panel, x, y))
    tip = page.locator(f"{panel} .opt-tip")
    expect(tip).to_be_visible()
    return number_in(tip.inner_text().splitlines()[-1])


def test_the_batch_that_is_lit_is_the_one_of_the_next_step(show: Show) -> None:
    page, root = show("steps=20")
    batches = Sampling("shuffle", 8, 0).batches(60, 20)
    for step in (0, 7, 13):
        go_to(root, step)
        assert lit(page) == batches[step].tolist()
        expect(page.locator(f"{OWN} .opt-note")).to_contain_text(
            re.compile(rf"Step {step + 1} .* of examples {batches[step][0] + 1}, .*\({len(batches[step])} of 60\)")
        )
    go_to(root, 20)
    assert lit(page) == batches[19].tolist()
    expect(page.locator(f"{OWN} .opt-note")).to_contain_text("The last step, 20, followed")
    assert colored(page, DATA, LIT_COLOR) > 8 * 40


def test_the_picture_of_the_batch_has_the_numbers_of_numpy(show: Show) -> None:
    page, root = show("steps=20")
    loss = line()
    batches = Sampling("shuffle", 8, 0).batches(60, 20)
    (x_low, x_high), (y_low, y_high) = loss.domain
    for step in (2, 9):
        go_to(root, step)
        for i, j in ((4, 37), (33, 5)):
            x, y = x_low + (x_high - x_low) * i / 40, y_low + (y_high - y_low) * j / 40
            # The pointer hits a whole pixel: as far off as the loss changes on the way there.
            slope = np.abs(loss.batch(batches[step]).gradient(x, y)).sum() * (x_high - x_low) / 300
            expected = loss.batch(batches[step]).value(x, y)
            assert hover_loss(page, OWN, x, y) == pytest.approx(expected, abs=slope, rel=0.01)


@pytest.mark.parametrize("source", ["line", "clouds"])
def test_losses_gradients_and_pictures_in_the_browser_equal_python(show: Show, source: str) -> None:
    page, _ = show("steps=3")
    loss = data_loss(dataset(source, 30), MODELS["squares" if source == "line" else "logistic"])
    batch = np.array([3, 17, 17, 28])
    body = """
        const examples = new Examples(scene);
        const batch = Int32Array.of(3, 17, 17, 28);
        const field = examples.field(batch, scene.domain);
        return { mean: examples.mean(batch, 0.3, -0.2), values: [...field.values], width: field.width,
          axes: field.axes.map((axis) => [...axis]), predicted: examples.predict(5, 0.3, -0.2) };"""
    answer = page.evaluate(IN_MODULES, [f"/{url_path()}", _scene(loss), body])
    part = loss.batch(batch)
    np.testing.assert_allclose(answer["mean"], [part.value(0.3, -0.2), *part.gradient(0.3, -0.2)], rtol=1e-12)
    grid = np.meshgrid(*map(np.array, answer["axes"]))
    np.testing.assert_allclose(np.reshape(answer["values"], grid[0].shape), part.value(*grid), rtol=1e-9)
    linear = float(loss.data.design[5] @ [0.3, -0.2])
    assert answer["predicted"] == pytest.approx(linear if source == "line" else 1 / (1 + np.exp(-linear)))


def test_the_cloud_is_around_the_step_over_all_examples_and_shrinks(show: Show) -> None:
    page, root = show("steps=5")
    loss = line()
    body = """
        const examples = new Examples(scene);
        const random = new RandomBatches();
        const at = [0.2, 0.4];
        return [4, 32].map((size) => [...cloudPoints(at, 0.1, examples.slopes(...at), random.of(60, size, false))]);"""
    small, large = (
        np.reshape(points, (-1, 2)) for points in page.evaluate(IN_MODULES, [f"/{url_path()}", _scene(loss), body])
    )
    whole = np.array([0.2, 0.4]) - 0.1 * np.array(loss.gradient(0.2, 0.4))
    single = 0.1 * loss.example_gradients((0.2, 0.4)).std(axis=0)
    for points, size in ((small, 4), (large, 32)):
        assert len(points) == 200
        # Batches without repetition: the variance of a mean of `size` out of 60.
        spread = single * np.sqrt((60 - size) / (60 - 1) / size)
        np.testing.assert_allclose(points.mean(axis=0), whole, atol=4 * spread.max() / np.sqrt(200))
        np.testing.assert_allclose(points.std(axis=0), spread, rtol=0.25)
    go_to(root, 2)
    stage = page.locator(f"{FULL} .opt-stage")
    expect(stage).to_have_attribute("data-cloud", "200")
    lit_pixels = colored(page, FULL, LIT_COLOR)
    root.get_by_label("Possible next steps").uncheck()
    expect(stage).to_have_attribute("data-cloud", "0")
    assert colored(page, FULL, LIT_COLOR) < lit_pixels


def test_a_run_over_all_examples_lights_all_and_has_no_cloud(show: Show) -> None:
    page, root = show("kind=full&steps=10")
    assert lit(page) == list(range(60))
    expect(root.get_by_label("Possible next steps")).to_be_disabled()
    expect(page.locator(f"{OWN} .opt-note")).to_contain_text("the loss of all 60 examples")


def test_choosing_an_example_shows_its_loss(show: Show) -> None:
    page, root = show("steps=20")
    loss = line()
    x, y = float(loss.data.features[0][11]), float(loss.data.target[11])
    page.mouse.click(*place_in(page, DATA, x, y))
    expect(page.locator(f"{OWN} .opt-title")).to_have_text("Loss of example 12")
    (x_low, x_high), (y_low, y_high) = loss.domain
    at = x_low + (x_high - x_low) * 0.25, y_low + (y_high - y_low) * 0.25
    one = loss.batch(np.array([11]))
    slope = np.abs(one.gradient(*at)).sum() * (x_high - x_low) / 300
    assert hover_loss(page, OWN, *at) == pytest.approx(one.value(*at), abs=slope, rel=0.01)
    button(root, "Show the batch").click()
    expect(page.locator(f"{OWN} .opt-title")).to_have_text("Loss of this batch")


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def edit(page: Page) -> list[str]:
    text = page.get_by_text(re.compile("^Edit: (move|add|remove)"))
    expect(text).to_be_visible()
    return re.sub(r"[(),]", " ", text.inner_text()).split()[1:]


def test_dragging_an_example_reports_where_it_went(show: Show) -> None:
    page, root = show("steps=20")
    data = line().data
    i = int(np.argmax(data.target))
    before = root.get_attribute("data-revision")
    start = place_in(page, DATA, float(data.features[0][i]), float(data.target[i]))
    drag(page, start, place_in(page, DATA, -1.0, 2.5))
    kind, index, x, y = edit(page)
    assert (kind, int(index)) == ("move", i)
    assert (float(x), float(y)) == pytest.approx((-1.0, 2.5), abs=0.03)
    expect(root).not_to_have_attribute("data-revision", str(before))
    tip = place_in(page, DATA, float(x), float(y))
    page.mouse.move(*tip)
    expect(page.locator(f"{DATA} .opt-tip")).to_contain_text(f"Example {i + 1}")


def test_what_the_page_refuses_is_taken_back(show: Show, settle: Callable[[Page], None]) -> None:
    page, _ = show("steps=20")
    page.get_by_text("Refuse edits").click()
    settle(page)
    data = line().data
    i = int(np.argmax(data.target))
    old = place_in(page, DATA, float(data.features[0][i]), float(data.target[i]))
    drag(page, old, place_in(page, DATA, -1.0, 2.5))
    edit(page)
    settle(page)
    page.mouse.move(*place_in(page, DATA, float(data.features[0][i]), float(data.target[i])))
    expect(page.locator(f"{DATA} .opt-tip")).to_contain_text(f"Example {i + 1}")


def test_the_keyboard_chooses_and_removes(show: Show) -> None:
    page, _ = show("steps=20")
    page.locator(f"{DATA} .opt-stage").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"{OWN} .opt-title")).to_have_text("Loss of example 2")
    page.keyboard.press("Delete")
    expect(page.get_by_text("Edit: remove 1 ")).to_be_visible()
    expect(page.locator(f"{OWN} .opt-title")).to_have_text("Loss of this batch")


@pytest.mark.parametrize(
    ("query", "kind", "tools"),
    [
        ("source=classes", "probability", ["Move", "Add", "Remove"]),
        ("source=clouds", "boundary", ["Move", "Add ●", "Add ◆", "Remove"]),
        ("source=scales&rate=0.01", "fit", []),
    ],
)
def test_other_data_are_laid_out_in_their_own_way(show: Show, query: str, kind: str, tools: list[str]) -> None:
    page, root = show(f"{query}&steps=10&held=1")
    expect(page.locator(f"{DATA} .opt-stage")).to_have_attribute("data-kind", kind)
    visible = [each.inner_text() for each in root.locator(f"{DATA} .opt-choice").all() if each.is_visible()]
    assert visible == tools
    expect(page.locator(f"{DATA} .opt-note")).to_contain_text("Hollow: held out")
    expect(page.locator(f"{LOSS} .opt-note")).to_contain_text("held-out")


def test_dragging_the_ring_moves_the_start(show: Show) -> None:
    page, _ = show("steps=20")
    drag(page, place_in(page, FULL, 0.0, 0.0), place_in(page, FULL, 0.8, 0.2))
    found = page.get_by_text(re.compile(r"^Start: 0\.[78]"))
    expect(found).to_be_visible()
    page.mouse.click(*place_in(page, FULL, -0.4, 1.0))
    expect(page.get_by_text(re.compile(r"^Start: -0\.[34]"))).to_be_visible()


def test_playing_goes_through_the_steps(show: Show) -> None:
    page, root = show("steps=12")
    root.get_by_label("Speed").select_option("4")
    button(root, "Play").click()
    page.wait_for_function("document.querySelector('.opt-batches').dataset.step == 5")
    expect(root).to_have_attribute("data-playing", "false")
    assert step_of(root) == 12
    root.focus()
    page.keyboard.press("ArrowLeft")
    assert step_of(root) == 11


def test_the_horizontal_axis_counts_steps_examples_or_epochs(show: Show) -> None:
    page, root = show("steps=30")
    assert frame_of(page, LOSS)[5] == 30
    root.get_by_label("Horizontal axis").select_option("examples")
    assert frame_of(page, LOSS)[5] == 228  # three epochs of 60 in 24 steps, and six batches of 8
    root.get_by_label("Horizontal axis").select_option("epochs")
    assert frame_of(page, LOSS)[5] == pytest.approx(3.8)
    button(root, "Linear").click()
    root.get_by_label("Speed").select_option("2")
    page.wait_for_url(re.compile("x_axis=epochs.*loss_axis=linear.*speed=2"))
    page.reload()
    expect(root).to_have_attribute("data-ready", "true", timeout=30_000)
    assert frame_of(page, LOSS)[5] == pytest.approx(3.8)
    expect(button(root, "Linear")).to_have_attribute("aria-pressed", "true")
    expect(root.get_by_label("Speed")).to_have_value("2")


def test_a_press_on_the_chart_goes_to_that_step(show: Show) -> None:
    page, root = show("steps=30&x_axis=examples")
    page.mouse.click(*place_in(page, LOSS, 100.0, frame_of(page, LOSS)[6] + 0.1))
    # 60 examples in 8 steps, the last of 4; then 8 each.
    assert step_of(root) == 13


def test_a_run_that_explodes_is_shown_as_far_as_it_goes(show: Show) -> None:
    page, root = show("rate=3&steps=400&methods=2")
    steps = int(root.get_attribute("data-steps") or 0)
    for step in range(0, steps, 20):
        go_to(root, step)
    go_to(root, 3)
    assert lit(page) == Sampling("shuffle", 8, 0).batches(60, 4)[3].tolist()


def test_very_many_examples_are_sampled_and_cannot_be_moved(show: Show) -> None:
    page, root = show("size=10000&batch=64&steps=20")
    expect(page.locator(f"{DATA} .opt-note")).to_contain_text("A sample of 2000 of 10000 examples")
    expect(button(root, "Add")).to_be_hidden()
    batch = Sampling("shuffle", 64, 0).batches(10_000, 20)[-1]
    loss = line(10_000)
    (x_low, x_high), (y_low, y_high) = loss.domain
    at = x_low + (x_high - x_low) * 0.2, y_low + (y_high - y_low) * 0.8
    part = loss.batch(batch)
    slope = np.abs(part.gradient(*at)).sum() * (x_high - x_low) / 300
    assert hover_loss(page, OWN, *at) == pytest.approx(part.value(*at), abs=slope, rel=0.01)


@pytest.mark.parametrize("language", ["ru"])
def test_on_a_phone_nothing_sticks_out(show: Show, language: str) -> None:
    page, root = show(f"steps=10&methods=2&held=1&language={language}", viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    stages = root.locator(".opt-stage")
    tops = [(stages.nth(i).bounding_box() or {})["y"] for i in range(4)]
    assert tops == sorted(tops)
    for i in range(3):
        box: Any = stages.nth(i).bounding_box()
        assert box["width"] == pytest.approx(box["height"], abs=2)


def _scene(loss: DataLoss) -> dict[str, Any]:
    made = batch_scene(loss, labels(str))
    return {"features": made.features.tolist(), "target": made.target.tolist(), "kernel": made.kernel,
            "prediction": made.prediction, "numbers": dict(made.numbers), "total": made.total,
            "domain": made.domain}  # fmt: skip
