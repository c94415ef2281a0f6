"""Numbers of the surface are turned: landscape, paths, curves and table follow, and the server hears once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from pages.playground.state import TYPED, PlaygroundState
from surfaces import Surface
from tests.browser.engine.test_dragging import Stage, assert_shown, told
from tests.browser.harness.bench import Bench
from tests.browser.harness.bench_views import LANDSCAPE, LOSS
from ui.language.i18n import use_language
from ui.language.numbers import short
from ui.player.dials import DialControl
from ui.player.settings import PlayerSettings
from ui.player.views import scene_message
from ui.runs.choice import MethodChoice
from ui.runs.scenes import scene_of
from ui.runs.surface_dials import surface_dials

METHODS = (MethodChoice("gradient_descent"), MethodChoice("adam"), MethodChoice("newton"), MethodChoice("bfgs"))


@dataclass
class Turned(Stage):
    """A player over a surface with numbers, as the Playground makes it."""

    state: PlaygroundState = field(default_factory=PlaygroundState)
    reports: ClassVar[tuple[str, ...]] = (*Stage.reports, "surface")

    def dials(self) -> tuple[DialControl, ...]:
        return surface_dials(self.surface)

    def turned_to(self, numbers: dict[str, float]) -> Turned:
        """The same with other numbers, as the page makes it of what it is told."""
        state = self.state.with_numbers(numbers)
        return replace(self, state=state, surface=state.landscape())

    def dial(self, key: str) -> Locator:
        return self.root.locator(f"[data-number='{key}'] [role=slider]")

    def number(self, key: str) -> float:
        return float(self.dial(key).get_attribute("aria-valuenow") or "nan")


def staged(bench: Bench, state: PlaygroundState, *methods: MethodChoice, **settings: str) -> Turned:
    surface = state.landscape()
    with use_language("en"):
        player, root = PlayerSettings(**settings), bench.page.locator("main")  # type: ignore[arg-type]
        stage = Turned(bench, surface, methods, player, surface.start, root, state)
        stage.root = bench.show("player", scene_message(scene_of(surface)), stage.message(stage.start))
    return stage


@contextmanager
def held(stage: Turned, key: str, *shares: float) -> Iterator[Turned]:
    """A dial at the last share of its track, the button down: the stage as Python has it with that number."""
    page, dial = stage.bench.page, stage.dial(key)
    dial.scroll_into_view_if_needed()
    stage.bench.frames()
    box = dial.bounding_box()
    assert box is not None
    at = lambda share: (box["x"] + share * box["width"], box["y"] + box["height"] / 2)  # noqa: E731
    page.mouse.move(*at(shares[0]))
    page.mouse.down()
    for share in shares[1:]:
        page.mouse.move(*at(share))
    told(stage)
    yield stage.turned_to({key: stage.number(key)})
    page.mouse.up()


def answered(stage: Turned, turned: Turned) -> None:
    """What the server says to the last request."""
    (number,) = [payload["request"] for _event, payload in stage.bench.sent[-1:]]
    with use_language("en"):
        scene = scene_message(scene_of(turned.surface))
        stage.bench.show("player", scene, turned.message(stage.start, number), anew=False)


def assert_landscape(stage: Turned, surface: Surface) -> None:
    """The losses that are painted are those of the surface, in the window that is looked at, with the levels of old."""
    layer = stage.root.locator(".opt-live-layer")
    numbers = json.loads(layer.get_attribute("data-numbers") or "{}")
    assert numbers == {name: pytest.approx(float(value)) for name, value in surface.parameters.items()}
    frame = stage.bench.frame(LANDSCAPE)
    body = """const { sampled } = await load("landscape/live_layer");
        const line = (low, high, from, length) => ({ toData: (at) => low + (high - low) * (at - from) / length });
        const [left, top, width, height, x0, x1, y0, y1] = b;
        return Array.from(sampled({ loss: { ...a, numbers: c } }, { left, top, width, height,
            x: line(x0, x1, left, width), y: line(y1, y0, top, height) }, 7));"""
    if surface.dimension == 1:
        return
    box = [frame.left, frame.top, frame.width, frame.height, frame.x_low, frame.x_high, frame.y_low, frame.y_high]
    found = stage.bench.call(body, stage.surface.program().message(), box, numbers)
    mesh = np.meshgrid(np.linspace(frame.x_low, frame.x_high, 7), np.linspace(frame.y_low, frame.y_high, 7))
    np.testing.assert_allclose(np.array(found).reshape(7, 7), surface.value(*mesh), rtol=1e-9, atol=1e-12)


CASES = {
    "condition number": (PlaygroundState(surface="ravine"), "condition_number", (0.7, 0.5, 0.35)),
    "rotation": (PlaygroundState(surface="rotated_ravine"), "rotation", (0.6, 0.8)),
    "a minimum that moves": (PlaygroundState(surface="rosenbrock"), "a", (0.8, 0.7)),
    "a letter": (PlaygroundState(surface=TYPED, text="a*x^2 + ln(1 + b*y^2)"), "a", (0.65, 0.7)),
    "one weight": (PlaygroundState(surface="parabola"), "curvature", (0.3, 0.4)),
}


@pytest.mark.parametrize("case", CASES)
def test_everything_follows_while_a_number_is_turned(case: str, bench: Bench) -> None:
    state, key, shares = CASES[case]
    stage = staged(bench, state, *METHODS[:3])
    axes = bench.frame(LOSS), bench.frame(LANDSCAPE)
    with held(stage, key, *shares) as turned:
        assert turned.surface.parameters != stage.surface.parameters
        for choice in METHODS[:3]:
            assert_shown(replace(turned, choices=METHODS[:3]), choice.slot, stage.start)
        assert_landscape(stage, turned.surface)
        assert (bench.frame(LOSS), bench.frame(LANDSCAPE)) == axes
        assert bench.sent == []
    [(event, payload)] = bench.sent
    assert event == "surface"
    assert payload["numbers"] == {key: stage.number(key)}
    # Sharp before the server has answered, if it ever does.
    expect(stage.root.locator(".opt-live-layer")).to_have_attribute("data-points", "180")
    answered(stage, turned)
    assert "Judged" not in stage.cell("adam", "verdict")
    assert stage.cell("adam", "final_loss") == short(float(turned.path("adam", stage.start).values[-1]))
    expect(stage.root.locator(".opt-reshaped")).to_have_count(0)
    assert not [line for line in bench.watch.console if "differs from the server" in line]


def test_where_two_over_l_lies_by_now_only_the_server_knows(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Turned, "reports", (*Turned.reports, "numbers"))
    stage = staged(bench, CASES["condition number"][0], *METHODS[:1])
    limits = stage.root.locator(".opt-row-dials .opt-dial-mark")
    expect(limits).to_have_count(1)
    before = limits.get_attribute("title")
    with held(stage, "condition_number", 0.7, 0.4) as turned:
        expect(limits).to_have_count(0)
    answered(stage, turned)
    expect(limits).to_have_count(1)
    assert limits.get_attribute("title") != before


def test_the_step_panel_models_and_what_the_server_alone_makes_follow(bench: Bench) -> None:
    stage = staged(bench, CASES["condition number"][0], *METHODS, side="both", model="quadratic")
    with held(stage, "condition_number", 0.7, 0.4) as turned:
        path = turned.path("gradient_descent", stage.start)
        assert path.gradients is not None
        now = stage.root.locator(".opt-step-equations").inner_text()
        assert short(float(path.gradients[-1, 0]), 5).replace("-", "−") in now.replace(" · 10", "·10")
        levels = json.loads(bench.page.locator(".opt-model").get_attribute("data-levels") or "[]")
        assert levels[0] == pytest.approx(float(path.values[-1]), rel=1e-9)
        assert not stage.lines(LANDSCAPE, "bfgs")
    answered(stage, turned)
    assert stage.lines(LANDSCAPE, "bfgs")


def test_keys_and_typing_turn_it_as_well_and_back_to_what_it_was(bench: Bench) -> None:
    stage = staged(bench, CASES["rotation"][0], *METHODS[:1])
    stage.dial("rotation").focus()
    bench.page.keyboard.press("ArrowRight")
    told(stage)
    turned = stage.turned_to({"rotation": stage.number("rotation")})
    assert_shown(turned, "gradient_descent", stage.start)
    # A series of keys rests before the server hears.
    bench.page.wait_for_function("bench.sent.length === 1")
    field = stage.root.locator("[data-number=rotation] input")
    field.fill("30")
    field.press("Enter")
    assert [payload["numbers"] for _event, payload in bench.sent] == [turned_number(turned), {"rotation": 30.0}]
    answered(stage, stage)
    expect(stage.root.locator(".opt-reshaped")).to_have_count(0)
    assert "Judged" not in stage.cell("gradient_descent", "verdict")


def turned_number(turned: Turned) -> dict[str, float]:
    return {"rotation": float(turned.surface.parameters["theta"])}


def test_a_page_that_does_not_listen_gets_no_dials(bench: Bench) -> None:
    stage = staged(bench, CASES["rotation"][0], *METHODS[:1])
    expect(stage.dial("rotation")).to_be_visible()
    message = stage.message(stage.start).replace(b'"surface"]', b'"unheard"]')
    stage.bench.show("player", None, message, anew=False)
    expect(stage.dial("rotation")).to_be_hidden()


def test_in_three_dimensions_the_mesh_follows(bench: Bench) -> None:
    bench.small()
    stage = staged(bench, CASES["rotation"][0], *METHODS[:1], view="3d")
    mesh = """() => { const [{ x, y, z }] = document.querySelector(".opt-surface").data;
        return [x, y, z].map((column) => Array.from(column)); }"""
    with held(stage, "rotation", 0.6, 0.8) as turned:
        moved = "(angle) => Math.abs(document.querySelector('.opt-surface').data[0].z[0] - angle) < 1e-3 * angle"
        corner = tuple(low for low, _high in turned.surface.domain)
        bench.page.wait_for_function(moved, arg=float(turned.surface.value(*corner)))
        x, y, z = map(np.array, bench.page.evaluate(mesh))
        np.testing.assert_allclose(z, turned.surface.value(x, y), rtol=1e-6, atol=1e-9)
        assert bench.sent == []
    answered(stage, turned)
