"""AMSGrad: Adam that divides by the largest average so far. In PyTorch: `torch.optim.Adam(amsgrad=True)`.

Both conventions follow PyTorch's box: the maximum is taken before the bias correction.
"""

from optim_core.base.text import N_
from optim_core.catalogue.adam import BETAS
from optim_core.methods.hyperparameters import CLIPPING, WEIGHT_DECAY, epsilon, learning_rate
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import Rule

ORDER = 120

EQUATIONS = """
m = beta_1*m + (1 - beta_1)*g
v = beta_2*v + (1 - beta_2)*g^2
u = max(u, v)
m_hat = m/(1 - beta_1^k)
v_hat = u/(1 - beta_2^k)
w = w - eta*m_hat/(sqrt(v_hat) + epsilon)
"""

PYTORCH = """
m = m + (1 - beta_1)*(g - m)
v = beta_2*v + (1 - beta_2)*g^2
u = max(u, v)
d = sqrt(u)/sqrt(1 - beta_2^k) + epsilon
w = w - eta/(1 - beta_1^k)*m/d
"""

STATE = {"m": 0.0, "v": 0.0, "u": 0.0}

METHOD = Method(
    key="amsgrad",
    name=N_("AMSGrad"),
    summary=N_("Adam that never forgets a large gradient: it divides by the largest average of squares so far."),
    source="Reddi, Kale, Kumar (2018), ICLR, arXiv:1904.09237",
    lecture_rows=("E10",),
    parameters=(learning_rate(0.05), *BETAS, epsilon(), WEIGHT_DECAY, CLIPPING),
    lecture=Rule(updates=EQUATIONS, state=STATE),
    pytorch=Rule(updates=PYTORCH, state=STATE),
    rate_unit="distance",
    torch_name="torch.optim.Adam",
)
