"""The network that trains, without a browser: its links, what the player is sent, and the example that is followed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from optim_core import run
from optim_core.backprop import backpropagate
from optim_core.backprop.parts import MOST_BOXES, Parts
from optim_core.methods.typed_method import KEY as TYPED
from optim_core.running.sampling import SAMPLING_KINDS, Sampling
from optim_core.snippets import has_steps
from pages.backprop.links import from_query, to_query
from pages.backprop.methods import rule_methods
from pages.backprop.network.section import example_tape
from pages.backprop.network.state import DATA, SHARES, NetworkState, trainable, trains
from pages.backprop.network.take_home import table
from pages.backprop.state import BackpropState
from pages.playground.links import from_query as playground_from_query
from surfaces.networks.shape import ACTIVATIONS, SCALES
from tests.pages.opened import opened_page
from ui.demos.catalogue import DEMOS
from ui.network_player import Followed, Over
from ui.network_player.views import followed_from, network_message, over_from
from ui.player.wire import unpack
from ui.runs.choice import MethodChoice, ScheduleChoice
from ui.take_home.panel import OPEN

states = st.builds(
    NetworkState,
    data=st.sampled_from(DATA),
    size=st.integers(20, 400),
    noise=st.floats(0, 1),
    data_seed=st.integers(0, 999),
    held_out=st.sampled_from(SHARES),
    hidden=st.lists(st.integers(1, 8), min_size=1, max_size=4).map(tuple),
    activation=st.sampled_from(ACTIVATIONS),
    loss=st.sampled_from(["squared", "logistic"]),
    scale=st.sampled_from(SCALES),
    seed=st.integers(0, 999),
    method=st.sampled_from(rule_methods()).map(MethodChoice),
    sampling=st.builds(Sampling, st.sampled_from(SAMPLING_KINDS), st.integers(1, 400), st.integers(0, 999)),
    steps=st.integers(1, 2000),
    followed=st.none() | st.builds(Followed, st.integers(0, 9), st.just(1)),
)


@given(states)
@settings(max_examples=60, deadline=None)
def test_a_link_leads_back_to_the_training(training: NetworkState) -> None:
    state = BackpropState(view="network", training=training)
    assert from_query(to_query(state)) == (state, [])


@given(states)
@settings(max_examples=25, deadline=None)
def test_whatever_is_chosen_can_be_trained(state: NetworkState) -> None:
    training = state.training()
    learned, held = training.loss.examples, training.held.examples if training.held else 0
    assert learned + held == state.size
    assert training.loss.shape.layers == (len(state.examples().features), *state.hidden, 1)
    assert training.loss.loss == "squared" or training.classes
    assert training.optimizer.program(1, False) is not None


def test_two_weights_lead_on_to_the_playground() -> None:
    """With the network's own loss over them, the same method, numbers and start."""
    state = NetworkState(hidden=(3,), size=40, over=Over((1, 9), 25), steps=60, method=MethodChoice("momentum"))
    query = to_query(BackpropState(view="network", training=state))
    assert query["over"] == ["1,9,25"]
    assert from_query(query) == (BackpropState(view="network", training=state), [])
    app = opened_page("backprop", **{name: values[-1] for name, values in query.items()})
    link = next(found for found in app.get("page_link") if found.proto.label == "Go on in the Playground")
    onward = parse_qs(link.proto.query_string)
    landing, notes = playground_from_query(onward)
    assert notes == []
    training, surface = state.training(), landing.landscape()
    point = state.path_to(25).points[-1]
    now = [point[1], point[9]]
    assert surface.value(*now) == pytest.approx(training.loss.value(*point), rel=1e-12)
    assert landing.start_on(surface) == (training.start[1], training.start[9])
    (method,) = landing.methods
    assert (landing.steps, method.key) == (60, "momentum")
    assert method.optimizer(surface, 60) == training.optimizer
    playground = opened_page("playground", **{name: values[-1] for name, values in onward.items()})
    assert [text.value for text in playground.subheader] == ["Two weights of a network"]
    # Of the network that the page begins with, too, and of weights far from the output.
    app = opened_page("backprop", view="network", over="0,1,20", steps="20")
    assert [found for found in app.get("page_link") if found.proto.label == "Go on in the Playground"]


@pytest.mark.parametrize("payload", [
    None, {}, {"over": [1]}, {"over": [1, 1], "step": 3}, {"over": [1, 13], "step": 3}, {"over": [-1, 2], "step": 3},
    {"over": [1, 2], "step": 61}, {"over": [1, 2]}, {"over": [True, 2], "step": 3},
])  # fmt: skip
def test_what_is_no_pair_of_weights_is_not_taken(payload: object) -> None:
    assert over_from(payload, 13, 60) is None
    assert over_from({"over": [1, 12], "step": 60, "request": 4}, 13, 60) == Over((1, 12), 60)


def test_which_methods_train_a_network() -> None:
    found = set(trainable())
    assert set(rule_methods()) | {"lookahead", "line_search", "coordinate_gradient"} == found
    assert trains(MethodChoice("lookahead", hyperparameters={"inner": "adam"}))
    assert not trains(MethodChoice("lookahead", hyperparameters={"inner": "newton"}))
    for key in ("newton", "steepest_descent", "bfgs", "fletcher_reeves", "nothing"):
        assert not trains(MethodChoice(key))
    for key in sorted(found):
        assert network_message(NetworkState(method=MethodChoice(key), hidden=(2,), size=20).training(), None)


def test_scale_and_schedule_are_in_the_link() -> None:
    method = MethodChoice("adam", "pytorch", {"learning_rate": 0.03}, ScheduleChoice("cosine"))
    training = NetworkState(scale="uniform", epsilon=0.02, method=method)
    state = BackpropState(view="network", training=training)
    assert from_query(to_query(state)) == (state, [])
    assert "schedule" in repr(state.training.optimizer())


@pytest.mark.parametrize(
    "wrong",
    [
        {"data": "nothing"}, {"size": "0"}, {"size": "401"}, {"noise": "-1"}, {"held": "0.3"}, {"hidden": ""},
        {"hidden": "9"}, {"hidden": "1,1,1,1,1"}, {"hidden": "0"}, {"activation": "step"}, {"loss": "hinge"},
        {"scale": "large"}, {"scale": "uniform,0"}, {"scale": "uniform,nan"}, {"seed": "-1"}, {"m": "newton"},
        {"m": "lookahead;inner=newton"}, {"m": "nothing"}, {"m": TYPED}, {"m": f"{TYPED};text=w = w - 0.1*g"},
        {"batches": "shuffle"}, {"batches": "shuffle,0,0"}, {"steps": "2001"},
        {"steps": "0"}, {"followed": "150,1"}, {"followed": "1,501"}, {"followed": "-1,1"}, {"followed": "1"},
        {"over": "1,1,3"}, {"over": "1,2"}, {"over": "0,105,3"}, {"over": "0,1,501"},
    ],
)  # fmt: skip
def test_what_makes_no_sense_in_a_link_is_left_out_and_told(wrong: Mapping[str, str]) -> None:
    query = {"view": ["network"], **{name: [text] for name, text in wrong.items() if text}}
    state, notes = from_query(query)
    assert len(notes) == (1 if any(wrong.values()) else 0)
    assert state == BackpropState(view="network")


def test_the_player_is_sent_what_python_would_train() -> None:
    state = NetworkState(steps=7, sampling=Sampling("shuffle", 40, 5))
    training = state.training()
    header, arrays = unpack(network_message(training, None))
    assert header["shape"] == {"layers": [2, 8, 8, 1], "activation": "tanh", "loss": "logistic"}
    assert arrays["start"].tolist() == list(training.loss.start(0, "xavier"))
    assert arrays["sizes"].tolist() == [40, 40, 40, 30, 40, 40, 40]
    at, path = 0, run(training.loss, training.optimizer, training.start, 7, sampling=state.sampling)
    assert path.batches is not None
    for size, batch in zip(arrays["sizes"], path.batches, strict=True):
        assert arrays["batches"][at : at + int(size)].tolist() == batch.tolist()
        at += int(size)
    # The name of a training is that of its numbers, whatever is looked at.
    again, _ = unpack(network_message(training, Followed(3, 2)))
    assert (again["id"], again["example"], again["step"]) == (header["id"], 3, 2)
    for other in (NetworkState(steps=7), NetworkState(steps=7, sampling=state.sampling, data_seed=1)):
        assert unpack(network_message(other.training(), None))[0]["id"] != header["id"]
    full, arrays = unpack(network_message(NetworkState(sampling=Sampling("full")).training(), None))
    assert "batches" not in arrays and full["steps"] == 500


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        ({"example": 3, "step": 5}, Followed(3, 5)),
        ({"example": -1, "step": 0}, Followed(-1, 0)),
        ({"example": 10, "step": 5}, None),
        ({"example": -2, "step": 5}, None),
        ({"example": 3, "step": 8}, None),
        ({"example": 3.5, "step": 5}, None),
        ({"example": True, "step": 5}, None),
        ({"example": 3}, None),
        ([3, 5], None),
        (None, None),
    ],
)
def test_reports_of_the_browser_are_checked(payload: object, found: Followed | None) -> None:
    assert followed_from(payload, 10, 7) == found


def test_the_graph_of_an_example_is_at_the_step_s_weights() -> None:
    app = opened_page("backprop", view="network", hidden="3", followed="4,20")
    assert [text.value for text in app.subheader] == ["Example 5 at step 20, operation by operation"]
    state = NetworkState(hidden=(3,), followed=Followed(4, 20))
    path, training = state.followed_path(), state.training()
    assert path.steps == 20
    whole = run(training.loss, training.optimizer, training.start, 500, sampling=training.sampling)
    assert path.points[-1].tolist() == whole.points[20].tolist()
    b = backpropagate(training.loss.example(4), tuple(path.points[-1]))
    assert b.gradient == pytest.approx(training.loss.batch(np.array([4])).gradient(*path.points[-1]))
    assert example_tape(training.loss, 4).formula.variables


def test_every_network_that_is_offered_has_a_graph_that_can_be_read() -> None:
    for hidden in ((1,), (3,), (8,), (5, 5), (8, 8), (8, 8, 8), (1, 8, 1, 8), (8, 8, 8, 8)):
        tape = example_tape(NetworkState(hidden=hidden).training().loss, 0)
        parts = Parts(tape)
        assert parts.boxes(parts.usual()) <= MOST_BOXES, hidden


def test_what_is_folded_in_an_example_s_graph_is_in_the_link() -> None:
    state = replace(NetworkState(hidden=(3,)), followed=Followed(4, 20), folded=())
    query = to_query(BackpropState(view="network", training=state))
    assert query["folded"] == ["none"]
    again, notes = from_query(query)
    assert (again.training, notes) == (state, [])
    app = opened_page("backprop", view="network", hidden="3", followed="4,20", folded="none")
    assert kept(app).folded == ()


def test_controls_change_the_training_and_the_halves_are_kept() -> None:
    app = opened_page("backprop", view="network", followed="4,20")
    slider(app, "Hidden layers").set_value(4).run()
    assert kept(app).hidden == (8, 8, 8, 8)
    # Another training has nothing that is followed.
    assert kept(app).followed is None and app.query_params["hidden"] == "8,8,8,8"
    slider(app, "Units in each").set_value(3).run()
    assert kept(app).hidden == (3, 3, 3, 3)
    box(app, "Initial weights").select("zeros").run()
    box(app, "Method").select("nesterov").run()
    box(app, "Examples").select("rings").run()
    assert not app.exception
    assert (kept(app).scale, kept(app).method.key, kept(app).data) == ("zeros", "nesterov", "rings")
    box(app, "Examples").select("line").run()
    # One feature and a target that is a number.
    assert box(app, "Loss of an example").options == ["Squared"]
    next(group for group in app.button_group if group.label == "What is shown").set_value("graph").run()
    assert not app.exception and "view" not in app.query_params
    assert kept(app).data == "line"


def test_a_scene_is_left_for_another_half_or_other_examples() -> None:
    (demo,) = (demo for demo in DEMOS if demo.key == "C1-network")
    query = {name: values[0] for name, values in demo.query.items()}
    for change in (
        lambda app: box(app, "Examples").select("rings"),
        lambda app: next(g for g in app.button_group if g.label == "What is shown").set_value("graph"),
    ):
        app = opened_page("backprop", scene=demo.key, **query)
        box(app, "Initial weights").select("xavier").run()
        # What its sentence says to change keeps it.
        assert app.query_params["scene"] == demo.key
        change(app).run()
        assert not app.exception and "scene" not in app.query_params


def slider(app: AppTest, label: str) -> Any:
    return next(each for each in app.slider if each.label == label)


def box(app: AppTest, label: str) -> Any:
    return next(each for each in app.selectbox if each.label == label)


def kept(app: AppTest) -> NetworkState:
    state = app.session_state["backprop"]
    assert isinstance(state, BackpropState)
    return state.training


@pytest.mark.parametrize("held_out", [0.0, 0.25])
def test_the_table_to_take_home_is_the_training(held_out: float) -> None:
    state = NetworkState(hidden=(2,), size=40, steps=30, held_out=held_out)
    training = state.training()
    path = run(training.loss, training.optimizer, training.start, 30, sampling=training.sampling)
    head, *rows = csv.reader(io.StringIO(table(state).decode()))
    names = list(training.loss.variables)
    assert head == ["step", "loss", "held_out_loss", *names, *(f"gradient_{name}" for name in names)]
    assert [int(row[0]) for row in rows] == list(range(31))
    assert [float(row[1]) for row in rows] == path.values.tolist()
    assert [[float(number) for number in row[3 : 3 + len(names)]] for row in rows] == path.points.tolist()
    assert rows[0][3 + len(names) :] == [""] * len(names)
    assert path.gradients is not None
    assert [float(number) for number in rows[7][3 + len(names) :]] == path.gradients[6].tolist()
    held = [row[2] for row in rows]
    assert held == [""] * 31 if training.held is None else float(held[4]) == training.held.value(*path.points[4])


def test_every_training_can_be_taken_home() -> None:
    for key in trainable():
        assert has_steps(NetworkState(method=MethodChoice(key)).training().optimizer)
    app = opened_page("backprop", view="network", hidden="2", size="40", steps="20")
    app.session_state[OPEN] = True
    app.run()
    assert {"NumPy", "PyTorch", "Table of all steps (CSV)"} <= {
        found.proto.label for found in app.get("download_button")
    }
