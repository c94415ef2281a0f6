"""Numbers on the page."""

from __future__ import annotations

import math

import pytest

from ui.language.i18n import use_language
from ui.language.numbers import short


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        (None, "—", "—"),
        (0.0, "0", "0"),
        (1.0, "1", "1"),
        (-1.5, "−1.5", "−1,5"),
        (0.0001, "0.0001", "0,0001"),
        (0.00009, "9.00·10⁻⁵", "9,00·10⁻⁵"),
        (-23320.4, "−23320", "−23320"),
        (123456.0, "123500", "123500"),
        (1e6, "1.00·10⁶", "1,00·10⁶"),
        (-2.5e-12, "−2.50·10⁻¹²", "−2,50·10⁻¹²"),
        (math.inf, "∞", "∞"),
        (-math.inf, "−∞", "−∞"),
    ],
)
def test_short(value: float | None, english: str, russian: str) -> None:
    with use_language("en"):
        assert short(value) == english
    with use_language("ru"):
        assert short(value) == russian


def test_an_undefined_value_says_so() -> None:
    with use_language("en"):
        assert short(math.nan) == "undefined"


@pytest.mark.parametrize("value", [1e-300, 4.9e-324, 1.7e308, 0.1 + 0.2, 99999.5, 999999.9])
def test_no_number_is_long(value: float) -> None:
    assert len(short(value)) <= len("−1.00·10⁻³⁰⁸")
