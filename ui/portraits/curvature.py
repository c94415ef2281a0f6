"""Portraits of the methods with curvature and line search."""

from collections.abc import Mapping

from optim_core.base.text import N_
from ui.demos import claims as c
from ui.portraits.portrait import Difference, Portrait, case

PORTRAITS: Mapping[str, Portrait] = {
    "newton": Portrait(
        idea=N_(
            "At the current point the loss is replaced by its quadratic model, from gradient and Hessian. The "
            "step goes to where that model is stationary. On a quadratic loss this is the answer in one step."
        ),
        argument=N_(
            "Near a minimum with positive curvature the error is squared in every step: the number of right "
            "digits doubles. The price is a Hessian of d² numbers and a system of d equations in every step, "
            "and that stationary is not the same as lowest."
        ),
        cited=(N_("Nocedal, Wright (2006), section 3.3"),),
        helps=case(
            "/playground?surface=rosenbrock&m=gradient_descent&m=newton&steps=60",
            N_("In Rosenbrock's valley it arrives within a few steps, while plain descent creeps."),
            c.arrives_sooner("newton", "gradient_descent", 0.01, 10),
            c.finds_the_lowest_minimum("newton"),
        ),
        breaks=case(
            "/playground?surface=saddle&m=newton&m=normalized&steps=250",
            N_("It does not tell minima from saddles: here it jumps straight onto the saddle and stays."),
            c.ends_as("newton", "saddle"),
            c.further_down("normalized", "newton", 0.5),
        ),
        differs=(
            Difference("bfgs", N_("BFGS learns the curvature from gradients and needs no Hessian.")),
            Difference("newton_cg", N_("Newton-CG leaves directions in which the curvature is negative.")),
        ),
    ),
    "line_search": Portrait(
        idea=N_(
            "The direction is that of gradient descent. The step begins long and is shortened until the loss "
            "has fallen enough, by a share of what the slope promises. So the loss never rises, and no rate has "
            "to be chosen."
        ),
        argument=N_(
            "That the loss merely falls is not enough: falls that become smaller and smaller may stop short of "
            "a minimum. Armijo's condition asks for a fall in proportion to step and slope, and a short enough "
            "step always fulfils it."
        ),
        cited=("Armijo (1966)",),
        helps=case(
            "/playground?surface=parabola&m=gradient_descent;learning_rate=1.05&m=line_search&steps=12",
            N_("Where a rate that is a little too large makes plain descent fly away, it halves the step and arrives."),
            c.ends_as("gradient_descent", "growing", "diverged"),
            c.lower("line_search", "gradient_descent", 1000),
        ),
        breaks=case(
            "/playground?surface=rosenbrock&m=line_search&m=bfgs&steps=100",
            N_(
                "Its direction is still the antigradient: in a curved valley it zigzags, and a method that "
                "learns the curvature is far lower."
            ),
            c.turns_always("line_search", 0),
            c.lower("bfgs", "line_search", 1000),
        ),
        differs=(
            Difference(
                "steepest_descent",
                N_("Steepest descent goes on to the minimum along the line, at the price of more evaluations."),
            ),
            Difference("gradient_descent", N_("Gradient descent never looks whether the loss fell.")),
        ),
    ),
    "steepest_descent": Portrait(
        idea=N_(
            "The direction is the antigradient, the length is the best there is on that line. At that point the "
            "line touches a level line. So the next direction is at right angles to this one."
        ),
        argument=N_(
            "Right angles at every turn mean a zigzag, and it is worst where one starts on the wrong side: on a "
            "quadratic each step then multiplies the loss by ((κ − 1)/(κ + 1))², with κ the ratio of the "
            "curvatures."
        ),
        cited=(N_("Nocedal, Wright (2006), section 3.3"),),
        helps=case(
            "/playground?surface=ravine&m=gradient_descent&m=steepest_descent&steps=60",
            N_("No rate has to be chosen, the loss never rises, and from this start it is far ahead of plain descent."),
            c.arrives_sooner("steepest_descent", "gradient_descent", 0.01, 3),
            c.lower("steepest_descent", "gradient_descent", 1000),
        ),
        breaks=case(
            "/playground?f=(x^2%2B30y^2)/2&m=steepest_descent&m=fletcher_reeves&steps=20&start=-3,0.1&domain=-3.5,3.5,-1.5,1.5",
            N_("From the worst start it turns in every step, where conjugate directions are there in two."),
            c.turns_always("steepest_descent", 1),
            c.lower("fletcher_reeves", "steepest_descent", 1000),
        ),
        differs=(
            Difference("fletcher_reeves", N_("Fletcher–Reeves keeps a part of the direction before.")),
            Difference("line_search", N_("Armijo's search is content with enough of a fall.")),
        ),
    ),
    "fletcher_reeves": Portrait(
        idea=N_(
            "The first direction is the antigradient, and the search along it is exact. Every further direction "
            "adds a share of the one before: the ratio of the squared gradients. On a quadratic these "
            "directions do not spoil what the earlier ones achieved."
        ),
        argument=N_(
            "Directions that are conjugate, at right angles as the Hessian measures it, can be used up one by "
            "one: d weights need d exact searches. The share can be worked out from gradients alone, so no "
            "Hessian is needed."
        ),
        cited=("Fletcher, Reeves (1964)",),
        helps=case(
            "/playground?f=(x^2%2B30y^2)/2&m=steepest_descent&m=fletcher_reeves&steps=2&start=-3,0.1&domain=-3.5,3.5,-1.5,1.5",
            N_("A quadratic of two weights is done in two steps, from a start from which steepest descent zigzags."),
            c.lower("fletcher_reeves", "steepest_descent", 1000),
            c.ends_as("fletcher_reeves", "converged"),
        ),
        breaks=case(
            "/playground?surface=styblinski_tang&m=fletcher_reeves&steps=60",
            N_("It goes down the valley it stands in and stays there, though lower minima are known."),
            c.stays_in_a_local_minimum("fletcher_reeves"),
        ),
        differs=(
            Difference(
                "polak_ribiere", N_("Polak–Ribière forgets the direction where the gradient has hardly changed.")
            ),
            Difference("steepest_descent", N_("Steepest descent keeps nothing.")),
        ),
    ),
    "polak_ribiere": Portrait(
        idea=N_(
            "It is Fletcher–Reeves with another share of the direction before. The share is in proportion to "
            "how much the gradient has changed. If it would be negative, nothing is kept and the method begins "
            "anew with the antigradient."
        ),
        argument=N_(
            "On a quadratic both shares are equal. Elsewhere Fletcher–Reeves may make many short steps in a bad "
            "direction; when the gradient hardly changes this share is nearly zero, which is a restart by "
            "itself."
        ),
        cited=("Gilbert, Nocedal (1992)",),
        helps=case(
            "/playground?surface=rosenbrock&m=gradient_descent&m=polak_ribiere&steps=100",
            N_("In Rosenbrock's valley it arrives while plain descent at its suggested rate has hardly begun."),
            c.finds_the_lowest_minimum("polak_ribiere"),
            c.lower("polak_ribiere", "gradient_descent", 1000),
        ),
        breaks=case(
            "/playground?surface=beale&m=polak_ribiere&steps=100",
            N_(
                "An exact search takes the first minimum on its line, wherever that is: on Beale's function it "
                "leaps into a flat valley far from the minimum."
            ),
            c.ends_as("polak_ribiere", "valley"),
        ),
        differs=(
            Difference("fletcher_reeves", N_("Fletcher–Reeves keeps the share whatever the gradient did.")),
            Difference("cg", N_("SciPy's conjugate gradients use this share with an inexact search.")),
        ),
    ),
    "coordinate_descent": Portrait(
        idea=N_(
            "One weight at a time is moved to the minimum along its axis, the others standing still. Then it is "
            "the next one's turn. No gradient in all weights and no rate are needed."
        ),
        argument=N_(
            "Where the loss is a sum of one term per weight, one round is enough. Along an axis the problem has "
            "one variable and is often solved by a formula, as in the lasso; that is why it is used there."
        ),
        cited=("Wright (2015)",),
        helps=case(
            "/playground?surface=ravine&m=gradient_descent&m=coordinate_descent&steps=60",
            N_("In a ravine along the axes two steps are enough."),
            c.arrives_sooner("coordinate_descent", "gradient_descent", 0.01, 10),
            c.finds_the_lowest_minimum("coordinate_descent"),
        ),
        breaks=case(
            "/playground?f=abs(x-y)%2B0.1*(x%2By)^2&m=coordinate_descent&m=steepest_descent&steps=100&start=-2,1&domain=-3,3,-3,3",
            N_(
                "On a kink across the axes no single weight can lower the loss, and it is stuck, though there "
                "is a way down."
            ),
            c.ends_as("coordinate_descent", "stalled"),
            c.lower("steepest_descent", "coordinate_descent", 10),
        ),
        differs=(
            Difference("coordinate_gradient", N_("With a fixed rate every weight only takes a step in its turn.")),
            Difference("steepest_descent", N_("Steepest descent searches along the antigradient in place of an axis.")),
        ),
    ),
}
