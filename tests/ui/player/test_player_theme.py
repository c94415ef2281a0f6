"""What the player's modules and the figures must have in common, read from the modules' text."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from plots.base.loss_scale import DECADES_BELOW, LARGEST_GROWTH, ROUNDING
from plots.base.palette import DASHES, MARKER_SHAPES
from plots.base.theme import DARK, LIGHT, Theme
from tests.plots.base.test_palette import TEXT, channels, contrast, over

MODULES = Path(__file__).parents[3] / "ui/player/js"


def shades(dark: bool) -> str:
    found = re.search(r"shades = \(dark\) => \(dark \? \{(.*?)\} : \{(.*?)\}\);", module("base/theme"), re.DOTALL)
    assert found
    return found.group(1 if dark else 2)


def module(name: str) -> str:
    return (MODULES / f"{name}.js").read_text("utf-8")


def shade(name: str, theme: Theme) -> tuple[float, ...]:
    """A colour of the player's theme: red, green, blue and opacity."""
    found = re.search(rf'{name}: "rgba\(([^)]*)\)"', shades(theme.dark))
    assert found
    return tuple(float(part) for part in found.group(1).split(","))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_landscape_and_casing_are_those_of_the_figures(theme: Theme) -> None:
    found = re.search(r"ramp: \[([^\]]*)\]", shades(theme.dark))
    assert found and tuple(re.findall(r"#\w+", found.group(1))) == theme.ramp
    assert shade("halo", theme) == theme.halo
    assert f'contourLine: "{theme.contour_line}"' in shades(theme.dark)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_muted_text_of_the_player_can_be_read(theme: Theme) -> None:
    ground = channels(theme.background)
    muted = over(ground, shade("muted", theme))
    assert contrast(muted, ground) >= TEXT
    assert np.abs(muted - channels(theme.text)).max() > 30


def test_charts_of_losses_end_at_the_same_numbers() -> None:
    text = module("curves/chart_axes")
    numbers = {name: float(number) for name, number in re.findall(r"const ([A-Z_]+) = ([\d.e-]+);", text)}
    assert numbers["LARGEST_GROWTH"] == LARGEST_GROWTH
    assert (numbers["DECADES_BELOW"], numbers["ROUNDING"]) == (DECADES_BELOW, ROUNDING)


def test_the_modules_know_every_dash_and_marker_of_the_palette() -> None:
    markers, dashes = module("base/markers"), module("base/dom")
    for name in MARKER_SHAPES.keys() - {"circle"}:
        assert re.search(rf'"?{name}"?: (turned|CROSS)', markers)
    for name in DASHES:
        assert re.search(rf"\b{name}: \[", dashes)
