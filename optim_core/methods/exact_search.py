"""The exact line search: how far to go along a ray until the loss on it is stationary, for one run or for many.

The first trial is the lowest point of the parabola with the slope and the curvature that the ray has where it begins,
t = -g'd / d'Hd. On a quadratic loss that is the minimum. Elsewhere trials go on: outwards until the slope along the
ray turns or the loss is above where it was, then between the two sides of such a bracket by the Illinois form of regula
falsi (Dowell, Jarratt 1971, BIT 11), until the slope, or the change of the trial, is a `TOLERANCE` of what it was. So
"exact" is: to `TOLERANCE`, and the minimum that this bracket holds; another one on the same ray may be lower. The loss
never ends higher than it began, beyond rounding. A ray that only falls is followed for `TRIALS` trials. Where the ray
does not lead downhill, or leads out of the domain at once, the point stays.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from optim_core.expression import Flavour
from optim_core.methods.stepper import Coordinate, Count, Evaluations, Oracle, Point, State

#: What is left of the slope along the ray, or the share by which a trial still moves.
TOLERANCE = 1e-9
#: Trials of one search at most.
TRIALS = 60
#: A trial goes out at most this many times as far as the one before.
GROWTH = 4.0
#: A trial that moves no weight by more than this share of it moves nothing but roundings.
STILL = 4 * 2.0**-52
#: A first trial beyond what is allowed is cut to this share.
CUT = 0.1
#: Losses that differ by less than this share of the highest so far are equal: rounding moves them so far.
ROUNDING = 1e-13


class Memory(NamedTuple):
    """What a search keeps from step to step.

    Attributes:
        height: the largest absolute value of the loss where steps began.
        trials: trials so far.
    """

    height: Coordinate
    trials: Count


class ExactSearch:
    """Searches along rays; floats and arrays of runs go through the same lines."""

    def __init__(self, flavour: Flavour, maximize: bool) -> None:
        self._sign = -1.0 if maximize else 1.0
        scalar = flavour == "scalar"
        self._pick = picker(flavour)
        self._finite: Any = math.isfinite if scalar else np.isfinite
        self._any: Any = bool if scalar else np.any

    def initial(self, point: Point) -> Memory:
        """Before the first step."""
        return Memory(0.0 * point[0], 0 if isinstance(point[0], float) else np.zeros(point[0].shape, dtype=int))

    def evaluations(self, k: int, memory: Memory) -> Evaluations:
        """Of `k` steps: each the loss, gradient and Hessian where it begins, each trial a loss and a gradient."""
        return Evaluations(functions=k + memory.trials, gradients=k + memory.trials, hessians=k)

    def step(
        self, oracle: Oracle, point: Point, gradient: Point, direction: Point, memory: Memory
    ) -> tuple[Point, Memory]:
        """The point on the ray from `point` along `direction` where the search ends.

        Args:
            oracle: the loss.
            point, direction: the ray, a float or an array of runs per coordinate.
            gradient: of the loss at `point`.
            memory: from the step before, or `initial`.
        """
        pick, finite = self._pick, self._finite
        begun = self._sign * oracle.value(*point)
        slope = self._along(gradient, direction)
        height = pick(abs(begun) > memory.height, abs(begun), memory.height)
        highest = begun + ROUNDING * height
        t = self._first(oracle.hessian(*point), direction, slope)
        searching = finite(begun) & finite(slope) & (slope < 0.0) & (self._still(point, direction, t) ^ True)
        trials, reached = memory.trials, 0.0 * t
        # The bracket: below `near` the ray falls; `far` is beyond, once one is known. Slopes at both; `older` is the
        # near side before. `turn` is the side that moved last.
        near, near_slope, older, older_slope = 0.0 * t, slope, 0.0 * t, slope
        far, far_slope, turn = near + math.inf, near + math.nan, near
        for _ in range(TRIALS):
            if not self._any(searching):
                break
            trials = trials + searching
            tried = tuple(w + t * d for w, d in zip(point, direction, strict=True))
            value = self._sign * oracle.value(*tried)
            found = self._along(oracle.gradient(*tried), direction)
            allowed = finite(value) & finite(found) & (value <= highest)
            falling = allowed & (found < 0.0)
            # Illinois: a side that stays twice counts half.
            far_slope = pick(falling, pick(turn < 0.0, far_slope / 2, far_slope), pick(allowed, found, math.nan))
            older, older_slope = pick(falling, near, older), pick(falling, near_slope, older_slope)
            near_slope = pick(falling, found, pick(turn > 0.0, near_slope / 2, near_slope))
            near, far = pick(falling, t, near), pick(falling, far, t)
            turn = pick(falling, -1.0, 1.0)
            after = self._next((near, near_slope), (far, far_slope), (older, older_slope))
            level = allowed & (abs(found) <= TOLERANCE * abs(slope))
            change = abs(after - t)
            done = searching & (level | (change <= TOLERANCE * t) | self._still(point, direction, change))
            reached = pick(done, pick(allowed, t, near), reached)
            searching = searching & (done ^ True)
            t = pick(searching, after, t)
        reached = pick(searching, near, reached)
        moved = tuple(pick(reached > 0.0, w + reached * d, w) for w, d in zip(point, direction, strict=True))
        return moved, Memory(height, trials)

    def _along(self, gradient: Point, direction: Point) -> Coordinate:
        """The slope of the loss along a direction."""
        return self._sign * sum(g * d for g, d in zip(gradient, direction, strict=True))

    def _still(self, point: Point, direction: Point, t: Coordinate) -> Any:
        """Whether going so far changes no weight beyond rounding."""
        still = t == t
        for w, d in zip(point, direction, strict=True):
            still = still & (abs(t * d) <= STILL * abs(w))
        return still

    def _first(self, hessian: tuple[Point, ...], direction: Point, slope: Coordinate) -> Coordinate:
        """The first trial: where the parabola is lowest; if it has no lowest point, a step of length 1."""
        rows = (sum(h * d for h, d in zip(row, direction, strict=True)) for row in hessian)
        curvature = self._sign * sum(d * along for d, along in zip(direction, rows, strict=True))
        length = sum(d * d for d in direction) ** 0.5
        curved = self._finite(curvature) & (curvature > 0.0)
        return self._pick(
            curved, -slope / self._pick(curved, curvature, 1.0), 1.0 / self._pick(length > 0.0, length, 1.0)
        )

    def _next(self, near: Any, far: Any, older: Any) -> Coordinate:
        """The next trial: between the two sides if there are two, else further out.

        Where the far side has no slope of use, the loss being too high there or none at all, the middle by magnitude.
        """
        pick = self._pick
        (a, a_slope), (b, b_slope), (c, c_slope) = near, far, older
        rise = b_slope - a_slope
        middle = pick(a > 0.0, a**0.5 * b**0.5, CUT * b)
        inside = pick(rise > 0.0, a - a_slope * (b - a) / pick(rise > 0.0, rise, 1.0), middle)
        bend = a_slope - c_slope
        outside = a - a_slope * (a - c) / pick(bend > 0.0, bend, 1.0)
        outside = pick((bend > 0.0) & (outside < GROWTH * a), outside, GROWTH * a)
        return pick(self._finite(b), inside, outside)


class ExactSearchStepper:
    """Goes along minus a part of the gradient, which the step's number decides. State: what the search keeps.

    Args:
        part: the components that count of the gradient of the loss, by the number of the step.
    """

    looks_ahead = False
    cost: Evaluations | None = None

    def __init__(self, flavour: Flavour, maximize: bool, part: Callable[[Point, int], Point]) -> None:
        self._search = ExactSearch(flavour, maximize)
        self._sign, self._part = -1.0 if maximize else 1.0, part

    def initial_state(self, point: Point) -> Memory:
        """The search's."""
        return self._search.initial(point)

    def gradient_point(self, k: int, point: Point, state: State) -> Point:
        """The point itself."""
        return point

    def step(self, k: int, point: Point, gradient: Point, state: State, oracle: Oracle) -> tuple[Point, State]:
        """Along the ray."""
        direction = tuple(-self._sign * g for g in self._part(gradient, k))
        return self._search.step(oracle, point, gradient, direction, state)

    def evaluations(self, k: int, state: State) -> Evaluations:
        """The search's."""
        return self._search.evaluations(k, state)


def picker(flavour: Flavour) -> Any:
    """`np.where`, for floats what it is for them."""
    return _pick if flavour == "scalar" else np.where


def _pick(condition: Any, yes: Any, no: Any) -> Any:
    return yes if condition else no


def search_latex(along: str, maximize: bool) -> str:
    """The line of the equations, for the point at t as `along`."""
    best = "max" if maximize else "min"
    return rf"t_k = \operatorname{{arg\,{best}}}_{{t \ge 0}} Q\left({along}\right)"
