"""Stopping rules: any of them, together with the step limit; the first that fires ends the run.

A rule looks at a path's points and what they cost, never at the method, so it means the same for all of them. What a
run would have done afterwards is worked out and thrown away: a rule cannot change the path before it fires.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from optim_core.base.text import N_, Message
from optim_core.methods.hyperparameters import unknown_name
from optim_core.paths.field import length
from optim_core.paths.record import Record, Stops

Array = NDArray[np.float64]
#: A path with whatever is known of it besides.
AnyRecord = TypeVar("AnyRecord", bound=Record)


@dataclass(frozen=True)
class StopRule:
    """One criterion.

    Attributes:
        key: its name in the API and in links.
        name: what people read (English; translated by the page).
        sign: the criterion with its number, as a sentence names it; `{limit}` is the number.
        default: a limit to begin with.
        measured: what is held against the limit, (steps + 1, *runs); NaN where it does not exist.
        fires: whether a measure has reached a limit.
    """

    key: str
    name: str
    sign: str
    default: float
    measured: Callable[[Record], Array]
    fires: Callable[[Array, float], NDArray[np.bool_]]

    @property
    def whole(self) -> bool:
        """Whether the limit is a count."""
        return self.key == "evaluations"


def _loss_change(path: Record) -> Array:
    return _from_second(path, np.abs(np.diff(path.values, axis=0)))


def _step_length(path: Record) -> Array:
    return _from_second(path, length(np.diff(path.points, axis=0), axis=1))


def _gradient_length(path: Record) -> Array:
    gradient = path.loss.gradient(*np.moveaxis(path.points, 1, 0))
    return length(np.array([np.broadcast_to(g, path.values.shape) for g in gradient]))


def _evaluations(path: Record) -> Array:
    return np.asarray(path.evaluations.sum(axis=0), dtype=np.float64)


def _from_second(path: Record, measured: Array) -> Array:
    """The start has nothing before it."""
    return np.concatenate([np.full((1, *path.values.shape[1:]), np.nan), measured])


#: Every rule there is; another one is another row.
STOP_RULES = {
    rule.key: rule
    for rule in (
        StopRule("loss_change", N_("Loss hardly changes"), "|ΔQ| < {limit:g}", 1e-6, _loss_change, lambda m, e: m < e),
        StopRule("step_length", N_("Steps are tiny"), "‖Δw‖ < {limit:g}", 1e-6, _step_length, lambda m, e: m < e),
        StopRule("gradient", N_("Gradient is small"), "‖∇Q‖ ≤ {limit:g}", 1e-4, _gradient_length, lambda m, e: m <= e),
        StopRule(
            "evaluations",
            N_("Evaluations are used up"),
            N_("evaluations ≥ {limit:.0f}"),
            500,
            _evaluations,
            lambda m, e: m >= e,
        ),
    )
}


def check_stops(stops: Stops) -> dict[str, float]:
    """The limits by key, in the order of the rules.

    Raises:
        ValueError: unknown key, or a limit that is not a positive finite number.
    """
    for key in stops:
        if key not in STOP_RULES:
            raise unknown_name("stopping rule", key, STOP_RULES)
    limits = {key: float(stops[key]) for key in STOP_RULES if key in stops}
    for key, limit in limits.items():
        if not (math.isfinite(limit) and limit > 0):
            raise ValueError(f"the limit of {key} must be a positive number, not {limit!r}")
    return limits


def stopped(path: AnyRecord, stops: Stops) -> AnyRecord:
    """The path up to the first step at which a rule fires; many runs have NaN from the step after on."""
    limits = check_stops(stops)
    if not limits:
        return path
    with np.errstate(all="ignore"):
        fired = np.any([STOP_RULES[key].fires(STOP_RULES[key].measured(path), e) for key, e in limits.items()], axis=0)
    path = replace(path, stops=limits)
    return _cut(path, fired) if path.single else _cut_many(path, fired)


def _cut(path: AnyRecord, fired: NDArray[np.bool_]) -> AnyRecord:
    if not fired.any():
        return path
    last = int(np.argmax(fired))
    return path.until(last, bad_step=np.array(-1), bad_point=path.points[last], reason="", spent=False)


def _cut_many(path: AnyRecord, fired: NDArray[np.bool_]) -> AnyRecord:
    natural = path.budget if path.last is None else path.last
    natural = np.where(path.bad_step >= 0, np.maximum(path.bad_step - 1, 0), natural)
    steps = np.arange(len(path.values)).reshape(-1, *[1] * natural.ndim)
    # A run that has ended is beyond all rules; evaluations are counted on for the others.
    fired = fired & (steps <= natural)
    found = np.asarray(fired.any(axis=0))
    last = np.where(found, np.argmax(fired, axis=0), natural)
    after = steps > last
    evaluations = np.where(after, np.take_along_axis(path.evaluations, last[None, None], axis=1), path.evaluations)
    return replace(
        path,
        points=np.where(after[:, None], np.nan, path.points),
        values=np.where(after, np.nan, path.values),
        gradients=None,
        gradient_points=None,
        evaluations=evaluations,
        bad_step=np.where(found, -1, path.bad_step),
        last=last,
        spent=np.broadcast_to(path.spent, found.shape) & ~found,
    )


def rules_that_fired(path: Record) -> tuple[str, ...]:
    """The keys of the rules that hold at the end of a single run; empty if it ended for another reason."""
    if int(path.bad_step) >= 0:
        return ()
    with np.errstate(all="ignore"):
        return tuple(
            key
            for key, limit in path.stops.items()
            if STOP_RULES[key].fires(STOP_RULES[key].measured(path)[-1:], limit).any()
        )


def fired_at(path: Record) -> NDArray[np.bool_]:
    """(*runs): whether any rule holds at the end of each of many runs; false of one that was lost."""
    found = np.zeros(path.values.shape[1:], dtype=bool)
    if path.last is None:
        return found
    for key, limit in path.stops.items():
        measured = np.take_along_axis(STOP_RULES[key].measured(path), path.last[None], axis=0)[0]
        found |= STOP_RULES[key].fires(measured, limit)
    return found & (path.bad_step < 0)


def named(path: Record, keys: tuple[str, ...]) -> Message:
    """Those rules with their limits, as part of a sentence."""
    signs = {f"r{i}": Message(STOP_RULES[key].sign, {"limit": path.stops[key]}) for i, key in enumerate(keys)}
    return Message(", ".join(f"{{{name}}}" for name in signs), signs)
