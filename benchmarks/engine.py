"""The core against torch.optim, and many starts against one: `python -m benchmarks.engine`.

Both sides run the same method from the same point on Rosenbrock, in float64, on one thread, in this process,
and both keep every point. Timed is a whole run, gradients included; compiling a rule once is timed apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np
import torch

from benchmarks.measuring import judged, machine, milliseconds
from optim_core import Optimizer, optimizer, run
from surfaces import Surface, surface

STEPS = 1_000
START = (-1.5, 2.0)
MANY, MANY_STEPS = 40_000, 100

# Method, learning rate, and torch's way to the same method.
METHODS: tuple[tuple[str, float, Callable[..., torch.optim.Optimizer]], ...] = (
    ("gradient_descent", 5e-4, torch.optim.SGD),
    ("momentum", 2e-4, lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9)),
    ("nesterov", 2e-4, lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9, nesterov=True)),
    ("adagrad", 0.1, torch.optim.Adagrad),
    ("rmsprop", 0.01, torch.optim.RMSprop),
    ("adam", 0.05, torch.optim.Adam),
)


def torch_path(make: Callable[..., torch.optim.Optimizer], rate: float) -> list[list[float]]:
    """The loop a student would write with torch.optim, keeping its points."""
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    method = make([w], lr=rate)
    points = [w.tolist()]
    for _ in range(STEPS):
        method.zero_grad()
        loss = (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2
        loss.backward()
        method.step()
        points.append(w.tolist())
    return points


def ours(loss: Surface, key: str, rate: float) -> Optimizer:
    """The method in PyTorch's convention, with the momentum of the torch side."""
    extra = {"momentum": 0.9} if key in {"momentum", "nesterov"} else {}
    return optimizer(key, convention="pytorch", learning_rate=rate, **extra)


def one_run(loss: Surface) -> float:
    """Print torch against ours for every method; the time of our Adam run in milliseconds."""
    ratios = []
    print(f"\n{STEPS} steps on Rosenbrock          torch ms     ours ms   torch/ours")
    for key, rate, make in METHODS:
        method = ours(loss, key, rate)
        reference = milliseconds(lambda make=make, rate=rate: torch_path(make, rate), repetitions=3)
        own = milliseconds(lambda method=method: run(loss, method, START, STEPS), repetitions=15)
        ratios.append(reference / own)
        print(f"{key:28} {reference:10.1f}  {own:10.2f}  {ratios[-1]:10.1f}")
    print(f"{'slowest of the six':28} {judged(min(ratios), 30, at_least=True):>35}")
    print(f"{'median':28} {judged(median(ratios), 30, at_least=True):>35}")
    return milliseconds(lambda: run(loss, ours(loss, "adam", 0.05), START, STEPS), repetitions=15)


def many_starts(loss: Surface, single: float) -> None:
    """Print the time of a field of starts as a multiple of one long run."""
    side = np.linspace(-2.0, 2.0, round(MANY**0.5))
    start = tuple(grid.ravel() for grid in np.meshgrid(side, side))
    method = ours(loss, "adam", 0.05)
    field = milliseconds(lambda: run(loss, method, start, MANY_STEPS), repetitions=5)
    print(f"\n{start[0].size} starts x {MANY_STEPS} Adam steps, ms {field:20.0f}")
    print(f"one run x {STEPS} Adam steps, ms {single:24.2f}")
    print(f"{'multiple of one run':28} {judged(field / single, 60, at_least=False):>35}")


def compilation() -> None:
    """Print how long the first run of each method takes longer than the following ones."""
    print("\nfirst run with one step, rule compiled on the way, ms:")
    for key, rate, _ in METHODS:
        loss = surface("rosenbrock")
        began = time.perf_counter()
        run(loss, optimizer(key, learning_rate=rate), START, 1)
        print(f"{key:28} {1e3 * (time.perf_counter() - began):10.1f}")


def main() -> None:
    torch.set_num_threads(1)
    print("engine:", machine("numpy", "torch"))
    compilation()
    loss = surface("rosenbrock")
    many_starts(loss, one_run(loss))


if __name__ == "__main__":
    main()
