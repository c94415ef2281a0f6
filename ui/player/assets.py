"""Puts the player's browser files where Streamlit serves them.

Inline JavaScript would be sent again with every message; files under ``static/`` are fetched once and cached.
Their folder is named after their content, so a browser never mixes two versions.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path

import plotly

_SOURCES = Path(__file__).parent / "js"
#: Plotly as a whole, which files that are taken home bring along.
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
_PARTS = Path(__file__).parent / "plotly"
#: What draws landscapes and axes, and what draws the third dimension.
PLOTLY_FLAT, PLOTLY_SOLID = _PARTS / "plotly-cartesian.min.js", _PARTS / "plotly-gl3d.min.js"
#: In the first line of a script, for browsers that know it: all its functions are compiled beside the page's own thread
#: while the file comes, and not each on that thread when it is first called. For what the first picture runs
#: (https://github.com/WICG/explicit-javascript-compile-hints-file-based).
COMPILED_AHEAD = b"//# allFunctionsCalledOnLoad\n"
_SECONDS_KEPT = 24 * 3600


def publish_assets(static_root: Path) -> str:
    """Copy modules, styles and Plotly to ``static_root`` and return their URL path below the app's base.

    Idempotent, and safe when several processes start together: the folder is filled under a temporary name
    and appears in one step. Versions older than a day are removed.

    Raises:
        OSError: the folder cannot be written.
    """
    target = static_root / folder_name()
    if not target.is_dir():
        static_root.mkdir(parents=True, exist_ok=True)
        _fill(target)
        _remove_stale(static_root, keep=target)
    return url_path()


def url_path() -> str:
    """Where the published files are served, relative to the app's base, e.g. ``app/static/player-1a2b``."""
    return f"app/static/{folder_name()}"


@cache
def folder_name() -> str:
    digest = hashlib.sha256()
    for name, path in _files().items():
        digest.update(name.encode() + b"\0" + _published(path))
    return f"player-{digest.hexdigest()[:16]}"


def _files() -> dict[str, Path]:
    """Published name, which may be in a sub-folder, to source."""
    own = sorted(path for path in _SOURCES.rglob("*") if path.suffix in {".js", ".css"})
    parts = {path.name: path for path in (PLOTLY_FLAT, PLOTLY_SOLID)}
    return {**{path.relative_to(_SOURCES).as_posix(): path for path in own}, **parts}


def _published(path: Path) -> bytes:
    ahead = path.suffix == ".js" and path != PLOTLY_SOLID
    return (COMPILED_AHEAD if ahead else b"") + path.read_bytes()


def _fill(target: Path) -> None:
    partial = Path(tempfile.mkdtemp(prefix=".filling-", dir=target.parent))
    try:
        for name, path in _files().items():
            (partial / name).parent.mkdir(parents=True, exist_ok=True)
            (partial / name).write_bytes(_published(path))
        partial.chmod(0o755)
        # Renaming onto a folder another process has just filled fails; theirs is as good as ours.
        with contextlib.suppress(OSError):
            os.replace(partial, target)
        if not target.is_dir():
            raise OSError(f"the player's files could not be published to {target}")
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _remove_stale(static_root: Path, keep: Path) -> None:
    oldest = time.time() - _SECONDS_KEPT
    for path in static_root.glob("player-*"):
        with contextlib.suppress(OSError):
            if path != keep and path.stat().st_mtime < oldest:
                shutil.rmtree(path, ignore_errors=True)


if __name__ == "__main__":
    print(publish_assets(Path(__file__).parents[2] / "static"))
