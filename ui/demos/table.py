"""The table of the documentation, written from the scenes: `python -m ui.demos.table`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ui.demos.catalogue import SECTIONS
from ui.demos.demo import Demo, Row

FILE = Path(__file__).parents[2] / "docs" / "lectures.md"
HEAD = """# What lectures ask for, where it is, and what proves it

A row for each thing that a lecture on optimization says about descent (B), about starting and stopping (C), about
losses over data (A, D) and about the methods (E), with the scenes in which it is seen. All of it comes from
`ui/demos/catalogue.py`; after a change there, `python -m ui.demos.table` writes this file. In the application the
scenes are in the menu *Scenes* of every page and, in presentation mode, under the keys N and P. With `scene=` and the
name before its title, an address shows a scene's sentence, too. What each scene shows is claimed in the same file, and
`tests/pages/test_demos.py` holds the claims against its numbers. Tests are named relative to `tests/`.
"""
COLUMNS = "| id | the lecture says | scenes: what to look for, and what to change then | proved by |"


def table() -> str:
    """The whole file."""
    return "\n".join((HEAD, *_sections()))


def write() -> None:
    """Bring the file up to date."""
    FILE.write_text(table(), encoding="utf-8")


def _sections() -> Iterator[str]:
    for section in SECTIONS:
        yield f"## {section.title}\n"
        if section.about:
            yield f"{section.about}\n"
        yield COLUMNS
        yield "|---|---|---|---|"
        yield from map(_row, section.rows)
        yield ""


def _row(row: Row) -> str:
    scenes = "<br>".join(map(_scene, row.demos))
    tests = ", ".join(f"`{test}`" for test in row.proved_by)
    return f"| {row.id} | {row.says} | {scenes} | {tests} |"


def _scene(demo: Demo) -> str:
    panel = f" (tab *{demo.panel}*)" if demo.panel else ""
    return " ".join(filter(None, (f"{demo.key}: **{demo.title}**{panel} `{demo.address}`", demo.look, demo.change)))


if __name__ == "__main__":
    write()
