"""What the step panel shows of one run, and its form on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from optim_core.explanations.step_equations import StepEquations, StepLine


@dataclass(frozen=True)
class Explanation:
    """The equations of one run's steps and what the steps started from.

    `run` is the key of a `RunView`; `equations` is None for a method without equations per coordinate. Row k of
    `gradients`, shape (steps, dim), is the gradient that step k + 1 used, the same row of `taken_at` the point where
    it was taken, None if that is where the run stood. `losses`, shape (steps,), are the losses there, None for
    equations without the loss.
    """

    run: str
    equations: StepEquations | None
    gradients: np.ndarray | None = None
    taken_at: np.ndarray | None = None
    losses: np.ndarray | None = None


def explanation_message(explanation: Explanation | None) -> tuple[dict[str, Any] | None, dict[str, np.ndarray]]:
    """Entry of the message's header and the arrays that go with it."""
    if explanation is None:
        return None, {}
    header: dict[str, Any] = {"run": explanation.run, "equations": _equations(explanation.equations)}
    given = {
        "stepGradients": explanation.gradients,
        "stepTakenAt": explanation.taken_at,
        "stepLosses": explanation.losses,
    }
    return header, {name: array for name, array in given.items() if array is not None}


def explained_run(payload: Any) -> str | None:
    """The run whose steps a browser asks for, "" to close the panel; None if that makes no sense."""
    run = payload.get("run") if isinstance(payload, dict) else None
    return run if isinstance(run, str) and len(run) <= 100 else None


def _equations(equations: StepEquations | None) -> dict[str, Any] | None:
    if equations is None:
        return None
    return {
        "before": [_line(line) for line in equations.before],
        "lines": [_line(line) for line in equations.lines],
        "after": _line(equations.after),
        "body": equations.body,
        "memory": dict(equations.memory),
        "numbers": dict(equations.numbers),
        "dimension": equations.dimension,
        "usesValue": equations.uses_value,
    }


def _line(line: StepLine) -> dict[str, Any]:
    return {
        "target": line.target,
        "symbols": line.symbols,
        "numbers": line.numbers,
        "shared": line.shared,
        "norm": line.norm,
    }
