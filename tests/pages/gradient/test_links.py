"""Links of the page of the gradient: there and back, every bound, and what makes no sense."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.gradient.links import DEFAULT, from_query, to_query
from pages.gradient.state import GradientState
from pages.playground.links import PlaygroundState
from ui.gradient_player import LAYERS, Seen, seen_from

TYPED = PlaygroundState().with_formula("a x^2 + y").with_letter("a", 2.5, None)


@settings(max_examples=40)
@given(
    st.sampled_from([PlaygroundState(surface=key) for key in ("rosenbrock", "himmelblau", "bowl")] + [TYPED]),
    st.tuples(st.floats(-5, 5), st.floats(-5, 5)),
    st.floats(0, 359.9),
    st.floats(1e-16, 10),
    st.sets(st.sampled_from(LAYERS)),
    st.floats(1e-5, 10),
    st.integers(1, 200),
)
def test_there_and_back(
    chosen: PlaygroundState, start: tuple[float, float], angle: float, h: float, layers: set[str], rate: float, n: int
) -> None:
    ordered = tuple(layer for layer in LAYERS if layer in layers)
    state = GradientState(replace(chosen, start=start), angle, h, ordered, rate, n)
    assert from_query(to_query(state)) == (state, [])


def test_the_first_visit_has_a_bare_address() -> None:
    assert to_query(DEFAULT) == {}
    assert from_query({}) == (DEFAULT, [])
    assert to_query(DEFAULT.on(PlaygroundState())) == {"surface": ["rosenbrock"]}


@pytest.mark.parametrize(
    ("name", "taken", "refused"),
    [
        ("angle", ("0", "359.9"), ("-1", "360", "nan")),
        ("h", ("1e-16", "10"), ("0", "-1", "10.1", "1e-17", "inf")),
        ("rate", ("1e-5", "10"), ("0", "1e-6", "11")),
        ("steps", ("1", "200"), ("0", "201", "1.5")),
        ("layers", ("field", "flow,field"), ("none", "field,x", "")),
        ("start", ("1,2",), ("1", "nan,0")),
    ],
)
def test_bounds(name: str, taken: tuple[str, ...], refused: tuple[str, ...]) -> None:
    for text in taken:
        state, notes = from_query({name: [text]})
        assert notes == []
        assert state != DEFAULT or text in ("0",)
    for text in refused:
        state, notes = from_query({name: [text]})
        assert (state, len(notes)) == (DEFAULT, 1), text


def test_what_the_playground_alone_knows_is_no_part_of_it() -> None:
    assert from_query({"m": ["adam"], "view": ["solid"], "maximize": ["1"]}) == (DEFAULT, [])


TOLD = {"point": [1.0, 2.0], "angle": 45.0, "h": 0.1, "layers": ["flow"], "rate": 0.1, "steps": 5, "request": 3}


@pytest.mark.parametrize(
    "change",
    [
        {"point": [1.0]}, {"point": [1.0, float("nan")]}, {"point": [1e7, 0.0]}, {"point": "12"}, {"angle": 360.0},
        {"angle": -0.1}, {"angle": None}, {"h": 0.0}, {"h": 11.0}, {"h": True}, {"h": float("nan")}, {"layers": ["x"]},
        {"layers": "flow"}, {"layers": ["flow", "flow"]}, {"rate": 0.0}, {"rate": 11.0}, {"steps": 0}, {"steps": 201},
        {"steps": 1.5},
    ],
)  # fmt: skip
def test_what_a_browser_may_not_say(change: dict[str, object]) -> None:
    assert seen_from(TOLD, 2) == Seen((1.0, 2.0), 45.0, 0.1, ("flow",), 0.1, 5)
    assert seen_from({**TOLD, **change}, 2) is None
    assert seen_from(None, 2) is None


def test_a_direction_in_one_variable_is_one_of_two() -> None:
    assert Seen((1.0,), 0.0).direction == (1.0,)
    assert Seen((1.0,), 180.0).direction == (-1.0,)
    assert Seen((1.0, 2.0), 90.0).direction == pytest.approx((0.0, 1.0))
