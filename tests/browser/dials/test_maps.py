"""Where a run ends for many values of one number: the engine's map against Python's runs, with a worker and without."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optim_core import run
from surfaces import Surface, parse, surface
from tests.browser.harness.bench import Bench
from ui.runs.choice import MethodChoice
from ui.runs.dials import beyond_zero, with_numbers

STEPS = 80
ASK = """
    const { compute } = await load('engine/background/background');
    return new Promise((done) => compute('ends', a, (part) => {
        if (part.whole) done([Array.from(part.ends, String), part.best, part.tips, part.begins]);
    }));
"""


def task_of(loss: Surface, choice: MethodChoice, key: str, values: list[float], maximize: bool) -> dict[str, Any]:
    optimizer = choice.optimizer(loss, STEPS)
    program = optimizer.program(loss.dimension, maximize)
    assert program is not None
    others = beyond_zero(choice, optimizer, lambda other: other.optimizer(loss, STEPS), loss.dimension, maximize)
    (parameter,) = [p for p in optimizer.parameters if p.key == key]
    return {
        "loss": loss.program().message(), "dimension": loss.dimension, "others": [], "symbol": parameter.symbol,
        "program": {"method": program.message(), "steps": STEPS, "stops": {}, "climbs": maximize,
                    "beyondZero": {symbol: other.message() for symbol, other in others.items()}},
        "was": optimizer.value_of(key), "values": values, "logarithmic": parameter.scale == "log",
        "start": list(loss.start), "steps": STEPS,
    }  # fmt: skip


def ends_of(loss: Surface, choice: MethodChoice, key: str, values: list[float], maximize: bool) -> list[float]:
    """The last loss of every run; infinite where its numbers stopped being finite."""
    found = []
    for value in values:
        (turned,) = with_numbers([choice], {choice.slot: {key: value}})
        path = run(loss, turned.optimizer(loss, STEPS), loss.start, STEPS, maximize=maximize)
        lost = path.steps < STEPS
        found.append((-np.inf if maximize else np.inf) if lost else float(path.values[-1]))
    return found


RATES = np.geomspace(1e-5, 10.0, 41).tolist()
SHARES = np.linspace(0.0, 0.9, 19).tolist()


@pytest.mark.parametrize(
    ("loss", "choice", "key", "values", "maximize"),
    [
        (surface("bowl"), MethodChoice("gradient_descent"), "learning_rate", RATES, False),
        (surface("rosenbrock"), MethodChoice("adam", "pytorch"), "learning_rate", RATES, False),
        (surface("rosenbrock"), MethodChoice("momentum"), "momentum", SHARES, False),
        (parse("a*x^2 + ln(1 + 8y^2)", a=2.0), MethodChoice("momentum"), "weight_decay", SHARES, False),
        (parse("3 - x^2 - y^4"), MethodChoice("gradient_descent"), "learning_rate", RATES, True),
    ],
    ids=["a quadratic", "Adam", "momentum", "weight decay from zero", "climbing"],
)  # fmt: skip
def test_a_map_is_made_of_pythons_runs(
    loss: Surface, choice: MethodChoice, key: str, values: list[float], maximize: bool, bench: Bench
) -> None:
    shown, best, tips, begins = bench.call(ASK, task_of(loss, choice, key, values, maximize))
    ends = np.array([float(end.replace("Infinity", "inf")) for end in shown])
    expected = np.array(ends_of(loss, choice, key, values, maximize))
    first = float(loss.value(*loss.start))
    assert begins == first
    assert np.isfinite(ends).tolist() == np.isfinite(expected).tolist()
    finite = np.isfinite(expected)
    # Where a run goes far off, one rounding more is soon the size of its loss.
    tame = finite & (np.abs(expected) < 1e6)
    np.testing.assert_allclose(ends[tame], expected[tame], rtol=1e-6, atol=1e-12)
    way = -1.0 if maximize else 1.0
    tries = np.where(finite, way * expected, np.inf)
    assert way * ends_of(loss, choice, key, [best], maximize)[0] == pytest.approx(tries.min(), rel=1e-6, abs=1e-12)
    worse = way * np.where(np.isnan(expected), np.inf, expected) > way * first
    if not worse[-1]:
        assert tips is None
        return
    last_good = int(np.flatnonzero(~worse)[-1])
    assert values[last_good] < tips <= values[last_good + 1]
    if not maximize:
        at, beneath = ends_of(loss, choice, key, [tips, tips * 0.99], maximize)
        assert at > first
        assert beneath <= first or choice.key == "adam", "the boundary is found by halving"


def test_where_no_worker_may_be_the_page_itself_makes_it_while_it_is_idle(bench: Bench) -> None:
    task = task_of(surface("bowl"), MethodChoice("gradient_descent"), "learning_rate", RATES, False)
    usual = bench.call(ASK, task)
    assert [worker for worker in bench.page.workers if worker.url.endswith("engine/background/worker.js")]
    without = ASK.replace("load('engine/background/background')", "import('/js/engine/background/background.js?alone')")
    body = (
        f"const Own = window.Worker; window.Worker = undefined; try {{ return await (async () => {{ {without} }})(); }}"
    )
    assert bench.call(f"{body} finally {{ window.Worker = Own; }}", task) == usual


def test_a_map_that_nobody_waits_for_is_called_off(bench: Bench) -> None:
    task = task_of(surface("bowl"), MethodChoice("gradient_descent"), "learning_rate", RATES, False)
    heard = bench.call(
        """
        const { compute } = await load('engine/background/background');
        const heard = [];
        const stop = compute('ends', { ...a, steps: 200000 }, () => heard.push('first'));
        stop();
        await new Promise((done) => compute('ends', a, (part) => {
            heard.push('second');
            if (part.whole) done();
        }));
        return heard;
        """,
        task,
    )
    assert set(heard) == {"second"}


def test_a_word_at_a_mark_stands_beside_the_thumb_if_there_is_room(bench: Bench) -> None:
    body = "const { isBefore } = await load('controls/dial'); return a.map(([mark, thumb]) => isBefore(mark, thumb));"
    # The thumb to the left, to the right, and marks whose word has no room on the other side.
    cases = [(0.5, 0.4), (0.5, 0.6), (0.9, 0.8), (0.1, 0.2), (0.65, 0.6), (0.35, 0.36)]
    assert bench.call(body, [list(case) for case in cases]) == [False, True, True, False, False, True]
