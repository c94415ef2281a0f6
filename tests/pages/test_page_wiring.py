"""What the pages hand to their players and panels, and what they do with what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import pages.batches.more as more
import ui.batch_player
import ui.player
from pages.batches.computed import batch_run, optimizer_of, task_of
from pages.batches.panels.setting import PanelSetting
from pages.batches.state import BatchesState
from pages.batches.store import store as batches
from tests.pages.playground.playground_session import APP, SECONDS, Session
from ui.batch_player import BatchSettings, DataEdit
from ui.player import PlayerSettings
from ui.runs.computed import trajectory_of

Heard = Callable[[dict[str, Any]], None]


class Recorder:
    """In place of a player: keeps what it is given, and once says what a browser would."""

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}
        self.scene: Any = None
        self.runs: Any = None
        self.start: Any = None
        self.says: Heard | None = None

    def __call__(self, scene: Any, runs: Any, start: Any, **given: Any) -> None:
        self.scene, self.runs, self.start, self.given = scene, runs, start, given
        says, self.says = self.says, None
        if says:
            says(given)


@pytest.fixture
def player(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(ui.player, "player", recorder)
    return recorder


@pytest.fixture
def batch_player(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(ui.batch_player, "batch_player", recorder)
    return recorder


# --- The Playground ---------------------------------------------------------------------------------------------------

CHOSEN = PlayerSettings("3d", "linear", 2.0, "distance", "evaluations", "quadratic", "numbers", True)


def test_the_playground_keeps_every_setting_of_its_player(player: Recorder) -> None:
    session = Session()
    player.says = lambda given: given["on_settings"](CHOSEN)
    session.run()
    assert session.state.player == CHOSEN
    session.run()
    assert player.given["settings"] == CHOSEN
    assert session.link == {
        "view": ["3d"], "loss": ["linear"], "speed": ["2"], "curve": ["distance"], "x": ["evaluations"],
        "model": ["quadratic"], "side": ["numbers"], "present": ["1"],
    }  # fmt: skip


def test_a_click_among_many_starts_is_the_one_start(player: Recorder) -> None:
    session = Session(surface="himmelblau", begin="many,10,3", m="adam")
    player.says = lambda given: given["on_start"]((0.123456789, -1.0))
    session.run()
    # A pixel of the picture, ten wide, is worth two decimals.
    assert session.state.start == (0.12, -1.0)
    assert (session.state.begin.kind, session.state.begin.seed) == ("point", 3)
    session.run()
    assert player.start == (0.12, -1.0)
    assert [run.points[0].tolist() for run in player.runs] == [[0.12, -1.0]]


@pytest.mark.parametrize("asked", ["", "gradient_descent", "nesterov", "adam~2"])
def test_the_step_panel_is_about_the_run_that_is_asked_for(player: Recorder, asked: str) -> None:
    session = Session(m=["gradient_descent", "nesterov", "adam~2"], steps="20", surface="himmelblau", side="both")
    player.says = lambda given: given["on_explain"](asked)
    session.run()
    session.run()
    explained = player.given["explained"]
    # A link may show numbers before anybody has chosen whose.
    expected = asked or "gradient_descent"
    assert explained.run == expected
    (choice,) = (choice for choice in session.state.methods if choice.slot == expected)
    path = trajectory_of(session.surface, choice.optimizer(session.surface, 20), session.surface.start, 20)
    assert path.gradients is not None and path.gradient_points is not None
    assert explained.gradients == pytest.approx(path.gradients)
    # Only Nesterov's lecture form takes the gradient elsewhere than where it stands.
    assert (explained.taken_at is not None) == (asked == "nesterov")
    if explained.taken_at is not None:
        assert explained.taken_at == pytest.approx(path.gradient_points)


# --- Data and batches -------------------------------------------------------------------------------------------------


def opened(**query: str | list[str]) -> AppTest:
    app = AppTest.from_file(str(APP.parent / "pages" / "batches" / "page.py"), default_timeout=SECONDS)
    for name, value in query.items():
        app.query_params[name] = value
    return run(app)


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def state_of(app: AppTest) -> BatchesState:
    state: BatchesState = app.session_state[batches.key]
    return state


def test_the_page_of_batches_keeps_every_setting_of_its_player(batch_player: Recorder) -> None:
    app = opened()
    batch_player.says = lambda given: given["on_settings"](BatchSettings("epochs", "linear", 4.0, True))
    run(app)
    assert state_of(app).player == BatchSettings("epochs", "linear", 4.0, True)
    run(app)
    assert batch_player.given["settings"] == BatchSettings("epochs", "linear", 4.0, True)


def test_a_dragged_ring_is_the_start(batch_player: Recorder) -> None:
    app = opened(m=["gradient_descent", "adam"])
    batch_player.says = lambda given: given["on_start"]((0.5, -1.0))
    run(app)
    assert state_of(app).start == (0.5, -1.0)
    run(app)
    assert batch_player.start == (0.5, -1.0)
    assert {tuple(run.points[0].tolist()) for run in batch_player.runs} == {(0.5, -1.0)}


@pytest.mark.parametrize("scaled", ["0", "1"])
def test_an_example_that_is_dragged_is_put_where_it_was_dropped(batch_player: Recorder, scaled: str) -> None:
    app = opened(scaled=scaled, held="0.2")
    before, task = state_of(app).examples(), task_of(state_of(app))
    x, y = float(task.loss.data.features[0][4]), float(task.loss.data.target[4])
    batch_player.says = lambda given: given["on_data"](DataEdit("move", 4, (x + 0.5,), y + 1.0))
    run(app)
    after = state_of(app).examples()
    (changed,) = np.flatnonzero(after.target != before.target)
    assert changed == task.learned[4]
    spread = task.unscaled.data.features[0].std() if scaled == "1" else 1.0
    assert after.features[0][changed] == pytest.approx(before.features[0][changed] + 0.5 * spread, abs=2e-3)


@pytest.mark.parametrize(("size", "editable"), [("1000", True), ("10000", False)])
def test_only_examples_that_are_all_drawn_can_be_dragged(batch_player: Recorder, size: str, editable: bool) -> None:
    opened(size=size, steps="5")
    assert batch_player.given["editable"] == editable


def test_held_out_examples_are_drawn_apart(batch_player: Recorder) -> None:
    app = opened(held="0.3")
    task = task_of(state_of(app))
    assert task.validation is not None
    features, target = batch_player.scene.held_out
    assert features[:, 0].tolist() == task.validation.data.features[0].tolist()
    assert target.tolist() == task.validation.data.target.tolist()
    assert batch_player.scene.features[:, 0].tolist() == task.loss.data.features[0].tolist()


def test_panels_are_about_the_first_method_and_everything_that_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[PanelSetting] = []
    monkeypatch.setattr(more, "PANELS", (("The formulas", seen.append),))
    app = opened(
        m=["adam", "gradient_descent"], scaled="1", held="0.3", start="0.5,-1", steps="50", batches="replacement,4,7"
    )
    state = state_of(app)
    task, found = task_of(state), seen[-1]
    method = optimizer_of(state.methods[0], state)
    assert (found.loss, found.unscaled, found.validation) == (task.loss, task.unscaled, task.validation)
    assert found.loss != found.unscaled
    assert (found.optimizer, found.label) == (method, "Adam")
    assert (found.start, found.steps, found.sampling) == ((0.5, -1.0), 50, state.sampling)
    assert found.batch_size == 4
    path = batch_run(task.loss, method, (0.5, -1.0), 50, state.sampling)
    np.testing.assert_array_equal(found.path.points, path.points)


# --- Its controls -----------------------------------------------------------------------------------------------------


def test_a_batch_can_be_of_all_examples() -> None:
    app = opened(held="0.3")
    slider = app.select_slider(key="b.batch_size")
    assert slider.options == ["1", "2", "4", "8", "10", "16", "32", "42"]
    slider.set_value(42)
    run(app)
    assert state_of(app).sampling.batch_size == 42


def test_another_draw_is_another_draw() -> None:
    app = opened()
    app.button(key="b.deal").click()
    run(app)
    assert state_of(app).sampling.seed == 1
    app.session_state["b.data_box"] = True
    run(app)
    before = state_of(app).examples()
    app.button(key="b.draw").click()
    run(app)
    assert state_of(app).data_seed == 1
    assert state_of(app).examples() != before


def test_scaling_forgets_a_start_that_was_meant_for_other_axes() -> None:
    app = opened(start="0.5,-1")
    app.session_state["b.data_box"] = True
    run(app)
    app.toggle(key="b.scaled").set_value(True)
    run(app)
    assert (state_of(app).scaled, state_of(app).start) == (True, None)


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ({}, "Data settings"),
        ({"scaled": "1"}, "Data settings: scaled"),
        ({"held": "0.3"}, "Data settings: 30% held out"),
        ({"scaled": "1", "held": "0.2"}, "Data settings: scaled, 20% held out"),
    ],
)
def test_what_is_switched_on_is_read_with_its_box_closed(query: dict[str, str], label: str) -> None:
    assert label in [box.label for box in opened(**query).expander]


def test_the_heading_divides_by_the_examples_learned_from() -> None:
    for query, count in (({}, 60), ({"held": "0.3"}, 42)):
        assert rf"Q(w) = \frac{{1}}{{{count}}}\sum_{{i}}" in opened(**query).latex[0].value


@pytest.mark.parametrize("count", [60, 61])
def test_data_that_do_not_fit_into_a_link_are_told(count: int) -> None:
    app = opened()
    app.text_area(key="b.pasted").set_value("\n".join(f"{n},{n % 7}" for n in range(count)))
    run(app)
    told = [caption.value for caption in app.caption]
    assert ("Your own data are too many for a link and stay with you." in told) == (count > 60)


def test_a_prediction_becomes_its_squared_miss_and_back() -> None:
    app = opened(f="w0*x")
    app.button_group(key="b.formula_kind.en").set_value(True)
    run(app)
    assert (state_of(app).formula, state_of(app).formula_is_loss) == ("(w0*x - y)^2", True)
    data = state_of(app).examples()
    assert task_of(state_of(app)).loss.value(2.0, 0.0) == pytest.approx(
        np.mean((2 * data.features[0] - data.target) ** 2)
    )
    app.button_group(key="b.formula_kind.en").set_value(False)
    run(app)
    assert (state_of(app).formula, state_of(app).formula_is_loss) == ("w0*x", False)


@pytest.mark.parametrize("model", ["squares", "absolute", "huber"])
def test_only_huber_has_a_turning_point(model: str) -> None:
    app = opened(model=model)
    assert ("b.delta.en" in [slider.key for slider in app.select_slider]) == (model == "huber")


@pytest.mark.parametrize("steps", ["50", "500"])
def test_a_schedule_is_laid_out_for_the_steps_of_the_race(steps: str) -> None:
    app = opened(m="gradient_descent;schedule=cosine", steps=steps)
    app.session_state["b.gradient_descent.details"] = True
    run(app)
    assert any(latex.value.strip("$\n").endswith(f"n = {steps}") for latex in app.latex)


def test_penalties_cost_what_they_say() -> None:
    plain = BatchesState()
    base = task_of(plain).loss.value(0.5, -1.5)
    for kind, cost in (("l2", 0.5**2 + 1.5**2), ("l1", 0.5 + 1.5)):
        loss = task_of(replace(plain, penalty=kind, strength=0.2)).loss  # type: ignore[arg-type]
        assert loss.value(0.5, -1.5) == pytest.approx(base + 0.2 * cost)
    assert task_of(replace(plain, strength=5.0)).loss.value(0.5, -1.5) == base


def test_other_data_take_nothing_of_those_before_along() -> None:
    chosen = replace(
        BatchesState(), start=(1.0, 2.0), size=100, noise=0.5, model="typed", formula="w0*x", scaled=True, steps=77
    )
    assert chosen.with_source("wave") == replace(BatchesState(), source="wave", scaled=True, steps=77)


def test_of_a_wide_table_the_columns_are_chosen() -> None:
    app = opened()
    app.text_area(key="b.pasted").set_value("id,length,width,kind\n1,2,3,a\n2,4,5,b\n3,7,6,a")
    run(app)
    assert app.session_state["batches"].own is None
    assert not app.error
    features, target = (lambda: app.multiselect(key="b.features.en")), (lambda: app.selectbox(key="b.target.en"))
    assert features().options == ["id", "length", "width"]
    features().set_value([1])
    run(app)
    assert app.session_state["batches"].own is None
    target().set_value(2)
    run(app)
    own = app.session_state["batches"].own
    assert (own.feature_names, own.target_name, own.target.tolist()) == (("length",), "width", [3.0, 5.0, 6.0])
    features().set_value([1, 0])
    run(app)
    target().set_value(3)
    run(app)
    own = app.session_state["batches"].own
    assert (own.feature_names, own.target_name, own.classes) == (("length", "id"), "kind", True)
    assert app.session_state["batches"].columns == (1, 0, 3)
    app.text_area(key="b.pasted").set_value("x,y\n1,2\n3,4")
    run(app)
    assert app.session_state["batches"].wide is None
    assert not [menu for menu in app.multiselect if menu.key == "b.features.en"]
