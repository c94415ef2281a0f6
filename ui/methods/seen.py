"""What a run at its start's mercy shows: said where the picture alone would look like a mistake."""

from __future__ import annotations

import numpy as np

from optim_core import Trajectory
from optim_core.base.text import N_, Message
from optim_core.catalogue.newton import Newton
from optim_core.methods.definition import NOTHING
from surfaces import Surface

#: Steps of one length, in the signs of the gradient or along it.
OF_ONE_LENGTH = ("sign", "normalized", "lion")

STAYS = N_(
    "At the start the quadratic model has no stationary point, because the curvature is zero where the slope is not: "
    "Newton's method stays where it is. Any damping makes it go downhill."
)
BENT = N_(
    "At the start the curvature is {curvature:.3g} in one direction: the model has no minimum there, and the first "
    "step goes to its saddle or its maximum. With a damping above {damping:.3g} it points downhill."
)
ONE_LENGTH = N_(
    "Its steps have one length however small the gradient gets, so it ends up going back and forth, across the floor "
    "of a valley or around a minimum. A schedule that shrinks the step size lets it come to rest."
)


def what_is_seen(path: Trajectory, surface: Surface) -> Message | None:
    """A sentence on a single descent whose method cannot show what it is about from here; None where it can."""
    if path.maximize or not path.single:
        return None
    method = path.optimizer.method
    if isinstance(method, Newton):
        return _newton(path, surface)
    schedule = path.optimizer.schedule
    steady = schedule is None or schedule.constant
    one_length = method.paced_by(NOTHING).key in OF_ONE_LENGTH
    return Message(ONE_LENGTH) if one_length and steady and path.outcome.kind == "oscillating" else None


def _newton(path: Trajectory, surface: Surface) -> Message | None:
    start = tuple(path.points[0].tolist())
    hessian = np.array(surface.hessian(*start), dtype=np.float64)
    gradient = np.array(surface.gradient(*start), dtype=np.float64)
    if not np.isfinite(hessian).all() or not np.isfinite(gradient).all():
        return None
    curvature = float(np.linalg.eigvalsh(hessian)[0])
    damping = float(path.optimizer.value_of("damping"))
    if curvature + damping < 0.0:
        return Message(BENT, {"curvature": curvature, "damping": -curvature})
    stays = path.steps > 0 and gradient.any() and bool((path.points[1] == path.points[0]).all())
    return Message(STAYS) if stays and curvature + damping == 0.0 else None
