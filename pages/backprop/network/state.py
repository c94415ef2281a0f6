"""What is trained on the page of backpropagation: data, network, method."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from optim_core import Optimizer, Trajectory, methods, run
from optim_core.base.text import N_
from optim_core.methods.definition import Convention, Definition
from optim_core.running.sampling import Sampling
from surfaces.data import Dataset
from surfaces.networks import NetworkLoss, network
from surfaces.networks.examples import (
    DATA,
    LAST_SEED,
    LEAST_SIZE,
    MOST_NOISE,
    MOST_SIZE,
    SHARES,
    examples,
    parted,
)
from surfaces.networks.loss import MissKind
from surfaces.networks.shape import Activation, Scale
from surfaces.networks.slice import Slice
from ui.network_player import Followed, Over, Training
from ui.runs.choice import MethodChoice

__all__ = [
    "DATA",
    "LAST_SEED",
    "LEAST_SIZE",
    "MOST_NOISE",
    "MOST_SIZE",
    "SHARES",
    "NetworkState",
    "trainable",
    "trains",
]

#: Hidden layers, and units in each: what the picture of the network has room for.
MOST_LAYERS, MOST_UNITS = 4, 8
MOST_STEPS = 2_000
LEAST_EPSILON, MOST_EPSILON = 0.001, 5.0
CLOUD_NAMES = {"moons": N_("Two moons"), "rings": N_("Two rings"), "xor": N_("XOR: four squares")}
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
        over: the two weights that the loss is drawn over, and at which step.
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
    over: Over | None = None

    def examples(self) -> Dataset:
        """All examples."""
        return examples(self.data, self.size, self.noise, self.data_seed)

    @property
    def losses(self) -> tuple[MissKind, ...]:
        """The losses that suit the data."""
        return ("squared", "logistic") if self.examples().classes else ("squared",)

    def training(self) -> Training:
        """What the player trains."""
        data = self.examples()
        miss: MissKind = self.loss if self.loss in self.losses else "squared"
        layers = (len(data.features), *self.hidden, 1)
        learned, held = parted(data, self.held_out)
        loss = _network(layers, self.activation, miss, learned)
        names = data.feature_names if len(data.features) == 2 else (data.feature_names[0], data.target_name)
        return Training(
            loss=loss,
            held=None if held is None else _network(layers, self.activation, miss, held),
            optimizer=self.optimizer(),
            sampling=self.sampling,
            start=loss.start(self.seed, self.scale, self.epsilon),
            steps=self.steps,
            classes=data.classes,
            names=(names[0], names[1]),
        )

    def set_method(self) -> MethodChoice:
        """The method with its rate among the numbers that are set, so that it is the same on any surface."""
        method, numbers = self.method.method, dict(self.method.hyperparameters)
        pacemaker = method.paced_by(numbers)
        if pacemaker.rated and pacemaker.rated.key not in numbers:
            numbers[pacemaker.rated.key] = first_rate(pacemaker, self.method.convention)
        return replace(self.method, hyperparameters=numbers)

    def slice(self, over: Over) -> Slice:
        """The loss over two weights, the others as they are at a step."""
        training = self.training()
        point = self.path_to(over.step).points[-1]
        first, second = over.pair
        return Slice(
            self.data, self.size, self.noise, self.data_seed, self.held_out, self.hidden, self.activation,
            training.loss.loss, over.pair, (training.start[first], training.start[second]), tuple(point.tolist()),
        )  # fmt: skip

    def optimizer(self) -> Optimizer:
        """The method with every number set."""
        return self.method.paced(first_rate, self.steps)

    def followed_path(self) -> Trajectory:
        """The training up to the step at which an example is followed, as Python makes it."""
        return self.path_to(self.followed.step if self.followed else self.steps)

    def path_to(self, steps: int) -> Trajectory:
        """The training up to a step, as Python makes it."""
        training = self.training()
        # A schedule is laid out for all steps, so the method is that of the whole training.
        return _run(training.loss, training.optimizer, training.start, steps, training.sampling)


def first_rate(method: Definition, convention: Convention) -> float:
    """The rate of a method that nobody has set one for."""
    parameter = method.rate_parameter(convention)
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


def _network(layers: tuple[int, ...], activation: Activation, miss: MissKind, data: Dataset) -> NetworkLoss:
    return network(layers, activation, miss, data)


@lru_cache(maxsize=16)
def _run(
    loss: NetworkLoss, optimizer: Optimizer, start: tuple[float, ...], steps: int, sampling: Sampling
) -> Trajectory:  # fmt: skip
    return run(loss, optimizer, start=start, steps=steps, sampling=sampling)
