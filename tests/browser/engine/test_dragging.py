"""The start is dragged while a button, a finger or a key is down: everything follows, and the server hears once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, expect

from optim_core import Trajectory
from optim_core.paths.curves import curve as curve_of
from surfaces import Surface, parse, surface
from surfaces.base.bounds import readable_point
from tests.browser.harness.bench import Bench, Mark, Point, away_from
from tests.browser.harness.bench_views import LANDSCAPE, LOSS, layer, row_of, travelled
from ui.language.i18n import use_language
from ui.language.numbers import short
from ui.player.dials import DialControl
from ui.player.settings import PlayerSettings
from ui.player.views import player_message, scene_message
from ui.runs.choice import MethodChoice
from ui.runs.computed import digits_end_of, trajectory_of
from ui.runs.scenes import scene_of
from ui.runs.step_explanation import explanation
from ui.runs.styles import styles_of
from ui.runs.views import run_view, waiting_view

REPORTS = ("start", "settings", "explain")
STEPS = 200
# js/drawing/overlay.js
FADED = 0.25


@dataclass
class Stage:
    """A player with runs of methods on a surface, as the Playground makes it."""

    bench: Bench
    surface: Surface
    choices: tuple[MethodChoice, ...]
    settings: PlayerSettings
    start: tuple[float, ...]
    root: Locator
    reports: ClassVar[tuple[str, ...]] = REPORTS

    def path(self, slot: str, start: tuple[float, ...] | None = None) -> Trajectory:
        choice = next(each for each in self.choices if each.slot == slot)
        method = choice.optimizer(self.surface, STEPS)
        return trajectory_of(self.surface, method, start or self.start, STEPS)

    def message(self, start: tuple[float, ...], answered: int = 0) -> bytes:
        styles, settings = styles_of(self.choices), self.settings
        views = [
            run_view(c, self.path(c.slot, start), self.surface, styles[c.slot], settings.curve, settings.x_axis)
            for c in self.choices
        ]
        first = self.choices[0].slot
        explained = None if settings.side == "curve" else explanation(first, self.path(first, start), self.surface)
        scene, dials = scene_of(self.surface), self.dials()
        return player_message(scene, views, start, settings, answered, self.reports, explained, surface_dials=dials)

    def dials(self) -> tuple[DialControl, ...]:
        """The surface's numbers as far as they are offered."""
        return ()

    def answer(self, start: tuple[float, ...]) -> None:
        """What the server says to the last request."""
        (number,) = [payload["request"] for event, payload in self.bench.sent[-1:]]
        self.bench.show("player", None, self.message(start, number), anew=False)

    def cell(self, slot: str, column: str) -> str:
        return self.root.locator(f"[data-run='{slot}'] [data-column='{column}'] .opt-cell").inner_text()

    def color(self, slot: str) -> str:
        return styles_of(self.choices)[slot].color

    def ends(self, panel: str, slot: str) -> list[Point]:
        """Where lines of a run's colour end that have been travelled."""
        return [m.points[-1] for m in self.lines(panel, slot)]

    def lines(self, panel: str, slot: str) -> list[Mark]:
        return travelled(self.bench, panel, self.color(slot).lower())

    def start_of_ring(self) -> Point:
        box = self.root.locator(".opt-start").bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def staged(
    bench: Bench,
    loss: Surface,
    *methods: MethodChoice,
    start: tuple[float, ...] | None = None,
    **settings: Any,
) -> Stage:
    with use_language("en"):
        stage = Stage(bench, loss, methods, PlayerSettings(**settings), start or loss.start, bench.page.locator("main"))
        stage.root = bench.show("player", scene_message(scene_of(loss)), stage.message(stage.start))
    return stage


@contextmanager
def held(stage: Stage, *places: tuple[float, ...]) -> Iterator[tuple[float, ...]]:
    """The ring at the last place, the button down: the start that a place stands for."""
    page = stage.bench.page
    stage.root.locator(".opt-landscape .opt-stage").evaluate("node => node.scrollIntoView({ block: 'center' })")
    # Plots may be given another size right after the first drawing.
    stage.bench.frames()
    page.mouse.move(*stage.start_of_ring())
    page.mouse.down()
    for place in places:
        x, y = (*place, float(stage.surface.value(*place)))[:2]
        page.mouse.move(*stage.bench.place(LANDSCAPE, x, y))
    told(stage)
    yield start_shown(stage)
    page.mouse.up()


def told(stage: Stage) -> None:
    """Wait until the numbers are those of the last frame."""
    stage.bench.frames()
    player = stage.bench.page.locator(".opt-player")
    expect(player).to_have_attribute("data-told", player.get_attribute("data-live") or "")


def start_shown(stage: Stage) -> tuple[float, ...]:
    """The start that the ring's words say, to as many decimals as the page keeps."""
    text = stage.root.locator(".opt-start").get_attribute("aria-valuetext") or ""
    point = tuple(float(part.split("=")[1].replace("−", "-")) for part in text.split(", "))
    return readable_point(point, stage.surface.domain)


def assert_shown(stage: Stage, slot: str, start: tuple[float, ...]) -> None:
    """Table, path and curve of a run are those that Python makes from a start."""
    path, cells = stage.path(slot, start), row_of(stage.bench, slot)
    assert cells["steps"] == str(path.steps)
    assert cells["final_loss"] == short(float(path.values[-1]))
    assert cells["distance"] == short(stage.surface.distance_to_minimum(tuple(path.points[-1].tolist())))
    assert cells["verdict"] == "Judged when you let go"
    xs, ys = path.points[:, 0], path.points[:, -1] if stage.surface.dimension == 2 else path.values
    assert_reaches(stage, LANDSCAPE, slot, xs, ys)
    shown = curve_of(path, stage.settings.curve, stage.surface.minima)
    assert shown is not None
    heights = np.log10(np.where(shown > 0, shown, np.nan))
    steps = np.arange(path.steps + 1.0)
    assert_reaches(stage, LOSS, slot, steps, heights)


def assert_reaches(stage: Stage, panel: str, slot: str, xs: NDArray[np.float64], ys: NDArray[np.float64]) -> None:
    """A run's line passes all points of the path, as far as they are inside the frame."""
    frame = stage.bench.frame(panel)
    left, top = (frame.x_low, frame.x_high), (frame.y_low, frame.y_high)
    inside = (xs > left[0]) & (xs < left[1]) & (ys > top[0]) & (ys < top[1])
    expected = np.array([frame.pixel(x, y) for x, y in zip(xs[inside], ys[inside], strict=True)]).reshape(-1, 2)
    if len(expected) < 2:
        # The first step leaves the picture.
        return
    # Points that the line passes closely are no corners of it.
    away = away_from(stage.lines(panel, slot), expected)
    assert away.max() < 1.0, (panel, slot, away.argmax(), away.max())


ROSENBROCK = surface("rosenbrock")
METHODS = (MethodChoice("gradient_descent"), MethodChoice("adam"), MethodChoice("line_search"), MethodChoice("newton"))


@pytest.mark.parametrize(
    ("loss", "places"),
    [
        (ROSENBROCK, [(-1.0, 2.2), (-0.5, 1.5)]),
        (parse("a*x^2 + ln(1 + 8y^2)", a=2.0), [(0.5, 0.3), (1.5, -1.0)]),
        (surface("wavy_parabola"), [(4.0,), (3.4,)]),
    ],
    ids=["catalogue", "typed", "one weight"],
)
def test_everything_follows_while_the_button_is_down(
    loss: Surface, places: list[tuple[float, ...]], bench: Bench
) -> None:
    stage = staged(bench, loss, *METHODS)
    axes = bench.frame(LOSS)
    with held(stage, *places) as start:
        assert start != stage.start
        for choice in METHODS:
            assert_shown(stage, choice.slot, start)
        assert bench.frame(LOSS) == axes
        assert bench.sent == []
    [(event, payload)] = bench.sent
    assert event == "start"
    assert tuple(payload["point"]) == pytest.approx(start)
    place = tuple(payload["point"])
    assert readable_point(place, loss.domain) == place
    with use_language("en"):
        stage.answer(place)
    assert bench.frame(LOSS) != axes or loss.dimension == 1
    assert "Judged" not in stage.cell("adam", "verdict")
    assert stage.cell("adam", "final_loss") == short(float(stage.path("adam", place).values[-1]))
    assert not [line for line in bench.watch.console if "differs from the server" in line]


def test_the_servers_path_counts_and_a_difference_is_told(bench: Bench) -> None:
    stage = staged(bench, ROSENBROCK, MethodChoice("gradient_descent"))
    with held(stage, (-0.5, 1.5)):
        pass
    place = tuple(bench.sent[0][1]["point"])
    path = stage.path("gradient_descent", place)
    wrong = path.points.copy()
    wrong[7:] += 1e-9
    with use_language("en"):
        honest = stage.message(place, bench.sent[0][1]["request"])
    message = honest.replace(path.points.tobytes(), wrong.tobytes())
    assert message != honest
    bench.show("player", None, message, anew=False)
    (line,) = [line for line in bench.watch.console if "differs from the server" in line]
    assert "gradient_descent" in line
    assert "step 7" in line


def test_numbers_of_the_step_and_other_curves_follow(bench: Bench) -> None:
    stage = staged(bench, ROSENBROCK, *METHODS[:2], side="both", curve="gradient_norm", model="quadratic")
    before = stage.root.locator(".opt-step-equations").inner_text()
    with held(stage, (-0.5, 1.5)) as start:
        for choice in METHODS[:2]:
            assert_shown(stage, choice.slot, start)
        path = stage.path("gradient_descent", start)
        assert path.gradients is not None
        now = stage.root.locator(".opt-step-equations").inner_text()
        assert now != before
        assert short(float(path.gradients[-1, 0]), 5).replace("-", "−") in now
        model = bench.page.locator(".opt-model")
        assert float((model.get_attribute("data-levels") or "[0").strip("[]").split(",")[0]) == pytest.approx(
            float(path.values[-1]), rel=1e-9
        )
    with use_language("en"):
        stage.answer(tuple(bench.sent[-1][1]["point"]))


def test_one_ghost_is_left_by_a_drag(bench: Bench) -> None:
    stage = staged(bench, ROSENBROCK, MethodChoice("gradient_descent"))
    with held(stage, (-1.2, 2.2), (-0.9, 1.9), (-0.5, 1.5)):
        ghosts = [m for m in bench.painted(layer(LANDSCAPE, 1)) if m.kind == "stroke" and m.alpha == 0.6]
        assert len(ghosts) == 1
        frame = bench.frame(LANDSCAPE)
        assert ghosts[0].points[0] == pytest.approx(frame.pixel(*stage.start), abs=1.0)
    with use_language("en"):
        stage.answer(tuple(bench.sent[0][1]["point"]))
    after = [m for m in bench.painted(layer(LANDSCAPE, 1)) if m.kind == "stroke" and m.alpha == 0.6]
    assert [m.points[0] for m in after] == [pytest.approx(frame.pixel(*stage.start), abs=1.0)]


def test_a_frame_of_a_drag_paints_each_path_once_and_the_ring_with_it(bench: Bench) -> None:
    """Nothing lies beneath what has been travelled; who goes back through the steps sees the whole paths again."""
    stage = staged(bench, ROSENBROCK, *METHODS[:2])
    ring = stage.root.locator(".opt-start")
    shown = lambda: ring.evaluate("node => getComputedStyle(node, '::before').visibility")  # noqa: E731
    rims = lambda: [m for m in bench.painted(layer(LANDSCAPE, 3)) if m.kind == "stroke" and m.circles]  # noqa: E731
    whole = lambda panel: [m for m in bench.painted(layer(panel, 1)) if m.alpha == 0.45]  # noqa: E731
    with held(stage, (-0.5, 1.5)) as start:
        for panel in (LANDSCAPE, LOSS):
            assert whole(panel) == []
            for choice in METHODS[:2]:
                assert len(stage.lines(panel, choice.slot)) == 1
        painted = [circle for m in rims() for circle in m.circles if circle[2] == 8.5]
        place = pytest.approx(bench.frame(LANDSCAPE).pixel(*start), abs=0.5)
        assert [circle[:2] for circle in painted] == [place, place], "the rim and the ring"
        assert shown() == "hidden"
    assert shown() == "visible"
    assert not [circle for m in rims() for circle in m.circles if circle[2] == 8.5]
    assert stage.start_of_ring() == pytest.approx(bench.place(LANDSCAPE, *start), abs=0.6)
    stage.root.get_by_role("button", name="Step back", exact=True).click()
    bench.frames()
    for panel in (LANDSCAPE, LOSS):
        assert len(whole(panel)) == 2


def test_what_the_server_alone_makes_fades(bench: Bench) -> None:
    stage = staged(bench, ROSENBROCK, MethodChoice("gradient_descent"), MethodChoice("bfgs"))
    with held(stage, (-0.5, 1.5)):
        assert not stage.lines(LANDSCAPE, "bfgs")
        faint = [m for m in bench.painted(layer(LANDSCAPE, 1)) if m.color.lower() == stage.color("bfgs").lower()]
        assert {m.alpha for m in faint} == {0.25, 0.6}, "faint, and the ghost of what was there"
    with use_language("en"):
        stage.answer(tuple(bench.sent[0][1]["point"]))
    assert stage.lines(LANDSCAPE, "bfgs")


def test_arrow_keys_move_it_and_tell_once_they_come_up(bench: Bench) -> None:
    stage = staged(bench, ROSENBROCK, MethodChoice("gradient_descent"))
    stage.root.locator(".opt-start").focus()
    bench.page.keyboard.down("ArrowRight")
    bench.page.keyboard.down("ArrowRight")
    told(stage)
    start = start_shown(stage)
    assert start == pytest.approx((-1.42, 2.0))
    assert_shown(stage, "gradient_descent", start)
    assert bench.sent == []
    bench.page.keyboard.up("ArrowRight")
    assert [event for event, _ in bench.sent] == ["start"]


SOLID = ".opt-solid-start"
# What Plotly has of the ring and of where the paths that are travelled stand; and from where it is looked at.
IN_THREE = """() => {
    const { data, _fullLayout: { scene } } = document.querySelector('.opt-surface');
    const { eye } = scene._scene.getCamera();
    return [[data[2].x[0], data[2].y[0]], data.at(-1).x.map((x, i) => [x, data.at(-1).y[i]]), [eye.x, eye.y, eye.z]];
}"""
PLACED = (
    "document.querySelector('.opt-solid-start')?.style.transform && !document.querySelector('.opt-solid-start').hidden"
)


def in_three(stage: Stage, start: tuple[float, ...]) -> list[float]:
    """Wait until Plotly has drawn ring and heads where runs from a start have them; from where it is looked at."""
    paths = [stage.path(choice.slot, start) for choice in stage.choices]
    ends = [path.points[-1].tolist() for path in paths]
    stage.bench.page.wait_for_function(
        f"""([start, ends]) => {{
            const near = (a, b) => a.every((value, i) => Math.abs(value - b[i]) < 1e-9);
            const [ring, heads] = ({IN_THREE})();
            return near(ring, start) && heads.every((head, i) => near(head, ends[i]));
        }}""",
        arg=[list(start), ends],
    )
    eye: list[float] = stage.bench.page.evaluate(IN_THREE)[2]
    return eye


def test_the_ring_in_three_dimensions_follows_the_surface_under_the_pointer(bench: Bench) -> None:
    """By mouse and by keys, and beside it one turns the picture."""
    bench.small()
    stage = staged(bench, ROSENBROCK, METHODS[1], view="3d")
    page, ring = bench.page, stage.root.locator(SOLID)
    page.wait_for_function(PLACED)
    eye = in_three(stage, stage.start)

    def centre() -> Point:
        box = ring.bounding_box()
        assert box is not None
        return box["x"] + 14, box["y"] + 14

    x, y = centre()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y + 6)
    page.mouse.move(x + 34, y + 12)
    told(stage)
    text = ring.get_attribute("aria-valuetext") or ""
    start = tuple(float(part.split("=")[1].replace("−", "-")) for part in text.split(", "))
    assert start != stage.start
    assert stage.cell("adam", "final_loss") == short(float(stage.path("adam", start).values[-1]))
    assert in_three(stage, start) == eye, "the ring is dragged, the picture is not turned"
    bench.frames()
    assert centre() == pytest.approx((x + 34, y + 12), abs=4)
    assert bench.sent == []
    page.mouse.up()
    assert [event for event, _ in bench.sent] == ["start"]
    with use_language("en"):
        stage.answer(tuple(bench.sent[0][1]["point"]))
    ring.focus()
    page.keyboard.down("ArrowRight")
    told(stage)
    width = ROSENBROCK.domain[0][1] - ROSENBROCK.domain[0][0]
    moved = readable_point((start[0] + 0.01 * width, start[1]), ROSENBROCK.domain)
    assert in_three(stage, moved) == eye
    page.keyboard.up("ArrowRight")
    assert [event for event, _ in bench.sent] == ["start", "start"]
    before = ring.evaluate("node => node.style.transform")
    box = stage.root.locator(".opt-surface").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    # Moved on until Plotly, which looks at the pointer once a frame, has seen it, however busy the machine is.
    for k in range(2000):
        page.mouse.move(box["x"] + 30 + k % 60, box["y"] + 60)
        if page.evaluate(IN_THREE)[2] != eye:
            break
    assert page.evaluate(IN_THREE)[2] != eye
    page.mouse.up()
    # It stays with its place of the surface.
    page.wait_for_function(f"(before) => document.querySelector('{SOLID}').style.transform !== before", arg=before)
    assert [event for event, _ in bench.sent if event == "start"] == ["start", "start"]


def test_a_finger_drags_as_well(bench: Bench) -> None:
    stage = staged(bench, ROSENBROCK, MethodChoice("gradient_descent"))
    session = bench.page.context.new_cdp_session(bench.page)
    touch = lambda kind, *at: session.send(  # noqa: E731
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in at]}
    )
    stage.root.locator(".opt-landscape .opt-stage").evaluate("node => node.scrollIntoView({ block: 'center' })")
    place = stage.start_of_ring()
    touch("touchStart", place)
    for share in (0.3, 0.6, 1.0):
        touch("touchMove", (place[0] + 90 * share, place[1] + 60 * share))
    told(stage)
    start = start_shown(stage)
    assert start[0] > stage.start[0] + 0.2
    assert_shown(stage, "gradient_descent", start)
    assert bench.sent == []
    touch("touchEnd")
    bench.frames()
    assert [event for event, _ in bench.sent] == ["start"]
    session.detach()


def test_where_rounding_decides_is_said_and_marked(bench: Bench) -> None:
    """Plain descent that jumps among Rastrigin's holes: before and while the start is dragged."""
    loss = surface("rastrigin")
    choice = MethodChoice("gradient_descent", hyperparameters={"learning_rate": 0.02})
    stage = staged(bench, loss, choice, MethodChoice("adam"))

    def said(slot: str) -> str:
        return stage.root.locator(f"[data-run='{slot}'] .opt-rounding").inner_text()

    def step(start: tuple[float, ...]) -> int | None:
        return digits_end_of(loss, choice.optimizer(loss, STEPS), start, STEPS)

    first = step(stage.start)
    assert first is not None
    assert said("gradient_descent") == f"From step {first} on rounding decides"
    expect(stage.root.locator("[data-run='adam'] .opt-rounding")).to_be_hidden()
    upright = [m for m in bench.painted(layer(LOSS, 3)) if m.kind == "stroke" and m.width == 1.5 and len(m.points) == 2]
    across = bench.frame(LOSS).pixel(first, 0.0)[0]
    assert [m.points[0][0] for m in upright if m.points[0][0] == m.points[1][0]] == [pytest.approx(across)]
    with held(stage, (-2.4, 2.4)) as start:
        assert step(start) != first
        assert said("gradient_descent") == f"From step {step(start)} on rounding decides"


def test_while_the_answer_is_worked_out_the_ring_stays_and_what_comes_from_before_is_faint(bench: Bench) -> None:
    """The server has the request, and of one run nothing but what there was before: an answer to nothing yet."""
    stage = staged(bench, ROSENBROCK, METHODS[0], METHODS[3])
    with held(stage, (-0.5, 1.5)):
        pass
    [(_event, payload)] = bench.sent
    place = tuple(payload["point"])
    styles, scene = styles_of(stage.choices), scene_of(ROSENBROCK)
    with use_language("en"):
        old = [run_view(c, stage.path(c.slot), ROSENBROCK, styles[c.slot]) for c in stage.choices]
        views = [
            waiting_view(c, c.optimizer(ROSENBROCK, STEPS), ROSENBROCK, styles[c.slot], place, STEPS, False, {},
                         "Being worked out", view)
            for c, view in zip(stage.choices, old, strict=True)
        ]  # fmt: skip
        # The server alone makes the second one.
        views[1] = replace(views[1], program=None)
        message = player_message(scene, views, place, stage.settings, payload["request"], REPORTS, waits="working")
        bench.show("player", None, message, anew=False)
    told(stage)
    assert start_shown(stage) == place
    assert_shown(stage, "gradient_descent", place)
    row = stage.root.locator("[data-run='newton']")
    expect(row).to_have_class("opt-waits")
    # It is nowhere painted as a path that is travelled; behind, it is faint.
    assert stage.lines(LANDSCAPE, "newton") == []
    behind = [m for m in bench.painted(layer(LANDSCAPE, 1)) if m.color.lower() == stage.color("newton").lower()]
    # What the drag has left behind is dashed (2, 3).
    assert [mark.alpha for mark in behind if mark.dash != (2, 3)] == [FADED]
    assert [event for event, _payload in bench.sent] == ["start"]
    with use_language("en"):
        views = [replace(view, program=None) for view in views]
        stopped = player_message(scene, views, place, stage.settings, payload["request"], REPORTS, waits="stopped")
        bench.show("player", None, stopped, anew=False)
    assert start_shown(stage) == place
    assert stage.lines(LANDSCAPE, "gradient_descent") == [] and stage.cell("newton", "verdict") == "Being worked out"
    with use_language("en"):
        stage.answer(place)
    assert stage.cell("newton", "verdict") != "Being worked out" and stage.lines(LANDSCAPE, "newton")
