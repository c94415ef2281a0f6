"""The runs as a Plotly figure: a page that plays without a network, and JSON for a notebook or a page of one's own."""

from __future__ import annotations

import json
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from plots import Words, animate
from ui.language.i18n import _, current_language, decimal_mark
from ui.player.assets import PLOTLY
from ui.take_home.offline_page import in_script
from ui.take_home.takeaway import Takeaway

_HERE = Path(__file__).parent


def figure_json(takeaway: Takeaway) -> str:
    """The figure as `plotly.io.from_json` reads it, in light colours."""
    text: str = _figure(takeaway, takeaway.name).to_json()
    return text


def figure_page(takeaway: Takeaway) -> bytes:
    """One file with the figure and Plotly in it. It is as light or dark as the system, and fills the window."""
    light, dark = (json.loads(_figure(takeaway, "", dark).to_json()) for dark in (False, True))
    parts = {
        "data": light["data"],
        "frames": light["frames"],
        "layouts": {"light": _fitting(light["layout"]), "dark": _fitting(dark["layout"])},
        "darkened": [_changed(*traces) for traces in zip(light["data"], dark["data"], strict=True)],
    }
    return (_HERE / "figure_page.html").read_text("utf-8").format(
        language=current_language(),
        title=escape(takeaway.name),
        # In JSON a stroke may be escaped, and then no tag can end.
        figure=json.dumps(parts, ensure_ascii=False, separators=(",", ":")).replace("</", r"<\/"),
        plotly=_plotly(),
    ).encode()  # fmt: skip


def _figure(takeaway: Takeaway, title: str, dark: bool = False) -> Any:
    views = takeaway.views
    return animate(
        *(path for _view, path in takeaway.runs),
        surface=takeaway.surface,
        names=[view.label for view in views],
        styles=[view.style for view in views],
        dark=dark,
        title=title,
        words=words(),
    )


def words() -> Words:
    """The words of figures in the language in force."""
    return Words(
        step=_("Step"),
        loss=_("Loss"),
        shifted_loss=_("Loss − lowest shown"),
        start=_("Start"),
        minimum=_("Known minimum"),
        play=_("Play"),
        pause=_("Pause"),
        unequal=_("The axes have different scales"),
        decimal=decimal_mark(),
    )


def _fitting(layout: dict[str, Any]) -> dict[str, Any]:
    """The layout without a height of its own."""
    return {name: value for name, value in layout.items() if name != "height"} | {"autosize": True}


def _changed(light: dict[str, Any], dark: dict[str, Any]) -> dict[str, Any]:
    """What a trace has otherwise in the dark."""
    return {name: value for name, value in dark.items() if light.get(name) != value}


@cache
def _plotly() -> str:
    return in_script(PLOTLY.read_text("utf-8"))
