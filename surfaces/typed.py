"""Typed formulas: what is worth looking at has to be guessed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from surfaces.base.kernels import kernels_for
from surfaces.base.surface import Domain, Location, Surface

#: The key of a typed surface, where those of the catalogue have theirs.
KEY = "typed"
#: Where a typed formula is looked at first, and how finely.
REACH = 10.0
SAMPLES = 61
#: Half-widths a picture may have; the smallest that shows the lowest point with room around it is taken.
HALF_WIDTHS = (1.0, 2.0, 3.0, 5.0, 10.0)
DEFAULT_HALF_WIDTH = 5.0
#: Starts to try, as fractions of the domain from its low corner, the most telling first.
STARTS = ((0.12, 0.75), (0.2, 0.2), (0.85, 0.8), (0.8, 0.3), (0.35, 0.6), (0.6, 0.45))

Array = NDArray[np.float64]


def parse(text: str, domain: Domain | None = None) -> Surface:
    """The surface of a typed formula in one or two variables.

    Args:
        text: for example ``"(1-x)^2 + 100(y-x^2)^2"``; see `optim_core.expression` for the language.
        domain: (low, high) per variable; guessed from the formula if not given.

    Raises:
        ExpressionError: the text is not a formula; carries message, position and hint.
    """
    kernels = kernels_for(text)
    whole: Domain = ((-REACH, REACH),) * len(kernels.variables)
    bare = Surface(KEY, text, kernels, kernels.variables, {}, domain or whole, (0.0,) * len(whole))
    bare = replace(bare, domain=domain or guess_domain(bare), notices=tuple(kernels.parsed.notices))
    return replace(bare, start=guess_start(bare))


def guess_domain(surface: Surface) -> Domain:
    """A box around the lowest point found near the origin, or around where the formula is defined."""
    axis = np.linspace(-REACH, REACH, SAMPLES)
    grid = np.meshgrid(*(axis,) * surface.dimension, indexing="ij")
    values = np.asarray(surface.value(*grid))
    defined = np.isfinite(values)
    if not defined.any():
        return ((-DEFAULT_HALF_WIDTH, DEFAULT_HALF_WIDTH),) * surface.dimension
    if defined.mean() < 0.6:
        return _around_definition(axis, defined)
    lowest = np.unravel_index(np.argmin(np.where(defined, values, np.inf)), values.shape)
    reach = max(abs(float(axis[i])) for i in lowest)
    if reach > 0.9 * REACH:
        return ((-DEFAULT_HALF_WIDTH, DEFAULT_HALF_WIDTH),) * surface.dimension
    half = next((h for h in HALF_WIDTHS[2:] if h >= 1.5 * reach), REACH)
    return ((-half, half),) * surface.dimension


def _around_definition(axis: Array, defined: NDArray[np.bool_]) -> Domain:
    """The bounding box of the points where the formula has a value, a little wider to show its edge."""
    box = []
    for dimension in range(defined.ndim):
        others = tuple(d for d in range(defined.ndim) if d != dimension)
        inside = axis[np.flatnonzero(defined.any(axis=others))]
        low, high = float(inside[0]), float(inside[-1])
        step = float(axis[1] - axis[0])
        box.append((max(low - 2 * step, -REACH), min(high + 2 * step, REACH)))
    return tuple(box)


def guess_start(surface: Surface) -> Location:
    """The first of a few places with a finite loss and a finite, non-zero gradient; else the middle."""
    for fractions in STARTS:
        point = tuple(
            round(low + f * (high - low), 3) for f, (low, high) in zip(fractions, surface.domain, strict=False)
        )
        gradient = np.array(surface.gradient(*point))
        if np.isfinite(surface.value(*point)) and np.isfinite(gradient).all() and gradient.any():
            return point
    return tuple((low + high) / 2 for low, high in surface.domain)
