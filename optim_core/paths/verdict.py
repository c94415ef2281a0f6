"""Verdicts: how a run ended, which test said so, and at which step.

A run is called converged only if its gradient is small, its curvature says minimum, *and* the two together put
the minimum within reach of the last point. Everything else gets its own name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from optim_core.base.text import N_, Message
from optim_core.paths.record import Record
from optim_core.paths.stops import named, rules_that_fired

Array = NDArray[np.float64]
Kind = Literal[
    "converged",
    "saddle",
    "maximum",
    "minimum",
    "flat",
    "stalled",
    "oscillating",
    "stopped",
    "step_limit",
    "diverged",
    "left_domain",
]

#: ||grad Q|| at or below this counts as zero.
GRADIENT_TOLERANCE = 1e-6
#: A stationary point must lie within this, relative to 1 + ||w||, by gradient over curvature.
DISTANCE_TOLERANCE = 1e-3
#: Curvatures below this share of the largest count as zero.
CURVATURE_TOLERANCE = 1e-9
#: |Q| above this many times 1 + |Q(start)| at the end counts as divergence.
GROWTH_LIMIT = 1e6
#: Steps at the end that are looked at for stalling and oscillation.
WINDOW = 40
#: Moving less than this, relative to 1 + ||w||, over the window counts as standing still.
STALL_TOLERANCE = 1e-7


@dataclass(frozen=True)
class Outcome:
    """How one run ended.

    Attributes:
        kind: the name of the test that fired, see `Kind`.
        step: the step it fired at.
        parts: the sentence with its numbers, translatable.
    """

    kind: Kind
    step: int
    parts: Message

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.parts.text


@dataclass(frozen=True)
class Outcomes:
    """How many runs ended: `kind` and `step` are arrays of the runs' shape."""

    kind: NDArray[np.str_]
    step: NDArray[np.int_]


@dataclass(frozen=True)
class _Evidence:
    """The numbers a verdict rests on, an entry per run."""

    gradient: Array
    smallest: Array
    largest: Array
    distance: Array


def judge_single(path: Record, fired: tuple[str, ...] = ()) -> Outcome:
    """The verdict on one run, with its sentence; `fired` are the stopping rules that ended it."""
    outcomes, evidence = _judge(path, path.points[:, :, None], path.values[:, None], fired)
    kind, step = str(outcomes.kind[0]), int(outcomes.step[0])
    if fired:
        return Outcome(kind, path.steps, _stopped_sentence(kind, path, evidence, fired))  # type: ignore[arg-type]
    if kind in STATIONARY:
        step = _first_small_gradient(path)
    return Outcome(kind, step, _sentence(kind, step, path, evidence))  # type: ignore[arg-type]


def judge_many(path: Record) -> Outcomes:
    """The verdicts on an array of runs; `step` is the last step looked at unless a run ended earlier."""
    runs = path.values.shape[1:]
    if path.last is not None:
        alone = [path.alone(index) for index in range(path.last.size)]
        ends = [judge_single(one, rules_that_fired(one)) for one in alone]
        kinds = np.array([outcome.kind for outcome in ends], dtype="<U11")
        return Outcomes(kinds.reshape(runs), np.array([outcome.step for outcome in ends]).reshape(runs))
    points = path.points.reshape(len(path.points), path.points.shape[1], -1)
    outcomes, _ = _judge(path, points, path.values.reshape(len(path.values), -1), ())
    return Outcomes(outcomes.kind.reshape(runs), outcomes.step.reshape(runs))


STATIONARY = ("converged", "saddle", "maximum", "minimum", "flat")


def _judge(path: Record, points: Array, values: Array, fired: tuple[str, ...]) -> tuple[Outcomes, _Evidence]:
    """Tests in order of precedence, later ones overwriting earlier ones."""
    bad_step, bad_point = path.bad_step.ravel(), path.bad_point.reshape(points.shape[1], -1)
    steps = np.full(points.shape[2], path.steps)
    with np.errstate(all="ignore"):
        evidence = _evidence(path, points[-1])
        early = bool(fired) or path.ended_early
        kind = np.full(points.shape[2], "stopped" if early else "step_limit", dtype="<U11")
        if not early:
            kind[_oscillating(points, -values if path.maximize else values)] = "oscillating"
            kind[_stalled(points)] = "stalled"
        _name_stationary(kind, evidence, points[-1], path.maximize, bool(fired))
        grown = np.asarray(np.abs(values) > GROWTH_LIMIT * (1.0 + np.abs(values[0])))
        kind[grown[-1]] = "diverged"
        steps = np.where(grown[-1], np.argmax(grown, axis=0), steps)
    lost = bad_step >= 0
    # Finite weights and yet no loss: the point lies outside the domain. Otherwise the weights themselves blew up.
    outside = np.asarray((np.abs(bad_point) < 1e50).all(axis=0))
    kind[lost] = np.where(outside[lost], "left_domain", "diverged")
    return Outcomes(kind, np.where(lost, bad_step, steps)), evidence


def _evidence(path: Record, last: Array) -> _Evidence:
    gradient = np.array([np.broadcast_to(g, last[0].shape) for g in path.loss.gradient(*last)])
    rows = [[np.broadcast_to(h, last[0].shape) for h in row] for row in path.loss.hessian(*last)]
    smallest, largest = _extreme_eigenvalues(np.array(rows))
    norm = np.sqrt((gradient**2).sum(axis=0))
    weakest = np.minimum(np.abs(smallest), np.abs(largest))
    return _Evidence(norm, smallest, largest, norm / weakest)


def _extreme_eigenvalues(hessian: Array) -> tuple[Array, Array]:
    """Smallest and largest eigenvalue of (d, d, runs) symmetric matrices; NaN where an entry is not finite."""
    stacked = np.moveaxis(hessian, -1, 0)
    finite = np.asarray(np.isfinite(stacked).all(axis=(1, 2)))
    values = np.linalg.eigvalsh(np.where(finite[:, None, None], stacked, 0.0))
    values[~finite] = np.nan
    return values[:, 0], values[:, -1]


def _name_stationary(kind: NDArray[np.str_], e: _Evidence, last: Array, maximize: bool, chosen: bool) -> None:
    small = e.gradient <= GRADIENT_TOLERANCE
    # Whoever chose when to stop chose the accuracy, too; that the stationary point is near must hold all the same.
    still = np.ones_like(small) if chosen else small
    size = 1.0 + np.sqrt((last**2).sum(axis=0))
    curved = np.minimum(np.abs(e.smallest), np.abs(e.largest)) > CURVATURE_TOLERANCE * np.maximum(
        np.abs(e.smallest), np.abs(e.largest)
    )
    near = curved & (e.distance <= DISTANCE_TOLERANCE * size)
    kind[small] = "flat"
    kind[still & near & (e.smallest < 0) & (e.largest > 0)] = "saddle"
    kind[still & near & (e.largest < 0)] = "converged" if maximize else "maximum"
    kind[still & near & (e.smallest > 0)] = "minimum" if maximize else "converged"


def _stalled(points: Array) -> NDArray[np.bool_]:
    window = points[-WINDOW - 1 :]
    if len(points) <= WINDOW:
        return np.zeros(points.shape[2], dtype=bool)
    moved = np.sqrt((np.diff(window, axis=0) ** 2).sum(axis=1)).sum(axis=0)
    size = 1.0 + np.sqrt((points[-1] ** 2).sum(axis=0))
    return np.asarray(moved <= STALL_TOLERANCE * size)


def _oscillating(points: Array, values: Array) -> NDArray[np.bool_]:
    """Moving on and on without getting anywhere: steps stay long, the way they make is short, the loss stays.

    `values` are what the run lowers.
    """
    if len(points) <= WINDOW:
        return np.zeros(points.shape[2], dtype=bool)
    window, half = points[-WINDOW - 1 :], WINDOW // 2
    lengths = np.sqrt((np.diff(window, axis=0) ** 2).sum(axis=1))
    earlier, later = lengths[:half].sum(axis=0), lengths[half:].sum(axis=0)
    net = np.sqrt(((window[-1] - window[0]) ** 2).sum(axis=0))
    before, after = values[-WINDOW - 1 : -half].min(axis=0), values[-half:].min(axis=0)
    fallen = before - after > 1e-3 * np.abs(before)
    return np.asarray((earlier + later > 4.0 * net) & (later > 0.8 * earlier) & ~fallen)


def _first_small_gradient(path: Record) -> int:
    """The first step from which the gradient stays below the tolerance to the end."""
    with np.errstate(all="ignore"):
        gradient = np.array([np.broadcast_to(g, path.values.shape) for g in path.loss.gradient(*path.points.T)])
        large = ~(np.sqrt((gradient**2).sum(axis=0)) <= GRADIENT_TOLERANCE)
    above = np.flatnonzero(large)
    return int(above[-1]) + 1 if above.size else 0


SENTENCES: dict[str, str] = {
    "converged": N_("Converged at step {step}: the gradient is {gradient:.2g} and the curvature says minimum."),
    "minimum": N_("Stuck at a minimum from step {step}: the gradient is {gradient:.2g}, though the run climbs."),
    "saddle": N_("Stopped at a saddle from step {step}: the gradient is {gradient:.2g}, the curvature has both signs."),
    "maximum": N_("Stopped at a maximum from step {step}: the gradient is {gradient:.2g}, the curvature is negative."),
    "flat": N_(
        "Flat from step {step}: the gradient is {gradient:.2g}, but the curvature is too small to call it a minimum."
    ),
    "stalled": N_("Stalled: the last {window} steps hardly moved, while the gradient is still {gradient:.2g}."),
    "oscillating": N_(
        "Oscillating: the last {window} steps went back and forth without lowering the loss; gradient {gradient:.2g}."
    ),
    "stopped": N_("Ended by the method at step {step}: the gradient is still {gradient:.2g}. SciPy says: {reason}"),
    "step_limit": N_("Step limit: {step} steps used, the gradient is still {gradient:.2g}."),
    "left_domain": N_("Left the domain at step {step}: the loss is undefined there."),
}
OVERFLOW = N_("Diverged at step {step}: the numbers became too large to compute with.")
GROWN = N_("Diverged: the loss is over {limit:,.0f} times its start, first at step {step}.")
UNBOUNDED = N_("Falls without bound: the loss is below {bound:.2g}, first at step {step}.")
CLIMBS_TO_MAXIMUM = N_("Converged at step {step}: the gradient is {gradient:.2g} and the curvature says maximum.")


def _sentence(kind: str, step: int, path: Record, e: _Evidence) -> Message:
    numbers: dict[str, object] = {"step": step, "gradient": float(e.gradient[0])}
    numbers |= {"window": WINDOW, "limit": GROWTH_LIMIT, "reason": path.reason}
    template = SENTENCES.get(kind, OVERFLOW)
    if kind == "converged" and path.maximize:
        template = CLIMBS_TO_MAXIMUM
    if kind == "diverged" and path.bad_step < 0:
        template = GROWN if path.values[-1] > 0 else UNBOUNDED
        numbers["bound"] = -GROWTH_LIMIT * (1.0 + abs(float(path.values[0])))
    return Message(template, numbers)


FIRED = N_("Stopped at step {step} by {rules}. {finding}")
FINDINGS: dict[str, str] = {
    "converged": N_("The gradient is {gradient:.2g} and the curvature says minimum."),
    "minimum": N_("It is at a minimum though the run climbs: the gradient is {gradient:.2g}."),
    "saddle": N_("It is at a saddle: the gradient is {gradient:.2g}, the curvature has both signs."),
    "maximum": N_("It is at a maximum: the gradient is {gradient:.2g}, the curvature is negative."),
    "flat": N_("It is flat there: the gradient is {gradient:.2g}, the curvature too small to call it a minimum."),
    "diverged": N_("By then the loss was over {limit:,.0f} times its start."),
}
AT_MAXIMUM = N_("The gradient is {gradient:.2g} and the curvature says maximum.")
NOT_THERE = N_(
    "That is no minimum yet: the gradient is still {gradient:.2g}, by the curvature the minimum is about "
    "{distance:.2g} away."
)
NO_MINIMUM = N_("That is no minimum: the gradient is still {gradient:.2g} and the curvature is not positive.")
NOT_AT_TOP = N_("That is no maximum yet: the gradient is still {gradient:.2g}.")


def _stopped_sentence(kind: str, path: Record, e: _Evidence, fired: tuple[str, ...]) -> Message:
    """Which rules fired, and what the Hessian says of the point."""
    if kind == "stopped" and path.maximize:
        template = NOT_AT_TOP
    elif kind == "stopped":
        template = NOT_THERE if e.smallest[0] > 0 and np.isfinite(e.distance[0]) else NO_MINIMUM
    else:
        template = AT_MAXIMUM if kind == "converged" and path.maximize else FINDINGS[kind]
    numbers = {"gradient": float(e.gradient[0]), "distance": float(e.distance[0]), "limit": GROWTH_LIMIT}
    finding = Message(template, {name: value for name, value in numbers.items() if f"{{{name}" in template})
    return Message(FIRED, {"step": path.steps, "rules": named(path, fired), "finding": finding})
