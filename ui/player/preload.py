"""A player's modules, asked for all at once: a browser that follows imports finds them one after another."""

from __future__ import annotations

import json
import posixpath
import re
from functools import cache
from pathlib import Path

from ui.player.assets import PLOTLY, url_path

_SOURCES = Path(__file__).parent / "js"
_IMPORT = re.compile(r"""^(?:import|export)\b[^"';]*?["'](\.{1,2}/[\w./-]+\.js)["']""", re.MULTILINE)
#: The player that draws with Plotly.
_WITH_PLOTLY = "main.js"

# Links in the page's head: modules are fetched and compiled before anything imports them, Plotly before it is run.
_SCRIPT = """<script>(() => {{
  const base = new URL("{base}/", window.location.origin).href;
  const ask = (name, kind) => {{
    const href = base + name;
    if (document.head.querySelector(`link[href="${{href}}"]`)) return;
    document.head.append(Object.assign(document.createElement("link"), {{ href, ...kind }}));
  }};
  for (const name of {scripts}) ask(name, {{ rel: "preload", as: "script" }});
  for (const name of {modules}) ask(name, {{ rel: "modulepreload" }});
}})()</script>"""


@cache
def modules_of(entry: str) -> tuple[str, ...]:
    """The modules that `entry`, named below the folder of all modules, imports sooner or later, itself included."""
    found: dict[str, None] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        found[name] = None
        source = (_SOURCES / name).read_text("utf-8")
        waiting += [
            posixpath.normpath(posixpath.join(posixpath.dirname(name), each)) for each in _IMPORT.findall(source)
        ]
    return tuple(found)


def preload_script(entry: str, base: str = "") -> str:
    """HTML with a script that asks for all modules of `entry`, and for Plotly if it draws with that.

    `base` is the address below which the application is served, "" or one that begins with a slash.
    """
    scripts = [PLOTLY.name] if entry == _WITH_PLOTLY else []
    return _SCRIPT.format(
        base=f"{base}/{url_path()}", scripts=json.dumps(scripts), modules=json.dumps(modules_of(entry))
    )
