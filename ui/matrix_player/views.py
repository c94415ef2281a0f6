"""What the players of matrix calculus are sent, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from optim_core.matrix.rules import SHARES, RuleCheck
from surfaces.data import Dataset
from surfaces.data.optimum import NormalEquations
from surfaces.data.studies.collinearity import NOISE, TRUE_WEIGHTS
from ui.controls.payloads import is_number
from ui.language.i18n import _, current_language
from ui.matrix_player.labels import labels
from ui.player.wire import pack

#: The largest penalty of the slider.
MOST_STRENGTH = 1.0


@dataclass(frozen=True)
class Alike:
    """What is dragged: the correlation of two features, from 0 to 1, and the penalty lambda."""

    correlation: float
    strength: float


@dataclass(frozen=True)
class RuleSeen:
    """What is dragged: the size n, and which of `SHARES` the t is."""

    size: int
    share: int


def regression_message(
    data: Dataset, shown: Alike, solved: tuple[NormalEquations, NormalEquations], answered: int
) -> bytes:
    """The examples at correlation 0 as columns, what is chosen, and the server's numbers for it."""
    first, other = data.features
    arrays = {"first": first, "other": other, "noise": data.target - TRUE_WEIGHTS[0] * first - TRUE_WEIGHTS[1] * other}
    for name, equations in zip(("plain", "penalized"), solved, strict=True):
        arrays[name] = np.array([*equations.solution, equations.condition])
    header = {
        "labels": labels(_, current_language()),
        "correlation": shown.correlation,
        "strength": shown.strength,
        "most": max(MOST_STRENGTH, shown.strength),
        "weights": list(TRUE_WEIGHTS),
        "spread": NOISE,
        "answered": answered,
    }
    return pack(header, arrays)


def rule_message(checks: Sequence[RuleCheck], moves: Sequence[str], shown: RuleSeen, answered: int) -> bytes:
    """Every check's matrices; what df misses is subtracted in the browser from the same numbers."""
    arrays: dict[str, np.ndarray] = {"shares": SHARES}
    for i, check in enumerate(checks):
        arrays[f"changed{i}"], arrays[f"linear{i}"] = np.stack(check.changed), check.linear
        for name, numbers in check.letters.items():
            arrays[f"letter{i}.{name}"] = numbers
        for name, numbers in check.steps.items():
            arrays[f"step{i}.{name}"] = numbers
    header = {
        "labels": labels(_, current_language()),
        "slopes": [check.slope for check in checks],
        "letters": list(checks[0].letters),
        "moves": list(moves),
        "size": shown.size,
        "share": shown.share,
        "answered": answered,
    }
    return pack(header, arrays)


def alike_from(payload: Any) -> Alike | None:
    """What the browser reports, or None if it is nothing that the sliders say."""
    numbers = [_number(payload, name) for name in ("correlation", "strength")]
    correlation, strength = numbers
    if correlation is None or strength is None or not 0.0 <= correlation <= 1.0 or not 0.0 <= strength <= 10.0:
        return None
    return Alike(correlation, strength)


def rule_seen_from(payload: Any, checks: Sequence[RuleCheck]) -> RuleSeen | None:
    """The same of a rule's sliders."""
    size, share = (_number(payload, name) for name in ("size", "share"))
    if size is None or share is None or not size.is_integer() or not share.is_integer():
        return None
    if not 1 <= size <= len(checks) or not 0 <= share < len(SHARES):
        return None
    return RuleSeen(int(size), int(share))


def _number(payload: Any, name: str) -> float | None:
    value = payload.get(name) if isinstance(payload, Mapping) else None
    return float(value) if is_number(value) else None
