"""What the player's engine is told of a run, so that it can make it again from another start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from optim_core.base.program import LossProgram, StepProgram


class RunProgram(NamedTuple):
    """A method's steps, how many there are at most, and the rules that end them before, limits by key."""

    method: StepProgram
    steps: int
    stops: Mapping[str, float]


def run_program_message(program: RunProgram | None) -> dict[str, Any] | None:
    """As part of a run's header; None for a method whose runs the server alone makes."""
    if program is None:
        return None
    return {"method": program.method.message(), "steps": program.steps, "stops": dict(program.stops)}


def loss_message(loss: LossProgram | None) -> dict[str, Any] | None:
    """As part of a scene's header."""
    return loss.message() if loss else None
