"""Lion: the sign of a momentum, found by searching over programs.

The sign is taken of an average with beta_1, remembered is one with beta_2. Weight decay acts on the weights directly.
PyTorch has no such class.
"""

from optim_core.base.text import N_
from optim_core.methods.hyperparameters import CLIPPING, decay, decoupled_decay, learning_rate
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import DECOUPLED_DECAY, Rule

ORDER = 170

RULE = Rule(
    updates="""
c = beta_1*m + (1 - beta_1)*g
m = beta_2*m + (1 - beta_2)*g
w = w - eta*sign(c)
""",
    state={"m": 0.0},
    decay=DECOUPLED_DECAY,
)

METHOD = Method(
    key="lion",
    name=N_("Lion"),
    summary=N_("Steps by the sign of an averaged gradient, so every coordinate moves by the learning rate."),
    source="Chen et al. (2023), NeurIPS, arXiv:2302.06675",
    parameters=(
        learning_rate(0.01),
        decay("beta_1", "beta_1", 0.9, N_("Averaging for the step")),
        decay("beta_2", "beta_2", 0.99, N_("Averaging of the gradient")),
        decoupled_decay(0.0),
        CLIPPING,
    ),
    lecture=RULE,
    pytorch=RULE,
    rate_unit="distance",
)
