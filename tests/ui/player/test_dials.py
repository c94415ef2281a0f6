"""Numbers that are set beside their row: what a browser may report, and what goes to it."""

from __future__ import annotations

import json
import math

import pytest

from ui.player.dials import DialControl, DialMark, dial_message, numbers_from, steps_from


def test_numbers_with_their_runs_are_read() -> None:
    payload = {"runs": {"adam~2": {"learning_rate": 0.05}, "newton": {"damping": 1}}, "request": 3}
    assert numbers_from(payload) == {"adam~2": {"learning_rate": 0.05}, "newton": {"damping": 1.0}}


@pytest.mark.parametrize(
    "payload",
    [
        None, [], {}, {"runs": {}}, {"runs": [1]}, {"runs": {"adam": 0.1}}, {"runs": {3: {"a": 0.1}}},
        {"runs": {"adam": {"a": "0.1"}}}, {"runs": {"adam": {"a": True}}}, {"runs": {"adam": {"a": math.nan}}},
        {"runs": {"adam": {"a": math.inf}}}, {"runs": {"a" * 201: {"a": 0.1}}}, {"runs": {"adam": {"a" * 201: 0.1}}},
        {"runs": {"adam": {str(i): 0.1 for i in range(101)}}}, {"runs": {str(i): {} for i in range(101)}},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_none(payload: object) -> None:
    assert numbers_from(payload) is None


@pytest.mark.parametrize(
    ("payload", "steps"),
    [({"steps": 7}, 7), ({"steps": 0}, None), ({"steps": -3}, None), ({"steps": 1.5}, None), ({"steps": True}, None),
     ({}, None), (None, None)],
)  # fmt: skip
def test_a_number_of_steps_is_read(payload: object, steps: int | None) -> None:
    assert steps_from(payload) == steps


def test_the_browser_is_told_everything() -> None:
    dial = DialControl(
        "learning_rate", "eta", "Adam: learning rate", "Learning rate η", 0.1, 1e-5, 10.0, "log", 0.0, 1000.0,
        "between 0 and 1000", "Step size.", "1/k", DialMark(0.5, "2/L", "as far as plain descent goes"),
    )  # fmt: skip
    message = dial_message(dial)
    assert message is not None
    assert message == json.loads(json.dumps(message))
    assert message["mark"] == {"at": 0.5, "text": "2/L", "meaning": "as far as plain descent goes"}
    assert set(message) == set(DialControl._fields)
    plain = dial_message(dial._replace(mark=None))
    assert plain is not None and plain["mark"] is None
    assert dial_message(None) is None
