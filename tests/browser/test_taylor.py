"""Taylor models in a browser: their numbers, their level lines, and what is drawn of them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from optim_core import run
from optim_core.expression.taylor import taylor_body
from surfaces import entries, parse
from tests.browser.player_page import Open, Serve, go_to, places, shown_player
from ui.palette import line_style
from ui.player.assets import publish_assets, url_path
from ui.playground_state import MethodChoice

HARNESS = Path(__file__).parent / "views_harness.py"
MODEL = ".opt-model"
Show = Callable[..., tuple[Page, Locator]]

LINES = """async ([module, text, width, level, exact]) => {
    const { levelLines } = await import(`${module}/marching_squares.js`);
    const at = new Function('x', 'y', `return ${text}`);
    const values = Float64Array.from({ length: width * width }, (_, k) => at(k % width, Math.floor(k / width)));
    return levelLines(values, width, level, exact ? at : null);
}"""
KERNEL = """async ([module, body, dimension, points]) => {
    const { compile } = await import(`${module}/kernel.js`);
    const kernel = compile(body, dimension);
    return points.map((point) => kernel(...point).map(String));
}"""
TAYLOR = """async ([module, body, kind, at, points]) => {
    const { compile } = await import(`${module}/kernel.js`);
    const { taylorModel } = await import(`${module}/taylor.js`);
    const model = taylorModel(compile(body, at.length), at, kind);
    return model && [points.map((point) => model.at(...point)), model.stationary];
}"""


@pytest.fixture(scope="module")
def blank(browser: Any, serve: Serve) -> Iterator[Page]:
    publish_assets(HARNESS.parent / "static")
    page = browser.new_page()
    page.goto(f"{serve(HARNESS)}/_stcore/health")
    yield page
    page.close()


@pytest.fixture
def show(serve: Serve, open_page: Open) -> Show:
    return lambda query, **options: shown_player(open_page, f"{serve(HARNESS)}/?{query}", **options)


def lines(page: Page, text: str, width: int, level: float, exact: bool = False) -> list[np.ndarray]:
    found = page.evaluate(LINES, [f"/{url_path()}", text, width, level, exact])
    return [np.array(line).reshape(-1, 2) for line in found]


def model_of(page: Page, formula: str, kind: str, at: list[float], points: list[list[float]]) -> Any:
    surface = parse(formula)
    body = taylor_body(surface.kernels.parsed, surface.variables, {})
    return page.evaluate(TAYLOR, [f"/{url_path()}", body, kind, at, points])


def test_the_level_line_of_a_plane_is_one_straight_line(blank: Page) -> None:
    (line,) = lines(blank, "2*x + y", 11, 9.5)
    np.testing.assert_allclose(2 * line[:, 0] + line[:, 1], 9.5, atol=1e-12)
    ends = sorted([tuple(line[0]), tuple(line[-1])])
    assert ends == [(0.0, 9.5), (4.75, 0.0)]


def test_the_level_line_of_a_cone_is_one_closed_circle(blank: Page) -> None:
    (line,) = lines(blank, "Math.hypot(x - 20, y - 20)", 41, 13.3)
    assert tuple(line[0]) == tuple(line[-1])
    np.testing.assert_allclose(np.hypot(*(line - 20).T), 13.3, atol=0.02)
    steps = np.hypot(*np.diff(line, axis=0).T)
    assert steps.max() < 1.5
    assert steps.sum() == pytest.approx(2 * np.pi * 13.3, rel=0.01)


def test_with_the_function_itself_the_line_of_a_quadratic_is_exact(blank: Page) -> None:
    coarse = "2*x*x - x*y + y*y - 6*x"
    (rough,) = lines(blank, coarse, 7, -3.0)
    (exact,) = lines(blank, coarse, 7, -3.0, exact=True)
    off = [2 * x * x - x * y + y * y - 6 * x + 3 for x, y in exact]
    np.testing.assert_allclose(off, 0, atol=1e-12)
    assert np.abs(rough - exact).max() > 0.01


def test_a_saddle_has_two_lines_that_do_not_cross(blank: Page) -> None:
    for level, side in ((3.0, 1), (-3.0, -1)):
        found = lines(blank, "(x - 10)*(y - 10)", 21, level)
        assert len(found) == 2
        for line in found:
            products = (line[:, 0] - 10) * (line[:, 1] - 10)
            assert (side * products > 0).all()


def test_nothing_is_drawn_where_there_is_no_number(blank: Page) -> None:
    (line,) = lines(blank, "x > 5 ? NaN : y", 11, 4.5)
    assert line[:, 0].max() <= 5
    assert lines(blank, "x", 11, 99.0) == []


@pytest.mark.parametrize("key", list(entries()))
def test_the_kernel_gives_value_gradient_and_hessian_of_every_surface(key: str, blank: Page) -> None:
    surface = entries()[key].surface()
    numbers = random.Random(5)
    points = [[numbers.uniform(*bounds) for bounds in surface.domain] for _ in range(40)]
    body = taylor_body(surface.kernels.parsed, surface.variables, surface.parameters)
    found = blank.evaluate(KERNEL, [f"/{url_path()}", body, surface.dimension, points])
    for point, row in zip(points, found, strict=True):
        hessian = np.array(surface.hessian(*point))
        upper = hessian[np.triu_indices(surface.dimension)]
        expected = np.array([surface.value(*point), *surface.gradient(*point), *upper])
        np.testing.assert_allclose(np.array(row, float), expected, rtol=1e-9, atol=1e-9 * np.abs(expected).max())


def test_the_quadratic_model_of_a_quadratic_is_the_quadratic(blank: Page) -> None:
    numbers = random.Random(6)
    points = [[numbers.uniform(-5, 5), numbers.uniform(-5, 5)] for _ in range(20)]
    values, stationary = model_of(blank, "3x^2 - 2x*y + y^2 - 4x + 1", "quadratic", [1.5, -2.0], points)
    np.testing.assert_allclose(values, [3 * x * x - 2 * x * y + y * y - 4 * x + 1 for x, y in points], rtol=1e-12)
    # 6x - 2y = 4 and 2y = 2x.
    assert stationary["kind"] == "minimum"
    assert stationary["point"] == pytest.approx([1, 1])


def test_models_worked_out_by_hand(blank: Page) -> None:
    # x^3 at 2: 8 + 12 d, and 6 d^2 more; stationary where 12 + 12 d = 0.
    values, stationary = model_of(blank, "x^3", "linear", [2.0], [[3.0]])
    assert (values, stationary) == ([20.0], None)
    values, stationary = model_of(blank, "x^3", "quadratic", [2.0], [[3.0]])
    assert (values, stationary) == ([26.0], {"point": [1.0], "kind": "minimum"})


@pytest.mark.parametrize(
    ("formula", "at", "kind"),
    [("x*y", [1.0, 2.0], "saddle"), ("-x^2 - y^2", [1.0, 2.0], "maximum"), ("x^3", [-1.0], "maximum")],
)
def test_stationary_points_are_named(formula: str, at: list[float], kind: str, blank: Page) -> None:
    _, stationary = model_of(blank, formula, "quadratic", at, [at])
    assert stationary["kind"] == kind


def test_flat_and_undefined_models(blank: Page) -> None:
    assert model_of(blank, "x + y", "quadratic", [1.0, 2.0], [[0.0, 0.0]]) == [[0.0], None]
    assert model_of(blank, "(x + y)^2", "quadratic", [1.0, 2.0], [[0.0, 0.0]])[1] is None
    assert model_of(blank, "ln(x) + y", "linear", [-1.0, 2.0], [[0.0, 0.0]]) is None
    # At 0 the slope is infinite.
    assert model_of(blank, "sqrt(x) + y", "linear", [0.0, 2.0], [[0.0, 0.0]]) is None


def color_of(method: str) -> list[int]:
    code = line_style(method).color
    return [int(code[i : i + 2], 16) for i in (1, 3, 5)]


def drawn_levels(page: Page) -> list[float]:
    levels: list[float] = json.loads(page.locator(MODEL).get_attribute("data-levels") or "[]")
    return levels


def choose(root: Locator, model: str) -> None:
    root.get_by_label("Model of Q where a method stands").select_option(model)


def test_the_model_of_a_quadratic_is_drawn_along_its_level_lines(show: Show) -> None:
    page, root = show("surface=x^2%2B3y^2&m=gradient_descent&start=-2;1&rate=0.1&steps=20")
    expect(page.locator(MODEL)).to_have_attribute("data-run", "")
    choose(root, "quadratic")
    go_to(root, 1)
    levels = drawn_levels(page)
    # One step of 0.1 from (-2, 1) along (-4, 6).
    assert levels[0] == pytest.approx(1.6**2 + 3 * 0.4**2)
    assert 3 <= len(levels) <= 13
    found = np.array(places(page, ".opt-landscape", MODEL, color_of("gradient_descent")))
    assert len(found) > 300
    values = found[:, 0] ** 2 + 3 * found[:, 1] ** 2
    slopes = np.hypot(2 * found[:, 0], 6 * found[:, 1])
    pixel = 4 * np.ptp(found[:, 0]) / 500
    off = np.abs(values[:, None] - np.array(levels)).min(axis=1)
    assert (off <= slopes * pixel + 0.02).all()
    stationary = json.loads(page.locator(MODEL).get_attribute("data-stationary") or "")
    assert stationary["kind"] == "minimum"
    assert stationary["point"] == pytest.approx([0, 0], abs=1e-12)


@pytest.mark.parametrize("kind", ["linear", "quadratic"])
def test_a_level_line_goes_through_the_point(kind: str, show: Show) -> None:
    page, root = show("surface=himmelblau&m=adam&steps=40")
    choose(root, kind)
    expect(page.get_by_text(f"Settings: loss steps {kind}")).to_be_visible()
    go_to(root, 12)
    color = color_of("adam")
    found = np.array(places(page, ".opt-landscape", MODEL, color))
    assert page.locator(MODEL).get_attribute("data-step") == "12"
    himmelblau = entries()["himmelblau"].surface()
    path = run(himmelblau, MethodChoice("adam").optimizer(himmelblau), himmelblau.start, 40)
    # The picture is ten wide, on five hundred pixels and more.
    assert np.hypot(*(found - path.points[12]).T).min() < 0.03


def test_the_model_follows_the_steps_and_goes(show: Show) -> None:
    page, root = show("surface=himmelblau&m=adam&steps=40&model=quadratic")
    model = page.locator(MODEL)
    expect(root.get_by_text("level lines of the model at step 40 of Adam")).to_be_visible()
    expect(model).to_have_attribute("data-step", "40")
    before = drawn_levels(page)
    go_to(root, 3)
    expect(model).to_have_attribute("data-step", "3")
    assert drawn_levels(page) != before
    choose(root, "none")
    expect(model).to_have_attribute("data-run", "")
    assert not places(page, ".opt-landscape", MODEL, color_of("adam"))
    expect(root.get_by_text("level lines of the model")).to_be_hidden()


def test_where_there_is_no_model_it_is_said(show: Show) -> None:
    # At 0 the slope is infinite.
    _, root = show("surface=sqrt(x)%2By^2&m=gradient_descent&start=0;1&steps=5&model=linear")
    expect(root.get_by_text("At step 0 of Gradient descent, Q has no such model.")).to_be_visible()


def test_one_weight_has_a_line_and_a_parabola(show: Show) -> None:
    page, root = show("surface=x^4&m=gradient_descent&start=1&rate=0.01&steps=10&model=linear")
    go_to(root, 0)
    color = color_of("gradient_descent")
    line = np.array(places(page, ".opt-landscape", MODEL, color))
    assert np.abs(line[:, 1] - (4 * line[:, 0] - 3)).max() < 0.1 * np.ptp(line[:, 1])
    choose(root, "quadratic")
    expect(page.get_by_text("Settings: loss steps quadratic")).to_be_visible()
    parabola = np.array(places(page, ".opt-landscape", MODEL, color))
    expected = 1 + 4 * (parabola[:, 0] - 1) + 6 * (parabola[:, 0] - 1) ** 2
    slope = np.abs(4 + 12 * (parabola[:, 0] - 1))
    width = np.ptp(line[:, 0]) / 100
    assert (np.abs(parabola[:, 1] - expected) <= slope * width + 0.02 * np.ptp(line[:, 1])).all()
