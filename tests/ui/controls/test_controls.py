"""Controls show the state's value whatever it is, and report changes."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from ui.controls.checked_text import WINDOW, escaped, marked
from ui.controls.widgets import MOST_STOPS, even_stops, log_stops, step_choices
from ui.language.numbers import short


def show_slider(value: float) -> None:
    import streamlit as st

    from ui.controls.widgets import log_slider

    chosen = st.session_state.setdefault("chosen", value)
    log_slider("Rate", chosen, 1e-3, 1, key="rate", on=lambda new: st.session_state.update(chosen=new))
    st.text(repr(chosen))


def app(page: Callable[[float], None], value: float) -> AppTest:
    return AppTest.from_function(page, args=(value,)).run()


def test_stops_are_even_steps_on_a_log_scale() -> None:
    stops = log_stops(1e-5, 10)
    assert (stops[0], stops[-1], len(stops)) == (1e-5, 10.0, 121)
    ratios = [math.log10(b / a) for a, b in pairwise(stops)]
    assert max(ratios) < 2 * min(ratios)


@pytest.mark.parametrize("value", [0.001, 0.1, 1.0, 0.1234, 1e-9, 50.0, 0.0, 0.1000001, math.nextafter(0.1, 1)])
def test_a_log_slider_stands_at_any_value(value: float) -> None:
    page = app(show_slider, value)
    assert not page.exception
    assert page.select_slider[0].value == value
    assert len(set(page.select_slider[0].options)) == len(page.select_slider[0].options)
    assert page.text[0].value == repr(value)


def test_a_log_slider_reports_the_number_it_is_moved_to() -> None:
    page = app(show_slider, 0.1234)
    page.select_slider[0].set_value(0.2).run()
    assert page.text[0].value == "0.2"
    assert "0.1234" not in page.select_slider[0].options


def show_whole(value: float) -> None:
    import streamlit as st

    from optim_core.methods.hyperparameters import Hyperparameter
    from ui.controls.widgets import hyperparameter_slider

    chosen = st.session_state.setdefault("chosen", value)
    for scale, bounds in (("whole", (2.0, 20.0)), ("linear", (0.1, 0.9))):
        parameter = Hyperparameter(scale, "n", scale, 5.0, 0.0, 1e6, bounds, scale, "")  # type: ignore[arg-type]
        hyperparameter_slider(parameter, chosen, key=scale, on=lambda new: st.session_state.update(chosen=new))


@pytest.mark.parametrize(
    ("value", "whole", "linear"), [(50.0, (2, 50), (0.1, 50)), (0.0, (0, 20), (0, 0.9)), (5.0, (2, 20), (0.1, 5))]
)
def test_a_value_beyond_the_slider_widens_it(value: float, whole: tuple[int, int], linear: tuple[float, float]) -> None:
    page = app(show_whole, value)
    assert not page.exception
    first, second = page.slider
    assert (first.value, first.min, first.max) == (value, *whole)
    assert (second.value, second.min, second.max) == (value, *linear)


def test_step_choices_include_the_value() -> None:
    assert step_choices((10, 100), 77) == (10, 77, 100)
    assert step_choices((10, 100), 100) == (10, 100)


@pytest.mark.parametrize("position", [0, 1, 9, 30, 59, 60])
def test_the_mark_stands_under_its_character(position: int) -> None:
    text = "".join(chr(ord("a") + i % 26) for i in range(60))
    shown, mark = marked(text, position).split("\n")
    at = mark.index("▲")
    assert shown[at : at + 1].strip("…") == text[position : position + 1]
    assert len(shown) <= WINDOW + 2


def test_the_mark_ignores_line_breaks_and_other_invisible_characters() -> None:
    shown, mark = marked("x\n+\u202e\x00", 2).split("\n")
    assert shown == "x +  "
    assert mark == "  ▲"


def test_nothing_in_a_message_is_markdown() -> None:
    assert escaped("![a](b) $x$ <b> :red[c] *d*") == (r"\!\[a\]\(b\) \$x\$ \<b\> \:red\[c\] \*d\*")


def show_linear(language: str, value: float) -> None:
    import streamlit as st

    from ui.controls.widgets import linear_slider
    from ui.language.i18n import use_language

    chosen = st.session_state.setdefault("chosen", value)
    with use_language(language):
        linear_slider("Rate", chosen, 0.0, 0.99, 0.001, key="rate", on=lambda new: st.session_state.update(chosen=new))
    st.text(repr(st.session_state["chosen"]))


def test_a_slider_writes_its_numbers_as_the_language_does() -> None:
    page = AppTest.from_function(show_linear, args=("ru", 0.912)).run()
    assert not page.exception
    (slider,) = page.select_slider
    assert slider.value == 0.912
    assert {"0", "0,5", "0,912", "0,99"} <= set(slider.options)
    assert not any("." in option for option in slider.options)
    slider.set_value(0.5).run()
    assert page.text[0].value == "0.5"
    (plain,) = AppTest.from_function(show_linear, args=("en", 0.912)).run().slider
    assert (plain.value, plain.min, plain.max) == (0.912, 0.0, 0.99)


@given(
    st.floats(-1e6, 1e6, allow_subnormal=False),
    st.floats(1e-3, 1e6),
    st.sampled_from([0.001, 0.05, 1.0, 7.0]),
    st.floats(0, 1),
)
@settings(max_examples=60)
def test_even_stops_hold_the_value_and_both_ends(low: float, width: float, step: float, place: float) -> None:
    high = low + width
    value = min(max(low + place * width, low), high)
    stops = even_stops(low, high, step, value)
    labels = [short(stop) for stop in stops]
    assert value in stops
    assert len(set(labels)) == len(labels) <= MOST_STOPS + 2
    assert list(stops) == sorted(stops)
    assert {short(low), short(high)} <= set(labels)
    assert all(low <= stop <= high for stop in stops)


def test_even_stops_are_multiples_of_the_step() -> None:
    assert even_stops(0.0, 0.5, 0.05, 0.2) == tuple(round(0.05 * i, 2) for i in range(11))
