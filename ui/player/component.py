"""A Streamlit component whose code is in the published modules: what the two players have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from typing import Any

import streamlit as st

from ui.controls.payloads import understood
from ui.player.assets import url_path
from ui.player.views import request_number

# Streamlit sends a component's inline code with every message: it only fetches the modules. A page never mixes two
# versions of them: where it has another one already, from before an upgrade, it is told so.
BOOTSTRAP = (
    "export default async (component) => {{\n"
    '  const here = new URL("{url}/", window.location.origin).href;\n'
    "  const same = (window.optimizationModules ??= here) === here;\n"
    '  const modules = await import(here + (same ? "{module}" : "players/upgraded.js"));\n'
    '  return modules[same ? "{mount}" : "mountUpgraded"](component);\n'
    "}}\n"
)

_UNSEEN = "unseen"
#: Out of the page's flow from the first moment on: a gap would move the player below, whose plots have the height that
#: is left, and all would be drawn anew.
UNSEEN_STYLE = (
    f'[data-testid="stElementContainer"][class*="st-key-{_UNSEEN}-"]'
    " { position: absolute; width: 0; height: 0; overflow: hidden; }"
)


def component(name: str, module: str, mount: str) -> Any:
    """The command that mounts `mount`, exported by `module` of the published ones."""
    return _registered(name, module, mount, served_below())


def publish(name: str, module: str, mount: str, scene_id: str, message: Any) -> None:
    """Hand the scene of that identity to the browser, through a component that takes no room on the page."""
    identity = blake2b(scene_id.encode(), digest_size=8).hexdigest()
    component(name, module, mount)(key=unseen_key(f"{name}-{identity}"), data=message)


def unseen_key(name: str) -> str:
    """The key of a component that shows nothing where it stands."""
    return f"{_UNSEEN}-{name}"


def served_below() -> str:
    """The address below which the application is served: "" or one that begins with a slash."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


@cache
def _registered(name: str, module: str, mount: str, base: str) -> Any:
    """Registered once per process: registering again would warn."""
    script = BOOTSTRAP.format(url=f"{base}/{url_path()}", module=module, mount=mount)
    return st.components.v2.component(name, js=script, isolate_styles=False)


def answered(key: str) -> int:
    """The number of the browser's last request that a run of the script has taken into account."""
    number: int = st.session_state.get(f"{key}-answered", 0)
    return number


def callback(
    key: str, event: str, handler: Callable[[Any], None] | None, read: Callable[[Any], Any]
) -> Callable[[], None]:
    """What Streamlit calls when the browser reports `event`: `handler` gets the payload through `read` unless None."""

    def called() -> None:
        payload = st.session_state[key].get(event)
        st.session_state[f"{key}-answered"] = request_number(payload)
        value = understood(f"{key}.{event}", payload, read)
        if handler is not None and value is not None:
            handler(value)

    return called
