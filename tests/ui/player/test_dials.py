"""A rate that is set beside its row: what a browser may report, and what goes to it."""

from __future__ import annotations

import math

import pytest

from ui.player.rates import RateChange, RateControl, rate_from, rate_message


def test_a_rate_with_its_run_is_read() -> None:
    assert rate_from({"run": "adam~2", "value": 0.05, "request": 3}) == RateChange("adam~2", 0.05)
    assert rate_from({"run": "adam", "value": 1}) == RateChange("adam", 1.0)


@pytest.mark.parametrize(
    "payload",
    [
        None, [], {}, {"run": "adam"}, {"value": 0.1}, {"run": 3, "value": 0.1}, {"run": "adam", "value": "0.1"},
        {"run": "adam", "value": True}, {"run": "adam", "value": math.nan}, {"run": "adam", "value": math.inf},
        {"run": "a" * 201, "value": 0.1},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_none(payload: object) -> None:
    assert rate_from(payload) is None


def test_the_browser_is_told_everything() -> None:
    control = RateControl("Adam: learning rate", 0.1, (0.1, 0.2), 0.0, 10.0, "between 0 and 10", "1/k")
    assert rate_message(control) == {
        "name": "Adam: learning rate", "value": 0.1, "stops": [0.1, 0.2], "minimum": 0.0, "maximum": 10.0,
        "range": "between 0 and 10", "note": "1/k",
    }  # fmt: skip
    assert rate_message(None) is None
