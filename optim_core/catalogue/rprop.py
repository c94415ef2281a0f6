"""RProp: sign descent in which every coordinate has a step length of its own.

Lecture form: the step grows while the derivative keeps its sign and shrinks otherwise, also when the derivative is
zero; the first step has nothing to compare with. PyTorch (`torch.optim.Rprop`) leaves the step as it is at zero, holds
it between 1e-6 and 50, and stands still for one step after a change of sign.
"""

from optim_core.base.text import N_
from optim_core.methods.hyperparameters import Hyperparameter, learning_rate
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import Rule

ORDER = 90

INCREASE = Hyperparameter(
    key="increase",
    symbol="eta_up",
    label=N_("Increase"),
    default=1.2,
    minimum=1.0,
    maximum=100.0,
    slider=(1.0, 2.0),
    scale="linear",
    help=N_("Factor for the step of a coordinate whose derivative keeps its sign."),
)
DECREASE = Hyperparameter(
    key="decrease",
    symbol="eta_down",
    label=N_("Decrease"),
    default=0.6,
    minimum=0.0,
    maximum=1.0,
    slider=(0.0, 1.0),
    scale="linear",
    help=N_("Factor for the step of a coordinate whose derivative changed its sign: it has jumped over a minimum."),
)

LECTURE = """
q = sign(g)
a = a*Piecewise((1, k == 1), (eta_up, q*s > 0), (eta_down, True))
s = q
w = w - a*q
"""

PYTORCH = """
q = s*g
a = min(max(a*Piecewise((eta_up, q > 0), (eta_down, q < 0), (1, True)), 1e-6), 50)
s = Piecewise((0, q < 0), (g, True))
w = w - a*sign(s)
"""

METHOD = Method(
    key="rprop",
    name=N_("RProp"),
    summary=N_("Sign descent with a step per coordinate that grows while the sign stays and shrinks when it changes."),
    source="Riedmiller, Braun (1993), IEEE International Conference on Neural Networks",
    lecture_rows=("E4",),
    parameters=(learning_rate(0.01), INCREASE, DECREASE),
    lecture=Rule(updates=LECTURE, state={"a": "eta", "s": 0.0}),
    pytorch=Rule(updates=PYTORCH, state={"a": "eta", "s": 0.0}, defaults={"decrease": 0.5}),
    rate_unit="distance",
    torch_name="torch.optim.Rprop",
)
