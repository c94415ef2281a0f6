"""Run the PyTorch programs of the page on backpropagation: `python tests/reference/record_backprop.py`.

As `record_snippets.py` does for those of runs on surfaces; writes `backprop.json` beside this file.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.reference.backprop_cases import STEPS, programs
from tests.reference.records import Row, digest, renewed, written

TARGET = Path(__file__).with_name("backprop.json")
KEPT = (1, 5, STEPS)


def recorded() -> dict[str, Row]:
    """The rows that are there, by name."""
    return json.loads(TARGET.read_text())["programs"] if TARGET.exists() else {}


def record(program: str) -> dict[str, Any]:
    """Some points of a training, or value and gradient of a pass."""
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(program, "<program>", "exec"), names)
    if "points" not in names:
        return {"value": names["value"], "gradient": list(names["gradient"].values())}
    points = names["points"].tolist()
    return {"steps": len(points) - 1, "points": {step: points[step] for step in KEPT if step < len(points)}}


def main() -> None:
    import torch

    texts = programs()
    wanted = {name: digest(program) for name, program in texts.items()}
    version = torch.__version__.partition("+")[0]
    rows = renewed(recorded(), wanted, lambda name: record(texts[name]), version)
    TARGET.write_text(
        written('{"programs": {', (f"{json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items()), "}}")
    )
    print(f"{TARGET.name}: {TARGET.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
