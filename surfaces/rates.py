"""Learning rates that suit a surface, so that the first picture of any surface shows something."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from optim_core import run
from optim_core.methods.definition import NOTHING, Convention, Definition
from optim_core.methods.losses import Loss, WorkSpent
from optim_core.methods.optimizer import Optimizer, configured
from optim_core.running.cost import evaluation, least, taken
from surfaces.base.surface import Domain, Location, Surface
from surfaces.catalogue import entries
from surfaces.networks.slice import KEY as SLICE
from surfaces.networks.slice import slice_surface
from surfaces.typed import parse

#: The picture width for which the catalogue's default rates of distance-like methods are meant.
REFERENCE_WIDTH = 4.0
#: Rates have two significant digits at most, from this series: a student can read and retype them.
SERIES = (1.0, 1.25, 1.6, 2.0, 2.5, 3.15, 4.0, 5.0, 6.3, 8.0)


#: Descent is tried for this many steps with every rate of the series up to this; from this share of the rate on whose
#: first step is as long as the picture is wide, and not only from this rate on.
TRIAL_STEPS = 100
LARGEST, LEAST_SHARE, SMALLEST = 20.0, 1e-8, 1e-6
#: So many rates that is, about.
RATES = 90
#: What is suggested where nothing can be tried: the formula has no value there.
NOWHERE = 0.01
#: For so many steps a method itself is watched at the rate that it could be offered, which is halved so often at most.
WATCHED, HALVINGS, PATIENCE = 300, 40, 8
#: A method that finds the size of its steps is watched at these multiples of its usual rate, for so many seconds of
#: work each: once it is down, every step looks for a better place in vain. The first is offered that gets at least this
#: share of the way down that the best of them gets.
MULTIPLES, TRIAL_WORK, ENOUGH = (1.0, 2.0, 4.0, 8.0), 0.01, 0.5
#: Momentum takes larger steps than plain descent at the same rate, so half the best rate is suggested.
CAUTION = 0.5
TRIAL_MOMENTUM = 0.9

Array = NDArray[np.float64]


#: Examples of a network's that trial descents look at.
MOST_FOR_TRIALS = 40


class Descended(Hashable, Loss, Protocol):
    """What trial descents need of a loss: a surface, or a loss over data."""

    @property
    def domain(self) -> Domain:
        """(low, high) per weight: the picture."""

    @property
    def start(self) -> Location:
        """Where the trials begin."""

    def value(self, *point: Any) -> Any:
        """The loss at arrays of runs."""

    def gradient(self, *point: Any) -> tuple[Any, ...]:
        """Its partial derivatives."""


def suggested_rate(surface: Surface, method: Definition, convention: Convention) -> float:
    """A rate to begin with, found on the surface as it is offered.

    Whoever then changes its parameters, the range or the start sees what the *same* rate does there.
    """
    return rate_for(as_offered(surface.key, surface.text), method, convention)


def descents_work(surface: Surface) -> float:
    """Seconds of work of `trial_descents`; see `optim_core.running.cost`."""
    return 2 * TRIAL_STEPS * evaluation(surface.operations("both"), RATES * max(1, surface.examples))


def watching_work(offered: Descended, method: Definition, convention: Convention) -> float:
    """Seconds of work of watching a method, at least: one whose rate has to be halved is watched several times."""
    method = method.paced_by(NOTHING)
    parameter = method.rate_parameter(convention)
    if parameter is None:
        return 0.0
    once = least(offered, _at(method, convention, parameter.default), WATCHED)
    return len(MULTIPLES) * min(once, TRIAL_WORK) if method.rate_unit == "none" else once


class FoundRate(NamedTuple):
    """A rate, the seconds of work that finding it took, and whether more work might have found another one."""

    rate: float
    work: float
    unfinished: bool = False
    nbytes: int = 1_000


def suited_numbers(surface: Surface, method: Definition) -> Mapping[str, float]:
    """The numbers with which a method shows what a surface of the catalogue is about; empty where none are known."""
    catalogue = entries()
    return catalogue[surface.key].numbers.get(method.key, NOTHING) if surface.key in catalogue else NOTHING


@lru_cache(maxsize=256)
def rate_for(offered: Descended, method: Definition, convention: Convention) -> float:
    """A rate to begin with, see `rate_within`, whatever it takes to find it."""
    return rate_within(offered, method, convention).rate


def rate_within(
    offered: Descended,
    method: Definition,
    convention: Convention,
    descended: float | None = None,
    work: float | None = None,
) -> FoundRate:
    """A rate to begin with: from trial descents for gradient-like steps, a share of the picture for others.

    Where the step follows a power of it (time squared), it is the root. A method that finds the size of its steps
    itself takes them in full, 1, or as many times that as it takes to see it move. A share of the picture is made
    smaller where the run climbs out of the picture: some methods begin with steps that follow the gradient.

    Args:
        offered: the surface, or the loss.
        method, convention: whose rate.
        descended: what `trial_descents` found, if that is known already.
        work: seconds that watching the method may take; where they are used up, the rate is the one that was tried
            then. None: whatever it takes.
    """
    method = method.paced_by(NOTHING)
    parameter = method.rate_parameter(convention)
    if method.rated is None or parameter is None:
        return FoundRate(1.0, 0.0)
    trials = _Trials(offered, method, convention, work)
    if method.rate_unit == "gradient":
        found = trial_descents(offered) if descended is None else descended
        rate = trials.that_stays(rounded(found ** (1.0 / method.rated.power)))
    elif method.rate_unit == "none":
        rate = trials.that_moves(parameter.default)
    else:
        width = max(high - low for low, high in offered.domain)
        rate = trials.that_stays(rounded(parameter.default * width / REFERENCE_WIDTH))
    return FoundRate(min(max(rate, parameter.minimum), parameter.maximum), trials.work, trials.unfinished)


class _Trials:
    """Runs of a method from the start at one rate after another, while the work that they may take lasts."""

    def __init__(self, offered: Descended, method: Definition, convention: Convention, most: float | None) -> None:
        self._offered, self._method, self._convention, self._most = offered, method, convention, most
        self.work = 0.0
        self.unfinished = False

    def that_stays(self, rate: float) -> float:
        """The rate, halved until its run does not climb out of the picture and ends no higher than it began."""
        if not np.isfinite(float(self._offered.value(*self._offered.start))):
            return rate
        stays, tried = rate, rate
        for halving in range(HALVINGS):
            try:
                points, values = self._run(tried)
            except WorkSpent:
                return tried
            # Falling out of the picture, or over an edge of the formula, is what some losses are for.
            inside = (_inside(self._offered, list(points.T)) | (values <= values[0])).all()
            fallen = values[-1] <= values[0] and len(values) > 1
            if inside and fallen:
                return tried
            inside = inside and len(values) > WATCHED
            stays = tried if inside and stays == rate else stays
            # First steps that follow a gradient of very many digits are shortened to the picture at once.
            tried = rounded(min(tried, _across(self._offered)) / 2.0 if halving == PATIENCE else tried / 2.0)
        return stays

    def that_moves(self, default: float) -> float:
        """The default, or the first multiple that gets about as far down as any, all the way inside the picture."""
        fallen = []
        for multiple in MULTIPLES:
            try:
                points, values = self._run(multiple * default, TRIAL_WORK)
            except WorkSpent:
                return default
            inside = len(values) > 1 and _inside(self._offered, list(points.T)).all()
            fallen.append(float(values[0] - values[-1]) if inside else 0.0)
        there = next((m for m, far in zip(MULTIPLES, fallen, strict=True) if far >= ENOUGH * max(fallen)), 1.0)
        return there * default

    def _run(self, rate: float, most: float = np.inf) -> tuple[Array, Array]:
        """(made + 1, dimension) and (made + 1,): points and losses of a run that may take so many seconds of work.

        Raises WorkSpent if what is left of all is less than it takes.
        """
        left = np.inf if self._most is None else max(0.0, self._most - self.work)
        work = min(most, left)
        optimizer = _at(self._method, self._convention, rate)
        path = run(self._offered, optimizer, self._offered.start, WATCHED, work=None if work == np.inf else work)
        self.work += taken(path)
        if path.spent and left < most:
            self.unfinished = True
            raise WorkSpent
        return path.points, path.values


def _at(method: Definition, convention: Convention, rate: float) -> Optimizer:
    assert method.rated
    return configured(method, convention, {method.rated.key: rate})


@lru_cache(maxsize=256)
def as_offered(key: str, text: str) -> Surface:
    """A surface before anybody turned its numbers: what rates are looked for on."""
    catalogue = entries()
    if key == SLICE:
        return slice_surface(text, MOST_FOR_TRIALS)
    return catalogue[key].surface() if key in catalogue else parse(text)


@lru_cache(maxsize=256)
def trial_descents(surface: Descended) -> float:
    """A cautious share of the rate with which plain descent gets lowest while momentum still stays in the picture."""
    rates = _tried_rates(surface)
    point = [np.full(rates.shape, w) for w in surface.start]
    rolling, velocity = list(point), [np.zeros(rates.shape)] * len(point)
    inside = np.ones(rates.shape, dtype=bool)
    with np.errstate(all="ignore"):
        for _ in range(TRIAL_STEPS):
            point = [w - rates * g for w, g in zip(point, surface.gradient(*point), strict=True)]
            gradient = surface.gradient(*rolling)
            velocity = [TRIAL_MOMENTUM * v + rates * g for v, g in zip(velocity, gradient, strict=True)]
            rolling = [w - v for w, v in zip(rolling, velocity, strict=True)]
            inside &= _inside(surface, point) & _inside(surface, rolling)
        # A large rate may jump out and back in by luck; below the first that leaves, all stay.
        inside = np.logical_and.accumulate(inside)
        if not inside.any() or not any(np.any(g) for g in surface.gradient(*surface.start)):
            return NOWHERE
        values = np.where(inside, np.nan_to_num(surface.value(*point), nan=np.inf), np.inf)
    return rounded(CAUTION * float(rates[np.argmin(values)]))


def _tried_rates(surface: Descended) -> Array:
    """The rates of the series up to `LARGEST`; steep losses are tried with smaller ones."""
    smallest = min(SMALLEST, LEAST_SHARE * _across(surface))
    decades = range(math.floor(math.log10(max(smallest, 1e-300))), math.floor(math.log10(LARGEST)) + 1)
    return np.array([s * 10.0**decade for decade in decades for s in SERIES])


def _across(surface: Descended) -> float:
    """The rate whose first step of plain descent is as long as the picture is wide; inf without a slope."""
    slope = float(np.linalg.norm(np.array(surface.gradient(*surface.start), dtype=np.float64)))
    width = max(high - low for low, high in surface.domain)
    return width / slope if 0.0 < slope < np.inf else np.inf


def _inside(surface: Descended, point: list[Array]) -> NDArray[np.bool_]:
    """Within the picture and a margin of a quarter of it."""
    result = np.ones(point[0].shape, dtype=bool)
    for w, (low, high) in zip(point, surface.domain, strict=True):
        margin = (high - low) / 4
        result &= (w >= low - margin) & (w <= high + margin)
    return result


def rounded(rate: float) -> float:
    """The nearest rate of the series, no larger than the largest of the slider: as small as a steep loss needs."""
    rate = min(max(rate, 1e-300), 10.0)
    decade = 10.0 ** np.floor(np.log10(rate))
    candidates = [*(s * decade for s in SERIES), 10.0 * decade]
    return float(f"{min(candidates, key=lambda c: abs(np.log(c / rate))):.4g}")
