"""Momentum (heavy ball): past gradients keep pushing. In PyTorch: `torch.optim.SGD(momentum=...)`.

PyTorch multiplies by the learning rate after the sum instead of inside it; while the rate is constant the two
paths are the same, under a schedule they differ.
"""

from optim_core.base.text import N_
from optim_core.methods.hyperparameters import CLIPPING, WEIGHT_DECAY, learning_rate, momentum
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import Rule

ORDER = 20

METHOD = Method(
    key="momentum",
    name=N_("Momentum"),
    summary=N_("Collects velocity: steps that agree add up, steps that contradict each other cancel."),
    source="Polyak (1964), USSR Computational Mathematics and Mathematical Physics 4(5)",
    lecture_rows=("E1",),
    parameters=(learning_rate(0.001), momentum(), WEIGHT_DECAY, CLIPPING),
    lecture=Rule(updates="h = alpha*h + eta*g\nw = w - h", state={"h": 0.0}),
    pytorch=Rule(updates="b = alpha*b + g\nw = w - eta*b", state={"b": 0.0}),
    torch_name="torch.optim.SGD",
)
