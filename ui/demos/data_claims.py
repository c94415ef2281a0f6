"""What can be claimed of scenes with data: of the batches, and of the numbers that the panels are handed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from optim_core.paths.early_stopping import early_stopping
from surfaces.data.optimum import normal_equations
from surfaces.data.studies.comparison import Budget, compare, standing
from surfaces.data.studies.cost import descent_step
from surfaces.data.studies.noise import gradient_noise, noise_balls, slope
from surfaces.data.studies.warm_start import warm_start
from ui.demos.claims import claim
from ui.demos.demo import Claim, DataShown, Shown


def _of_data(text: str, holds: Callable[[DataShown], object]) -> Claim:
    return claim(text, lambda shown: shown.data is not None and holds(shown.data))


def sees(slot: str, size: int | None) -> Claim:
    """Every step looks at a batch of this size; None: at all examples."""

    def holds(shown: Shown) -> bool:
        batches = shown.paths[slot].batches
        return batches is None if size is None else batches is not None and batches.sizes.max() == size

    return claim(f"every step of {slot} sees {'all' if size is None else size} examples", holds)


def closed_form_is_the_minimum() -> Claim:
    """The normal equations' solution has no gradient."""
    return _of_data(
        "at the normal equations' solution the gradient is zero",
        lambda data: (
            not normal_equations(data.loss.data).singular
            and np.hypot(*data.loss.gradient(*normal_equations(data.loss.data).solution)) < 1e-9
        ),
    )


def singular() -> Claim:
    """X'X is singular."""
    return _of_data("X'X is singular", lambda data: normal_equations(data.loss.data).singular)


def first_step_as_worked_out(slot: str) -> Claim:
    """The step in the panel, with its sums, is the first of the run."""

    def holds(shown: Shown) -> bool:
        path, data = shown.paths[slot], shown.data
        if data is None or path.optimizer.learning_rate is None or len(path.points) < 2:
            return False
        x, y = path.points[0].tolist()
        return np.allclose(descent_step(data.loss.data, (x, y), path.optimizer.learning_rate).point, path.points[1])

    return claim(f"the step worked out with its sums is the first of {slot}", holds)


def warm_start_pays(slot: str) -> Claim:
    """As the panel opens, a beginning on a few examples comes near the end with fewer looks."""

    def holds(shown: Shown) -> bool:
        data = shown.data
        if data is None:
            return False
        few = sorted({int(size) for size in np.geomspace(2, max(2, data.loss.examples // 2), 9).round()})
        start = tuple(shown.paths[slot].points[0].tolist())
        found = warm_start(data.loss, data.optimizer, start, few[len(few) // 2], 0.5, data.steps, data.sampling.seed)
        warm, cold = found.arrived
        return warm is not None and cold is not None and warm < cold

    return claim("to begin with a few examples pays", holds)


def held_out_loss_turns(slot: str, patience: int = 20) -> Claim:
    """The loss of held-out examples is lowest before the end, and early stopping says so."""

    def holds(shown: Shown) -> bool:
        if shown.data is None or shown.data.validation is None:
            return False
        losses = shown.data.validation.along(shown.paths[slot].points)
        found = early_stopping(losses, patience)
        return found.stopped is not None and bool(1.2 * losses[found.best] < losses[-1])

    return claim(f"the held-out loss of {slot} turns before the end", holds)


def best_way(kind: str, budget: Budget) -> Claim:
    """Of all, some and one example a step, this way is lowest on an equal budget."""

    def holds(data: DataShown) -> bool:
        start = data.loss.start
        curves = compare(data.loss, data.optimizer, start, data.sampling, data.steps, budget)
        at = standing(curves, budget)
        return curves[int(np.nanargmin(at.losses))].kind == kind

    return _of_data(f"on an equal number of {budget} the lowest is {kind}", holds)


def wider_band(kind: str, than: str) -> Claim:
    """Repeated with other draws, one way of sampling scatters more than the other."""

    def holds(data: DataShown) -> bool:
        curves = compare(data.loss, data.optimizer, data.loss.start, data.sampling, data.steps, "examples")
        bands = {c.kind: float(np.nanmedian((c.high - c.low)[len(c.high) // 2 :])) for c in curves}
        return bands.get(kind, 0.0) > 1.5 * bands.get(than, np.inf)

    return _of_data(f"{kind} scatters more than {than}", holds)


def noise_falls_like_the_root() -> Claim:
    """The distance of a batch's gradient from the full one falls like one over the root of the batch's size."""

    def holds(data: DataShown) -> bool:
        noise = gradient_noise(data.loss, data.loss.start)
        found = slope(noise.sizes, noise.measured) if noise.sigma > 0 else None
        return found is not None and abs(found + 0.5) < 0.05

    return _of_data("the noise falls like one over the root of the batch size", holds)


def noise_ball_shrinks() -> Claim:
    """A constant rate keeps the run in a ball; a smaller rate makes a smaller one, and so does one that falls."""

    def holds(data: DataShown) -> bool:
        *constant, shrinking = noise_balls(data.loss, data.loss.start, data.sampling, data.steps)
        settled = [ball for ball in constant if ball.arrived]
        return bool(
            len(settled) > 1
            and settled[0].expected > 0
            and settled[-1].radius < settled[0].radius
            and shrinking.radius < settled[0].radius
        )

    return _of_data("a constant rate keeps a ball of noise, which a falling rate shrinks", holds)


def examples_disagree() -> Claim:
    """At the minimum of all examples single ones pull opposite ways, by over a hundredth of what they did first."""

    def holds(data: DataShown) -> bool:
        columns = (*data.loss.data.features, data.loss.data.target, data.loss.numbers["delta"], 0.0)
        start, end = (
            np.broadcast_to(data.loss.kernels.kernel("gradient")(*point, *columns)[0], data.loss.examples)
            for point in (data.loss.start, data.loss.minima[0] if data.loss.minima else data.loss.start)
        )
        least = 0.01 * np.abs(start).mean()
        return bool(end.min() < -least and least < end.max())

    return _of_data("single examples pull opposite ways at the minimum of all", holds)
