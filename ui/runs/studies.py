"""What the panels below the runs over examples measure: bounded, and kept for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, ParamSpec, TypeVar

from optim_core import Optimizer
from optim_core.running.cost import Watch, evaluation
from optim_core.running.sampling import Sampling
from surfaces.base.surface import Location
from surfaces.data import DataLoss
from surfaces.data.studies.comparison import SEEDS, WORK, compare
from surfaces.data.studies.noise import MEASURED_NUMBERS, gradient_noise, noise_balls
from surfaces.data.studies.warm_start import warm_start
from ui.work.bounded import Bounded, bounded

#: Runs side by side in a study of how far noise keeps a run from the minimum, about.
SIDE_BY_SIDE = 20
ROOM = 2.0

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Found(NamedTuple):
    """What was measured, and the seconds of work it took. Studies are small: a few curves."""

    value: Any
    work: float
    unfinished: bool = False
    nbytes: int = 60_000


def _steps(loss: DataLoss, steps: int, size: int, runs: int) -> float:
    """Seconds of so many steps of runs side by side."""
    made = max(1, min(steps, WORK // (size * runs)))
    return made * evaluation(loss.operations("both"), size * runs)


def _compared(
    loss: DataLoss, optimizer: Optimizer, start: Location, sampling: Sampling, steps: int, budget: str
) -> float:
    size = sampling.size(loss.examples)
    return _steps(loss, steps, loss.examples, 1) + sum(_steps(loss, steps, n, SEEDS) for n in (size, 1))


@bounded(ROOM, _compared)
def _compare(*given: Any, work: float, watch: Watch | None = None) -> Found:
    return Found(compare(*given), _compared(*given))


def _noise_work(loss: DataLoss, point: Location, seed: int = 0) -> float:
    return evaluation(loss.operations("gradient"), loss.examples + MEASURED_NUMBERS)


@bounded(ROOM, _noise_work)
def _noise(*given: Any, work: float, watch: Watch | None = None) -> Found:
    return Found(gradient_noise(*given), _noise_work(*given))


def _balls_work(loss: DataLoss, start: Location, sampling: Sampling, steps: int) -> float:
    return steps * evaluation(loss.operations("gradient"), SIDE_BY_SIDE * sampling.size(loss.examples))


@bounded(ROOM, _balls_work)
def _balls(*given: Any, work: float, watch: Watch | None = None) -> Found:
    return Found(noise_balls(*given), _balls_work(*given))


def _warm_work(
    loss: DataLoss, optimizer: Optimizer, start: Location, few: int, share: float, steps: int, seed: int = 0
) -> float:
    return 2 * _steps(loss, steps, loss.examples, 1)


@bounded(ROOM, _warm_work)
def _warm(*given: Any, work: float, watch: Watch | None = None) -> Found:
    return Found(warm_start(*given), _warm_work(*given))


def _unfolded(function: Bounded[Given, Found]) -> Callable[Given, Any]:
    def value(*given: Given.args, **named: Given.kwargs) -> Any:
        return function(*given, **named).value

    return value


comparison_of, noise_of = _unfolded(_compare), _unfolded(_noise)
balls_of, warm_start_of = _unfolded(_balls), _unfolded(_warm)
