"""Figures for Prometheus, and who may read them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from prometheus_client.parser import text_string_to_metric_families

from serving.figures import Figures, Private
from tests.serving.asgi import PLAIN, ask, plain
from ui.shell.activity import Activity

TOKEN = "a long word that nobody guesses"


def around(activity: Activity, token: str = TOKEN) -> Private:
    return Private(plain, token, [Figures(activity, lambda: 7)], base="/course")


def read(text: str) -> dict[tuple[str, str], float]:
    return {
        (sample.name, sample.labels.get("page", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_runs_are_counted_with_their_seconds_however_they_end() -> None:
    activity = Activity()
    with activity.of("playground"):
        pass
    with suppress(ZeroDivisionError), activity.of("playground"):
        raise ZeroDivisionError
    with activity.of("batches"):
        pass
    figures = read(ask(around(activity), "/course/metrics").body.decode())
    assert figures[("optimization_visitors", "")] == 7
    assert figures[("optimization_page_runs_total", "playground")] == 2
    assert figures[("optimization_page_runs_total", "batches")] == 1
    assert figures[("optimization_page_seconds_total", "playground")] == activity.seconds()["playground"] > 0


@pytest.mark.parametrize("path", ["/course/metrics", "/course/_stcore/metrics"])
@pytest.mark.parametrize(
    ("client", "headers", "may"),
    [
        ("127.0.0.1", {}, True), ("::1", {}, True), ("192.0.2.7", {}, False), (None, {}, False), ("x", {}, False),
        # A proxy on this machine asks for somebody else.
        ("127.0.0.1", {"x_forwarded_for": "192.0.2.7"}, False), ("127.0.0.1", {"forwarded": "for=192.0.2.7"}, False),
        ("192.0.2.7", {"authorization": f"Bearer {TOKEN}"}, True),
        ("127.0.0.1", {"x_forwarded_for": "192.0.2.7", "authorization": f"Bearer {TOKEN}"}, True),
        ("192.0.2.7", {"authorization": f"Bearer {TOKEN}x"}, False), ("192.0.2.7", {"authorization": "Bearer "}, False),
    ],
)  # fmt: skip
def test_who_may_read_the_figures(path: str, client: str | None, headers: dict[str, str], may: bool) -> None:
    answer = ask(around(Activity()), path, client=client, **headers)
    assert (answer.status == 200) is may
    assert may or (b"optimization" not in answer.body and answer.body != PLAIN)


def test_without_a_token_an_empty_one_is_none() -> None:
    assert ask(around(Activity(), ""), "/course/metrics", client="192.0.2.7", authorization="Bearer ").status == 404


def test_nobody_gets_the_interface_for_programs() -> None:
    for path in ("/course/_stcore/agent/interact", "/course/playground/_stcore/agent/openapi.json"):
        assert ask(around(Activity()), path).status == 404
    assert ask(around(Activity()), "/course/playground").body == PLAIN
