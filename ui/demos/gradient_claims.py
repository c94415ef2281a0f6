"""What can be claimed of a scene on the page of the gradient; `claims.py` has those of runs."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from optim_core.differential.differences import best_step, difference_errors
from optim_core.differential.directions import directional, rose
from optim_core.differential.flow import away_from, descent, gradient_flow
from optim_core.differential.line import Line, LineKernel
from optim_core.differential.remainder import increment, order
from ui.demos.demo import Claim, GradientShown


def _of_gradient(text: str, holds: Callable[[GradientShown], bool]) -> Claim:
    return Claim(text, lambda shown: shown.gradient is not None and bool(holds(shown.gradient)))


def _line(shown: GradientShown) -> Line:
    surface = shown.surface
    kernel = LineKernel(surface.kernels.parsed.root, surface.variables, surface.parameters, surface.named_columns)
    return kernel.line(shown.point, shown.direction)


def _slopes(shown: GradientShown) -> tuple[float, ...]:
    return tuple(float(slope) for slope in shown.surface.gradient(*shown.point))


def steepest(share: float = 0.999) -> Claim:
    """The direction grows as fast as any, but for so much."""

    def holds(shown: GradientShown) -> bool:
        slopes = _slopes(shown)
        if len(slopes) < 2:
            return False
        return directional(slopes, shown.direction) >= share * float(rose(slopes)[1].max()) > 0

    return _of_gradient(f"no direction grows faster than this by more than {1 - share:.1%}", holds)


def along_the_level_line(share: float = 0.01) -> Claim:
    """The directional derivative is next to nothing beside the gradient, which is not zero."""

    def holds(shown: GradientShown) -> bool:
        slopes = _slopes(shown)
        size = math.hypot(*slopes)
        return len(slopes) == 2 and size > 0 and abs(directional(slopes, shown.direction)) <= share * size

    return _of_gradient(f"along the direction the derivative is below {share:g} of the gradient", holds)


def vanishes_with_order(expected: int) -> Claim:
    """The remainder's slope on logarithmic axes is measured to be what theory says."""

    def holds(shown: GradientShown) -> bool:
        found = order(_line(shown))
        return found.measured is not None and found.expected == expected and abs(found.measured - expected) < 0.05

    return _of_gradient(f"the remainder vanishes with slope {expected}", holds)


def remainder_is(low: float, high: float) -> Claim:
    """The remainder of the step is so much of df."""

    def holds(shown: GradientShown) -> bool:
        step = increment(_line(shown), shown.h)
        return low <= abs(step.remainder) <= high * abs(step.differential) and step.differential != 0.0

    return _of_gradient(f"the remainder is at most {high:g} of df, and seen", holds)


def rounding_spoils(times: float) -> Claim:
    """At this h the forward difference is so many times more wrong than at the best one, which is larger."""

    def holds(shown: GradientShown) -> bool:
        line = _line(shown)
        best = best_step(line).forward
        if best is None or shown.h >= best:
            return False
        here, there = difference_errors(line, [shown.h, best]).forward
        return bool(here > times * there)

    return _of_gradient(f"the difference quotient is {times:g} times more wrong than at the best h", holds)


def smaller_steps_follow_the_flow(least: float, times: float = 5.0) -> Claim:
    """Descent leaves the flow by at least so much, and with a tenth of the rate by so many times less."""

    def holds(shown: GradientShown) -> bool:
        surface = shown.surface
        if surface.dimension != 2:
            return False
        box = [(low - (high - low), high + (high - low)) for low, high in surface.domain]
        flow = gradient_flow(surface.gradient, surface.hessian, shown.point, box, 1e4)
        far, near = (
            away_from(flow, descent(surface.gradient, shown.point, rate, steps), rate)
            for rate, steps in ((shown.rate, shown.steps), (shown.rate / 10, shown.steps * 10))
        )
        return far is not None and near is not None and far > least and near * times < far

    return _of_gradient(
        f"descent is over {least:g} from the flow, and {times:g} times closer with smaller steps", holds
    )


def parts_add_up() -> Claim:
    """df is the sum of the parts of both coordinates, neither of which is nothing."""

    def holds(shown: GradientShown) -> bool:
        slopes = _slopes(shown)
        parts = [slope * shown.h * u for slope, u in zip(slopes, shown.direction, strict=True)]
        step = increment(_line(shown), shown.h)
        return len(parts) == 2 and min(map(abs, parts)) > 0 and bool(np.isclose(sum(parts), step.differential))

    return _of_gradient("df is the sum of what both coordinates give", holds)
