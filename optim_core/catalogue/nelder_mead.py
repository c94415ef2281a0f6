"""Nelder-Mead: a triangle that crawls downhill by its values alone, no derivative needed. Made by SciPy.

The point of a step is the best corner. The first triangle is SciPy's: each coordinate 5 % further, or 0.00025 where it
is zero. The steps typeset are the reflection, tried first; expansion, contraction and shrinking follow from its value.
"""

from optim_core.base.text import N_
from optim_core.methods.scipy_methods import ScipyMethod, tolerance

ORDER = 210

METHOD = ScipyMethod(
    key="nelder_mead",
    name=N_("Nelder–Mead"),
    summary=N_("A triangle of points flips, stretches and shrinks its way down; it asks for values only."),
    source="Nelder, Mead (1965), The Computer Journal 7(4)",
    parameters=(tolerance(N_("The method stops by itself once its triangle and the values in it differ by less.")),),
    solver="Nelder-Mead",
    options=lambda values: {"xatol": values["tolerance"], "fatol": values["tolerance"]},
    lines=(
        r"Q(x_1) \le \dots \le Q(x_{d+1})",
        r"c = \frac{1}{d} \sum_{i=1}^{d} x_i",
        r"x_{d+1} \leftarrow c + \rho \left(c - x_{d+1}\right)",
        r"\rho \in \left\{1, 2, \tfrac{1}{2}, -\tfrac{1}{2}\right\}",
        r"w_{k} = x_1",
    ),
    order=0,
    follows_gradients=False,
)
