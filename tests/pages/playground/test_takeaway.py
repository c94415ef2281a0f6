"""What the Playground gives to be taken home is what it shows, whatever is chosen; and every number in the table."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import cache
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

import ui.take_home
from optim_core import optimizer, run
from optim_core.snippets import has_steps
from pages.playground.state import PlaygroundState
from pages.playground.story import surface_name
from plots.base.palette import line_style
from surfaces import surface
from tests.optim_core.snippets.snippet_cases import points_of
from tests.pages.playground.playground_session import Session
from ui.runs.choice import MethodChoice
from ui.runs.computed import CROWD_POINTS, crowd_of, trajectory_of
from ui.runs.views import run_view
from ui.take_home import Takeaway
from ui.take_home.csv_table import csv_table
from ui.take_home.panel import _numpy

#: Everything of a view that a take-away depends on, one by one and together.
VIEWS: dict[str, dict[str, str | list[str]]] = {
    "as it opens": {},
    "another surface": {"surface": "himmelblau", "steps": "40"},
    "a start": {"surface": "himmelblau", "start": "-1,2.5", "steps": "40"},
    "zero": {"surface": "himmelblau", "begin": "zero", "steps": "30"},
    "random": {"surface": "ravine", "begin": "random,0.5,3", "steps": "30"},
    "one weight": {"f": "x^4 - 2x^2", "start": "0.3", "steps": "25"},
    "a climb": {"surface": "himmelblau", "maximize": "1", "steps": "30", "m": ["gradient_descent", "adam"]},
    "a stop": {"surface": "bowl", "stop": "evaluations=7", "steps": "50", "m": ["gradient_descent", "adam"]},
    "a schedule": {"surface": "bowl", "steps": "50", "m": ["gradient_descent;schedule=cosine", "adam;pytorch"]},
    "many": {"surface": "himmelblau", "begin": "many,10,1", "steps": "60", "m": ["gradient_descent", "adam"]},
    "many climb": {
        "surface": "himmelblau", "begin": "many,10,1", "steps": "60", "maximize": "1", "stop": "step_length=0.01",
        "m": ["adam", "gradient_descent"],
    },
    "nobody": {"m": "none"},
}  # fmt: skip

Taken = Callable[[Session], Takeaway]


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Taken:
    """What the page hands to the panel of files, the last time it ran."""
    handed: list[Takeaway] = []
    monkeypatch.setattr(ui.take_home, "take_home_panel", handed.append)

    def of(session: Session) -> Takeaway:
        session.run()
        return handed[-1]

    return of


@pytest.mark.parametrize("view", VIEWS)
def test_a_take_away_is_what_the_page_shows(view: str, taken: Taken) -> None:
    session = Session(**VIEWS[view])
    given = taken(session)
    header, _arrays = session.message()
    assert given.surface is session.surface
    assert list(given.start) == header["start"]
    assert given.steps == session.state.steps == int(str(VIEWS[view].get("steps", 300)))
    assert given.maximize == (VIEWS[view].get("maximize") == "1")
    assert parse_qs(urlsplit(given.link).query) == {**session.link, "lang": ["en"]}
    sent = session.runs()
    assert [shown.key for shown in given.views] == list(sent)
    for shown, path in given.runs:
        np.testing.assert_array_equal(path.points, sent[shown.key].points)
        np.testing.assert_array_equal(shown.points, path.points)
        assert path.maximize == given.maximize


@pytest.mark.parametrize("view", [view for view in VIEWS if view != "nobody"])
def test_a_program_makes_the_run_again(view: str, taken: Taken) -> None:
    given = taken(Session(**VIEWS[view]))
    for _shown, path in given.runs:
        assert has_steps(path.optimizer)
        assert points_of(_numpy(path, given)) == pytest.approx(path.points, rel=1e-6, abs=1e-9)


def test_the_ring_is_where_the_first_run_begins() -> None:
    session = Session(**VIEWS["many"])
    first, second = session.runs().values()
    header, _arrays = session.message()
    assert header["start"] == first.points[0].tolist()
    assert header["start"] != list(session.surface.start)
    # Each method's best run has a start of its own.
    assert first.points[0].tolist() != second.points[0].tolist()


def test_stopping_rules_end_every_run_of_many() -> None:
    session = Session(
        f="x^2", m="gradient_descent;learning_rate=0.25", begin="many,10,0", stop="evaluations=7", steps="50"
    )
    sent = session.only()
    assert (sent.steps, sent.kind) == (7, "stopped")
    assert sent.crowd is not None and sent.crowd.shape == (51, 10, 1)
    assert np.isfinite(sent.crowd[:8]).all()
    assert np.isnan(sent.crowd[8:]).all()
    assert "Stopped at step 7 by evaluations ≥ 7." in sent.verdict


def test_a_crowd_climbs_and_its_best_run_with_it() -> None:
    session = Session(surface="himmelblau", m="gradient_descent", maximize="1", begin="many,10,0", steps="200")
    sent = session.only()
    assert sent.points[-1] == pytest.approx([-0.270845, -0.923039], abs=1e-4)
    assert sent.crowd is not None
    heights = np.array(session.surface.value(*np.moveaxis(sent.crowd.astype(float), 2, 0)))
    assert (heights[1] > heights[0]).all()


@pytest.mark.parametrize("steps", [1, 149, 150, 151, 310, 5000])
def test_a_crowd_is_thinned_out_but_ends_where_it_ends(steps: int) -> None:
    landscape, method = surface("bowl"), optimizer("gradient_descent", learning_rate=0.001)
    crowd = crowd_of(landscape, method, 10, 2, steps)
    assert crowd.best is not None
    rows = [*range(0, steps, crowd.stride), steps]
    assert len(rows) <= CROWD_POINTS + 2
    assert crowd.paths.shape == (len(rows), 10, 2)
    path = run(landscape, method, crowd.best, steps)
    (which,) = [n for n in range(10) if crowd.paths[0, n] == pytest.approx(crowd.best, rel=1e-6)]
    assert crowd.paths[:, which] == pytest.approx(path.points[rows], rel=1e-5)


# --- The table --------------------------------------------------------------------------------------------------------

COLUMNS = ("method", "convention", "step", "x", "y", "loss", "gradient_x", "gradient_y", "gradient_norm")
COUNTS = ("function_evaluations", "gradient_evaluations", "hessian_evaluations")
#: How often a method evaluates the loss, its gradient and its Hessian in a step.
PER_STEP = {"gradient_descent": (0, 1, 0), "adam;pytorch": (0, 1, 0), "newton": (0, 1, 1)}


@cache
def himmelblau(*methods: str) -> Takeaway:
    state = PlaygroundState(surface="himmelblau", steps=12)
    landscape, start = state.landscape(), (0.5, 2.0)
    runs = []
    for text in methods:
        slot, _mark, form = text.partition(";")
        choice = MethodChoice(slot, "pytorch" if form else "lecture")
        path = trajectory_of(landscape, choice.optimizer(landscape), start, 12)
        runs.append((run_view(choice, path, landscape, line_style(choice.key, choice.copy)), path))
    return Takeaway(landscape, surface_name(landscape.key), tuple(runs), start, 12, "")


def test_every_column_of_the_table() -> None:
    given = himmelblau(*PER_STEP)
    table = list(csv.DictReader(io.StringIO(csv_table(given).decode("utf-8-sig"), newline="")))
    assert tuple(table[0]) == (*COLUMNS, *COUNTS)
    assert len(table) == 13 * len(PER_STEP)
    for place, row in enumerate(table):
        name, step = list(PER_STEP)[place // 13], place % 13
        path = given.runs[place // 13][1]
        x, y = (float(w) for w in path.points[step])
        a, b = x * x + y - 11, x + y * y - 7
        assert row["method"] == given.views[place // 13].label
        assert row["convention"] == ("pytorch" if "pytorch" in name else "lecture")
        assert [float(row[c]) for c in ("step", "x", "y")] == [step, x, y]
        slopes = (4 * x * a + 2 * b, 2 * a + 4 * y * b)
        numbers = [float(row[c]) for c in ("loss", "gradient_x", "gradient_y", "gradient_norm")]
        assert numbers == pytest.approx([a * a + b * b, *slopes, np.hypot(*slopes)], rel=1e-9, abs=1e-12)
        assert [int(row[c]) for c in COUNTS] == [step * count for count in PER_STEP[name]]


def test_a_method_without_derivatives_counts_values_alone() -> None:
    table = list(csv.DictReader(io.StringIO(csv_table(himmelblau("nelder_mead")).decode(), newline="")))
    assert int(table[-1]["function_evaluations"]) > 12
    assert {(row["gradient_evaluations"], row["hessian_evaluations"]) for row in table} == {("0", "0")}
