"""Run the PyTorch programs to take home and record where they go: `python tests/reference/record_snippets.py`.

Needs an environment with PyTorch (`benchmarks/requirements.txt`). The tests compare the record with the product's own
runs, and refuse it once a program's text has changed. Writes `snippets.json` beside this file.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from optim_core.snippets import pytorch_snippet
from tests.optim_core.snippets.snippet_cases import STEPS, SURFACES, cases, method_of, points_of

TARGET = Path(__file__).with_name("snippets.json")
KEPT = (0, 1, 2, 3, 5, 10, 20, STEPS)


def record(name: str, convention: str, where: str) -> dict[str, Any] | None:
    """Digest of the program, its steps and some of its points; None if the method has no such program."""
    loss, start = SURFACES[where]
    program = pytorch_snippet(loss, method_of(name, convention), start, STEPS)
    if program is None:
        return None
    with contextlib.redirect_stdout(io.StringIO()):
        points = points_of(program)
    return {
        "program": hashlib.sha256(program.encode()).hexdigest(),
        "steps": len(points) - 1,
        "points": {step: points[step].tolist() for step in KEPT if step < len(points)},
    }


def main() -> None:
    import torch

    rows = [("/".join(case), record(*case)) for case in cases()]
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(row)}" for name, row in rows if row)
    version = torch.__version__.partition("+")[0]
    TARGET.write_text(f'{{"torch": "{version}",\n"programs": {{\n{lines}\n}}}}\n')
    print(f"{TARGET.name}: {TARGET.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
