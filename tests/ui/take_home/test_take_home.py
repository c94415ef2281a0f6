"""Files to take home say what the page shows."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from base64 import b64decode
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageColor
from streamlit.testing.v1 import AppTest

from optim_core import run
from pages.playground.state import PlaygroundState
from pages.playground.story import surface_name
from plots.base.loss_scale import loss_scale
from plots.base.palette import DASHES as DASH_NAMES
from plots.base.palette import MARKER_SHAPES
from plots.base.thinning import frame_steps
from tests.optim_core.snippets.snippet_cases import points_of
from ui.language.i18n import _, use_language
from ui.language.numbers import short
from ui.player import labels
from ui.player.wire import unpack
from ui.runs.choice import MethodChoice
from ui.runs.computed import trajectory_of
from ui.runs.styles import styles_of
from ui.runs.views import run_view
from ui.take_home import Takeaway
from ui.take_home.animation import FRAMES
from ui.take_home.csv_table import csv_table
from ui.take_home.offline_page import import_map, offline_page, with_bare_imports
from ui.take_home.panel import OPEN, _made, _numpy
from ui.take_home.picture import DASHES, MARKERS, legend_text, png

ROOT = Path(__file__).resolve().parents[3]
LINK = "http://localhost:8501/playground?surface=rosenbrock&steps=30"
#: Makes one number of red, green and blue.
SHIFTED = np.array([1 << 16, 1 << 8, 1])
MANY = ("gradient_descent", "momentum", "nesterov", "adam", "rmsprop", "newton", "bfgs", "nelder_mead")


@cache
def takeaway(state_name: str = "usual") -> Takeaway:
    state = STATES[state_name]
    surface = state.landscape()
    start = state.start or surface.start
    paths = [(c, trajectory_of(surface, c.optimizer(surface), start, state.steps)) for c in state.methods]
    styles = styles_of(state.methods)
    runs = tuple((run_view(choice, path, surface, styles[choice.slot]), path) for choice, path in paths)
    return Takeaway(surface, surface_name(surface.key), runs, start, state.steps, LINK)


STATES = {
    "usual": PlaygroundState(steps=30),
    "many": PlaygroundState(surface="himmelblau", steps=5000, methods=tuple(map(MethodChoice, MANY))),
    "curve": PlaygroundState(surface="wavy_parabola", steps=40),
    "holes": PlaygroundState(surface="typed", text="ln(x + y) + x^2", steps=40),
    "undefined": PlaygroundState(surface="typed", text="sqrt(-1 - x^2 - y^2)", steps=5),
    "diverging": PlaygroundState(
        surface="styblinski_tang",
        steps=30,
        methods=(MethodChoice("gradient_descent", hyperparameters={"learning_rate": 5.0}), MethodChoice("adam")),
    ),
    "nobody": PlaygroundState(methods=()),
    "by_scipy": PlaygroundState(steps=30, methods=tuple(map(MethodChoice, ("gradient_descent", "adam", "bfgs")))),
    "by_scipy_alone": PlaygroundState(steps=30, methods=(MethodChoice("bfgs"),)),
    "constant": PlaygroundState(surface="typed", text="3", steps=5),
}


def rows_of(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def test_the_table_reads_back_as_the_same_numbers() -> None:
    given = takeaway("many")
    rows = rows_of(csv_table(given))
    assert len(rows) == sum(len(path.points) for _view, path in given.runs)
    first = 0
    for view, path in given.runs:
        own = rows[first : first + len(path.points)]
        first += len(own)
        assert {row["method"] for row in own} == {view.label}
        assert [int(row["step"]) for row in own] == list(range(len(path.points)))
        assert np.array_equal([[float(row["x"]), float(row["y"])] for row in own], path.points)
        assert np.array_equal([float(row["loss"]) for row in own], path.values)
        assert [int(row["gradient_evaluations"]) for row in own] == path.gradient_evaluations.tolist()


def test_the_table_holds_the_gradient_at_each_point() -> None:
    row = rows_of(csv_table(takeaway()))[0]
    assert (row["x"], row["y"], row["step"], row["convention"]) == ("-1.5", "2.0", "0", "lecture")
    # (1-x)^2 + 100(y-x^2)^2 at (-1.5, 2): -2(1-x) - 400x(y-x^2) and 200(y-x^2).
    assert float(row["gradient_x"]) == pytest.approx(-5.0 - 150.0)
    assert float(row["gradient_y"]) == pytest.approx(-50.0)
    assert float(row["gradient_norm"]) == pytest.approx(np.hypot(155.0, 50.0))


def test_the_table_begins_with_its_header_and_ends_lines_as_the_standard_says() -> None:
    table = csv_table(takeaway("curve"))
    head = "method,convention,step,x,loss,gradient_x,gradient_norm,"
    assert table.startswith(head.encode())
    assert (
        table.count(b"\r\n")
        == table.count(b"\n")
        == 1 + sum(len(path.points) for _view, path in takeaway("curve").runs)
    )


@pytest.mark.parametrize("label", ["=1+1", "@SUM(A1)", "+1", "-1", "\t=1"])
def test_no_label_becomes_a_formula(label: str) -> None:
    given = takeaway()
    view, path = given.runs[0]
    table = csv_table(replace(given, runs=((replace(view, label=label), path),)))
    assert rows_of(table)[0]["method"] == f"'{label}"


def test_labels_beyond_ascii_are_marked_as_unicode() -> None:
    given = takeaway()
    view, path = given.runs[0]
    table = csv_table(replace(given, runs=((replace(view, label='Шаг "1", w₀'), path),)))
    assert table.startswith(b"\xef\xbb\xbf")
    assert rows_of(table)[0]["method"] == 'Шаг "1", w₀'
    assert not csv_table(given).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", list(STATES))
def test_every_picture_can_be_drawn(name: str) -> None:
    image = Image.open(io.BytesIO(png(takeaway(name))))
    assert image.size == (1920, 1080)
    shown = np.asarray(image.convert("RGB")) @ SHIFTED
    assert np.isin([SHIFTED @ ImageColor.getrgb(view.style.color) for view in takeaway(name).views], shown).all()


def test_the_legend_names_the_numbers_and_the_form() -> None:
    given = takeaway()
    for view, path in given.runs:
        loss, rate = short(float(path.values[-1])), short(path.optimizer.learning_rate)
        said = f"{view.label} · lecture form · learning rate {rate} · final loss {loss}"
        assert legend_text(view, path) == said
    view, path = takeaway("many").runs[-1]
    assert legend_text(view, path) == f"Nelder–Mead · final loss {short(float(path.values[-1]))}"
    with use_language("ru"):
        surface, (choice, *_others) = given.surface, STATES["usual"].methods
        path = given.runs[0][1]
        loss = short(float(path.values[-1]))
        assert legend_text(run_view(choice, path, surface, view.style), path) == (
            f"Градиентный спуск · формулы лекции · темп обучения 0,001 · потери в конце {loss}"
        )


@pytest.mark.parametrize(("last", "count"), [(0, 1), (1, 2), (10, 11), (79, 80), (80, 80), (1_000_000, 80)])
def test_frames_are_bounded_and_hold_first_and_last_step(last: int, count: int) -> None:
    steps = frame_steps(last, FRAMES)
    assert len(steps) == count
    assert steps == sorted(set(steps))
    assert (steps[0], steps[-1]) == (0, last)


def test_the_loss_scale_shows_all_losses_or_their_distance_to_the_lowest() -> None:
    scale = loss_scale([np.array([100.0, 1.0, 0.01])])
    assert scale.shift == 0
    assert scale.low < 0.01 < 100 < scale.high
    shifted = loss_scale([np.array([3.0, -1.0]), np.array([3.0, np.nan, -5.0])])
    assert shifted.shift == -5.0
    assert shifted.place(np.array([-5.0, np.nan]))[0] == shifted.low
    exploding = loss_scale([np.array([1.0, 0.5]), np.array([1.0, 1e9, 1e200])])
    # Thirty times as high as where the runs began is shown, whatever lies beyond.
    assert 30 < exploding.high < 100
    # What falls without a bottom leaves below, and the others keep the chart.
    falling = np.array([2.0, -1.0, -1e200])
    bottomless = loss_scale([np.array([2.0, 0.5]), falling])
    assert bottomless.shift == 0.0
    assert bottomless.low < 0.5 < 2.0 < bottomless.high
    assert bottomless.place(falling)[2] < bottomless.low
    # Lower by a factor is no fall without a bottom.
    assert loss_scale([np.array([1.0, -1000.0])]).shift == -1000.0
    assert loss_scale([]).low < loss_scale([]).high


def test_pictures_know_every_dash_and_marker_of_the_palette() -> None:
    assert set(DASHES) == set(DASH_NAMES)
    assert set(MARKERS) == set(MARKER_SHAPES)


def runs_in(page: str) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    found = re.search(r'<script id="runs" type="text/plain">([^<]+)</script>', page)
    assert found
    return unpack(b64decode(found.group(1)))


@pytest.mark.parametrize(
    ("case", "moves", "left"),
    [("usual", True, ""), ("by_scipy", True, "BFGS"), ("by_scipy_alone", False, ""), ("nobody", False, "")],
)
def test_a_file_says_what_it_can_run_by_itself(case: str, moves: bool, left: str) -> None:
    page = offline_page(takeaway(case)).decode()
    header, _arrays = runs_in(page)
    assert header["reports"] == (["start", "numbers", "surface"] if moves else [])
    dialled = [run for run in header["runs"] if run["rate"] or run["numbers"]]
    assert [run["key"] for run in dialled] == [run["key"] for run in header["runs"] if run["program"]]
    assert bool(header["surfaceDials"]) is moves
    assert ("This file needs no server" in page) is moves
    assert ("run these anew: BFGS." in page) is bool(left)
    assert ("Only a server can run" in page) is bool(left)


def test_the_page_carries_the_true_runs() -> None:
    page = offline_page(takeaway()).decode()
    header, arrays = runs_in(page)
    assert header["explained"] is None
    for i, (_view, path) in enumerate(takeaway().runs):
        assert np.array_equal(arrays[f"p{i}"], path.points)
    assert labels(lambda text: text)["play"] in b64decode(
        re.search(r'<script id="scene" type="text/plain">([^<]+)', page).group(1)  # type: ignore[union-attr]
    ).decode("utf-8", "replace")


def test_the_page_asks_nobody_for_anything() -> None:
    page = offline_page(takeaway()).decode()
    own = re.sub(r"(<script[^>]*>).*?</script>", r"\1", page, flags=re.DOTALL)
    addresses = re.findall(r'(?:src|href)="([^"]*)"', own)
    assert sorted(addresses) == sorted(["data:,", LINK.replace("&", "&amp;")])
    assert page.count("<script") == page.count("</script>")


def test_the_page_is_titled_and_has_the_formula_with_its_numbers() -> None:
    page = offline_page(takeaway()).decode()
    assert "<title>Rosenbrock</title>" in page and '<html lang="en"' in page
    (formula,) = re.findall(r'<math class="opt-math">.*?</math>', page)
    assert re.sub(r"<[^>]*>", "", formula) == "Q(x,y)=(1−x)2+100&#x2062;(y−x2)2"
    with use_language("ru"):
        assert '<html lang="ru"' in offline_page(takeaway()).decode()


def test_files_are_made_in_the_language_of_their_visitor() -> None:
    def words(_given: Takeaway) -> str:
        return _("Step")

    assert [_made(words, takeaway(), language) for language in ("en", "ru")] == ["Step", "Шаг"]


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", 'https://a.example/"><script>alert(1)</script>'])
def test_links_cannot_break_out_of_the_page(link: str) -> None:
    page = offline_page(replace(takeaway(), link=link)).decode()
    assert "<script>alert" not in page
    assert ("javascript:alert" in page) is False


def test_what_stands_in_for_fetching_has_all_that_modules_import_from_it() -> None:
    def exported(path: Path) -> set[str]:
        return set(re.findall(r"^export (?:async )?(?:function|const) (\w+)", path.read_text("utf-8"), re.MULTILINE))

    assert exported(ROOT / "ui/take_home/offline_assets.js") == exported(ROOT / "ui/player/js/base/plotly.js")


def test_every_module_is_in_the_page_and_imports_by_name() -> None:
    folder = ROOT / "ui/player/js"
    paths = {path.relative_to(folder).as_posix() for path in folder.rglob("*.js")}
    modules = {path for path in paths if not path.startswith("batches/")}
    addresses = import_map()
    assert {name.removeprefix("player/") for name in addresses} == modules
    for address in addresses.values():
        source = b64decode(address.partition(",")[2]).decode()
        assert not re.search(r"""(?:from|import)\s*\(?\s*["']\.""", source)
        for name in re.findall(r"""\bfrom ["']([^"']+)["']""", source):
            assert name in addresses


def test_imports_are_found_in_every_form() -> None:
    source = """import { a } from "./a.js";\nimport './b.js';\nexport * from "./c-d.js";\nawait import("../x/e.js");"""
    assert re.findall(r"player/[\w./-]+", with_bare_imports(source, "in")) == [
        "player/in/a.js", "player/in/b.js", "player/in/c-d.js", "player/x/e.js",
    ]  # fmt: skip


def test_file_names_are_plain() -> None:
    given = takeaway()
    assert given.file_name("run", "gif") == "rosenbrock-run.gif"
    assert given.file_name("adam~2-numpy", "py") == "rosenbrock-adam_2-numpy.py"


def panel_page(name: str) -> None:
    from tests.ui.take_home.test_take_home import takeaway
    from ui.take_home import take_home_panel

    take_home_panel(takeaway(name))


def panel(name: str) -> AppTest:
    test = AppTest.from_function(panel_page, kwargs={"name": name}, default_timeout=60).run()
    # Nothing is made before the panel is opened.
    assert not names_of(test) and not test.caption and not test.exception
    test.session_state[OPEN] = True
    test.run()
    assert not test.exception
    return test


def names_of(test: AppTest) -> list[str]:
    return [button.proto.label for button in test.get("download_button")]


def test_the_panel_offers_every_file() -> None:
    test = panel("usual")
    assert len(names_of(test)) == 8
    assert [name for name in names_of(test) if "Plotly" in name] == ["Plotly figure (HTML)", "Plotly figure (JSON)"]
    assert names_of(test)[-2:] == ["NumPy", "PyTorch"]
    assert test.selectbox[0].options == [view.label for view in takeaway().views]


def test_the_panel_says_where_pytorch_has_nothing() -> None:
    test = panel("many")
    test.selectbox[0].set_value(MANY.index("bfgs")).run()
    assert names_of(test)[-1] == "NumPy"
    assert any("PyTorch" in caption.value for caption in test.caption)


def test_a_stopped_run_is_written_with_the_steps_it_made() -> None:
    given = takeaway()
    surface, method = given.surface, given.runs[2][1].optimizer
    path = run(surface, method, given.start, 30, stops={"loss_change": 0.2})
    assert 0 < path.steps < 30
    assert points_of(_numpy(path, given)) == pytest.approx(path.points)


def test_the_panel_asks_for_a_method_first() -> None:
    test = panel("nobody")
    assert not names_of(test)
    assert [caption.value for caption in test.caption] == ["Choose a method first."]


def test_a_page_without_a_download_pays_for_none() -> None:
    program = (
        "import sys\nfrom ui.take_home import take_home_panel\n"
        "print(*{'matplotlib', 'scipy', 'torch'} & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout.strip()) == (0, ""), answer.stderr
