"""Typed formulas: what is worth looking at has to be guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optim_core.expression import letter_name, sympy_text
from optim_core.methods.hyperparameters import unknown_name
from surfaces.base.kernels import kernels_for
from surfaces.base.parameters import ParameterValue, letter_value
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

NOTHING: Mapping[str, tuple[float, float]] = MappingProxyType({})

Array = NDArray[np.float64]


def parse(
    text: str | Any,
    domain: Domain | None = None,
    *,
    ranges: Mapping[str, tuple[float, float]] = NOTHING,
    **letters: float,
) -> Surface:
    """The surface of a typed formula in one or two variables.

    Args:
        text: for example ``"(1-x)^2 + 100(y-x^2)^2"``; see `docs/language.md` for the language. A SymPy expression is
            read as SymPy prints it.
        domain: (low, high) per variable; guessed from the formula if not given.
        ranges: (low, high) of letters whose sliders shall have another range, by name.
        **letters: values of the letters that are no variables, e.g. ``a=2.0``; the others are 1.

    Raises:
        ExpressionError: the text is not a formula; carries message, position and hint.
        ValueError: no letter of the formula, or a value that is none.
    """
    source = text if isinstance(text, str) else sympy_text(text)
    kernels = kernels_for(source)
    numbers = _numbers(kernels.parameters, letters, ranges)
    whole: Domain = ((-REACH, REACH),) * len(kernels.variables)
    bare = Surface(KEY, source, kernels, kernels.variables, numbers, domain or whole, (0.0,) * len(whole))
    bare = replace(bare, domain=domain or guess_domain(bare), notices=tuple(kernels.parsed.notices))
    return replace(bare, start=guess_start(bare))


def _numbers(
    names: tuple[str, ...], values: Mapping[str, float], ranges: Mapping[str, tuple[float, float]]
) -> dict[str, ParameterValue]:
    given = {letter_name(name) or name: value for name, value in values.items()}
    bounds = {letter_name(name) or name: pair for name, pair in ranges.items()}
    for name in (*given, *bounds):
        if name not in names:
            raise unknown_name("letter", name, names)
    return {name: letter_value(name, given.get(name, 1.0), bounds.get(name)) for name in names}


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
