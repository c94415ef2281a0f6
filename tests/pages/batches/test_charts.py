"""What is handed to the charts of the panels of data and batches: numbers, units, colours, marks, and the sentences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optim_core import optimizer, run
from pages.batches.computed import batch_run
from pages.batches.panels import cost
from surfaces.data import DataLoss
from surfaces.data.studies.comparison import compare
from surfaces.data.studies.cost import Timing
from tests.pages.batches.batch_panel_session import COLOR, charts_of, given, sampling, shown, text_of
from ui.language.numbers import short

BLUE, ORANGE, GREEN, RED, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#808495"
RATE = {"learning_rate": 0.05}


def misses(loss: DataLoss, point: Any) -> np.ndarray:
    return np.asarray(loss.data.design @ np.asarray(point) - loss.data.target)


def squares(loss: DataLoss, points: np.ndarray) -> np.ndarray:
    """The mean squared miss at every point, from the data alone."""
    return np.array([np.mean(misses(loss, point) ** 2) for point in points])


def noise(loss: DataLoss, point: Any) -> tuple[float, float]:
    """Of the squared miss: how far one example's gradient is from the mean of all, and how long that mean is."""
    gradients = 2 * misses(loss, point)[:, None] * loss.data.design
    mean = gradients.mean(axis=0)
    return float(np.sqrt(((gradients - mean) ** 2).sum(axis=1).mean())), float(np.linalg.norm(mean))


def solution(loss: DataLoss) -> np.ndarray:
    return np.asarray(np.linalg.lstsq(loss.data.design, loss.data.target, rcond=None)[0])


# --- All, some or one -------------------------------------------------------------------------------------------------

WAYS = {"Full batch": BLUE, "Batches of 8": GREEN, "One example": RED}
#: Where the lines end. 50 steps of 8 see 376 of 400 examples, as every eighth batch has the 4 that are left over.
LAST = {
    "steps": ("Steps", {"Full batch": 50, "Batches of 8": 50, "One example": 50}),
    "examples": ("Examples seen", {"Full batch": 420, "Batches of 8": 376, "One example": 400}),
    "epochs": ("Epochs", {"Full batch": 7, "Batches of 8": 376 / 60, "One example": 400 / 60}),
}


@pytest.mark.parametrize("axis", LAST)
def test_the_comparison_draws_every_way_over_the_axis_that_is_chosen(axis: str) -> None:
    app = shown("comparison", steps=50, numbers=RATE)
    if axis != "examples":
        app.button_group[0].set_value(axis).run()
    (chart,) = charts_of(app)
    title, ends = LAST[axis]
    assert chart.axes == [(title, "linear"), ("Loss over all examples", "log")]
    assert chart.ends == WAYS
    assert {line.name: line.color for line in chart.lines} == WAYS
    assert {line.name: line.xs[-1] for line in chart.lines} == pytest.approx(ends)
    assert {line.xs[0] for line in chart.lines} == {0.0}
    # All examples: the run that everybody can make again.
    full, loss = chart.line("Full batch"), given({}).loss
    made = full.xs * {"steps": 1, "examples": 1 / 60, "epochs": 1}[axis]
    path = run(loss, optimizer("gradient_descent", **RATE), loss.start, 50)
    assert full.ys == pytest.approx(squares(loss, path.points)[made.round().astype(int)])
    assert chart.alt in text_of(app)


def test_bands_hold_the_middle_of_the_runs_and_belong_to_their_line() -> None:
    (chart,) = charts_of(shown("comparison", steps=50, numbers=RATE))
    loss = given({}).loss
    curves = compare(loss, optimizer("gradient_descent", **RATE), loss.start, sampling({}), 50, "examples")
    assert len(chart.traces) == len(chart.lines) + 2
    for curve, name in zip(curves[1:], list(WAYS)[1:], strict=True):
        band, line = chart.band(WAYS[name]), chart.line(name)
        count = len(line.xs)
        assert band.xs.tolist() == [*line.xs, *line.xs[::-1]]
        assert band.ys == pytest.approx(np.concatenate([curve.low, curve.high[::-1]]))
        assert line.ys == pytest.approx(curve.median)
        assert (band.ys[:count] <= line.ys).all() and (line.ys <= band.ys[: count - 1 : -1]).all()


def test_the_sentence_on_equal_steps_and_on_equal_examples() -> None:
    app = shown("comparison", steps=50, numbers=RATE)
    assert chart_sentence(app).endswith(
        "Steps made of them: Full batch: 7; Batches of 8: 50; One example: 400."
    ) and "After the same number of examples (376, epochs: 6.27)" in chart_sentence(app)
    app.button_group[0].set_value("steps").run()
    assert chart_sentence(app).endswith(
        "But a step does not cost the same. Examples looked at: Full batch: 3,000; Batches of 8: 376; One example: 50."
    ) and "After the same number of steps (50)" in chart_sentence(app)


def chart_sentence(app: Any) -> str:
    return charts_of(app)[0].alt


# --- The noise --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["start", "minimum", "end"])
def test_the_noise_is_that_of_the_point_that_is_chosen(place: str) -> None:
    changes: dict[str, Any] = {"start": (0.5, -1.0), "numbers": RATE, "steps": 30}
    app = shown("noise", **changes)
    if place != "start":
        app.button_group[0].set_value(place).run()
    loss = given(changes).loss
    method = optimizer("gradient_descent", **RATE)
    path = batch_run(loss, method, (0.5, -1.0), 30, sampling(changes))
    point = {"start": (0.5, -1.0), "minimum": solution(loss), "end": path.points[-1]}[place]
    sigma, length = noise(loss, point)
    chart = charts_of(app)[0]
    assert chart.axes == [("Batch size B", "log"), ("Distance from the full gradient", "log")]
    assert chart.ends == {"drawn with replacement": BLUE, "without replacement": RED}
    law, dots, corrected, other_dots = chart.lines
    sizes = law.xs
    assert (sizes[0], sizes[-1]) == (1, 60)
    assert law.ys == pytest.approx(sigma / np.sqrt(sizes))
    without = sigma / np.sqrt(sizes) * np.sqrt((60 - sizes) / 59)
    assert corrected.ys[:-1] == pytest.approx(without[:-1])
    # The one batch of all examples is no noise, and zero has no place on a logarithmic axis.
    assert np.isnan(corrected.ys[-1]) and np.isnan(other_dots.ys[-1])
    assert dots.ys == pytest.approx(law.ys, rel=0.25)
    assert other_dots.ys[:-1] == pytest.approx(without[:-1], rel=0.25)
    assert [(t.color, t.look["mode"]) for t in chart.lines] == [
        (BLUE, "lines"), (BLUE, "markers"), (RED, "lines"), (RED, "markers"),
    ]  # fmt: skip
    assert chart.marks == {"B = 8": (8, GREY)}
    assert f"The gradient of one example is off by σ = {short(sigma)}." in chart.alt
    own = short(sigma / np.sqrt(8))
    said, digits = chart.alt.rpartition("has length ")[::2]
    assert f"With batches of 8 it is {own}, while the full gradient " in said
    assert length < 1e-9 or digits == f"{short(length)}."
    assert chart.alt in text_of(app)


def test_the_measured_slope_is_that_of_the_dots() -> None:
    chart = charts_of(shown("noise"))[0]
    found = float(np.polyfit(np.log(chart.lines[1].xs), np.log(chart.lines[1].ys), 1)[0])
    assert -0.55 < found < -0.45
    assert f"Measured slope: {short(found, 3)}; the law 1/√B has −0.5." in chart.alt


@pytest.mark.parametrize("begin", ["start", "minimum"])
def test_the_ball_is_drawn_in_steps_and_distances(begin: str) -> None:
    app = shown("noise", steps=400)
    if begin == "minimum":
        app.button_group[1].set_value("minimum").run()
    loss = given({}).loss
    chart = charts_of(app)[1]
    assert chart.axes == [("Steps", "linear"), ("Distance to the minimum", "log")]
    runs, levels = chart.lines[:4], chart.lines[4:]
    # Nearest to the minimum is the last of the constant rates, each a quarter of the one before.
    assert [trace.color for trace in runs] == [RED, ORANGE, BLUE, GREEN]
    assert [trace.look["line"]["dash"] for trace in runs] == ["solid", "solid", "solid", "dash"]
    rates = [float(trace.name.removeprefix("η = ")) for trace in runs[:3]]
    assert rates == pytest.approx([rates[0], rates[0] / 4, rates[0] / 16], rel=0.01)
    assert runs[3].name == "η falls like 1/k"
    assert list(chart.ends.values()) == [RED, ORANGE, BLUE, GREEN]
    away = np.linalg.norm(np.array(loss.start) - solution(loss))
    for trace in runs:
        assert (trace.xs[0], trace.xs[-1]) == (0, 400)
        assert trace.ys[0] == pytest.approx(away) if begin == "start" else np.isnan(trace.ys[0])
    assert chart.alt in text_of(app)
    table = [line.strip("| ").split(" | ") for line in text_of(app).split("\n") if line.startswith("|")][2:]
    assert len(table) == 4
    assert [trace.color for trace in levels] == [RED, ORANGE, BLUE]
    for row, trace, level in zip(table, runs, levels, strict=False):
        assert row[0] == trace.name.removeprefix("η = ")
        assert level.xs.tolist() == [0, 400] and level.look["line"]["dash"] == "dot"
        assert row[2] == short(float(level.ys[0]), 3) and level.ys[0] == level.ys[1]
        last_third = np.sqrt(np.mean(trace.ys[trace.xs >= 400 * 2 / 3] ** 2))
        assert float(row[1].split(",")[0]) == pytest.approx(last_third, rel=0.02)
    # Its first step is already a little shorter than those at the constant rate.
    falling, first = table[3][0].removeprefix("falls like 1/k from "), float(table[0][0])
    assert (0.5 * first < float(falling) < first, table[3][2]) == (True, "0")


# --- Training in practice ---------------------------------------------------------------------------------------------


def test_the_warm_start_is_drawn_over_the_examples_both_runs_saw() -> None:
    app = shown("practice", numbers=RATE)
    (chart,) = charts_of(app)
    loss = given({}).loss
    assert chart.axes == [("Examples seen", "linear"), ("Loss over all examples", "log")]
    few = app.select_slider[0].value
    cold, warm = chart.line("all examples from the start"), chart.line(f"{few}, then all")
    assert (cold.color, warm.color) == (BLUE, RED)
    assert chart.ends == {cold.name: BLUE, warm.name: RED}
    assert chart.marks == {"from here on all 60": (30 * few, RED)}
    chosen = np.random.default_rng(0).choice(60, few, replace=False)
    assert cold.xs.tolist() == list(range(0, 60 * 60 + 1, 60))
    assert cold.ys == pytest.approx(squares(loss, by_hand(loss, [np.arange(60)] * 60)))
    rest = (60 * 60 - 30 * few) // 60
    assert warm.xs.tolist() == [few * k for k in range(31)] + [30 * few + 60 * k for k in range(1, rest + 1)]
    assert warm.ys == pytest.approx(squares(loss, by_hand(loss, [chosen] * 30 + [np.arange(60)] * rest)))
    assert chart.alt in text_of(app)
    # A loss within a hundredth of the way down counts as near.
    near = cold.ys[-1] + 0.01 * (cold.ys[0] - cold.ys[-1])
    first = {line.name: int(line.xs[np.argmax(line.ys <= near)]) for line in (cold, warm)}
    assert (
        f"loss that all examples come to, {short(float(cold.ys[-1]))}, after looking at {first[warm.name]:,} "
        in (chart.alt)
        and f"all from the start take {first[cold.name]:,}, " in chart.alt
    )


def by_hand(loss: DataLoss, batches: list[np.ndarray], rate: float = 0.05) -> np.ndarray:
    """Plain descent on the squared miss, each step over its own examples."""
    x, y, points = loss.data.design, loss.data.target, [np.array(loss.start)]
    for batch in batches:
        points.append(points[-1] - rate * 2 / len(batch) * x[batch].T @ (x[batch] @ points[-1] - y[batch]))
    return np.array(points)


@pytest.mark.parametrize("patience", [1, 20])
def test_early_stopping_is_marked_where_it_is_best_and_where_it_stops(patience: int) -> None:
    changes: dict[str, Any] = {"size": 61, "held": True, "numbers": {"learning_rate": 0.2}, "steps": 200}
    app = shown("practice", **changes)
    app.select_slider[2].set_value(patience).run()
    losses, chart = given(changes), charts_of(app)[1]
    assert losses.validation is not None
    path = batch_run(
        losses.loss, optimizer("gradient_descent", learning_rate=0.2), losses.loss.start, 200, sampling({})
    )
    training, validation = chart.line("training"), chart.line("validation")
    assert chart.axes == [("Steps", "linear"), ("Loss", "log")]
    assert training.xs.tolist() == validation.xs.tolist() == list(range(201))
    assert training.ys == pytest.approx(squares(losses.loss, path.points))
    held_out = squares(losses.validation, path.points)
    assert validation.ys == pytest.approx(held_out)
    assert (training.color, validation.color, validation.look["line"]["dash"]) == (COLOR, RED, "dash")
    best, stopped = where_it_stops(held_out, patience)
    assert best < stopped < 200
    assert chart.marks == {"best": (best, GREEN), "stopped": (stopped, RED)}
    head = f"**Stopped at step {stopped}; best was step {best}** with a validation loss of {short(held_out[best])}."
    assert chart.alt.startswith(head)
    assert chart.alt in text_of(app)
    assert "Held-out examples: 30; learned from: 31." in text_of(app)


def where_it_stops(losses: np.ndarray, patience: int) -> tuple[int, int]:
    """The best step, and the one at which none of the last so many was better."""
    best = 0
    for step, loss in enumerate(losses):
        if loss < losses[best]:
            best = step
        elif step - best >= patience:
            return best, step
    raise AssertionError("it does not stop")


@pytest.mark.parametrize("panel", ["comparison", "practice"])
def test_a_loss_below_zero_has_no_logarithm(panel: str) -> None:
    for formula, kind in (("(w0 + w1*x - y)^2", "log"), ("(w0 + w1*x - y)^2 - 9", "linear")):
        app = shown(panel, formula=formula, numbers=RATE, steps=30, held=True)
        assert {chart.axes[1][1] for chart in charts_of(app)} == {kind}


# --- The formulas -----------------------------------------------------------------------------------------------------

TIMINGS = (Timing(10, 0.001, 0.002, 0.0005), Timing(100, 0.004, 0.006, 0.001))


def test_what_was_measured_is_drawn_in_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "_measured", [TIMINGS])
    app = shown("closed_form")
    (chart,) = charts_of(app)
    assert chart.axes == [("Weights d", "log"), ("Milliseconds", "log")]
    drawn: dict[str, tuple[list[float], str]] = {
        "solving": ([2.0, 6.0], RED), "forming XᵀX": ([1.0, 4.0], ORANGE), "one step": ([0.5, 1.0], BLUE),
    }  # fmt: skip
    assert chart.ends == {name: color for name, (_, color) in drawn.items()}
    for name, (milliseconds, color) in drawn.items():
        line = chart.line(name)
        assert line.xs.tolist() == [10, 100]
        assert line.ys == pytest.approx(milliseconds)
        assert line.color == color and "markers" in line.look["mode"]
    # Dotted, through the last point: a tenth of the weights takes 10^-3, 10^-2, 10^-1 of the time.
    guides = [line for line in chart.lines if not line.name]
    assert [guide.ys for guide in guides] == [
        pytest.approx([0.006, 6.0]), pytest.approx([0.04, 4.0]), pytest.approx([0.1, 1.0]),
    ]  # fmt: skip
    assert {(guide.color, guide.look["line"]["dash"]) for guide in guides} == {(GREY, "dot")}
    assert chart.alt == (
        "With 100 weights the closed form took 10 ms, a step of descent 1 ms: **steps for the price: 10.**"
    )
    assert chart.alt in text_of(app)


def test_the_price_is_counted_in_operations() -> None:
    text = text_of(shown("closed_form"))
    # N = 1000, d = 2: N d(d + 1) + 2 N d + 2 d^3/3 + 2 d^2 = 10 013.33 against 4 N d + N + 2 d = 9 004.
    assert "| Weights d | Closed form | One step | Steps for the price |" in text
    assert "| 2 | 10,013 | 9,004 | 1.1 |" in text
    assert "| 10 | 130,867 | 41,020 | 3.2 |" in text


@pytest.mark.parametrize("strength", [0.0, 0.2])
def test_the_run_is_held_against_the_solution_where_it_ended(strength: float) -> None:
    form: dict[str, Any] = {"penalty": "l2", "strength": strength} if strength else {}
    changes = {**form, "numbers": RATE, "steps": 30}
    losses = given(changes)
    x, y, n = losses.loss.data.design, losses.loss.data.target, losses.loss.examples
    gram = x.T @ x + n * strength * np.eye(2)
    best = np.linalg.solve(gram, x.T @ y)
    end = batch_run(
        losses.loss, optimizer("gradient_descent", **RATE), losses.loss.start, 30, sampling(changes)
    ).points[-1]

    def loss(point: np.ndarray) -> float:
        return float(squares(losses.loss, point[None])[0] + strength * point @ point)

    said = text_of(shown("closed_form", **changes))
    assert (
        f"After step 30 Method is {short(float(np.linalg.norm(end - best)), 3)} away from the solution, and its loss "
        f"is higher by {short(loss(end) - loss(best), 3)}. The condition number of the equations is "
        f"{short(float(np.linalg.cond(gram)), 3)}."
    ) in said


@pytest.mark.parametrize(("source", "strength"), [("line", 0.0), ("line", 0.2), ("scales", 0.0), ("scales", 0.2)])
def test_the_first_step_as_sums_for_both_weights(source: str, strength: float) -> None:
    start = (0.5, -1.0)
    form: dict[str, Any] = {"penalty": "l2", "strength": strength} if strength else {}
    app = shown("closed_form", source=source, start=start, numbers=RATE, **form)
    loss = given({"source": source}).loss
    sums = loss.data.design.T @ misses(loss, start)
    n, two = loss.examples, len(loss.data.features) == 2
    written = [block.value for block in app.latex]
    factors = (r"\,x_{1,i}", r"\,x_{2,i}") if two else ("", r"\,x_i")
    for weight, factor in enumerate(factors):
        (text,) = (t for t in written if rf"w_{weight} \leftarrow" in t)
        penalty = rf" - 2\eta\lambda\,w_{weight}" if strength else ""
        assert text.partition(r"\\[4pt]")[0].endswith(f"y_i){factor}{penalty}"), text
        shrink = rf" - 2\cdot0.05\cdot0.2\cdot{('0.5', '(-1)')[weight]}" if strength else ""
        assert f"{shrink} = " in text
        after = start[weight] - 0.05 * (2 / n * sums[weight] + 2 * strength * start[weight])
        assert short(after).replace("−", "-").split("·")[0] in text.rpartition(" = ")[2]


# --- Scaling ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scaled", [False, True])
def test_scaling_is_drawn_from_features_as_they_are_and_standardized(scaled: bool) -> None:
    app = shown("scaling", source="far", scaled=scaled)
    raw, standard = given({"source": "far"}).loss, given({"source": "far", "scaled": True}).loss
    before, after = charts_of(app)
    titles = ("Features as they are", "Standardized: mean 0, standard deviation 1")
    assert titles[0] in app.columns[0].markdown[0].value and titles[1] in app.columns[1].markdown[0].value
    table = {row.split(" | ")[0].strip("| "): row.strip("| ").split(" | ")[1:] for row in rows_of(text_of(app))}
    for place, (chart, loss) in enumerate(((before, raw), (after, standard))):
        assert chart.alt == f"Level lines of the loss and the path of gradient descent: {titles[place]}"
        assert chart.axes == [("w₀", "linear"), ("w₁", "linear")]
        heights, levels, path, ring, star = chart.traces
        low, high = np.linalg.eigvalsh(2 / loss.examples * loss.data.design.T @ loss.data.design)
        rate = 2 / (low + high)
        first = by_hand(loss, [np.arange(loss.examples)] * 3, rate)
        assert np.stack([path.xs, path.ys], axis=1)[:4] == pytest.approx(first[: len(path.xs)], abs=1e-12)
        assert [*ring.xs, *ring.ys] == pytest.approx(first[0], abs=1e-12)
        assert [*star.xs, *star.ys] == pytest.approx(solution(loss))
        assert (path.color, ring.color) == (RED, RED)
        assert heights.xs.tolist() == levels.xs.tolist()
        for key, value in (("largest", 2 / high), ("best", rate), ("condition", high / low)):
            name = next(name for name in table if name.lower().startswith(key))
            assert table[name][place] == short(float(value), 4 if key == "condition" else 3)
        name = next(name for name in table if name.startswith("Curvatures"))
        assert table[name][place] == f"{short(float(low), 3)}; {short(float(high), 3)}"


def rows_of(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.startswith("|")]


def test_the_number_of_steps_is_that_of_descent_at_the_best_rate() -> None:
    app = shown("scaling", source="far")
    raw, standard = given({"source": "far"}).loss, given({"source": "far", "scaled": True}).loss
    counts = []
    for loss in (raw, standard):
        low, high = np.linalg.eigvalsh(2 / loss.examples * loss.data.design.T @ loss.data.design)
        best, point, steps = squares(loss, solution(loss)[None])[0], np.array(loss.start), 0
        height = squares(loss, point[None])[0] - best
        while squares(loss, point[None])[0] - best > 0.01 * height:
            point = by_hand_from(loss, point, 2 / (low + high))
            steps += 1
        counts.append(f"{steps:,}")
    assert f"needs at its best rate from {counts[0]} to {counts[1]}." in text_of(app)
    assert f"| Steps until 1 % of the height is left | {counts[0]} | {counts[1]} |" in text_of(app)


def by_hand_from(loss: DataLoss, point: np.ndarray, rate: float) -> np.ndarray:
    return np.asarray(point - rate * 2 / loss.examples * loss.data.design.T @ misses(loss, point))
