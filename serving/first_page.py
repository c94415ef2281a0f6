"""Streamlit's own page, with links to what the application needs after Streamlit's scripts.

A browser learns of an element's script when the first of its kind is sent, and of the modules of the player after that:
three journeys, each after the one before. Named in the page itself, all is fetched and compiled while Streamlit starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from serving.compressed import answer
from ui.player.preload import reached

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
    entries = [file.name for name in elements for file in sorted(scripts.glob(f"{name}.*.js"))]

    def imports(name: str) -> list[str]:
        named = _IMPORT.findall((scripts / name).read_text("utf-8"))
        return [other for other in named if (scripts / other).is_file()]

    return reached(entries, imports)


def with_links(html: str, streamlit: Iterable[str], links: str, base: str = "") -> bytes:
    """The page `html` with the scripts of `streamlit` and with `links` in its head, none twice.

    `base` is the address below which the application is served, "" or one that begins with a slash.
    """
    missing = [name for name in streamlit if f'/{name}"' not in html]
    # A browser has few connections to one server: the page's own requests go before these.
    links_of_streamlit = "\n".join(
        f'<link fetchpriority="low" rel="modulepreload" crossorigin href="{base}/static/js/{name}">' for name in missing
    )
    return html.replace(_HEAD_ENDS, f"{links_of_streamlit}\n{links}\n{_HEAD_ENDS}", 1).encode()


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
        headers = {"content-type": "text/html; charset=utf-8", "cache-control": "no-cache"}
        await answer(send, page, headers, with_body=scope["method"] == "GET")
