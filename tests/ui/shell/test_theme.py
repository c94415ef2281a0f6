"""Colours of Streamlit's own parts, computed from the theme that is configured."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from plots.base.theme import DARK, LIGHT, Theme
from tests.plots.base.test_palette import OBJECT, TEXT, channels, contrast, over

CONFIG = tomllib.loads((Path(__file__).parents[3] / ".streamlit/config.toml").read_text("utf-8"))["theme"]
#: Captions, titles of panels and the like are drawn by Streamlit in the text's colour of this opacity.
FADED = 0.6


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_and_what_is_marked_be_seen(theme: Theme) -> None:
    colors = CONFIG["dark" if theme.dark else "light"]
    assert (colors["textColor"], colors["backgroundColor"]) == (theme.text, theme.background)
    primary, text = channels(colors["primaryColor"]), channels(colors["textColor"])
    for part in (colors, colors["sidebar"]):
        for name in ("backgroundColor", "secondaryBackgroundColor"):
            ground = channels(part[name])
            assert contrast(over(ground, (*text, FADED)), ground) >= TEXT
        ground = channels(part["backgroundColor"])
        assert contrast(channels(colors["linkColor"]), ground) >= TEXT
        assert contrast(primary, ground) >= OBJECT
    # The words of what is chosen from a list are white on the theme's colour.
    assert contrast(channels("#ffffff"), primary) >= TEXT
