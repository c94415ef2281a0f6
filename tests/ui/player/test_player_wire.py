"""The player's messages, and the files it publishes."""

from __future__ import annotations

import json
import math
import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from plots.base.palette import LineStyle
from ui.player import Explanation, assets
from ui.player.assets import PLOTLY_FLAT, PLOTLY_SOLID, folder_name, publish_assets
from ui.player.columns import NOW
from ui.player.labels import labels
from ui.player.settings import PlayerSettings, settings_from, settings_message
from ui.player.views import RunView, Scene, player_message, request_number, scene_message, start_from
from ui.player.wire import pack, unpack
from ui.runs.columns import PLAYER_TABLE, table_columns

arrays = st.dictionaries(
    st.text(max_size=8),
    hnp.arrays(st.sampled_from([np.float32, np.float64]), hnp.array_shapes(min_dims=0, min_side=0, max_side=5)),
    max_size=4,
)
headers = st.dictionaries(st.text(max_size=6).filter(lambda name: name != "arrays"), st.text(max_size=40))


@given(headers, arrays)
def test_unpack_returns_what_was_packed(header: dict[str, str], sent: dict[str, np.ndarray]) -> None:
    read, received = unpack(pack(header, sent))
    assert read == header
    assert received.keys() == sent.keys()
    for name, array in sent.items():
        assert received[name].dtype == array.dtype
        np.testing.assert_array_equal(received[name], array)


@given(headers, arrays)
def test_arrays_start_where_typed_arrays_may(header: dict[str, str], sent: dict[str, np.ndarray]) -> None:
    message = pack(header, sent)
    length = int.from_bytes(message[:4], "little")
    table = json.loads(message[4 : 4 + length])["arrays"]
    assert (4 + length) % 8 == 0
    assert all(offset % 8 == 0 and offset >= 4 + length for _, offset, _ in table.values())


def test_a_known_message_byte_by_byte() -> None:
    message = pack({"a": 1}, {"x": np.array([1.5])})
    head = b'{"a":1,"arrays":{"x":["f8",40,[1]]}}'
    assert message == (36).to_bytes(4, "little") + head.ljust(36) + bytes.fromhex("000000000000f83f")


def test_non_finite_numbers_belong_in_arrays() -> None:
    _, received = unpack(pack({}, {"x": np.array([np.nan, np.inf, -np.inf])}))
    np.testing.assert_array_equal(received["x"], [np.nan, np.inf, -np.inf])
    with pytest.raises(ValueError, match="JSON compliant"):
        pack({"x": float("nan")}, {})


def test_the_array_table_is_not_the_callers() -> None:
    with pytest.raises(ValueError, match="arrays"):
        pack({"arrays": {}}, {})


def make_scene(**changes: object) -> Scene:
    x, y = np.linspace(0, 1, 4), np.linspace(-1, 1, 3)
    fields: dict[str, object] = {
        "id": "bowl",
        "variables": ("x", "y"),
        "domain": ((0.0, 1.0), (-1.0, 1.0)),
        "axes": (x, y),
        "values": x[None, :] ** 2 + y[:, None] ** 2,
        "levels": (0.0, 1.0, float("inf")),
        "minima": ((0.0, 0.0),),
        "minimum_value": 0.0,
        "labels": labels(str),
        "columns": table_columns(PLAYER_TABLE),
        **changes,
    }
    return Scene(**fields)  # type: ignore[arg-type]


def make_run(count: int = 301, dimension: int = 2, **more: object) -> RunView:
    points = np.random.default_rng(0).normal(size=(count, dimension))
    cells = {key: "0.01" for key in PLAYER_TABLE if key != NOW}
    run = RunView("gd", "GD <b>", LineStyle("#000", "solid"), points, points[:, 0], None, cells, "converged")
    return replace(run, **more)  # type: ignore[arg-type]


def test_equal_scenes_are_equal_bytes() -> None:
    assert scene_message(make_scene()) == scene_message(make_scene())


def test_scene_values_are_single_precision_rows_of_y() -> None:
    header, received = unpack(scene_message(make_scene(minimum_value=float("nan"))))
    assert received["values"].dtype == np.float32
    assert received["values"].shape == (3, 4)
    assert received["values"][0, 3] == pytest.approx(2.0)
    assert header["minimumValue"] is None
    assert header["levels"] == [0.0, 1.0]


def test_values_too_large_for_single_precision_become_infinite_in_silence() -> None:
    _, received = unpack(scene_message(make_scene(values=np.full((3, 4), 1e300))))
    assert np.isposinf(received["values"]).all()


def test_misshapen_data_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        scene_message(make_scene(values=np.zeros((4, 3))))
    with pytest.raises(ValueError, match="gd: points"):
        player_message(make_scene(), [make_run(dimension=1)], (0.0, 0.0), PlayerSettings(), 0)


def test_paths_keep_double_precision_and_stay_small() -> None:
    message = player_message(make_scene(), [make_run()] * 5, (0.1, 0.2), PlayerSettings(), 7)
    header, received = unpack(message)
    assert len(message) <= 40_000
    np.testing.assert_array_equal(received["p4"], make_run().points)
    assert received["p4"].dtype == np.float64
    assert (header["answered"], header["start"], header["scene"]) == (7, [0.1, 0.2], "bowl")


def test_a_run_is_told_its_colours_on_both_grounds_its_dashes_and_its_marker() -> None:
    style = LineStyle("#0072B2", "dot", "star", "#56B4E9")
    runs = [make_run(), replace(make_run(), key="b", style=style)]
    header, _ = unpack(player_message(make_scene(), runs, (0.0, 0.0), PlayerSettings()))
    plain, own = header["runs"]
    assert [own[name] for name in ("color", "dark", "dash", "marker")] == ["#0072B2", "#56B4E9", "dot", "star"]
    # A run with one colour has it on both.
    assert (plain["color"], plain["dark"], plain["marker"]) == ("#000", "#000", "circle")


def test_a_page_that_listens_to_nothing_is_not_told() -> None:
    header, _ = unpack(player_message(make_scene(), [], (0.0, 0.0), PlayerSettings(), reports=()))
    assert header["reports"] == []


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"point": [1, 2.5]}, (1.0, 2.5)),
        ({"point": [1.0]}, None),
        ({"point": [1.0, None]}, None),
        ({"point": [1.0, float("nan")]}, None),
        ({"point": "12"}, None),
        ({}, None),
        (None, None),
    ],
)
def test_a_start_from_the_browser_is_checked(payload: object, expected: object) -> None:
    assert start_from(payload, 2) == expected


CHOSEN = {
    "view": "3d",
    "loss_axis": "linear",
    "speed": 2,
    "curve": "distance",
    "x_axis": "evaluations",
    "model": "linear",
    "side": "both",
    "present": True,
}


@pytest.mark.parametrize(
    "change",
    [
        {"view": "4d"},
        {"loss_axis": None},
        {"speed": 0},
        {"speed": "1"},
        {"curve": "accuracy"},
        {"curve": []},
        {"x_axis": "seconds"},
        {"model": "cubic"},
        {"side": "left"},
        {"present": 1},
        {"present": None},
        {"step": -1},
        {"step": 1.5},
        {"step": True},
        {"step": "3"},
        {"eye": [1, 2]},
        {"eye": [1, 2, "3"]},
        {"eye": [1, 2, 1e9]},
        {"eye": [1, 2, math.nan]},
        {"eye": 3},
    ],
)
def test_settings_from_the_browser_are_checked(change: dict[str, object]) -> None:
    assert settings_from(CHOSEN) == PlayerSettings(
        "3d", "linear", 2.0, "distance", "evaluations", "linear", "both", True
    )
    looked = settings_from({**CHOSEN, "step": 7, "eye": [1, -2.5, 0]})
    assert looked is not None
    assert (looked.step, looked.eye) == (7, (1.0, -2.5, 0.0))
    assert settings_from({**CHOSEN, **change}) is None
    assert settings_from([]) is None


def test_settings_travel_with_the_runs() -> None:
    settings = PlayerSettings(
        "3d", "linear", 0.5, "step_length", "evaluations", "quadratic", "numbers", True, 7, (1, 2, 3)
    )
    header, _ = unpack(player_message(make_scene(), [], (0.0, 0.0), settings))
    expected = {"view": "3d", "lossAxis": "linear", "speed": 0.5, "curve": "step_length", "xAxis": "evaluations"}
    assert settings_message(settings) == {
        **expected,
        "model": "quadratic",
        "side": "numbers",
        "present": True,
        "step": 7,
        "eye": [1, 2, 3],
    }
    assert settings_message(settings).items() <= header.items()


def test_curves_evaluations_and_crowds_travel_with_their_run() -> None:
    rates = np.arange(10.0).reshape(5, 2)
    rates[0] = np.nan
    crowd = np.arange(12, dtype=np.float32).reshape(2, 3, 2)
    run = make_run(5, curve=rates, evaluations=np.arange(0, 10, 2), crowd=crowd, crowd_stride=4)
    header, received = unpack(player_message(make_scene(), [make_run(5), run], (0.0, 0.0), PlayerSettings()))
    np.testing.assert_array_equal(received["c1"], rates)
    np.testing.assert_array_equal(received["e1"], [0, 2, 4, 6, 8])
    np.testing.assert_array_equal(received["m1"], crowd)
    assert received["m1"].dtype == np.float32
    assert header["runs"][1]["crowdStride"] == 4
    assert not received.keys() & {"c0", "e0", "m0"}


@pytest.mark.parametrize(
    ("name", "shape"),
    [("curve", (4,)), ("curve", (5, 3)), ("evaluations", (5, 1)), ("crowd", (2, 3)), ("crowd", (2, 3, 1))],
)
def test_misshapen_extras_are_refused(name: str, shape: tuple[int, ...]) -> None:
    run = make_run(5, **{name: np.zeros(shape)})
    with pytest.raises(ValueError, match=f"gd: {name} of shape"):
        player_message(make_scene(), [run], (0.0, 0.0), PlayerSettings())


def test_the_explained_run_brings_its_gradients_and_where_they_were_taken() -> None:
    gradients, taken = np.arange(8.0).reshape(4, 2), np.arange(8.0, 16.0).reshape(4, 2)
    for places in (taken, None):
        explained = Explanation("gd", None, gradients, places)
        header, received = unpack(
            player_message(make_scene(), [make_run(5)], (0.0, 0.0), PlayerSettings(), explained=explained)
        )
        assert header["explained"] == {"run": "gd", "equations": None}
        np.testing.assert_array_equal(received["stepGradients"], gradients)
        assert ("stepTakenAt" in received) == (places is not None)
        if places is not None:
            np.testing.assert_array_equal(received["stepTakenAt"], taken)
        assert "stepLosses" not in received
    explained = Explanation("gd", None, gradients, None, np.arange(4.0))
    _, received = unpack(player_message(make_scene(), [make_run(5)], (0.0, 0.0), PlayerSettings(), explained=explained))
    np.testing.assert_array_equal(received["stepLosses"], np.arange(4.0))
    header, received = unpack(player_message(make_scene(), [make_run(5)], (0.0, 0.0), PlayerSettings()))
    assert header["explained"] is None and "stepGradients" not in received


def test_a_scene_brings_its_kernel() -> None:
    header, _ = unpack(scene_message(make_scene(kernel="return [v0];\n")))
    assert header["kernel"] == "return [v0];\n"
    assert unpack(scene_message(make_scene()))[0]["kernel"] == ""


def test_request_numbers() -> None:
    assert request_number({"request": 5}) == 5
    assert request_number({"request": "5"}) == request_number(None) == 0


def test_publishing_twice_is_publishing_once(tmp_path: Path) -> None:
    root = tmp_path / "static"
    assert publish_assets(root) == publish_assets(root) == f"app/static/{folder_name()}"
    assert [path.name for path in root.iterdir()] == [folder_name()]
    names = {path.name for path in (root / folder_name()).iterdir()}
    assert {"main.js", "player.css", PLOTLY_FLAT.name, PLOTLY_SOLID.name} <= names


def test_published_files_are_the_sources_and_say_what_runs_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "static" / folder_name()
    publish_assets(folder.parent)
    sources = Path(assets.__file__).parent
    published = [path for path in folder.rglob("*") if path.is_file()]
    assert len(published) > 100
    for path in published:
        name = path.relative_to(folder)
        source = sources / "plotly" / name if name.name.startswith("plotly-") else sources / "js" / name
        ahead = path.suffix == ".js" and path.name != PLOTLY_SOLID.name
        assert path.read_bytes() == (assets.COMPILED_AHEAD if ahead else b"") + source.read_bytes(), name


def test_only_old_versions_are_removed(tmp_path: Path) -> None:
    old, recent, other = tmp_path / "player-old", tmp_path / "player-recent", tmp_path / "images"
    for folder in (old, recent, other):
        folder.mkdir()
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    os.utime(other, (two_days_ago, two_days_ago))
    publish_assets(tmp_path)
    assert not old.exists()
    assert recent.exists()
    assert other.exists()


def test_an_unwritable_folder_is_an_error(tmp_path: Path) -> None:
    blocked = tmp_path / "static"
    blocked.write_text("")
    with pytest.raises(OSError, match="static"):
        publish_assets(blocked)


def test_every_label_is_translated() -> None:
    translated = labels(lambda text: f"«{text}»", "ru")
    assert translated.pop("language") == "ru"
    assert all(text.startswith("«") for text in translated.values())
