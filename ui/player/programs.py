"""What the player's engine is told of a run, so that it can make it again from another start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from optim_core.base.program import LossProgram, StepProgram


class Pace(NamedTuple):
    """The learning rate of every step, where it is known before the run.

    Attributes:
        eta: as it was set.
        source: JavaScript body of a function of `eta`, the step k from 1 and the numbers.
        numbers: of the schedule, by name.
    """

    eta: float
    source: str
    numbers: Mapping[str, float]


class RunProgram(NamedTuple):
    """A run as the engine makes it.

    Attributes:
        method: the steps.
        steps: how many there are at most.
        stops: the rules that end them before, limits by key.
        climbs: whether a higher loss is the better one.
        beyond_zero: by symbol, the steps that a number takes on the other side of zero, where they are other ones.
        pace: over batches, the rate of every step; None where that is not known before.
        patience: over batches, after how many steps without a better held-out loss early stopping gives up; 0 if the
            page does not say.
    """

    method: StepProgram
    steps: int
    stops: Mapping[str, float]
    climbs: bool = False
    beyond_zero: Mapping[str, StepProgram] = {}
    pace: Pace | None = None
    patience: int = 0


def run_program_message(program: RunProgram | None) -> dict[str, Any] | None:
    """As part of a run's header; None for a method whose runs the server alone makes."""
    if program is None:
        return None
    pace = program.pace
    over_batches = {
        "pace": pace and {"eta": pace.eta, "body": pace.source, "numbers": dict(pace.numbers)},
        "patience": program.patience,
    }
    return {
        "method": program.method.message(),
        "steps": program.steps,
        "stops": dict(program.stops),
        "climbs": program.climbs,
        "beyondZero": {symbol: other.message() for symbol, other in program.beyond_zero.items()},
        **(over_batches if pace or program.patience else {}),
    }


def loss_message(loss: LossProgram | None) -> dict[str, Any] | None:
    """As part of a scene's header."""
    return loss.message() if loss else None
