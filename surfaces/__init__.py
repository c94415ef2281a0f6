"""Loss surfaces: the catalogue and typed formulas, through the same expression language.

>>> from surfaces import parse, surface
>>> surface("rosenbrock").value(1.0, 1.0)
0.0
>>> parse("x^2 + 10y^2").gradient(1.0, 2.0)
(2.0, 40.0)
"""

from optim_core.expression import ExpressionError
from optim_core.methods.hyperparameters import unknown_name
from surfaces.base.surface import Surface
from surfaces.catalogue import entries
from surfaces.networks import network
from surfaces.typed import parse

__all__ = ["ExpressionError", "Surface", "entries", "network", "parse", "surface"]


def surface(key: str, **parameters: float) -> Surface:
    """A surface of the catalogue.

    Args:
        key: one of `entries()`, e.g. ``"rosenbrock"``.
        **parameters: numbers for the formula, e.g. ``condition_number=50``.

    Raises:
        ValueError: unknown key or parameter, or a value out of range; the message lists what exists.
    """
    catalogue = entries()
    if key not in catalogue:
        raise unknown_name("surface", key, catalogue)
    return catalogue[key].surface(**parameters)
