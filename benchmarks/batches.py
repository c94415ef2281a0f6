"""Runs over batches against torch.optim, and a whole run of the page: `python -m benchmarks.batches`.

Both sides see the same batches of the same 500 examples in the same order, in float64, on one thread, and keep every
point. The page is run as Streamlit runs it, without a browser: three methods, a learning rate nobody tried before.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

import torch
from streamlit.testing.v1 import AppTest

from benchmarks.measuring import judged, machine, milliseconds
from optim_core import optimizer, run
from optim_core.running.sampling import Sampling
from surfaces.data import MODELS, SOURCES, DataLoss, data_loss, dataset

EXAMPLES, STEPS, SIZE = 500, 1_000, 32
ROOT = Path(__file__).parents[1]
CHANGES = 9

METHODS: tuple[tuple[str, float, Callable[..., torch.optim.Optimizer]], ...] = (
    ("gradient_descent", 0.02, torch.optim.SGD),
    ("momentum", 0.005, lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9)),
    ("adam", 0.05, torch.optim.Adam),
)
PAGE = f"""
import runpy, sys
sys.path.insert(0, {str(ROOT)!r})
runpy.run_path({str(ROOT / "pages" / "batches" / "page.py")!r}, run_name="__main__")
"""


def torch_path(loss: DataLoss, make: Callable[..., torch.optim.Optimizer], rate: float) -> list[list[float]]:
    """The loop a student would write, over the batches that ours sees."""
    x, y = torch.tensor(loss.data.features[0]), torch.tensor(loss.data.target)
    w = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    method = make([w], lr=rate)
    points = [w.tolist()]
    for batch in Sampling("shuffle", SIZE).batches(EXAMPLES, STEPS):
        method.zero_grad()
        ((w[0] + w[1] * x[batch] - y[batch]) ** 2).mean().backward()
        method.step()
        points.append(w.tolist())
    return points


def runs(loss: DataLoss) -> None:
    """Print torch against ours for every method, the loss of all examples along the path included in ours."""
    ratios, total = [], 0.0
    print(f"\n{STEPS} steps, batches of {SIZE} of {EXAMPLES}   torch ms     ours ms   torch/ours")
    for key, rate, make in METHODS:
        method = optimizer(key, convention="pytorch", learning_rate=rate)
        reference = milliseconds(lambda make=make, rate=rate: torch_path(loss, make, rate), repetitions=3)
        own = milliseconds(
            lambda method=method: run(loss, method, (0.0, 0.0), STEPS, sampling=Sampling("shuffle", SIZE)).outcome,
            repetitions=7,
        )
        ratios.append(reference / own)
        total += own
        print(f"{key:32} {reference:10.1f}  {own:10.2f}  {ratios[-1]:10.1f}")
    print(f"{'slowest of the three':32} {judged(min(ratios), 3, at_least=True):>35}")
    print(f"{'three methods, ms':32} {total:34.0f}")


def page() -> None:
    """Print what one change of a learning rate costs in Python, everything on the page included."""
    app = AppTest.from_string(PAGE, default_timeout=120)
    methods = [key for key, _rate, _make in METHODS]
    query = {"size": [str(EXAMPLES)], "steps": [str(STEPS)], "batches": [f"shuffle,{SIZE},0"], "m": methods}
    for name, values in query.items():
        app.query_params[name] = values
    app.run()
    times = []
    for change in range(CHANGES):
        for key in methods:
            app.session_state["batches"] = app.session_state["batches"].with_method(
                _choice(app, key, 0.01 + change / 999)
            )
        began = time.process_time()
        app.run()
        times.append(1e3 * (time.process_time() - began))
    assert not app.exception
    print(f"\n{'a run of the whole page, CPU ms':32} {judged(median(times), 150, at_least=False):>35}")


def _choice(app: AppTest, key: str, rate: float) -> object:
    choice = next(m for m in app.session_state["batches"].methods if m.slot == key)
    return replace(choice, hyperparameters={"learning_rate": rate})


def main() -> None:
    torch.set_num_threads(1)
    print("batches:", machine("numpy", "torch", "streamlit"))
    runs(data_loss(dataset("line", EXAMPLES), MODELS[SOURCES["line"].model]))
    page()


if __name__ == "__main__":
    main()
