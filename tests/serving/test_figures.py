"""Figures for Prometheus, and who may read them."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import pytest
from prometheus_client.parser import text_string_to_metric_families

from serving.figures import Figures, Private, WorkFigures
from tests.serving.asgi import PLAIN, ask, plain
from ui.shell.activity import Activity
from ui.work.counts import Counts, Load

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


def test_the_work_of_workers_is_told_by_kind_and_reason() -> None:
    counts = Counts(
        Counter(run=3, crowd=1), {"run": 2.5, "crowd": 0.5}, Counter(clock=2, crowded=4), Counter(run=1),
        Counter(clock=1, died=5),
    )  # fmt: skip
    app = Private(plain, TOKEN, [WorkFigures(lambda: Load(6, 2, 3, counts))], base="/course")
    found = {
        (sample.name.removeprefix("optimization_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(ask(app, "/course/metrics").body.decode())
        for sample in family.samples
    }
    assert found == {
        ("jobs_waiting",): 6, ("jobs_running",): 2, ("workers",): 3,
        ("jobs_done_total", "run"): 3, ("jobs_done_total", "crowd"): 1,
        ("jobs_seconds_total", "run"): 2.5, ("jobs_seconds_total", "crowd"): 0.5,
        ("jobs_budget_used_total", "run"): 1,
        ("jobs_failed_total", "clock"): 2, ("jobs_failed_total", "crowded"): 4,
        ("workers_ended_total", "clock"): 1, ("workers_ended_total", "died"): 5,
    }  # fmt: skip


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
