"""What is shown in a field reads back to the same number; what is typed never becomes silently another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.language.i18n import number_text, translate, use_language
from ui.language.languages import LANGUAGES
from ui.language.numbers import short
from ui.language.typed_numbers import NumberRefused, read_number, written

languages = st.sampled_from(sorted(LANGUAGES))
finite = st.floats(allow_nan=False, allow_infinity=False)


@given(finite, languages)
def test_what_is_written_reads_back_exactly(value: float, language: str) -> None:
    with use_language(language):
        text = written(value)
        assert read_number(text) == value
        assert ("." if LANGUAGES[language].decimal_mark == "," else ",") not in text


@given(st.floats(-1e300, 1e300), languages)
def test_what_pages_show_reads_back_to_what_they_show(value: float, language: str) -> None:
    with use_language(language):
        shown = short(value)
        again = read_number(shown)
        assert short(again) == shown


@given(st.floats(-1e12, 1e12), languages, st.sampled_from(["", "+"]), st.sampled_from(["-", "−", "–"]))
def test_either_mark_means_the_same(value: float, language: str, plus: str, minus: str) -> None:
    text = f"{value:.2f}"
    text = text.replace("-", minus) if text.startswith("-") else plus + text
    with use_language(language):
        assert read_number(text) == read_number(text.replace(".", ",")) == float(f"{value:.2f}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-1,5", -1.5),
        ("0,05", 0.05),
        ("0,125", 0.125),
        (",5", 0.5),
        ("5,", 5.0),
        ("1 000,5", 1000.5),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234,567", 1234567.0),
        ("2е-3", 0.002),
        ("2,5E-3", 0.0025),
        ("1,5·10⁻⁷", 1.5e-7),
        ("-1.5*10^-7", -1.5e-7),
        ("2 × 10^{-3}", 0.002),
        ("10⁻³", 0.001),
        ("-10^2", -100.0),
    ],
)
def test_spellings(language: str, text: str, value: float) -> None:
    with use_language(language):
        assert read_number(text) == value


@pytest.mark.parametrize("text", ["1,234", "-12,345", "+999,000"])
def test_a_comma_with_two_meanings_is_asked_about_in_english_alone(text: str) -> None:
    with pytest.raises(NumberRefused) as error:
        read_number(text)
    plain, point = text.replace(",", ""), text.replace(",", ".")
    assert f"{point} or {plain}" in translate(error.value.parts)
    with use_language("ru"):
        assert read_number(text) == float(point)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    ["x", "1/2", "1,2,3", "1.2.3", "1,23.5", "1e", "e5", "1e5e5", "--1", "1_000", "nan", "inf", "∞", "0x10", "1e999",
     "1" * 400, "-", ".", "", "1 2", "2^3", "5%", "1e999999", "1\x00"],
)  # fmt: skip
def test_what_is_no_number_is_refused(language: str, text: str) -> None:
    with use_language(language), pytest.raises(NumberRefused):
        read_number(text)


def test_a_refusal_shows_numbers_of_the_language() -> None:
    with use_language("ru"), pytest.raises(NumberRefused) as error:
        read_number("много")
    with use_language("ru"):
        said = translate(error.value.parts)
    assert "«много»" in said
    assert "0,05" in said
    assert number_text("1.5") == "1.5"
