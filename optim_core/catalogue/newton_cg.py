"""Newton-CG: Newton's equations solved by conjugate gradients, given up at negative curvature. Made by SciPy."""

from optim_core.base.text import N_
from optim_core.methods.scipy_methods import ScipyMethod, tolerance

ORDER = 250

METHOD = ScipyMethod(
    key="newton_cg",
    name=N_("Newton-CG"),
    summary=N_("Newton's step, cut short where the curvature turns negative, with a line search: saddles repel it."),
    source=N_("Dembo, Steihaug (1983), Math. Programming 26; Nocedal, Wright (2006), Numerical Optimization, ch. 7"),
    parameters=(tolerance(N_("The method stops by itself when its steps are shorter than this on average.")),),
    solver="Newton-CG",
    options=lambda values: {"xtol": values["tolerance"]},
    lines=(
        r"g_k = \nabla Q(w_{k-1})",
        r"\nabla^2 Q(w_{k-1}) d_k \approx -g_k",
        r"w_{k} = w_{k-1} + t_k d_k",
    ),
    order=2,
)
