"""A network trained in a headless browser and in Python: `python -m benchmarks.training`.

2-8-8-1, 200 examples, batches of 16, losses on training and held-out data with every step, everything kept. The
browser's side is what the page runs, without drawing.
"""

from __future__ import annotations

import numpy as np
from playwright.sync_api import sync_playwright

from benchmarks.measuring import judged, machine, milliseconds
from optim_core import optimizer, run
from optim_core.running.sampling import Sampling
from surfaces.networks import cloud, network
from tests.browser.browser_setup import FLAGS, chromium_path
from tests.browser.harness.bench import Bench

LAYERS, EXAMPLES, STEPS = (2, 8, 8, 1), 200, 2_000
TRAIN = """
    const { Training, batchesOf } = await load('network/model/training');
    const once = () => {
        const began = performance.now();
        const training = new Training({ ...a, batches: batchesOf(a.indices, a.sizes) });
        training.advance(Infinity);
        return (1000 * training.made) / (performance.now() - began);
    };
    return Array.from({ length: 5 }, once).sort((x, y) => x - y)[2];
"""


def main() -> None:
    print(machine("numpy"))
    loss, held = (network(LAYERS, "tanh", "logistic", cloud("moons", EXAMPLES, 0.1, seed)) for seed in (0, 1))
    sampling = Sampling("shuffle", 16, 0)
    batches = sampling.batches(EXAMPLES, STEPS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS])
        bench = Bench(browser.new_page())
        bench.begin()
        print("steps a second: the browser's, Python's")
        for key in ("gradient_descent", "momentum", "adam"):
            method = optimizer(key)
            program = method.program(loss.dimension, False)
            assert program is not None
            task = {
                "shape": {"layers": LAYERS, "activation": "tanh", "loss": "logistic"},
                "program": program.message(),
                "start": loss.start(),
                "steps": STEPS,
                "inputs": loss.inputs.ravel().tolist(),
                "targets": loss.targets.ravel().tolist(),
                "heldInputs": held.inputs.ravel().tolist(),
                "heldTargets": held.targets.ravel().tolist(),
                "indices": np.concatenate(list(batches)).tolist(),
                "sizes": batches.sizes.tolist(),
            }
            found: float = bench.call(TRAIN, task)
            took = milliseconds(lambda method=method: run(loss, method, loss.start(), STEPS, sampling=sampling), 1)
            print(f"  {key:20} {judged(found, 1_000, at_least=True)} {1e3 * STEPS / took:8.0f}")
        browser.close()


if __name__ == "__main__":
    main()
