"""Learning rates that suit a surface, so that the first picture of any surface shows something."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from optim_core.methods.definition import NOTHING, Convention, Definition
from surfaces.base.surface import Domain, Location, Surface
from surfaces.catalogue import entries
from surfaces.typed import parse

#: The picture width for which the catalogue's default rates of distance-like methods are meant.
REFERENCE_WIDTH = 4.0
#: Rates have two significant digits at most, from this series: a student can read and retype them.
SERIES = (1.0, 1.25, 1.6, 2.0, 2.5, 3.15, 4.0, 5.0, 6.3, 8.0)


#: Descent is tried for this many steps with every rate of the series between these.
TRIAL_STEPS = 100
TRIAL_RATES = (1e-6, 20.0)
#: Momentum takes larger steps than plain descent at the same rate, so half the best rate is suggested.
CAUTION = 0.5
TRIAL_MOMENTUM = 0.9

Array = NDArray[np.float64]


class Descended(Hashable, Protocol):
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
    return rate_for(_as_offered(surface.key, surface.text), method, convention)


def rate_for(offered: Descended, method: Definition, convention: Convention) -> float:
    """A rate to begin with: from trial descents for gradient-like steps, a share of the picture for others.

    Where the step follows a power of it (time squared), it is the root. A method that finds the size of its steps
    itself takes them in full: 1.
    """
    method = method.paced_by(NOTHING)
    if method.rated is None:
        return 1.0
    if method.rate_unit == "gradient":
        return rounded(_trial_descents(offered) ** (1.0 / method.rated.power))
    parameter = next(p for p in method.hyperparameters(convention) if p.key == method.rated.key)
    if method.rate_unit == "none":
        return parameter.default
    width = max(high - low for low, high in offered.domain)
    return rounded(parameter.default * width / REFERENCE_WIDTH)


@lru_cache(maxsize=256)
def _as_offered(key: str, text: str) -> Surface:
    catalogue = entries()
    return catalogue[key].surface() if key in catalogue else parse(text)


@lru_cache(maxsize=256)
def _trial_descents(surface: Descended) -> float:
    """A cautious share of the rate with which plain descent gets lowest while momentum still stays in the picture."""
    low, high = (int(np.floor(np.log10(rate))) for rate in TRIAL_RATES)
    rates = np.array([s * 10.0**decade for decade in range(low, high + 1) for s in SERIES])
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
        values = np.where(inside, np.nan_to_num(surface.value(*point), nan=np.inf), np.inf)
    return rounded(CAUTION * float(rates[np.argmin(values)]))


def _inside(surface: Descended, point: list[Array]) -> NDArray[np.bool_]:
    """Within the picture and a margin of a quarter of it."""
    result = np.ones(point[0].shape, dtype=bool)
    for w, (low, high) in zip(point, surface.domain, strict=True):
        margin = (high - low) / 4
        result &= (w >= low - margin) & (w <= high + margin)
    return result


def rounded(rate: float) -> float:
    """The nearest rate of the series, within the range sliders cover."""
    rate = min(max(rate, 1e-5), 10.0)
    decade = 10.0 ** np.floor(np.log10(rate))
    candidates = [*(s * decade for s in SERIES), 10.0 * decade]
    return float(f"{min(candidates, key=lambda c: abs(np.log(c / rate))):.4g}")
