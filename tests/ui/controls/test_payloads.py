"""Reports of a browser that make no sense, of every component: left out with a line in the log, and nothing else."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_core.matrix.rules import RULES, check_rule
from ui.batch_player.settings import BatchSettings, edit_from
from ui.batch_player.settings import settings_from as batch_settings_from
from ui.controls.payloads import MOST_PARTS, is_number, is_plain, is_whole, understood
from ui.demos.tour import move_from
from ui.gradient_player.seen import seen_from
from ui.graph_player.views import point_from
from ui.matrix_player.views import alike_from, rule_seen_from
from ui.network_player.views import followed_from
from ui.player.dials import numbers_from, steps_from, surface_numbers_from
from ui.player.explanation import explained_run
from ui.player.settings import PlayerSettings, settings_from, settings_message
from ui.player.views import request_number, start_from

CHECKS = [check_rule(next(iter(RULES.values())), size, 0) for size in (1, 2)]
PLAYER = {"view": "2d", "loss_axis": "log", "speed": 1.0, "curve": "loss", "x_axis": "steps", "model": "none",
          "side": "curve", "present": False, "step": 3, "eye": [1.0, 1.0, 1.0]}  # fmt: skip
#: Every reader with a report that it understands.
READERS: dict[str, tuple[Callable[[Any], Any], dict[str, Any]]] = {
    "start": (lambda p: start_from(p, 2), {"point": [1, 2.5]}),
    "explain": (explained_run, {"run": "adam"}),
    "demo": (move_from, {"to": "next", "present": False}),
    "numbers": (numbers_from, {"runs": {"adam": {"learning_rate": 0.1}}}),
    "steps": (steps_from, {"steps": 100}),
    "surface": (surface_numbers_from, {"numbers": {"a": 1.5}}),
    "data": (lambda p: edit_from(p, 1, 5), {"kind": "move", "index": 1, "features": [1.0], "target": 2.0}),
    "batch settings": (
        batch_settings_from,
        {"x_axis": BatchSettings().x_axis, "loss_axis": "log", "speed": 1.0, "present": False, "step": None},
    ),
    "gradient": (
        lambda p: seen_from(p, 2),
        {"point": [1.0, 2.0], "angle": 30.0, "h": 0.5, "rate": 0.01, "steps": 30, "layers": []},
    ),
    "graph": (lambda p: point_from(p, 2), {"point": [1.0, 2.0]}),
    "matrix": (alike_from, {"correlation": 0.5, "strength": 1.0}),
    "rule": (lambda p: rule_seen_from(p, CHECKS), {"size": 1, "share": 0}),
    "network": (lambda p: followed_from(p, 10, 10), {"example": 1, "step": 2}),
}
#: What stands where something else should.
ODD = [10**400, -(10**400), True, None, math.nan, math.inf, "x", "", [], {}, [[1]], {"a": 1}, 2**53 + 1, -1, 1e308,
       b"x", [10**400], [True, False], [math.nan, 1.0], "9" * 400]  # fmt: skip


def replaced(report: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copy = dict(report) if isinstance(report, dict) else list(report)
    copy[path[0]] = replaced(copy[path[0]], path[1:], value)
    return copy


def places(report: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = [()]
    items = report.items() if isinstance(report, dict) else enumerate(report) if isinstance(report, list) else ()
    return found + [(key, *rest) for key, value in items for rest in places(value)]


@pytest.mark.parametrize("name", READERS)
def test_what_makes_sense_is_understood(name: str, caplog: pytest.LogCaptureFixture) -> None:
    read, report = READERS[name]
    assert understood(name, report, read) is not None
    assert caplog.records == []


@pytest.mark.parametrize("name", READERS)
def test_whatever_stands_anywhere_else_is_dropped_and_logged_or_is_a_number_that_can_be(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    read, report = READERS[name]
    for path in places(report):
        for odd in ODD:
            caplog.clear()
            crafted = replaced(report, path, odd)
            value = understood(name, crafted, read)
            assert (value is None) == bool(caplog.records) or crafted is None
            # What is taken can be written down as it is: no infinity, nothing as long as a page.
            assert value is None or len(repr(value)) < 1000
            if isinstance(odd, bool) and path and not isinstance(replaced_in(report, path), bool):
                assert value is None
            if odd in (10**400, -(10**400)) or (isinstance(odd, float) and not math.isfinite(odd)):
                assert value is None


def replaced_in(report: Any, path: tuple[Any, ...]) -> Any:
    return replaced_in(report[path[0]], path[1:]) if path else report


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["point", "to", "kind", "index", "runs",
        "speed", "view", "step", "steps", "example", "present", "x"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(payload=plain)
def test_no_report_at_all_is_a_fault(payload: Any) -> None:
    for name, (read, _report) in READERS.items():
        understood(name, payload, read)
    assert isinstance(request_number(payload), int)


def test_settings_of_a_page_are_understood_again(caplog: pytest.LogCaptureFixture) -> None:
    message = settings_message(PlayerSettings())
    assert json.loads(json.dumps(message)) == message
    assert settings_from("x") is None and settings_from({}) is None


def test_a_report_has_a_size() -> None:
    assert is_plain(list(range(1000))) and not is_plain(list(range(MOST_PARTS + 1)))
    assert is_plain("x" * 1000) and not is_plain("x" * 1_000_000) and not is_plain({"x" * 1_000_000: 1})
    deep: Any = 1
    for _ in range(50):
        deep = [deep]
    assert not is_plain(deep)


def test_true_is_no_number() -> None:
    assert not is_number(True) and not is_whole(False) and is_number(1) and is_whole(2**53) and not is_whole(2**53 + 1)
    assert not is_whole(1.0) and not is_number(math.inf) and not is_number("1")


def test_the_log_has_one_short_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        understood("player.start", {"point": ["a\nb" * 500]}, lambda payload: None)
        understood("player.start", {"point": [10**5000]}, lambda payload: None)
    assert all(len(record.getMessage()) < 300 and "\n" not in record.getMessage() for record in caplog.records)
    assert len(caplog.records) == 2
