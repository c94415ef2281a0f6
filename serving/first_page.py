"""Streamlit's own page, with links to what the application needs after Streamlit's scripts.

A browser learns of an element's script when the first of its kind is sent, and of the modules of the player after that:
three journeys, each after the one before. Named in the page itself, all is fetched and compiled while Streamlit starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

#: Elements of every page, as the names of Streamlit's scripts begin; one that a later version calls otherwise comes
#: when it is needed, as all others do.
ELEMENTS = (
    "BidiComponent", "Html", "PageLink", "ButtonGroup", "Selectbox", "TextInput", "Multiselect", "Checkbox", "Button",
    "rehype-katex",
)  # fmt: skip
_IMPORT = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
_HEAD_ENDS = "</head>"


def element_scripts(scripts: Path, elements: Iterable[str] = ELEMENTS) -> list[str]:
    """Names of the files in `scripts` that bring `elements`, with all that they import, each once."""
    waiting = [file.name for name in elements for file in sorted(scripts.glob(f"{name}.*.js"))]
    found: dict[str, None] = {}
    while waiting:
        name = waiting.pop(0)
        if name not in found and (scripts / name).is_file():
            found[name] = None
            waiting += _IMPORT.findall((scripts / name).read_text("utf-8"))
    return list(found)


def with_links(html: str, streamlit: Iterable[str], links: str, base: str = "") -> bytes:
    """The page `html` with the scripts of `streamlit` and with `links` in its head, before what is there twice.

    `base` is the address below which the application is served, "" or one that begins with a slash.
    """
    own = [f'<link rel="modulepreload" crossorigin href="{base}/static/js/{name}">' for name in streamlit
           if f"/{name}\"" not in html]  # fmt: skip
    return html.replace(_HEAD_ENDS, "\n".join([*own, links, _HEAD_ENDS]), 1).encode()


class FirstPage:
    """ASGI middleware that answers with `pages`, by their path, and lets everything else through."""

    def __init__(self, app: ASGIApp, pages: Mapping[str, bytes]) -> None:
        self.app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = self._pages.get(scope["path"]) if scope["type"] == "http" else None
        if page is None or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        headers = {
            "content-type": "text/html; charset=utf-8",
            "content-length": str(len(page)),
            "cache-control": "no-cache",
        }
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": pairs})
        await send({"type": "http.response.body", "body": page if scope["method"] == "GET" else b""})
