"""Adamax: Adam with the largest recent gradient in place of the root of the averaged squares.

Both conventions add epsilon inside the maximum, as `torch.optim.Adamax` does; the paper has none and divides by zero
where a derivative is exactly zero from the start.
"""

from optim_core.base.text import N_
from optim_core.catalogue.adam import BETAS
from optim_core.methods.hyperparameters import CLIPPING, WEIGHT_DECAY, epsilon, learning_rate
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import Rule

ORDER = 140

EQUATIONS = """
m = beta_1*m + (1 - beta_1)*g
u = max(beta_2*u, |g| + epsilon)
m_hat = m/(1 - beta_1^k)
w = w - eta*m_hat/u
"""

PYTORCH = """
m = m + (1 - beta_1)*(g - m)
u = max(beta_2*u, |g| + epsilon)
w = w - eta/(1 - beta_1^k)*m/u
"""

STATE = {"m": 0.0, "u": 0.0}

METHOD = Method(
    key="adamax",
    name=N_("Adamax"),
    summary=N_("Adam that divides by the largest gradient of late, slowly forgotten, instead of an average."),
    source=N_("Kingma, Ba (2015), ICLR, arXiv:1412.6980, section 7"),
    parameters=(learning_rate(0.05), *BETAS, epsilon(), WEIGHT_DECAY, CLIPPING),
    lecture=Rule(updates=EQUATIONS, state=STATE),
    pytorch=Rule(updates=PYTORCH, state=STATE),
    rate_unit="distance",
    torch_name="torch.optim.Adamax",
)
