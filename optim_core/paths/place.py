"""What the loss is like where a run ended: a minimum, a saddle, a valley, a kink, an inflection, a plateau.

Nothing here depends on the height or the scale of the loss, nor on where its origin lies: all is decided by lengths in
the space of weights, by signs, and by gradients beside other gradients. One unit of the weights is the yardstick.

A stationary point is certified by Newton's method: displaced along every curvature, it comes back, and one step cuts
the gradient to a tenth or less. At a true minimum next to nothing is left; x^3 keeps a quarter, x^4 0.30, exp(x) 0.37,
however small their gradients are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optim_core.paths.field import Array, Field, Models, among, around, length

Mask = NDArray[np.bool_]

#: A minimum is reached within this, relative to 1 and the way from the start.
DISTANCE_TOLERANCE = 1e-6
#: The same for a run that was stopped by a rule: whoever chose when to stop chose the accuracy.
CHOSEN_TOLERANCE = 1e-3
#: What one Newton step may leave of a gradient that is about to vanish.
CUT = 0.1
#: How far points are displaced for the certificate; the smaller way is for very curved valleys.
DISPLACEMENTS = (1e-4, 1e-6)
#: How far a valley is followed in either direction.
ALONG = (-0.4, -0.1, 0.1, 0.4)
#: A slope this much smaller than those around counts as none.
FADED = 1e-6
#: Distances at which it is looked around.
RADII = (1e-6, 1e-3, 0.1, 0.5, 1.0, 4.0)
#: Newton steps that look for the minimum ahead.
AHEAD = 8
#: Steps shorter than this, relative to 1 + ||w||, change nothing but the last digits.
ROUNDED = 1e-14


@dataclass
class Places:
    """The ends of n runs.

    Attributes:
        kind: "" where nothing is decided.
        centre: (d, n), the stationary point that is meant, the end itself where there is none.
        gradient: (n,), the length of the gradient at the end.
        distance: (n,), the length of H^-1 g there: how far the stationary point is by gradient and curvature.
        models: at the ends.
    """

    kind: NDArray[np.str_]
    centre: Array
    gradient: Array
    distance: Array
    models: Models


def places(
    field: Field, ends: Array, before: Array, start_slope: Array, tolerance: Array, size: Array, still: Mask
) -> Places:
    """What is at `ends` (d, n).

    Args:
        field: the loss, lower is better.
        before: (d, n), the points one step earlier; NaN without one.
        start_slope: (n,), the length of the gradient at the start.
        tolerance: (n,), how near the run has to be to what it has reached.
        size: (n,), 1 + the way from the start.
        still: (n,), whether the run hardly moved of late.
    """
    models = field.models(ends)
    found = Places(
        np.full(ends.shape[1], "", dtype="<U16"), ends.copy(), length(models.gradient), models.distance, models
    )
    if not field.shows_curvature:
        # Where only gradients are known, a place is nothing that could be vouched for.
        found.kind[~np.isfinite(found.gradient)] = "no_gradient"
        return found
    _certified(found, field, ends, before, tolerance, size)
    rest = np.flatnonzero(found.kind == "")
    if rest.size:
        _uncertified(found, field, ends, start_slope, still, rest)
    return found


def _certified(found: Places, field: Field, ends: Array, before: Array, tolerance: Array, size: Array) -> None:
    """Names what Newton's method certifies: minima, maxima, saddles, valleys."""
    wide = CHOSEN_TOLERANCE * size
    near = np.flatnonzero(found.models.curved.any(axis=1) & (found.distance <= wide))
    if not near.size:
        return
    # Two steps take the point so near that the curvatures there are those of the stationary point.
    once = ends[:, near] + found.models.step[:, near]
    centre = once + field.models(once).step
    models = field.models(centre)
    off = length(ends[:, near] - centre)
    certain = _certificate(field, centre, models) & (off <= 2 * wide[near])
    signs = np.where(models.curved, np.sign(models.curvatures), 0.0)
    lowest, highest = signs.min(axis=1), signs.max(axis=1)
    kind = np.full(near.size, "", dtype="<U16")
    kind[lowest > 0] = "converged"
    kind[highest < 0] = "maximum"
    kind[(lowest < 0) & (highest > 0)] = "saddle"
    kind[~certain] = ""
    level = np.flatnonzero(certain & (lowest == 0) & (highest > 0))
    if level.size:
        kind[level[_same_along(field, centre[:, level], models, level)]] = "valley"
    away = _moves_away(ends[:, near] - centre, before[:, near] - centre, models, size[near] + length(ends[:, near]))
    unstable = among(kind, ("saddle", "maximum"))
    kind[unstable & away] = "passing"
    kind[(kind != "passing") & (off > tolerance[near])] = ""
    found.kind[near] = kind
    named = kind != ""
    found.centre[:, near[named]] = centre[:, named]


def _certificate(field: Field, points: Array, models: Models) -> Mask:
    """(n,): whether one Newton step from beside the point, along every curvature, leaves at most `CUT` of the gradient.

    Gradients are measured by H^-1 g, the way they are worth: curvatures of different sizes count alike.
    """
    count, dimension = models.curvatures.shape
    certain = np.zeros(count, dtype=bool)
    for displacement in DISPLACEMENTS:
        left = np.flatnonzero(~certain & models.finite)
        if not left.size:
            break
        ways = np.concatenate([models.directions[left], -models.directions[left]], axis=2)
        beside = around(points[:, left], ways, displacement)
        there = field.models(beside)
        after = length(there.solve(field.gradients(beside + there.step)))
        way = length(there.step)
        # It comes back to the point, or to another one of a slanting valley.
        cut = (after <= CUT * way) & (way >= 0.1 * displacement) & (way <= 100.0 * displacement)
        passed = cut.reshape(left.size, 2, dimension).all(axis=1) | ~models.curved[left]
        certain[left] = passed.all(axis=1)
    return certain


def _same_along(field: Field, centres: Array, models: Models, chosen: NDArray[np.intp]) -> Mask:
    """(n,): whether the loss stays the same along the directions without curvature, on the valley's floor.

    The floor may bend, so points beside the centre first go down to it, across the valley only.
    """
    same = np.ones(len(chosen), dtype=bool)
    heights, curvatures = field.values(centres), models.curvatures[chosen][:, -1]
    for axis in range(centres.shape[0]):
        for t in ALONG:
            floor = centres + t * models.directions[chosen][:, :, axis].T
            for _ in range(12):
                there = field.models(floor)
                across = there.curvatures > 1e-3 * np.abs(there.curvatures).max(axis=1, keepdims=True)
                floor = floor - replace(there, curved=across).solve(there.gradient)
            rounding = 1e-12 * length(floor) + 1e-9 * abs(t)
            risen = np.abs(field.values(floor) - heights)
            level = (field.slopes(floor) <= curvatures * rounding) & (
                risen <= curvatures * 1e-9 * t**2 + 1e-14 * np.abs(heights)
            )
            same &= level | models.curved[chosen][:, axis]
            if not same.any():
                return same
    return same


def _moves_away(now: Array, before: Array, models: Models, size: Array) -> Mask:
    """Whether the last step led away from a stationary point, along the directions in which the loss falls from it."""
    falling = models.curved & (models.curvatures < 0)

    def part(offset: Array) -> Array:
        along = np.einsum("nij,in->nj", models.directions, offset)
        return length(np.where(falling, along, 0.0), axis=1)

    # What is nearer than that is rounding, of this step or of an earlier one.
    return np.asarray((part(now) > part(before)) & (part(now) > 1e-13 * size))


def _ways(models: Models, chosen: NDArray[np.intp]) -> Array:
    """(n, d, k) directions to look in: axes, diagonals, curvatures; the second half are the opposites of the first."""
    dimension = models.directions.shape[1]
    fixed = [np.eye(dimension)]
    if dimension == 2:
        fixed.append(np.array([[1.0, 1.0], [1.0, -1.0]]) / np.sqrt(2.0))
    same = np.broadcast_to(np.concatenate(fixed, axis=1), (chosen.size, dimension, dimension * len(fixed)))
    half = np.concatenate([same, models.directions[chosen]], axis=2) if dimension > 1 else same
    return np.concatenate([half, -half], axis=2)


def _uncertified(
    found: Places, field: Field, ends: Array, start_slope: Array, still: Mask, rest: NDArray[np.intp]
) -> None:
    """Names what can be seen by looking around: kinks, edges, points of higher order, plateaus."""
    points, slope, ways = ends[:, rest], found.gradient[rest], _ways(found.models, rest)

    rings = np.concatenate([around(points, ways, radius) for radius in RADII], axis=1)
    gradients = field.gradients(rings).reshape(len(points), len(RADII), rest.size, -1)
    # Outward slopes, (n, k) at each distance, and the length of the largest gradient there, (n,).
    closest, close, near, _, far, _ = np.einsum("irnk,nik->rnk", gradients, ways)
    size_closest, size_close, size_near, size_half, size_far, size_wide = _largest(length(gradients))
    kind = np.full(rest.size, "", dtype="<U16")
    faded = (slope <= FADED * size_far) & (slope <= 1e-2 * size_near)
    faded |= ~np.isfinite(slope) | ~found.models.finite[rest]
    named = _name_faded(near, far, np.einsum("in,nik->nk", found.models.gradient[:, rest], ways))
    kind[faded] = named[faded]
    # Without a gradient all that counts is what is next to the point.
    missing = ~np.isfinite(slope)
    kind[missing] = "no_gradient"
    kink = _kink(closest, close)
    edge = missing & _edge(closest, close, np.isfinite(field.values(around(points, ways, 1e-6))).reshape(rest.size, -1))
    flat = (size_half <= FADED * start_slope[rest]) | (still[rest] & (size_half <= FADED * size_wide))
    # Constant next to it: the middle of a step, the side of a hinge.
    flat |= (slope == 0) & (size_closest == 0) & (size_close == 0)
    ahead = np.flatnonzero(among(kind, ("", "degenerate", "inflection")) & (faded | flat))
    if ahead.size:
        on_the_way = np.isfinite(minimum_ahead(field, points[:, ahead], found.models.of(rest[ahead])))
        kind[ahead[on_the_way]], flat[ahead[on_the_way]] = "", False
    kind[(kind == "") & flat & ~missing] = "flat"
    kind[edge] = "edge"
    kind[kink] = "kink"
    found.kind[rest] = kind


def _largest(sizes: Array) -> Array:
    """The largest of each row that is a number; 0 if none is."""
    return np.asarray(np.where(np.isnan(sizes), 0.0, sizes).max(axis=-1))


def _opposites(outwards: NDArray[np.bool_]) -> tuple[Mask, Mask]:
    """The two halves of what is known along directions and their opposites."""
    half = outwards.shape[1] // 2
    return outwards[:, :half], outwards[:, half:]


def _name_faded(near: Array, far: Array, here: Array) -> NDArray[np.str_]:
    """What a point is whose gradient has faded: (n, k) slopes outwards at two distances and at the point itself.

    The nearer look counts, unless it shows too little.
    """
    closer = _name_by_slopes(near, here)
    return np.where(closer != "", closer, _name_by_slopes(far, here))


def _name_by_slopes(outwards: Array, here: Array) -> NDArray[np.str_]:
    """Names by slopes that are far steeper than at the point itself, on both sides of it, or not there on both.

    A slope that only dies away, or goes on as it is, says that the point is on its way somewhere.
    """
    slopes, own = np.nan_to_num(outwards, nan=0.0), np.abs(np.nan_to_num(here, nan=0.0))
    level = np.abs(slopes) <= 1e-13 * np.abs(slopes).max(axis=1, keepdims=True)
    steep = ~level & (np.abs(slopes) >= 100.0 * own)
    rises, falls = steep & (slopes > 0), steep & (slopes < 0)
    (up, up_behind), (down, down_behind) = _opposites(rises), _opposites(falls)
    odd = ((up & down_behind) | (down & up_behind)).any(axis=1)
    some_rise, some_fall = rises.any(axis=1), falls.any(axis=1)
    kind = np.full(len(slopes), "", dtype="<U16")
    kind[some_rise] = "degenerate"
    kind[some_fall] = "maximum"
    kind[some_fall & some_rise] = "saddle"
    kind[odd] = "inflection"
    (one, other), (none, none_behind) = _opposites(steep), _opposites(level)
    kind[~((one & other) | (none & none_behind)).all(axis=1)] = ""
    return kind


def _kink(closest: Array, close: Array) -> Mask:
    """A minimum with slopes of opposite sign on its two sides that do not fade as it is approached.

    At a smooth minimum slopes a millionth away are a thousandth of those a thousandth away.
    """
    smallest = -1e-9 * np.abs(closest).max(axis=1, keepdims=True)
    steep = (closest > 0) & (closest >= 0.1 * np.abs(close))
    one, other = _opposites(steep)
    return np.asarray((closest >= smallest).all(axis=1) & (one & other).any(axis=1))


def _edge(closest: Array, close: Array, defined: Mask) -> Mask:
    """The loss exists on some sides only, and rises on all of those."""
    inside = defined & np.isfinite(closest)
    rising = ((closest > 0) & (close > 0)) | ~inside
    return np.asarray(inside.any(axis=1) & ~defined.all(axis=1) & rising.all(axis=1))


def minimum_ahead(field: Field, points: Array, models: Models | None = None) -> Array:
    """(n,): how far Newton's method finds a certified minimum without ever leaving convex ground; infinite if not.

    `models` are those at the points, if they are known.
    """
    at = points
    models = models or field.models(at)
    convex = np.ones(points.shape[1], dtype=bool)
    for _ in range(AHEAD):
        convex &= models.convex & np.isfinite(models.distance)
        if not convex.any():
            return np.full(points.shape[1], np.inf)
        # What further steps would change is rounding.
        if (models.distance[convex] <= ROUNDED * (1.0 + length(at[:, convex]))).all():
            break
        at = np.where(convex, at + models.step, points)
        models = field.models(at)
    convex &= models.convex
    arrived = convex & (models.distance <= DISTANCE_TOLERANCE * (1.0 + length(at - points)))
    distances = np.full(points.shape[1], np.inf)
    if arrived.any():
        certain = arrived.copy()
        certain[arrived] = _certificate(field, at[:, arrived], models.of(arrived))
        distances[certain] = length(at[:, certain] - points[:, certain])
    return distances
