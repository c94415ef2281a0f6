"""Links to the page of data and batches carry its state there and back, and reading one never fails."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_core.running.sampling import SAMPLING_KINDS, Sampling
from pages.batches.computed import batch_run, optimizer_of, task_of
from pages.batches.data_table import SHOWN
from pages.batches.links import DEFAULT, MOST_EXAMPLES, from_query, to_query
from pages.batches.state import SIZES, BatchesState
from surfaces.data import MODELS, SOURCES, Dataset, dataset
from ui.batch_player.settings import BatchSettings
from ui.runs.choice import MethodChoice, ScheduleChoice

OWN = Dataset((np.array([0.1, -3.0, 1e-9]),), np.array([2.0, 1 / 3, -7.0]))
CLASSES = Dataset((np.array([0.0, 1.0]), np.array([2.0, 3.0])), np.array([0.0, 1.0]), True, ("x₁", "x₂"))


def state_with(**changes: Any) -> BatchesState:
    return replace(DEFAULT, **changes)


def test_the_default_view_needs_no_query() -> None:
    assert to_query(DEFAULT) == {}
    assert from_query({}) == (DEFAULT, [])


@pytest.mark.parametrize(
    "state",
    [
        state_with(source="wave", size=100, noise=0.5, data_seed=3),
        state_with(source="iris"),
        state_with(model="huber", delta=0.3, penalty="l1", strength=0.02, scaled=True, held_out=0.3),
        state_with(model="typed", formula="w0*exp(w1*x)"),
        state_with(model="typed", formula="(w0 + w1*x - y)^4", formula_is_loss=True),
        state_with(sampling=Sampling("replacement", 16, 7), start=(0.5, -1e-7), steps=77),
        state_with(player=BatchSettings("epochs", "linear", 2.0, True)),
        state_with(methods=(MethodChoice("adam", "pytorch", {"beta_1": 0.5}, ScheduleChoice("cosine")),)),
        state_with(methods=()),
        DEFAULT.with_own(OWN),
        DEFAULT.with_own(CLASSES),
        DEFAULT.edited(dataset("line").changed(3, (1.5,), -2.0)),
        DEFAULT.with_own(replace(CLASSES, feature_names=("часы, сон", '"a"'), target_name="[b];&%")),
        state_with(source="challenger").edited(dataset("challenger").changed(3, (15.5,), 1.0)),
    ],
)
def test_there_and_back(state: BatchesState) -> None:
    found, notes = from_query(to_query(state))
    assert notes == []
    assert (found.examples(), task_of(found)) == (state.examples(), task_of(state))
    assert replace(found, own=None, model=None) == replace(state, own=None, model=None)


def test_many_examples_of_ones_own_stay_at_home() -> None:
    many = Dataset((np.arange(MOST_EXAMPLES + 1.0),), np.zeros(MOST_EXAMPLES + 1))
    assert "rows" not in to_query(DEFAULT.with_own(many))


NAMES = ("data", "size", "noise", "draw", "model", "f", "l", "penalty", "delta", "scaled", "held", "batches", "start",
         "steps", "m", "x", "loss", "speed", "rows", "names", "lang")  # fmt: skip
PARTS = st.one_of(
    st.text(max_size=20),
    st.floats().map(str),
    st.sampled_from(
        [*SOURCES, *MODELS, "shuffle,8,0", "single,0,0", "full,1,x", "l2,nan", "l1,0.5", "1,2;3", "1,2;3,4"]
    ),
    st.sampled_from(["c;1,2", "c;1,1", ";", "1e300,1", "w0*x", "w0*y", "adam;foo", "bfgs", "nan,1", "1,1", "100000"]),
)


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(PARTS, min_size=1, max_size=2), max_size=5))
@settings(deadline=None, max_examples=80)
def test_any_query_gives_a_state_that_can_be_run(query: dict[str, list[str]]) -> None:
    state, _notes = from_query(query)
    if state.examples().size > 1000:
        return
    loss = task_of(state).loss
    for choice in state.methods:
        batch_run(loss, optimizer_of(choice, state), state.start or loss.start, 3, state.sampling)


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("data", "nowhere", "data"),
        ("size", "61", "number of examples"),
        ("noise", "-1", "noise"),
        ("model", "logistic", "model"),
        ("f", "w0*y", "formula"),
        ("penalty", "l2,0", "penalty"),
        ("batches", "shuffle,0,0", "batches"),
        ("rows", "1,2;3", "data"),
        ("rows", "c;1,2", "data"),
        ("names", '["a","b"]', "names of columns"),
        ("rows", "nan,2", "data"),
        ("held", "0.9", "held-out share"),
        ("x", "years", "axis below the curves"),
    ],
)
def test_what_makes_no_sense_is_left_out_with_a_note(name: str, text: str, what: str) -> None:
    state, notes = from_query({name: [text]})
    assert [str(note) for note in notes] == [
        f"The link's setting for “{what}” cannot be used; the default is shown instead."
    ]
    assert state == DEFAULT


@pytest.mark.parametrize("text", ["x", "[1,2]", '["x"]', '{"a":1,"b":2}', "[" * 3000])
def test_names_that_fit_no_columns_leave_the_examples(text: str) -> None:
    state, notes = from_query({"rows": ["1,2;3,4"], "names": [text]})
    assert ["names of columns" in str(note) for note in notes] == [True]
    assert (state.examples().feature_names, state.examples().target_name) == (("x",), "y")
    named, notes = from_query({"rows": ["1,2;3,4"], "names": ['["a\\nb","%s"]' % ("c" * 90)]})
    assert not notes
    assert (named.examples().feature_names, named.examples().target_name) == (("ab",), "c" * SHOWN)


def test_moving_a_point_moves_no_rate() -> None:
    choice = DEFAULT.methods[0]
    moved = DEFAULT.edited(dataset("line").changed(0, (500.0,), 3.0))
    assert optimizer_of(choice, moved).learning_rate == optimizer_of(choice, DEFAULT).learning_rate


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_the_suggested_rate_goes_down_on_every_source(source: str) -> None:
    state = DEFAULT.with_source(source)
    loss = task_of(state).loss
    for key in ("gradient_descent", "adam", "momentum"):
        path = batch_run(loss, optimizer_of(MethodChoice(key), state), loss.start, 200, Sampling("shuffle", 8))
        # Where the start is hardly above the minimum (outliers), the noise of the batches is as large as the way.
        assert path.values[-20:].mean() < path.values[0] * (1.05 if source == "outliers" else 1.0)


def test_the_choices_offered_are_the_choices_accepted() -> None:
    assert set(SAMPLING_KINDS) == {"full", "shuffle", "replacement", "single"}
    for size in SIZES[:6]:
        assert from_query({"size": [str(size)]})[0].size == size
