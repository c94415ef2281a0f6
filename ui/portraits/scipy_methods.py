"""Portraits of SciPy's methods."""

from collections.abc import Mapping

from optim_core.base.text import N_
from ui.demos import claims as c
from ui.portraits.portrait import Difference, Portrait, case

PORTRAITS: Mapping[str, Portrait] = {
    "nelder_mead": Portrait(
        idea=N_(
            "Three points make a triangle, and only the losses in its corners are compared. The worst corner is "
            "thrown over to the other side, further if that was good, less far if it was not. If nothing "
            "helps, the triangle shrinks towards its best corner."
        ),
        argument=N_(
            "It asks for values alone, so kinks and noise do not disturb its derivatives: it has none. The "
            "triangle changes its form with the ground, long along valleys and small near a minimum; there is "
            "no proof that it converges, and in many weights it is slow."
        ),
        cited=("Nelder, Mead (1965)",),
        helps=case(
            "/playground?surface=absolute&m=nelder_mead&m=bfgs&steps=100",
            N_("At a kink methods that trust gradients stop on the slope; the triangle crawls down to the minimum."),
            c.ends_as("nelder_mead", "kink"),
            c.ends_as("bfgs", "stopped"),
            c.lower("nelder_mead", "bfgs", 1000),
        ),
        breaks=case(
            "/playground?surface=rosenbrock&m=nelder_mead&m=bfgs&steps=150",
            N_(
                "Where there are good gradients it wastes them: in Rosenbrock's valley it needs twice the steps "
                "of BFGS."
            ),
            c.arrives_sooner("bfgs", "nelder_mead", 0.01, 2),
        ),
        differs=(
            Difference("bfgs", N_("BFGS compares gradients, Nelder–Mead values.")),
            Difference(
                "coordinate_descent", N_("Coordinate descent asks for values as well, but only along the axes.")
            ),
        ),
    ),
    "cg": Portrait(
        idea=N_(
            "The direction is the antigradient and a share of the direction before, by Polak and Ribière. Along "
            "it SciPy searches until Wolfe's conditions hold, not to the very minimum. So a step costs few "
            "evaluations."
        ),
        argument=N_(
            "Two or three vectors are all it remembers, so it serves where a matrix of all weights would not "
            "fit into memory. Gradients at the old and the new point are enough to make the directions "
            "conjugate on a quadratic."
        ),
        cited=(N_("Nocedal, Wright (2006), section 5.2"),),
        helps=case(
            "/playground?surface=rosenbrock&m=gradient_descent&m=cg&steps=60",
            N_("In Rosenbrock's valley it arrives in some dozens of steps, while plain descent creeps."),
            c.finds_the_lowest_minimum("cg"),
            c.lower("cg", "gradient_descent", 1000),
        ),
        breaks=case(
            "/playground?surface=absolute&m=cg&m=nelder_mead&steps=100",
            N_(
                "At a kink no step fulfils Wolfe's conditions: the search gives up on the slope, and "
                "Nelder–Mead gets far lower."
            ),
            c.ends_as("cg", "stopped"),
            c.lower("nelder_mead", "cg", 1000),
        ),
        differs=(
            Difference("polak_ribiere", N_("The same share with an exact search, step by step.")),
            Difference("bfgs", N_("BFGS keeps a matrix and so knows more of the curvature.")),
        ),
    ),
    "bfgs": Portrait(
        idea=N_(
            "A matrix stands for the inverse Hessian, the identity at first. After every step it is changed so "
            "that it explains how the gradient changed along it. The direction is this matrix times the "
            "antigradient."
        ),
        argument=N_(
            "Two gradients tell the curvature along the step between them, for free. Of all matrices that agree "
            "with it BFGS takes the one nearest to the old, and it stays positive if the search fulfils "
            "Wolfe's conditions, so the direction always leads down."
        ),
        cited=(N_("Nocedal, Wright (2006), section 6.1"),),
        helps=case(
            "/playground?surface=rosenbrock&m=gradient_descent&m=bfgs&steps=60",
            N_("In Rosenbrock's valley it arrives in some dozens of steps without a Hessian."),
            c.finds_the_lowest_minimum("bfgs"),
            c.lower("bfgs", "gradient_descent", 1000),
        ),
        breaks=case(
            "/playground?surface=absolute&m=bfgs&m=nelder_mead&steps=100",
            N_("At a kink the change of the gradient says nothing about curvature: the search gives up on the slope."),
            c.ends_as("bfgs", "stopped"),
            c.lower("nelder_mead", "bfgs", 1000),
        ),
        differs=(
            Difference("newton", N_("Newton computes the Hessian in every step.")),
            Difference("l_bfgs_b", N_("L-BFGS-B remembers ten steps in place of the matrix.")),
        ),
    ),
    "l_bfgs_b": Portrait(
        idea=N_(
            "It is BFGS without the matrix. The last ten steps and changes of the gradient are kept, and the "
            "direction is worked out from them. So the memory grows with the number of weights and not with its "
            "square."
        ),
        argument=N_(
            "The matrix of BFGS is a sum that every step adds two terms to; to multiply by it, the terms are "
            "enough. Old ones say little about the curvature here, so they may go."
        ),
        cited=("Liu, Nocedal (1989)",),
        helps=case(
            "/playground?surface=rosenbrock&m=gradient_descent&m=bfgs&m=l_bfgs_b&steps=60",
            N_("In Rosenbrock's valley it is nearly as quick as BFGS itself."),
            c.finds_the_lowest_minimum("l_bfgs_b"),
            c.lower("l_bfgs_b", "gradient_descent", 1000),
        ),
        breaks=case(
            "/playground?surface=narrow_and_wide&m=l_bfgs_b&steps=60",
            N_(
                "Like all that go downhill it stays in the minimum whose basin it comes to, though a lower one "
                "is known."
            ),
            c.stays_in_a_local_minimum("l_bfgs_b"),
        ),
        differs=(
            Difference("bfgs", N_("BFGS remembers all steps, in a matrix.")),
            Difference("cg", N_("Conjugate gradients remember one step.")),
        ),
    ),
    "newton_cg": Portrait(
        idea=N_(
            "Newton's system is solved by conjugate gradients, and only as well as it pays. If a direction of "
            "negative curvature is met on the way, the search stops there and leaves along it. Then a line "
            "search chooses the length."
        ),
        argument=N_(
            "The Hessian enters only in products with a vector, which cost about as much as a gradient. Far "
            "from the minimum the system need not be solved well, and what is negative in it is not inverted, "
            "so saddles repel the path."
        ),
        cited=(N_("Nocedal, Wright (2006), section 7.1"),),
        helps=case(
            "/playground?surface=saddle&m=newton&m=newton_cg&steps=20",
            N_("Where Newton jumps onto the saddle and stays, it leaves downhill."),
            c.ends_as("newton", "saddle"),
            c.further_down("newton_cg", "newton", 1.0),
        ),
        breaks=case(
            "/playground?surface=rosenbrock&m=newton_cg&m=bfgs&steps=200",
            N_("In Rosenbrock's valley its careful steps are many: BFGS arrives several times sooner."),
            c.arrives_sooner("bfgs", "newton_cg", 0.01, 3),
        ),
        differs=(
            Difference("newton", N_("Newton solves the system exactly and may go uphill.")),
            Difference("trust_ncg", N_("The trust region bounds the step in place of searching along it.")),
        ),
    ),
    "trust_ncg": Portrait(
        idea=N_(
            "The quadratic model is minimized within a circle in which it is trusted. If the loss falls as the "
            "model promised, the circle grows. If it does not, the step is refused and the circle shrinks."
        ),
        argument=N_(
            "A line search first chooses the direction, then the length; here the length comes first and the "
            "best direction for it follows. With a small circle it is the antigradient, with a large one "
            "Newton's step, and negative curvature leads to the rim."
        ),
        cited=(N_("Nocedal, Wright (2006), chapter 4"),),
        helps=case(
            "/playground?surface=styblinski_tang&m=newton&m=trust_ncg&steps=60",
            N_("From a start from which Newton goes to a saddle it reaches a minimum."),
            c.ends_as("newton", "saddle"),
            c.ends_as("trust_ncg", "converged"),
            c.further_down("trust_ncg", "newton", 10.0),
        ),
        breaks=case(
            "/playground?surface=narrow_and_wide&m=trust_ncg&steps=60",
            N_(
                "The circle bounds every step and the model sees one basin: it stays in the wide minimum, "
                "though the narrow one is lower."
            ),
            c.stays_in_a_local_minimum("trust_ncg"),
        ),
        differs=(
            Difference("newton", N_("Newton trusts the model everywhere.")),
            Difference("newton_cg", N_("Newton-CG has the same directions and a line search.")),
        ),
    ),
}
