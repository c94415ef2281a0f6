"""Values of controls that no control offers: left out with a line in the log; page and session go on."""

from __future__ import annotations

import math
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from tests.pages.opened import opened_page

#: By page: the end of a control's id, the field of the protocol that it reports in, and what it does not offer.
CRAFTED: dict[str, list[tuple[str, str, list[Any]]]] = {
    "batches": [
        ("-b.source.en", "string_value", ["nonsense", "9" * 400, ""]),
        ("-b.kind.en", "string_value", ["nonsense", ""]),
        ("-b.methods.en", "string_array_value", [["nonsense"], ["x"] * 50]),
        ("-b.steps.exact", "string_value", ["9" * 400, "-1", "nan", "1e999"]),
    ],
    "playground": [
        ("-surface.en", "string_value", ["nonsense", ""]),
        ("-start.0", "string_value", ["9" * 400, "nan", "inf", "1e400"]),
        ("-start_kind.en", "string_value", ["nonsense"]),
    ],
}


def id_of(app: AppTest, end: str) -> str:
    waiting: list[Any] = [app._tree]
    while waiting:
        node = waiting.pop()
        found = str(getattr(getattr(node, "proto", None), "id", ""))
        if found.endswith(end):
            return found
        waiting += getattr(node, "children", {}).values()
    raise AssertionError(end)


@pytest.mark.parametrize("page", CRAFTED)
def test_what_no_control_offers_changes_nothing(page: str) -> None:
    app = opened_page(page)
    before = app.session_state[page]
    for end, field, values in CRAFTED[page]:
        identity = id_of(app, end)
        for value in values:
            states = WidgetStates()
            state = states.widgets.add()
            state.id = identity
            if field.endswith("array_value"):
                getattr(state, field).data.extend(value)
            else:
                setattr(state, field, value)
            app._run(states)
            assert not app.exception, (end, value)
            assert app.session_state[page] == before, (end, value)
            app.run()
            assert not app.exception
    assert math.isfinite(before.steps)
