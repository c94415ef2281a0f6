"""Names, colours and small pictures of runs: what tells one run from another, and what a curve shows."""

from __future__ import annotations

import re

import numpy as np
import pytest

from optim_core import methods
from optim_core.running.starts import uniform
from pages.playground.start_choice import StartChoice
from surfaces import surface
from tests.pages.playground.playground_session import Session
from ui.language.i18n import use_language
from ui.language.symbols import symbol_text
from ui.methods.rate_curve import HEIGHT, MARGIN, WIDTH, rate_curve
from ui.runs.choice import MethodChoice
from ui.runs.palette import DASH_LENGTHS, DASHES, OKABE_ITO, LineStyle, line_sample, line_style
from ui.runs.scenes import scene_of
from ui.runs.views import method_label


def test_further_runs_of_a_method_are_numbered_from_two() -> None:
    assert [method_label(MethodChoice(slot)) for slot in ("adam", "adam~2", "adam~8")] == [
        "Adam",
        "Adam (2)",
        "Adam (8)",
    ]
    with use_language("ru"):
        assert method_label(MethodChoice("gradient_descent~2")) == "Градиентный спуск (2)"


def test_further_runs_keep_the_colour_and_change_the_dashes() -> None:
    for key in methods():
        styles = [line_style(key, copy) for copy in range(len(DASHES))]
        assert {style.color for style in styles} == {styles[0].color}
        assert {style.dash for style in styles} == set(DASHES)
    first = [line_style(key) for key in methods()]
    assert len(set(first)) == len(first)
    assert first[0] == LineStyle(OKABE_ITO[0], "solid")


def test_a_sample_shows_the_dashes_of_its_line() -> None:
    dashes = "linear-gradient(90deg, #0072B2 0px 8px, transparent 8px 12px)"
    assert dashes in line_sample(LineStyle("#0072B2", "dash"))
    dotted = "#0072B2 0px 8px, transparent 8px 11px, #0072B2 11px 14px, transparent 14px 17px"
    assert dotted in line_sample(LineStyle("#0072B2", "dashdot"))
    assert set(DASH_LENGTHS) == set(DASHES)


def drawn(picture: str) -> tuple[np.ndarray, float]:
    """The points of the curve, and the height of the line at zero."""
    path = re.search(r'<path d="([^"]*)"', picture)
    zero = re.search(r'y1="([\d.]+)"', picture)
    assert path and zero
    return np.array([[float(w) for w in pair.split()] for pair in re.findall(r"[ML]([\d. -]+)", path[1])]), float(
        zero[1]
    )


def test_a_curve_of_rates_goes_down_where_they_do() -> None:
    picture = rate_curve(np.array([0.4, 0.2, 0.1, 0.0]), "#0072B2")
    points, zero = drawn(picture)
    assert points[:, 0] == pytest.approx(np.linspace(MARGIN, WIDTH - MARGIN, 4), abs=0.1)
    heights = zero - points[:, 1]
    assert heights == pytest.approx(heights[0] * np.array([1, 0.5, 0.25, 0]), abs=0.11)
    assert heights[0] > HEIGHT / 2
    assert re.findall(r">(k = [^<]*)<", picture) == ["k = 1: 0.4", "k = 4: 0"]
    assert 'stroke="#0072B2"' in picture


def test_rates_below_zero_are_below_the_line_and_gaps_stay_open() -> None:
    points, zero = drawn(rate_curve(np.array([0.2, -0.2, np.nan, 0.1]), "#0072B2"))
    assert (points[0, 1] < zero < points[1, 1]) and points[2, 1] < zero
    assert len(points) == 3
    picture = rate_curve(np.array([0.2, 0.1, np.nan, 0.1, 0.2]), "#0072B2")
    assert picture.count("M") == 2
    many, _zero = drawn(rate_curve(np.linspace(1.0, 0.0, 5000), "#0072B2"))
    assert len(many) <= 2 * WIDTH and many[-1, 0] == WIDTH - MARGIN


@pytest.mark.parametrize(
    ("name", "text"), [("w_0", "w₀"), ("beta_1", "β₁"), ("eta", "η"), ("x", "x"), ("w_12", "w₁₂"), ("dt", "Δt")]
)
def test_symbols_in_plain_text(name: str, text: str) -> None:
    assert symbol_text(name) == text


def test_another_range_language_or_parameter_is_another_scene() -> None:
    usual = surface("rosenbrock")
    others = [usual.on(((-1.0, 1.0), (-1.0, 1.0))), surface("rosenbrock", b=12.0), surface("himmelblau")]
    names = [scene_of(landscape).id for landscape in (usual, *others)]
    with use_language("ru"):
        names.append(scene_of(usual).id)
    assert len(set(names)) == len(names)
    assert scene_of(surface("rosenbrock")).id == names[0]


def test_random_starts_lie_on_all_sides_of_zero() -> None:
    landscape = surface("himmelblau")
    found = np.array([StartChoice("random", epsilon=0.25, seed=seed).single(landscape, None) for seed in range(40)])
    assert found.shape == (40, 2)
    assert found.min(axis=0) == pytest.approx([-0.25, -0.25], abs=0.05)
    assert found.max(axis=0) == pytest.approx([0.25, 0.25], abs=0.05)
    assert tuple(found[3]) == uniform(2, 0.25, 3)
    assert StartChoice("zero").single(landscape, (1.0, 2.0)) == (0.0, 0.0)
    assert StartChoice().single(landscape, (1.0, 2.0)) == (1.0, 2.0)
    assert StartChoice().single(landscape, None) == landscape.start


def test_a_surface_tells_its_story_and_where_it_is_from() -> None:
    (story,) = (c for c in Session(surface="himmelblau").app.caption if "Source: " in c.proto.help)
    assert "Himmelblau" in story.proto.help
    assert len(story.value) > 0 and story.value.endswith(".")
