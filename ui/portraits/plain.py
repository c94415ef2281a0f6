"""Portraits of plain descent and its cousins."""

from collections.abc import Mapping

from optim_core.base.text import N_
from ui.demos import claims as c
from ui.portraits.portrait import DESCENT, METHODS, OVERVIEW, Difference, Portrait, case, seen

PORTRAITS: Mapping[str, Portrait] = {
    "gradient_descent": Portrait(
        idea=N_(
            "The gradient points where the loss grows fastest, so the step goes the opposite way. It is as long "
            "as the gradient times one number, the learning rate. Where the slope is gentle the steps become "
            "short by themselves, so near a smooth minimum the run comes to rest."
        ),
        argument=N_(
            "Among all directions of one length the change of the loss, which is the scalar product of gradient "
            "and direction, is smallest against the gradient. On a convex smooth loss a careful rate comes as "
            "near to the minimum as one likes; the lectures then list what is left: it is slow, it stays in the "
            "nearest minimum, and one rate has to suit all weights."
        ),
        cited=(DESCENT, OVERVIEW),
        helps=seen(
            "B2",
            N_(
                "On a bowl that is about equally steep in all directions the way is nearly straight and the loss "
                "only falls."
            ),
        ),
        breaks=seen(
            "B8",
            N_(
                "In a ravine the rate that the steep direction still bears makes it bounce from wall to wall; a "
                "tenth of it stops the bouncing and hardly moves along the floor."
            ),
        ),
        differs=(
            Difference("momentum", N_("Momentum keeps a part of the last step; plain descent remembers nothing.")),
            Difference("adagrad", N_("AdaGrad gives every weight a rate of its own; here all share one.")),
        ),
    ),
    "coordinate_gradient": Portrait(
        idea=N_(
            "One weight is moved at a time, against its own partial derivative. Then it is the next weight's "
            "turn, with a derivative taken at the new place. One round through all weights is about one step of "
            "gradient descent."
        ),
        argument=N_(
            "A rate that is safe for gradient descent must fit the steepest direction of all weights together; "
            "one weight at a time only has to fit the curvature along its own axis, which is never larger. That "
            "is why it may go faster where weights are coupled."
        ),
        cited=(N_("Wright (2015), Math. Programming 151(1), section 3"),),
        helps=case(
            "/playground?f=x^2%2By^2%2B1.8x*y&m=gradient_descent;learning_rate=0.6&m=coordinate_gradient;learning_rate=0.6&steps=60&start=-2,1&domain=-3,3,-3,3",
            N_("Where the weights are strongly coupled it converges at a rate at which gradient descent flies away."),
            c.ends_as("gradient_descent", "growing", "diverged"),
            c.lower("coordinate_gradient", "gradient_descent", 1000),
            c.never_rises("coordinate_gradient"),
        ),
        breaks=case(
            "/playground?surface=ravine&m=gradient_descent;learning_rate=0.063&m=coordinate_gradient;learning_rate=0.063&steps=60",
            N_(
                "With weights that do not influence each other the same rate brings each weight only every "
                "second step: in the ravine it is far behind after as many steps."
            ),
            c.lower("gradient_descent", "coordinate_gradient", 20),
        ),
        differs=(
            Difference(
                "coordinate_descent", N_("Coordinate descent goes to the minimum along the axis and needs no rate.")
            ),
            Difference("gradient_descent", N_("Gradient descent moves all weights at once, from one gradient.")),
        ),
    ),
    "normalized": Portrait(
        idea=N_(
            "The gradient gives the direction alone; its length is divided away. So every step is exactly as "
            "long as the rate says. On a plateau, where gradients are tiny, it walks on at its usual pace."
        ),
        argument=N_(
            "The lecture has it on the way from RProp to RMSprop: to divide by the length of the gradient takes "
            "out its size, and to divide every coordinate by an average of its own squares is the next "
            "thought."
        ),
        cited=(METHODS,),
        helps=seen(
            "E5",
            N_(
                "Near a saddle the slope is almost nothing and plain descent nearly stands still; steps of one "
                "length walk past it."
            ),
        ),
        breaks=case(
            "/playground?surface=bowl&m=gradient_descent;learning_rate=0.3&m=normalized;learning_rate=0.3&steps=60",
            N_(
                "A minimum does not stop it: at a constant rate it steps across and back again for ever, where "
                "plain descent converges."
            ),
            c.ends_as("normalized", "oscillating"),
            c.equal_steps("normalized"),
            c.lower("gradient_descent", "normalized", 1000),
        ),
        differs=(
            Difference(
                "sign",
                N_("Sign descent normalizes every coordinate by itself, so it does not keep the gradient's direction."),
            ),
            Difference("rmsprop", N_("RMSprop divides by an average over the past, coordinate by coordinate.")),
        ),
    ),
    "sign": Portrait(
        idea=N_(
            "Only the sign of each partial derivative counts, not its size. Every weight moves by the learning "
            "rate, up or down. So the path does not change when the loss is multiplied by a number."
        ),
        argument=N_(
            "All weights had one rate; the lecture asks for rates of their own and begins by looking at signs "
            "alone. Sizes of derivatives may differ a thousandfold between weights, but the sign always tells "
            "which way is down; RProp is the next thought."
        ),
        cited=(METHODS, "Riedmiller, Braun (1993)"),
        helps=case(
            "/playground?surface=saddle&m=gradient_descent&m=sign&steps=250",
            N_("Near a saddle it moves both weights at full pace where plain descent almost stands still."),
            c.further_down("sign", "gradient_descent", 1.0),
        ),
        breaks=case(
            "/playground?surface=bowl&m=gradient_descent;learning_rate=0.3&m=sign;learning_rate=0.3&steps=60",
            N_("At the minimum it cannot make small steps: with a constant rate it hops to and fro."),
            c.ends_as("sign", "oscillating"),
            c.equal_coordinates("sign"),
            c.lower("gradient_descent", "sign", 1000),
        ),
        differs=(
            Difference("rprop", N_("RProp has a rate for every weight, which grows and shrinks with the signs.")),
            Difference("lion", N_("Lion takes the sign of an average of gradients, not of the last one.")),
        ),
    ),
}
