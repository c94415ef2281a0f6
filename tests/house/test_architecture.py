"""Who may import whom, and what user text never reaches."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# In the order of the arrows: a layer may import itself and what stands before it.
LAYERS = ("optim_core", "surfaces", "plots", "ui", "pages", "app", "serving", "asgi")

# Layers that may import a library. The core must run in a notebook, and a page has no figure code.
ALLOWED = {
    "streamlit": {"ui", "pages", "app", "serving", "asgi"},
    "plotly": {"plots", "ui"},
    "babel": {"ui"},
    "torch": set(),
    "scipy": {"optim_core"},
    "benchmarks": set(),
    "tests": set(),
}

# Everything that turns text into running code, with the one module that may use it: on source of its own.
KERNELS = "optim_core/expression/code/kernels.py"
CODE_FROM_TEXT = {"eval": "", "exec": KERNELS, "compile": KERNELS}
SYMPY_CODE_FROM_TEXT = {"sympify", "parse_expr", "S", "lambdify", "parse_latex"}

MAX_LINES = 400
#: Longer, because they are lists of values alone.
DATA = {"ui/demos/catalogue.py"}


def _files(layer: str) -> list[Path]:
    entry = ROOT / f"{layer}.py"
    return [entry] if entry.exists() else sorted((ROOT / layer).rglob("*.py"))


SOURCES = [(layer, path) for layer in LAYERS for path in _files(layer)]


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(tree: ast.Module) -> Iterator[str]:
    """First parts of the absolute names imported anywhere in a module, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def forbidden_neighbours(page: str, tree: ast.Module) -> set[str]:
    """What a module of the page `page` imports of other pages besides their public face, `links`."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            # `from pages.playground import links` names a module too.
            parent = len((node.module or "").split(".")) < 3
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if parent else {node.module or ""}
    others = {name for name in found if name.split(".")[0] == "pages" and name.split(".")[1:2] != [page]}
    return {name for name in others if name.split(".")[2:] != ["links"]}


def _called(tree: ast.Module) -> Iterator[str]:
    """Names of everything called: `eval` of `eval(...)` and `sympify` of `sympy.sympify(...)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id
            elif isinstance(node.func, ast.Attribute) and _owner(node.func) in {"sympy", "sp", "builtins"}:
                yield node.func.attr


def _owner(attribute: ast.Attribute) -> str:
    return attribute.value.id if isinstance(attribute.value, ast.Name) else ""


def forbidden_imports(layer: str, tree: ast.Module) -> set[str]:
    """What a module of `layer` imports though its place in the house does not allow it."""
    later = set(LAYERS[LAYERS.index(layer) + 1 :])
    barred = {library for library, layers in ALLOWED.items() if layer not in layers}
    return set(_imports(tree)) & (later | barred)


def forbidden_calls(path: str, tree: ast.Module) -> set[str]:
    """Calls in the module at `path` that make code from text."""
    called = set(_called(tree))
    builtin = {name for name, home in CODE_FROM_TEXT.items() if name in called and path != home}
    return builtin | (called & SYMPY_CODE_FROM_TEXT)


def wrong(found: Iterable[tuple[Path, object]]) -> dict[str, object]:
    """File to what is wrong with it: every file in one test, as there are hundreds and each takes no time."""
    return {_relative(path): what for path, what in found if what}


def test_imports_go_one_way() -> None:
    assert not wrong((path, forbidden_imports(layer, _tree(path))) for layer, path in SOURCES)


IN_PAGES = [path for layer, path in SOURCES if layer == "pages" and path.parent.name != "pages"]


def test_pages_know_only_the_links_of_each_other() -> None:
    assert IN_PAGES
    assert not wrong((path, forbidden_neighbours(path.relative_to(ROOT).parts[1], _tree(path))) for path in IN_PAGES)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from pages.playground.links import to_query", set()),
        ("from pages.playground import links", set()),
        ("import pages.playground.links", set()),
        ("from pages.methods.state import MethodsState", set()),
        ("from pages.playground.state import PlaygroundState", {"pages.playground.state"}),
        ("def f():\n    import pages.playground.store", {"pages.playground.store"}),
        ("from pages.playground import state", {"pages.playground.state"}),
        ("from pages.playground.links.more import x", {"pages.playground.links.more"}),
        ("from pages import playground", {"pages.playground"}),
        ("from pages.places import PLACES", {"pages.places.PLACES"}),
    ],
)
def test_a_look_into_another_page_is_seen(source: str, found: set[str]) -> None:
    assert forbidden_neighbours("methods", ast.parse(source)) == found


def test_no_code_is_made_from_text() -> None:
    assert not wrong((path, forbidden_calls(_relative(path), _tree(path))) for _, path in SOURCES)


def test_files_stay_readable() -> None:
    lengths = [(path, len(path.read_text(encoding="utf-8").splitlines())) for _, path in SOURCES]
    assert not wrong(
        (path, lines if lines > MAX_LINES else 0) for path, lines in lengths if _relative(path) not in DATA
    )


@pytest.mark.parametrize("name", sorted(DATA))
def test_a_list_of_values_works_nothing_out(name: str) -> None:
    """It is looked up, not read; what is worked out does not belong there."""
    kinds = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.If)
    assert not any(isinstance(node, kinds) for node in ast.walk(_tree(ROOT / name)))


@pytest.mark.parametrize("layer", LAYERS[:-1])
def test_every_layer_is_there(layer: str) -> None:
    assert _files(layer)


def test_the_entry_is_there() -> None:
    assert (ROOT / "app.py").exists()


@pytest.mark.parametrize(
    ("layer", "source", "found"),
    [
        ("optim_core", "import surfaces", {"surfaces"}),
        ("surfaces", "from optim_core import run", set()),
        ("surfaces", "def f():\n    import streamlit.components", {"streamlit"}),
        ("ui", "from pages.playground import page", {"pages"}),
        ("plots", "from ui.language.i18n import _", {"ui"}),
        ("plots", "import streamlit, plotly", {"streamlit"}),
        ("surfaces", "def f():\n    import plots", {"plots"}),
        ("pages", "import plotly.graph_objects as go", {"plotly"}),
        ("pages", "from . import controls", set()),
        ("app", "import plotly", {"plotly"}),
    ],
)
def test_a_wrong_arrow_is_seen(layer: str, source: str, found: set[str]) -> None:
    assert forbidden_imports(layer, ast.parse(source)) == found


@pytest.mark.parametrize(
    ("path", "source", "found"),
    [
        ("surfaces/typed.py", "eval(text)", {"eval"}),
        ("surfaces/typed.py", "from sympy import sympify\nsympify(text)", {"sympify"}),
        ("surfaces/typed.py", "sympy.parse_expr(text)", {"parse_expr"}),
        ("surfaces/typed.py", "re.compile(text)", set()),
        ("optim_core/expression/code/kernels.py", "exec(source, names)", set()),
        ("optim_core/expression/reading/parser.py", "exec(source, names)", {"exec"}),
    ],
)
def test_code_from_text_is_seen(path: str, source: str, found: set[str]) -> None:
    assert forbidden_calls(path, ast.parse(source)) == found


def test_the_core_starts_without_the_heavy_libraries() -> None:
    """SymPy takes half a second to import, and the core runs without any web page."""
    program = (
        "import sys, optim_core, surfaces\n"
        "print(*{'sympy', 'streamlit', 'plotly', 'pandas', 'scipy'} & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout.strip()) == (0, ""), answer.stderr
