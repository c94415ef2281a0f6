"""Every bound of links, tables and what a browser reports: the last value that is taken, and the first that is not."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest

from pages.batches import links as batches_links
from pages.batches.computed import task_of
from pages.batches.data_table import MAX_BYTES, SHOWN, ColumnsWanted, TableError, read_bytes, read_table
from pages.batches.edit import edited
from pages.batches.state import BatchesState
from pages.playground import links
from surfaces.data import MAX_EXAMPLES, Dataset
from ui.batch_player.settings import BatchSettings, edit_from
from ui.batch_player.settings import settings_from as batch_settings_from
from ui.links import reader as link_reader
from ui.player.explanation import explained_run
from ui.player.settings import PlayerSettings, settings_from

#: Of the Playground's links: name, texts that are taken, texts that are not.
PLAYGROUND: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("start", ("1e6,-1e6", "-1e6,1e6"), ("1000001,0", "0,-1000001", "0", "0,0,0", "nan,0")),
    ("domain", ("-1e6,1e6,-1e6,1e6", "0,1e-6,0,1"), ("-1000001,0,0,1", "0,1,0,1000001", "0,9e-7,0,1", "1,1,0,1")),
    ("steps", ("1", "5000"), ("0", "5001", "1.5", "-1")),
    ("begin", ("random,100,0", "random,1e-300,9999"), ("random,100.001,0", "random,0,0", "random,-1,0")),
    ("begin", ("many,10,0", "many,100,9999"), ("many,9,0", "many,101,0", "many,10,-1", "many,10,10000")),
    ("begin", ("random,1,0", "random,1,9999"), ("random,1,-1", "random,1,10000", "random,1,1.5")),
    ("stop", ("gradient=1e-300", "evaluations=1e6"), ("gradient=0", "gradient=-1", "gradient=inf")),
    ("speed", ("0.25", "8"), ("0.2", "16", "0", "-1")),
    ("maximize", ("0", "1"), ("2", "-1", "true")),
    ("p.b", ("1", "1000"), ("0.99", "1000.1")),
    ("m", ("adam~2", "adam~8"), ("adam~1", "adam~9")),
    ("m", ("adam;beta_1=0",), ("adam;beta_1=1", "adam;beta_1=-0.1")),
    ("m", ("adam;schedule=step;schedule.every=1",), ("adam;schedule=step;schedule.every=0",)),
)
#: The same of the page of data and batches.
BATCHES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("size", ("10", "100000"), ("9", "61", "100001", "1000000")),
    ("noise", ("0", "10"), ("-0.01", "10.01")),
    ("draw", ("1", "9999"), ("-1", "10000")),
    ("penalty", ("l2,1e-6", "l1,100"), ("l2,9e-7", "l1,100.1", "l2,0", "l3,1")),
    ("delta", ("0.001", "100"), ("0.0009", "100.1", "0", "-1")),
    ("scaled", ("0", "1"), ("2",)),
    ("held", ("0.2", "0.5"), ("0.1", "0.6", "1")),
    ("batches", ("shuffle,1,0", "replacement,100000,9999"), ("shuffle,0,0", "shuffle,100001,0")),
    ("batches", ("single,1,0", "shuffle,8,9999"), ("shuffle,8,10000", "shuffle,8,-1", "shuffle,8")),
    ("start", ("1e6,-1e6", "-1e6,1e6"), ("1000001,0", "0,-1000001", "1", "1,2,3")),
    ("steps", ("1", "5000"), ("0", "5001")),
    ("speed", ("0.25", "8"), ("0.2", "16")),
    ("rows", (";".join(f"{n},1" for n in range(60)), "1,2"), (";".join(f"{n},1" for n in range(61)), "1", "1,2,3,4")),
    ("rows", ("1e9,-1e9", "-1e9,1e9"), ("1000000001,0", "0,-1000000001")),
    ("m", ("adam~8",), ("adam~9",)),
)


def cases(table: Any, taken: bool) -> list[tuple[str, str]]:
    return [(name, text) for name, good, bad in table for text in (good if taken else bad)]


@pytest.mark.parametrize(("name", "text"), cases(PLAYGROUND, True))
def test_the_playground_takes_what_is_just_within(name: str, text: str) -> None:
    _state, notes = links.from_query({name: [text]})
    assert not notes


@pytest.mark.parametrize(("name", "text"), cases(PLAYGROUND, False))
def test_the_playground_refuses_what_is_just_beyond(name: str, text: str) -> None:
    state, notes = links.from_query({name: [text]})
    assert len(notes) == 1
    assert (state.start, state.domain, state.steps, state.begin) == (None, None, 300, links.DEFAULT.begin)
    assert (state.stops, state.player, state.maximize, state.parameters) == ({}, PlayerSettings(), False, {})


@pytest.mark.parametrize(("name", "text"), cases(BATCHES, True))
def test_the_page_of_batches_takes_what_is_just_within(name: str, text: str) -> None:
    _state, notes = batches_links.from_query({name: [text]})
    assert not notes


@pytest.mark.parametrize(("name", "text"), cases(BATCHES, False))
def test_the_page_of_batches_refuses_what_is_just_beyond(name: str, text: str) -> None:
    state, notes = batches_links.from_query({name: [text]})
    assert len(notes) == 1
    assert state == batches_links.DEFAULT


def test_every_numeric_setting_of_both_pages_is_in_the_tables() -> None:
    named = [{name for name, _good, _bad in table} for table in (PLAYGROUND, BATCHES)]
    assert named[0] == {"start", "domain", "steps", "begin", "stop", "speed", "maximize", "p.b", "m"}
    shared = {"scaled", "held", "batches", "start", "steps", "speed", "m"}
    assert named[1] == {"size", "noise", "draw", "penalty", "delta", "rows"} | shared


def test_a_long_text_is_not_even_looked_at() -> None:
    # Spaces around a number do no harm, were it not for their number.
    within = "1,2".ljust(link_reader.LONGEST)
    assert links.from_query({"start": [within]})[0].start == (1.0, 2.0)
    assert links.from_query({"start": [within + " "]})[0].start is None


def test_eight_methods_race_on_the_playground_and_four_over_batches() -> None:
    slots = ["adam", *(f"adam~{n}" for n in range(2, 9)), "momentum"]
    assert [m.slot for m in links.from_query({"m": slots})[0].methods] == slots[:8]
    assert [m.slot for m in batches_links.from_query({"m": slots})[0].methods] == slots[:4]


@pytest.mark.parametrize("count", [59, 60, 61])
def test_a_link_carries_sixty_examples(count: int) -> None:
    own = BatchesState().with_own(Dataset((np.arange(float(count)),), np.zeros(count)))
    assert ("rows" in batches_links.to_query(own)) == (count <= 60)


SETTINGS = ("inner=adam", "every=7", "beta_1=0.5", "learning_rate=0.25")


def test_the_order_of_a_methods_settings_does_not_matter() -> None:
    expected = {"inner": "adam", "every": 7, "beta_1": 0.5, "learning_rate": 0.25}
    for order in permutations(SETTINGS):
        state, notes = links.from_query({"m": [";".join(("lookahead", *order))]})
        assert not notes
        assert state.methods[0].hyperparameters == expected


def test_a_form_a_schedule_and_numbers_in_any_order() -> None:
    parts = ("pytorch", "schedule=step", "schedule.every=7", "learning_rate=0.25")
    (expected,) = links.from_query({"m": [";".join(("adam", *parts))]})[0].methods
    assert (expected.convention, expected.schedule.values) == ("pytorch", {"every": 7})
    for order in permutations(parts):
        state, notes = links.from_query({"m": [";".join(("adam", *order))]})
        assert (state.methods, notes) == ((expected,), [])


# --- Tables -----------------------------------------------------------------------------------------------------------


def refused(text: str) -> str:
    with pytest.raises(TableError) as refusal:
        read_table(text)
    return str(refusal.value)


def test_a_table_has_at_most_a_hundred_thousand_rows() -> None:
    assert read_table("1,2\n" * MAX_EXAMPLES).size == MAX_EXAMPLES == 100_000
    assert read_table("x,y\n" + "1,2\n" * MAX_EXAMPLES).size == MAX_EXAMPLES
    assert refused("1,2\n" * (MAX_EXAMPLES + 1)) == "There are more than 100,000 rows."


def test_a_table_has_at_most_four_megabytes() -> None:
    assert MAX_BYTES == 900_000
    within = "1,2\n" + " " * (MAX_BYTES - 4)
    assert read_table(within).size == read_bytes(within.encode()).size == 1
    assert refused(within + " ") == "The table is larger than 0.9 MB."
    with pytest.raises(TableError, match=r"larger than 0\.9 MB"):
        read_bytes(within.encode() + b" ")
    # A file is measured in bytes: of these letters two each.
    with pytest.raises(TableError, match=r"larger than 0\.9 MB"):
        read_bytes(("ж" * (MAX_BYTES // 2) + ",y\n1,2").encode())


@pytest.mark.parametrize("number", ["1e9", "-1e9"])
def test_a_table_has_no_number_beyond_a_billion(number: str) -> None:
    assert read_table(f"1,{number}\n{number},2").size == 2
    beyond = number.replace("1e9", "1000000001")
    assert refused(f"1,2\n3,{beyond}") == f"Row 2, column 2: “{beyond}” is no number, or one beyond 1e+09."
    assert refused(f"1,2\n{beyond},4").startswith("Row 2")
    assert refused(f"a,b\n1,2\n{beyond},4").startswith("Row 3")


@pytest.mark.parametrize("columns", [1, 2, 3, 4])
def test_of_a_table_two_or_three_columns_are_used(columns: int) -> None:
    row = ",".join("123456"[:columns])
    if columns in (2, 3):
        assert len(read_table(f"{row}\n{row}").features) == columns - 1
    elif columns == 1:
        assert refused(f"{row}\n{row}").endswith(f"not {columns}.")
    else:
        with pytest.raises(ColumnsWanted) as wanted:
            read_table(f"{row}\n{row}")
        assert len(wanted.value.table.names) == columns


def test_names_and_cells_are_cut_before_they_are_shown() -> None:
    long = "n" * (SHOWN + 5)
    data = read_table(f"{long},{long}\n1,2\n2,3")
    assert (data.feature_names, data.target_name) == ((long[:SHOWN],), long[:SHOWN])
    assert f"“{long[:SHOWN]}”" in refused(f"1,2\n{long},3")


# --- The browser ------------------------------------------------------------------------------------------------------

PLAYER = {"view": "2d", "loss_axis": "log", "curve": "loss", "x_axis": "steps", "model": "none", "side": "curve"}


@pytest.mark.parametrize(("speed", "taken"), [(64, True), (64.1, False), (1e-9, True), (0, False), (-1, False)])
def test_a_player_plays_at_most_sixty_four_times_as_fast(speed: float, taken: bool) -> None:
    assert (settings_from({**PLAYER, "present": False, "speed": speed}) is not None) == taken
    found = batch_settings_from({"x_axis": "steps", "loss_axis": "log", "speed": speed, "present": False})
    assert found == (BatchSettings(speed=speed) if taken else None)


def test_a_browser_asks_for_runs_by_short_names() -> None:
    assert explained_run({"run": "a" * 100}) == "a" * 100
    assert explained_run({"run": "a" * 101}) is None
    assert explained_run({"run": ""}) == ""


@pytest.mark.parametrize(("kind", "last"), [("move", 9), ("remove", 9), ("add", 10)])
def test_an_edit_is_of_an_example_that_there_is(kind: str, last: int) -> None:
    for index in (-1, 0, last, last + 1):
        found = edit_from({"kind": kind, "index": index, "features": [1.0], "target": 0.0}, 1, 10)
        assert (found is not None) == (0 <= index <= last)


def test_an_edited_example_stays_within_a_billion() -> None:
    state = BatchesState()
    data, task = state.examples(), task_of(state)
    for value, taken in ((1e9, True), (-1e9, True), (1.01e9, False), (-1.01e9, False)):
        assert (edited(data, task, "move", 0, (value,), 0.0, False) is not None) == taken
        assert (edited(data, task, "add", data.size, (0.0,), value, False) is not None) == taken


def test_nothing_is_added_to_a_hundred_thousand_examples() -> None:
    full = Dataset((np.arange(MAX_EXAMPLES) / MAX_EXAMPLES,), np.zeros(MAX_EXAMPLES))
    room = full.without(0)
    for data, taken in ((full, False), (room, True)):
        task = task_of(BatchesState().with_own(data))
        assert (edited(data, task, "add", data.size, (0.5,), 0.0, False) is not None) == taken
