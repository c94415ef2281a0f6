"""Symbols of formulas in plain text."""

from __future__ import annotations

import pytest

from optim_core.expression.typesetting.symbols import symbol_text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("w_0", "w₀"),
        ("beta_1", "β₁"),
        ("eta", "η"),
        ("x", "x"),
        ("w_12", "w₁₂"),
        ("dt", "Δt"),
        ("sigma_x", "σₓ"),
        ("Omega", "Ω"),
        ("k_B", "k_B"),
        ("g_max", "gₘₐₓ"),
    ],
)
def test_symbols_in_plain_text(name: str, text: str) -> None:
    assert symbol_text(name) == text
