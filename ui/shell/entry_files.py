"""The files `pages/N_name.py`: where Streamlit looks for a page before `app.py` has run for the first time.

A server that has run nothing yet takes the Python files directly in a folder `pages` beside its script for the list
of pages. Were the name in the first visitor's link not among them, they would be told that there is no such page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ui.shell.navigation import Place

TEMPLATE = '''"""Hands `/{key}` over to `app.py`; `ui/shell/entry_files.py` wrote this and says what for."""

import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).parents[1] / "app.py"))
'''
NAME = re.compile(r"\d+_\w+\.py")


def entry_files(places: Sequence[Place]) -> dict[str, str]:
    """Name and text of each page's file."""
    return {f"{number}_{place.key}.py": TEMPLATE.format(key=place.key) for number, place in enumerate(places, start=1)}


def write_entry_files(places: Sequence[Place], folder: Path) -> list[str]:
    """Make `folder` agree with the list; the names of those that were written or removed."""
    wanted = entry_files(places)
    there = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if NAME.fullmatch(file.name)}
    gone = sorted(there.keys() - wanted.keys())
    changed = [name for name, text in wanted.items() if there.get(name) != text]
    for name in gone:
        (folder / name).unlink()
    for name in changed:
        (folder / name).write_text(wanted[name], encoding="utf-8")
    return [*gone, *changed]
