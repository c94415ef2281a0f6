"""RAdam: Adam that does not trust its average of squares before it has seen enough of them.

rho is the number of gradients the average amounts to. Up to 4 in the paper (from there on the variance exists) and in
the lecture's form, up to 5 in `torch.optim.RAdam`, the step is plain momentum, later Adam's times r. With a beta_2 of
3/5 or less, in PyTorch of 2/3 or less, that never comes.
"""

from optim_core.base.text import N_
from optim_core.catalogue.adam import BETAS
from optim_core.methods.hyperparameters import CLIPPING, WEIGHT_DECAY, epsilon, learning_rate
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import Rule

ORDER = 160


def _length(least: int) -> str:
    """rho, and the factor r once rho is larger than `least`."""
    return f"""
rho_inf = 2/(1 - beta_2) - 1
rho = rho_inf - 2*k*beta_2^k/(1 - beta_2^k)
r = Piecewise((sqrt((rho - 4)*(rho - 2)*rho_inf/((rho_inf - 4)*(rho_inf - 2)*rho)), rho > {least}), (0, True))
"""


EQUATIONS = f"""
m = beta_1*m + (1 - beta_1)*g
v = beta_2*v + (1 - beta_2)*g^2
m_hat = m/(1 - beta_1^k)
{_length(4)}
d = Piecewise((r*sqrt(1 - beta_2^k)/(sqrt(v) + epsilon), rho > 4), (1, True))
w = w - eta*m_hat*d
"""

PYTORCH = f"""
m = m + (1 - beta_1)*(g - m)
v = beta_2*v + (1 - beta_2)*g^2
{_length(5)}
d = Piecewise((sqrt(1 - beta_2^k)/(sqrt(v) + epsilon)*r, rho > 5), (1, True))
w = w - m/(1 - beta_1^k)*eta*d
"""

STATE = {"m": 0.0, "v": 0.0}

METHOD = Method(
    key="radam",
    name=N_("RAdam"),
    summary=N_("Adam that starts as plain momentum and scales only once its average of squares can be trusted."),
    source="Liu et al. (2020), ICLR, arXiv:1908.03265",
    parameters=(learning_rate(0.05), *BETAS, epsilon(), WEIGHT_DECAY, CLIPPING),
    lecture=Rule(updates=EQUATIONS, state=STATE),
    pytorch=Rule(updates=PYTORCH, state=STATE),
    rate_unit="distance",
    torch_name="torch.optim.RAdam",
)
