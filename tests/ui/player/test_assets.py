"""The files that the player brings along."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ui.player.assets import PLOTLY, PLOTLY_FLAT, PLOTLY_SOLID


def version(path: Path) -> str:
    found = re.search(r"plotly\.js \(?(?:\w+ - minified\) )?v([\d.]+)", path.read_text("utf-8")[:300])
    assert found, path
    return found[1]


@pytest.mark.parametrize("part", [PLOTLY_FLAT, PLOTLY_SOLID], ids=lambda path: path.name)
def test_parts_of_plotly_are_those_of_the_python_package(part: Path) -> None:
    assert version(part) == version(PLOTLY)
    assert part.stat().st_size < PLOTLY.stat().st_size / 2
