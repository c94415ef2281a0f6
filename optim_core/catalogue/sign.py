"""Sign descent: a step of the same length in every coordinate, whatever the size of its derivative.

PyTorch has no such class.
"""

from optim_core.base.text import N_
from optim_core.methods.hyperparameters import learning_rate
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import Rule

ORDER = 80

RULE = Rule(updates="w = w - eta*sign(g)")

METHOD = Method(
    key="sign",
    name=N_("Sign descent"),
    summary=N_("Uses only the sign of each partial derivative: every coordinate moves by the learning rate."),
    source="Riedmiller, Braun (1993), IEEE ICNN; Bernstein et al. (2018), ICML, arXiv:1802.04434",
    lecture_rows=("E4",),
    parameters=(learning_rate(0.01),),
    lecture=RULE,
    pytorch=RULE,
    rate_unit="distance",
)
