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
from pages.backprop.methods import rule_methods
from pages.backprop.sources import (
    ACTIVATIONS,
    EXAMPLE,
    INPUTS,
    NETWORK,
    TYPED,
    WEIGHTS,
    WEIGHTS_START,
    examples,
    network_text,
    sources,
)
from pages.backprop.state import BackpropState
from pages.playground.links import from_query as playground_from_query
from surfaces import parse
from tests.pages.opened import opened_page

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


@pytest.mark.parametrize(
    ("text", "start"), [("sin(x*y) + x^2", (0.7, 1.3)), ("x^3", (0.7,)), ("ln(x - 1)*y", None), ("sqrt(-x) + y", None)]
)
def test_a_typed_formula_begins_with_small_numbers_where_it_has_a_gradient(
    text: str, start: tuple[float, ...] | None
) -> None:
    found = BackpropState(text=text).subject().start
    assert found == (parse(text).start if start is None else start)


def test_what_is_folded_is_in_the_link() -> None:
    text = "x*x*x + sqrt(x^2 + y^2)"
    for folded, written in (((), "none"), ((2, 9), "2,9")):
        state = BackpropState(text=text, folded=folded)
        query = to_query(state)
        assert query["folded"] == [written]
        assert from_query(query) == (state, [])
    # What is no operation with anything to fold is left out, and told.
    for wrong in ("0", "1,2", "99", "x", ""):
        state, notes = from_query({"f": [text], "folded": [wrong]})
        assert (state.folded, len(notes)) == (None, 1)
    # Another formula has another graph.
    assert BackpropState(text=text, folded=(2,)).with_text("x^2").folded is None


@given(
    st.sampled_from(sources()), st.sampled_from(ACTIVATIONS), st.sampled_from(["x^2", "sin(x) y", "a x + b"]), st.data()
)
@settings(max_examples=60, deadline=None)
def test_a_link_leads_back_to_the_state(source: str, activation: str, text: str, data: st.DataObject) -> None:
    state = BackpropState(source, text if source == TYPED else BackpropState().text,
                          activation if source == NETWORK else ACTIVATIONS[0])  # fmt: skip
    count = len(state.subject().start)
    point = data.draw(st.none() | st.tuples(*[st.floats(-1e6, 1e6)] * count))
    example = data.draw(st.integers(0, 59)) if source == EXAMPLE else 0
    method, rate = data.draw(st.sampled_from(rule_methods())), data.draw(st.floats(1e-5, 10.0))
    state = BackpropState(state.source, state.text, state.activation, point, example, method, rate)
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
        ({"follow": ["example"], "example": ["-1"]}, 1),
        ({"follow": ["example"], "example": ["60"]}, 1),
        ({"method": ["newton"]}, 1),
        ({"rate": ["0"]}, 1),
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


def opened(**query: str) -> AppTest:
    return opened_page("backprop", **query)


def test_a_step_goes_back_into_the_graph() -> None:
    app = opened(f="x^2 + 2y^2", at="1,2", open="backprop.step", rate="0.1")
    table = next(text.value for text in app.markdown if text.value.startswith("| |"))
    # x - 0.1 * 2x, y - 0.1 * 4y; the output falls from 9 to 0.64 + 2 * 1.44.
    assert "| x | 1 | 2 | 0.8 |" in table and "| y | 2 | 8 | 1.2 |" in table and "**3.52**" in table
    next(button for button in app.button if button.label == "Make this step").click().run()
    assert not app.exception and store_of(app).point == pytest.approx((0.8, 1.2))
    next(box for box in app.selectbox if box.label == "Method").select("nesterov").run()
    assert not app.exception and app.query_params["method"] == "nesterov"


def test_a_step_to_where_there_is_no_value_is_told() -> None:
    app = opened(f="ln x", at="0.1", open="backprop.step", rate="1")
    assert any("not defined" in warning.value for warning in app.warning)


@pytest.mark.parametrize(("f", "at", "told"), [("|x| + y", "0,1", True), ("|x| + y", "0.1,1", False)])
def test_kinks_are_told(f: str, at: str, told: bool) -> None:
    app = opened(f=f, at=at)
    assert any("exactly on a kink" in info.value for info in app.info) == told


def test_the_loss_of_an_example_is_that_of_the_other_page() -> None:
    app = opened(follow=EXAMPLE, example="7", at="0.3,0.4")
    loss = examples()
    b = backpropagate(loss.example(7), (0.3, 0.4))
    assert b.value == pytest.approx(float(loss.example_values((0.3, 0.4))[7]))
    assert b.gradient == pytest.approx(loss.example_gradients((0.3, 0.4))[7])
    next(slider for slider in app.slider if slider.label == "Example").set_value(3).run()
    # The weights stay.
    assert store_of(app).example == 2 and store_of(app).point == (0.3, 0.4)


def test_costs_and_programs_are_drawn_when_asked_for() -> None:
    app = opened(open="backprop.costs,backprop.take_home")
    assert not app.exception
    assert ["np.float64" in code.value for code in app.code] == [True, False]


def store_of(app: AppTest) -> BackpropState:
    found = app.session_state["backprop"]
    assert isinstance(found, BackpropState)
    return found
