"""How far a batch's gradient is from the full one, and the ball around the minimum in which noise keeps a run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core.methods.schedules import schedule
from optim_core.running.sampling import Sampling
from surfaces.base.surface import Location
from surfaces.data.data_loss import DataLoss
from surfaces.data.optimum import curvatures_at_minimum
from surfaces.data.studies.comparison import deal
from surfaces.data.studies.many_runs import MAX_STEPS, Batches, Parts

Array = NDArray[np.float64]

#: Random orders of the examples that the noise is measured over: all numbers together at most, and how many orders.
MEASURED_NUMBERS, FEWEST, MOST = 400_000, 20, 400
#: Batch sizes on the curve.
SIZES = 14
#: Gradients of single examples that the runs around a minimum may ask for.
BALL_WORK = 4_000_000
#: Constant rates as shares of the first, which is this share of the rate that is best along the steepest direction.
SHARES, FIRST_SHARE = (1.0, 0.25, 0.0625), 0.4
LARGEST_RATE = 1000.0
#: Points of a run that are drawn.
BALL_POINTS = 400
#: Runs with draws of their own that a distance is the root mean square of.
BALL_SEEDS = 10
#: Gradients that differ by less than this share of what they are made of are equal.
ROUNDING = 1e-12
#: Without noise a run has arrived when this share of the distance is left.
NEAR = 0.01


class Noise(NamedTuple):
    """Root mean square distance of a batch's gradient from the gradient over all examples.

    Attributes:
        sizes: (m,), batch sizes from 1 to N.
        expected, measured: (m,), batches drawn with replacement: sigma/sqrt(B), and over random batches.
        expected_without, measured_without: the same for batches of different examples.
        sigma: of single examples.
        batches: how many batches of each size were measured.
    """

    sizes: NDArray[np.intp]
    expected: Array
    measured: Array
    expected_without: Array
    measured_without: Array
    sigma: float
    batches: int


def sigma_of(loss: DataLoss, point: Location) -> float:
    """The noise of a single example's gradient: root mean square distance from the mean of all."""
    return float(np.sqrt(np.mean(np.sum(_deviations(loss, point) ** 2, axis=1))))


def _deviations(loss: DataLoss, point: Location) -> Array:
    """(N, 2): of every example's gradient from their mean; exactly 0 where they differ by rounding alone.

    A gradient is the difference of what the example pulls at weights of zero and of what the weights have done about
    it, so where nearly nothing is left of both there is only rounding.
    """
    gradients = loss.example_gradients(point)
    deviations = gradients - gradients.mean(axis=0)
    pulls = loss.example_gradients((0.0, 0.0))
    against = np.linalg.norm(_example_hessians(loss, point), axis=(1, 2)) * math.hypot(*point)
    size = float(np.sqrt(np.mean(np.sum(pulls**2, axis=1)) + np.mean(against**2)))
    if float(np.sqrt(np.mean(np.sum(deviations**2, axis=1)))) <= ROUNDING * size:
        return np.zeros_like(deviations)
    return np.asarray(deviations)


def fits_exactly(loss: DataLoss) -> bool:
    """Whether at the minimum no example's gradient differs from their mean, which is zero: no batch pulls away."""
    return not _deviations(loss, loss.minima[0]).any()


def expected_noise(sigma: float, examples: int, sizes: NDArray[np.intp], replacement: bool) -> Array:
    """sigma/sqrt(B), without replacement times sqrt((N - B)/(N - 1)), the correction for a finite population.

    Source: W. G. Cochran (1977), Sampling Techniques, section 2.6.
    """
    free = sigma / np.sqrt(sizes)
    return free if replacement else free * np.sqrt((examples - sizes) / max(examples - 1, 1))


def gradient_noise(loss: DataLoss, point: Location, seed: int = 0) -> Noise:
    """Measured at one point for batch sizes from 1 to N, together with what is expected.

    The work is bounded: a random order of the examples serves every batch size (its first B are a batch), and there are
    so many orders that they hold about `MEASURED_NUMBERS` examples, at least `FEWEST` and at most `MOST`.
    """
    deviations, count = _deviations(loss, point), loss.examples
    sizes = np.unique(np.geomspace(1, count, SIZES).round().astype(np.intp))
    orders = int(np.clip(MEASURED_NUMBERS // count, FEWEST, MOST))
    random = np.random.default_rng(seed)
    free, dealt = (np.zeros(len(sizes)) for _ in range(2))
    for _ in range(orders):
        free += _squares(deviations[random.integers(count, size=count)], sizes)
        dealt += _squares(deviations[random.permutation(count)], sizes)
    sigma = sigma_of(loss, point)
    # All examples together are no sample: what is left of their deviations is rounding.
    dealt[-1] = 0.0
    return Noise(
        sizes,
        expected_noise(sigma, count, sizes, True),
        np.sqrt(free / orders),
        expected_noise(sigma, count, sizes, False),
        np.sqrt(dealt / orders),
        sigma,
        orders,
    )


def _squares(deviations: Array, sizes: NDArray[np.intp]) -> Array:
    """(sizes,): squared length of the mean of the first B deviations."""
    return np.asarray(np.sum((np.cumsum(deviations, axis=0)[sizes - 1] / sizes[:, None]) ** 2, axis=1))


def slope(sizes: NDArray[np.intp], noise: Array) -> float | None:
    """The exponent p of noise ~ B^p, by least squares on logarithms; None with fewer than two sizes above zero."""
    there = np.isfinite(noise) & (noise > 0)
    if there.sum() < 2:
        return None
    x, y = np.log(sizes[there]), np.log(noise[there])
    x = x - x.mean()
    return float(x @ y / (x @ x))


class Ball(NamedTuple):
    """Plain descent with noise, root mean squares over `BALL_SEEDS` runs.

    Attributes:
        rate: the learning rate, of the shrinking one the first.
        shrinking: whether it shrinks.
        steps, distance: (points,), how far from the minimum.
        radius: root mean square distance over the last third.
        expected: the radius in the long run if every batch were drawn anew; NaN where it shrinks.
        arrived: whether the steps were enough to forget the start, as far as the flattest direction tells.
    """

    rate: float
    shrinking: bool
    steps: NDArray[np.intp]
    distance: Array
    radius: float
    expected: float
    arrived: bool


def stationary_radius(loss: DataLoss, rate: float, size: int) -> float:
    """Root mean square distance to the minimum that constant steps over batches drawn anew end up with.

    With S the mean of d d' for the distance d, one step gives S = E[(I - eta H_B) S (I - eta H_B)] + eta^2 C/B, where
    H_B is the batch's Hessian and C the covariance of the examples' gradients at the minimum. Exact for squared loss
    and a linear model, where Hessians do not depend on the weights. inf if no S solves it: the run does not settle.

    Raises:
        ValueError: no known minimum.
    """
    if not loss.minima:
        raise ValueError("without a known minimum there is no distance to it")
    deviations = _deviations(loss, loss.minima[0])
    noise = deviations.T @ deviations / (loss.examples * size)
    spread = _mean_square_step(loss, rate, size)
    if np.abs(np.linalg.eigvals(spread)).max() >= 1.0:
        return float("inf")
    settled = np.linalg.solve(np.eye(4) - spread, rate**2 * noise.ravel())
    return float(np.sqrt(settled[0] + settled[3]))


def _mean_square_step(loss: DataLoss, rate: float, size: int) -> Array:
    """(4, 4): E[(I - eta H_B) x (I - eta H_B)] for batches drawn anew; x is the Kronecker product."""
    hessians = _example_hessians(loss, loss.minima[0])
    mean = hessians.mean(axis=0)
    products = np.einsum("nij,nkl->ikjl", hessians, hessians).reshape(4, 4) / len(hessians)
    step = np.eye(2) - rate * mean
    return np.asarray(np.kron(step, step) + rate**2 / size * (products - np.kron(mean, mean)))


def _example_hessians(loss: DataLoss, point: Location) -> Array:
    """(N, 2, 2): of every example at one point."""
    columns = (*loss.data.features, loss.data.target, loss.numbers["delta"], loss.numbers["lambda"])
    with np.errstate(all="ignore"):
        a, b, c = np.broadcast_arrays(*loss.kernels.kernel("hessian")(*point, *columns))
    return np.stack([np.broadcast_to(e, loss.examples) for e in (a, b, b, c)], axis=1).reshape(-1, 2, 2)


def noise_balls(loss: DataLoss, start: Location, sampling: Sampling, steps: int) -> tuple[Ball, ...]:
    """Plain descent at three constant rates and at one that shrinks like 1/k, the largest first.

    All rates see the same batches, so that only the rate makes the difference. Bounded: at most `MAX_STEPS` steps, and
    `BALL_WORK` examples.

    Raises:
        ValueError: no known minimum.
    """
    size = sampling.size(loss.examples)
    seeds = 1 if sampling.kind == "full" else BALL_SEEDS
    steps = max(1, min(steps, MAX_STEPS, BALL_WORK // (size * seeds * (len(SHARES) + 1))))
    first = settling_rate(loss, size)
    falling = schedule("power", over=steps, s0=_delay(curvatures_at_minimum(loss)[0], first, steps), power=1.0)
    rates = [np.full(steps, first * share) for share in SHARES] + [falling.rates(first, steps)]
    # Dealt once for all rates, a row for each seed.
    batches: Sequence[Batches] = (
        [None] * steps
        if sampling.kind == "full"
        else [np.tile(rows, (len(rates), 1)) for rows in deal(loss.examples, sampling, steps, seeds)]
    )
    paths = _descend(loss, start, batches, np.repeat(np.array(rates).T, seeds, axis=1))
    kept = np.unique(np.linspace(0, steps, min(steps + 1, BALL_POINTS)).round().astype(np.intp))
    distances = np.sqrt(np.mean(paths.reshape(steps + 1, len(rates), seeds) ** 2, axis=2))
    noise = 0 if sampling.kind == "full" else size
    return tuple(_ball(loss, rate, distances[:, i], kept, noise) for i, rate in enumerate(rates))


def _descend(loss: DataLoss, start: Location, batches: Sequence[Batches], rates: Array) -> Array:
    """(steps + 1, runs): distances to the minimum of plain descent; `rates` is (steps, runs)."""
    steps, runs = rates.shape
    point: tuple[Array, ...] = tuple(np.full(runs, w, dtype=np.float64) for w in start)
    points = np.empty((steps + 1, 2, runs))
    points[0] = point
    with np.errstate(all="ignore"):
        for k, chosen in enumerate(batches):
            gradient = Parts(loss, chosen, runs).gradient(*point)
            point = tuple(w - rates[k] * g for w, g in zip(point, gradient, strict=True))
            points[k + 1] = point
        return np.asarray(np.hypot(*(points - np.array(loss.minima[0])[:, None]).swapaxes(0, 1)))


def _ball(loss: DataLoss, rates: Array, distance: Array, kept: NDArray[np.intp], size: int) -> Ball:
    """`size` is that of a batch; 0 for all examples, where there is no noise."""
    steps, rate = len(rates), float(rates[0])
    radius = float(np.sqrt(np.mean(distance[-max(1, steps // 3) :] ** 2)))
    settles = stationary_radius(loss, rate, size) if size else 0.0
    left = max(float(distance[0]), settles) * np.exp(-rate * curvatures_at_minimum(loss)[0] * steps * 2 / 3)
    # A ball without noise is a point, which is only ever come near to.
    shrinking, near = bool(rates[-1] != rate), settles if settles > 0 else NEAR * float(distance[0])
    return Ball(rate, shrinking, kept, distance[kept], radius, np.nan if shrinking else settles, bool(left <= near))


def settling_rate(loss: DataLoss, size: int) -> float:
    """A large rate, with two digits, at which runs over batches drawn anew settle around the minimum."""
    rate = FIRST_SHARE / curvatures_at_minimum(loss)[1]
    rate = min(float(f"{rate:.1e}"), LARGEST_RATE)
    while not np.isfinite(stationary_radius(loss, rate, size)) and rate > 1e-300:
        rate = float(f"{rate / 2:.1e}")
    return rate


def _delay(flattest: float, rate: float, steps: int) -> int:
    """s0 of eta*s0/(s0 + k): falls like 1/k, but not before the flattest direction has been walked."""
    return int(np.clip(2.0 / max(rate * flattest, 1e-12), 1, max(1, min(1000, steps // 4))))
