"""The page of backpropagation without a browser: what can be followed, its links, and what the player is sent."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from optim_core.backprop import backpropagate
from optim_core.expression import ExpressionError
from pages.backprop.links import from_query, to_query
from pages.backprop.sources import ACTIVATIONS, INPUTS, NETWORK, TYPED, WEIGHTS, WEIGHTS_START, network_text, sources
from pages.backprop.state import BackpropState
from pages.playground.links import from_query as playground_from_query

APP = Path(__file__).parents[3] / "app.py"


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_network_of_the_lecture(activation: str) -> None:
    """A first-layer weight reaches the output along two paths, a second-layer one along one (F3, F4)."""
    b = backpropagate(network_text(activation), WEIGHTS_START, WEIGHTS, **INPUTS)
    assert [len(b.paths(name)) for name in WEIGHTS] == [1] * 6 + [2] * 4
    for name, partial in zip(WEIGHTS, b.gradient, strict=True):
        assert sum(path.product for path in b.paths(name)) == pytest.approx(partial, rel=1e-14)
    # Late derivatives are reused by early ones (F5): backward is much cheaper than each path for itself.
    assert 2 * b.operations["reverse"] < b.operations["forward"] < b.operations["paths"]


@pytest.mark.parametrize("source", sources())
def test_everything_in_the_menu_can_be_followed(source: str) -> None:
    subject = BackpropState(source).subject()
    assert len(subject.start) == len(subject.ranges) == len(subject.tape.formula.variables)
    assert subject.latex


@given(
    st.sampled_from(sources()), st.sampled_from(ACTIVATIONS), st.sampled_from(["x^2", "sin(x) y", "a x + b"]), st.data()
)
@settings(max_examples=60, deadline=None)
def test_a_link_leads_back_to_the_state(source: str, activation: str, text: str, data: st.DataObject) -> None:
    state = BackpropState(source, text if source == TYPED else BackpropState().text,
                          activation if source == NETWORK else ACTIVATIONS[0])  # fmt: skip
    count = len(state.subject().start)
    point = data.draw(st.none() | st.tuples(*[st.floats(-1e6, 1e6)] * count))
    state = BackpropState(state.source, state.text, state.activation, point)
    assert from_query(to_query(state)) == (state, [])


@pytest.mark.parametrize(
    ("query", "notes"),
    [
        ({}, 0),
        ({"follow": ["nothing"]}, 1),
        ({"f": ["x +"]}, 1),
        ({"f": ["x" * 501]}, 1),
        ({"activation": ["step"]}, 1),
        ({"at": ["1"]}, 1),
        ({"at": ["1,nan"]}, 1),
        ({"at": ["1,1000001"]}, 1),
        ({"at": ["1,1e6"]}, 0),
        ({"follow": ["network"], "at": ["1,2"]}, 1),
    ],
)
def test_what_makes_no_sense_in_a_link_is_left_out_and_told(query: dict[str, list[str]], notes: int) -> None:
    state, told = from_query(query)
    assert len(told) == notes
    assert state.subject()


def test_a_text_that_is_no_formula_changes_nothing() -> None:
    with pytest.raises(ExpressionError):
        BackpropState().with_text("x +")
    found = BackpropState(NETWORK, point=(1.0,) * 10).with_text("x^3")
    assert (found.source, found.text, found.point) == (TYPED, "x^3", None)


def _links(app: AppTest) -> dict[str, dict[str, list[str]]]:
    return {e.proto.label: parse_qs(e.proto.query_string) for e in app.get("page_link")}


def test_the_page_is_drawn_and_leads_to_the_playground() -> None:
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    app.switch_page("pages/backprop/page.py")
    app.query_params.clear()
    for name, value in {"lang": "en", "f": "x^2 y", "at": "1,2"}.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    assert "x^{2} y" in app.latex[0].value
    landed, notes = playground_from_query(_links(app)["Go on in the Playground"])
    assert (landed.text, landed.start, notes) == ("x^2 y", (1.0, 2.0), [])
    menu = next(box for box in app.selectbox if box.label == "Function to follow")
    menu.select(NETWORK).run()
    assert not app.exception
    assert "Go on in the Playground" not in _links(app)
    assert "Activation" in [box.label for box in app.selectbox]
    assert store_of(app) == BackpropState(NETWORK, "x^2 y")


def store_of(app: AppTest) -> BackpropState:
    found = app.session_state["backprop"]
    assert isinstance(found, BackpropState)
    return found
