"""The notebook in `docs` runs from its own folder, cell by cell, and shows what its text says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"

# Runs cells as a notebook does, and says for each what its last line is and what it would show.
RUNNER = """
import ast, json, sys

shown, names = {}, {"__name__": "__main__"}
for cell in json.load(sys.stdin)["cells"]:
    if cell["cell_type"] != "code":
        continue
    tree = ast.parse("".join(cell["source"]))
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, cell["id"], "exec"), names)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), cell["id"], "eval"), names)
        if hasattr(value, "_repr_mimebundle_"):
            import plotly.io
            plotly.io.renderers.default = "plotly_mimetype"
            kind, text = type(value).__name__, json.dumps(value._repr_mimebundle_())
            shown[cell["id"]] = [kind, "application/vnd.plotly.v1+json" in text, '"frames": [{' in text]
        elif value is not None:
            shown[cell["id"]] = value
print(json.dumps(shown))
"""


def notebook() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(NOTEBOOK.read_text("utf-8"))
    return read


def test_every_cell_runs_and_shows_its_figure() -> None:
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUNNER],
        cwd=NOTEBOOK.parent, input=NOTEBOOK.read_text("utf-8"), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    shown = json.loads(answer.stdout)
    assert shown == {
        "adam": ["Trajectory", True, True],
        "race": ["Figure", True, True],
        "losses": ["Figure", True, False],
        # Sixty steps from one side of the valley to the other with the large rate, none with the small one.
        "turns": [0, 60],
        "many": ["Figure", True, False],
        "html": shown["html"],
    }
    assert 4 <= shown["html"] <= 7


def test_the_notebook_is_stored_without_what_it_shows() -> None:
    cells = notebook()["cells"]
    ids = [cell["id"] for cell in cells]
    assert len(set(ids)) == len(ids)
    for cell in cells:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)
    assert NOTEBOOK.stat().st_size < 20_000
    assert (notebook()["nbformat"], notebook()["nbformat_minor"]) == (4, 5)
