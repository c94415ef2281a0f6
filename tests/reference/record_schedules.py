"""Record what torch.optim.lr_scheduler does: `python tests/reference/record_schedules.py`.

Needs an environment with PyTorch (`benchmarks/requirements.txt`); the tests themselves do not. Writes
`pytorch_schedules.json` beside this file: the rate of every step, and the path of AdamW under each schedule. Only what
is missing there, or was recorded for other numbers, is made; delete a line to make it again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.reference.records import Row, digest, renewed, written

STEPS = 120
RATE = 0.05
TARGET = Path(__file__).with_name("pytorch_schedules.json")

#: Kind and numbers of the product's schedule, PyTorch's scheduler, and what that takes besides the optimizer.
CASES: list[tuple[str, dict[str, float], str, tuple[float, ...]]] = [
    ("exponential", {"factor": 0.97}, "ExponentialLR", (0.97,)),
    ("step", {"every": 30, "factor": 0.5}, "StepLR", (30, 0.5)),
    ("linear", {"final_share": 0.1}, "LinearLR", (1.0, 0.1, STEPS)),
    ("cosine", {"final_share": 0.0}, "CosineAnnealingLR", (STEPS,)),
    ("cosine", {"final_share": 0.2}, "CosineAnnealingLR", (STEPS, 0.2 * RATE)),
    # mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps; told the loss before every step.
    ("plateau", {"patience": 3, "factor": 0.5}, "ReduceLROnPlateau", ("min", 0.5, 3, 0.0, "abs", 0, 0.0, 0.0)),
]


def name_of(kind: str, values: dict[str, float]) -> str:
    """What a row is called."""
    return "-".join((kind, *(f"{key}={value:g}" for key, value in values.items())))


def digests() -> dict[str, str]:
    """What each row depends on, by name."""
    return {
        name_of(kind, values): digest(kind, values, called, given, RATE, STEPS) for kind, values, called, given in CASES
    }


def recorded() -> dict[str, Row]:
    """The rows that are there, by name."""
    rows = json.loads(TARGET.read_text())["cases"] if TARGET.exists() else []
    return {name_of(row["kind"], row["values"]): row for row in rows}


def record(kind: str, values: dict[str, float], make: Callable[[Any], Any]) -> dict[str, Any]:
    """Rates of the steps 1, 2, ... and every tenth point of AdamW on Rosenbrock's function."""
    import torch

    weights = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (-1.5, 2.0)]
    optimizer = torch.optim.AdamW(weights, lr=RATE, weight_decay=0.1)
    scheduler = make(optimizer)
    watches = isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau)
    rates, losses, points = [], [], {}
    for step in range(STEPS + 1):
        if step % 10 == 0:
            points[step] = [weight.item() for weight in weights]
        if step == STEPS:
            break
        x, y = weights
        optimizer.zero_grad()
        loss = (1 - x) ** 2 + 100 * (y - x**2) ** 2
        loss.backward()
        if watches:
            losses.append(loss.item())
            scheduler.step(loss.item())
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if not watches:
            scheduler.step()
    row = {"kind": kind, "values": values, "rates": rates, "points": points}
    return {**row, "losses": losses} if watches else row


def main() -> None:
    import torch
    from torch.optim import lr_scheduler

    def made(name: str) -> Row:
        kind, values, called, given = cases[name]
        return record(kind, values, lambda optimizer: getattr(lr_scheduler, called)(optimizer, *given))

    cases = {name_of(case[0], case[1]): case for case in CASES}
    rows = renewed(recorded(), digests(), made, torch.__version__.partition("+")[0])
    head = f'{{"rate": {RATE}, "steps": {STEPS}, "cases": ['
    TARGET.write_text(written(head, map(json.dumps, rows.values()), "]}"))


if __name__ == "__main__":
    main()
