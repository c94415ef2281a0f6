"""What can be claimed of a scene in which a network trains."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optim_core import Trajectory
from surfaces.networks import NetworkLoss
from surfaces.networks.passes import forward
from ui.demos.demo import Claim

#: Steps over which gradients are averaged.
FIRST = 50


def _of_training(text: str, holds: Callable[[NetworkLoss, Trajectory], bool]) -> Claim:
    return Claim(text, lambda shown: shown.training is not None and bool(holds(*shown.training)))


def units_stay_alike() -> Claim:
    """All units of every hidden layer have the same weights after every step, and these do move."""

    def holds(loss: NetworkLoss, path: Trajectory) -> bool:
        layers = loss.shape.unpack(path.points)
        alike = all(
            np.ptp(into.weights, axis=2).max() < 1e-9 and np.ptp(out.weights, axis=1).max() < 1e-9
            for into, out in pairwise(layers)
        )
        moved = float(np.abs(path.points[-1] - path.points[0]).max())
        return alike and max(loss.shape.layers[1:-1]) > 1 and moved > 0.1

    return _of_training("the units of a hidden layer are alike after every step", holds)


def gradient_fades(times: float) -> Claim:
    """At first the gradient of the first layer is so many times smaller than that of the last."""

    def holds(loss: NetworkLoss, path: Trajectory) -> bool:
        sizes = gradient_sizes(loss, path)
        return bool(sizes[0] * times <= sizes[-1] and sizes[0] > 0)

    return _of_training(f"the first layer's gradient is at most 1/{times:g} of the last one's", holds)


def gradient_reaches(share: float) -> Claim:
    """At first the gradient of the first layer is at least such a share of that of the last."""

    def holds(loss: NetworkLoss, path: Trajectory) -> bool:
        sizes = gradient_sizes(loss, path)
        return bool(sizes[0] >= share * sizes[-1])

    return _of_training(f"the first layer's gradient is at least {share:g} of the last one's", holds)


def spread_fades(times: float) -> Claim:
    """At the start examples are so many times closer together behind the last hidden layer than behind the first."""

    def holds(loss: NetworkLoss, path: Trajectory) -> bool:
        found = spreads(loss, path.points[0])
        return bool(found[-2] * times <= found[0])

    return _of_training(f"the activations' spread falls to 1/{times:g} from the first to the last hidden layer", holds)


def ends_below(value: float) -> Claim:
    """The training ends with a loss below `value`."""
    return _of_training(f"the loss ends below {value:g}", lambda _loss, path: path.values[-1] < value)


def stays_above(value: float) -> Claim:
    """The loss never comes below `value`."""
    return _of_training(f"the loss stays above {value:g}", lambda _loss, path: path.values.min() > value)


def gradient_sizes(loss: NetworkLoss, path: Trajectory) -> NDArray[np.float64]:
    """(layers,): the root mean square of the derivatives by a layer's weights, mean over the first steps."""
    assert path.gradients is not None
    layers = loss.shape.unpack(path.gradients[:FIRST])
    return np.array([np.sqrt(np.mean(layer.weights**2, axis=(1, 2))).mean() for layer in layers])


def spreads(loss: NetworkLoss, point: NDArray[np.float64]) -> NDArray[np.float64]:
    """(layers,): the standard deviation over the examples of what comes out of a unit, mean over a layer's units."""
    outputs = forward(loss.shape, loss.shape.unpack(point), loss.inputs).outputs[1:]
    return np.array([output.std(axis=0).mean() for output in outputs])
