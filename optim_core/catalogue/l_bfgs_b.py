"""L-BFGS-B: BFGS that remembers its last ten steps instead of a matrix. Made by SciPy, without bounds here."""

from optim_core.base.text import N_
from optim_core.methods.scipy_methods import GRADIENT_TOLERANCE, ScipyMethod

ORDER = 240

METHOD = ScipyMethod(
    key="l_bfgs_b",
    name=N_("L-BFGS-B"),
    summary=N_("BFGS from the last ten steps only: the memory it needs grows with the weights, not with their square."),
    source="Liu, Nocedal (1989), Math. Programming 45; Byrd, Lu, Nocedal, Zhu (1995), SIAM J. Sci. Comput. 16(5)",
    parameters=(GRADIENT_TOLERANCE,),
    solver="L-BFGS-B",
    options=lambda values: {"gtol": values["tolerance"], "ftol": 0.0, "maxfun": 10**9},
    lines=(
        r"g_k = \nabla Q(w_{k-1})",
        r"B_k = B\left(s_{k-10}, y_{k-10}, \dots, s_{k-1}, y_{k-1}\right)",
        r"w_{k} = w_{k-1} - t_k B_k g_k",
    ),
)
