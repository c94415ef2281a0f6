"""The player with its runs as one HTML file that opens from a disk, without a server and without a network.

The player's own modules are put into an import map as data addresses; in their source only the specifiers of the
imports change. The two modules that know where they come from, the one that fetches Plotly and the styles, and the
one that Streamlit calls, are replaced or called by `offline_*.js` beside this file.
"""

from __future__ import annotations

import json
import posixpath
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from html import escape
from pathlib import Path
from typing import TypeVar

from optim_core.expression import symbol_latex, with_numbers
from optim_core.expression.tree.notation import symbol_mathml
from optim_core.expression.typesetting.mathml import tree_mathml
from surfaces import Surface
from ui import player as player_package
from ui.batch_player import BatchRun, BatchScene, BatchSettings
from ui.batch_player.views import player_message as batch_message
from ui.batch_player.views import scene_message as batch_scene_message
from ui.language.i18n import _, current_language
from ui.player import RunView, Scene
from ui.player.assets import PLOTLY_FLAT, PLOTLY_SOLID
from ui.player.views import PlayerSettings, player_message, scene_message
from ui.runs.scenes import scene_of
from ui.runs.surface_dials import surface_dials
from ui.take_home.batch_files import BatchTakeaway
from ui.take_home.takeaway import Takeaway, surface_of

AnyScene = TypeVar("AnyScene", Scene, BatchScene)

_HERE = Path(__file__).parent
_MODULES = Path(player_package.__file__).parent / "js"
_IMPORT = re.compile(r"""(\bfrom\s*|\bimport\s*\(?\s*)(["'])(\.{1,2}/[\w./-]+\.js)\2""")
_PREFIX = "player/"

#: The modules of the other player, which is not in the page.
_ELSEWHERE = "batches"
#: The module of the player that is replaced: what it would fetch is in the page.
_FETCHING = "base/plotly.js"
#: The lines that say which player is mounted and what answers it, and what stands there for the other player.
_OTHER_PLAYER = {
    'import { mountPlayer, mountScene } from "./main.js";': (
        'import { mountBatchPlayer as mountPlayer, mountBatchScene as mountScene } from "./batches/main.js";'
    ),
    'import { OwnServer } from "./live/own_answer.js";': (
        'import { OwnBatchServer as OwnServer } from "./batches/own_answer.js";'
    ),
}


def offline_page(takeaway: Takeaway) -> bytes:
    """The file. Nothing in it asks a server for anything: what the engine can run moves, nothing else is offered."""
    surface = surface_of(takeaway)
    scene = _alone(scene_of(surface))
    moves = scene.loss is not None and any(view.program for view in takeaway.views)
    reports = ("start", "numbers", "surface") if moves else ()
    dials = surface_dials(surface) if moves else ()
    # Where nothing follows there is nothing to turn.
    views = [view if view.program else replace(view, rate=None, numbers=()) for view in takeaway.views]
    message = player_message(scene, views, takeaway.start, PlayerSettings(), reports=reports, surface_dials=dials)
    text = _("Open these runs in the Playground")
    sentence = _sentence(takeaway.views, bool(dials)) if moves else ""
    return _page(takeaway, _formula(surface), text, scene_message(scene), message, _assets(), sentence)


def _alone(scene: AnyScene) -> AnyScene:
    """The scene with the words of a player that has no server: what it moves is judged by nobody."""
    words = {
        "verdict_waits": _("This file cannot judge runs other than those taken home"),
        "run_stays": _("Still as it was taken home"),
    }
    return replace(scene, labels={**scene.labels, **words})


def _sentence(views: Sequence[RunView], dials: bool) -> str:
    """What the file can do by itself, and what not; `dials`: whether the surface has numbers to turn."""
    said = [
        _(
            "This file needs no server: drag the ring, or turn the learning rates and other numbers of the methods, "
            "and they run anew in your browser. Verdicts are those of the runs that were taken home."
        )
    ]
    if dials:
        said.append(_("The surface's numbers can be turned too; the formula above has those that were taken home."))
    return _paragraph([*said, *_left(views)])


def _left(views: Sequence[RunView] | Sequence[BatchRun]) -> list[str]:
    left = ", ".join(view.label for view in views if view.program is None)
    return [_("Only a server can run these anew: {methods}.").format(methods=left)] if left else []


def _paragraph(said: Sequence[str]) -> str:
    return f'<p class="alone">{escape(" ".join(said))}</p>'


def batch_page(takeaway: BatchTakeaway) -> bytes:
    """The same with the batch player: examples can be moved, but neither added nor removed, as Python deals batches.

    Where there is more to look at than follows a hand, the file finds out, and offers nothing.
    """
    assert takeaway.scene is not None, "what the batch player shows"
    scene = _alone(takeaway.scene)
    moves = scene.example is not None and any(view.program for view in takeaway.batch_runs)
    views = [view if view.program else replace(view, rate=None, numbers=()) for view in takeaway.batch_runs]
    reports = ("start", "numbers", "move") if moves else ()
    message = batch_message(scene, views, takeaway.start, BatchSettings(), reports=reports)
    text = _("Open these runs on the page of data and batches")
    said = _(
        "This file needs no server: drag the ring or an example, or turn the learning rates and other numbers of the "
        "methods, and they run anew in your browser, over the batches that were taken home. Verdicts are those of the "
        "runs that were taken home."
    )
    sentence = _paragraph([said, *_left(views)]) if moves else ""
    return _page(takeaway, "", text, batch_scene_message(scene), message, _batch_assets(), sentence)


def _page(
    takeaway: Takeaway,
    formula: str,
    invitation: str,
    scene: bytes,
    runs: bytes,
    assets: Mapping[str, str],
    sentence: str = "",
) -> bytes:
    return (_HERE / "offline_page.html").read_text("utf-8").format(
        language=current_language(),
        title=escape(takeaway.name),
        formula=formula,
        sentence=sentence,
        footer=_footer(takeaway.link, invitation),
        scene=b64encode(scene).decode(),
        runs=b64encode(runs).decode(),
        **assets,
    ).encode()  # fmt: skip


def _formula(surface: Surface) -> str:
    """MathML of the formula with its numbers, which every current browser draws."""
    parsed = surface.kernels.parsed
    latex = {name: symbol_latex(name, parsed.vocabulary) for name in surface.variables}
    tree = with_numbers(parsed.tree, surface.parameters)
    variables = "<mo>,</mo>".join(symbol_mathml(latex[name]) for name in surface.variables)
    left = f'<mi mathvariant="normal">Q</mi><mrow><mo>(</mo>{variables}<mo>)</mo></mrow><mo>=</mo>'
    otherwise = _("otherwise")
    return f'<math class="opt-math">{left}{tree_mathml(tree, latex, otherwise)}</math>'


def _footer(link: str, text: str) -> str:
    if not link.startswith(("http://", "https://")):
        return ""
    return f'<a href="{escape(link, quote=True)}">{escape(text)}</a>'


@cache
def _assets() -> dict[str, str]:
    """What is the same in every page; three megabytes, kept once."""
    return {
        "styles": _in_style((_MODULES / "player.css").read_text("utf-8")),
        "plotly": in_script(PLOTLY_FLAT.read_text("utf-8")),
        "solid": in_script(PLOTLY_SOLID.read_text("utf-8")),
        "modules": json.dumps({"imports": import_map()}, indent=1),
        "mount": in_script(with_bare_imports((_HERE / "offline_mount.js").read_text("utf-8"))),
    }


@cache
def _batch_assets() -> dict[str, str]:
    """The batch player draws without Plotly."""
    styles = "".join((_MODULES / name).read_text("utf-8") for name in ("player.css", "batches/batches.css"))
    mount = (_HERE / "offline_mount.js").read_text("utf-8")
    for line, other in _OTHER_PLAYER.items():
        mount = mount.replace(line, other)
    return {
        "styles": _in_style(styles),
        "plotly": "",
        "solid": "",
        "modules": json.dumps({"imports": import_map(batches=True)}, indent=1),
        "mount": in_script(with_bare_imports(mount)),
    }


def import_map(batches: bool = False) -> dict[str, str]:
    """Specifier to data address, for every module of the player, or of the batch player."""
    paths = sorted(path for path in _MODULES.rglob("*.js") if batches or not path.is_relative_to(_MODULES / _ELSEWHERE))
    sources = {path.relative_to(_MODULES).as_posix(): path.read_text("utf-8") for path in paths}
    sources[_FETCHING] = (_HERE / "offline_assets.js").read_text("utf-8")
    return {
        f"{_PREFIX}{name}": _data_address(with_bare_imports(source, posixpath.dirname(name)))
        for name, source in sources.items()
    }


def with_bare_imports(source: str, folder: str = "") -> str:
    """Relative specifiers, which mean nothing inside a data address, as names of the import map.

    `folder` is where the module lies, below the folder of all modules.
    """

    def bare(found: re.Match[str]) -> str:
        start, quote, specifier = found.groups()
        return f"{start}{quote}{_PREFIX}{posixpath.normpath(posixpath.join(folder, specifier))}{quote}"

    return _IMPORT.sub(bare, source)


def _data_address(source: str) -> str:
    return f"data:text/javascript;base64,{b64encode(source.encode()).decode()}"


def in_script(source: str) -> str:
    """JavaScript that an HTML page can hold."""
    # Inside strings and regular expressions, the only places where it can stand, the backslash changes nothing.
    return source.replace("</script", r"<\/script").replace("<!--", r"<\!--")


def _in_style(source: str) -> str:
    return source.replace("</style", r"<\/style")
