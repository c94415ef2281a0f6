"""While an example, the start or a rate is held, what is shown is Python's for the new value, and nothing is sent."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, expect

from optim_core.running.sampling import Sampling
from pages.batches.computed import task_of
from pages.batches.edit import edited
from pages.batches.race import Entrant, race
from pages.batches.state import BatchesState
from surfaces.base.bounds import readable_point
from tests.browser.engine.test_server_gone import APP_LIKE, STATE, WAITS
from tests.browser.harness.batch_bench import DATA, FULL, LOSS, layer
from tests.browser.harness.bench import Bench, Point, away_from
from ui.batch_player import BatchSettings, batch_scene, labels
from ui.batch_player.settings import edit_from
from ui.batch_player.views import player_message, scene_message
from ui.language.i18n import _, use_language
from ui.language.numbers import short
from ui.runs.choice import MethodChoice, ScheduleChoice
from ui.runs.columns import BATCH_TABLE, table_columns
from ui.runs.dials import with_numbers

REPORTS = ("start", "data", "settings", "numbers")
# Both programs round sums and powers alike but for the last place now and then, which many steps carry along.
CLOSE = 1e-9

MADE_LIVE = """
    const { unpack } = await load("base/wire");
    const { storeScene, findScene } = await load("base/scenes");
    const { Model } = await load("batches/model/model");
    const { LiveBatchRuns } = await load("batches/model/live_runs");
    const { readBatchRuns } = await load("batches/model/runs");
    storeScene(bench.bytes(a));
    const { header, arrays } = unpack(bench.bytes(b));
    const model = new Model(findScene(header.scene), {});
    const runs = readBatchRuns(header, arrays, { dark: false }, new Set());
    const changes = { numbers: c.numbers };
    let put = null;
    if (c.start) changes.start = c.start;
    if (c.example) {
        put = model.put(...c.example);
        changes.data = { [put.place]: put };
        model.forget();
    }
    const live = new LiveBatchRuns(model, header, runs);
    const shown = model.whole();
    return { put, offered: live.offered, minima: model.now.minima, runs: live.from(runs, changes).map((run) => ({
        points: Array.from(run.xs, (x, k) => [x, run.ys[k]]), values: [...run.values], seen: [...run.seen],
        rates: run.rates && [...run.rates], validation: run.validation && [...run.validation], stop: run.stop,
        faded: Boolean(run.faded), distance: live.distanceOf(run.key) })),
        picture: [...shown.axes.map((axis) => [...axis]), [...shown.values]] };
"""


@dataclass
class Stage:
    """What a state of the page shows, as bytes and on a bench."""

    bench: Bench
    state: BatchesState

    def entrants(self, state: BatchesState | None = None) -> tuple[Entrant, ...]:
        state = state or self.state
        return race(state, task_of(state))

    def messages(self, state: BatchesState | None = None, answered: int = 0) -> tuple[bytes, bytes]:
        state = state or self.state
        task = task_of(state)
        held = None if task.validation is None else task.validation.data
        raw = (task.unscaled.data, task.unscaled_held) if state.scaled else None
        with use_language("en"):
            words = labels(_, "en")
            scene = batch_scene(task.loss, words, held, table_columns(BATCH_TABLE), raw)
            runs = [entrant.view for entrant in self.entrants(state)]
        start = state.start or task.loss.start
        return scene_message(scene), player_message(scene, runs, start, BatchSettings(), answered, REPORTS)

    def mount(self) -> Locator:
        return self.bench.show("batches", *self.messages())

    def answer(self, state: BatchesState) -> None:
        """What the server says to the last request."""
        (number,) = [payload["request"] for _event, payload in self.bench.sent[-1:]]
        self.bench.show("batches", *self.messages(state, number), anew=False)

    def live(self, **changes: Any) -> dict[str, Any]:
        """What the engine makes of changes, without a picture."""
        coded = [b64encode(part).decode() for part in self.messages()]
        found: dict[str, Any] = self.bench.call(MADE_LIVE, *coded, {"numbers": {}, **changes})
        return found

    def moved(self, place: int, features: list[float], target: float) -> BatchesState:
        state = self.state
        data = edited(state.examples(), task_of(state), "move", place, features, target, state.scaled)
        assert data is not None
        return state.edited(data)


def same_runs(found: Mapping[str, Any], expected: tuple[Entrant, ...]) -> None:
    assert found["offered"]
    for run, entrant in zip(found["runs"], expected, strict=True):
        view = entrant.view
        if run["faded"]:
            assert view.program is None
            continue
        np.testing.assert_allclose(run["points"], view.points, rtol=CLOSE, atol=CLOSE)
        np.testing.assert_allclose(run["values"], view.values, rtol=CLOSE, atol=CLOSE)
        np.testing.assert_array_equal(run["seen"], view.examples_seen)
        assert run["stop"] == view.stop
        for name in ("rates", "validation"):
            own = getattr(view, name)
            assert (run[name] is None) == (own is None) or view.program.pace is None
            if own is not None and run[name] is not None:
                np.testing.assert_allclose(run[name], own, rtol=CLOSE, atol=CLOSE)


METHODS = tuple(map(MethodChoice, ("gradient_descent", "momentum", "adam", "newton")))
STATES: dict[str, BatchesState] = {
    "a line in batches": BatchesState(methods=METHODS, steps=60),
    "all examples": BatchesState(sampling=Sampling("full"), methods=METHODS, steps=60),
    "one at a time, with what is held out": BatchesState(
        source="classes", sampling=Sampling("single"), held_out=0.3, methods=METHODS[:3], steps=90
    ),
    "anew, with a penalty": BatchesState(
        source="outliers",
        model="huber",
        penalty="l2",
        sampling=Sampling("replacement", 7, 3),
        methods=METHODS[:3],
        steps=60,
    ),
    "standardized": BatchesState(source="scales", scaled=True, held_out=0.2, methods=METHODS[:3], steps=60),
    "no line": BatchesState(source="saturation", penalty="l1", strength=0.02, methods=METHODS[1:3], steps=60),
    "typed": BatchesState(
        model="typed", formula="w0 + w1*x^2", sampling=Sampling("shuffle", 9), methods=METHODS[:2], steps=60
    ),
    "searches and rates that change": BatchesState(
        methods=(
            MethodChoice("gradient_descent", schedule=ScheduleChoice("cosine")),
            MethodChoice("gradient_descent~2", schedule=ScheduleChoice("plateau")),
            *map(MethodChoice, ("line_search", "lookahead", "bfgs")),
        ),
        steps=60,
    ),
}


@pytest.mark.parametrize("name", STATES)
def test_moved_examples_make_the_runs_that_python_makes_of_them(bench: Bench, name: str) -> None:
    stage = Stage(bench, STATES[name])
    task = task_of(stage.state)
    shown = task.loss.data
    features = [float(np.quantile(column, 0.9)) for column in shown.features]
    target = float(shown.target[3]) if shown.classes else float(np.quantile(shown.target, 0.1))
    found = stage.live(example=[3, features, target])
    state = stage.moved(3, found["put"]["features"], found["put"]["target"])
    same_runs(found, stage.entrants(state))
    loss = task_of(state).loss
    xs, ys, values = map(np.array, found["picture"])
    expected = loss.value(*np.meshgrid(xs, ys))
    np.testing.assert_allclose(values.reshape(len(ys), len(xs)), expected, rtol=1e-9)
    if found["minima"]:
        np.testing.assert_allclose(found["minima"], loss.minima, rtol=1e-7, atol=1e-9)
    else:
        assert not task.loss.minima


def test_the_start_and_numbers_make_the_runs_that_python_makes(bench: Bench) -> None:
    for name in ("standardized", "all examples", "searches and rates that change"):
        stage = Stage(bench, STATES[name])
        start = readable_point((0.4, -0.3), task_of(stage.state).loss.domain)
        numbers: dict[str, dict[str, float]] = {"gradient_descent": {"learning_rate": 0.037}}
        rate = next(e.view.rate for e in stage.entrants() if e.choice.slot == "gradient_descent")
        assert rate is not None
        turned = {"learning_rate": {"symbol": rate.symbol, "value": 0.037, "was": rate.value}}
        found = stage.live(start=list(start), numbers={"gradient_descent": turned})
        methods = with_numbers(stage.state.methods, numbers)
        same_runs(found, stage.entrants(replace(stage.state, start=start, methods=methods)))


def test_a_run_that_was_cut_short_has_the_batches_it_would_have_gone_on_with(bench: Bench) -> None:
    wild = MethodChoice("gradient_descent", hyperparameters={"learning_rate": 50.0})
    stage = Stage(bench, BatchesState(methods=(wild,), steps=300))
    assert stage.entrants()[0].path.steps < 300
    turned = {"learning_rate": {"symbol": "eta", "value": 0.05, "was": 50.0}}
    calm = replace(wild, hyperparameters={"learning_rate": 0.05})
    same_runs(stage.live(numbers={"gradient_descent": turned}), stage.entrants(replace(stage.state, methods=(calm,))))


@contextmanager
def held(bench: Bench, *places: Point) -> Iterator[None]:
    """From the first place over the others, the button down at the last one."""
    page = bench.page
    bench.frames()
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
    told(bench)
    yield
    page.mouse.up()


def told(bench: Bench) -> None:
    """Wait until the numbers are those of the last frame."""
    bench.frames()
    player = bench.page.locator(".opt-player")
    expect(player).to_have_attribute("data-told", player.get_attribute("data-live") or "none")


def assert_drawn(stage: Stage, panel: str, expected: Entrant, xs: NDArray[Any], ys: NDArray[Any]) -> None:
    """The run's line on a panel passes through these places."""
    frame = stage.bench.frame(panel)
    color = expected.view.style.color
    inside = (xs >= frame.x_low) & (xs <= frame.x_high) & (ys >= frame.y_low) & (ys <= frame.y_high)
    places = np.array([frame.pixel(x, y) for x, y in zip(xs[inside], ys[inside], strict=True)]).reshape(-1, 2)
    marks = [m for n in (2, 3) for m in stage.bench.painted(layer(panel, 2, n), color, "stroke") if m.points]
    away = away_from(marks, places)
    assert (away < 1.0).all(), (panel, away.argmax(), away.max())


def assert_shown(stage: Stage, root: Locator, state: BatchesState) -> None:
    for entrant in stage.entrants(state):
        view = entrant.view
        assert_drawn(stage, FULL, entrant, *view.points.T)
        cell = root.locator(f"[data-run='{view.key}'] [data-column=final_loss] .opt-cell")
        assert cell.inner_text() == short(float(view.values[-1]))
        steps = np.arange(len(view.values))
        assert_drawn(stage, LOSS, entrant, steps, np.log10(view.values))


def unchanged(bench: Bench) -> None:
    assert not [line for line in bench.watch.console if "differs from the server" in line]


def test_everything_follows_an_example_while_the_button_is_down(bench: Bench) -> None:
    stage = Stage(bench, BatchesState(methods=METHODS[:2], steps=40))
    root = stage.mount()
    data = stage.state.examples()
    frame = bench.frame(LOSS)
    places = [bench.place(DATA, float(data.features[0][5]), float(data.target[5])),
              bench.place(DATA, 0.0, 0.5), bench.place(DATA, 0.6, 0.9)]  # fmt: skip
    with held(bench, *places):
        assert not bench.sent
        x, y = bench.frame(DATA).data(*np.subtract(places[-1], _corner(bench)))
        guess = stage.live(example=[5, [x], y])["put"]
        state = stage.moved(5, guess["features"], guess["target"])
        assert_shown(stage, root, state)
        assert root.locator("[data-column=verdict] .opt-cell").first.inner_text() == "Judged when you let go"
        assert bench.frame(LOSS) == frame, "axes hold still"
        ghosts = [m for m in bench.painted(layer(FULL, 2, 1)) if m.kind == "stroke" and m.alpha == 0.6]
        assert len(ghosts) >= 2, "what was there before stays faint"
    ((event, payload),) = bench.sent
    assert (event, payload["kind"], payload["index"]) == ("data", "move", 5)
    stage.answer(stage.moved(5, payload["features"], payload["target"]))
    assert_shown(stage, root, state)
    assert root.locator("[data-column=verdict] .opt-cell").first.inner_text() != "Judged when you let go"
    unchanged(bench)


def _corner(bench: Bench) -> Point:
    box = bench.page.locator(f"{DATA} .opt-stage").bounding_box()
    assert box is not None
    return box["x"], box["y"]


def test_shift_and_arrows_move_the_chosen_example_and_tell_once(bench: Bench) -> None:
    stage = Stage(bench, BatchesState(source="far", scaled=True, methods=METHODS[:1], steps=30))
    root = stage.mount()
    bench.page.locator(f"{DATA} .opt-stage").focus()
    bench.page.keyboard.press("ArrowUp")
    bench.page.keyboard.down("Shift")
    for _time in range(5):
        bench.page.keyboard.down("ArrowRight")
    told(bench)
    assert not bench.sent
    bench.page.keyboard.up("ArrowRight")
    bench.page.keyboard.up("Shift")
    ((event, payload),) = bench.sent
    assert (event, payload["index"]) == ("data", 0)
    state = stage.moved(0, payload["features"], payload["target"])
    before = stage.state.examples().features[0][0]
    assert state.examples().features[0][0] > before
    assert_shown(stage, root, state)
    stage.answer(state)
    unchanged(bench)


def test_the_ring_and_a_rate_are_followed_and_told_once(bench: Bench) -> None:
    stage = Stage(bench, BatchesState(methods=METHODS[:2], steps=40))
    root = stage.mount()
    box = root.locator(".opt-start").bounding_box()
    assert box is not None
    centre = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    domain = task_of(stage.state).loss.domain
    place = tuple(low + 0.7 * (high - low) for low, high in domain)
    with held(bench, centre, bench.place(FULL, place[0], place[1])):
        assert not bench.sent
        assert_drawn(stage, FULL, stage.entrants()[0], np.array([place[0]]), np.array([place[1]]))
    ((event, payload),) = bench.sent
    assert event == "start"
    state = replace(stage.state, start=tuple(payload["point"]))
    assert_shown(stage, root, state)
    stage.answer(state)
    track = root.locator("[data-run='momentum'] [role=slider]")
    box = track.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    with held(bench, (box["x"] + 0.5 * box["width"], y), (box["x"] + 0.4 * box["width"], y)):
        assert len(bench.sent) == 1
        value = float(track.get_attribute("aria-valuenow") or "nan")
        methods = with_numbers(state.methods, {"momentum": {"learning_rate": value}})
        assert_shown(stage, root, replace(state, methods=methods))
    (_start, (event, payload)) = bench.sent
    assert (event, payload["runs"]) == ("numbers", {"momentum": {"learning_rate": value}})
    stage.answer(replace(state, methods=methods))
    unchanged(bench)


def test_too_much_to_follow_waits_until_it_is_let_go_and_says_so(bench: Bench) -> None:
    stage = Stage(bench, BatchesState(size=2000, steps=500, methods=METHODS[:1]))
    root = stage.mount()
    note = root.locator(f"{LOSS} .opt-note")
    centre = root.locator(".opt-start").bounding_box()
    assert centre is not None
    page = bench.page
    page.mouse.move(centre["x"] + centre["width"] / 2, centre["y"] + centre["height"] / 2)
    page.mouse.down()
    page.mouse.move(centre["x"] + 60, centre["y"] + 30)
    expect(note).to_contain_text("So many steps and examples are followed when you let go.")
    assert not bench.sent
    page.mouse.up()
    assert [event for event, _payload in bench.sent] == ["start"]
    expect(note).not_to_contain_text("So many steps")


def test_a_finger_drags_an_example_and_a_rate(bench: Bench) -> None:
    stage = Stage(bench, BatchesState(methods=METHODS[:2], steps=40))
    page = bench.page
    page.set_viewport_size({"width": 390, "height": 844})
    root = stage.mount()
    session = page.context.new_cdp_session(page)
    touch = lambda kind, *at: session.send(  # noqa: E731
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in at]}
    )
    data = stage.state.examples()
    page.locator(f"{DATA} .opt-stage").evaluate("node => node.scrollIntoView({ block: 'center' })")
    bench.frames()
    x, y = bench.place(DATA, float(data.features[0][5]), float(data.target[5]))
    touch("touchStart", (x, y))
    for share in (0.3, 0.6, 1.0):
        touch("touchMove", (x + 30 * share, y - 40 * share))
    told(bench)
    across, up = bench.frame(DATA).data(*np.subtract((x + 30, y - 40), _corner(bench)))
    guess = stage.live(example=[5, [across], up])["put"]
    state = stage.moved(5, guess["features"], guess["target"])
    assert_shown(stage, root, state)
    assert bench.sent == []
    touch("touchEnd")
    bench.frames()
    ((event, payload),) = bench.sent
    assert (event, payload["kind"], payload["index"]) == ("data", "move", 5)
    stage.answer(state)
    track = root.locator("[data-run='momentum'] [role=slider]")
    track.evaluate("node => node.scrollIntoView({ block: 'center' })")
    bench.frames()
    box = track.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    touch("touchStart", (box["x"] + 0.5 * box["width"], y))
    for share in (0.45, 0.4, 0.35):
        touch("touchMove", (box["x"] + share * box["width"], y))
    told(bench)
    value = float(track.get_attribute("aria-valuenow") or "nan")
    methods = with_numbers(state.methods, {"momentum": {"learning_rate": value}})
    assert_shown(stage, root, replace(state, methods=methods))
    assert len(bench.sent) == 1
    touch("touchEnd")
    bench.frames()
    assert bench.sent[1][1]["runs"] == {"momentum": {"learning_rate": value}}
    session.detach()


def test_what_is_dragged_while_the_server_is_away_moves_and_is_asked_again(bench: Bench) -> None:
    page = bench.page
    page.evaluate(APP_LIKE)
    stage = Stage(bench, BatchesState(source="far", scaled=True, methods=METHODS[:2], steps=40))
    root = stage.mount()
    notice = page.locator(".opt-waiting")
    page.evaluate(STATE, "PINGING_SERVER")
    expect(notice).to_have_text(WAITS)
    data = task_of(stage.state).loss.data
    state = stage.state
    # Two examples one after the other: the second is standardized with the first where it is by then.
    for place in (3, 8):
        from_ = bench.place(DATA, float(data.features[0][place]), float(data.target[place]))
        with held(bench, from_, (from_[0] - 20, from_[1] + 15), (from_[0] - 35, from_[1] + 25)):
            pass
    bench.frames()
    payloads = [payload for _event, payload in bench.sent]
    assert [payload["index"] for payload in payloads] == [3, 8]
    last = edit_from(payloads[-1], 1, data.size)
    assert last is not None and [each.index for each in last.others] == [3], "the first may be lost"
    for each in (*last.others, last):
        moved = edited(state.examples(), task_of(state), "move", each.index, each.features, each.target, True, each.raw)
        assert moved is not None
        state = state.edited(moved)
    assert_shown(stage, root, state)
    before = len(bench.sent)
    page.evaluate(STATE, "CONNECTED")
    expect(notice).to_be_hidden()
    again = edit_from(bench.sent[before:][-1][1], 1, data.size)
    assert again == last
    stage.answer(state)
    assert_shown(stage, root, state)
    unchanged(bench)
    page.evaluate("document.querySelector('#app').remove()")
