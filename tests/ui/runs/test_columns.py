"""The columns of the table of runs: one list, and nothing that is missing goes unnoticed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from optim_core import optimizer, run
from optim_core.paths.kinds import REACHED, Kind
from plots.base.palette import line_style
from surfaces import surface
from surfaces.data import MODELS, data_loss, dataset
from ui.language.i18n import _, use_language
from ui.player.columns import NOW, Column, checked_cells
from ui.player.settings import PlayerSettings
from ui.player.views import player_message, scene_message
from ui.player.wire import unpack
from ui.runs.choice import MethodChoice
from ui.runs.columns import BATCH_TABLE, COLUMNS, LOCAL, PLAYER_TABLE, Result, cells_of, table_columns
from ui.runs.scenes import scene_of
from ui.runs.views import run_view

TABLES = (PLAYER_TABLE, BATCH_TABLE)


def test_tables_show_what_is_in_the_list_and_all_of_it() -> None:
    assert {key for table in TABLES for key in table} == set(COLUMNS)
    assert all(table.count(key) == 1 for table in TABLES for key in table)


def test_cells_come_from_the_run() -> None:
    parabola = surface("parabola")
    path = run(parabola, optimizer("gradient_descent", learning_rate=0.25), (-2.0,), 2)
    # w^2 at the rate 1/4 halves w: -2, -1, -0.5.
    made = Result(path, parabola, path.steps, (8, 60), 0.75)
    assert cells_of(made, tuple(COLUMNS)) == {
        "convention": "Lecture", "batch": "8 of 60", "learning_rate": "0.25", "steps": "2", "epochs": "0.75",
        "final_loss": "0.25", "distance": "0.5", "verdict": path.outcome.message,
    }  # fmt: skip


def test_a_loss_over_data_has_the_same_columns() -> None:
    loss = data_loss(dataset("line"), MODELS["squares"])
    path = run(loss, optimizer("newton"), loss.start, 1)
    cells = cells_of(Result(path, loss, 1, (60, 60), 1.0), BATCH_TABLE)
    assert (cells["batch"], cells["learning_rate"], cells["steps"]) == ("60 of 60", "—", "1")
    assert float(cells["distance"].replace("·10", "e").translate(DIGITS)) < 1e-6


DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_browser_is_told_of_every_column_of_its_table(language: str) -> None:
    with use_language(language):
        header, _arrays = unpack(scene_message(scene_of(surface("parabola"))))
        told = [Column(**column) for column in header["columns"]]
        assert told == [Column(key, _(COLUMNS[key].label), COLUMNS[key].number) for key in PLAYER_TABLE]
        assert {column.key for column in told if not column.number} == {"convention", "verdict"}


@pytest.mark.parametrize("key", [key for key in PLAYER_TABLE if key != NOW])
def test_a_run_without_a_cell_of_its_table_is_refused(key: str) -> None:
    parabola = surface("parabola")
    choice = MethodChoice("gradient_descent")
    view = run_view(choice, run(parabola, choice.optimizer(parabola), (-2.0,), 2), parabola, line_style(choice.key))
    scene, settings = scene_of(parabola), PlayerSettings()
    assert player_message(scene, [view], (-2.0,), settings)
    gone = replace(view, cells={name: text for name, text in view.cells.items() if name != key})
    with pytest.raises(ValueError, match=f"gradient_descent: .*{key}"):
        player_message(scene, [gone], (-2.0,), settings)
    shorter = replace(scene, columns=tuple(column for column in scene.columns if column.key != key))
    with pytest.raises(ValueError, match=key):
        player_message(shorter, [view], (-2.0,), settings)


def test_the_browser_fills_one_column_itself() -> None:
    columns = table_columns(BATCH_TABLE)
    cells = {key: "1" for key in BATCH_TABLE if key != NOW}
    assert checked_cells("adam", cells, columns) == cells
    with pytest.raises(ValueError, match=NOW):
        checked_cells("adam", {**cells, NOW: "1"}, columns)


def test_the_sign_before_a_verdict_says_whether_a_minimum_was_reached() -> None:
    """What the browser takes for good and bad are kinds there are; a minimum above the lowest known one is neither."""
    source = (Path(__file__).parents[3] / "ui" / "player" / "js" / "controls" / "table.js").read_text("utf-8")
    sets = dict(re.findall(r"(GOOD|BAD) = new Set\(\[(.*?)\]\)", source))
    good, bad = (set(re.findall(r'"(\w+)"', sets[name])) for name in ("GOOD", "BAD"))
    assert good == set(REACHED) and bad <= set(get_args(Kind)) - good
    assert LOCAL not in good | bad | set(get_args(Kind))
    camel, method = surface("three_hump_camel"), optimizer("gradient_descent", learning_rate=0.05)
    signs = [Result(run(camel, method, start, 300), camel, 300).kind for start in ((-1.7, 0.8), (0.1, 0.1))]
    assert signs == [LOCAL, "converged"]


def test_losses_of_a_sample_say_so_and_the_one_of_all_examples_does_too() -> None:
    plain, sampled = ({c.key: c for c in table_columns(BATCH_TABLE, size)} for size in (None, 5_000))
    assert {key for key in plain if plain[key] != sampled[key]} == {NOW, "final_loss"}
    assert sampled[NOW].label == "Loss at step {step}, of a sample of 5000" and "all" in sampled["final_loss"].label
