"""Trust region: minimize the quadratic model within a radius, which follows how well it predicted. Made by SciPy.

Steps that do not lower the loss enough are not taken: the point stays and the radius shrinks.
"""

from optim_core.base.text import N_
from optim_core.methods.hyperparameters import Hyperparameter
from optim_core.methods.scipy_methods import GRADIENT_TOLERANCE, ScipyMethod

ORDER = 260

RADIUS = Hyperparameter(
    key="trust_radius",
    symbol="Delta_0",
    label=N_("First radius"),
    default=1.0,
    minimum=1e-6,
    maximum=100.0,
    slider=(1e-3, 100.0),
    scale="log",
    help=N_("How far the quadratic model is trusted at first."),
)

METHOD = ScipyMethod(
    key="trust_ncg",
    name=N_("Trust region"),
    summary=N_("Newton within a circle that grows while its model predicts well and shrinks when it does not."),
    source="Steihaug (1983), SIAM J. Numer. Anal. 20(3); Conn, Gould, Toint (2000), Trust Region Methods",
    parameters=(RADIUS, GRADIENT_TOLERANCE),
    solver="trust-ncg",
    options=lambda values: {"gtol": values["tolerance"], "initial_trust_radius": values["trust_radius"]},
    lines=(
        r"g_k = \nabla Q(w_{k-1}), \quad H_k = \nabla^2 Q(w_{k-1})",
        r"d_k \approx \arg\min_{\lVert d \rVert \le \Delta_{k-1}} \left(g_k^{T} d + \tfrac{1}{2} d^{T} H_k d\right)",
        r"r_k = \frac{Q(w_{k-1} + d_k) - Q(w_{k-1})}{g_k^{T} d_k + \frac{1}{2} d_k^{T} H_k d_k}",
        r"w_{k} = \begin{cases} w_{k-1} + d_k & r_k > 0.15 \\ w_{k-1} & \text{otherwise} \end{cases}",
    ),
    order=2,
)
