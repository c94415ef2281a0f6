"""Quadratic losses: where everything about a learning rate can be worked out by hand."""

from optim_core.base.text import N_
from surfaces.base.entry import Entry, SurfaceParameter

GROUP = N_("Bowls and ravines")


def _condition_number(default: float, maximum: float) -> SurfaceParameter:
    return SurfaceParameter(
        "condition_number", "kappa", N_("Condition number κ"), default, 1.0, maximum, 0.1, logarithmic=True
    )


#: Just below the limit 2/30 plain descent bounces from wall to wall. At the same rate Momentum with 0.5 cancels most of
#: that and doubles the way along; with the usual 0.9 it would swing longer than descent itself at this condition number
#: (Polyak's own choice for it is 0.48). The rates per coordinate are as large as they are still calm.
IN_A_RAVINE = {
    "gradient_descent": {"learning_rate": 0.063},
    "momentum": {"learning_rate": 0.063, "momentum": 0.5},
    "adagrad": {"learning_rate": 0.5},
    "adam": {"learning_rate": 0.4},
}

ENTRIES = (
    Entry(
        key="bowl",
        name=N_("Bowl"),
        group=GROUP,
        text="(x^2 + kappa*y^2)/2",
        domain=((-3.0, 3.0), (-3.0, 3.0)),
        start=(-2.4, 2.2),
        minima=lambda p: ((0.0, 0.0),),
        parameters=(_condition_number(2.0, 10.0),),
        story=N_(
            "Almost round: every method gets there. Plain descent converges at any rate below 2 over the "
            "condition number, because the curvatures are 1 and the condition number."
        ),
        source="Boyd, Vandenberghe (2004), Convex Optimization, section 9.3",
    ),
    Entry(
        key="ravine",
        name=N_("Ravine"),
        group=GROUP,
        text="(x^2 + kappa*y^2)/2",
        domain=((-3.0, 3.0), (-1.5, 1.5)),
        start=(-2.6, 1.0),
        minima=lambda p: ((0.0, 0.0),),
        parameters=(_condition_number(30.0, 1000.0),),
        story=N_(
            "Steep across, almost flat along. One learning rate cannot suit both directions: large enough for the"
            " floor, it bounces off the walls. Momentum and a rate per coordinate are two answers."
        ),
        source="Lecture overview of optimization methods: different slope in different dimensions",
        numbers=IN_A_RAVINE,
    ),
    Entry(
        key="rotated_ravine",
        name=N_("Rotated ravine"),
        group=GROUP,
        text="((x cos(theta pi/180) + y sin(theta pi/180))^2 + kappa (y cos(theta pi/180) - x sin(theta pi/180))^2)/2",
        domain=((-3.0, 3.0), (-2.5, 2.5)),
        start=(-2.5, 1.2),
        minima=lambda p: ((0.0, 0.0),),
        parameters=(
            _condition_number(30.0, 1000.0),
            SurfaceParameter("rotation", "theta", N_("Rotation θ, degrees"), 30.0, -90.0, 90.0, 5.0),
        ),
        story=N_(
            "The same ravine, turned. Methods with a rate per coordinate lose their advantage here: the ravine no "
            "longer runs along an axis. At 0 degrees they get it back."
        ),
        source="Hansen (2006), The CMA evolution strategy: rotated ellipsoid",
        numbers=IN_A_RAVINE,
    ),
    Entry(
        key="booth",
        name=N_("Booth"),
        group=GROUP,
        text="(x + 2y - 7)^2 + (2x + y - 5)^2",
        domain=((-10.0, 10.0), (-10.0, 10.0)),
        start=(-8.0, -6.0),
        minima=lambda p: ((1.0, 3.0),),
        story=N_("A sum of two squared errors, like least squares on two data points: a rotated bowl."),
        source="Jamil, Yang (2013), arXiv:1308.4008, function 17",
    ),
    Entry(
        key="matyas",
        name=N_("Matyas"),
        group=GROUP,
        text="0.26(x^2 + y^2) - 0.48xy",
        domain=((-10.0, 10.0), (-10.0, 10.0)),
        start=(-8.0, 4.0),
        minima=lambda p: ((0.0, 0.0),),
        story=N_("A diagonal ravine with condition number 25: the floor is nearly flat, so the end is slow."),
        source="Jamil, Yang (2013), arXiv:1308.4008, function 71",
    ),
)
