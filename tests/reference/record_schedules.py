"""Record what torch.optim.lr_scheduler does: `python tests/reference/record_schedules.py`.

Needs an environment with PyTorch (`benchmarks/requirements.txt`); the tests themselves do not. Writes
`pytorch_schedules.json` beside this file: the rate of every step, and the path of AdamW under each schedule.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch.optim import lr_scheduler

STEPS = 120
RATE = 0.05
TARGET = Path(__file__).with_name("pytorch_schedules.json")

#: Kind and numbers of the product's schedule, and PyTorch's scheduler.
CASES: list[tuple[str, dict[str, float], Callable[[Any], Any]]] = [
    ("exponential", {"factor": 0.97}, lambda o: lr_scheduler.ExponentialLR(o, 0.97)),
    ("step", {"every": 30, "factor": 0.5}, lambda o: lr_scheduler.StepLR(o, 30, 0.5)),
    ("linear", {"final_share": 0.1}, lambda o: lr_scheduler.LinearLR(o, 1.0, 0.1, STEPS)),
    ("cosine", {"final_share": 0.0}, lambda o: lr_scheduler.CosineAnnealingLR(o, STEPS)),
    ("cosine", {"final_share": 0.2}, lambda o: lr_scheduler.CosineAnnealingLR(o, STEPS, 0.2 * RATE)),
]


def record(kind: str, values: dict[str, float], make: Callable[[Any], Any]) -> dict[str, Any]:
    """Rates of the steps 1, 2, ... and every tenth point of AdamW on Rosenbrock's function."""
    weights = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (-1.5, 2.0)]
    optimizer = torch.optim.AdamW(weights, lr=RATE, weight_decay=0.1)
    scheduler = make(optimizer)
    rates, points = [], {}
    for step in range(STEPS + 1):
        if step % 10 == 0:
            points[step] = [weight.item() for weight in weights]
        if step == STEPS:
            break
        x, y = weights
        optimizer.zero_grad()
        ((1 - x) ** 2 + 100 * (y - x**2) ** 2).backward()
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return {"kind": kind, "values": values, "rates": rates, "points": points}


if __name__ == "__main__":
    rows = ",\n".join(json.dumps(record(*case)) for case in CASES)
    head = f'{{"torch": "{torch.__version__.partition("+")[0]}", "rate": {RATE}, "steps": {STEPS}, "cases": ['
    TARGET.write_text(f"{head}\n{rows}\n]}}\n")
