"""BFGS: Newton's method with an inverse Hessian learned from the gradients, and a Wolfe line search. Made by SciPy."""

from optim_core.base.text import N_
from optim_core.methods.scipy_methods import GRADIENT_TOLERANCE, ScipyMethod

ORDER = 230

METHOD = ScipyMethod(
    key="bfgs",
    name=N_("BFGS"),
    summary=N_("Learns the curvature from how the gradient changes, and steps almost like Newton with it."),
    source="Broyden, Fletcher, Goldfarb, Shanno (1970)",
    parameters=(GRADIENT_TOLERANCE,),
    solver="BFGS",
    options=lambda values: {"gtol": values["tolerance"]},
    lines=(
        r"g_k = \nabla Q(w_{k-1})",
        r"s = w_{k-1} - w_{k-2}, \quad y = g_k - g_{k-1}, \quad \rho = \frac{1}{y^{T} s}",
        r"B_k = \left(I - \rho s y^{T}\right) B_{k-1} \left(I - \rho y s^{T}\right) + \rho s s^{T}",
        r"w_{k} = w_{k-1} - t_k B_k g_k",
    ),
)
