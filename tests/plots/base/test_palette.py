"""Eight runs told apart by every common kind of colour vision, on light and on dark, and the places they take."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from optim_core import methods
from optim_core.methods.typed_method import KEY
from plots.base.palette import DASH_LENGTHS, DASHES, MARKER_SHAPES, RUNS, line_style, run_styles
from plots.base.theme import DARK, LIGHT, Theme, band_colors

Array = NDArray[np.float64]

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE
# Transactions on Visualization and Computer Graphics 15(6), 2009, severity 1.0; they act on linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
# Linear sRGB to CIE XYZ (IEC 61966-2-1), and its white.
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = XYZ @ np.ones(3)
# Of graphical objects and of text, WCAG 2.2, 1.4.11 and 1.4.3.
OBJECT, TEXT = 3.0, 4.5
LEVELS = 60


def channels(color: str) -> Array:
    return np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)], dtype=np.float64)


def linear(color: Array) -> Array:
    share = color / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def lab(light: Array) -> Array:
    """CIE L*a*b* of linear RGB."""
    parts = XYZ @ np.clip(light, 0, 1) / WHITE
    x, y, z = np.where(parts > (6 / 29) ** 3, np.cbrt(parts), parts / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one: Array, other: Array) -> float:
    dim, bright = sorted(float(linear(color) @ XYZ[1]) for color in (one, other))
    return (bright + 0.05) / (dim + 0.05)


def over(ground: Array, color: tuple[float, ...]) -> Array:
    """A colour with an opacity above a ground."""
    return np.array(color[:3]) * color[3] + ground * (1 - color[3])


def test_known_contrasts_and_distances() -> None:
    white, black = channels("#ffffff"), channels("#000000")
    assert contrast(white, black) == pytest.approx(21)
    assert contrast(channels("#767676"), white) == pytest.approx(4.54, abs=0.01)
    assert lab(linear(channels("#ff0000"))) == pytest.approx([53.2, 80.1, 67.2], abs=0.1)
    for matrix in VISIONS.values():
        # No kind of vision changes grey.
        assert matrix @ np.ones(3) == pytest.approx(np.ones(3), abs=1e-5)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("dark", "least"), [(False, 16.5), (True, 24.5)])
def test_any_two_runs_are_told_apart_by_their_colours(vision: str, dark: bool, least: float) -> None:
    seen = [lab(VISIONS[vision] @ linear(channels(style.on(dark)))) for style in RUNS]
    assert min(float(np.linalg.norm(one - other)) for one, other in combinations(seen, 2)) > least


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("style", RUNS, ids=lambda style: style.color)
def test_every_run_stands_out_from_what_is_beside_it(style: object, theme: Theme) -> None:
    color = channels(style.on(theme.dark))  # type: ignore[attr-defined]
    # On the landscape a line has a casing on both sides, whatever the level; on the chart and in the table none.
    for level in band_colors(theme, LEVELS):
        assert contrast(color, over(channels(level), theme.halo)) >= OBJECT
    assert contrast(color, channels(theme.background)) >= OBJECT


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_text_can_be_read_muted_or_not(theme: Theme) -> None:
    for text in (theme.text, theme.muted):
        assert contrast(channels(text), channels(theme.background)) >= TEXT


def test_eight_runs_have_eight_colours_and_markers_and_no_two_the_same_looks() -> None:
    assert len({style.marker for style in RUNS}) == len(RUNS) == len({style.color for style in RUNS}) == 8
    assert {style.marker for style in RUNS} <= MARKER_SHAPES.keys()
    assert {style.dash for style in RUNS} == set(DASHES) == DASH_LENGTHS.keys()


KEYS = st.sampled_from([*methods(), KEY])
CHOSEN = st.lists(st.tuples(KEYS, st.integers(0, 7)), min_size=1, max_size=8, unique=True)


@settings(max_examples=60)
@given(CHOSEN)
def test_up_to_eight_runs_share_no_colour_and_a_new_one_changes_none_before(
    runs: list[tuple[str, int]],
) -> None:
    styles = run_styles(runs)
    assert len({style.color for style in styles}) == len({style.dark for style in styles}) == len(runs)
    assert run_styles(runs[:-1]) == styles[:-1]
    # The first has the looks that it has alone, on every page.
    assert styles[0] == line_style(*runs[0])


@settings(max_examples=60)
@given(CHOSEN, st.data())
def test_a_run_keeps_its_own_place_when_another_goes(runs: list[tuple[str, int]], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(runs) - 1))
    before = dict(zip(runs, run_styles(runs), strict=True))
    rest = runs[:gone] + runs[gone + 1 :]
    after = dict(zip(rest, run_styles(rest), strict=True))
    for run in rest[:gone]:
        assert after[run] == before[run]
    if all(before[run] == line_style(*run) for run in runs):
        assert after == {run: before[run] for run in rest}


@settings(max_examples=30)
@given(st.lists(st.tuples(KEYS, st.integers(0, 7)), min_size=9, max_size=24))
def test_more_than_eight_use_all_colours_evenly_with_other_dashes(runs: list[tuple[str, int]]) -> None:
    styles = run_styles(runs)
    counts = [sum(style.color == each.color for style in styles) for each in RUNS]
    assert max(counts) - min(counts) <= 1
    assert len({(style.color, style.dash) for style in styles}) == len(styles)


def test_the_same_method_twice_has_two_colours() -> None:
    for key in [*methods(), KEY]:
        first, second = run_styles([(key, 0), (key, 1)])
        assert first == line_style(key)
        assert first.color != second.color and first.dark != second.dark and first.marker != second.marker
