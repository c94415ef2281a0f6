"""What is trained on the page of backpropagation: data, network, method."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np

from optim_core import Optimizer, Trajectory, methods, run
from optim_core.base.text import N_
from optim_core.methods.definition import Convention, Definition
from optim_core.running.sampling import Sampling
from surfaces.data import Dataset, dataset
from surfaces.data.sources import SOURCES
from surfaces.networks import CLOUDS, NetworkLoss, cloud, network
from surfaces.networks.loss import MissKind
from surfaces.networks.shape import Activation, Scale
from ui.network_player import Followed, Training
from ui.runs.choice import MethodChoice

#: Hidden layers, and units in each: what the picture of the network has room for.
MOST_LAYERS, MOST_UNITS = 4, 8
LEAST_SIZE, MOST_SIZE = 20, 400
MOST_NOISE = 1.0
MOST_STEPS = 2_000
LEAST_EPSILON, MOST_EPSILON = 0.001, 5.0
SHARES = (0.0, 0.25, 0.5)
LAST_SEED = 999
#: The same examples are held out as long as the data are the same.
SPLIT_SEED = 0
CLOUD_NAMES = {"moons": N_("Two moons"), "rings": N_("Two rings"), "xor": N_("XOR: four squares")}
#: Sources of the page of data and batches that are made from a seed, so that any number of examples can be had.
DATA = (*CLOUDS, *(key for key, source in SOURCES.items() if source.size is not None))
#: Kinds of steps that ask for second derivatives: of n weights a matrix of n times n, in every step.
CURVED = frozenset({"newton", "search", "conjugate"})
#: A first guess for nobody's own rate, by what a good rate depends on.
RATES = {"gradient": 0.1, "distance": 0.01}


@dataclass(frozen=True)
class NetworkState:
    """A network, its examples, and how it learns.

    Attributes:
        data: one of `DATA`.
        size, noise, data_seed: how many examples, how noisy, from which seed.
        held_out: the share of them that no step sees.
        hidden: the units of each hidden layer.
        activation, loss: as `surfaces.network` has them.
        scale, epsilon, seed: how the weights begin.
        method: with its numbers and schedule.
        sampling: the examples of each step.
        followed: the example that is followed, and at which step.
        folded: the operations of its graph into which parts are folded; None for what suits a reader.
    """

    data: str = "moons"
    size: int = 200
    noise: float = 0.1
    data_seed: int = 0
    held_out: float = 0.25
    hidden: tuple[int, ...] = (8, 8)
    activation: Activation = "tanh"
    loss: MissKind = "logistic"
    scale: Scale = "xavier"
    epsilon: float = 0.5
    seed: int = 0
    method: MethodChoice = field(default_factory=lambda: MethodChoice("adam"))
    sampling: Sampling = field(default_factory=lambda: Sampling("shuffle", 16, 0))
    steps: int = 500
    followed: Followed | None = None
    folded: tuple[int, ...] | None = None

    def examples(self) -> Dataset:
        """All examples."""
        return _examples(self.data, self.size, self.noise, self.data_seed)

    @property
    def losses(self) -> tuple[MissKind, ...]:
        """The losses that suit the data."""
        return ("squared", "logistic") if self.examples().classes else ("squared",)

    def training(self) -> Training:
        """What the player trains."""
        data = self.examples()
        miss: MissKind = self.loss if self.loss in self.losses else "squared"
        layers = (len(data.features), *self.hidden, 1)
        learned, held = data.split(self.held_out, SPLIT_SEED) if self.held_out else (np.arange(data.size), None)
        loss = _network(layers, self.activation, miss, data.take(learned))
        names = data.feature_names if len(data.features) == 2 else (data.feature_names[0], data.target_name)
        return Training(
            loss=loss,
            held=None if held is None else _network(layers, self.activation, miss, data.take(held)),
            optimizer=self.optimizer(),
            sampling=self.sampling,
            start=loss.start(self.seed, self.scale, self.epsilon),
            steps=self.steps,
            classes=data.classes,
            names=(names[0], names[1]),
        )

    def optimizer(self) -> Optimizer:
        """The method with every number set."""
        return self.method.paced(first_rate, self.steps)

    def followed_path(self) -> Trajectory:
        """The training up to the step that is shown, as Python makes it."""
        training = self.training()
        steps = self.followed.step if self.followed else training.steps
        # A schedule is laid out for all steps, so the method is that of the whole training.
        return _run(training.loss, training.optimizer, training.start, steps, training.sampling)


def first_rate(method: Definition, convention: Convention) -> float:
    """The rate of a method that nobody has set one for."""
    rated = method.rated
    parameter = next((p for p in method.hyperparameters(convention) if rated and p.key == rated.key), None)
    if parameter is None:
        return 0.0
    found = RATES.get(method.rate_unit, parameter.default)
    return min(max(found, parameter.minimum), parameter.maximum)


@cache
def trainable() -> tuple[str, ...]:
    """The keys of the methods of the catalogue that train a network, in the order of the menu."""
    return tuple(key for key in methods() if trains(MethodChoice(key)))


def trains(choice: MethodChoice) -> bool:
    """Whether the method is of the catalogue, the browser makes its steps, and none asks for second derivatives.

    Nor may a method inside it: Lookahead around Newton's method asks for what that one does.
    """
    if choice.key not in methods():
        return False
    program = choice.paced(first_rate, MOST_STEPS).program(1, False)
    message = program.message() if program else None
    if message is None:
        return False
    while message is not None:
        if message["kind"] in CURVED:
            return False
        message = message.get("inner")
    return True


@lru_cache(maxsize=32)
def _examples(key: str, size: int, noise: float, seed: int) -> Dataset:
    return cloud(key, size, noise, seed) if key in CLOUDS else dataset(key, size, noise, seed)


def _network(layers: tuple[int, ...], activation: Activation, miss: MissKind, data: Dataset) -> NetworkLoss:
    return network(layers, activation, miss, data)


@lru_cache(maxsize=16)
def _run(
    loss: NetworkLoss, optimizer: Optimizer, start: tuple[float, ...], steps: int, sampling: Sampling
) -> Trajectory:  # fmt: skip
    return run(loss, optimizer, start=start, steps=steps, sampling=sampling)
