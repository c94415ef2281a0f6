"""The list of modules that a page asks for at once is the one that its player imports."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.places import PLACES
from tests.house.test_javascript_rooms import imported
from ui.player.assets import PLOTLY_FLAT, folder_name, url_path
from ui.player.preload import modules_of, preload_links, preload_script, styles_of

ROOT = Path(__file__).resolve().parents[3]
MODULES = ROOT / "ui" / "player" / "js"
ENTRIES = sorted({place.player for place in PLACES} - {""})


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_list_is_closed_and_has_nothing_else(entry: str) -> None:
    """Against the imports that the rooms' test reads from the source in another way."""
    listed = modules_of(entry)
    assert listed[0] == entry and len(set(listed)) == len(listed)
    needed = {entry}
    for name in listed:
        source = re.sub(r"/\*\*.*?\*/|//[^\n]*", "", (MODULES / name).read_text("utf-8"), flags=re.DOTALL)
        needed |= imported(name, source)
    assert needed == set(listed)


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_sheets_are_those_that_the_player_loads(entry: str) -> None:
    named = re.findall(r"""loadStyles\("([\w/.]+)"\)""", (MODULES / entry).read_text("utf-8"))
    assert sorted({"player.css", *named}) == list(styles_of(entry))
    assert json.dumps(styles_of(entry)) in preload_script(entry)
    for name in styles_of(entry):
        assert f'rel="preload" as="style" href="/{url_path()}/{name}"' in preload_links(entry)


def test_plotly_is_asked_for_where_it_draws() -> None:
    assert f'["{PLOTLY_FLAT.name}"]' in preload_script("main.js")
    assert PLOTLY_FLAT.name not in preload_script("batches/main.js")


def test_addresses_are_below_where_the_application_is_served() -> None:
    script = preload_script("graph/main.js", "/lectures")
    assert f'new URL("/lectures/app/static/{folder_name()}/" + name, window.location.origin)' in script
    assert json.dumps(modules_of("graph/main.js")) in script


def test_a_visitor_is_told_once_for_each_player() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    told = lambda: [html for html in app.get("html") if "modulepreload" in html.proto.body]  # noqa: E731
    app.run()
    assert len(told()) == 1
    app.run()
    assert not told()
    app.switch_page("pages/batches/page.py")
    app.run()
    assert ["batches/main.js" in html.proto.body for html in told()] == [True]
    assert not app.exception
