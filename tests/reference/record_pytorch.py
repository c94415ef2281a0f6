"""Record the paths of torch.optim that the tests compare with: `python tests/reference/record_pytorch.py`.

Needs an environment with PyTorch (`benchmarks/requirements.txt`); the tests themselves do not. Surfaces are
written in PyTorch and differentiated by autograd, so neither the update rules nor the gradients share code
with the product. Writes `pytorch_paths.json` beside this file: only what is missing there, or was recorded for other
numbers, is made; delete a line to make it again.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.reference.records import Row, digest, renewed, written

STEPS = 500
KEPT = sorted({*range(6), *range(25, STEPS + 1, 25)})
TARGET = Path(__file__).with_name("pytorch_paths.json")

# Where a path amplifies rounding, two correct programs disagree, and it says nothing about the method.
NUDGE = 1e-14
ALLOWED_AMPLIFICATION = 1e3
# Weights smaller than this are compared absolutely: next to a minimum at zero no digit of them is left.
SMALL = 1e-3

Loss = Callable[..., Any]
Points = list[list[float]]


@dataclass(frozen=True)
class Surface:
    """A loss as text of the product's language and as PyTorch code, with a start and a safe gradient rate."""

    text: str
    loss: Loss
    start: tuple[float, ...]
    rate: float


SURFACES = {
    "rosenbrock": Surface(
        "(1-x)^2 + 100*(y-x^2)^2", lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2, (-1.5, 2.0), 5e-4
    ),
    "ravine": Surface("x^2 + 20*y^2", lambda x, y: x**2 + 20 * y**2, (-4.0, 1.0), 0.02),
    "beale": Surface(
        "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
        lambda x, y: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
        (2.0, -0.5),
        5e-3,
    ),
    "himmelblau": Surface(
        "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
        (0.5, -0.5),
        2e-3,
    ),
    "parabola": Surface("x^2", lambda x: x**2, (3.0,), 0.1),
}


@dataclass(frozen=True)
class Case:
    """A method of the product with its hyperparameters; the learning rate is a multiple of the surface's."""

    method: str
    rate: float
    hyperparameters: dict[str, float]
    scaled: bool = True

    def settings(self, surface: Surface) -> dict[str, float]:
        rate = self.rate * surface.rate if self.scaled else self.rate
        return {"learning_rate": rate, **self.hyperparameters}


def adaptive(method: str, rate: float, **hyperparameters: float) -> Case:
    """A case whose steps have the size of the rate, whatever the gradient's."""
    return Case(method, rate, hyperparameters, scaled=False)


CASES = (
    Case("gradient_descent", 1.0, {"weight_decay": 0.0}),
    Case("gradient_descent", 0.3, {"weight_decay": 0.05}),
    Case("gradient_descent", 1_000.0, {"weight_decay": 0.0}),
    Case("momentum", 0.5, {"momentum": 0.9, "weight_decay": 0.0}),
    Case("momentum", 1.0, {"momentum": 0.5, "weight_decay": 0.01}),
    Case("momentum", 0.1, {"momentum": 0.99, "weight_decay": 0.1}),
    Case("nesterov", 0.5, {"momentum": 0.9, "weight_decay": 0.0}),
    Case("nesterov", 1.0, {"momentum": 0.5, "weight_decay": 0.01}),
    Case("nesterov", 0.1, {"momentum": 0.99, "weight_decay": 0.1}),
    adaptive("adagrad", 0.1, epsilon=1e-10, weight_decay=0.0),
    adaptive("adagrad", 0.5, epsilon=1e-2, weight_decay=0.05),
    adaptive("rmsprop", 0.01, decay=0.99, epsilon=1e-8, weight_decay=0.0),
    adaptive("rmsprop", 0.005, decay=0.9, epsilon=1e-1, weight_decay=0.01),
    adaptive("rmsprop", 0.02, decay=0.999, epsilon=1e-4, weight_decay=0.0),
    adaptive("adam", 0.05, beta_1=0.9, beta_2=0.999, epsilon=1e-8, weight_decay=0.0),
    adaptive("adam", 0.01, beta_1=0.5, beta_2=0.9, epsilon=1e-3, weight_decay=0.02),
    adaptive("adam", 0.2, beta_1=0.0, beta_2=0.99, epsilon=1e-8, weight_decay=0.0),
    adaptive("rprop", 0.01, increase=1.2, decrease=0.5),
    adaptive("rprop", 0.1, increase=1.05, decrease=0.7),
    adaptive("rprop", 20.0, increase=1.5, decrease=0.25),
    adaptive("adadelta", 1.0, decay=0.9, epsilon=1e-6, weight_decay=0.0),
    adaptive("adadelta", 0.5, decay=0.95, epsilon=1e-2, weight_decay=0.05),
    adaptive("adadelta", 2.0, decay=0.5, epsilon=1e-3, weight_decay=0.0),
    *(
        case
        for method in ("amsgrad", "adamw", "adamax", "nadam", "radam")
        for case in (
            adaptive(method, 0.05, beta_1=0.9, beta_2=0.999, epsilon=1e-8, weight_decay=0.0),
            adaptive(method, 0.01, beta_1=0.5, beta_2=0.9, epsilon=1e-3, weight_decay=0.1),
        )
    ),
    adaptive("amsgrad", 0.2, beta_1=0.0, beta_2=0.5, epsilon=1e-8, weight_decay=0.0),
    adaptive("adamw", 0.1, beta_1=0.8, beta_2=0.99, epsilon=1e-6, weight_decay=0.5),
    adaptive("adamax", 0.2, beta_1=0.8, beta_2=0.9, epsilon=1e-6, weight_decay=0.0),
    adaptive("nadam", 0.02, beta_1=0.8, beta_2=0.99, epsilon=1e-6, weight_decay=0.0, momentum_decay=0.1),
    adaptive("radam", 0.02, beta_1=0.8, beta_2=0.6, epsilon=1e-6, weight_decay=0.0),
)

ADAMS = {
    "adam": "Adam",
    "amsgrad": "Adam",
    "adamw": "AdamW",
    "adamax": "Adamax",
    "nadam": "NAdam",
    "radam": "RAdam",
}


def name_of(surface: str, method: str, hyper: dict[str, float]) -> str:
    """What a row is called."""
    return "-".join((surface, method, *(f"{key}={value:g}" for key, value in hyper.items())))


def depends_on(surface: Surface, case: Case) -> str:
    """Digest of all that decides what is recorded, the code of this file apart."""
    return digest(surface.text, surface.start, case.method, case.settings(surface), STEPS)


def wanted() -> dict[str, tuple[str, Case]]:
    """Surface and case of each row by its name."""
    return {
        name_of(where, case.method, case.settings(surface)): (where, case)
        for where, surface in SURFACES.items()
        for case in CASES
    }


def digests() -> dict[str, str]:
    """What each row depends on, by name."""
    return {name: depends_on(SURFACES[where], case) for name, (where, case) in wanted().items()}


def recorded() -> dict[str, Row]:
    """The rows that are there, by name."""
    rows = json.loads(TARGET.read_text())["cases"] if TARGET.exists() else []
    return {name_of(row["surface"], row["method"], row["hyperparameters"]): row for row in rows}


def torch_optimizer(method: str, parameters: list[Any], hyper: dict[str, float]) -> Any:
    """The torch.optim object that the product's `method` claims to equal in its PyTorch convention."""
    import torch

    if method == "rprop":
        etas = (hyper["decrease"], hyper["increase"])
        return torch.optim.Rprop(parameters, lr=hyper["learning_rate"], etas=etas)
    common = {"lr": hyper["learning_rate"], "weight_decay": hyper["weight_decay"]}
    if method in {"gradient_descent", "momentum", "nesterov"}:
        momentum = hyper.get("momentum", 0.0)
        return torch.optim.SGD(parameters, momentum=momentum, nesterov=method == "nesterov", **common)
    if method == "adagrad":
        return torch.optim.Adagrad(parameters, eps=hyper["epsilon"], **common)
    if method == "rmsprop":
        return torch.optim.RMSprop(parameters, alpha=hyper["decay"], eps=hyper["epsilon"], **common)
    if method == "adadelta":
        return torch.optim.Adadelta(parameters, rho=hyper["decay"], eps=hyper["epsilon"], **common)
    if method == "amsgrad":
        common["amsgrad"] = True
    if "momentum_decay" in hyper:
        common["momentum_decay"] = hyper["momentum_decay"]
    betas = (hyper["beta_1"], hyper["beta_2"])
    return getattr(torch.optim, ADAMS[method])(parameters, betas=betas, eps=hyper["epsilon"], **common)


def path(surface: Surface, method: str, hyper: dict[str, float], start: tuple[float, ...]) -> list[list[float]]:
    """Points from `start` on, at most STEPS + 1, up to the last one where point and loss are finite."""
    import torch

    weights = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in start]
    optimizer = torch_optimizer(method, weights, hyper)
    points: Points = []
    while len(points) <= STEPS:
        point = [weight.item() for weight in weights]
        loss = surface.loss(*weights)
        if not all(map(math.isfinite, [*point, loss.item()])):
            break
        points.append(point)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return points


def trustworthy_steps(first: Points, second: Points) -> int:
    """How many steps two paths from nearly the same start stay as near as rounding allows."""
    for step, (a, b) in enumerate(zip(first, second, strict=False)):
        if math.dist(a, b) > ALLOWED_AMPLIFICATION * NUDGE * max(math.hypot(*a), SMALL):
            return step - 1
    return len(first) - 1


def record(name: str, case: Case) -> dict[str, Any]:
    """One path: `steps` is its length, None if it was cut where rounding takes over."""
    surface = SURFACES[name]
    hyper = case.settings(surface)
    points = path(surface, case.method, hyper, surface.start)
    nudged = path(surface, case.method, hyper, tuple(w * (1 + NUDGE) for w in surface.start))
    last = trustworthy_steps(points, nudged)
    print(f"{name:12} {case.method:18} {len(points) - 1:4} steps, {last:4} of them independent of rounding")
    return {
        "surface": name,
        "method": case.method,
        "hyperparameters": hyper,
        "steps": last if last == len(points) - 1 else None,
        "points": {k: points[k] for k in sorted({*KEPT, last}) if k <= last},
    }


def main() -> None:
    import torch

    torch.set_num_threads(1)
    # NAdam keeps the product of its momenta as a scalar of the default type, which would round it to 7 digits.
    torch.set_default_dtype(torch.float64)
    surfaces = {name: {"text": s.text, "start": s.start} for name, s in SURFACES.items()}
    cases = wanted()
    version = torch.__version__.partition("+")[0]
    rows = renewed(recorded(), digests(), lambda name: record(*cases[name]), version)
    head = f'{{"budget": {STEPS},\n"surfaces": {json.dumps(surfaces)},\n"cases": ['
    TARGET.write_text(written(head, map(json.dumps, rows.values()), "]}"))
    print(f"{TARGET.name}: {TARGET.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
