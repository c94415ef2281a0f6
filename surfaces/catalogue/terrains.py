"""Terrains that show one difficulty each: saddles, plateaus, narrow holes, kinks."""

from optim_core.base.text import N_
from surfaces.base.entry import Entry

GROUP = N_("Saddles, plateaus, kinks")

ENTRIES = (
    Entry(
        key="saddle",
        name=N_("Saddle"),
        group=GROUP,
        text="x^2 - y^2",
        domain=((-2.0, 2.0), (-2.0, 2.0)),
        start=(-1.6, 0.001),
        story=N_(
            "A minimum along x, a maximum along y. Start close to the x axis: the gradient almost vanishes at the "
            "saddle before the run finds the way down. There is no minimum: the loss falls for ever."
        ),
        source="Dauphin et al. (2014), NeurIPS, arXiv:1406.2572",
    ),
    Entry(
        key="monkey_saddle",
        name=N_("Monkey saddle"),
        group=GROUP,
        text="x^3 - 3xy^2",
        domain=((-1.5, 1.5), (-1.5, 1.5)),
        start=(1.3, 0.01),
        story=N_(
            "Three ways down, three ways up, and a middle where gradient and curvature both vanish: even the "
            "Hessian cannot tell what it is."
        ),
        source="Hilbert, Cohn-Vossen (1932), Anschauliche Geometrie",
    ),
    Entry(
        key="plateau_cliff",
        name=N_("Plateau with a cliff"),
        group=GROUP,
        text="sigmoid(6(x - 1)) + 0.01(x + 1)^2 + 0.05y^2",
        domain=((-4.0, 5.0), (-3.0, 3.0)),
        start=(4.2, 2.0),
        minima=lambda p: ((-1.0, 0.0),),
        story=N_(
            "A long plateau, then a cliff. On the plateau the gradient is tiny; at the cliff it is suddenly large, "
            "and a method with a big step is thrown far."
        ),
        source="Goodfellow, Bengio, Courville (2016), Deep Learning, section 8.2.4",
    ),
    Entry(
        key="narrow_and_wide",
        name=N_("A narrow and a wide minimum"),
        group=GROUP,
        text="2 + 0.02(x^2 + y^2) - exp(-((x - 1.5)^2 + y^2)/1.5) - 1.6exp(-12((x + 1.5)^2 + y^2))",
        domain=((-3.5, 3.5), (-2.5, 2.5)),
        start=(-2.2, 1.8),
        minima=lambda p: ((-1.5, 0.0),),
        story=N_(
            "The deepest minimum is a narrow hole on the left, the wide one on the right is easier to find. Large "
            "steps jump over the narrow hole without noticing it."
        ),
        source="Hochreiter, Schmidhuber (1997), Flat Minima, Neural Computation 9(1)",
    ),
    Entry(
        key="absolute",
        name=N_("Absolute values"),
        group=GROUP,
        text="|x| + |y|",
        domain=((-2.0, 2.0), (-2.0, 2.0)),
        start=(-1.7, 1.22),
        minima=lambda p: ((0.0, 0.0),),
        story=N_(
            "Kinks instead of a round bottom: the gradient keeps its length up to the minimum, so a constant step "
            "never settles. Only a shrinking step does."
        ),
        source="Boyd, Vandenberghe (2004), Convex Optimization; subgradient methods",
    ),
)
