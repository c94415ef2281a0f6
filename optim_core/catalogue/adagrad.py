"""AdaGrad: every coordinate divides by the root of all its squared gradients so far.

The lecture keeps epsilon inside the root, PyTorch (`torch.optim.Adagrad`) outside.
"""

from optim_core.base.text import N_
from optim_core.methods.hyperparameters import CLIPPING, WEIGHT_DECAY, epsilon, learning_rate
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import Rule

ORDER = 40

METHOD = Method(
    key="adagrad",
    name=N_("AdaGrad"),
    summary=N_(
        "Each coordinate divides by the root of its summed squared gradients, so the factor before its "
        "gradient only ever shrinks."
    ),
    source="Duchi, Hazan, Singer (2011), JMLR 12",
    lecture_rows=("E6",),
    parameters=(learning_rate(0.1), epsilon(), WEIGHT_DECAY, CLIPPING),
    lecture=Rule(updates="G = G + g^2\nw = w - eta*g/sqrt(G + epsilon)", state={"G": 0.0}),
    pytorch=Rule(
        updates="G = G + g^2\nw = w - eta*g/(sqrt(G) + epsilon)",
        state={"G": 0.0},
        defaults={"epsilon": 1e-10},
    ),
    rate_unit="distance",
    torch_name="torch.optim.Adagrad",
)
