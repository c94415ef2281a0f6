"""NAdam: Adam with Nesterov's look ahead: the step uses the momentum as it will be after this gradient.

As in `torch.optim.NAdam` the momentum warms up: mu = beta_1*(1 - 0.96^(k*psi)/2), and the bias correction uses the
product of the momenta so far. The two conventions differ in grouping only.
"""

from optim_core.base.text import N_
from optim_core.catalogue.adam import BETAS
from optim_core.methods.hyperparameters import CLIPPING, WEIGHT_DECAY, Hyperparameter, epsilon, learning_rate
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import Rule

ORDER = 150

MOMENTUM_DECAY = Hyperparameter(
    key="momentum_decay",
    symbol="psi",
    label=N_("Momentum warm-up"),
    default=4e-3,
    minimum=0.0,
    maximum=10.0,
    slider=(0.0, 0.5),
    scale="linear",
    help=N_("How fast the momentum grows from half of its final value to all of it."),
)

WARM_UP = """
mu = beta_1*(1 - 0.5*0.96^(k*psi))
nu = beta_1*(1 - 0.5*0.96^((k + 1)*psi))
P = P*mu
"""

EQUATIONS = f"""{WARM_UP}
m = beta_1*m + (1 - beta_1)*g
v = beta_2*v + (1 - beta_2)*g^2
m_hat = nu*m/(1 - P*nu) + (1 - mu)*g/(1 - P)
v_hat = v/(1 - beta_2^k)
w = w - eta*m_hat/(sqrt(v_hat) + epsilon)
"""

PYTORCH = f"""{WARM_UP}
m = m + (1 - beta_1)*(g - m)
v = beta_2*v + (1 - beta_2)*g^2
d = sqrt(v/(1 - beta_2^k)) + epsilon
w = w - eta*(1 - mu)/(1 - P)*g/d - eta*nu/(1 - P*nu)*m/d
"""

STATE = {"P": 1.0, "m": 0.0, "v": 0.0}

METHOD = Method(
    key="nadam",
    name=N_("NAdam"),
    summary=N_(
        "Adam that looks ahead like Nesterov: the newest gradient already counts in the momentum it steps with."
    ),
    source=N_("Dozat (2016), ICLR workshop, Incorporating Nesterov Momentum into Adam"),
    parameters=(learning_rate(0.05), *BETAS, epsilon(), WEIGHT_DECAY, MOMENTUM_DECAY, CLIPPING),
    lecture=Rule(updates=EQUATIONS, state=STATE),
    pytorch=Rule(updates=PYTORCH, state=STATE),
    rate_unit="distance",
    torch_name="torch.optim.NAdam",
)
