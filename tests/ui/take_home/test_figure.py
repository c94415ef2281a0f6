"""The Plotly figure to take home: what is in the page and in the JSON."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from functools import cache
from typing import Any

import numpy as np
import plotly.io
import pytest

from plots.base.theme import DARK, LIGHT
from tests.ui.take_home.test_take_home import takeaway
from ui.language.i18n import use_language
from ui.take_home.figure import figure_json, figure_page, words


@cache
def json_of(name: str) -> str:
    return figure_json(takeaway(name))


@cache
def page() -> str:
    """Of the usual runs, in English."""
    return figure_page(takeaway()).decode()


def parts_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="parts" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    read: dict[str, Any] = json.loads(found.group(1))
    return read


@pytest.mark.parametrize("name", ["usual", "curve"])
def test_the_json_is_the_figure_with_the_runs_as_the_page_shows_them(name: str) -> None:
    given = takeaway(name)
    figure = plotly.io.from_json(json_of(name))
    lines = [trace for trace in figure.data if trace.mode == "lines" and trace.name and trace.showlegend is not False]
    for line, view in zip(lines, given.views, strict=True):
        style = view.style
        assert (line.name, line.line.color, line.line.dash) == (view.label, style.color, style.dash)
        assert np.array_equal(np.frombuffer(b64decode(line.x["bdata"]), line.x["dtype"]), view.points[:, 0])
    assert figure.layout.title.text == given.name
    assert len(figure.frames) == given.steps + 1


def test_the_page_has_the_same_figure_in_light_and_dark() -> None:
    given = takeaway()
    parts = parts_of(page())
    figure = json.loads(json_of("usual"))
    assert (parts["data"], parts["frames"]) == (figure["data"], figure["frames"])
    assert parts["layouts"]["light"]["paper_bgcolor"] == LIGHT.background
    assert parts["layouts"]["dark"]["paper_bgcolor"] == DARK.background
    assert all("height" not in layout for layout in parts["layouts"].values())
    assert parts["darkened"][0].keys() == {"fillcolor", "line"}
    (line,) = [i for i, trace in enumerate(parts["data"]) if trace.get("name") == "Adam" and "showlegend" not in trace]
    style = given.views[-1].style
    assert parts["data"][line]["line"]["color"] == style.color
    assert parts["darkened"][line] == {"line": parts["data"][line]["line"] | {"color": style.dark}}


def test_the_page_asks_nobody_for_anything_and_no_text_breaks_out_of_it() -> None:
    text = page()
    assert "<title>Rosenbrock</title>" in text and '<html lang="en"' in text
    own = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    assert re.findall(r'(?:src|href)="([^"]*)"', own) == ["data:,"]
    assert text.count("<script") == text.count("</script>") == 3


def test_its_words_are_those_of_the_language() -> None:
    with use_language("ru"):
        said = words()
        russian = figure_page(takeaway()).decode()
    assert (said.step, said.loss, said.play, said.decimal) == ("Шаг", "Потери", "Играть", ",")
    assert "▶ Играть" in russian and '<html lang="ru"' in russian
    assert (words().step, words().decimal) == ("Step", ".")
