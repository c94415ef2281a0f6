"""Which JavaScript module may import which: the rooms of the players in one order, and no circle anywhere."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "ui" / "player" / "js"

# In the order of the arrows: a room may import itself and what stands before it. `batches`, `gradient`
# and `matrix` are the tops of their players; "" is the top of the other one.
ROOMS = (
    "base",
    "engine",
    "engine/steppers",
    "engine/runs",
    "engine/background",
    "drawing",
    "curves",
    "controls",
    "players",
    "graph",
    "landscape",
    "step",
    "live",
    "batches/model",
    "batches/data",
    "batches/losses",
    "batches/words",
    "batches",
    "gradient",
    "matrix",
    "network/model",
    "network",
    "",
)
MOST_FILES = 14
MOST_LINES = 400
LONGEST_LINE = 120

# `import "x"`, `import ... from "x"`, `export ... from "x"` over several lines too, and `import("x")`.
_IMPORT = re.compile(
    r"""^\s*(?:import|export)\b(?:[\w\s{},*$]*?\bfrom)?\s*["'](?P<named>[^"']+)["']|\bimport\(\s*["'](?P<called>[^"']+)""",
    re.MULTILINE,
)
# Types that a comment imports are arrows too; a line that is commented out is none.
_COMMENT = re.compile(r"(?<!:)//[^\n]*")


def imported(name: str, source: str) -> set[str]:
    """The modules that `source`, the module `name`, imports; both named from the folder of all modules."""
    specifiers = [found["named"] or found["called"] for found in _IMPORT.finditer(_COMMENT.sub("", source))]
    return {posixpath.normpath(posixpath.join(posixpath.dirname(name), each)) for each in specifiers}


def _sources() -> dict[str, str]:
    paths = sorted(MODULES.rglob("*.js"))
    return {path.relative_to(MODULES).as_posix(): path.read_text(encoding="utf-8") for path in paths}


SOURCES = _sources()
GRAPH = {name: imported(name, source) for name, source in SOURCES.items()}


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Names that lead back to the first of them; empty if there is no way round."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def backward(graph: Mapping[str, set[str]]) -> list[str]:
    """Arrows to a room that stands later in the order, or from the one player to the other."""
    place = {room: i for i, room in enumerate(ROOMS)}
    arrows = [(name, each) for name, targets in graph.items() for each in targets]
    rooms = [(name, each, posixpath.dirname(name), posixpath.dirname(each)) for name, each in arrows]
    return [
        f"{name} -> {each}"
        for name, each, here, there in rooms
        if place[there] > place[here] or (there.startswith("batches") and not here.startswith("batches"))
    ]


def test_every_import_names_a_module() -> None:
    assert {each for targets in GRAPH.values() for each in targets} <= set(SOURCES)
    assert sum(map(len, GRAPH.values())) > len(SOURCES)


def test_the_rooms_are_those_of_the_order() -> None:
    assert {posixpath.dirname(name) for name in SOURCES} == set(ROOMS)


def test_modules_import_nobody_in_a_circle() -> None:
    assert not circle(GRAPH)


def test_arrows_between_rooms_go_one_way() -> None:
    assert not backward(GRAPH)


def test_rooms_stay_small() -> None:
    sizes = Counter(path.parent for path in MODULES.rglob("*") if path.is_file())
    assert {folder: size for folder, size in sizes.items() if size > MOST_FILES} == {}


@pytest.mark.parametrize("name", SOURCES)
def test_modules_stay_readable(name: str) -> None:
    lines = SOURCES[name].splitlines()
    assert len(lines) <= MOST_LINES
    assert [line for line in lines if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('import { a } from "./other.js";', {"base/other.js"}),
        ('import * as a from "../engine/kernel.js";', {"engine/kernel.js"}),
        ('import {\n  a,\n  b,\n} from "./other.js";', {"base/other.js"}),
        ('export { a } from "../layout.js";', {"layout.js"}),
        ('import "./other.js";', {"base/other.js"}),
        ('const a = await import("./other.js");', {"base/other.js"}),
        ('// import { a } from "./other.js";', set()),
        ('/** @type {import("../player.js").Player} */', {"player.js"}),
        ('const text = "from";\nexport const a = 1;', set()),
        ("new URL(`../${name}`, import.meta.url);", set()),
    ],
)
def test_every_way_to_import_is_seen(source: str, found: set[str]) -> None:
    assert imported("base/dom.js", source) == found


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("base/dom.js", 'import { a } from "../drawing/canvas.js";'),
        ("landscape/landscape.js", 'import { a } from "../layout.js";'),
        ("batches/model/model.js", 'import { a } from "../player.js";'),
        ("batches/player.js", 'import { a } from "../layout.js";'),
        ("player.js", 'import { a } from "./batches/words/notes.js";'),
    ],
)
def test_an_arrow_backwards_is_seen(name: str, source: str) -> None:
    (target,) = imported(name, source)
    assert backward({name: {target}}) == [f"{name} -> {target}"]


def test_a_circle_is_seen() -> None:
    assert set(circle({"a.js": {"b.js"}, "b.js": {"c.js"}, "c.js": {"a.js"}})) == {"a.js", "b.js", "c.js"}
