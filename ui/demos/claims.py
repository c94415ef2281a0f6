"""What can be claimed of a scene: each function makes a statement that is true or false of the numbers shown.

A run is named by its slot, as in links. Whatever is compared has a margin, because the eye needs one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from optim_core import Outcome, Trajectory, run
from optim_core.paths.curves import curve
from optim_core.paths.early_stopping import early_stopping
from surfaces import Surface, parse
from surfaces.data.optimum import normal_equations
from surfaces.data.studies.comparison import Budget, compare, standing
from surfaces.data.studies.cost import descent_step
from surfaces.data.studies.noise import gradient_noise, noise_balls, slope
from surfaces.data.studies.warm_start import warm_start
from ui.demos.demo import Claim, DataShown, Shown

Array = NDArray[np.float64]
#: A relative difference that is rounding.
ROUNDING = 1e-9


def _last(path: Trajectory) -> float:
    return float(path.values[-1])


def _outcome(path: Trajectory) -> Outcome:
    assert isinstance(path.outcome, Outcome)
    return path.outcome


def _kind(path: Trajectory) -> str:
    return _outcome(path).kind


def _steps(path: Trajectory) -> Array:
    return np.asarray(np.diff(path.points, axis=0))


def _turns(path: Trajectory, axis: int) -> int:
    """How often the step along a coordinate changes its sign; steps that are rounding have none."""
    moved = _steps(path)[:, axis]
    moved = moved[np.abs(moved) > ROUNDING * (1.0 + np.abs(path.points[:, axis]).max())]
    return int((moved[1:] * moved[:-1] < 0).sum())


def _lengths(path: Trajectory) -> Array:
    return np.asarray(np.linalg.norm(_steps(path), axis=1))


def _claim(text: str, holds: Callable[[Shown], object]) -> Claim:
    return Claim(text, lambda shown: bool(holds(shown)))


# --- Losses and ends --------------------------------------------------------------------------------------------------


def lower(slot: str, than: str, times: float = 2.0) -> Claim:
    """The run ends with a loss at least so many times lower."""
    return _claim(
        f"{slot} ends at least {times:g} times lower than {than}",
        lambda shown: _last(shown.paths[slot]) * times <= _last(shown.paths[than]),
    )


def further_down(slot: str, than: str, gap: float) -> Claim:
    """The run ends with a loss lower by so much: for losses that may be negative."""
    return _claim(
        f"{slot} ends at least {gap:g} below {than}",
        lambda shown: _last(shown.paths[slot]) + gap <= _last(shown.paths[than]),
    )


def arrives_sooner(slot: str, than: str, loss: float, times: float = 1.2) -> Claim:
    """The run comes below a loss in so many times fewer steps than the other, which may never do."""

    def holds(shown: Shown) -> bool:
        own, other = (np.flatnonzero(shown.paths[name].values < loss) for name in (slot, than))
        return own.size > 0 and (other.size == 0 or own[0] * times <= other[0])

    return _claim(f"{slot} is below {loss:g} sooner than {than}", holds)


def never_rises(slot: str) -> Claim:
    """The loss falls all the way."""
    return _claim(
        f"the loss of {slot} falls and never rises",
        lambda shown: (
            shown.paths[slot].values[-1] < shown.paths[slot].values[0]
            and (np.diff(shown.paths[slot].values) <= ROUNDING * np.abs(shown.paths[slot].values[:-1])).all()
        ),
    )


def rises(slot: str, share: float = 0.05) -> Claim:
    """The loss rises in at least this share of the steps."""
    return _claim(
        f"the loss of {slot} rises in at least {share:g} of its steps",
        lambda shown: (np.diff(shown.paths[slot].values) > 0).mean() >= share,
    )


def climbs(slot: str) -> Claim:
    """The loss grows from the start to a maximum that is certified."""
    return _claim(
        f"{slot} climbs to a maximum",
        lambda shown: (
            shown.paths[slot].maximize
            and _kind(shown.paths[slot]) == "converged"
            and _last(shown.paths[slot]) > shown.paths[slot].values[0]
        ),
    )


def ends_as(slot: str, *kinds: str) -> Claim:
    """The verdict is one of these."""
    return _claim(f"the verdict on {slot} is {' or '.join(kinds)}", lambda shown: _kind(shown.paths[slot]) in kinds)


def stays_in_a_local_minimum(slot: str) -> Claim:
    """It converges, to a minimum above the lowest known."""
    return _claim(
        f"{slot} stays in a local minimum",
        lambda shown: _kind(shown.paths[slot]) == "converged" and _outcome(shown.paths[slot]).local,
    )


def finds_the_lowest_minimum(slot: str) -> Claim:
    """It ends beside the lowest minimum that is known, within a hundredth."""
    return _claim(
        f"{slot} comes to the lowest known minimum",
        lambda shown: (
            min((np.linalg.norm(shown.ends(slot) - m) for m in _minima(shown.paths[slot])), default=1.0) < 0.01
        ),
    )


def _minima(path: Trajectory) -> tuple[tuple[float, ...], ...]:
    found: tuple[tuple[float, ...], ...] = getattr(path.loss, "minima", ())
    return found


def ends_elsewhere(slot: str, than: str, apart: float = 0.5) -> Claim:
    """Two runs end far from each other."""
    return _claim(
        f"{slot} and {than} end at least {apart:g} apart",
        lambda shown: np.linalg.norm(shown.ends(slot) - shown.ends(than)) >= apart,
    )


def same_path(slot: str, other: str, within: float = 1e-9) -> Claim:
    """Two runs make the same points."""
    return _claim(
        f"{slot} and {other} make the same path",
        lambda shown: (
            slot != other
            and len(shown.paths[slot].points) > 1
            and _lengths(shown.paths[slot]).sum() > 0
            and shown.paths[slot].points.shape == shown.paths[other].points.shape
            and np.abs(shown.paths[slot].points - shown.paths[other].points).max() <= within
        ),
    )


def nearer_to_zero(slot: str, than: str) -> Claim:
    """The run ends with smaller weights, by a tenth at least."""
    return _claim(
        f"{slot} ends nearer to zero than {than}",
        lambda shown: np.linalg.norm(shown.ends(slot)) < 0.9 * np.linalg.norm(shown.ends(than)),
    )


def path_ignores_the_scale(slot: str, factor: float) -> Claim:
    """On so many times the loss, a typed one, the same method makes nearly the same path."""

    def holds(shown: Shown) -> bool:
        path = shown.paths[slot]
        if not isinstance(path.loss, Surface) or not _lengths(path).sum() > 0:
            return False
        start = tuple(path.points[0].tolist())
        scaled = run(parse(f"{factor:g}*({path.loss.text})"), path.optimizer, start, path.steps)
        apart = np.abs(scaled.points - path.points).max() if scaled.points.shape == path.points.shape else np.inf
        return bool(apart <= 0.05 * np.linalg.norm(path.points[-1] - path.points[0]))

    return _claim(f"{factor:g} times the loss does not change the path of {slot}", holds)


# --- Steps ------------------------------------------------------------------------------------------------------------


def turns_more(slot: str, than: str, axis: int, times: float = 1.5) -> Claim:
    """The steps along a coordinate change their sign so many times more often."""
    return _claim(
        f"{slot} turns at least {times:g} times as often as {than} along coordinate {axis}",
        lambda shown: (
            _turns(shown.paths[slot], axis) >= 1
            and _turns(shown.paths[slot], axis) >= times * _turns(shown.paths[than], axis)
        ),
    )


def turns_always(slot: str, axis: int) -> Claim:
    """Nine steps in ten go back where the one before came from."""
    return _claim(
        f"{slot} turns with nearly every step along coordinate {axis}",
        lambda shown: (
            len(shown.paths[slot].points) > 2
            and _turns(shown.paths[slot], axis) >= 0.9 * (len(shown.paths[slot].points) - 2)
        ),
    )


def never_turns(slot: str, axis: int) -> Claim:
    """It goes one way along a coordinate."""
    return _claim(
        f"{slot} goes one way along coordinate {axis}",
        lambda shown: (
            _turns(shown.paths[slot], axis) == 0
            and shown.paths[slot].points[-1, axis] != shown.paths[slot].points[0, axis]
        ),
    )


def overshoots(slot: str, axis: int = 0) -> Claim:
    """It crosses the place where it ends, by more than a tenth of the way."""

    def holds(shown: Shown) -> bool:
        along = shown.paths[slot].points[:, axis]
        way = along[-1] - along[0]
        return bool(way != 0 and ((along - along[-1]) / way).max() > 0.1)

    return _claim(f"{slot} rolls past where it ends along coordinate {axis}", holds)


def steps_shrink(slot: str) -> Claim:
    """Every step is shorter than the one before."""
    return _claim(
        f"every step of {slot} is shorter than the one before",
        lambda shown: len(_lengths(shown.paths[slot])) > 1 and (np.diff(_lengths(shown.paths[slot])) < 0).all(),
    )


def equal_steps(slot: str) -> Claim:
    """All steps have one length."""
    return _claim(
        f"all steps of {slot} are equally long",
        lambda shown: (
            _lengths(shown.paths[slot]).size > 0
            and _lengths(shown.paths[slot]).min() > 0
            and np.ptp(_lengths(shown.paths[slot])) <= 1e-6 * _lengths(shown.paths[slot]).max()
        ),
    )


def equal_coordinates(slot: str) -> Claim:
    """Every step moves all coordinates by the same amount, whatever the slopes are."""

    def holds(shown: Shown) -> bool:
        steps = np.abs(_steps(shown.paths[slot]))
        return bool(len(steps) and steps.min() > 0 and np.ptp(steps, axis=1).max() <= 1e-9 * steps.max())

    return _claim(f"{slot} moves all coordinates alike", holds)


def follows_the_antigradient(slot: str) -> Claim:
    """Every step is minus the rate times the gradient, coordinate by coordinate."""

    def holds(shown: Shown) -> bool:
        path = shown.paths[slot]
        rate = path.optimizer.learning_rate
        if path.gradients is None or rate is None or not len(_steps(path)):
            return False
        used = np.array(path.loss.gradient_kernel("array")(*path.points[:-1].T)).T
        return np.allclose(_steps(path), -rate * used, rtol=1e-6, atol=1e-12) and bool(np.any(used))

    return _claim(f"every step of {slot} is minus the rate times the gradient", holds)


def looks_ahead(slot: str) -> Claim:
    """The gradients it uses are not those of the points it stands at."""

    def holds(shown: Shown) -> bool:
        path = shown.paths[slot]
        if path.gradients is None or path.steps < 2:
            return False
        here = np.array(path.loss.gradient_kernel("array")(*path.points.T)).T[1 : path.steps]
        return not np.allclose(path.gradients[1 : path.steps], here, rtol=1e-3)

    return _claim(f"{slot} takes the gradient elsewhere than where it stands", holds)


# --- Effective rates --------------------------------------------------------------------------------------------------


def _rates(path: Trajectory) -> Array:
    found = curve(path, "effective_rate")
    return np.full((1, 1), np.nan) if found is None else np.asarray(found[1:])


def rates_only_fall(slot: str) -> Claim:
    """No effective rate ever grows, and each falls to less than half."""

    def holds(shown: Shown) -> bool:
        rates = _rates(shown.paths[slot])
        fall = rates[-1] < 0.5 * rates[0]
        return bool((np.diff(rates, axis=0) <= 1e-9 * rates[:-1]).all() and fall.all())

    return _claim(f"the effective rates of {slot} only fall", holds)


def rates_rise_again(slot: str) -> Claim:
    """Some effective rate grows to at least twice what it was."""
    return _claim(
        f"an effective rate of {slot} grows again",
        lambda shown: (_rates(shown.paths[slot]) >= 2.0 * np.fmin.accumulate(_rates(shown.paths[slot]), axis=0)).any(),
    )


def rates_differ(slot: str, times: float) -> Claim:
    """In the first step the coordinates' rates differ by so many times."""
    return _claim(
        f"the rates of the coordinates of {slot} differ {times:g} times",
        lambda shown: np.nanmax(_rates(shown.paths[slot])[0]) >= times * np.nanmin(_rates(shown.paths[slot])[0]),
    )


def first_step_longer(slot: str, than: str, times: float) -> Claim:
    """The first step of one run is so many times longer."""
    return _claim(
        f"the first step of {slot} is {times:g} times as long as that of {than}",
        lambda shown: _lengths(shown.paths[slot])[:1].sum() >= times * _lengths(shown.paths[than])[:1].sum() > 0,
    )


# --- Where runs begin and end -----------------------------------------------------------------------------------------


def begins_at(slot: str, *point: float) -> Claim:
    """The start is this point."""
    return _claim(
        f"{slot} begins at {point}", lambda shown: np.array_equal(shown.paths[slot].points[0], np.array(point))
    )


def begins_within(slot: str, epsilon: float) -> Claim:
    """All weights of the start are small, and none is zero."""
    return _claim(
        f"{slot} begins within {epsilon:g} of zero",
        lambda shown: (
            (np.abs(shown.paths[slot].points[0]) <= epsilon).all() and np.all(shown.paths[slot].points[0] != 0)
        ),
    )


def many_minima(slot: str, least: int) -> Claim:
    """Many starts come to several minima, of which one is lower than the others, and that one is kept."""

    def holds(shown: Shown) -> bool:
        if slot not in shown.harvests:
            return False
        reached = shown.harvests[slot].reached
        best = _last(shown.paths[slot])
        return len(reached) >= least and reached[0].value < reached[-1].value - 1e-3 and best <= reached[0].value + 1e-6

    return _claim(f"the starts of {slot} come to at least {least} minima, and the lowest is kept", holds)


def fired(slot: str, *rules: str) -> Claim:
    """Exactly these stopping rules ended the run."""
    return _claim(f"{slot} was ended by {' and '.join(rules)}", lambda shown: shown.paths[slot].fired == rules)


# --- Data -------------------------------------------------------------------------------------------------------------


def _of_data(text: str, holds: Callable[[DataShown], object]) -> Claim:
    return _claim(text, lambda shown: shown.data is not None and holds(shown.data))


def sees(slot: str, size: int | None) -> Claim:
    """Every step looks at a batch of this size; None: at all examples."""

    def holds(shown: Shown) -> bool:
        batches = shown.paths[slot].batches
        return batches is None if size is None else batches is not None and batches.sizes.max() == size

    return _claim(f"every step of {slot} sees {'all' if size is None else size} examples", holds)


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

    return _claim(f"the step worked out with its sums is the first of {slot}", holds)


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

    return _claim("to begin with a few examples pays", holds)


def held_out_loss_turns(slot: str, patience: int = 20) -> Claim:
    """The loss of held-out examples is lowest before the end, and early stopping says so."""

    def holds(shown: Shown) -> bool:
        if shown.data is None or shown.data.validation is None:
            return False
        losses = shown.data.validation.along(shown.paths[slot].points)
        found = early_stopping(losses, patience)
        return found.stopped is not None and bool(1.2 * losses[found.best] < losses[-1])

    return _claim(f"the held-out loss of {slot} turns before the end", holds)


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
    """At the minimum of all examples the gradients of single ones point opposite ways, and are not zero."""

    def holds(data: DataShown) -> bool:
        point = data.loss.minima[0] if data.loss.minima else data.loss.start
        columns = (*data.loss.data.features, data.loss.data.target, data.loss.numbers["delta"], 0.0)
        first = np.broadcast_to(data.loss.kernels.kernel("gradient")(*point, *columns)[0], data.loss.examples)
        return bool(first.min() < 0 < first.max() and np.abs(first).max() > 1e-6)

    return _of_data("single examples pull opposite ways at the minimum of all", holds)
