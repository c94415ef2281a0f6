"""The rolling ball: Newton's law for a ball of some mass on the loss, with friction, in steps of time.

The law is v' = -(1/m) grad Q - (gamma/m) v, x' = v. Steps of length dt, with v standing for the way made in one step,
give v = beta*v - alpha*grad Q and w = w + v, where alpha = dt^2/m and beta = 1 - gamma*dt/m: Momentum. PyTorch has no
such class.
"""

from optim_core.base.text import N_
from optim_core.methods.definition import Rated
from optim_core.methods.hyperparameters import CLIPPING, Hyperparameter
from optim_core.methods.optimizer import Method
from optim_core.methods.rule import Rule

ORDER = 70

MASS = Hyperparameter(
    key="mass",
    symbol="m",
    label=N_("Mass"),
    default=1.0,
    minimum=1e-6,
    maximum=1e6,
    slider=(0.01, 100.0),
    scale="log",
    help=N_("A heavy ball is slow to start and slow to stop."),
)
FRICTION = Hyperparameter(
    key="friction",
    symbol="gamma",
    label=N_("Friction"),
    default=1.0,
    minimum=0.0,
    maximum=1e6,
    slider=(0.0, 20.0),
    scale="linear",
    help=N_("Takes speed away: 0 rolls for ever; at mass over time step nothing is left of the old speed."),
)
TIME_STEP = Hyperparameter(
    key="time_step",
    symbol="dt",
    label=N_("Time step"),
    default=0.03,
    minimum=0.0,
    maximum=1000.0,
    slider=(1e-3, 10.0),
    scale="log",
    help=N_("Time that passes between two points of the path; too long a step and the ball leaves its track."),
)

RULE = Rule(updates="alpha = dt^2/m\nbeta = 1 - gamma*dt/m\nv = beta*v - alpha*g\nw = w + v", state={"v": 0.0})

METHOD = Method(
    key="rolling_ball",
    name=N_("Rolling ball"),
    summary=N_("A ball with mass and friction rolls down the loss; in steps of time this is Momentum."),
    source="Polyak (1964), USSR Comput. Math. Math. Phys. 4(5); Qian (1999), Neural Networks 12(1)",
    lecture_rows=("E2",),
    parameters=(MASS, FRICTION, TIME_STEP, CLIPPING),
    lecture=RULE,
    pytorch=RULE,
    rated=Rated("time_step", power=2.0),
)
