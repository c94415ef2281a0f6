"""The files of the page of data and batches say what the page shows."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from optim_core import Trajectory, optimizer
from optim_core.running.sampling import Sampling
from pages.batches.computed import task_of
from pages.batches.race import race
from pages.batches.state import BatchesState
from pages.batches.to_take import takeaway
from tests.optim_core.snippets.snippet_cases import points_of
from ui.batch_player import batch_scene, labels
from ui.runs.choice import MethodChoice
from ui.runs.columns import BATCH_TABLE, table_columns
from ui.take_home import BatchTakeaway
from ui.take_home.batch_files import batch_csv
from ui.take_home.figure import figure_json
from ui.take_home.offline_page import batch_page
from ui.take_home.panel import OPEN, _numpy, _torch
from ui.take_home.picture import png


def taken(state: BatchesState) -> BatchTakeaway:
    task = task_of(state)
    scene = batch_scene(task.loss, labels(str, "en", task.loss.examples, 0), columns=table_columns(BATCH_TABLE))
    return takeaway(state, task, race(state, task), scene, (0.5, -0.5))


@pytest.fixture(scope="module")
def small() -> BatchTakeaway:
    methods = (MethodChoice("gradient_descent"), MethodChoice("bfgs"))
    return taken(BatchesState(steps=20, methods=methods, held_out=0.2, start=(0.5, -0.5)))


def rows_of(files: BatchTakeaway) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(batch_csv(files).decode("utf-8-sig"))))


def test_the_table_has_every_step_with_its_batch(small: BatchTakeaway) -> None:
    rows = [row for row in rows_of(small) if row["method"] == "Gradient descent"]
    run = small.batch_runs[0]
    assert [int(row["step"]) for row in rows] == list(range(21))
    assert [(float(row["w0"]), float(row["w1"])) for row in rows] == [tuple(p) for p in run.points.tolist()]
    assert [float(row["loss"]) for row in rows] == run.values.tolist()
    assert run.validation is not None
    assert [float(row["validation_loss"]) for row in rows] == run.validation.tolist()
    assert rows[0]["batch"] == rows[0]["learning_rate"] == ""
    assert run.batches is not None
    assert [[int(n) - 1 for n in row["batch"].split()] for row in rows[1:]] == [b.tolist() for b in run.batches]
    assert [int(row["batch_size"]) for row in rows[1:]] == [len(row["batch"].split()) for row in rows[1:]]
    seen = np.cumsum([0, *(int(row["batch_size"]) for row in rows[1:])])
    assert [int(row["examples_seen"]) for row in rows] == seen.tolist()


def test_a_method_without_batches_has_none_in_the_table(small: BatchTakeaway) -> None:
    rows = [row for row in rows_of(small) if row["method"] == "BFGS"]
    assert {row["batch"] for row in rows} == {row["batch_size"] for row in rows} == {""}


def test_very_many_numbers_of_examples_are_left_out() -> None:
    state = BatchesState(size=100_000, steps=20, sampling=Sampling("shuffle", 65_536))
    rows = rows_of(taken(state))
    assert {row["batch"] for row in rows} == {""}
    assert max(int(row["batch_size"] or 0) for row in rows) == 65_536


def test_pictures_and_figures_are_made_of_the_same_runs(small: BatchTakeaway) -> None:
    assert png(small).startswith(b"\x89PNG")
    figure = json.loads(figure_json(small))
    names = {trace.get("name") for trace in figure["data"]}
    assert {"Gradient descent", "BFGS"} <= names
    assert small.file_name("run", "png") == "batches-line-run.png"


def test_the_offline_page_asks_for_nothing(small: BatchTakeaway) -> None:
    page = batch_page(small).decode()
    assert "player/batches/main.js" in page
    assert "mountBatchPlayer as mountPlayer" in page
    assert '"./' not in page.split('type="importmap">')[1].split("</script>")[0]
    assert "</html>" in page


@pytest.mark.parametrize(
    "state",
    [
        BatchesState(steps=20),
        BatchesState(steps=20, sampling=Sampling("replacement", 5, 2), held_out=0.2, scaled=True, start=(0.5, -0.5)),
        BatchesState(steps=20, sampling=Sampling("full"), penalty="l1"),
        # More than pictures and curves look at.
        BatchesState(size=10_000, steps=20, sampling=Sampling("single", seed=7)),
    ],
)
def test_programs_make_the_runs_on_the_page(state: BatchesState) -> None:
    files = taken(replace(state, methods=(MethodChoice("adam"), MethodChoice("bfgs"))))
    for (view, path), tolerance in zip(files.runs, (1e-12, 1e-6), strict=True):
        points = points_of(_numpy(path, files))
        assert len(points) > 2 and view.key in ("adam", "bfgs")
        # What SciPy decides by comparing losses may differ where these differ by rounding.
        np.testing.assert_allclose(points[:5], path.points[:5], rtol=tolerance, atol=tolerance)
    assert len(points_of(_numpy(files.runs[0][1], files))) == 21
    assert "torch.optim" in _torch(replace_form(files.runs[0][1]), files)


def replace_form(path: Trajectory) -> Trajectory:
    return replace(path, optimizer=optimizer("adam", convention="pytorch"))


def panel_page() -> None:
    from pages.batches.state import BatchesState
    from tests.pages.batches.test_take_home import taken
    from ui.runs.choice import MethodChoice
    from ui.take_home import batch_take_home_panel

    batch_take_home_panel(taken(BatchesState(steps=20, methods=(MethodChoice("adam"), MethodChoice("bfgs")))))


def test_the_panel_offers_programs() -> None:
    test = AppTest.from_function(panel_page, default_timeout=60)
    test.session_state[OPEN] = True
    test.run()
    assert not test.exception
    assert [button.proto.label for button in test.get("download_button")][-2:] == ["NumPy", "PyTorch"]
    test.selectbox[0].set_value(1).run()
    assert test.get("download_button")[-1].proto.label == "NumPy"
