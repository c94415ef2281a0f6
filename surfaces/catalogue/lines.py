"""Losses of a single weight: the curve itself is the picture."""

from optim_core.base.text import N_
from surfaces.base.entry import Entry, SurfaceParameter

GROUP = N_("One weight")

ENTRIES = (
    Entry(
        key="parabola",
        name=N_("Parabola"),
        group=GROUP,
        text="c/2*x^2",
        domain=((-3.0, 3.0),),
        start=(-2.5,),
        minima=lambda p: ((0.0,),),
        parameters=(SurfaceParameter("curvature", "c", N_("Curvature c"), 2.0, 0.1, 10.0, 0.1),),
        story=N_(
            "The simplest loss there is. Raise the learning rate: below 1/c it creeps, at 1/c it is there in one "
            "step, up to 2/c it jumps from side to side, above 2/c it flies away."
        ),
        source="Lecture on gradient descent: one weight",
    ),
    Entry(
        key="double_well",
        name=N_("Double well"),
        group=GROUP,
        text="(x^2 - 1)^2 + 0.3x",
        domain=((-1.9, 1.9),),
        start=(1.7,),
        minima=lambda p: ((-1.0350,),),
        story=N_(
            "A shallow minimum on the right, the deep one on the left. Which one a method ends in depends on where "
            "it starts and on how much momentum it has."
        ),
        source="Lecture on gradient descent: local minima",
    ),
    Entry(
        key="wavy_parabola",
        name=N_("Wavy parabola"),
        group=GROUP,
        text="0.1x^2 + 1 - cos(3x)",
        domain=((-8.0, 8.0),),
        start=(7.3,),
        minima=lambda p: ((0.0,),),
        story=N_(
            "A bowl with ripples, equally high everywhere: outside the bowl's own slope nearly levels them, in the "
            "middle nothing does. Plain descent stops in the first dip, momentum rolls across some of them; how far "
            "depends on its speed."
        ),
        source="Lecture on gradient descent: local minima",
    ),
)
