"""AdamW: Adam with weight decay taken out of the gradient. In PyTorch: `torch.optim.AdamW`.

The weights shrink by eta*lambda before the step, instead of lambda*w going through the averages.
"""

from optim_core.base.text import N_
from optim_core.catalogue import adam
from optim_core.methods.hyperparameters import CLIPPING, decoupled_decay, epsilon, learning_rate
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import DECOUPLED_DECAY, Rule

ORDER = 130

METHOD = Method(
    key="adamw",
    name=N_("AdamW"),
    summary=N_("Adam whose weight decay acts on the weights directly, so that large gradients do not weaken it."),
    source="Loshchilov, Hutter (2019), ICLR, arXiv:1711.05101",
    parameters=(learning_rate(0.05), *adam.BETAS, epsilon(), decoupled_decay(0.01), CLIPPING),
    lecture=Rule(updates=adam.EQUATIONS, state=adam.STATE, decay=DECOUPLED_DECAY),
    pytorch=Rule(updates=adam.PYTORCH, state=adam.STATE, decay="w = w*(1 - eta*lambda)"),
    rate_unit="distance",
    torch_name="torch.optim.AdamW",
)
