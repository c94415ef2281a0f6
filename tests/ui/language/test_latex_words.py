"""Typeset formulas in the language of the session."""

from __future__ import annotations

import pytest

from surfaces import parse
from ui.language.i18n import use_language
from ui.language.latex_words import localized


@pytest.mark.parametrize(
    ("latex", "russian"),
    [
        (r"2.1 x^{2} + 0.02", r"2{,}1 x^{2} + 0{,}02"),
        (r"\max\left(1.5, x\right)", r"\max\left(1{,}5; x\right)"),
        (r"\min\left(x, -0.5\right)", r"\min\left(x; -0{,}5\right)"),
        (r"Q(x, y) = 1", r"Q(x, y) = 1"),
        (r"x \text{otherwise}", r"x \text{иначе}"),
    ],
)
def test_numbers_and_words(latex: str, russian: str) -> None:
    with use_language("ru"):
        assert localized(latex) == russian
    with use_language("en"):
        assert localized(latex) == latex


def test_a_surface_with_decimals() -> None:
    with use_language("ru"):
        assert localized(parse("1.5x^2 + y^2").latex()) == "1{,}5 x^{2} + y^{2}"
