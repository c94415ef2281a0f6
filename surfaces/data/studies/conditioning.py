"""How round the bowl is: curvatures, the rates they allow, and how long descent takes at the best of them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core import optimizer, run
from surfaces.base.surface import Location
from surfaces.data.data_loss import MOST_FOR_PICTURES, DataLoss
from surfaces.data.factory import data_loss
from surfaces.data.optimum import has_normal_equations, normal_equations, penalty_strength

Array = NDArray[np.float64]

#: At a minimum that is no parabola's, a curvature below this share of the larger is zero but for rounding.
SINGULAR = 1e-13
#: Descent has arrived when this share of the height it began at is left.
ARRIVED = 0.01
#: Steps tried where they cannot be worked out, steps drawn, and grid points of the picture per weight.
TRIED, DRAWN, GRID = 2_000, 1_500, 61
LARGEST_RATE = 1000.0


class Bowl(NamedTuple):
    """The landscape around its minimum, and descent in it from weights of zero at the best constant rate.

    Attributes:
        exact: whether the loss is quadratic, so that the curvatures hold everywhere and not only at the minimum.
        center: the minimum; of a valley of minima the point nearest to zero.
        curvatures: eigenvalues of the Hessian there, the smaller first.
        condition: larger over smaller, inf for a valley.
        largest_rate: 2 over the larger: descent with a larger rate diverges.
        best_rate: 2 over the sum of both, the one with the smallest factor max |1 - rate*curvature| per step, so the
            best for the worst start; across a valley 1 over the larger.
        steps: until a hundredth of the height is left; None if `TRIED` steps were not enough.
        path: (DRAWN + 1 at most, 2).
        axes, heights: the picture: coordinates of each weight, and the loss (w_1, w_0) over its minimum.
        sample: how many examples path and heights are of; None: of all.
    """

    exact: bool
    center: Location
    curvatures: tuple[float, float]
    condition: float
    largest_rate: float
    best_rate: float
    steps: int | None
    path: Array
    axes: tuple[Array, Array]
    heights: Array
    sample: int | None = None


def standardized(loss: DataLoss) -> DataLoss:
    """The same model over features with mean 0 and standard deviation 1."""
    return data_loss(
        loss.data.standardized(),
        loss.kernels.model,
        penalty=loss.kernels.penalty,
        strength=loss.numbers["lambda"],
        delta=loss.numbers["delta"],
    )


def bowl(loss: DataLoss) -> Bowl | None:
    """None if no minimum is known or there is no curvature: a crease, or flat all over.

    Bounded: the path on a quadratic loss is worked out, any other is followed for at most `TRIED` steps.
    """
    if has_normal_equations(loss):
        return _quadratic(loss)
    return _other(loss) if loss.minima else None


def _quadratic(loss: DataLoss) -> Bowl | None:
    equations = normal_equations(loss.data, penalty_strength(loss))
    center, values, vectors = equations.solution, np.array(equations.curvatures), equations.axes
    if not values[1] > 0:
        return None
    best = _best_rate(values)
    along = vectors.T @ (np.array(loss.start) - center)
    steps = _steps_needed(values, values * along**2)
    powers = (1.0 - best * values)[None, :] ** np.arange(min(steps, DRAWN) + 1)[:, None]
    path = np.array(center) + (powers * along) @ vectors.T
    hessian = (vectors * values) @ vectors.T
    away = _mesh(loss) - np.array(center)[:, None, None]
    heights = np.einsum("ixy,ij,jxy->xy", away, hessian, away) / 2
    return _bowl(loss, True, center, values, steps, path, heights)


def _other(loss: DataLoss) -> Bowl | None:
    center = loss.minima[0]
    values = np.linalg.eigvalsh(np.array(loss.hessian(*center)))
    if not np.isfinite(values).all() or not values[0] > SINGULAR * values[1]:
        return None
    few = loss.sampled(MOST_FOR_PICTURES)
    rate = min(_best_rate(values), LARGEST_RATE)
    path = run(few, optimizer("gradient_descent", learning_rate=rate), loss.start, TRIED)
    lowest = few.value(*center)
    there = np.flatnonzero(path.values - lowest <= ARRIVED * (path.values[0] - lowest))
    steps = int(there[0]) if there.size else None
    drawn = path.points[: min(DRAWN, TRIED if steps is None else steps) + 1]
    found = _bowl(loss, False, center, values, steps, drawn, few.value(*_mesh(loss)) - lowest)
    return found._replace(sample=None if few is loss else few.examples)


def _axes(loss: DataLoss) -> tuple[Array, Array]:
    """A square with the loss's window in it: only there can one see how round the bowl is."""
    reach = max(high - low for low, high in loss.domain)
    first, second = (np.linspace((low + high - reach) / 2, (low + high + reach) / 2, GRID) for low, high in loss.domain)
    return first, second


def _mesh(loss: DataLoss) -> Array:
    """(2, GRID, GRID), the weights at every point of the picture."""
    return np.array(np.meshgrid(*_axes(loss)))


def _bowl(
    loss: DataLoss, exact: bool, center: Location, values: Array, steps: int | None, path: Array, heights: Array
) -> Bowl:
    low, high = values.tolist()
    return Bowl(
        exact=exact,
        center=center,
        curvatures=(low, high),
        condition=high / low if low > 0 else np.inf,
        largest_rate=2.0 / high,
        best_rate=_best_rate(values),
        steps=steps,
        path=path,
        axes=_axes(loss),
        heights=heights,
    )


def _best_rate(curvatures: Array) -> float:
    """2/(smallest + largest). Source: B. T. Polyak (1987), Introduction to Optimization, section 1.4."""
    low, high = curvatures
    return float(2.0 / (low + high) if low > 0 else 1.0 / high)


def _steps_needed(curvatures: Array, heights: Array) -> int:
    """Steps at the best rate until `ARRIVED` of the height is left; `heights` are its parts along both axes.

    At that rate both axes shrink alike, by (high - low)/(high + low); across a valley one step is all it takes.
    """
    low, high = curvatures
    if not heights.sum() > 0:
        return 0
    if not 0 < low < high:
        return 1
    # log1p keeps the digits that a factor near 1 loses.
    return max(1, math.ceil(math.log(ARRIVED) / (2.0 * math.log1p(-2.0 * low / (low + high)))))
