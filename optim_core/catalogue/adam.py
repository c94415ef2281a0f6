"""Adam: momentum and RMSprop together, both averages corrected for their start at zero.

The lecture's box is the algorithm box of `torch.optim.Adam`, so the two conventions agree. They are written apart
because PyTorch groups the same operations differently, and on sensitive paths the rounding shows. Without the
correction (which PyTorch always makes) the first steps come out too long or too short.
"""

from optim_core.base.text import N_
from optim_core.methods.hyperparameters import CLIPPING, WEIGHT_DECAY, Hyperparameter, decay, epsilon, learning_rate
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import Rule

ORDER = 60

AVERAGES = """
m = beta_1*m + (1 - beta_1)*g
v = beta_2*v + (1 - beta_2)*g^2
"""

EQUATIONS = f"""{AVERAGES}
m_hat = m/(1 - beta_1^k)
v_hat = v/(1 - beta_2^k)
w = w - eta*m_hat/(sqrt(v_hat) + epsilon)
"""

UNCORRECTED = f"{AVERAGES}\nw = w - eta*m/(sqrt(v) + epsilon)"

PYTORCH = """
m = m + (1 - beta_1)*(g - m)
v = beta_2*v + (1 - beta_2)*g^2
d = sqrt(v)/sqrt(1 - beta_2^k) + epsilon
w = w - eta/(1 - beta_1^k)*m/d
"""

BETAS = (
    decay("beta_1", "beta_1", 0.9, N_("Averaging of the gradient")),
    decay("beta_2", "beta_2", 0.999, N_("Averaging of its square")),
)

BIAS_CORRECTION = Hyperparameter(
    key="bias_correction",
    symbol="c",
    label=N_("Bias correction"),
    default=1.0,
    minimum=0.0,
    maximum=1.0,
    slider=(0.0, 1.0),
    scale="switch",
    help=N_("Both averages start at zero and are too small at first; the correction makes up for it."),
)

STATE = {"m": 0.0, "v": 0.0}

METHOD = Method(
    key="adam",
    name=N_("Adam"),
    summary=N_(
        "Averages the gradient like Momentum and scales it like RMSprop, with both averages corrected at the start."
    ),
    source="Kingma, Ba (2015), ICLR, arXiv:1412.6980",
    lecture_rows=("E9", "E10"),
    parameters=(learning_rate(0.05), *BETAS, epsilon(), WEIGHT_DECAY, BIAS_CORRECTION, CLIPPING),
    lecture=Rule(updates=EQUATIONS, state=STATE, switched_off={"bias_correction": UNCORRECTED}),
    pytorch=Rule(updates=PYTORCH, state=STATE, switched_off={"bias_correction": UNCORRECTED}),
    rate_unit="distance",
    torch_name="torch.optim.Adam",
)
