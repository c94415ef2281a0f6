"""What takes more work than a script may do: the page stays, says so, and shows it once a worker is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opened import opened_page
from ui.runs import computed
from ui.work import bounded, waiting
from ui.work.budgets import BUDGETS
from ui.work.pool import Pool

PATIENCE = 60.0
#: Small budgets, so that the tests are quick: 500 steps of two methods are more than a script's, and more than a run's.
SMALL = replace(BUDGETS, in_script=0.002, run=0.008, workers=1)
VIEW = {"surface": "beale", "steps": "500", "m": ["adam", "momentum"]}


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    pool = Pool(SMALL)
    monkeypatch.setattr(bounded, "BUDGETS", SMALL)
    monkeypatch.setattr(computed, "BUDGETS", SMALL)
    monkeypatch.setattr(waiting, "pool", lambda: pool)
    computed._run.cache_clear()
    computed._crowd.cache_clear()
    yield pool
    pool.close()
    computed._run.cache_clear()
    computed._crowd.cache_clear()


def shown(app: AppTest) -> list[str]:
    """The key of every button, and the texts of notes."""
    return [button.key or "" for button in app.button] + [note.value for note in app.warning]


def done(app: AppTest, workers: Pool) -> None:
    """Once the workers are done, as a browser that looks again finds it."""
    for visitor in workers.visitors():
        assert workers.wait(workers.of(visitor), PATIENCE)
    app.run()
    assert not app.exception


def test_the_run_ends_where_its_budget_does_and_says_so(workers: Pool) -> None:
    app = opened_page("playground", **VIEW)
    assert "work_stop" in shown(app)
    done(app, workers)
    assert "work_stop" not in shown(app) and workers.visitors() != []
    state = app.session_state["playground"]
    surface = state.landscape()
    for choice in state.methods:
        # Kept by now, so outside of a request, too, it is what the worker found.
        path = computed.trajectory_of(surface, choice.optimizer(surface, 500), surface.start, 500, False, ())
        assert path.spent and 0 < path.steps < 500
        assert path.outcome.message.startswith(f"Budget used at step {path.steps} of 500: ")


def test_many_starts(workers: Pool) -> None:
    app = opened_page("playground", surface="beale", steps="500", begin="many,10,1", m="adam")
    done(app, workers)
    done(app, workers)
    assert "work_stop" not in shown(app)
    assert any("used at step" in caption.value for caption in app.caption)


def test_stopped_work_is_not_begun_again_until_it_is_asked_for(workers: Pool) -> None:
    app = opened_page("playground", **VIEW)
    app.button(key="work_stop").click().run()
    assert not app.exception and workers.visitors() == []
    assert "work_again" in shown(app) and "work_stop" not in shown(app)
    app.button(key="work_again").click().run()
    assert "work_stop" in shown(app)
    done(app, workers)
    assert "work_again" not in shown(app)


def test_something_newer_ends_it_and_the_last_picture_stays(workers: Pool) -> None:
    light = replace(SMALL, in_script=5.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounded, "BUDGETS", light)
        app = opened_page("playground", surface="beale", steps="20", m="adam")
    assert "work_stop" not in shown(app)
    before = app.session_state["work_shown_playground"]
    state = app.session_state["playground"]
    app.session_state["playground"] = replace(state, steps=5000)
    app.run()
    first = [job for visitor in workers.visitors() for job in workers.of(visitor)]
    assert not app.exception and first
    assert app.session_state["work_shown_playground"] == before
    app.session_state["playground"] = replace(state, steps=4000)
    app.run()
    second = [job for visitor in workers.visitors() for job in workers.of(visitor)]
    assert second and not {job.number for job in second} & {job.number for job in first}
    assert workers.wait(first, PATIENCE) or all(job.worker is None for job in first)


@pytest.mark.parametrize("reason", ["clock", "memory", "crowded", "broken"])
def test_it_is_said_why_there_is_no_result(workers: Pool, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = workers.ask

    def fails(*arguments: object, **settings: object) -> object:
        job = asked(*arguments, **settings)  # type: ignore[arg-type]
        job.done, job.failed = True, reason
        return job

    monkeypatch.setattr(workers, "ask", fails)
    app = opened_page("playground", **VIEW)
    assert [note.value for note in app.warning] == [waiting._reason(reason)]
