"""Tables that people paste: the ways people write them, and everything that is none."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.batches.data_table import MAX_BYTES, ColumnsWanted, TableError, read_bytes, read_table
from surfaces.data import MAX_EXAMPLES
from ui.work.budgets import BUDGETS


@pytest.mark.parametrize(
    "text",
    [
        "1,2\n3,4.5",
        "1, 2\n3, 4.5\n\n",
        "1;2\n3;4,5",
        "1\t2\n3\t4.5",
        "1 2\r\n3   4.5\r\n",
        "x,y\n1,2\n3,4.5",
        '"x";"y"\n"1";"2"\n"3";"4,5"',
        "\n\n1,2\n3,4.5",
        "1\t2\n3\t4,5",
        "рост, м\tвес, кг\n1\t2\n3\t4,5",
        "1,0 2,0\n3,0 4,5",
        "х у\n1 2,0\n3 4,5",
        "1 \t2 \n 3\t\u00a04,5",
        '"1,0","2,0"\n"3,0","4,5"',
        "\ufeffx;y\n1;2\n3;4,50",
        "１\t２\n３\t４,５",
    ],
)
def test_ways_to_write_the_same_table(text: str) -> None:
    data = read_table(text)
    assert data.features[0].tolist() == [1.0, 3.0]
    assert data.target.tolist() == [2.0, 4.5]
    assert not data.classes


@pytest.mark.parametrize("separator", [";", "\t", ", ", " "])
@pytest.mark.parametrize("minus", ["-", "−", "–"])
@pytest.mark.parametrize("apart", ["", "\u2009", "\u00a0", "\u202f", " ", "'"])
@pytest.mark.parametrize("mark", [".", ","])
@pytest.mark.parametrize("head", ["", "Цена{}Объём\n", "цена, руб.{}объём, м³\n"])
def test_numbers_as_spreadsheets_and_books_write_them(
    separator: str, minus: str, apart: str, mark: str, head: str
) -> None:
    if (separator == " " and apart == " ") or (separator == ", " and mark == ","):
        return  # Nobody could tell them apart.
    if separator in (" ", ", ") and "," in head:
        return
    rows = [f"{minus}1{apart}234{mark}5{separator}{minus}0{mark}25", f"2{apart}500{apart}000{separator}7{mark}0"]
    data = read_table(head.format(separator) + "\n".join(rows))
    assert data.features[0].tolist() == [-1234.5, 2500000.0] and data.target.tolist() == [-0.25, 7.0]
    assert (data.feature_names[0] != "x") == bool(head)


@given(
    st.lists(st.tuples(*[st.floats(-1e6, 1e6).map(lambda v: round(v, 3))] * 2), min_size=2, max_size=6),
    st.sampled_from([";", "\t", "  ", ","]), st.booleans(), st.booleans(),
)  # fmt: skip
def test_a_table_that_is_written_out_is_read_back(
    rows: list[tuple[float, float]], separator: str, comma: bool, heading: bool
) -> None:
    comma = comma and separator != ","
    text = "\n".join(separator.join(f"{v:.3f}".replace(".", "," if comma else ".") for v in row) for row in rows)
    data = read_table((f"высота{separator}вес\n" if heading else "") + text)
    assert list(zip(data.features[0].tolist(), data.target.tolist(), strict=True)) == rows


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,5", 1.5), ("−2", -2.0), ("1 234,5", 1234.5), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1,234", 1.234),
        ("12,345,678", 12345678.0), ("− 3", -3.0), ("1,5e3", 1500.0), ("1'000", 1000.0), ("+4", 4.0), (",5", 0.5),
    ],
)  # fmt: skip
def test_a_cell_is_the_number_that_a_reader_takes_it_for(cell: str, number: float) -> None:
    assert read_table(f"{cell}\t1\n2\t3").features[0][0] == number


@pytest.mark.parametrize("cell", ["1 2", "1_000", "1,2,3", "1.2.3", "12 34", "one", "1e", "--1", "1-2", "−"])
def test_what_no_reader_takes_for_a_number_is_refused_by_row_and_column(cell: str) -> None:
    with pytest.raises(TableError, match=r"Row 3, column 2 \(b\)"):
        read_table(f"a\tb\tc\n1\t2\t3\n4\t{cell}\t6")


def test_rows_are_counted_as_an_editor_counts_them() -> None:
    with pytest.raises(TableError, match="Row 5, column 1"):
        read_table("x,y\n\n1,2\n\nthree,4")
    with pytest.raises(TableError, match="Row 5 has another number of values than the rows before: 3"):
        read_table("x,y\n\n1,2\n\n3,4,5")


def test_names_are_kept() -> None:
    data = read_table("height (m), weight (kg)\n1.7,70\n1.8,81")
    assert (data.feature_names, data.target_name) == (("height (m)",), "weight (kg)")


def test_two_features_and_a_label() -> None:
    data = read_table("a,b,kind\n1,2,cat\n3,4,dog\n5,6,cat")
    assert data.classes and data.target.tolist() == [0.0, 1.0, 0.0]
    assert [f.tolist() for f in data.features] == [[1, 3, 5], [2, 4, 6]]
    assert not read_table("1,2,0.5\n3,4,1\n5,6,0").classes
    assert read_table("1,0\n2,1").classes


def test_bytes_with_a_mark_or_in_an_old_encoding() -> None:
    assert read_bytes(b"\xef\xbb\xbfx,y\n1,2").target.tolist() == [2.0]
    assert read_bytes("рост;вес\n1,5;2".encode("cp1251")).feature_names == ("рост",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("x,y", "no row"),
        ("1\n2", "Two columns"),
        ("1,2\n3,4,5", "Row 2 has another number of values than the rows before: 3, not 2"),
        ("1,2\n3", "Row 2, column 2: a value is missing"),
        ("1,2\nthree,4", "Row 2, column 1: “three” is no number"),
        ("x,y\n1,2\n3,four", "Row 3, column 2 (y): “four” is no number"),
        ("1,2\n3,nan", "Row 2"),
        ("1,2\n3,inf", "Row 2"),
        ("1,2\n3,1e300", "Row 2"),
        ("1,2\x00", "no text file"),
        ("1,2\n" * (MAX_EXAMPLES + 1), "more than 100,000 rows"),
    ],
)
def test_what_is_no_table_is_refused_with_its_row(text: str, words: str) -> None:
    with pytest.raises(TableError) as refusal:
        read_table(text)
    assert words in str(refusal.value)


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(TableError):
        read_bytes(bytes(range(256)) * 10)
    with pytest.raises(TableError, match="larger"):
        read_bytes(b"1,2\n" * (MAX_BYTES // 4 + 1))


@given(st.one_of(st.text(max_size=60), st.text(alphabet="0123456789.,;e- \n\t\"'x", max_size=80)))
def test_any_text_is_a_table_or_a_refusal(text: str) -> None:
    try:
        data = read_table(text)
    except (TableError, ColumnsWanted) as refusal:
        assert str(refusal)
        return
    assert np.isfinite(data.target).all()


@given(st.binary(max_size=100))
def test_any_file_is_a_table_or_a_refusal(content: bytes) -> None:
    try:
        read_bytes(content)
    except (TableError, ColumnsWanted) as refusal:
        assert str(refusal)


@pytest.mark.parametrize("separator", [",", ";", "1\t", " x"])
def test_very_many_columns_are_refused_before_anything_is_parsed(
    separator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.batches.data_table.pd.read_csv", lambda *_, **__: pytest.fail("parsed"))
    for before in ("", "1,2\n" if separator == "," else ""):
        with pytest.raises(TableError, match=r"not \d{6}\."):
            read_table(before + separator * 200_000)


def test_a_wide_row_far_below_is_refused_by_its_number() -> None:
    with pytest.raises(TableError, match="Row 202 has another number of values than the rows before: 100001, not 2"):
        read_table("1,2\n" * 201 + "," * 100_000)


def test_halves_of_characters_are_no_numbers_and_no_fault() -> None:
    with pytest.raises(TableError, match="Row 2"):
        read_table("1,2\n\ud800,3")
    assert read_table("\ud800,b\n1,2").feature_names == ("?",)


@pytest.mark.parametrize(
    ("text", "names", "numeric"),
    [
        ("1,2,3,4\n5,6,7,8", ("",) * 4, (True,) * 4),
        ("1,5;2;3;a\n5;6,5;7;b", ("",) * 4, (True, True, True, False)),
        ("a b c d e\n1.5 2 3 4 x\n5 6.5 7 8 y", ("a", "b", "c", "d", "e"), (True, True, True, True, False)),
        ("id\tx\tname\ty\n1\t2\tAnn\t3\n4\t5\tBo\t6", ("id", "x", "name", "y"), (True, True, False, True)),
    ],
)
def test_a_wide_table_asks_which_columns(text: str, names: tuple[str, ...], numeric: tuple[bool, ...]) -> None:
    with pytest.raises(ColumnsWanted) as wanted:
        read_table(text)
    assert (wanted.value.table.names, wanted.value.table.numeric) == (names, numeric)


def test_chosen_columns_of_a_wide_table_are_its_examples() -> None:
    with pytest.raises(ColumnsWanted) as wanted:
        read_bytes("id;длина;имя;вид\n1;2,5;А;да\n4;5,5;Б;нет\n7;1;В;да".encode())
    table = wanted.value.table
    data = table.examples((1,), 0)
    assert (data.feature_names, data.target_name, data.classes) == (("длина",), "id", False)
    assert (data.features[0].tolist(), data.target.tolist()) == ([2.5, 5.5, 1.0], [1.0, 4.0, 7.0])
    classes = table.examples((1, 0), 3)
    assert classes.feature_names == ("длина", "id")
    assert (classes.target.tolist(), classes.classes) == ([0.0, 1.0, 0.0], True)
    with pytest.raises(TableError, match="column 3 \\(имя\\): “А” is no number"):
        table.examples((0,), 2)


def test_very_many_rows_are_refused_before_anything_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.batches.data_table.pd.read_csv", lambda *_, **__: pytest.fail("parsed"))
    with pytest.raises(TableError, match="more than 100,000 rows"):
        read_table("1,2\n" * 100_002)


@pytest.mark.parametrize(
    "text", ["," * 899_000, "1,2\n" + "," * 899_000, ",\n" * 440_000, "\n" * 890_000, "1 " * 440_000]
)
def test_a_table_of_separators_costs_nothing(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As large as can be sent: refused by its bytes, columns or rows, none of which takes a parser."""
    monkeypatch.setattr("pages.batches.data_table.pd.read_csv", lambda *_, **__: pytest.fail("parsed"))
    with pytest.raises(TableError):
        read_table(text)


def test_the_limits_of_the_connection_are_one_number() -> None:
    """What a browser may send at once is what the server takes; a table leaves room for what else is sent."""
    config = tomllib.loads((Path(__file__).parents[3] / ".streamlit" / "config.toml").read_text("utf-8"))["server"]
    assert config["maxWidgetStateSize"] * 1_000_000 == BUDGETS.message
    assert config["maxUploadSize"] * 1024**2 >= MAX_BYTES
    assert MAX_BYTES == BUDGETS.table <= 0.9 * BUDGETS.message
    assert config["enableAgentApi"] is False
