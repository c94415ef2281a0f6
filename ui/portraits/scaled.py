"""Portraits of the methods that scale every weight by itself."""

from collections.abc import Mapping

from optim_core.base.text import N_
from ui.demos import claims as c
from ui.demos import data_claims as d
from ui.portraits.portrait import DESCENT, METHODS, NOTES, OVERVIEW, Difference, Portrait, case, seen

PORTRAITS: Mapping[str, Portrait] = {
    "rprop": Portrait(
        idea=N_(
            "Every weight has a rate of its own, and only the sign of its derivative counts. While the sign "
            "stays the rate grows by 1.2. When it changes, the weight has jumped over a minimum and the rate "
            "shrinks to 0.6 of it."
        ),
        argument=N_(
            "All weights had one learning rate before; what if each gets its own? Two equal signs say that one "
            "may go faster, two different ones that one went too far. The lecture then names the fault: signs "
            "of single batches say little, so it does not go with batches, and its factors are guesses."
        ),
        cited=(METHODS,),
        helps=seen(
            "E4", N_("In the ravine both rates find their size within a few steps, and it ends far below sign descent.")
        ),
        breaks=case(
            "/batches?batches=single,8,2&m=gradient_descent&m=rprop",
            N_(
                "On single examples the signs change by chance, the rates shrink and the run gets stuck on the "
                "way; with these draws plain descent gets far lower."
            ),
            d.sees("rprop", 1),
            c.lower("gradient_descent", "rprop", 4),
        ),
        differs=(
            Difference("sign", N_("Sign descent has one rate for all weights, which never changes.")),
            Difference("rmsprop", N_("RMSprop divides by an average of squares, which batches disturb less.")),
        ),
    ),
    "adagrad": Portrait(
        idea=N_(
            "Every weight sums up the squares of its gradients. Its rate is divided by the root of this sum. "
            "Weights that had steep slopes go carefully, the others boldly."
        ),
        argument=N_(
            "A feature that is seldom other than zero gives its weight a gradient seldom, so its sum stays "
            "small and its steps stay large: that is why the notes recommend it where features are mostly "
            "zeros. The rate dies out by itself; but the sum only grows, so the steps only shrink and may end "
            "before the minimum."
        ),
        cited=(DESCENT, NOTES, OVERVIEW),
        helps=seen(
            "E6-ravine", N_("In a ravine along the axes each weight gets the rate it needs, and there is no bouncing.")
        ),
        breaks=seen(
            "E7",
            N_("After a cliff the sum stays large for ever: on the gentle floor behind it AdaGrad is left far behind."),
        ),
        differs=(
            Difference("rmsprop", N_("RMSprop averages the squares where AdaGrad adds them up.")),
            Difference("adadelta", N_("Adadelta forgets as well, and also puts the unit right.")),
        ),
    ),
    "rmsprop": Portrait(
        idea=N_(
            "It is AdaGrad with a memory that fades. The squares of the gradients are averaged, old ones fading "
            "by α in every step. So a rate that was cut at a cliff recovers on the floor behind it."
        ),
        argument=N_(
            "It is the obvious repair of AdaGrad's sum that only grows. Popular as it is, it was never "
            "published: Hinton just told of it in a lecture of his course. The other lecture comes to it from "
            "RProp: it does what RProp does, and goes with batches."
        ),
        cited=(OVERVIEW, METHODS, N_("Hinton (2012), Coursera, lecture 6e")),
        helps=seen("E7", N_("After the cliff its rates grow again, and it comes far lower than AdaGrad.")),
        breaks=case(
            "/playground?surface=ravine&m=rmsprop;learning_rate=0.1&m=rmsprop~2;learning_rate=0.1;schedule=exponential;schedule.factor=0.97&steps=200",
            N_(
                "Near the minimum small gradients are divided by small averages, so at a constant rate it hops "
                "about; a rate that falls ends this."
            ),
            c.ends_as("rmsprop", "oscillating"),
            c.lower("rmsprop~2", "rmsprop", 1000),
        ),
        differs=(
            Difference("adagrad", N_("AdaGrad never forgets.")),
            Difference("adam", N_("Adam averages the gradient itself, too, and corrects both averages.")),
        ),
    ),
    "adadelta": Portrait(
        idea=N_(
            "The gradient is divided by an average of gradients and multiplied by an average of past steps. So "
            "the step has the unit of the weights whatever unit the loss has. A rate need not be chosen; 1 is "
            "the natural one."
        ),
        argument=N_(
            "Ask for dimensions, as in physics: a gradient is loss per weight, so plain descent subtracts one "
            "unit from another, and a step of AdaGrad has none at all, which is odd if weights have one. Steps "
            "in place of the rate put it right."
        ),
        cited=(OVERVIEW, N_("Zeiler (2012), section 3")),
        helps=seen(
            "E8",
            N_("A hundred times the loss changes its path hardly at all, and its steps find their length themselves."),
        ),
        breaks=case(
            "/playground?surface=ravine&m=gradient_descent&m=adadelta&steps=60",
            N_(
                "There are no past steps at first, only ε: it begins with tiny steps and is far behind plain "
                "descent for long."
            ),
            c.first_step_longer("gradient_descent", "adadelta", 100),
            c.lower("gradient_descent", "adadelta", 1000),
        ),
        differs=(
            Difference("rmsprop", N_("RMSprop has a rate where Adadelta has the average of its steps.")),
            Difference("adagrad", N_("AdaGrad divides as well, but never forgets.")),
        ),
    ),
}
