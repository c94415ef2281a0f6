"""Nelder-Mead: a triangle that crawls downhill by its values alone, no derivative needed. Made by SciPy.

The point of a step is the best corner. The first triangle is SciPy's: each coordinate 5 % further, or 0.00025 where it
is zero. Typeset are the cases in the order in which they are looked at: expansion, reflection, contraction outside and
inside; where none holds, all corners but the best one shrink towards it.
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
        r"x(\rho) = c + \rho \left(c - x_{d+1}\right)",
        r"x_{d+1} \leftarrow \begin{cases} x(2) & Q(x(2)) < Q(x(1)) < Q(x_1)"
        r" \\ x(1) & Q(x(1)) < Q(x_d)"
        r" \\ x(\tfrac{1}{2}) & Q(x(1)) < Q(x_{d+1}),\; Q(x(\tfrac{1}{2})) \le Q(x(1))"
        r" \\ x(-\tfrac{1}{2}) & Q(x(1)) \ge Q(x_{d+1}) > Q(x(-\tfrac{1}{2})) \end{cases}",
        r"x_i \leftarrow x_1 + \tfrac{1}{2} \left(x_i - x_1\right),\; i > 1, \quad \text{otherwise}",
        r"w_{k} = x_1",
    ),
    order=0,
    follows_gradients=False,
)
