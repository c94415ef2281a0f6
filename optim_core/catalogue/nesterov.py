"""Nesterov's accelerated gradient: momentum with the gradient taken at the look-ahead point.

PyTorch (`torch.optim.SGD(nesterov=True)`) takes the gradient at the current weights and corrects the step
instead; the two paths are shifted against each other by one momentum step.
"""

from optim_core.base.text import N_
from optim_core.methods.hyperparameters import CLIPPING, WEIGHT_DECAY, learning_rate, momentum
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import Rule

ORDER = 30

METHOD = Method(
    key="nesterov",
    name=N_("Nesterov"),
    summary=N_("Looks where the velocity is about to carry it and takes the gradient there, so it brakes in time."),
    source="Nesterov (1983), Soviet Mathematics Doklady 27(2); Sutskever et al. (2013), ICML",
    lecture_rows=("E3",),
    parameters=(learning_rate(0.001), momentum(symbol="beta"), WEIGHT_DECAY, CLIPPING),
    lecture=Rule(
        updates="v = beta*v - eta*g\nw = w + v",
        state={"v": 0.0},
        gradient_at="w + beta*v",
    ),
    pytorch=Rule(updates="b = beta*b + g\nd = g + beta*b\nw = w - eta*d", state={"b": 0.0}),
    torch_name="torch.optim.SGD",
)
