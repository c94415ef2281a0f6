"""The panels of the page of data and batches: every panel over many settings, and sentences against numbers."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from optim_core import optimizer
from optim_core.paths.early_stopping import early_stopping
from optim_core.running.sampling import Sampling
from pages.batches.panels import cost
from pages.batches.panels.comparison import verdict
from pages.batches.panels.cost import cost_sentence
from pages.batches.panels.noise import ball_sentence
from pages.batches.panels.practice import stop_sentence
from pages.batches.panels.scaling import scaling_sentence
from surfaces.data import MODELS, Dataset, data_loss, dataset
from surfaces.data.studies.comparison import Curve, Standing
from surfaces.data.studies.conditioning import bowl, standardized
from surfaces.data.studies.cost import Timing
from surfaces.data.studies.noise import noise_balls
from tests.pages.batches.batch_panel_session import charts_of, shown, text_of
from ui.charts import labels as chart_labels
from ui.charts import lines as charts
from ui.charts.axes import Range, linear_ticks, log_ticks, plot_range, tick_text
from ui.charts.landscape import Landscape, landscape_chart
from ui.charts.lines import Axis, Line, Mark, line_chart
from ui.language.i18n import use_language
from ui.language.matrix_latex import bracketed, column_latex, matrix_latex, number_latex

PANELS = ("comparison", "noise", "practice", "closed_form", "scaling")


#: How many charts the panels show of a loss, in the order of `PANELS`, and whether it has a closed form. Without one
#: known minimum there is no ball, without a curvature at it nothing to scale; nothing is measured unasked.
SHOWN: dict[str, tuple[tuple[int, ...], bool]] = {
    "outliers": ((1, 2, 2, 0, 2), True),
    "scales": ((1, 2, 2, 0, 2), True),
    "constant": ((1, 1, 2, 0, 2), True),
    "clouds": ((1, 2, 2, 0, 2), False),
    "wave": ((1, 1, 2, 0, 0), False),
    "challenger": ((1, 2, 2, 0, 2), False),
}
HEADINGS = {
    "comparison": [],
    "noise": ["How noisy is the gradient of a batch?", "The noise ball"],
    "practice": ["Begin with a few examples", "Stop early"],
    "scaling": [],
}
CLOSED = [
    "The loss in matrices", "The same as sums, weight by weight", "The minimum without descent", "What it costs",
]  # fmt: skip
OPEN = ["The loss of one example", "Its gradient"]
NO_BALL = "Here no single minimum is known, so there is no distance to it."
NO_BOWL = "Here no minimum with a curvature is known, so there is no condition number to compare."


def is_what_it_should_be(app: AppTest, panel: str, charts: int, closed: bool) -> None:
    """Headings, charts with a sentence each on the page, and what is said where there is nothing to draw."""
    headings = HEADINGS.get(panel, CLOSED if closed else OPEN)
    assert [heading.value for heading in app.subheader] == headings
    drawn = charts_of(app)
    assert len(drawn) == charts
    if panel != "scaling":
        assert all(chart.alt in text_of(app) for chart in drawn)
    told = {"noise": NO_BALL, "scaling": NO_BOWL}
    missing = panel in told and charts < 2
    assert any(info.value.startswith(told.get(panel, NO_BALL)) for info in app.info) == missing


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("source", SHOWN)
def test_every_panel_opens_for_every_source(panel: str, source: str) -> None:
    charts, closed = SHOWN[source]
    app = shown(panel, source=source, held=True, steps=30)
    is_what_it_should_be(app, panel, charts[PANELS.index(panel)], closed)


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize(
    ("model", "penalty"), [("absolute", "none"), ("huber", "l2"), ("tanh", "l2"), ("squares", "l1")]
)
def test_every_panel_opens_for_other_models(panel: str, model: str, penalty: str) -> None:
    app = shown(panel, model=model, penalty=penalty, strength=0.1, steps=30)
    is_what_it_should_be(app, panel, dict(zip(PANELS, (1, 1, 1, 0, 0), strict=True))[panel], False)


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize(
    "changes",
    [
        {"method": "l_bfgs_b"},
        {"method": "newton", "kind": "full"},
        {"method": "lookahead", "kind": "replacement"},
        {"numbers": {"learning_rate": 100.0}, "steps": 400, "held": True},
        {"numbers": {"learning_rate": 0.0}, "held": True},
        {"size": 1},
        {"size": 2, "held": True},
        {"size": 3, "kind": "single", "steps": 1},
        {"start": (1e8, -1e8)},
        {"source": "collinear", "penalty": "l2", "strength": 0.2},
        {"source": "classes", "size": 2},
    ],
    ids=str,
)
def test_every_panel_opens_for_odd_settings(panel: str, changes: dict[str, Any]) -> None:
    shown(panel, **changes)


def test_the_comparison_counts_what_is_chosen() -> None:
    app = shown("comparison", steps=50)
    assert len(charts_of(app)) == 1 and "same number of examples" in text_of(app)
    app.button_group[0].set_value("steps")
    app.run()
    assert not app.exception
    assert "same number of steps (50)" in text_of(app) and "Examples looked at: Full batch: 3,000" in text_of(app)


def test_a_method_that_makes_whole_paths_is_told_so() -> None:
    for panel in ("comparison", "practice"):
        assert "makes its path as a whole" in text_of(shown(panel, method="l_bfgs_b"))


def test_the_noise_panel_states_the_slope_and_says_why_there_is_no_ball() -> None:
    app = shown("noise")
    gradient, ball = charts_of(app)
    assert re.search(r"Measured slope: −0\.(4[5-9]\d|5[0-4]\d|5); the law 1/√B has −0\.5\.", gradient.alt)
    assert ball.alt.startswith("**At a constant rate a run never comes to rest: it wanders in a ball.** At η = ")
    app = shown("noise", model="tanh")
    assert len(charts_of(app)) == 1 and "no single minimum" in text_of(app)
    assert "there is no noise" in text_of(shown("noise", kind="full", steps=300))


def test_without_held_out_examples_it_says_where_to_get_them() -> None:
    assert "Hold some out" in text_of(shown("practice"))
    app = shown("practice", held=True, numbers={"learning_rate": 0.2}, steps=200)
    assert "Hold some out" not in text_of(app) and len(charts_of(app)) == 2
    slider = next(s for s in app.select_slider if "Patience" in s.label)
    slider.set_value(1)
    app.run()
    assert not app.exception and "topped at step" in text_of(app)


def test_the_closed_form_shows_the_numbers_of_the_data() -> None:
    app = shown("closed_form", numbers={"learning_rate": 0.1})
    latex = " ".join(block.value for block in app.latex)
    data = dataset("line")
    solution = np.linalg.lstsq(data.design, data.target, rcond=None)[0]
    assert all(f"{w:.6g}" in latex for w in solution)
    assert f"{data.features[0][0]:.4g}" in latex and r"\vdots" in latex
    first = 0.0 + 0.1 * 2 / 60 * data.target.sum()
    assert f"{first:.4g}" in latex


def test_a_singular_system_is_a_valley() -> None:
    assert "singular" in text_of(shown("closed_form", source="constant"))
    assert "singular" not in text_of(shown("closed_form", source="constant", penalty="l2", strength=0.1))


JUMPS = (
    "**There is no closed form:** with the penalty λ(|w₀| + |w₁|) the gradient jumps where a weight is zero, so "
    "setting it to zero gives no linear equations."
)
CONVEX = (
    "**There is no closed form:** the gradient is not linear in the weights, so setting it to zero gives no linear "
    "equations. The loss is convex all the same: descent finds a minimum if there is one."
)
SEVERAL = (
    "**There is no closed form:** the prediction is not linear in the weights, so setting the gradient to zero gives "
    "no linear equations, and they may have several solutions: minima, maxima and saddles."
)


@pytest.mark.parametrize(
    ("model", "penalty", "why"),
    [
        ("absolute", "none", CONVEX),
        ("huber", "none", CONVEX),
        ("squares", "l1", JUMPS),
        ("tanh", "none", SEVERAL),
        ("sine", "none", SEVERAL),
    ],
)
def test_other_models_show_their_example_loss_and_say_there_is_no_closed_form(
    model: str, penalty: str, why: str
) -> None:
    app = shown("closed_form", model=model, penalty=penalty, strength=0.1)
    assert why in text_of(app).split("\n")
    assert any(r"\frac{\partial \ell}{\partial w_0}" in block.value for block in app.latex)
    assert any(r"\ell(w) &= " in block.value for block in app.latex)
    assert any(r"f(w) &= " in block.value for block in app.latex)


def test_costs_are_measured_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    timings = (Timing(10, 1e-3, 1e-3, 1e-4), Timing(100, 0.004, 0.006, 0.001))
    monkeypatch.setattr(cost, "_measured", [])
    monkeypatch.setattr(cost, "measure", lambda clock: timings)
    app = shown("closed_form")
    assert len(charts_of(app)) == 0
    app.button[0].click().run()
    assert not app.exception and len(charts_of(app)) == 1 and "steps for the price: 10" in text_of(app)
    assert "100 weights" in cost_sentence(timings)


def curve(kind: str, size: int, losses: list[float]) -> Curve:
    numbers, steps = np.array(losses), np.arange(len(losses))
    return Curve(kind, size, steps, steps * size, numbers, numbers, numbers)


def test_the_verdict_names_the_lowest_and_what_diverged() -> None:
    curves = (curve("full", 60, [2.0, 1.0]), curve("shuffle", 8, [2.0, 0.5]), curve("single", 1, [2.0, np.nan]))
    said = verdict(curves, Standing(1, (1.0, 0.5, np.nan)), "steps", 60)
    assert "lowest with: Batches of 8" in said and "One example: diverged" in said
    assert "about equal" in verdict(curves, Standing(1, (1.0, 1.001, 2.0)), "examples", 60)
    assert "all of them diverge" in verdict(curves, Standing(1, (np.nan,) * 3), "steps", 60)


@pytest.mark.parametrize(
    ("values", "patience", "words"),
    [
        ([3, 2, 1], 5, ("would not have stopped", "step 2: 1")),
        ([3, 1, 2, 2, 1.5], 2, ("Stopped at step 3; best was step 1", "50 % higher")),
        ([3, 2, 4, 4, 1], 2, ("Too early: at step 4 it would have been 1",)),
    ],
)
def test_what_stopping_early_brings(values: list[float], patience: int, words: tuple[str, ...]) -> None:
    said = stop_sentence(np.array(values, dtype=float), early_stopping(values, patience))
    assert all(word in said for word in words)


def test_scaling_is_said_to_help_only_where_it_does() -> None:
    for source, word in (("far", "rounder"), ("constant", "does not help"), ("line", "rounder")):
        loss = data_loss(dataset(source), MODELS["squares"])
        before, after = bowl(loss), bowl(standardized(loss))
        assert before is not None and after is not None
        assert word in scaling_sentence(before, after)


def test_ticks_cover_the_axis() -> None:
    assert linear_ticks(0.0, 1000.0) == [0.0, 200.0, 400.0, 600.0, 800.0, 1000.0]
    assert log_ticks(0.9, 110.0) == [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]
    assert log_ticks(1e-9, 1.0) == [1e-8, 1e-6, 1e-4, 1e-2, 1.0]
    assert len(log_ticks(1.01, 1.05)) >= 3
    assert [tick_text(v) for v in (0.0, 0.05, 2e6, 1e-7, -3e-5)] == ["0", "0.05", "2·10⁶", "10⁻⁷", "−3·10⁻⁵"]
    with use_language("ru"):
        assert tick_text(0.5) == "0,5" and tick_text(1.5e6) == "1,5·10⁶"


def test_the_range_of_nothing_and_of_one_number() -> None:
    assert plot_range([np.array([np.nan])], True, 0.1) == Range(0.1, 10.0, True)
    low, high, _ = plot_range([np.array([3.0])], False, 0.1)
    assert low < 3.0 < high
    assert plot_range([np.array([0.0, -1.0, 4.0])], True, 0.0).low < 4.0


def test_labels_keep_their_order_and_do_not_overlap() -> None:
    places = chart_labels.spread([0.5, 0.5, 0.51, 0.0, float("nan"), 1.0], [1, 2, 1, 1, 1, 1])
    row = chart_labels.LABEL_ROW / (400 - 14 - 58)
    ordered = sorted(places)
    assert all(b - a >= row * 0.999 for a, b in pairwise(ordered))
    assert places[0] < places[1] < places[2] < places[5]
    assert chart_labels.spread([], []) == []


ODD = {
    "empty": np.array([]),
    "not finite": np.array([np.nan, np.inf, -np.inf]),
    "negative": np.array([-1.0, 0.0, 2.0]),
    "one": np.array([1.0]),
    "wide": np.array([1e-300, 1e300]),
}


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("ys", ODD.values(), ids=ODD.keys())
def test_any_line_makes_a_figure(ys: np.ndarray, log: bool) -> None:
    xs = np.arange(len(ys))
    line = Line(xs, ys, "<b>name</b>", "#0072B2", band=(ys, ys))
    figure = line_chart([line], Axis("x"), Axis("y", log=log), [Mark(0.0, "<i>")])
    drawn = np.array(figure.data[-1].y, dtype=float)
    assert np.isfinite(drawn[~np.isnan(drawn)]).all() and (not log or (drawn[~np.isnan(drawn)] > 0).all())
    assert "<b>" not in figure.layout.annotations[0].text and charts.GREY


def test_a_landscape_has_its_path_and_its_minimum() -> None:
    axes = np.linspace(-1, 1, 5), np.linspace(0, 2, 5)
    heights = np.add.outer(axes[1] ** 2, axes[0] ** 2)
    path = np.array([[0.5, 1.0], [0.0, 0.0]])
    figure = landscape_chart(Landscape(axes, heights, (0.0, 1.0, 5.0), path, (0.0, 0.0), "#0072B2"), ("a", "b"))
    assert [trace.type for trace in figure.data] == ["heatmap", "contour", "scatter", "scatter", "scatter"]
    assert list(figure.data[2].x) == [0.5, 0.0] and figure.data[4].marker.symbol == "star"
    # A height of 3 lies halfway between the levels 1 and 5.
    assert float(np.interp(3.0, (0.0, 1.0, 5.0), range(3))) == 1.5


def test_matrices_show_the_first_rows_and_the_last() -> None:
    assert matrix_latex(np.eye(2)) == r"\begin{pmatrix}1 & 0\\0 & 1\end{pmatrix}"
    assert column_latex(np.arange(9.0)) == r"\begin{pmatrix}0\\1\\2\\\vdots\\8\end{pmatrix}"
    assert column_latex(np.arange(5.0)).count(r"\\") == 4
    assert number_latex(-1.5e-7) == r"-1.50\cdot 10^{-7}" and bracketed(-2.0) == "(-2)"
    assert number_latex(float("inf")) == r"\infty"
    with use_language("ru"):
        assert number_latex(0.25) == "0{,}25"


def test_a_setting_can_be_a_key() -> None:
    assert hash(optimizer("adam")) is not None and hash(Sampling()) is not None


@pytest.mark.parametrize("panel", ["comparison", "practice", "closed_form", "scaling"])
def test_of_very_many_examples_every_number_of_a_sample_says_so(panel: str) -> None:
    few, many = (text_of(shown(panel, size=size, steps=3)) for size in (200, 6_000))
    assert "sample" not in few
    assert ("sample of 5,000 of the 6,000 examples" in many) == (panel in ("comparison", "practice"))


def test_the_gap_to_the_solution_is_that_over_all_examples() -> None:
    """The losses along the run are of a sample, whose minimum is another one: their difference could be negative."""
    app = shown("closed_form", size=6_000, method="newton", steps=3, kind="full")
    # Nothing but rounding.
    assert re.search(r"its loss is higher by (0|\S+·10⁻¹\S)\. ", text_of(app))


def test_data_on_a_line_leave_no_ball() -> None:
    data = Dataset((np.linspace(-1.0, 1.0, 20),), 1.0 + np.linspace(-1.0, 1.0, 20))
    loss = data_loss(data, MODELS["squares"])
    balls = noise_balls(loss, loss.start, Sampling("shuffle", 4), 400)
    assert "comes to rest" in ball_sentence(balls, True) and "never" not in ball_sentence(balls, True)
