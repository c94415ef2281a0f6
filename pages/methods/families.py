"""Kinship of methods, told from what the catalogue knows about them, and where each shows what it can do."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from optim_core import methods
from optim_core.base.text import N_
from optim_core.methods.definition import Definition, Method
from optim_core.methods.scipy_methods import ScipyMethod
from ui.methods.plain_descent import plain_descent
from ui.runs.choice import MethodChoice
from ui.runs.computed import surface_of, trajectory_of
from ui.work.bounded import within_bounds

PLAIN, INERTIA, ADAPTIVE = "plain", "inertia", "adaptive"
AROUND, CURVATURE, SCIPY = "around", "curvature", "scipy"

FAMILY_NAMES: Mapping[str, str] = {
    PLAIN: N_("Plain descent and its cousins"),
    INERTIA: N_("Inertia"),
    ADAPTIVE: N_("Adaptive steps"),
    AROUND: N_("Around another method"),
    CURVATURE: N_("Curvature and line search"),
    SCIPY: N_("SciPy's classics"),
}

#: Where methods race: across and along, the same turned, a bend, a saddle, a plateau.
RACE_SURFACES = ("ravine", "rotated_ravine", "rosenbrock", "saddle", "plateau_cliff")

#: In the order in which a method tries to show what it can do.
_FOR_GRADIENTS = ("ravine", "saddle", "plateau_cliff", "rosenbrock", "rotated_ravine")
_FOR_CURVATURE = ("rosenbrock", "rotated_ravine", "ravine", "plateau_cliff", "saddle")

STEPS = 100


def family(method: Definition) -> str:
    """The family a method belongs to, a key of `FAMILY_NAMES`.

    Methods that remember nothing are plain; of those that do, steps in proportion to the gradient have inertia, steps
    of a size of their own are adaptive.
    """
    if isinstance(method, ScipyMethod):
        return SCIPY
    if method.choices:
        return AROUND
    if not isinstance(method, Method):
        # Steps in proportion to the gradient that know nothing else.
        return PLAIN if method.rated and method.rate_unit == "gradient" else CURVATURE
    if not method.lecture.state:
        return PLAIN
    return INERTIA if method.rate_unit == "gradient" else ADAPTIVE


def families() -> dict[str, list[Definition]]:
    """All methods by family, in the order of the menus; families without methods are left out."""
    found: dict[str, list[Definition]] = {name: [] for name in FAMILY_NAMES}
    for method in methods().values():
        found[family(method)].append(method)
    return {name: members for name, members in found.items() if members}


@cache
def showcase(key: str) -> str:
    """The first surface on which a method ends lower than plain descent, each at its suggested rate."""
    patient = family(methods()[key]) in {PLAIN, INERTIA, ADAPTIVE}
    surfaces = _FOR_GRADIENTS if patient else _FOR_CURVATURE
    return next((name for name in surfaces if _final_loss(key, name) < _final_loss(plain_descent(), name)), surfaces[0])


def _final_loss(key: str, surface_key: str) -> float:
    surface = surface_of(surface_key)
    # Surfaces of the catalogue and so many steps: little work for every method.
    with within_bounds():
        path = trajectory_of(surface, MethodChoice(key).optimizer(surface), surface.start, STEPS)
    return float(path.values[-1])


def neighbours(key: str) -> tuple[Definition | None, Definition | None]:
    """The methods before and after one, family by family; None at the ends."""
    order = [method for members in families().values() for method in members]
    place = next(index for index, method in enumerate(order) if method.key == key)
    before = order[place - 1] if place else None
    return before, order[place + 1] if place + 1 < len(order) else None
