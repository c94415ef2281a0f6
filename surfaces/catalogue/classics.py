"""Classic test functions with several minima or with long way to the one they have."""

from optim_core.base.text import N_
from surfaces.base.entry import Entry, SurfaceParameter

GROUP = N_("Classic test functions")
SURVEY = "Jamil, Yang (2013), arXiv:1308.4008"

ENTRIES = (
    Entry(
        key="rosenbrock",
        name=N_("Rosenbrock"),
        group=GROUP,
        text="(a - x)^2 + b*(y - x^2)^2",
        domain=((-2.0, 2.0), (-1.0, 3.0)),
        start=(-1.5, 2.0),
        minima=lambda p: ((p["a"], p["a"] ** 2),),
        parameters=(
            SurfaceParameter("a", "a", "a", 1.0, -1.5, 1.5, 0.1),
            SurfaceParameter("b", "b", "b", 100.0, 1.0, 1000.0, 0.1, logarithmic=True),
        ),
        story=N_(
            "A curved valley with steep walls. Every method finds the valley floor within a few steps; "
            "the race is along the floor, where the gradient is small and keeps turning."
        ),
        source="Rosenbrock (1960), The Computer Journal 3(3)",
    ),
    Entry(
        key="himmelblau",
        name=N_("Himmelblau"),
        group=GROUP,
        text="(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        domain=((-5.0, 5.0), (-5.0, 5.0)),
        start=(-0.5, -1.2),
        minima=lambda p: ((3.0, 2.0), (-2.8051, 3.1313), (-3.7793, -3.2832), (3.5844, -1.8481)),
        story=N_(
            "Four equally deep minima. Click around: which one a run ends in depends on the start, and near the "
            "ridges between them also on the method."
        ),
        source="Himmelblau (1972), Applied Nonlinear Programming",
    ),
    Entry(
        key="beale",
        name=N_("Beale"),
        group=GROUP,
        text="(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
        domain=((-4.5, 4.5), (-4.5, 4.5)),
        start=(0.5, 2.0),
        minima=lambda p: ((3.0, 0.5),),
        story=N_(
            "A wide flat cross between very steep corners: gradients differ by many orders of magnitude, so a rate "
            "that is safe at the rim is far too small in the middle."
        ),
        source=f"{SURVEY}, function 10",
    ),
    Entry(
        key="three_hump_camel",
        name=N_("Three-hump camel"),
        group=GROUP,
        text="2x^2 - 1.05x^4 + x^6/6 + xy + y^2",
        domain=((-2.5, 2.5), (-2.5, 2.5)),
        start=(-2.0, -1.5),
        minima=lambda p: ((0.0, 0.0),),
        story=N_(
            "Three dips, the middle one is deepest. With small steps plain descent stays in the dip it starts in."
        ),
        source=f"{SURVEY}, function 29",
    ),
    Entry(
        key="six_hump_camel",
        name=N_("Six-hump camel"),
        group=GROUP,
        text="(4 - 2.1x^2 + x^4/3)x^2 + xy + (4y^2 - 4)y^2",
        domain=((-2.0, 2.0), (-1.1, 1.1)),
        start=(1.7, 0.2),
        minima=lambda p: ((0.0898, -0.7127), (-0.0898, 0.7127)),
        story=N_("Six minima, two of them the deepest, with saddles between: a small change of start decides."),
        source=f"{SURVEY}, function 30",
    ),
    Entry(
        key="styblinski_tang",
        name=N_("Styblinski-Tang"),
        group=GROUP,
        text="(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y)/2",
        domain=((-5.0, 5.0), (-5.0, 5.0)),
        start=(0.3, 3.9),
        minima=lambda p: ((-2.9035, -2.9035),),
        story=N_(
            "Four minima of three depths, one per quadrant. The two coordinates do not interact, so every "
            "coordinate falls into its own well."
        ),
        source="Styblinski, Tang (1990), Neural Networks 3(4)",
    ),
    Entry(
        key="mccormick",
        name=N_("McCormick"),
        group=GROUP,
        text="sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1",
        domain=((-1.5, 4.0), (-3.0, 4.0)),
        start=(3.5, 3.3),
        minima=lambda p: ((-0.5472, -1.5472),),
        story=N_(
            "A tilted, rippled valley: it goes on falling outside the picture, the marked minimum is the lowest "
            "inside it."
        ),
        source=f"{SURVEY}, function 72",
    ),
    Entry(
        key="rastrigin",
        name=N_("Rastrigin"),
        group=GROUP,
        text="20 + x^2 - 10cos(2 pi x) + y^2 - 10cos(2 pi y)",
        domain=((-5.12, 5.12), (-5.12, 5.12)),
        start=(-3.4, 2.7),
        minima=lambda p: ((0.0, 0.0),),
        story=N_(
            "An egg box on a bowl: over a hundred minima, one of them the deepest. Descent usually stops in the "
            "nearest; this is why one start is not enough."
        ),
        source="Rastrigin (1974); Mühlenbein, Schomisch, Born (1991), Parallel Computing 17",
    ),
    Entry(
        key="ackley",
        name=N_("Ackley"),
        group=GROUP,
        text="20 + e - 20exp(-0.2sqrt((x^2 + y^2)/2)) - exp((cos(2 pi x) + cos(2 pi y))/2)",
        domain=((-5.0, 5.0), (-5.0, 5.0)),
        start=(-3.3, 3.6),
        minima=lambda p: ((0.0, 0.0),),
        story=N_(
            "A nearly flat, dimpled rim around a deep hole. Far out the gradient says next to nothing about where "
            "the hole is."
        ),
        source="Ackley (1987), A Connectionist Machine for Genetic Hillclimbing",
    ),
)
