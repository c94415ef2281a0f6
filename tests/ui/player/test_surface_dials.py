"""Dials of a surface: one for every number in its formula, and what a browser may report of them."""

from __future__ import annotations

import math
from typing import Any

import pytest

from surfaces import entries, parse
from ui.language.i18n import use_language
from ui.player.dials import MOST, dial_message, surface_numbers_from
from ui.runs.surface_dials import surface_dials


@pytest.mark.parametrize("key", [key for key, entry in entries().items() if entry.parameters])
def test_every_number_of_a_surface_has_a_dial_that_the_engine_knows(key: str) -> None:
    surface = entries()[key].surface()
    with use_language("en"):
        dials = surface_dials(surface)
    assert [dial.key for dial in dials] == [parameter.key for parameter in entries()[key].parameters]
    assert {dial.symbol: dial.value for dial in dials} == surface.program().numbers
    for dial in dials:
        moved = entries()[key].surface(**{dial.key: dial.high})
        assert moved.program().numbers[dial.symbol] == dial.high
        assert dial.low <= dial.value <= dial.high
        assert dial.low > 0 or dial.scale != "log"


def test_letters_are_called_by_their_names() -> None:
    with use_language("ru"):
        dials = surface_dials(parse("theta_0*x^2 + b", ranges={"b": (0.0, 2.0)}))
        (condition,) = surface_dials(entries()["ravine"].surface())
    assert [(d.key, d.label, d.low, d.high) for d in dials] == [("theta_0", "θ₀", -5.0, 5.0), ("b", "b", 0.0, 2.0)]
    assert condition.label == "Число обусловленности κ"
    assert dial_message(dials[0])["symbol"] == "theta_0"  # type: ignore[index]


@pytest.mark.parametrize(
    ("payload", "numbers"),
    [
        ({"numbers": {"a": 2}}, {"a": 2.0}),
        ({"numbers": {"a": 2.5, "b": -1.0}, "request": 4}, {"a": 2.5, "b": -1.0}),
        ({"numbers": {}}, None),
        ({"numbers": {"a": True}}, None),
        ({"numbers": {"a": "2"}}, None),
        ({"numbers": {"a": math.nan}}, None),
        ({"numbers": {"a": math.inf}}, None),
        ({"numbers": {"a" * 101: 1.0}}, None),
        ({"numbers": {str(n): 1.0 for n in range(MOST + 1)}}, None),
        ({"numbers": [1.0]}, None),
        ({}, None),
        (None, None),
        (3, None),
    ],
)
def test_what_a_browser_reports(payload: Any, numbers: dict[str, float] | None) -> None:
    assert surface_numbers_from(payload) == numbers
