"""The PyTorch programs of the page on backpropagation: of passes through graphs, and of networks that train."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from optim_core import Optimizer, methods, optimizer
from optim_core.backprop import backpropagate, formula_of, tape_of
from optim_core.backprop.program import torch_program
from optim_core.running.sampling import Sampling
from optim_core.snippets import pytorch_snippet
from surfaces import Surface
from surfaces.networks import ACTIVATIONS, NetworkLoss, cloud, network
from surfaces.networks.program import pytorch_program
from surfaces.networks.slice import Slice, slice_surface

STEPS = 25
SHUFFLED = Sampling("shuffle", 8, 3)
FORMULAS = [
    ("sin(x*y) + x^2", (0.7, 1.3)),
    ("x*x + x", (3.0,)),
    ("max(x, y)*|x|", (-1.0, 2.0)),
    ("sigmoid(x) + relu(y) + cbrt(x) + x^(1/3)", (0.4, -0.2)),
    ("Piecewise((x^2, x < 1), (ln(x - 1), True))", (0.5,)),
    ("softplus(x*y)/sqrt(1 + x^2) + atan(y) + abs(y)^1.5", (-0.6, 1.7)),
    ("exp(-x^2/2)*cos(3y) + log10(2 + y^2) + tanh(x - y)", (0.3, -0.9)),
]


class Training(NamedTuple):
    """A network, and how it learns."""

    loss: NetworkLoss
    method: Optimizer
    sampling: Sampling

    @property
    def start(self) -> tuple[float, ...]:
        return self.loss.start(2, "uniform")

    def program(self) -> str | None:
        return pytorch_program(self.loss, self.method, self.start, STEPS, self.sampling)


def _loss(layers: tuple[int, ...] = (2, 3, 1), activation: str = "tanh", loss: str = "logistic") -> NetworkLoss:
    return network(layers, activation, loss, cloud("moons", 20, 0.1, 1))  # type: ignore[arg-type]


def trainings() -> Iterator[tuple[str, Training]]:
    """Every method with such a program, every activation with both losses, every way of dealing, and a deep one."""
    for key in methods():
        yield f"network/{key}", Training(_loss(), optimizer(key, convention="pytorch"), SHUFFLED)
    for activation in ACTIVATIONS:
        for loss in ("squared", "logistic"):
            made = _loss((2, 3, 2, 1), activation, loss)
            yield f"network/{activation}/{loss}", Training(made, optimizer("momentum", learning_rate=0.05), SHUFFLED)
    for sampling in (Sampling("full"), Sampling("replacement", 5, 1), Sampling("single", 1, 4)):
        yield f"network/{sampling.kind}", Training(_loss(), optimizer("adam", learning_rate=0.05), sampling)
    yield "network/deep", Training(_loss((2, 3, 3, 3, 3, 1)), optimizer("adam", learning_rate=0.05), SHUFFLED)


def two_weights() -> tuple[Surface, Optimizer]:
    """The loss over two weights of a network, and what descends on it."""
    weights = tuple(np.random.default_rng(1).normal(size=41).tolist())
    cut = Slice(
        "moons", 40, 0.1, 3, 0.25, (5, 3), "tanh", "logistic", (0, 18), (0.5, -0.25), weights[: 3 * 5 + 6 * 3 + 4]
    )
    return slice_surface(cut.text()), optimizer("adam", learning_rate=0.05)


def passes() -> Iterator[tuple[str, str, Any]]:
    """Name, program, and the pass of Python that it is to agree with."""
    for text, point in FORMULAS:
        yield f"graph/{text}", torch_program(tape_of(formula_of(text, None, {})), point), backpropagate(text, point)
    loss = _loss((2, 3, 2, 1))
    formula, point = loss.example(4), loss.start(2, "uniform")
    yield "graph/example", torch_program(tape_of(formula), point), backpropagate(formula, point)


def programs() -> dict[str, str]:
    """Every program by its name."""
    surface, method = two_weights()
    made = {name: training.program() for name, training in trainings()}
    made |= {name: program for name, program, _ in passes()}
    made["network/two weights"] = pytorch_snippet(surface, method, surface.start, STEPS)
    return {name: program for name, program in made.items() if program is not None}
