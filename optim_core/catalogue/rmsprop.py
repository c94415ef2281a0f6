"""RMSprop: AdaGrad with a forgetting average in place of the sum.

The lecture keeps epsilon inside the root, PyTorch (`torch.optim.RMSprop`) outside, with a longer memory (0.99).
"""

from optim_core.base.text import N_
from optim_core.methods.hyperparameters import CLIPPING, WEIGHT_DECAY, decay, epsilon, learning_rate
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import Rule

ORDER = 50

METHOD = Method(
    key="rmsprop",
    name=N_("RMSprop"),
    summary=N_("Divides by the root of a moving average of squared gradients: old gradients are forgotten."),
    source=N_("Tieleman, Hinton (2012), Coursera: Neural Networks for Machine Learning, lecture 6e"),
    lecture_rows=("E7",),
    parameters=(learning_rate(0.01), decay(), epsilon(), WEIGHT_DECAY, CLIPPING),
    lecture=Rule(
        updates="G = alpha*G + (1 - alpha)*g^2\nw = w - eta*g/sqrt(G + epsilon)",
        state={"G": 0.0},
    ),
    pytorch=Rule(
        updates="G = alpha*G + (1 - alpha)*g^2\nw = w - eta*g/(sqrt(G) + epsilon)",
        state={"G": 0.0},
        defaults={"decay": 0.99},
    ),
    rate_unit="distance",
    torch_name="torch.optim.RMSprop",
)
