"""Numbers of runs that are turned while the button is down: shown is what Python makes, the server hears once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from optim_core import Trajectory, run
from surfaces import Surface, surface
from surfaces.base.stability import stability_limit
from tests.browser.harness.bench import Bench, away_from
from tests.browser.harness.bench_views import LANDSCAPE, LOSS, layer, row_of, travelled
from ui.language.i18n import use_language
from ui.language.numbers import short
from ui.player.settings import PlayerSettings
from ui.player.views import player_message, scene_message
from ui.runs.choice import MethodChoice, ScheduleChoice
from ui.runs.dials import steps_dial, with_numbers
from ui.runs.scenes import scene_of
from ui.runs.styles import styles_of
from ui.runs.views import run_view

REPORTS = ("start", "settings", "explain", "numbers", "steps")
ROSENBROCK = surface("rosenbrock")


@dataclass
class Stage:
    """A player with runs on a surface, as the Playground makes it; it answers as the Playground does."""

    bench: Bench
    surface: Surface
    choices: tuple[MethodChoice, ...]
    steps: int = 100
    maximize: bool = False
    start: tuple[float, ...] = ()
    root: Locator = field(init=False)

    def __post_init__(self) -> None:
        self.start = self.start or self.surface.start
        with use_language("en"):
            self.root = self.bench.show("player", scene_message(scene_of(self.surface)), self.message(0))

    def path(self, slot: str, steps: int | None = None, **numbers: float) -> Trajectory:
        (choice,) = [c for c in with_numbers(self.choices, {slot: numbers}) if c.slot == slot]
        steps = steps or self.steps
        return run(self.surface, choice.optimizer(self.surface, steps), self.start, steps, maximize=self.maximize)

    def message(self, answered: int) -> bytes:
        styles = styles_of(self.choices)
        views = [run_view(c, self.path(c.slot), self.surface, styles[c.slot]) for c in self.choices]
        steps = steps_dial(self.steps, 5000)
        settings = PlayerSettings()
        return player_message(scene_of(self.surface), views, self.start, settings, answered, REPORTS, step_dial=steps)

    def answer(self) -> None:
        """What the server says to the last request."""
        event, payload = self.bench.sent[-1]
        if event == "numbers":
            self.choices = with_numbers(self.choices, payload["runs"])
        elif event == "steps":
            self.steps = payload["steps"]
        else:
            self.start = tuple(payload["point"])
        with use_language("en"):
            self.bench.show("player", None, self.message(payload["request"]), anew=False)

    def cell(self, slot: str, column: str) -> str:
        return self.root.locator(f"[data-run='{slot}'] [data-column='{column}'] .opt-cell").inner_text()

    def dial(self, name: str) -> Locator:
        return self.bench.page.get_by_role("slider", name=name, exact=True)

    def told(self) -> None:
        """Wait until the numbers are those of the last frame."""
        self.bench.frames()
        player = self.bench.page.locator(".opt-player")
        expect(player).to_have_attribute("data-told", player.get_attribute("data-live") or "")

    @contextmanager
    def held(self, name: str, *shares: float) -> Iterator[float]:
        """A dial at the last of some shares of its track, the button down: its value."""
        page, track = self.bench.page, self.dial(name)
        track.scroll_into_view_if_needed()
        box = track.bounding_box()
        assert box is not None
        y = box["y"] + box["height"] / 2
        thumb = track.locator(".opt-dial-thumb").bounding_box()
        assert thumb is not None
        page.mouse.move(thumb["x"] + thumb["width"] / 2, y)
        page.mouse.down()
        for share in shares:
            page.mouse.move(box["x"] + share * box["width"], y)
        self.told()
        yield float(track.get_attribute("aria-valuenow") or "nan")
        page.mouse.up()

    def assert_shown(self, slot: str, path: Trajectory) -> None:
        """Table, path and curve of a run are those of a path."""
        cells = row_of(self.bench, slot)
        assert cells["steps"] == str(path.steps)
        assert cells["final_loss"] == short(float(path.values[-1]))
        assert cells["verdict"] == "Judged when you let go"
        self._reaches(LANDSCAPE, slot, path.points[:, 0], path.points[:, -1])
        heights = np.log10(np.where(path.values > 0, path.values, np.nan))
        self._reaches(LOSS, slot, np.arange(path.steps + 1.0), heights)

    def _reaches(self, panel: str, slot: str, xs: np.ndarray, ys: np.ndarray) -> None:
        frame = self.bench.frame(panel)
        inside = (xs > frame.x_low) & (xs < frame.x_high) & (ys > frame.y_low) & (ys < frame.y_high)
        expected = np.array([frame.pixel(x, y) for x, y in zip(xs[inside], ys[inside], strict=True)]).reshape(-1, 2)
        color = styles_of(self.choices)[slot].color.lower()
        if len(expected) > 1:
            away = away_from(travelled(self.bench, panel, color), expected)
            assert away.max() < 1.0, (panel, slot, away.argmax(), away.max())


TWO = (MethodChoice("gradient_descent"), MethodChoice("adam"))


def test_a_rate_that_is_turned_moves_its_run_and_no_other(bench: Bench) -> None:
    stage = Stage(bench, ROSENBROCK, TWO)
    before = {column: stage.cell("adam", column) for column in ("final_loss", "verdict")}
    axes = bench.frame(LOSS)
    with stage.held("Gradient descent: learning rate", 0.3, 0.45) as rate:
        assert rate != stage.path("gradient_descent").optimizer.learning_rate
        stage.assert_shown("gradient_descent", stage.path("gradient_descent", learning_rate=rate))
        assert {column: stage.cell("adam", column) for column in before} == before
        assert bench.sent == []
        assert bench.frame(LOSS) == axes
    [(event, payload)] = bench.sent
    assert event == "numbers"
    assert payload["runs"] == {"gradient_descent": {"learning_rate": rate}}
    stage.answer()
    assert "Judged" not in stage.cell("gradient_descent", "verdict")
    assert stage.cell("gradient_descent", "final_loss") == short(float(stage.path("gradient_descent").values[-1]))
    assert not [line for line in bench.watch.console if "differs from the server" in line]


@pytest.mark.parametrize(
    ("choice", "name", "key"),
    [
        (MethodChoice("momentum"), "Momentum: Momentum α", "momentum"),
        (MethodChoice("adam", "pytorch"), "Adam: Weight decay λ", "weight_decay"),
        (MethodChoice("momentum", hyperparameters={"max_norm": 2.0}), "Momentum: Gradient clipping gₘₐₓ", "max_norm"),
        (MethodChoice("lookahead"), "Lookahead: Steps between looks back K", "every"),
    ],
    ids=["a number", "one that begins at zero", "one that ends at zero", "a whole one"],
)  # fmt: skip
def test_the_other_numbers_are_one_click_away(choice: MethodChoice, name: str, key: str, bench: Bench) -> None:
    stage = Stage(bench, ROSENBROCK, (choice,))
    stage.root.get_by_role("button", name="more numbers").click()
    ends = (0.4, 0.0) if key == "max_norm" else (0.7, 0.5)
    with stage.held(name, *ends) as value:
        assert value != stage.path(choice.slot).optimizer.value_of(key)
        stage.assert_shown(choice.slot, stage.path(choice.slot, **{key: value}))
        assert bench.sent == []
    assert [payload["runs"] for _, payload in bench.sent] == [{choice.slot: {key: value}}]
    stage.answer()
    assert not [line for line in bench.watch.console if "differs from the server" in line]
    # The sheet is still there, to go on.
    expect(stage.dial(name)).to_be_visible()
    bench.page.keyboard.press("Escape")
    expect(stage.dial(name)).to_be_hidden()


def test_keys_move_at_once_and_tell_once(bench: Bench) -> None:
    stage = Stage(bench, ROSENBROCK, TWO)
    track = stage.dial("Adam: learning rate")
    track.focus()
    for _ in range(5):
        bench.page.keyboard.press("ArrowLeft")
    stage.told()
    rate = float(track.get_attribute("aria-valuenow") or "nan")
    stage.assert_shown("adam", stage.path("adam", learning_rate=rate))
    bench.page.wait_for_function("bench.sent.length > 0")
    assert [(event, payload["runs"]) for event, payload in bench.sent] == [
        ("numbers", {"adam": {"learning_rate": rate}})
    ]
    stage.answer()
    expect(track).to_be_focused()


def test_what_is_not_answered_goes_with_the_next_and_stays_shown(bench: Bench) -> None:
    stage = Stage(bench, ROSENBROCK, TWO)
    with stage.held("Gradient descent: learning rate", 0.3) as first:
        pass
    with stage.held("Adam: learning rate", 0.4) as second:
        stage.assert_shown("gradient_descent", stage.path("gradient_descent", learning_rate=first))
        stage.assert_shown("adam", stage.path("adam", learning_rate=second))
    both = {"gradient_descent": {"learning_rate": first}, "adam": {"learning_rate": second}}
    assert bench.sent[-1][1]["runs"] == both
    # The answer to the first alone changes nothing.
    message = replace_choice(stage, {"gradient_descent": {"learning_rate": first}}).message(bench.sent[0][1]["request"])
    bench.show("player", None, message, anew=False)
    stage.told()
    stage.assert_shown("adam", stage.path("adam", learning_rate=second))
    stage.answer()
    assert "Judged" not in stage.cell("adam", "verdict")


def replace_choice(stage: Stage, numbers: Mapping[str, Mapping[str, float]]) -> Stage:
    stage.choices = with_numbers(stage.choices, numbers)
    return stage


def test_more_and_fewer_steps_without_a_wait(bench: Bench) -> None:
    falling = MethodChoice("gradient_descent", schedule=ScheduleChoice("cosine"))
    stage = Stage(bench, ROSENBROCK, (falling, MethodChoice("bfgs")))
    axes = bench.frame(LOSS)
    for share in (0.9, 0.3):
        sent = len(bench.sent)
        with stage.held("Number of steps", share) as steps:
            seen = bench.frame(LOSS)
            if share == 0.9:
                assert steps > axes.x_high
                assert seen == replace(axes, x_high=steps), "one sees what is added; losses keep their heights"
            else:
                assert seen == axes, "what is cut off leaves a gap"
            path = stage.path("gradient_descent", int(steps))
            assert path.steps == steps != stage.steps
            stage.assert_shown("gradient_descent", path)
            expect(bench.page.locator(".opt-readout").first).to_have_text(f"Step {int(steps)} of {int(steps)}")
            assert len(bench.sent) == sent
        assert bench.sent[-1][0] == "steps" and bench.sent[-1][1]["steps"] == steps
        stage.answer()
        axes = bench.frame(LOSS)
        assert axes.x_high == steps
        assert not [line for line in bench.watch.console if "differs from the server" in line]


def test_what_the_server_alone_makes_fades_while_its_number_is_turned(bench: Bench) -> None:
    stage = Stage(bench, ROSENBROCK, (MethodChoice("gradient_descent"), MethodChoice("bfgs")))
    before = stage.cell("gradient_descent", "verdict")
    stage.root.get_by_role("button", name="more numbers").last.click()
    color = styles_of(stage.choices)["bfgs"].color.lower()
    with stage.held("BFGS: Tolerance ε", 0.9) as value:
        faint = [m for m in bench.painted(layer(LANDSCAPE, 1)) if m.color.lower() == color]
        assert {m.alpha for m in faint} == {0.25, 0.6}, "faint, and the ghost of what was there"
        assert stage.cell("bfgs", "verdict") == "Judged when you let go"
        assert stage.cell("gradient_descent", "verdict") == before
    assert [payload["runs"] for _, payload in bench.sent] == [{"bfgs": {"tolerance": value}}]
    stage.answer()
    assert "Judged" not in stage.cell("bfgs", "verdict")


def track_of(stage: Stage, name: str) -> Any:
    """The map of a dial, once every value has been tried."""
    dial = stage.root.locator(".opt-dial", has=stage.dial(name))
    expect(dial).to_have_attribute("data-map", "whole")
    return stage.dial(name)


def test_the_track_tells_where_to_turn(bench: Bench) -> None:
    bowl = surface("bowl")
    stage = Stage(bench, bowl, (MethodChoice("gradient_descent"),), steps=60)
    track = track_of(stage, "Gradient descent: learning rate")
    limit = stability_limit(bowl, bowl.start)
    assert limit is not None
    rates = np.geomspace(1e-5, 10.0, 101)
    ends = [stage.path("gradient_descent", learning_rate=float(rate)).values[-1] for rate in rates]
    words = str(track.get_attribute("title"))
    assert f"Lowest loss near {short(float(rates[int(np.argmin(ends))]), 2)}." in words
    tip = float(words.rpartition("From ")[2].partition(" on")[0])
    # Beyond 2/L a quadratic's steps grow, beneath it they shrink; right there they do neither for long.
    assert tip == pytest.approx(limit.rate, rel=0.02)
    mark = stage.root.locator(".opt-dial-mark")
    expect(mark).to_have_text("2/L")
    left = float(mark.evaluate("node => parseFloat(node.style.left)"))
    assert left == pytest.approx(100 * np.log(limit.rate / 1e-5) / np.log(10 / 1e-5), abs=0.1)
    assert (
        stage.path("gradient_descent", learning_rate=0.98 * tip).values[-1] < stage.path("gradient_descent").values[0]
    )


def test_maps_are_rough_while_something_moves_and_whole_once_it_rests(bench: Bench) -> None:
    stage = Stage(bench, ROSENBROCK, TWO, steps=60)
    track_of(stage, "Adam: learning rate")
    bench.page.evaluate(
        """() => {
            window.maps = [];
            const seen = (all) => window.maps.push(...all.map(({ target }) => target.dataset.map));
            new MutationObserver(seen).observe(document.querySelector("main"), { subtree: true,
                attributeFilter: ["data-map"] });
        }"""
    )
    with stage.held("Gradient descent: learning rate", 0.3, 0.32):
        assert bench.page.evaluate("window.maps") == [], "where its own dial stands is no input of a map"
    page, ring = bench.page, stage.root.locator(".opt-start")
    ring.scroll_into_view_if_needed()
    box = ring.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 14, box["y"] + 14)
    page.mouse.down()
    # Moved on until a map has come, however busy the machine is.
    for k in range(2000):
        page.mouse.move(box["x"] + 15 + k % 60, box["y"] + 14)
        if page.evaluate("window.maps.length"):
            break
    assert page.evaluate("window.maps[0]") == "rough"
    page.wait_for_function("[...document.querySelectorAll('[data-map]')].every((it) => it.dataset.map === 'whole')")
    assert bench.sent[1:] == [], "all of it while the button is down"
    page.mouse.up()
