"""Portraits of Adam, of what was made of it, and of Lion."""

from collections.abc import Mapping

from optim_core.base.text import N_
from ui.demos import claims as c
from ui.portraits.portrait import NOTES, OVERVIEW, Difference, Portrait, case, seen

PORTRAITS: Mapping[str, Portrait] = {
    "adam": Portrait(
        idea=N_(
            "The gradient is averaged as in Momentum, its square as in RMSprop. The step is the one divided by "
            "the root of the other. Both averages begin at zero and are divided by 1 − βᵏ, so that the first "
            "steps are neither too long nor too short."
        ),
        argument=N_(
            "After one step m is 0.1 of the gradient and v only 0.001 of its square, so the uncorrected ratio "
            "would be over three times too large; with the correction the first step is exactly the rate. The "
            "lecture calls it the most popular method, as it needs little tuning."
        ),
        cited=(NOTES, OVERVIEW, N_("Kingma, Ba (2015), section 3")),
        helps=case(
            "/playground?f=(x^2%2B30y^2)/2&m=adam;learning_rate=0.1&steps=60&start=-2.6,1&domain=-3,3,-1.5,1.5",
            N_(
                "The scale of the loss does not matter: a hundred times steeper slopes give the same path at "
                "the same rate."
            ),
            c.path_ignores_the_scale("adam", 100.0),
        ),
        breaks=case(
            "/playground?surface=bowl&m=gradient_descent;learning_rate=0.3&m=adam;learning_rate=0.3&steps=60",
            N_(
                "On a simple bowl it rolls past the minimum and swings back, while plain descent at the same "
                "rate has long arrived."
            ),
            c.overshoots("adam"),
            c.lower("gradient_descent", "adam", 1000),
        ),
        differs=(
            Difference("rmsprop", N_("RMSprop has neither the average of the gradient nor the correction.")),
            Difference("adamw", N_("AdamW differs in the weight decay alone.")),
        ),
    ),
    "amsgrad": Portrait(
        idea=N_(
            "It is Adam, but the average of squares is replaced by the largest it has ever been. So the factor "
            "before the averaged gradient never grows, apart from the correction at the start. A rare large "
            "gradient is not forgotten after a few steps."
        ),
        argument=N_(
            "The proof that Adam converges assumed rates that only fall, and Adam's do not: Reddi and others "
            "give a convex example on which it goes to the worst point, because the one large gradient that is "
            "right is soon forgotten. The maximum restores the assumption."
        ),
        cited=(NOTES, "Reddi, Kale, Kumar (2018)"),
        helps=case(
            "/playground?surface=ravine&m=adam;learning_rate=0.3;beta_2=0.9&m=amsgrad;learning_rate=0.3;beta_2=0.9&steps=200",
            N_(
                "With a short memory and a large rate Adam hops about the minimum; AMSGrad, which keeps the "
                "largest average, comes to rest."
            ),
            c.ends_as("adam", "oscillating"),
            c.turns_more("adam", "amsgrad", 1, 3),
            c.lower("amsgrad", "adam", 1000),
        ),
        breaks=seen("E10-amsgrad", N_("After a cliff it goes on slowly, as if the slopes were still steep.")),
        differs=(
            Difference("adam", N_("Adam divides by the average as it is now.")),
            Difference("adagrad", N_("AdaGrad never forgets either, but adds up all squares.")),
        ),
    ),
    "adamw": Portrait(
        idea=N_(
            "The step is Adam's. Weight decay, a pull towards zero, is applied to the weights themselves and "
            "not added to the gradient. So the averages do not see it, and steep weights are pulled as much as "
            "gentle ones."
        ),
        argument=N_(
            "In plain descent a decay and a squared penalty on the weights are the same; in Adam they are not, "
            "as the penalty's gradient is divided by the root of v like everything else and nearly vanishes "
            "where gradients are large."
        ),
        cited=(N_("Loshchilov, Hutter (2019), section 2"),),
        helps=case(
            "/playground?f=100*(x-1)^2%2B(y-1)^2&m=adam;learning_rate=0.05;weight_decay=0.3&m=adamw;learning_rate=0.05;weight_decay=0.3&steps=300&start=-2,-2&domain=-3,3,-3,3",
            N_("Where slopes are steep Adam's decay hardly shows; AdamW's pulls all the same and ends nearer to zero."),
            c.nearer_to_zero("adamw", "adam"),
        ),
        breaks=case(
            "/playground?surface=booth&m=adamw;learning_rate=0.3;weight_decay=0&m=adamw~2;learning_rate=0.3;weight_decay=0.1&steps=300",
            N_("If the minimum itself is wanted, the decay is in the way: the run ends well short of it."),
            c.finds_the_lowest_minimum("adamw"),
            c.ends_elsewhere("adamw~2", "adamw", 0.5),
            c.nearer_to_zero("adamw~2", "adamw"),
        ),
        differs=(
            Difference("adam", N_("Adam adds the decay to the gradient, before the averages.")),
            Difference("lion", N_("Lion has the same decoupled decay.")),
        ),
    ),
    "adamax": Portrait(
        idea=N_(
            "It is Adam with another measure of how large gradients are. The averaged gradient is divided by "
            "the largest one so far, where what is past fades by β₂ in every step. So a step is hardly ever "
            "longer than the rate."
        ),
        argument=N_(
            "Adam's root of averaged squares is a 2-norm of the past gradients; take the p-norm and let p go to "
            "infinity, and this maximum is what is left. It starts at the right size by itself, so only the "
            "average of the gradient is corrected."
        ),
        cited=(N_("Kingma, Ba (2015), section 7.1"),),
        helps=case(
            "/batches?batches=single,8,0&data=outliers&m=adam;learning_rate=0.1&m=adamax;learning_rate=0.1",
            N_(
                "Where single examples are far off, one large gradient is remembered and the next steps are "
                "careful: it ends lower than Adam."
            ),
            c.lower("adamax", "adam", 1.15),
        ),
        breaks=case(
            "/playground?surface=plateau_cliff&start=1.6,1.5&m=adam;learning_rate=0.05&m=adamax;learning_rate=0.05&steps=200",
            N_("After a cliff the same memory makes it slow: Adam is lower on the floor behind it."),
            c.lower("adam", "adamax", 2),
            c.arrives_sooner("adam", "adamax", 0.02),
        ),
        differs=(
            Difference("adam", N_("Adam divides by an average, in which one large gradient weighs less.")),
            Difference("amsgrad", N_("AMSGrad keeps the largest average for ever; here the largest gradient fades.")),
        ),
    ),
    "nadam": Portrait(
        idea=N_(
            "It is Adam with Nesterov's look ahead. The averaged gradient that it steps with already contains "
            "the newest gradient twice: once as part of the average, once for the step to come. The share of "
            "the past grows during the first steps."
        ),
        argument=N_(
            "Momentum and Nesterov differ in which velocity the step is made with; Dozat writes Adam's momentum "
            "so that the same change can be made there. Since past gradients count a little less, it swings "
            "less."
        ),
        cited=("Dozat (2016)",),
        helps=case(
            "/playground?surface=ravine&m=adam;learning_rate=0.1&m=nadam;learning_rate=0.1&steps=100",
            N_("In the ravine it swings less than Adam at the same rate and ends far lower."),
            c.lower("nadam", "adam", 100),
            c.turns_more("adam", "nadam", 1, 1.2),
        ),
        breaks=case(
            "/playground?surface=absolute&m=adam;learning_rate=0.1&m=nadam;learning_rate=0.1&m=nadam~2;learning_rate=0.1;schedule=exponential;schedule.factor=0.97&steps=200",
            N_(
                "At a kink, where the gradient jumps, it answers to every jump at once: it turns far more often "
                "than Adam, and only a falling rate calms it."
            ),
            c.turns_more("nadam", "adam", 0, 2),
            c.lower("nadam~2", "nadam", 20),
        ),
        differs=(
            Difference("adam", N_("Adam steps with the average alone.")),
            Difference("nesterov", N_("Nesterov looks ahead without dividing.")),
        ),
    ),
    "radam": Portrait(
        idea=N_(
            "In the first steps Adam's average of squares rests on a few gradients and is little more than "
            "chance. RAdam counts how many gradients the average amounts to. Up to four it makes steps of plain "
            "momentum, then Adam's, scaled by how far the average can be trusted."
        ),
        argument=N_(
            "People began Adam with a small rate and let it grow, and nobody could say why; Liu and others find "
            "that the variance of Adam's rate is unbounded at first, and derive the factor that keeps it "
            "constant: a warm-up without a setting."
        ),
        cited=("Liu et al. (2020)",),
        helps=case(
            "/batches?batches=single,8,0&m=adam;learning_rate=0.2&m=radam;learning_rate=0.2&steps=100",
            N_(
                "On single examples at a large rate its scaled steps begin gently: the loss rises far less "
                "often, and it ends lower than Adam."
            ),
            c.lower("radam", "adam", 1.3),
            c.rises("adam", 0.4),
        ),
        breaks=case(
            "/playground?surface=rosenbrock&m=adam;learning_rate=0.1&m=radam;learning_rate=0.1&steps=200",
            N_(
                "The steps of plain momentum at the start are as long as the gradient: on steep ground at a "
                "rate that suits Adam it flies away before it begins to scale."
            ),
            c.first_step_longer("radam", "adam", 10),
            c.ends_as("radam", "diverged"),
        ),
        differs=(
            Difference("adam", N_("Adam scales from the first step on.")),
            Difference("momentum", N_("Momentum is what it is during the first steps.")),
        ),
    ),
    "lion": Portrait(
        idea=N_(
            "A momentum is kept, mixed with the newest gradient, and only the sign of the mixture counts. Every "
            "weight moves by the rate. One number per weight is remembered, half of what Adam needs."
        ),
        argument=N_(
            "Nobody derived it: a computer search over short programs found it, and its authors then explain "
            "the sign as noise that regularizes and recommend a rate three to ten times smaller than Adam's."
        ),
        cited=("Chen et al. (2023)",),
        helps=case(
            "/playground?f=(x^2%2B30y^2)/2&m=lion;learning_rate=0.05&steps=60&start=-2.6,1&domain=-3,3,-1.5,1.5",
            N_(
                "As with all signs, the scale of the loss does not matter: a hundred times steeper slopes give "
                "the same path."
            ),
            c.path_ignores_the_scale("lion", 100.0),
            c.equal_coordinates("lion"),
        ),
        breaks=case(
            "/playground?surface=bowl&m=gradient_descent;learning_rate=0.3&m=lion;learning_rate=0.3&steps=60",
            N_(
                "Its steps do not become shorter near a minimum: at a constant rate it hops to and fro where "
                "plain descent converges."
            ),
            c.ends_as("lion", "oscillating"),
            c.lower("gradient_descent", "lion", 1000),
        ),
        differs=(
            Difference("sign", N_("Sign descent looks at the last gradient alone.")),
            Difference("adam", N_("Adam divides by the root of an average; Lion only keeps the sign.")),
        ),
    ),
}
