"""Programs to take home make the training: NumPy's are run here, and what PyTorch's made of it is recorded."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optim_core import Optimizer, optimizer, run
from optim_core.methods.schedules import schedule
from optim_core.running.sampling import Sampling
from optim_core.snippets import has_steps
from pages.backprop.network.state import trainable
from surfaces.networks import NetworkLoss, cloud, network
from surfaces.networks.program import numpy_program, pytorch_program
from tests.reference.backprop_cases import programs, trainings, two_weights
from tests.reference.record_backprop import recorded
from tests.reference.records import digest, missing

STEPS = 25
SHUFFLED = Sampling("shuffle", 8, 3)


def _loss(layers: tuple[int, ...] = (2, 3, 1), activation: str = "tanh", loss: str = "logistic") -> NetworkLoss:
    return network(layers, activation, loss, cloud("moons", 20, 0.1, 1))  # type: ignore[arg-type]


def _made(loss: NetworkLoss, method: Optimizer, sampling: Sampling) -> tuple[np.ndarray, np.ndarray]:
    start = loss.start(2, "uniform")
    path = run(loss, method, start, STEPS, sampling=sampling)
    program = numpy_program(loss, method, start, STEPS, sampling)
    assert program is not None
    names: dict[str, Any] = {}
    exec(compile(program, "program", "exec"), names)
    return names["points"], path.points


@pytest.mark.parametrize("key", trainable())
def test_every_method_makes_the_core_s_steps(key: str) -> None:
    found, wanted = _made(_loss(), optimizer(key), SHUFFLED)
    assert found == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("sampling", [Sampling("full"), Sampling("replacement", 5, 1), Sampling("single", 1, 4)])
@pytest.mark.parametrize(("layers", "activation", "loss"), [
    ((2, 4, 1), "relu", "logistic"), ((2, 2, 2, 1), "sigmoid", "squared"), ((2, 3, 1), "identity", "squared"),
])  # fmt: skip
def test_every_network_and_way_of_dealing(
    sampling: Sampling, layers: tuple[int, ...], activation: str, loss: str
) -> None:  # fmt: skip
    method = optimizer("nesterov", learning_rate=0.05, schedule=schedule("cosine", over=STEPS))
    found, wanted = _made(_loss(layers, activation, loss), method, sampling)
    assert found == pytest.approx(wanted, rel=1e-9, abs=1e-10)


@pytest.mark.parametrize("key", ["adam", "momentum", "lion", "lookahead"])
@pytest.mark.parametrize("sampling", [SHUFFLED, Sampling("full")])
def test_the_program_for_pytorch_is_one(key: str, sampling: Sampling) -> None:
    loss, method = _loss((2, 3, 2, 1), "sigmoid"), optimizer(key)
    program = pytorch_program(loss, method, loss.start(0), STEPS, sampling)
    assert has_steps(method) and program is not None
    compile(program, "program", "exec")
    for part in ("layers = (2, 3, 2, 1)", "torch.sigmoid(z)", "softplus(a) - y*a", "def softplus", "points.append"):
        assert part in program
    assert ("batch = next(batches)" in program) == (sampling is SHUFFLED)
    assert "np." not in program.replace("np.random", "").replace("np.arange", "")


TRAININGS = dict(trainings())


def test_every_program_is_recorded_as_it_is_written() -> None:
    """Anew with `tests/reference/record_backprop.py`, in an environment with PyTorch."""
    texts = programs()
    assert missing(recorded(), {name: digest(text) for name, text in texts.items()}) == []
    assert {f"network/{key}" for key in trainable()} <= set(texts)


@pytest.mark.parametrize("name", [name for name in recorded() if name in TRAININGS])
def test_pytorch_makes_the_core_s_steps(name: str) -> None:
    training, row = TRAININGS[name], recorded()[name]
    path = run(training.loss, training.method, training.start, row["steps"], sampling=training.sampling)
    for step, point in row["points"].items():
        assert point == pytest.approx(path.points[int(step)], rel=1e-9, abs=1e-9), step


def test_pytorch_descends_on_two_weights_as_the_core_does() -> None:
    surface, method = two_weights()
    row = recorded()["network/two weights"]
    path = run(surface, method, surface.start, row["steps"])
    for step, point in row["points"].items():
        assert point == pytest.approx(path.points[int(step)], rel=1e-9)


def test_what_cannot_be_written_is_none() -> None:
    loss = _loss()
    assert numpy_program(loss, optimizer("newton"), loss.start(0), 3, SHUFFLED) is None
    assert numpy_program(loss, optimizer("bfgs"), loss.start(0), 3, SHUFFLED) is None
    assert pytorch_program(loss, optimizer("newton"), loss.start(0), 3, SHUFFLED) is None
