"""The page of data and batches without a browser: every source and model, tables good and bad, edits, its tabs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.batches.computed import Task, task_of
from pages.batches.edit import edited
from pages.batches.state import OWN, BatchesState
from surfaces.data import MODELS, SOURCES, dataset
from ui.player.wire import unpack

PAGE = """
import runpy, sys
sys.path.insert(0, {root!r})
runpy.run_path({page!r}, run_name="__main__")
"""
ROOT = Path(__file__).parents[3]
SECONDS = 60


def opened(panel: str = "", **query: str | list[str]) -> AppTest:
    script = PAGE.format(root=str(ROOT), page=str(ROOT / "pages" / "batches" / "page.py"))
    app = AppTest.from_string(script, default_timeout=SECONDS)
    for name, value in query.items():
        app.query_params[name] = value
    if panel:
        app.session_state["b.panels"] = panel
    return run(app)


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def state(app: AppTest) -> BatchesState:
    found: BatchesState = app.session_state["batches"]
    return found


def message(app: AppTest) -> tuple[Any, dict[str, np.ndarray]]:
    """What the batch player is sent."""
    (player,) = (e for e in app.get("bidi_component") if e.proto.component_name == "batch_player")
    return unpack(player.proto.bytes)


@pytest.mark.parametrize("key", sorted(SOURCES))
def test_every_source_opens_with_every_model_that_fits(key: str) -> None:
    data = dataset(key)
    app = opened(data=key)
    assert app.subheader[0].value == SOURCES[key].name
    for model in MODELS.values():
        if model.fits(len(data.features), data.classes):
            app.selectbox(key="b.model.en").set_value(model.key)
            run(app)
            assert state(app).model_for(data).key == model.key
            assert not app.warning


@pytest.mark.parametrize("kind", ["shuffle", "replacement", "single", "full"])
def test_every_way_to_deal(kind: str) -> None:
    app = opened(m=["gradient_descent", "adam", "bfgs"])
    app.selectbox(key="b.kind.en").set_value(kind)
    run(app)
    assert state(app).sampling.kind == kind
    assert app.query_params.get("batches") == (None if kind == "shuffle" else f"{kind},10,0")
    header, arrays = message(app)
    # SciPy's methods see all examples in any case, and so does everybody where all are dealt.
    dealt = 0 if kind != "full" else None
    assert [each["batches"] for each in header["runs"]] == [dealt, dealt, None]
    if dealt is not None:
        expected = {"shuffle": [10] * 6, "replacement": [10] * 6, "single": [1] * 6}[kind]
        assert arrays["s0"][:6].tolist() == expected
        first = arrays["b0"][:60].astype(int).tolist()
        assert (sorted(first) == list(range(60))) == (kind == "shuffle")


def test_a_pasted_table_is_shown_and_a_bad_one_loses_nothing() -> None:
    app = opened()
    app.text_area(key="b.pasted").set_value("x;y\n1;2,5\n2;3,5\n3;4,6")
    run(app)
    assert state(app).source == OWN
    assert state(app).examples().target.tolist() == [2.5, 3.5, 4.6]
    before = state(app).examples()
    app.text_area(key="b.pasted").set_value("1,2\nthree,4")
    run(app)
    assert "Row 2" in app.error[0].value
    assert state(app).examples() == before
    app.text_area(key="b.pasted").set_value("1,2\n2,3")
    run(app)
    assert not app.error
    assert state(app).examples().size == 2


def test_a_table_of_words_is_classified() -> None:
    app = opened()
    app.text_area(key="b.pasted").set_value("a,b,kind\n1,2,yes\n3,4,no\n2,2,yes\n4,4,no")
    run(app)
    assert state(app).examples().classes
    assert state(app).examples().target.tolist() == [1.0, 0.0, 1.0, 0.0]
    assert task_of(state(app)).loss.kernels.model.key == "logistic"
    offered = [MODELS[key].name for key in MODELS if MODELS[key].fits(2, True)]
    assert app.selectbox(key="b.model.en").options == [*offered, "Your own formula"]


def test_a_formula_of_ones_own_and_what_is_none() -> None:
    app = opened()
    app.selectbox(key="b.model.en").set_value("typed")
    run(app)
    app.text_input(key="b.formula").set_value("w0*exp(w1*x)")
    run(app)
    assert state(app).formula == "w0*exp(w1*x)"
    app.text_input(key="b.formula").set_value("w0*y")
    run(app)
    assert len(app.error) == 1 and "y" in app.error[0].value
    assert "The last formula that worked stays in the picture." in [caption.value for caption in app.caption]
    assert state(app).formula == "w0*exp(w1*x)"


@pytest.mark.parametrize(("formula", "words"), [("w0*x^(1/3) + w1", "real root"), ("w0*х + w1", "Cyrillic")])
def test_how_a_formula_was_read_is_said_under_it(formula: str, words: str) -> None:
    assert any(words in caption.value for caption in opened(f=formula).caption)
    assert not any(words in caption.value for caption in opened(f="w0*x + w1").caption)


def test_scaling_and_held_out_examples() -> None:
    app = opened(data="far", scaled="1", held="0.3")
    task = task_of(state(app))
    assert task.validation is not None
    assert (task.loss.examples, task.validation.examples) == (42, 18)
    feature = task.loss.data.features[0]
    assert (abs(feature.mean()) < 1e-12, feature.std()) == (True, pytest.approx(1.0))
    # The held-out examples are scaled as those learned from, not by themselves.
    assert task.validation.data.features[0].std() != pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("panel", range(5))
@pytest.mark.parametrize("source", ["line", "collinear", "classes", "wave", "iris"])
def test_every_tab_of_every_kind_of_data(panel: int, source: str) -> None:
    names = ["The formulas", "All, some or one", "The noise", "Training in practice", "Scaling"]
    app = opened(names[panel], data=source, held="0.3", steps="50")
    assert [tab.label for tab in app.tabs] == names
    # Only the tab that is open is worked out, and what it begins with is there.
    assert [bool(tab.children) for tab in app.tabs] == [index == panel for index in range(5)]
    linear = source in ("line", "collinear")
    first = (
        "The loss in matrices" if linear else "The loss of one example",
        " three times: every step looks at all examples, at a batch, or at one.",
        "How noisy is the gradient of a batch?",
        "Begin with a few examples",
        "Here no minimum with a curvature is known" if source == "wave" else "the condition number goes from",
    )[panel]
    written = [str(e.value) for kind in ("subheader", "caption", "markdown", "info") for e in app.tabs[panel].get(kind)]
    if (source, panel) == ("collinear", 4):
        first = "**Scaling does not help here.**"
    assert any(first in text for text in written)


@pytest.mark.parametrize("size", ["1000", "100000"])
def test_many_examples_still_work(size: str) -> None:
    app = opened(data="line", size=size, steps="50", m=["gradient_descent", "adam"])
    loss = task_of(state(app)).loss
    assert loss.examples == int(size)
    header, arrays = message(app)
    for place, run_sent in enumerate(header["runs"]):
        assert arrays[f"p{place}"].shape == (51, 2)
        # Of very many examples the curve looks at five thousand.
        near = 1e-9 if loss.examples <= 5000 else 0.1
        assert arrays[f"v{place}"][-1] == pytest.approx(loss.value(*arrays[f"p{place}"][-1].tolist()), rel=near)
        assert run_sent["cells"]["batch"] == f"10 of {size}"


def task(**changes: object) -> tuple[BatchesState, Task]:
    found = replace(BatchesState(), **changes)  # type: ignore[arg-type]
    return found, task_of(found)


def test_what_a_picture_of_other_units_says_goes_where_it_was_put() -> None:
    chosen, made = task(source="far", scaled=True)
    moved = edited(chosen.examples(), made, "move", 4, (0.3,), 1.0, True, (6.123,))
    assert moved is not None
    assert moved.features[0][made.learned[4]] == 6.123


@pytest.mark.parametrize("scaled", [False, True])
@pytest.mark.parametrize("held_out", [0.0, 0.3])
def test_a_moved_example_is_the_one_that_was_moved(scaled: bool, held_out: float) -> None:
    chosen, made = task(scaled=scaled, held_out=held_out)
    data, shown = chosen.examples(), made.loss.data
    x, y = float(shown.features[0][4]), float(shown.target[4])
    moved = edited(data, made, "move", 4, (x + 0.1,), y + 1.0, scaled)
    assert moved is not None
    changed = np.flatnonzero((moved.features[0] != data.features[0]) | (moved.target != data.target))
    assert changed.tolist() == [made.learned[4]]
    assert moved.target[changed[0]] == pytest.approx(data.target[changed[0]] + 1.0, abs=1e-3)
    spread = made.unscaled.data.features[0].std() if scaled else 1.0
    assert moved.features[0][changed[0]] == pytest.approx(data.features[0][changed[0]] + 0.1 * spread, abs=2e-3)


def test_adding_and_removing() -> None:
    chosen, made = task()
    data = chosen.examples()
    added = edited(data, made, "add", data.size, (1.25,), -3.5, False)
    assert added is not None
    assert (added.size, added.features[0][-1], added.target[-1]) == (61, 1.25, -3.5)
    removed = edited(data, made, "remove", 7, (0.0,), 0.0, False)
    assert removed is not None and removed.size == 59
    assert removed.target.tolist() == [*data.target[:7].tolist(), *data.target[8:].tolist()]


@pytest.mark.parametrize(
    ("kind", "index", "features", "target"),
    [
        ("move", -1, (0.0,), 0.0),
        ("move", 60, (0.0,), 0.0),
        ("move", 0, (np.nan,), 0.0),
        ("move", 0, (1e300,), 0.0),
        ("move", 0, (0.0, 0.0), 0.0),
        ("add", 60, (0.0,), np.inf),
        ("remove", 99, (0.0,), 0.0),
    ],
)
def test_edits_that_make_no_sense_change_nothing(
    kind: str, index: int, features: tuple[float, ...], target: float
) -> None:
    chosen, made = task()
    assert edited(chosen.examples(), made, kind, index, features, target, False) is None  # type: ignore[arg-type]


def test_a_target_of_classes_is_one_of_them() -> None:
    chosen = BatchesState().with_source("classes")
    data, made = chosen.examples(), task_of(chosen)
    place = tuple(float(feature[0]) for feature in data.features)
    for given, kept in ((-3.0, 0.0), (0.49, 0.0), (0.5, 1.0), (7.0, 1.0)):
        added = edited(data, made, "add", data.size, place, given, False)
        assert added is not None and added.target[-1] == kept


def test_the_last_examples_cannot_be_removed() -> None:
    own = dataset("line").take([0, 1])
    chosen = BatchesState().with_own(own)
    assert edited(own, task_of(chosen), "remove", 0, (0.0,), 0.0, False) is None
