"""Portraits of the methods with inertia."""

from collections.abc import Mapping

from optim_core.base.text import N_
from ui.demos import claims as c
from ui.portraits.portrait import METHODS, NOTES, OVERVIEW, Difference, Portrait, case, seen

PORTRAITS: Mapping[str, Portrait] = {
    "momentum": Portrait(
        idea=N_(
            "A velocity is kept, to which every step adds the gradient. Directions in which the gradient keeps "
            "its sign gather speed. Directions in which it changes its sign cancel themselves."
        ),
        argument=N_(
            "Average the gradients of the past: if the sign of a coordinate keeps changing, the averaged sum "
            "tends to zero; if it stays, the step along it grows, up to 1/(1 − α) times. So along the floor of "
            "a ravine the method speeds up, and across it calms down."
        ),
        cited=(NOTES, OVERVIEW),
        helps=seen("E1", N_("In the ravine steps across it cancel and steps along it add up.")),
        breaks=seen(
            "E1-alpha",
            N_(
                "With too much of it the velocity does not know when to stop: it rolls past the minimum and swings "
                "back."
            ),
        ),
        differs=(
            Difference("nesterov", N_("Nesterov takes the gradient where the velocity leads, and so brakes earlier.")),
            Difference(
                "rolling_ball", N_("The rolling ball is the same with mass, friction and time in place of α and η.")
            ),
        ),
    ),
    "nesterov": Portrait(
        idea=N_(
            "The velocity is about to carry the weights on in any case. So the gradient is taken there, at the "
            "end of that move. If the slope there already points back, the velocity is corrected one step "
            "earlier."
        ),
        argument=N_(
            "Momentum looks at the slope where it stands and then jumps somewhere else; to look ahead, as the "
            "lecture does, costs nothing: it is one gradient in any case. On a quadratic it damps the velocity "
            "along the steep directions more than along the gentle ones."
        ),
        cited=(METHODS, "Sutskever et al. (2013), ICML"),
        helps=seen("E3", N_("At the same numbers it swings less across the ravine and ends lower.")),
        breaks=case(
            "/playground?surface=ravine&m=nesterov;learning_rate=0.05;momentum=0.9&m=momentum;learning_rate=0.05;momentum=0.9&steps=100",
            N_(
                "It bears smaller rates than Momentum: at one that Momentum still stands, looking ahead turns "
                "into jumping further each time."
            ),
            c.ends_as("nesterov", "growing", "diverged"),
            c.lower("momentum", "nesterov", 1000),
        ),
        differs=(
            Difference("momentum", N_("Momentum takes the gradient where it stands.")),
            Difference("nadam", N_("NAdam does the same inside Adam.")),
        ),
    ),
    "rolling_ball": Portrait(
        idea=N_(
            "A ball of some mass rolls over the loss, pulled by the slope and braked by friction. Its motion is "
            "an equation in time, followed in small steps. In these steps the update is that of Momentum."
        ),
        argument=N_(
            "v′ = −∇L/m − γv/m and x′ = v; with differences in place of derivatives β = 1 − γΔt/m and α = Δt/m "
            "follow. So β near 1 means little friction, and the slip in some slides, a minus before βv, would "
            "turn the velocity round in every step."
        ),
        cited=(METHODS,),
        helps=seen(
            "E2", N_("With moderate friction it gathers speed along the floor and ends lower than a ball in thick oil.")
        ),
        breaks=case(
            "/playground?surface=ravine&m=rolling_ball;friction=0.1&m=rolling_ball~2;friction=2&steps=150",
            N_("With too little friction it swings about the minimum and keeps its energy."),
            c.overshoots("rolling_ball"),
            c.rises("rolling_ball", 0.3),
            c.lower("rolling_ball~2", "rolling_ball", 1000),
        ),
        differs=(
            Difference("momentum", N_("Momentum is this method in the letters of machine learning.")),
            Difference("nesterov", N_("Nesterov would ask for the force where the ball is about to be.")),
        ),
    ),
}
