"""The portrait of the method around another method."""

from collections.abc import Mapping

from optim_core.base.text import N_
from ui.demos import claims as c
from ui.portraits.portrait import METHODS, Difference, Portrait, case, seen

PORTRAITS: Mapping[str, Portrait] = {
    "lookahead": Portrait(
        idea=N_(
            "Another method runs ahead for k steps. Then the weights go only a part of the way from where it "
            "set out to where it arrived. From there it sets out again."
        ),
        argument=N_(
            "The point between start and finish averages out what the inner method does to and fro, whatever "
            "method it is. The lecture offers two ways to choose the part: a fixed number, or the minimum of a "
            "parabola through both losses and the last slope."
        ),
        cited=(METHODS, "Zhang et al. (2019)"),
        helps=seen("E11", N_("An inner method that flies away at its rate settles inside Lookahead.")),
        breaks=case(
            "/playground?surface=bowl&m=gradient_descent;learning_rate=0.1&m=lookahead;inner=gradient_descent;learning_rate=0.1&steps=60",
            N_("Where the inner method is calm already, half of every way is thrown away: it is far behind."),
            c.lower("gradient_descent", "lookahead", 100),
        ),
        differs=(Difference("momentum", N_("Momentum averages steps, Lookahead averages places.")),),
    ),
}
