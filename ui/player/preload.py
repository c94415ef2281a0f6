"""A player's modules, asked for all at once: a browser that follows imports finds them one after another."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from ui.player.assets import PLOTLY_FLAT, url_path

_SOURCES = Path(__file__).parent / "js"
_IMPORT = re.compile(r"""^(?:import|export)\b[^"';]*?["'](\.{1,2}/[\w./-]+\.js)["']""", re.MULTILINE)
#: The player that draws with Plotly.
_WITH_PLOTLY = "main.js"

# Put into the page's head, unless they are there already: modules are fetched and compiled before anything imports
# them, and Plotly is run while the server still works.
_SCRIPT = """<script>(() => {{
  const ask = (kind, address, properties) => {{
    const there = [...document.head.querySelectorAll(kind)].some((each) => each[address] === properties[address]);
    if (!there) document.head.append(Object.assign(document.createElement(kind), properties));
  }};
  const at = (name) => new URL("{base}/" + name, window.location.origin).href;
  for (const name of {scripts}) ask("script", "src", {{ src: at(name), async: true, onerror() {{ this.remove(); }} }});
  for (const name of {styles}) ask("link", "href", {{ href: at(name), rel: "preload", as: "style" }});
  for (const name of {modules}) ask("link", "href", {{ href: at(name), rel: "modulepreload" }});
}})()</script>"""


@cache
def modules_of(entry: str) -> tuple[str, ...]:
    """The modules that `entry`, named below the folder of all modules, imports sooner or later, itself included."""
    return tuple(reached([entry], _imports))


def _imports(name: str) -> list[str]:
    addresses = _IMPORT.findall((_SOURCES / name).read_text("utf-8"))
    return [posixpath.normpath(posixpath.join(posixpath.dirname(name), address)) for address in addresses]


def reached(entries: Iterable[str], imports: Callable[[str], Iterable[str]]) -> list[str]:
    """What `entries` import sooner or later, themselves included, each once; `imports` tells what one file does."""
    found: dict[str, None] = {}
    waiting = list(entries)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting += imports(name)
    return list(found)


@cache
def styles_of(entry: str) -> tuple[str, ...]:
    """The sheets of the player that begins with `entry`: that of all players, and those in its own folder."""
    folders = {_SOURCES, (_SOURCES / entry).parent}
    return tuple(sorted(path.relative_to(_SOURCES).as_posix() for folder in folders for path in folder.glob("*.css")))


def preload_script(entry: str, base: str = "") -> str:
    """HTML with a script that asks for all modules and styles of `entry`, and for Plotly if it draws with that.

    `base` is the address below which the application is served, "" or one that begins with a slash.
    """
    return _SCRIPT.format(
        base=f"{base}/{url_path()}",
        scripts=json.dumps(_scripts_of(entry)),
        styles=json.dumps(styles_of(entry)),
        modules=json.dumps(modules_of(entry)),
    )


def preload_links(entry: str, base: str = "") -> str:
    """The same as HTML for the head of a page; what the page itself asks for, its connection first, goes before."""
    at = f"{base}/{url_path()}"
    links = [f'rel="preload" as="script" href="{at}/{name}"' for name in _scripts_of(entry)]
    links += [f'rel="preload" as="style" href="{at}/{name}"' for name in styles_of(entry)]
    links += [f'rel="modulepreload" href="{at}/{name}"' for name in modules_of(entry)]
    return "\n".join(f'<link fetchpriority="low" {link}>' for link in links)


def _scripts_of(entry: str) -> list[str]:
    return [PLOTLY_FLAT.name] if entry == _WITH_PLOTLY else []
