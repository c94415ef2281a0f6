"""The batch player's messages, and what comes back from the browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from optim_core import optimizer, run
from optim_core.running.sampling import Sampling
from plots.base.palette import LineStyle
from surfaces.data import MODELS, SOURCES, DataLoss, data_loss, dataset, typed_model
from surfaces.data.data_loss import MOST_FOR_CURVES, MOST_FOR_PICTURES
from ui.batch_player import BatchRun, BatchScene, BatchSettings, batch_scene, labels
from ui.batch_player.batches import MOST_INDICES, dealt_batches
from ui.batch_player.builder import MOST_DRAWN
from ui.batch_player.settings import DataEdit, edit_from, settings_from
from ui.batch_player.views import player_message, scene_message
from ui.player.assets import folder_name, publish_assets
from ui.player.wire import unpack

TEXTS = labels(str)


def make_loss(source: str = "line", size: int | None = None) -> DataLoss:
    return data_loss(dataset(source, size), MODELS[SOURCES[source].model])


def make_run(loss: DataLoss, sampling: Sampling | None = None, steps: int = 20) -> BatchRun:
    path = run(loss, optimizer("gradient_descent", learning_rate=0.05), loss.start, steps, sampling=sampling)
    seen = path.examples_seen if path.batches else np.arange(steps + 1) * loss.examples
    return BatchRun("gd", "GD", LineStyle("#000", "solid"), path.points, path.values, path.batches, np.asarray(seen),
                    np.full(steps, 0.05), {}, "converged")  # fmt: skip


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_a_scene_holds_the_loss_of_every_source(source: str) -> None:
    loss = make_loss(source)
    scene = batch_scene(loss, TEXTS)
    header, arrays = unpack(scene_message(scene))
    assert scene_message(scene) == scene_message(batch_scene(loss, TEXTS))
    first, second = arrays["axis0"], arrays["axis1"]
    assert arrays["values"][7, 30] == pytest.approx(loss.value(float(first[30]), float(second[7])), rel=1e-6)
    np.testing.assert_array_equal(arrays["features"], np.stack(loss.data.features, axis=1))
    np.testing.assert_array_equal(arrays["target"], loss.data.target)
    assert header["levels"] == sorted(header["levels"])
    assert (header["valley"] is not None) == (source in ("constant", "collinear"))
    assert len(header["names"]) == len(loss.data.features) + 1


def test_a_line_of_minima_is_one() -> None:
    loss = make_loss("collinear")
    valley = batch_scene(loss, TEXTS).valley
    assert valley is not None
    (x, y), (dx, dy) = valley
    assert loss.value(x + 3 * dx, y + 3 * dy) == pytest.approx(loss.value(x, y), rel=1e-9)
    ridge = data_loss(loss.data, MODELS["squares"], penalty="l2", strength=0.1)
    assert batch_scene(ridge, TEXTS).valley is None


def test_scenes_of_different_content_have_different_names() -> None:
    loss = make_loss()
    moved = data_loss(loss.data.changed(3, (1.0,), 2.0), MODELS["squares"])
    scenes = [batch_scene(loss, TEXTS), batch_scene(moved, TEXTS), batch_scene(loss, labels(str, "ru")),
              batch_scene(loss, TEXTS, loss.data)]  # fmt: skip
    assert len({scene.id for scene in scenes}) == 4
    assert batch_scene(make_loss(), TEXTS).id == scenes[0].id


def test_a_typed_loss_knows_no_prediction() -> None:
    data = dataset("line", 20)
    assert batch_scene(data_loss(data, typed_model("(w0 + w1*x - y)^4", 1, True)), TEXTS).prediction == ""
    assert batch_scene(data_loss(data, typed_model("w0*tanh(w1*x)", 1, False)), TEXTS).prediction != ""


def test_of_very_many_examples_a_sample_is_drawn_and_all_are_known() -> None:
    loss = make_loss("line", 10_000)
    header, arrays = unpack(scene_message(batch_scene(loss, TEXTS)))
    assert (header["total"], len(arrays["target"])) == (10_000, MOST_DRAWN)
    drawn = arrays["drawn"].astype(int)
    np.testing.assert_array_equal(loss.data.target[drawn], arrays["target"])
    np.testing.assert_allclose(arrays["allTarget"], loss.data.target, rtol=1e-6)
    assert len(np.unique(drawn)) == MOST_DRAWN


def test_batches_arrive_as_they_were_dealt_and_equal_ones_once() -> None:
    loss = make_loss()
    same, other = make_run(loss, Sampling("shuffle", 8, 0)), make_run(loss, Sampling("shuffle", 8, 1))
    runs = [same, make_run(loss, Sampling("shuffle", 8, 0)), make_run(loss), other]
    header, arrays = unpack(player_message(batch_scene(loss, TEXTS), runs, loss.start, BatchSettings()))
    assert [each["batches"] for each in header["runs"]] == [0, 0, None, 1]
    assert same.batches is not None
    np.testing.assert_array_equal(arrays["b0"], np.concatenate(same.batches))
    np.testing.assert_array_equal(arrays["n0"], [len(batch) for batch in same.batches])
    assert not arrays.keys() & {"b2", "n2"}
    np.testing.assert_array_equal(arrays["p3"], other.points)


def test_everything_of_a_run_travels_under_its_own_name() -> None:
    loss = make_loss()
    view = make_run(loss, Sampling("shuffle", 8, 0))
    numbers = np.arange(21.0)
    view = replace(view, validation=numbers + 0.5, examples_seen=numbers * 8, rates=numbers[:20] / 7, stop=13)
    header, arrays = unpack(
        player_message(
            batch_scene(loss, TEXTS), [make_run(loss), view], (1.0, 2.0), BatchSettings("epochs", "linear", 4.0)
        )
    )
    sent = {"p1": view.points, "v1": view.values, "e1": numbers * 8, "r1": numbers[:20] / 7, "h1": numbers + 0.5}
    for name, array in sent.items():
        np.testing.assert_array_equal(arrays[name], array)
    assert "h0" not in arrays
    assert [run["stop"] for run in header["runs"]] == [None, 13]
    assert (header["start"], header["xAxis"], header["lossAxis"], header["speed"]) == (
        [1.0, 2.0],
        "epochs",
        "linear",
        4.0,
    )


def test_classes_are_predicted_by_their_probability_and_held_out_examples_are_their_own() -> None:
    bodies = {"clouds": "return [sigmoid(((v0 * v2) + (v1 * v3)))];\n", "line": "return [(v0 + (v1 * v2))];\n"}
    for source, body in bodies.items():
        assert batch_scene(make_loss(source), TEXTS).prediction == body
    held = dataset("line", 20)
    header, arrays = unpack(scene_message(batch_scene(make_loss(), TEXTS, held)))
    np.testing.assert_array_equal(arrays["heldFeatures"][:, 0], held.features[0])
    np.testing.assert_array_equal(arrays["heldTarget"], held.target)
    assert header["total"] == 60 and len(arrays["target"]) == 60


def test_long_runs_with_large_batches_stay_bounded_and_say_so() -> None:
    dealt = dealt_batches([Sampling("full").batches(2000, 1000)])
    assert dealt.arrays["b0"].size <= MOST_INDICES
    assert set(dealt.arrays["n0"]) == {500.0}
    assert set(dealt.arrays["s0"]) == {2000.0}


def test_misshapen_data_are_refused() -> None:
    loss = make_loss()
    scene, view = batch_scene(loss, TEXTS), make_run(loss)
    for wrong in (
        replace(view, points=view.points[:, :1]),
        replace(view, rates=np.zeros(3)),
        replace(view, validation=np.zeros(3)),
        replace(view, examples_seen=np.zeros(3)),
        replace(view, batches=Sampling("single").batches(60, 1)),
    ):
        with pytest.raises(ValueError, match="gd"):
            player_message(scene, [wrong], loss.start, BatchSettings())
    bad: list[BatchScene] = [replace(scene, values=scene.values[1:]), replace(scene, names=("x",))]
    for wrong_scene in bad:
        with pytest.raises(ValueError, match="fit"):
            scene_message(wrong_scene)


EDIT = {"kind": "move", "index": 3, "features": [1, 2.5], "target": 0.5, "request": 4}


def test_edits_from_the_browser() -> None:
    assert edit_from(EDIT, 2, 10) == DataEdit("move", 3, (1.0, 2.5), 0.5)
    assert edit_from({**EDIT, "kind": "add", "index": 10}, 2, 10) == DataEdit("add", 10, (1.0, 2.5), 0.5)
    before = {"index": 1, "features": [0, 0], "target": 1, "raw": [7, 8]}
    known = DataEdit("move", 1, (0.0, 0.0), 1.0, (7.0, 8.0))
    both = DataEdit("move", 3, (1.0, 2.5), 0.5, (5.0, 6.0), (known,))
    assert edit_from({**EDIT, "raw": [5, 6], "others": [before]}, 2, 10) == both


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "paint"},
        {"kind": []},
        {"index": 10},
        {"index": -1},
        {"index": "3"},
        {"features": [1.0]},
        {"features": "12"},
        {"features": [1.0, None]},
        {"features": [1.0, float("inf")]},
        {"raw": [1]},
        {"raw": [1, None]},
        {"others": 3},
        {"others": [3]},
        {"others": [{"index": 11, "features": [0, 0], "target": 1}]},
        {"others": [{"index": 1, "features": [0, 0], "target": 1}] * 11},
        {"kind": "add", "others": [{"index": 1, "features": [0, 0], "target": 1}]},
        {"target": None},
        {"target": float("nan")},
    ],
)
def test_edits_that_make_no_sense_are_dropped(change: dict[str, object]) -> None:
    assert edit_from({**EDIT, **change}, 2, 10) is None
    assert edit_from(None, 2, 10) is None


@pytest.mark.parametrize(
    "change", [{"x_axis": "hours"}, {"loss_axis": 1}, {"speed": 0}, {"speed": "1"}, {"x_axis": []}, {"present": 1}]
)
def test_settings_from_the_browser_are_checked(change: dict[str, object]) -> None:
    chosen = {"x_axis": "epochs", "loss_axis": "linear", "speed": 2, "present": True}
    assert settings_from(chosen) == BatchSettings("epochs", "linear", 2.0, True)
    assert settings_from({**chosen, "step": 0}) == BatchSettings("epochs", "linear", 2.0, True, 0)
    assert settings_from({**chosen, "step": -1}) is None
    assert settings_from({**chosen, **change}) is None
    assert settings_from("epochs") is None


def test_every_label_is_translated() -> None:
    translated = labels(lambda text: f"«{text}»", "ru")
    assert translated.pop("language") == "ru"
    assert all(text.startswith("«") for text in translated.values())


def test_modules_in_sub_folders_are_published(tmp_path: Path) -> None:
    publish_assets(tmp_path)
    published = tmp_path / folder_name()
    assert (published / "batches" / "main.js").is_file()
    assert (published / "batches" / "batches.css").is_file()


@pytest.mark.parametrize(
    ("examples", "held_out", "changed"),
    [
        (MOST_FOR_PICTURES, 0, 0),
        (MOST_FOR_PICTURES + 1, 0, 3),
        (MOST_DRAWN + 1, MOST_FOR_CURVES, 9),
        (MOST_FOR_CURVES, 0, 9),
        (MOST_FOR_CURVES + 1, 0, 11),
        (MOST_FOR_CURVES + 1, MOST_FOR_CURVES + 1, 13),
    ],
)
def test_whatever_is_shown_of_a_sample_says_so(examples: int, held_out: int, changed: int) -> None:
    words = labels(str, "en", examples, held_out)
    others = {key for key, text in words.items() if text != TEXTS[key]}
    assert words.keys() == TEXTS.keys() and len(others) == changed
    assert all("sample" in words[key] for key in others)
