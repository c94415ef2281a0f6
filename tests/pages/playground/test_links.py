"""Links carry a state there and back, and reading one never fails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from optim_core import CONVENTIONS, methods
from optim_core.methods.optimizer import Definition
from optim_core.methods.schedules import KINDS
from pages.playground.links import DEFAULT, from_query, to_query
from pages.playground.start_choice import StartChoice
from pages.playground.state import MAX_METHODS, TYPED, PlaygroundState, available_slots
from surfaces import entries
from tests.pages.hostile_texts import ATTACKS
from ui.links.values import SPEEDS
from ui.player.settings import PlayerSettings
from ui.runs.choice import MethodChoice, ScheduleChoice
from ui.runs.computed import trajectory_of


def has_free_rate(method: Definition) -> bool:
    """Whether every learning rate from 1e-5 to 10 will do."""
    rates = [p for p in method.hyperparameters("lecture") if p.key == "learning_rate"]
    return any(rate.minimum <= 1e-5 and rate.maximum >= 10 for rate in rates)


coordinates = st.floats(-1e6, 1e6)
parts = st.one_of(
    st.text(max_size=30),
    st.floats().map(str),
    st.sampled_from(["adam", "adam~2", "adam~02", "none", "1,2", "nan,1", "1e999", "-5", "ru", "3d", "x^2+y^2", "x +"]),
    st.sampled_from(["adam;pytorch;beta_1=0.5", "adam;beta_1=", "adam;=;=", "momentum;momentum=2", "himmelblau"]),
    st.sampled_from(
        ["zero", "random,0.5,3", "random,1e999,0", "random,0,0", "random,1", "random,1,2,3", "many,30,1", "many,31,1"]
    ),
    st.sampled_from(
        ["gradient=0.1", "gradient=", "gradient=nan", "evaluations=-1", "loss_change=1e-320", "=", "gradient=0.1=2"]
    ),
    st.sampled_from(
        ["adam;schedule=cosine", "adam;schedule=x", "adam;schedule.typed=eta/k", "adam;schedule.typed=eta/(k-1)"]
    ),
    st.sampled_from(
        [
            "adam;schedule.typed=",
            "adam;schedule=step;schedule.every=0",
            "adam;schedule=power;schedule.p=1",
            "newton;schedule=step",
        ]
    ),
    st.sampled_from(
        ["own", "own;text=w = w - eta*g", "own;text=w = w", "own;text=w = 1/0", "own;text=import os", "adam;text=w = w"]
    ),
    st.sampled_from(
        [
            "lookahead;inner=adam;alpha=parabola",
            "lookahead;inner=bfgs",
            "lookahead;inner=lookahead",
            "own;eta=3",
            "bfgs",
        ]
    ),
    st.sampled_from(["gradient_norm", "step_length", "effective_rate", "evaluations", "quadratic", "linear", "1", "0"]),
)
NAMES = (
    *("f", "surface", "domain", "start", "steps", "m", "view", "loss", "speed", "lang", "p.a", "p.b"),
    *("begin", "stop", "maximize", "curve", "x", "model"),
)
names = st.one_of(st.sampled_from(NAMES), st.text(max_size=5))
choices = st.builds(
    lambda key, copy, convention, rate: MethodChoice(
        key if copy == 1 else f"{key}~{copy}", convention, {"learning_rate": rate}
    ),
    st.sampled_from(sorted(key for key, method in methods().items() if has_free_rate(method))),
    st.integers(1, MAX_METHODS),
    st.sampled_from(CONVENTIONS),
    st.floats(1e-5, 10),
)


#: Every kind of schedule, its numbers set to what no default is.
SCHEDULES: dict[str, dict[str, float]] = {
    kind.key: {p.key: 7.0 if p.scale == "whole" else 0.875 for p in kind.parameters} for kind in KINDS.values()
}


def state_with(**changes: Any) -> PlaygroundState:
    return replace(DEFAULT, **changes)


def test_the_default_view_needs_no_query() -> None:
    assert to_query(DEFAULT) == {}
    assert from_query({}) == (DEFAULT, [])


@pytest.mark.parametrize(
    "state",
    [
        state_with(surface=TYPED, text="x^2 + 10y^2 & ü ; = # %"[:12]),
        state_with(surface="himmelblau", start=(0.1, -1e-300)),
        state_with(surface="parabola", start=(2.0,), domain=((-1.0, 1.0),)),
        state_with(parameters={"b": 12.5}, steps=77, player=PlayerSettings("3d", "linear", 0.25)),
        state_with(methods=()),
        state_with(methods=(MethodChoice("adam~3", "pytorch", {"beta_1": 0.5, "epsilon": 1e-7}),)),
        state_with(begin=StartChoice("zero")),
        state_with(begin=StartChoice("random", epsilon=0.1234567890123, seed=9999)),
        state_with(begin=StartChoice("many", count=100, seed=7)),
        state_with(stops={"loss_change": 1e-12, "step_length": 1e-6, "gradient": 0.1, "evaluations": 77.0}),
        state_with(stops={"gradient": 1 / 3}, maximize=True),
        state_with(player=PlayerSettings(curve="gradient_norm", x_axis="evaluations", model="quadratic")),
        state_with(player=PlayerSettings(side="both", present=True)),
        state_with(player=PlayerSettings(view="3d", step=0, eye=(-1.25, 0.5, 2.0))),
        *(
            state_with(methods=(MethodChoice("momentum", schedule=ScheduleChoice(kind, numbers)),))
            for kind, numbers in SCHEDULES.items()
        ),
        state_with(methods=(MethodChoice("adam", schedule=ScheduleChoice("typed", formula="0.1/(1+0.01*k)")),)),
        state_with(methods=(MethodChoice("own", text="m = 0.9*m + 0.1*g\nw = w - eta*m"),)),
        state_with(methods=(MethodChoice("own~2", hyperparameters={"learning_rate": 0.3}, text="w = w - eta*g"),)),
        state_with(
            methods=(MethodChoice("lookahead", "pytorch", {"inner": "adam", "alpha": "parabola", "beta_1": 0.5}),)
        ),
    ],
)
def test_there_and_back(state: PlaygroundState) -> None:
    assert from_query(to_query(state)) == (state, [])


@given(
    st.sampled_from(sorted(key for key, entry in entries().items() if entry.surface().dimension == 2)),
    st.tuples(coordinates, coordinates),
    st.integers(1, 5000),
    st.lists(choices, max_size=MAX_METHODS, unique_by=lambda choice: choice.slot),
    st.sampled_from(SPEEDS),
)
def test_there_and_back_exactly(
    surface: str, start: tuple[float, float], steps: int, runs: list[MethodChoice], speed: float
) -> None:
    state = state_with(
        surface=surface, start=start, steps=steps, methods=tuple(runs), player=PlayerSettings(speed=speed)
    )
    assert from_query(to_query(state)) == (state, [])


@given(st.dictionaries(names, st.lists(parts, min_size=1, max_size=10), max_size=6))
def test_any_query_gives_a_state_that_can_be_shown(query: dict[str, list[str]]) -> None:
    state, _ = from_query(query)
    surface = state.landscape()
    start = state.start_on(surface)
    assert len(start) == surface.dimension
    assert len(state.methods) <= MAX_METHODS
    assert {choice.slot for choice in state.methods} <= set(available_slots(state))
    for choice in state.methods:
        path = trajectory_of(
            surface, choice.optimizer(surface, 2), start, 2, state.maximize, tuple(state.stops.items())
        )
        assert path.outcome.kind
    assert from_query(to_query(state)) == (state, [])


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("surface", "nowhere", "surface"),
        ("f", "x +", "formula"),
        ("f", "", "formula"),
        ("f", "x" * 10_000, "formula"),
        ("domain", "1,2,3", "picture range"),
        ("domain", "2,1,0,1", "picture range"),
        ("domain", "0,1e999,0,1", "picture range"),
        ("start", "1", "start"),
        ("start", "nan,0", "start"),
        ("start", "1e7,0", "start"),
        ("steps", "-5", "number of steps"),
        ("steps", "abc", "number of steps"),
        ("steps", "5001", "number of steps"),
        ("steps", "9" * 1999, "number of steps"),
        ("m", "unknown", "methods"),
        ("m", "adam~1", "methods"),
        ("m", "adam~02", "methods"),
        ("m", "adam~9", "methods"),
        ("m", "adam~²", "methods"),
        ("m", "adam;unknown=1", "methods"),
        ("m", "adam;learning_rate=1e999", "Learning rate"),
        ("m", "adam;learning_rate=-1", "Learning rate"),
        ("view", "4d", "view"),
        ("loss", "cubic", "loss axis"),
        ("speed", "3", "speed"),
        ("step", "-1", "step"),
        ("step", "1.5", "step"),
        ("camera", "1,2", "camera"),
        ("camera", "1,2,inf", "camera"),
        ("camera", "1,2,1e9", "camera"),
        ("speed", "nan", "speed"),
        ("lang", "xx", "language"),
        ("begin", "everywhere", "start"),
        ("begin", "random,0,1", "start"),
        ("begin", "random,0.5", "start"),
        ("begin", "random,0.5,10000", "start"),
        ("begin", "many,31,0", "start"),
        ("begin", "many,30,0,0", "start"),
        ("stop", "gradient", "stopping rules"),
        ("stop", "gradient=0", "stopping rules"),
        ("stop", "gradient=inf", "stopping rules"),
        ("stop", "boredom=1", "stopping rules"),
        ("maximize", "yes", "climbing"),
        ("curve", "charm", "curve"),
        ("x", "hours", "axis below the curves"),
        ("model", "cubic", "model at the point"),
        ("m", "adam;schedule=never", "schedule"),
        ("m", "adam;schedule=step;schedule.every=0", "schedule"),
        ("m", "adam;schedule.typed=eta/t", "schedule"),
        ("m", "own;text=w = w - zeta(", "methods"),
        ("m", "own;text=x = 1", "methods"),
        ("m", "lookahead;inner=bfgs", "Inner method"),
        ("p.b", "-1", "b"),
    ],
)
def test_what_makes_no_sense_is_left_out_with_a_note(name: str, text: str, what: str) -> None:
    state, notes = from_query({name: [text]})
    assert [note.arguments["what"].text for note in notes] == [what]
    assert what in notes[0].text
    assert len(text) < 3 or text not in notes[0].text
    assert replace(state, methods=DEFAULT.methods) == DEFAULT


@pytest.mark.parametrize("name", [*NAMES, "letters", "present", "unknown"])
def test_an_attack_at_any_place_of_a_link_changes_nothing(name: str, tmp_path: Path) -> None:
    file = tmp_path / "made"
    for attack in ATTACKS:
        for text in (attack.replace("{file}", str(file)), f"adam;text={attack}", f"1,{attack}"):
            state, notes = from_query({name: [text]})
            assert replace(state, methods=DEFAULT.methods) == DEFAULT
            assert all(attack not in note.text for note in notes)
    assert not file.exists()


def test_one_wrong_setting_leaves_the_others() -> None:
    state, notes = from_query({"surface": ["himmelblau"], "steps": ["x"], "start": ["1,2"], "m": ["adam", "bogus"]})
    assert (state.surface, state.steps, state.start) == ("himmelblau", DEFAULT.steps, (1.0, 2.0))
    assert state.methods == (MethodChoice("adam"),)
    assert len(notes) == 2


def test_of_a_repeated_setting_the_last_counts() -> None:
    state, notes = from_query({"steps": ["10", "20"]})
    assert (state.steps, notes) == (20, [])


def test_a_ninth_method_is_left_out() -> None:
    slots = ["adam", *(f"adam~{n}" for n in range(2, 9)), "momentum"]
    state, notes = from_query({"m": slots})
    assert [choice.slot for choice in state.methods] == slots[:MAX_METHODS]
    assert len(notes) == 1


def test_a_link_carries_which_panels_are_open() -> None:
    def opened(**query: str) -> AppTest:
        app = AppTest.from_file(str(Path(__file__).parents[3] / "app.py"), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        return app

    def fields(app: AppTest) -> set[str]:
        return {field.label for kind in ("text_input", "selectbox") for field in app.get(kind)}

    app = opened(m="adam", lang="en")
    assert "open" not in app.query_params
    assert not {"x from", "Schedule of the step size"} & fields(app)
    for key in ("range_box", "adam.details"):
        app.session_state[key] = True
    app.run()
    assert app.query_params["open"] in ("adam.details,range_box", ["adam.details,range_box"])
    again = opened(m="adam", lang="en", open="adam.details,range_box,nothing")
    assert {"x from", "Schedule of the step size"} <= fields(again)
    assert not again.warning
