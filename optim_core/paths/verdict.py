"""Verdicts: how a run ended, which test said so, and at which step.

A run is called converged only if Newton's method certifies a minimum within reach of its last point (`place`).
Everything else gets its own name (`kinds`): what the loss is like where the run ended, failing that how the run
moved at its end (`motion`), or why its numbers stopped being finite (`lost`). Many runs are judged at once, and one
run as an array of one.

Adding a constant to the loss, multiplying it (and dividing the rates), moving, swapping or mirroring the weights
changes no verdict, as far as floats carry the digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optim_core.base.text import Message
from optim_core.methods.losses import Loss
from optim_core.paths import kinds
from optim_core.paths.field import Array, Field, among, length
from optim_core.paths.kinds import PLACES, REACHED, Kind
from optim_core.paths.lost import Cause, causes, undefined_at
from optim_core.paths.motion import WINDOW, Flight, flight, goes_on_falling, growing, oscillating, stalled, window
from optim_core.paths.place import ALONG, CHOSEN_TOLERANCE, DISTANCE_TOLERANCE, Places, minimum_ahead, places
from optim_core.paths.record import Record
from optim_core.paths.stops import fired_at, named

#: What rounding leaves of a distance, relative to the weights.
ROUNDING = 1e-12
#: A minimum this near to a known one, relative to 1 + ||w||, is that one.
SAME = 1e-3


@dataclass(frozen=True)
class Outcome:
    """How one run ended.

    Attributes:
        kind: the name of the test that fired, see `Kind`.
        step: the step it fired at.
        parts: the sentence with its numbers, translatable.
        local: whether it is a minimum and lower ones are known.
    """

    kind: Kind
    step: int
    parts: Message
    local: bool = False

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
class _Judged:
    """The verdicts on n runs and the numbers they rest on."""

    kind: NDArray[np.str_]
    step: NDArray[np.int_]
    cause: NDArray[np.int_]
    places: Places
    flight: Flight
    field: Field


def judge_single(path: Record, fired: tuple[str, ...] = ()) -> Outcome:
    """The verdict on one run, with its sentence; `fired` are the stopping rules that ended it."""
    return judge_together([path], [fired])[0]


def judge_together(paths: Sequence[Record], fired: Sequence[tuple[str, ...]]) -> list[Outcome]:
    """The verdicts on single runs that go the same way on one loss, each the same as it would get alone.

    NumPy takes about as long for eight as for one. `fired` are the rules that ended each of them.
    """
    with np.errstate(all="ignore"):
        runs = _Runs.together(paths)
        judged = _judge(runs, np.array([bool(rules) for rules in fired]))
        ahead = _ahead(judged, runs, fired)
        return [_outcome(path, judged, index, fired[index], ahead[index]) for index, path in enumerate(paths)]


def judge_many(path: Record) -> Outcomes:
    """The verdicts on an array of runs, each the same as it would get alone."""
    shape = path.values.shape[1:]
    with np.errstate(all="ignore"):
        fired = fired_at(path).ravel()
        judged = _judge(_Runs.of(path), fired)
    step = judged.step
    if path.last is not None:
        step = np.where(fired, path.last.ravel(), step)
    return Outcomes(judged.kind.reshape(shape), step.reshape(shape))


@dataclass(frozen=True)
class _Runs:
    """n runs that go the same way on one loss.

    Attributes:
        points, values: (rows, d, n) and (rows, n); NaN after the end of a run that others outlast.
        ends: (n,), the last step of each that has finite numbers.
        bad_step, bad_point: (n,) and (d, n), as those of a `Record`.
        budget: (n,), the steps each of them had.
        spent: (n,), whether the budget of work ended it.
    """

    loss: Loss
    maximize: bool
    points: Array
    values: Array
    ends: NDArray[np.intp]
    bad_step: NDArray[np.int_]
    bad_point: Array
    budget: NDArray[np.int_]
    spent: NDArray[np.bool_]

    @classmethod
    def of(cls, path: Record) -> _Runs:
        """Many runs of one method."""
        count = int(np.prod(path.values.shape[1:]))
        points = path.points.reshape(len(path.points), path.points.shape[1], count)
        last = np.full(count, path.steps) if path.last is None else path.last.ravel()
        bad_step = path.bad_step.ravel()
        return cls(
            path.loss,
            path.maximize,
            points,
            path.values.reshape(-1, count),
            _finite_until(last, bad_step),
            bad_step,
            path.bad_point.reshape(points.shape[1], count),
            np.full(count, path.budget),
            np.broadcast_to(path.spent, path.bad_step.shape).ravel(),
        )

    @classmethod
    def together(cls, paths: Sequence[Record]) -> _Runs:
        """Single runs of many methods."""
        first, rows = paths[0], max(len(path.values) for path in paths)
        points = np.full((rows, first.points.shape[1], len(paths)), np.nan)
        values = np.full((rows, len(paths)), np.nan)
        for index, path in enumerate(paths):
            assert path.loss == first.loss and path.maximize == first.maximize
            points[: len(path.points), :, index] = path.points
            values[: len(path.values), index] = path.values
        bad_step = np.array([int(path.bad_step) for path in paths])
        return cls(
            first.loss,
            first.maximize,
            points,
            values,
            _finite_until(np.array([path.steps for path in paths]), bad_step),
            bad_step,
            np.stack([path.bad_point for path in paths], axis=-1),
            np.array([path.budget for path in paths]),
            np.array([bool(path.spent) for path in paths]),
        )


def _finite_until(last: NDArray[np.int_], bad_step: NDArray[np.int_]) -> NDArray[np.intp]:
    """The last step of each run that has finite numbers."""
    return np.where(bad_step >= 0, np.minimum(np.maximum(bad_step - 1, 0), last), last).astype(np.intp)


def _judge(all_runs: _Runs, fired: NDArray[np.bool_]) -> _Judged:
    """Places first, then flights, then motions; runs that were lost get the cause of that."""
    field, count = Field(all_runs.loss, all_runs.maximize), fired.size
    points, ends, bad_step = all_runs.points, all_runs.ends, all_runs.bad_step
    values = field.sign * all_runs.values
    runs = np.arange(count)
    last, start = points[ends, :, runs].T, points[0]
    before = np.where(ends > 0, points[np.maximum(ends - 1, 0), :, runs].T, np.nan)
    size = 1.0 + length(last - start)
    tolerance = np.where(fired, CHOSEN_TOLERANCE, DISTANCE_TOLERANCE) * size + ROUNDING * length(last)
    recent = window(points, values, ends)
    still = stalled(recent, size)
    lost = bad_step >= 0
    cause = np.zeros(count, dtype=int)
    if lost.any():
        cause[lost] = causes(field, last[:, lost], all_runs.bad_point[:, lost])
    found = places(field, last, before, field.slopes(start), tolerance, size, still)
    kind = found.kind
    _name_missing(kind, found, field, last)
    flown = _name_flown(kind, field, points, values, ends)
    _name_known(kind, field, last, tolerance)
    early = fired | (ends < all_runs.budget)
    # Work that was used up ends a run as its steps do: where it goes is known up to there.
    spent = early & ~fired & all_runs.spent
    moving = (kind == "") & (~early | spent)
    if moving.any():
        kind[moving & growing(recent, values[0])] = "growing"
        kind[moving & oscillating(recent, found.gradient)] = "oscillating"
        kind[moving & still] = "stalled"
    kind[kind == ""] = np.where(spent, "budget", np.where(early, "stopped", "step_limit"))[kind == ""]
    step = _steps(kind, points, ends, found, tolerance, flown)
    if lost.any():
        _name_lost(kind, step, cause, bad_step, ends)
    if field.maximize:
        kind[kind == "maximum"] = "minimum"
    return _Judged(kind, step, cause, found, flown, field)


def _name_missing(kind: NDArray[np.str_], found: Places, field: Field, last: Array) -> None:
    """A gradient that is merely too large is not missing."""
    missing = np.flatnonzero(kind == "no_gradient")
    if missing.size:
        kind[missing[~undefined_at(field.loss, 1, last[:, missing])]] = "diverged"


def _name_flown(kind: NDArray[np.str_], field: Field, points: Array, values: Array, ends: NDArray[np.intp]) -> Flight:
    """Names what has flown away and come to nothing there."""
    flown = Flight(np.zeros(ends.size), np.full(ends.size, -1), np.full(ends.size, -1))
    some = np.flatnonzero((kind == "") | (kind == "flat"))
    if not some.size:
        return flown
    for whole, part in zip(flown, flight(field, points[:, :, some], values[:, some], ends[some]), strict=True):
        whole[some] = part
    kind[flown.risen >= 0] = "diverged"
    falling = np.flatnonzero(flown.fallen >= 0)
    if falling.size:
        last, height = points[ends[falling], :, falling].T, values[ends[falling], falling]
        goes_on = goes_on_falling(field, points[0][:, falling], last, height)
        kind[falling[goes_on]] = "diverged"
    return flown


def _name_known(kind: NDArray[np.str_], field: Field, last: Array, tolerance: Array) -> None:
    """What nothing else decides, but is known to be a minimum."""
    minima = known_minima(field.loss)
    if field.maximize or not minima:
        return
    nearest = np.min([length(last - np.array(minimum)[:, None]) for minimum in minima], axis=0)
    undecided = among(kind, ("", "degenerate", "flat", "no_gradient"))
    # A run that passes by has a gradient that says so.
    faded = (kind != "") | ~np.isfinite(length(np.array(field.loss.gradient(*last))))
    kind[undecided & faded & (nearest <= tolerance)] = "known_minimum"


def _steps(
    kind: NDArray[np.str_], points: Array, ends: NDArray[np.intp], found: Places, tolerance: Array, flown: Flight
) -> NDArray[np.int_]:
    """From which step on a verdict holds: near what was reached, far from the start, or the last step."""
    step = ends.astype(int)
    at = np.flatnonzero(among(kind, PLACES) & ~among(kind, ("flat", "passing")))
    if at.size:
        # After the end of a run there are no numbers, and they are not outside.
        outside = length(points[:, :, at] - found.centre[:, at], axis=1) > tolerance[at]
        step[at] = np.where(outside.any(axis=0), len(points) - np.argmax(outside[::-1], axis=0), 0)
    first = np.where(flown.risen >= 0, flown.risen, flown.fallen)
    return np.where((kind == "diverged") & (first >= 0), first, np.minimum(step, ends))


def _name_lost(
    kind: NDArray[np.str_],
    step: NDArray[np.int_],
    cause: NDArray[np.int_],
    bad_step: NDArray[np.int_],
    ends: NDArray[np.intp],
) -> None:
    kind[cause == Cause.OUTSIDE] = "left_domain"
    kind[(cause == Cause.TOO_LARGE) | (cause == Cause.METHOD)] = "diverged"
    gone = among(cause, (Cause.OUTSIDE, Cause.TOO_LARGE, Cause.METHOD))
    step[gone] = bad_step[gone]
    halted = among(cause, (Cause.NO_GRADIENT, Cause.NO_CURVATURE))
    # What the point is like is said of it first.
    unnamed = halted & ~among(kind, PLACES)
    kind[unnamed] = "no_gradient"
    step[unnamed] = ends[unnamed]


def known_minima(loss: Loss) -> tuple[tuple[float, ...], ...]:
    """The minima that a loss knows of, none for most."""
    return tuple(getattr(loss, "minima", ()))


def _remark(kind: Kind, path: Record) -> tuple[bool, Message | None]:
    """Whether the minimum that was reached is only a local one, and what is to be said of it beside the verdict."""
    minima = known_minima(path.loss)
    if path.maximize or not minima or kind not in (*REACHED, "edge"):
        return False, None
    last = path.points[-1]
    nearest = min(float(length(last - np.array(minimum))) for minimum in minima)
    value = float(path.values[-1])
    lowest = min(float(path.loss.value(*map(float, minimum))) for minimum in minima)
    if nearest <= SAME * (1.0 + float(length(last))):
        return False, Message(kinds.KNOWN, {}) if kind in ("kink", "edge") else None
    if value > lowest + 1e-9 * (abs(lowest) + abs(value)):
        return True, Message(kinds.LOCAL, {"value": value, "lowest": lowest})
    return False, None


def _outcome(path: Record, judged: _Judged, index: int, fired: tuple[str, ...], ahead: float) -> Outcome:
    """One of the verdicts, in words."""
    kind: Kind = str(judged.kind[index])  # type: ignore[assignment]
    parts = _sentence(kind, path, judged, index, ahead)
    local, remark = _remark(kind, path)
    if remark:
        parts = Message(remark.template, {"verdict": parts, **remark.arguments})
    step = int(judged.step[index])
    if fired:
        step = path.steps
        parts = Message(kinds.FIRED, {"step": step, "rules": named(path, fired), "finding": parts})
    elif bool(path.spent):
        parts = Message(kinds.SPENT, {"step": path.steps, "steps": path.budget, "finding": parts})
    return Outcome(kind, step, parts, local)


def _ahead(judged: _Judged, runs: _Runs, fired: Sequence[tuple[str, ...]]) -> Array:
    """(n,): how far the minimum ahead is, where the sentence says so; infinite where there is none, NaN elsewhere."""
    ended = np.array([bool(rules) for rules in fired])
    asked = among(judged.kind, ("step_limit", "budget")) | ((judged.kind == "stopped") & ended)
    distances = np.full(asked.size, np.nan)
    if asked.any():
        ends = runs.points[runs.ends[asked], :, asked.nonzero()[0]].T
        distances[asked] = minimum_ahead(judged.field, ends, judged.places.models.of(asked))
    return distances


def _sentence(kind: Kind, path: Record, judged: _Judged, index: int, ahead: float) -> Message:
    place, far, cause = judged.places, judged.flight, judged.cause[index]
    numbers: dict[str, object] = {
        "step": int(judged.step[index]),
        "gradient": float(place.gradient[index]),
        "distance": float(place.distance[index]),
        "window": min(WINDOW, path.steps),
        "along": max(ALONG),
        "limit": float(far.limit[index]),
        "reason": Message(path.reason),
        "dimension": path.points.shape[1],
    }
    template = (kinds.CLIMBING if path.maximize else {}).get(kind, kinds.SENTENCES[kind])
    if kind == "stalled" and not judged.field.shows_curvature:
        template = kinds.STALLED_SOMEWHERE
    if kind == "passing":
        numbers["distance"] = float(length(place.centre[:, index] - path.points[-1]))
    if kind == "no_gradient" and cause == Cause.NO_CURVATURE:
        template = kinds.NO_CURVATURE
    if kind == "diverged" and cause == Cause.METHOD:
        template = kinds.METHOD_FAILED
    elif kind == "diverged" and cause == 0 and far.risen[index] >= 0:
        template = kinds.SUNK if path.maximize else kinds.RISEN
    elif kind == "diverged" and cause == 0 and far.fallen[index] >= 0:
        template = kinds.CLIMBS if path.maximize else kinds.FALLS
    if not np.isnan(ahead):
        numbers["distance"] = ahead
        template = _on_the_way(kind, path.maximize, bool(np.isfinite(ahead)))
    return Message(template, {name: value for name, value in numbers.items() if f"{{{name}" in template})


def _on_the_way(kind: Kind, maximize: bool, ahead: bool) -> str:
    if kind == "step_limit":
        up = kinds.ON_THE_WAY_UP if maximize else kinds.ON_THE_WAY
        return up if ahead else kinds.SENTENCES[kind]
    if kind == "budget" and not ahead:
        return kinds.SENTENCES[kind]
    if ahead:
        return kinds.NOT_AT_TOP if maximize else kinds.NOT_THERE
    return kinds.NO_MAXIMUM if maximize else kinds.NO_MINIMUM
