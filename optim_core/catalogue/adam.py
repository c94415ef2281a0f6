"""Adam: momentum and RMSprop together, both averages corrected for their start at zero.

The lecture's box is the algorithm box of `torch.optim.Adam`, so the two conventions agree. They are written apart
because PyTorch groups the same operations differently, and on sensitive paths the rounding shows.
"""

from optim_core.hyperparameters import WEIGHT_DECAY, decay, epsilon, learning_rate
from optim_core.optimizer import Method
from optim_core.rule import Rule
from optim_core.text import N_

ORDER = 60

EQUATIONS = """
m = beta_1*m + (1 - beta_1)*g
v = beta_2*v + (1 - beta_2)*g^2
m_hat = m/(1 - beta_1^k)
v_hat = v/(1 - beta_2^k)
w = w - eta*m_hat/(sqrt(v_hat) + epsilon)
"""

PYTORCH = """
m = m + (1 - beta_1)*(g - m)
v = beta_2*v + (1 - beta_2)*g^2
d = sqrt(v)/sqrt(1 - beta_2^k) + epsilon
w = w - eta/(1 - beta_1^k)*m/d
"""

METHOD = Method(
    key="adam",
    name=N_("Adam"),
    summary=N_(
        "Averages the gradient like Momentum and scales it like RMSprop, with both averages corrected at the start."
    ),
    source="Kingma, Ba (2015), ICLR, arXiv:1412.6980",
    lecture_rows=("E10",),
    parameters=(
        learning_rate(0.05),
        decay("beta_1", "beta_1", 0.9, N_("Averaging of the gradient")),
        decay("beta_2", "beta_2", 0.999, N_("Averaging of its square")),
        epsilon(),
        WEIGHT_DECAY,
    ),
    lecture=Rule(updates=EQUATIONS, state={"m": 0.0, "v": 0.0}),
    pytorch=Rule(updates=PYTORCH, state={"m": 0.0, "v": 0.0}),
    rate_unit="distance",
)
