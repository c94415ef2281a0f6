"""Nonlinear conjugate gradients in the form of Polak and Ribière, with a Wolfe line search. Made by SciPy."""

from optim_core.base.text import N_
from optim_core.methods.scipy_methods import GRADIENT_TOLERANCE, ScipyMethod

ORDER = 220

METHOD = ScipyMethod(
    key="cg",
    name=N_("Conjugate gradients"),
    summary=N_("Each direction keeps what the last one achieved; on a quadratic with d weights d steps are enough."),
    source="Hestenes, Stiefel (1952), J. Res. NBS 49(6); Polak, Ribière (1969), R.I.R.O. 3(16)",
    parameters=(GRADIENT_TOLERANCE,),
    solver="CG",
    options=lambda values: {"gtol": values["tolerance"]},
    lines=(
        r"g_k = \nabla Q(w_{k-1})",
        r"\beta_k = \max\left(0, \frac{g_k^{T} \left(g_k - g_{k-1}\right)}{g_{k-1}^{T} g_{k-1}}\right)",
        r"d_k = -g_k + \beta_k d_{k-1}",
        r"w_{k} = w_{k-1} + t_k d_k",
    ),
)
