"""Normalized gradient: every step has the length of the learning rate, only its direction comes from the gradient.

Where the gradient is zero it has no direction; epsilon makes the step zero there. PyTorch has no such class.
"""

from optim_core.base.text import N_
from optim_core.methods.hyperparameters import epsilon, learning_rate
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import Rule

ORDER = 100

RULE = Rule(updates="w = w - eta*g/(g_norm + epsilon)")

METHOD = Method(
    key="normalized",
    name=N_("Normalized gradient"),
    summary=N_("Steps of one length along the antigradient: plateaus do not slow it down, minima do not stop it."),
    source=N_("Shor (1962), see Shor (1985), Minimization Methods for Non-Differentiable Functions, Springer"),
    lecture_rows=("E5",),
    parameters=(learning_rate(0.01), epsilon(1e-12)),
    lecture=RULE,
    pytorch=RULE,
    rate_unit="distance",
)
