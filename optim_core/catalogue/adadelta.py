"""Adadelta: the step has the unit of the weights, which a gradient step has not.

A gradient is loss per weight; subtracting it from a weight mixes units. Adadelta multiplies by a typical step
and divides by a typical gradient, so the loss cancels and its scale does not matter (but for epsilon, which also
gives the first step its size). Lecture and PyTorch (`torch.optim.Adadelta`) agree.
"""

from optim_core.base.text import N_
from optim_core.methods.hyperparameters import CLIPPING, WEIGHT_DECAY, decay, epsilon, learning_rate
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import Rule

ORDER = 110

RULE = Rule(
    updates="""
G = rho*G + (1 - rho)*g^2
d = sqrt(D + epsilon)/sqrt(G + epsilon)*g
D = rho*D + (1 - rho)*d^2
w = w - eta*d
""",
    state={"G": 0.0, "D": 0.0},
)

METHOD = Method(
    key="adadelta",
    name=N_("Adadelta"),
    summary=N_(
        "Scales the gradient by recent steps over recent gradients, so the loss cancels: the step has the unit of the "
        "weights, where a gradient step has that of loss per weight."
    ),
    source="Zeiler (2012), arXiv:1212.5701",
    lecture_rows=("E8",),
    parameters=(learning_rate(1.0), decay(symbol="rho"), epsilon(1e-6), WEIGHT_DECAY, CLIPPING),
    lecture=RULE,
    pytorch=RULE,
    rate_unit="none",
    torch_name="torch.optim.Adadelta",
)
