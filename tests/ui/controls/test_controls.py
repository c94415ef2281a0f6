"""Controls show the state's value whatever it is, and report changes."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ui.controls import widgets as controls
from ui.controls.checked_text import WINDOW, escaped, marked
from ui.controls.widgets import log_stops, step_choices


def show_slider(value: float) -> None:
    import streamlit as st

    from ui.controls.widgets import log_slider

    chosen = st.session_state.setdefault("chosen", value)
    log_slider("Rate", chosen, 1e-3, 1, key="rate", on=lambda new: st.session_state.update(chosen=new))
    st.text(repr(chosen))


def show_number(value: float) -> None:
    import streamlit as st

    from ui.controls.widgets import exact_number

    chosen = st.session_state.setdefault("chosen", value)
    exact_number("Number", chosen, -1e6, 1e6, key="number", on=lambda new: st.session_state.update(chosen=new))
    st.text(repr(st.session_state["chosen"]))


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


@pytest.mark.parametrize("value", [0.0, -1.5, 0.001234567, 1e6, -1e6, 1e-12, 5e-324])
def test_a_number_field_shows_any_value(value: float) -> None:
    page = app(show_number, value)
    assert not page.exception
    assert page.number_input[0].value == value
    assert 0 < page.number_input[0].step < 1e6


def test_a_number_field_reports_what_is_typed_and_ignores_an_empty_one() -> None:
    page = app(show_number, 1.0)
    page.number_input[0].set_value(2.5).run()
    assert page.text[0].value == "2.5"


def test_an_emptied_number_field_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: dict[str, Any] = {}
    monkeypatch.setattr(controls, "controlled", lambda *_widget, **options: drawn.update(options))
    heard: list[float] = []
    controls.exact_number("Number", 1.5, -1.0, 7.0, key="number", on=heard.append)
    drawn["on"](None)
    drawn["on"](0.0)
    assert heard == [0.0]
    assert (drawn["min_value"], drawn["max_value"], drawn["value"], drawn["step"]) == (-1.0, 7.0, 1.5, 0.1)


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
