"""What an engine outside Python is told of a method's steps and of a loss: source code and numbers, apart.

The source is JavaScript printed from the graphs that Python's kernels are compiled from; the numbers are arguments, so
one program serves every rate, every setting and every letter of a formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class StepProgram:
    """One method's steps.

    Attributes:
        kind: which of the engine's steppers makes them (`ui/player/js/engine/steppers`).
        numbers: the settings by symbol, those of a schedule with ``_sched`` at the end.
        parts: whatever else that stepper needs: sources, the memory's first values, another program inside.
    """

    kind: str
    numbers: Mapping[str, float] = field(default_factory=dict)
    parts: Mapping[str, Any] = field(default_factory=dict)

    def message(self) -> dict[str, Any]:
        """As it travels, ready for JSON."""
        parts = {name: part.message() if isinstance(part, StepProgram) else part for name, part in self.parts.items()}
        return {"kind": self.kind, "numbers": dict(self.numbers), **parts}


@dataclass(frozen=True)
class LossProgram:
    """A loss of some weights.

    Attributes:
        numbers: its parameters by name, in the order in which the sources take them after the weights.
        value: body of a function that returns ``[Q]``.
        gradient: the same for ``[Q, partial derivatives...]``.
        hessian: the same for the second derivatives, the upper triangle row by row.
        operations: what the gradient takes, in multiplications, over all examples if the loss is a mean over some.
    """

    numbers: Mapping[str, float]
    value: str
    gradient: str
    hessian: str
    operations: int = 0

    def message(self) -> dict[str, Any]:
        """As it travels, ready for JSON."""
        sources = {"value": self.value, "gradient": self.gradient, "hessian": self.hessian}
        return {"numbers": dict(self.numbers), **sources, "operations": self.operations}
