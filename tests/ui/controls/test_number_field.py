"""A number field shows what is at work exactly, takes either mark, and refuses what it cannot read."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def show(language: str, value: float, whole: bool = False) -> None:
    import streamlit as st

    from ui.controls.number_field import number_field
    from ui.language.i18n import use_language

    chosen = st.session_state.setdefault("chosen", value)
    with use_language(language):
        number_field(
            "Number", chosen, -1e6, 1e6, key="n", whole=whole, on=lambda new: st.session_state.update(chosen=new)
        )
    st.text(repr(st.session_state["chosen"]))


def app(language: str, value: float, whole: bool = False) -> AppTest:
    page = AppTest.from_function(show, args=(language, value, whole)).run()
    assert not page.exception
    return page


def typed(page: AppTest, text: str) -> str:
    """The number at work after `text` was typed, as its repr."""
    # The callback of a test runs outside the page's `with`, in English; the field's own language is in the text.
    page.text_input[0].set_value(text).run()
    assert not page.exception
    return page.text[0].value


@pytest.mark.parametrize("value", [0.0, -1.5, 0.001234567, 1e6, -1e6, 1e-12, 5e-324, 0.1 + 0.2])
def test_any_value_is_shown_in_full(value: float) -> None:
    shown = app("en", value).text_input[0].value
    assert float(shown.replace("−", "-")) == value
    assert app("ru", value).text_input[0].value == shown.replace(".", ",")


@pytest.mark.parametrize("text", ["-1,5", "−1.5", " -1,50 ", "-15e-1"])
def test_what_is_typed_is_the_number_and_is_shown_in_one_form(text: str) -> None:
    page = app("en", 2.0)
    assert typed(page, text) == "-1.5"
    assert page.text_input[0].value == "−1.5"
    assert not page.error


def test_an_emptied_field_changes_nothing_and_shows_the_number_again() -> None:
    page = app("en", 1.5)
    assert typed(page, " ") == "1.5"
    assert page.text_input[0].value == "1.5"
    assert not page.error
    assert typed(page, "0") == "0.0"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,234", r"“1,234” may be 1\.234 or 1234\. Please write it in one of these ways\."),
        ("two", r"“two” is no number\."),
        ("1000001", r"A number from −1000000 to 1000000 is needed here\."),
        ("-1e7", r"A number from −1000000 to 1000000 is needed here\."),
    ],
)
def test_what_is_refused_stays_in_the_field_with_a_reason_and_changes_nothing(text: str, said: str) -> None:
    page = app("en", 2.0)
    assert typed(page, text) == "2.0"
    assert page.text_input[0].value == text
    (error,) = page.error
    assert said.replace("\\", "") in error.value.replace("\\", "")
    assert typed(page, "3") == "3.0"
    assert not page.error


def test_bounds_are_allowed() -> None:
    page = app("en", 2.0)
    assert typed(page, "1000000") == "1000000.0"
    assert typed(page, "-1000000") == "-1000000.0"


def test_a_whole_number_is_asked_for() -> None:
    page = app("en", 2.0, whole=True)
    assert typed(page, "2,5") == "2.0"
    assert "A whole number" in page.error[0].value
    assert typed(page, "7") == "7.0"
