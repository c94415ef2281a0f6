"""Run the PyTorch programs to take home and record where they go: `python tests/reference/record_snippets.py`.

Needs an environment with PyTorch (`benchmarks/requirements.txt`). The tests compare the record with the product's own
runs, and refuse it once a program's text has changed. Writes `snippets.json` beside this file: only programs that are
missing there, or have changed, are run; delete a line to run it again.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from optim_core.snippets import pytorch_snippet
from tests.optim_core.snippets.snippet_cases import STEPS, SURFACES, cases, method_of, points_of, torch_batch_programs
from tests.reference.records import Row, digest, renewed, written

TARGET = Path(__file__).with_name("snippets.json")
KEPT = (0, 1, 2, 3, 5, 10, 20, STEPS)


def programs() -> dict[str, str]:
    """Every PyTorch program to take home by its name, "method/convention/surface"."""
    made = {
        "/".join((name, convention, where)): pytorch_snippet(
            SURFACES[where][0], method_of(name, convention), SURFACES[where][1], STEPS
        )
        for name, convention, where in cases()
    }
    return {name: program for name, program in made.items() if program is not None} | dict(torch_batch_programs())


def recorded() -> dict[str, Row]:
    """The rows that are there, by name."""
    return json.loads(TARGET.read_text())["programs"] if TARGET.exists() else {}


def record(program: str) -> dict[str, Any]:
    """A program's steps and some of its points."""
    with contextlib.redirect_stdout(io.StringIO()):
        points = points_of(program)
    return {
        "steps": len(points) - 1,
        "points": {step: points[step].tolist() for step in KEPT if step < len(points)},
    }


def main() -> None:
    import torch

    texts = programs()
    wanted = {name: digest(program) for name, program in texts.items()}
    version = torch.__version__.partition("+")[0]
    rows = renewed(recorded(), wanted, lambda name: record(texts[name]), version)
    lines = (f"{json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    TARGET.write_text(written('{"programs": {', lines, "}}"))
    print(f"{TARGET.name}: {TARGET.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
