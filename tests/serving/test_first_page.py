"""Streamlit's page with what the application needs named in its head."""

from __future__ import annotations

import re
from pathlib import Path

from streamlit import file_util

from asgi import first_pages
from pages.places import PLACES
from serving.first_page import ELEMENTS, FirstPage, element_scripts, with_links
from tests.serving.asgi import PLAIN, ask, plain
from ui.player.assets import PLOTLY_FLAT, url_path
from ui.player.preload import modules_of

SCRIPTS = Path(file_util.get_static_dir()) / "static" / "js"


def test_every_element_has_its_script_and_all_that_it_imports() -> None:
    for name in ELEMENTS:
        assert len(list(SCRIPTS.glob(f"{name}.*.js"))) == 1, name
    found = element_scripts(SCRIPTS)
    assert len(found) == len(set(found))
    for name in found:
        imported = set(
            re.findall(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""", (SCRIPTS / name).read_text("utf-8"))
        )
        assert imported <= set(found)


def test_imports_are_followed_to_their_end(tmp_path: Path) -> None:
    for name, text in {
        "Box.1.js": 'import{a}from"./deep.2.js";import"./gone.js";',
        "deep.2.js": "import './Box.1.js'\nfrom './end.js'",
        **dict.fromkeys(("end.js", "Other.3.js", "Boxes.4.js"), ""),
    }.items():
        (tmp_path / name).write_text(text)
    assert element_scripts(tmp_path, ["Box", "Missing"]) == ["Box.1.js", "deep.2.js", "end.js"]


def test_links_stand_in_the_head_and_none_twice() -> None:
    html = '<head><link href="./static/js/a.js"></head><body></head></body>'
    page = with_links(html, ["a.js", "b.js"], "<more>", "/base").decode()
    head, body = page.split("</head>", 1)
    assert body == "<body></head></body>" and head.endswith("<more>\n")
    assert head.count("a.js") == 1 and 'crossorigin href="/base/static/js/b.js"' in head


def test_every_address_of_the_application_has_its_page() -> None:
    pages = first_pages()
    assert set(pages) == {"/", *(f"/{place.key}" for place in PLACES)}
    assert pages["/"] == pages[f"/{PLACES[0].key}"]
    for place in PLACES:
        page = pages[f"/{place.key}"].decode()
        assert '<div id="root"></div>' in page and "BidiComponent" in page
        links = re.findall(rf'<link fetchpriority="low" rel="modulepreload" href="/{url_path()}/([\w/.]+)">', page)
        assert links == (list(modules_of(place.player)) if place.player else [])
        # The connection to the server is asked for after all these, and must not wait for them.
        added = page[len((SCRIPTS.parents[1] / "index.html").read_text("utf-8").split("</head>")[0]) :]
        assert added.count("<link ") == added.count('<link fetchpriority="low" ') > len(links)
        assert (PLOTLY_FLAT.name in page) == (place.player == "main.js")


def test_only_those_addresses_are_answered() -> None:
    app = FirstPage(plain, {"/": b"first"})
    answer = ask(app, "/")
    assert (answer.body, answer.headers["content-type"]) == (b"first", "text/html; charset=utf-8")
    assert answer.headers["cache-control"] == "no-cache" and answer.headers["content-length"] == "5"
    head = ask(app, "/", method="HEAD")
    assert head.body == b"" and head.headers["content-length"] == "5"
    assert ask(app, "/other").body == ask(app, "/", method="POST").body == PLAIN
