"""Whether what runs are expected to cost is what they cost, to an order: `python -m benchmarks.costs`.

`optim_core/running/cost.py` works out costs before anything starts. Here the same work is timed. On an idle machine of
about the speed they were calibrated on, ratios lie around 1; all that the budgets need is that they lie within ten.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

from benchmarks.measuring import judged, machine, milliseconds
from optim_core import Trajectory, optimizer, run
from optim_core.running.cost import evaluation, taken
from optim_core.running.sampling import Sampling
from surfaces import Surface, parse, surface
from surfaces.data import MODELS, data_loss, dataset

WITHIN = 10.0
NESTED = "erf(" * 20 + "x + 0.1*y" + ")" * 20


def evaluations(loss: Surface) -> list[tuple[str, Callable[[], object], float]]:
    """Value and gradient of a loss, on floats and on arrays."""
    found = []
    for width in (None, 100, 20_000):
        flavour = "scalar" if width is None else "array"
        kernel = loss.value_and_gradient(flavour)  # type: ignore[arg-type]
        point = (0.3, 0.2) if width is None else (np.full(width, 0.3), np.full(width, 0.2))
        cost = evaluation(loss.operations("both"), width)
        found.append((f"{loss.text[:24]}, {width or 'floats'}", lambda k=kernel, p=point: k(*p), cost))
    return found


def runs() -> list[tuple[str, Callable[[], Trajectory], Sampling | None]]:
    """Runs of every kind there is."""
    valley, start = surface("rosenbrock"), (-1.5, 2.0)
    many = np.linspace(-1.5, 1.5, 100), np.linspace(-1.0, 2.5, 100)
    examples, batch = data_loss(dataset("line", 10_000), MODELS["squares"]), Sampling("replacement", 5_000)
    found: list[tuple[str, Callable[[], Trajectory], Sampling | None]] = []
    for key in ("gradient_descent", "adam", "newton", "steepest_descent", "bfgs", "nelder_mead", "trust_ncg"):
        method = optimizer(key)
        found.append((key, lambda m=method: run(valley, m, start, 300), None))
        if method.method.steppable:
            found.append((f"{key}, 100 starts", lambda m=method: run(valley, m, many, 50), None))
    method = optimizer("adam")
    found.append(("batches", lambda: run(examples, method, examples.start, 100, sampling=batch), batch))
    found.append(("all examples", lambda: run(examples, method, examples.start, 100), None))
    return found


def main() -> int:
    print(machine("numpy", "scipy"))
    worst = 1.0
    rows = [row for text in ("x^2 + y^2", "sin(x)*exp(y) + tanh(x*y)", NESTED) for row in evaluations(parse(text))]
    with np.errstate(all="ignore"):
        for name, work, cost in rows:
            worst = max(worst, told(name, cost, milliseconds(lambda work=work: [work() for _ in range(10)]) / 10))
        for name, make, sampling in runs():
            worst = max(worst, told(name, taken(make(), sampling), milliseconds(make, 3)))
    print(f"off by a factor of {judged(worst, WITHIN, at_least=False)}")
    return int(worst > WITHIN)


def told(name: str, expected: float, measured: float) -> float:
    """Print a row; by which factor it is off."""
    ratio = measured / (1e3 * expected)
    print(f"{name:45} expected {1e3 * expected:10.3f} ms, measured {measured:10.3f} ms, ratio {ratio:5.2f}")
    return max(ratio, 1.0 / ratio)


if __name__ == "__main__":
    sys.exit(main())
