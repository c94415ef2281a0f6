"""What can be claimed of a scene: each function makes a statement that is true or false of the numbers shown.

A run is named by its slot, as in links. Whatever is compared has a margin, because the eye needs one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from optim_core import Outcome, Trajectory, run
from optim_core.paths.curves import curve
from surfaces import Surface, parse
from ui.demos.demo import Claim, Shown

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


def claim(text: str, holds: Callable[[Shown], object]) -> Claim:
    """A claim from a function whose answer counts as yes or no."""
    return Claim(text, lambda shown: bool(holds(shown)))


# --- Losses and ends --------------------------------------------------------------------------------------------------


def lower(slot: str, than: str, times: float = 2.0) -> Claim:
    """The run ends with a loss at least so many times lower."""
    return claim(
        f"{slot} ends at least {times:g} times lower than {than}",
        lambda shown: _last(shown.paths[slot]) * times <= _last(shown.paths[than]),
    )


def further_down(slot: str, than: str, gap: float) -> Claim:
    """The run ends with a loss lower by so much: for losses that may be negative."""
    return claim(
        f"{slot} ends at least {gap:g} below {than}",
        lambda shown: _last(shown.paths[slot]) + gap <= _last(shown.paths[than]),
    )


def arrives_sooner(slot: str, than: str, loss: float, times: float = 1.2) -> Claim:
    """The run comes below a loss in so many times fewer steps than the other, which may never do."""

    def holds(shown: Shown) -> bool:
        own, other = (np.flatnonzero(shown.paths[name].values < loss) for name in (slot, than))
        return own.size > 0 and (other.size == 0 or own[0] * times <= other[0])

    return claim(f"{slot} is below {loss:g} sooner than {than}", holds)


def never_rises(slot: str) -> Claim:
    """The loss falls all the way."""
    return claim(
        f"the loss of {slot} falls and never rises",
        lambda shown: (
            shown.paths[slot].values[-1] < shown.paths[slot].values[0]
            and (np.diff(shown.paths[slot].values) <= ROUNDING * np.abs(shown.paths[slot].values[:-1])).all()
        ),
    )


def rises(slot: str, share: float = 0.05) -> Claim:
    """The loss rises in at least this share of the steps."""
    return claim(
        f"the loss of {slot} rises in at least {share:g} of its steps",
        lambda shown: (np.diff(shown.paths[slot].values) > 0).mean() >= share,
    )


def climbs(slot: str) -> Claim:
    """The loss grows from the start to a maximum that is certified."""
    return claim(
        f"{slot} climbs to a maximum",
        lambda shown: (
            shown.paths[slot].maximize
            and _kind(shown.paths[slot]) == "converged"
            and _last(shown.paths[slot]) > shown.paths[slot].values[0]
        ),
    )


def ends_as(slot: str, *kinds: str) -> Claim:
    """The verdict is one of these."""
    return claim(f"the verdict on {slot} is {' or '.join(kinds)}", lambda shown: _kind(shown.paths[slot]) in kinds)


def stays_in_a_local_minimum(slot: str) -> Claim:
    """It converges, to a minimum above the lowest known."""
    return claim(
        f"{slot} stays in a local minimum",
        lambda shown: _kind(shown.paths[slot]) == "converged" and _outcome(shown.paths[slot]).local,
    )


def finds_the_lowest_minimum(slot: str) -> Claim:
    """It ends beside the lowest minimum that is known, within a hundredth."""
    return claim(
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
    return claim(
        f"{slot} and {than} end at least {apart:g} apart",
        lambda shown: np.linalg.norm(shown.ends(slot) - shown.ends(than)) >= apart,
    )


def same_path(slot: str, other: str, within: float = 1e-9) -> Claim:
    """Two runs make the same points."""
    return claim(
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
    return claim(
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

    return claim(f"{factor:g} times the loss does not change the path of {slot}", holds)


# --- Steps ------------------------------------------------------------------------------------------------------------


def turns_more(slot: str, than: str, axis: int, times: float = 1.5) -> Claim:
    """The steps along a coordinate change their sign so many times more often."""
    return claim(
        f"{slot} turns at least {times:g} times as often as {than} along coordinate {axis}",
        lambda shown: (
            _turns(shown.paths[slot], axis) >= 1
            and _turns(shown.paths[slot], axis) >= times * _turns(shown.paths[than], axis)
        ),
    )


def turns_always(slot: str, axis: int) -> Claim:
    """Nine steps in ten go back where the one before came from."""
    return claim(
        f"{slot} turns with nearly every step along coordinate {axis}",
        lambda shown: (
            len(shown.paths[slot].points) > 2
            and _turns(shown.paths[slot], axis) >= 0.9 * (len(shown.paths[slot].points) - 2)
        ),
    )


def never_turns(slot: str, axis: int) -> Claim:
    """It goes one way along a coordinate."""
    return claim(
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

    return claim(f"{slot} rolls past where it ends along coordinate {axis}", holds)


def steps_shrink(slot: str) -> Claim:
    """Every step is shorter than the one before."""
    return claim(
        f"every step of {slot} is shorter than the one before",
        lambda shown: len(_lengths(shown.paths[slot])) > 1 and (np.diff(_lengths(shown.paths[slot])) < 0).all(),
    )


def equal_steps(slot: str) -> Claim:
    """All steps have one length."""
    return claim(
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

    return claim(f"{slot} moves all coordinates alike", holds)


def follows_the_antigradient(slot: str) -> Claim:
    """Every step is minus the rate times the gradient, coordinate by coordinate."""

    def holds(shown: Shown) -> bool:
        path = shown.paths[slot]
        rate = path.optimizer.learning_rate
        if path.gradients is None or rate is None or not len(_steps(path)):
            return False
        used = np.array(path.loss.gradient_kernel("array")(*path.points[:-1].T)).T
        return np.allclose(_steps(path), -rate * used, rtol=1e-6, atol=1e-12) and bool(np.any(used))

    return claim(f"every step of {slot} is minus the rate times the gradient", holds)


def looks_ahead(slot: str) -> Claim:
    """The gradients it uses are not those of the points it stands at."""

    def holds(shown: Shown) -> bool:
        path = shown.paths[slot]
        if path.gradients is None or path.steps < 2:
            return False
        here = np.array(path.loss.gradient_kernel("array")(*path.points.T)).T[1 : path.steps]
        return not np.allclose(path.gradients[1 : path.steps], here, rtol=1e-3)

    return claim(f"{slot} takes the gradient elsewhere than where it stands", holds)


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

    return claim(f"the effective rates of {slot} only fall", holds)


def rates_rise_again(slot: str) -> Claim:
    """Some effective rate grows to at least twice what it was."""

    def holds(shown: Shown) -> bool:
        rates = _rates(shown.paths[slot])
        return bool(((rates > 0) & (rates >= 2.0 * np.fmin.accumulate(rates, axis=0))).any())

    return claim(f"an effective rate of {slot} grows again", holds)


def rates_differ(slot: str, times: float) -> Claim:
    """In the first step the coordinates' rates differ by so many times."""

    def holds(shown: Shown) -> bool:
        first = _rates(shown.paths[slot])[0]
        return bool(first.max() > 0 and first.max() >= times * first.min())

    return claim(f"the rates of the coordinates of {slot} differ {times:g} times", holds)


def first_step_longer(slot: str, than: str, times: float) -> Claim:
    """The first step of one run is so many times longer."""
    return claim(
        f"the first step of {slot} is {times:g} times as long as that of {than}",
        lambda shown: _lengths(shown.paths[slot])[:1].sum() >= times * _lengths(shown.paths[than])[:1].sum() > 0,
    )


# --- Where runs begin and end -----------------------------------------------------------------------------------------


def begins_at(slot: str, *point: float) -> Claim:
    """The start is this point."""
    return claim(
        f"{slot} begins at {point}", lambda shown: np.array_equal(shown.paths[slot].points[0], np.array(point))
    )


def begins_within(slot: str, epsilon: float) -> Claim:
    """All weights of the start are small, and none is zero."""
    return claim(
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

    return claim(f"the starts of {slot} come to at least {least} minima, and the lowest is kept", holds)


def fired(slot: str, *rules: str) -> Claim:
    """Exactly these stopping rules ended the run."""
    return claim(f"{slot} was ended by {' and '.join(rules)}", lambda shown: shown.paths[slot].fired == rules)
