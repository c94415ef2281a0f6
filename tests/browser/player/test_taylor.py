"""Taylor models in a browser: their numbers, their level lines, and what is drawn of them."""

from __future__ import annotations

import json
import random
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from optim_core.expression.code.taylor import taylor_body
from surfaces import entries, parse
from tests.browser.harness.bench import Bench, Mark
from tests.browser.harness.bench_views import LANDSCAPE, Stage, color_of, show_player

MODEL = ".opt-model"

LINES = """
    const { levelLines } = await load('drawing/marching_squares');
    const [text, width, level, exact] = [a, b, c, d];
    const at = new Function('x', 'y', `return ${text}`);
    const values = Float64Array.from({ length: width * width }, (_, k) => at(k % width, Math.floor(k / width)));
    return levelLines(values, width, level, exact ? at : null);
"""
KERNEL = """
    const { compile } = await load('engine/kernel');
    const kernel = compile(a, b);
    return c.map((point) => kernel(...point));
"""
TAYLOR = """
    const { compile } = await load('engine/kernel');
    const { taylorModel } = await load('landscape/taylor');
    const model = taylorModel(compile(a, c.length), c, b);
    return model && [d.map((point) => model.at(...point)), model.stationary];
"""


def lines(bench: Bench, text: str, width: int, level: float, exact: bool = False) -> list[np.ndarray]:
    found = bench.call(LINES, text, width, level, exact)
    return [np.array(line).reshape(-1, 2) for line in found]


def model_of(bench: Bench, formula: str, kind: str, at: list[float], points: list[list[float]]) -> Any:
    surface = parse(formula)
    body = taylor_body(surface.kernels.parsed, surface.variables, {})
    return bench.call(TAYLOR, body, kind, at, points)


def test_the_level_line_of_a_plane_is_one_straight_line(bench: Bench) -> None:
    (line,) = lines(bench, "2*x + y", 11, 9.5)
    np.testing.assert_allclose(2 * line[:, 0] + line[:, 1], 9.5, atol=1e-12)
    ends = sorted([tuple(line[0]), tuple(line[-1])])
    assert ends == [(0.0, 9.5), (4.75, 0.0)]


def test_the_level_line_of_a_cone_is_one_closed_circle(bench: Bench) -> None:
    (line,) = lines(bench, "Math.hypot(x - 20, y - 20)", 41, 13.3)
    assert tuple(line[0]) == tuple(line[-1])
    np.testing.assert_allclose(np.hypot(*(line - 20).T), 13.3, atol=0.02)
    steps = np.hypot(*np.diff(line, axis=0).T)
    assert steps.max() < 1.5
    assert steps.sum() == pytest.approx(2 * np.pi * 13.3, rel=0.01)


def test_with_the_function_itself_the_line_of_a_quadratic_is_exact(bench: Bench) -> None:
    coarse = "2*x*x - x*y + y*y - 6*x"
    (rough,) = lines(bench, coarse, 7, -3.0)
    (exact,) = lines(bench, coarse, 7, -3.0, exact=True)
    off = [2 * x * x - x * y + y * y - 6 * x + 3 for x, y in exact]
    np.testing.assert_allclose(off, 0, atol=1e-12)
    assert np.abs(rough - exact).max() > 0.01


@pytest.mark.parametrize(("centre", "level", "side"), [(10, 3.0, 1), (10, -3.0, -1), (9.5, 0.2, 1), (9.5, -0.2, -1)])
def test_a_saddle_has_two_lines_that_do_not_cross(centre: float, level: float, side: int, bench: Bench) -> None:
    found = lines(bench, f"(x - {centre})*(y - {centre})", 21, level)
    assert len(found) == 2
    for line in found:
        # Also halfway between two corners, where a line that crosses over would be on the other side.
        for places in (line, (line[1:] + line[:-1]) / 2):
            assert (side * (places - centre).prod(axis=1) > 0).all()


def test_nothing_is_drawn_where_there_is_no_number(bench: Bench) -> None:
    (line,) = lines(bench, "x > 5 ? NaN : y", 11, 4.5)
    assert line[:, 0].max() <= 5
    assert lines(bench, "x", 11, 99.0) == []


@pytest.mark.parametrize("key", list(entries()))
def test_the_kernel_gives_value_gradient_and_hessian_of_every_surface(key: str, bench: Bench) -> None:
    surface = entries()[key].surface()
    numbers = random.Random(5)
    points = [[numbers.uniform(*bounds) for bounds in surface.domain] for _ in range(40)]
    body = taylor_body(surface.kernels.parsed, surface.variables, surface.parameters)
    found = bench.call(KERNEL, body, surface.dimension, points)
    for point, row in zip(points, found, strict=True):
        hessian = np.array(surface.hessian(*point))
        upper = hessian[np.triu_indices(surface.dimension)]
        expected = np.array([surface.value(*point), *surface.gradient(*point), *upper])
        np.testing.assert_allclose(np.array(row, float), expected, rtol=1e-9, atol=1e-9 * np.abs(expected).max())


def test_the_quadratic_model_of_a_quadratic_is_the_quadratic(bench: Bench) -> None:
    numbers = random.Random(6)
    points = [[numbers.uniform(-5, 5), numbers.uniform(-5, 5)] for _ in range(20)]
    values, stationary = model_of(bench, "3x^2 - 2x*y + y^2 - 4x + 1", "quadratic", [1.5, -2.0], points)
    np.testing.assert_allclose(values, [3 * x * x - 2 * x * y + y * y - 4 * x + 1 for x, y in points], rtol=1e-12)
    # 6x - 2y = 4 and 2y = 2x.
    assert stationary["kind"] == "minimum"
    assert stationary["point"] == pytest.approx([1, 1])


def test_models_worked_out_by_hand(bench: Bench) -> None:
    # x^3 at 2: 8 + 12 d, and 6 d^2 more; stationary where 12 + 12 d = 0.
    values, stationary = model_of(bench, "x^3", "linear", [2.0], [[3.0]])
    assert (values, stationary) == ([20.0], None)
    values, stationary = model_of(bench, "x^3", "quadratic", [2.0], [[3.0]])
    assert (values, stationary) == ([26.0], {"point": [1.0], "kind": "minimum"})


@pytest.mark.parametrize(
    ("formula", "at", "kind"),
    [("x*y", [1.0, 2.0], "saddle"), ("-x^2 - y^2", [1.0, 2.0], "maximum"), ("x^3", [-1.0], "maximum")],
)
def test_stationary_points_are_named(formula: str, at: list[float], kind: str, bench: Bench) -> None:
    _, stationary = model_of(bench, formula, "quadratic", at, [at])
    assert stationary["kind"] == kind


def test_flat_and_undefined_models(bench: Bench) -> None:
    assert model_of(bench, "x + y", "quadratic", [1.0, 2.0], [[0.0, 0.0]]) == [[0.0], None]
    assert model_of(bench, "(x + y)^2", "quadratic", [1.0, 2.0], [[0.0, 0.0]])[1] is None
    assert model_of(bench, "ln(x) + y", "linear", [-1.0, 2.0], [[0.0, 0.0]]) is None
    # At 0 the slope is infinite.
    assert model_of(bench, "sqrt(x) + y", "linear", [0.0, 2.0], [[0.0, 0.0]]) is None


def drawn_levels(stage: Stage) -> list[float]:
    levels: list[float] = json.loads(stage.bench.page.locator(MODEL).get_attribute("data-levels") or "[]")
    return levels


def strokes(stage: Stage, method: str = "gradient_descent") -> list[Mark]:
    return stage.bench.painted(MODEL, color_of(method), "stroke")


def points(stage: Stage, marks: list[Mark]) -> np.ndarray:
    frame = stage.bench.frame(LANDSCAPE)
    return np.array([frame.data(*point) for mark in marks for point in mark.points])


def choose(stage: Stage, model: str) -> None:
    stage.root.get_by_label("Model of Q where a method stands").select_option(model)
    stage.bench.frames()


def test_the_model_of_a_quadratic_is_drawn_along_its_level_lines(bench: Bench) -> None:
    stage = show_player(bench, "x^2+3y^2", steps=20, start=[-2, 1], numbers={"learning_rate": 0.1})
    model = bench.page.locator(MODEL)
    expect(model).to_have_attribute("data-run", "")
    choose(stage, "quadratic")
    stage.go_to(1)
    levels = drawn_levels(stage)
    # One step of 0.1 from (-2, 1) along (-4, 6).
    assert levels[0] == pytest.approx(1.6**2 + 3 * 0.4**2)
    assert 3 <= len(levels) <= 13
    marks = strokes(stage)
    # Dashed level by level, and solid the point's own.
    assert [mark.dash for mark in marks] == [(6, 5)] * (len(levels) - 1) + [()]
    for mark, level in zip(marks, [*levels[1:], levels[0]], strict=True):
        at = points(stage, [mark])
        assert len(at) >= 8
        np.testing.assert_allclose(at[:, 0] ** 2 + 3 * at[:, 1] ** 2, level, rtol=1e-6)
    stationary = json.loads(model.get_attribute("data-stationary") or "")
    assert stationary["kind"] == "minimum"
    assert stationary["point"] == pytest.approx([0, 0], abs=1e-12)
    x, y = bench.frame(LANDSCAPE).pixel(0, 0)
    (diamond,) = [m for m in stage.heads(LANDSCAPE, color_of("gradient_descent")) if len(m.points) == 4]
    np.testing.assert_allclose(diamond.points, [(x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y)])
    assert "minimum of the model" in {m.text for m in stage.heads(LANDSCAPE)}


@pytest.mark.parametrize("kind", ["linear", "quadratic"])
def test_a_level_line_goes_through_the_point(kind: str, bench: Bench) -> None:
    stage = show_player(bench, methods=["adam"])
    choose(stage, kind)
    assert [payload["model"] for payload in stage.events("settings")] == [kind]
    stage.go_to(12)
    assert bench.page.locator(MODEL).get_attribute("data-step") == "12"
    own = points(stage, [mark for mark in strokes(stage, "adam") if mark.dash == ()])
    at = stage.paths[0].points[12]
    # The line's corners are a sixtieth of the picture apart; the point is on one of its pieces.
    assert np.hypot(*(own - at).T).min() < 10 / 59
    gradient = np.array(stage.surface.gradient(*at))
    near = own[np.hypot(*(own - at).T).argmin()] - at
    assert abs(near @ gradient) < 0.15 * np.linalg.norm(gradient) * max(np.linalg.norm(near), 1e-3)


def test_the_model_follows_the_steps_and_goes(bench: Bench) -> None:
    stage = show_player(bench, methods=["adam"], model="quadratic")
    model = bench.page.locator(MODEL)
    sentence = stage.root.get_by_text("level lines of the model at step 40 of Adam")
    expect(sentence).to_be_visible()
    expect(model).to_have_attribute("data-step", "40")
    before = drawn_levels(stage)
    stage.go_to(3)
    expect(model).to_have_attribute("data-step", "3")
    assert drawn_levels(stage) != before
    assert drawn_levels(stage)[0] == pytest.approx(stage.paths[0].values[3])
    choose(stage, "none")
    expect(model).to_have_attribute("data-run", "")
    assert strokes(stage, "adam") == []
    expect(stage.root.get_by_text("level lines of the model")).to_be_hidden()


def test_the_model_is_that_of_the_first_run_shown(bench: Bench) -> None:
    stage = show_player(bench, methods=["adam", "momentum"], model="linear")
    model = bench.page.locator(MODEL)
    expect(model).to_have_attribute("data-run", "adam")
    stage.root.get_by_role("checkbox", name="Show Adam").uncheck()
    expect(model).to_have_attribute("data-run", "momentum")
    stage.root.get_by_role("checkbox", name="Show Adam").check()
    expect(model).to_have_attribute("data-run", "adam")


def test_where_there_is_no_model_it_is_said(bench: Bench) -> None:
    # At 0 the slope is infinite.
    stage = show_player(bench, "sqrt(x)+y^2", steps=5, start=[0, 1], model="linear")
    expect(stage.root.get_by_text("At step 0 of Gradient descent, Q has no such model.")).to_be_visible()


def test_one_weight_has_a_line_and_a_parabola(bench: Bench) -> None:
    stage = show_player(bench, "x^4", steps=10, start=[1], numbers={"learning_rate": 0.01}, model="linear")
    stage.go_to(0)
    line = points(stage, strokes(stage))
    np.testing.assert_allclose(line[:, 1], 4 * line[:, 0] - 3, atol=1e-6)
    frame = bench.frame(LANDSCAPE)
    assert line[[0, -1], 0] == pytest.approx([frame.x_low, frame.x_high])
    choose(stage, "quadratic")
    parabola = points(stage, strokes(stage))
    expected = 1 + 4 * (parabola[:, 0] - 1) + 6 * (parabola[:, 0] - 1) ** 2
    np.testing.assert_allclose(parabola[:, 1], expected, atol=1e-6)


def test_of_the_levels_those_are_drawn_that_keep_apart(bench: Bench) -> None:
    values = [i / 1000 for i in range(1000)]
    chosen = bench.function(
        "landscape/model_layer", "chooseLevels", values, [-1.0, 0.01, 0.1, 0.12, 0.3, 0.52, 0.7, 2.0], 0.5
    )
    # Outside, too near the edge, too near the one before, too near the point's own: left out.
    assert chosen == [0.1, 0.3, 0.7]
    many = [0.05 * i for i in range(1, 20)]
    chosen = bench.function("landscape/model_layer", "chooseLevels", values, many, -5.0)
    assert len(chosen) <= 8
    assert chosen == many[::3]
