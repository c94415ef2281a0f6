"""Gradient descent: a step along the antigradient. In PyTorch: `torch.optim.SGD`."""

from optim_core.base.text import N_
from optim_core.methods.hyperparameters import CLIPPING, WEIGHT_DECAY, learning_rate
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import Rule

ORDER = 10

METHOD = Method(
    key="gradient_descent",
    name=N_("Gradient descent"),
    summary=N_("Steps along the antigradient, the direction of fastest decrease."),
    source="Cauchy (1847), Compte rendu à l'Académie des sciences 25",
    lecture_rows=("B1", "B2"),
    parameters=(learning_rate(0.001), WEIGHT_DECAY, CLIPPING),
    lecture=Rule(updates="w = w - eta*g"),
    pytorch=Rule(updates="w = w - eta*g"),
    torch_name="torch.optim.SGD",
)
