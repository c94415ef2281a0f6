"""Entry point of `make run` and of everything larger: `streamlit run asgi.py`, or any ASGI server given `asgi:app`.

The application is `app.py`; around it stand headers, compressed files, a first page with links to what comes next,
health and figures (`serving/`).
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit import file_util

from pages.methods.style import TO_THE_TOP
from pages.places import PLACES, STATIC, prepare
from serving.compressed import CompressedFiles, ServeCompressed
from serving.door import Door
from serving.figures import Figures, Private, WorkFigures, visitors
from serving.first_page import FirstPage, element_scripts, with_links
from serving.headers import Headers, content_security_policy, inline_scripts, security_headers
from serving.health import PATH, Health
from serving.settings import Settings
from ui.player.assets import folder_name, url_path
from ui.player.component import served_below
from ui.player.preload import preload_links, preload_script
from ui.shell.activity import ACTIVITY
from ui.work.pool import pool

STREAMLIT = Path(file_util.get_static_dir())
#: Folders of the player's files are named after their content.
PLAYERS = "/app/static/player-"

settings = Settings.of(os.environ)
health = Health()
files = CompressedFiles()


@asynccontextmanager
async def prepared(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Ready once what the first visitor would wait for is there; what visitors need first is compressed first."""
    await run_in_threadpool(prepare)
    # SciPy's methods load it when they first run: more than a second in which every visitor would wait.
    await run_in_threadpool(import_module, "scipy.optimize")
    files.prepare_in_background([(f"/{url_path()}", STATIC / folder_name()), ("/static", STREAMLIT / "static")])
    health.ready = True
    yield {}
    health.ready = False


def scripts_in_pages() -> Iterator[str]:
    """The texts of all scripts that may stand in a page: Streamlit's own, and those the pages send."""
    yield from inline_scripts((STREAMLIT / "index.html").read_text("utf-8"))
    yield from inline_scripts(TO_THE_TOP)
    for place in PLACES:
        if place.player:
            yield from inline_scripts(preload_script(place.player, served_below()))


def first_pages() -> dict[str, bytes]:
    """Streamlit's page for every address of the application, with links to what the page there needs."""
    html = (STREAMLIT / "index.html").read_text("utf-8")
    base, elements = served_below(), element_scripts(STREAMLIT / "static" / "js")
    pages = {place.key: with_links(html, elements, preload_links(place.player, base) if place.player else "", base)
             for place in PLACES}  # fmt: skip
    return {f"{base}/": pages[PLACES[0].key]} | {f"{base}/{key}": page for key, page in pages.items()}


app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=prepared,
    routes=[Route(PATH, health.answer)],
    middleware=[
        Middleware(
            Headers, headers=security_headers(content_security_policy(scripts_in_pages(), settings.frame_ancestors))
        ),
        Middleware(
            Private,
            token=settings.metrics_token,
            collectors=[Figures(ACTIVITY, visitors), WorkFigures(lambda: pool().load())],
            base=served_below(),
        ),
        Middleware(ServeCompressed, files=files, lasting=PLAYERS, base=served_below()),
        Middleware(FirstPage, pages=first_pages()),
        Middleware(Door, base=served_below()),
    ],
)
