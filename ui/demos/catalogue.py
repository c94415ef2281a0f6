"""The scenes: what a lecture says and the view that shows it. Menu, keys, docs/lectures.md and tests come from here.

`python -m ui.demos.table` writes the table of the documentation after a change. Claims are what the sentences say, for
the test that runs every scene; their words are in `ui.demos.claims` and the other modules of claims beside it.
"""

from optim_core.base.text import N_
from ui.demos import claims as c
from ui.demos import data_claims as d
from ui.demos import gradient_claims as g
from ui.demos import graph_claims as p
from ui.demos import matrix_claims as m
from ui.demos import network_claims as n
from ui.demos.demo import Demo, Row, Section

SECTIONS: tuple[Section, ...] = (
    Section(
        N_("Gradient and differential"),
        "",
        (
            Row(
                "A1",
                "The gradient is the direction of fastest growth, the antigradient of fastest decrease.",
                (
                    "optim_core/differential/test_directions.py::test_the_rose_is_a_cosine_with_its_top_at_the_gradient",
                    "optim_core/differential/test_flow.py::test_descent_is_the_flow_as_steps_shrink",
                    "browser/gradient/test_gradient_player.py::test_what_is_dragged_is_followed_while_the_button_is_down",
                ),
                (
                    Demo(
                        "A1",
                        N_("The direction of fastest growth"),
                        "/gradient?start=1,1&angle=219.6&h=0.5&layers=field",
                        N_(
                            "No direction of the rose grows faster than the gradient's, and the opposite one falls as"
                            " fast: every small arrow points that way."
                        ),
                        change=N_("Turn the diamond: the derivative fades, and is zero along the level line."),
                        claims=(g.steepest(),),
                    ),
                    Demo(
                        "A1-flow",
                        N_("A step is a piece of the flow"),
                        "/gradient?surface=bowl&start=-2.4,2.2&layers=flow&rate=0.35&steps=12",
                        N_(
                            "Descent follows the flow of antigradients in straight pieces: the larger the rate, the "
                            "further it strays."
                        ),
                        change=N_("Lower the learning rate: the broken line moves onto the flow."),
                        claims=(g.smaller_steps_follow_the_flow(0.1),),
                    ),
                ),
            ),
            Row(
                "A2",
                "df = f′(x)·h is the linear part of Δf = f(x + h) − f(x); the rest is o(h).",
                (
                    "optim_core/differential/test_remainder.py::test_the_slope_is_the_order_of_the_first_derivative_left",
                    "optim_core/differential/test_differences.py::test_the_best_step_is_where_theory_says",
                    "browser/gradient/test_gradient_player.py::test_one_variable",
                ),
                (
                    Demo(
                        "A2",
                        N_("The tangent takes the linear part"),
                        "/gradient?f=x^3-2x&domain=-2,2&start=1.2&angle=0&h=0.6",
                        N_(
                            "df goes up to the tangent, o(h) from there to the curve; on logarithmic axes the remainder"
                            " falls twice as steeply as h."
                        ),
                        change=N_("Make h smaller, and look at a part of the curve as large as the step."),
                        claims=(g.vanishes_with_order(2), g.remainder_is(0.1, 2.0)),
                    ),
                    Demo(
                        "A2-third",
                        N_("Where the second derivative is zero"),
                        "/gradient?f=sin x&domain=-3,3&start=0&angle=0&h=1",
                        N_("At an inflection the remainder begins with the third derivative: its slope is 3."),
                        change=N_("Move the point aside: the slope is 2 again."),
                        claims=(g.vanishes_with_order(3),),
                    ),
                    Demo(
                        "A2-rounding",
                        N_("Why h = 1e-12 is a bad idea"),
                        "/gradient?f=exp x&domain=-2,2&start=1&angle=0&h=1e-12",
                        N_(
                            "Left of the best h rounding, divided by h, decides: at 1e-12 the difference quotient has "
                            "lost most of its digits."
                        ),
                        change=N_("Drag h to the right until the error is smallest, then further."),
                        claims=(g.rounding_spoils(100.0),),
                    ),
                ),
            ),
            Row(
                "A3",
                "df = ⟨∇f, dx⟩; the gradient is at right angles to the level line and tilts the tangent plane.",
                (
                    "optim_core/differential/test_directions.py::test_the_plane_touches",
                    "optim_core/differential/test_remainder.py::test_df_is_the_product_of_gradient_and_dx",
                    "browser/gradient/test_gradient_player.py::test_what_is_dragged_is_followed_while_the_button_is_down",
                ),
                (
                    Demo(
                        "A3",
                        N_("df is a product of gradient and dx"),
                        "/gradient?start=1.5,-1&angle=60&h=0.4",
                        N_(
                            "Each coordinate gives its partial derivative times its part of dx; the sum is the height "
                            "of the tangent plane over the end of dx."
                        ),
                        change=N_("Shorten dx: the remainder falls with the square of its length."),
                        claims=(g.parts_add_up(), g.vanishes_with_order(2)),
                    ),
                    Demo(
                        "A3-level",
                        N_("Along the level line"),
                        "/gradient?surface=bowl&start=1,1&angle=153.4&h=0.6&layers=curvature",
                        N_(
                            "Along the tangent of the level line df is zero: all of Δf is the remainder, which the "
                            "curvature makes."
                        ),
                        change=N_("Turn the diamond to the axes of the Hessian."),
                        claims=(g.along_the_level_line(),),
                    ),
                ),
            ),
        ),
    ),
    Section(
        N_("Matrix calculus"),
        "",
        (
            Row(
                "A4",
                "Rules of the differential: d(αX), d(X + Y), d(AXB), d(Xᵀ), d(XY), d⟨X, Y⟩, d(X/φ).",
                (
                    "optim_core/matrix/test_rules.py::test_what_a_rule_misses_is_of_second_order",
                    "optim_core/matrix/test_rules.py::test_a_wrong_rule_is_of_first_order",
                    "pages/matrix/test_page.py::test_every_rule_opens_with_its_check",
                ),
                (
                    Demo(
                        "A4",
                        N_("The product rule with matrices"),
                        "/matrix?part=rules&rule=product&lines=2",
                        N_(
                            "What the rule leaves out is dX dY: a hundred times less where the step is ten times "
                            "smaller, at any size and for any matrices."
                        ),
                        change=N_("Choose d(X/φ), go through its derivation, and draw other matrices."),
                        claims=(m.misses_second_order("product"),),
                    ),
                ),
            ),
            Row(
                "A5",
                "The table: d⟨A, X⟩, d⟨Ax, x⟩ and its symmetric case, d det X, d(X⁻¹).",
                (
                    "optim_core/matrix/test_gradient.py::test_known_gradients",
                    "optim_core/matrix/test_gradient.py::test_random_functions",
                    "optim_core/matrix/test_diagnosis.py::test_a_mistake_has_its_name",
                ),
                (
                    Demo(
                        "A5",
                        N_("The differential of a determinant"),
                        "/matrix?part=rules&rule=determinant&lines=4",
                        N_("Four lines lead to it, and random matrices confirm it: the rest is of second order."),
                        change=N_("Choose the inverse: its rule follows from X·X⁻¹ = I."),
                        claims=(m.misses_second_order("determinant"),),
                    ),
                    Demo(
                        "A5-check",
                        N_("What is wrong with this gradient?"),
                        "/matrix?candidate=A%20x",
                        N_("The mistake has a name: x stands in two places, and only one of them was differentiated."),
                        change=N_("Type 2 A x: now A was taken to be symmetric. Then (A + A') x."),
                        claims=(m.names_the_mistake("half_product"),),
                    ),
                ),
            ),
        ),
    ),
    Section(
        N_("Gradient descent"),
        "",
        (
            Row(
                "B1",
                "One weight goes down a parabola by the rate times the slope, step after step.",
                (
                    "optim_core/methods/test_first_steps.py::test_gradient_descent",
                    "browser/playground/test_playground.py::test_other_surfaces_of_two_variables_and_of_one",
                    "browser/player/test_step_panel.py::test_one_weight",
                ),
                (
                    Demo(
                        "B1",
                        N_("One weight down a parabola"),
                        "/playground?surface=parabola&m=gradient_descent;learning_rate=0.1&steps=20&side=both",
                        N_(
                            "Every step is the rate times the slope: as the slope fades, the steps become "
                            "shorter, without anyone shortening them."
                        ),
                        change=N_("Step with the arrow keys and read the numbers; then double the curvature."),
                        claims=(
                            c.steps_shrink("gradient_descent"),
                            c.follows_the_antigradient("gradient_descent"),
                            c.never_turns("gradient_descent", 0),
                        ),
                    ),
                ),
            ),
            Row(
                "B2",
                "Of many weights each goes by its own partial derivative, all together along the antigradient.",
                (
                    "optim_core/methods/test_first_steps.py::test_gradient_descent",
                    "optim_core/explanations/test_step_equations.py::test_every_rule_is_spelled_out",
                    "browser/player/test_step_model.py::test_every_method_is_reproduced",
                ),
                (
                    Demo(
                        "B2",
                        N_("Two weights, each by its own slope"),
                        "/playground?surface=bowl&m=gradient_descent;learning_rate=0.2&steps=20&side=both",
                        N_(
                            "Each weight goes by its own partial derivative; together that is straight across the"
                            " level line it stands on."
                        ),
                        change=N_("Drag the start: the first arrow is always at right angles to its level line."),
                        claims=(
                            c.follows_the_antigradient("gradient_descent"),
                            c.never_rises("gradient_descent"),
                        ),
                    ),
                ),
            ),
            Row(
                "B3",
                "With a careful rate a convex loss is descended to near its minimum; careful is below 2/λ_max.",
                (
                    "surfaces/test_stability.py::test_descent_settles_below_it_and_not_above",
                    "optim_core/paths/test_verdicts.py::test_a_rate_just_over_two_over_the_curvature_diverges_and_just_under_does_not",
                    "pages/playground/test_method_settings.py::test_how_far_a_careful_rate_goes",
                ),
                (
                    Demo(
                        "B3",
                        N_("How far a careful rate goes"),
                        (
                            "/playground?surface=bowl&m=gradient_descent;learning_rate=0.9&m=gradient_descent~2;learning_rate=1.04&steps=40"
                        ),
                        N_(
                            "The largest curvature is 2, so the limit is 2/2 = 1: just below it descent arrives, "
                            "just above it flies away."
                        ),
                        change=N_("Move the second rate below 1 and back."),
                        claims=(
                            c.arrives_sooner("gradient_descent", "gradient_descent~2", 1e-3),
                            c.ends_as("gradient_descent~2", "growing", "diverged", "oscillating"),
                            c.rises("gradient_descent~2", 0.8),
                            c.never_rises("gradient_descent"),
                        ),
                    ),
                ),
            ),
            Row(
                "B5",
                "A small rate is slow, a large one jumps over or flies away.",
                (
                    "optim_core/paths/test_verdicts.py::test_a_tiny_rate_stalls",
                    "optim_core/paths/test_verdicts.py::test_at_exactly_two_over_the_curvature_it_oscillates",
                    "browser/playground/test_playground.py::test_the_default_view_is_drawn_once_and_follows_click_and_rate",
                ),
                (
                    Demo(
                        "B5",
                        N_("Small rate, large rate"),
                        (
                            "/playground?surface=parabola&m=gradient_descent;learning_rate=0.02&m=gradient_descent~2;learning_rate=0.9&steps=30"
                        ),
                        N_(
                            "The small rate creeps down one side; the large one jumps across the minimum with "
                            "every step, and still arrives first."
                        ),
                        change=N_("Set the large rate to 0.5: one step is enough, exactly."),
                        claims=(
                            c.never_turns("gradient_descent", 0),
                            c.turns_always("gradient_descent~2", 0),
                            c.lower("gradient_descent~2", "gradient_descent", 100),
                        ),
                    ),
                    Demo(
                        "B5-away",
                        N_("Too large: it flies away"),
                        "/playground?surface=parabola&m=gradient_descent;learning_rate=1.05&steps=12&domain=-8,8",
                        N_("Every jump lands higher on the other side than the one before, so the loss only grows."),
                        change=N_("Lower the rate to 1, where it jumps to and fro for ever, then just below."),
                        claims=(
                            c.turns_always("gradient_descent", 0),
                            c.rises("gradient_descent", 1.0),
                            c.ends_as("gradient_descent", "growing", "diverged"),
                        ),
                    ),
                ),
            ),
            Row(
                "B6",
                "The step size may follow a schedule: constant, 1/k, λ(s0/(s0 + k))^p.",
                (
                    "optim_core/methods/test_schedules.py::test_the_first_steps_by_hand",
                    "pages/playground/test_method_settings.py::test_a_schedule_is_chosen_and_every_step_follows_it",
                    "pages/playground/test_method_settings.py::test_the_numbers_of_a_schedule_can_be_set",
                ),
                (
                    Demo(
                        "B6",
                        N_("Steps that shrink like 1/k"),
                        (
                            "/playground?surface=absolute&m=gradient_descent;learning_rate=0.4&m=gradient_descent~2;learning_rate=0.4;schedule=inverse&steps=60"
                        ),
                        N_(
                            "At a kink the slope never fades: a constant rate jumps to and fro for ever, a rate "
                            "that falls like 1/k comes to rest."
                        ),
                        change=N_("Open the settings of the second run and choose the power of s0/(s0 + k)."),
                        claims=(
                            c.ends_as("gradient_descent", "oscillating"),
                            c.lower("gradient_descent~2", "gradient_descent", 10),
                        ),
                    ),
                ),
            ),
            Row(
                "B7",
                "Usually the step shrinks over time, exponentially or along a cosine.",
                (
                    "optim_core/methods/test_schedules.py::test_rates_and_paths_equal_torch",
                    "browser/playground/test_runs.py::test_the_table_taken_home_is_the_screens_and_a_schedule_is_seen",
                ),
                (
                    Demo(
                        "B7",
                        N_("Exponential and cosine"),
                        (
                            "/playground?surface=absolute&m=gradient_descent;learning_rate=0.3&m=gradient_descent~2;learning_rate=0.3;schedule=exponential;schedule.factor=0.95&m=gradient_descent~3;learning_rate=0.3;schedule=cosine&steps=80&curve=step_length"
                        ),
                        N_(
                            "Three runs with the same rate at first: the steps of one stay as long as they were, "
                            "those of the others shrink, and they end a hundred times lower."
                        ),
                        change=N_(
                            "Lower the factor of the exponential one: too low, and it stops before it has arrived."
                        ),
                        claims=(
                            c.lower("gradient_descent~2", "gradient_descent", 100),
                            c.lower("gradient_descent~3", "gradient_descent", 100),
                            c.ends_as("gradient_descent", "oscillating"),
                        ),
                    ),
                ),
            ),
            Row(
                "B8",
                "In a ravine the slopes differ so much that one rate cannot suit both directions.",
                (
                    "surfaces/test_catalogue.py::test_the_largest_stable_rate_on_a_bowl_is_two_over_the_condition_number",
                    "browser/player/test_curves.py::test_the_effective_rate_has_a_line_for_each_weight",
                ),
                (
                    Demo(
                        "B8",
                        N_("A ravine: one rate is not enough"),
                        (
                            "/playground?surface=ravine&m=gradient_descent;learning_rate=0.063&m=gradient_descent~2;learning_rate=0.0063&steps=60"
                        ),
                        N_(
                            "A rate that makes way along the floor bounces from wall to wall; one that is calm "
                            "across hardly moves along."
                        ),
                        change=N_("Raise the condition number: the large rate flies away at once."),
                        claims=(
                            c.turns_always("gradient_descent", 1),
                            c.never_turns("gradient_descent~2", 1),
                            c.lower("gradient_descent", "gradient_descent~2", 10),
                        ),
                    ),
                    Demo(
                        "B8-answers",
                        N_("Two answers to the ravine"),
                        "/playground?surface=ravine&m=gradient_descent&m=momentum&m=adagrad&steps=60",
                        N_(
                            "Momentum cancels the bouncing and adds up the way along; AdaGrad has a rate of its "
                            "own for each weight and goes without bouncing."
                        ),
                        change=N_("Show the effective rate in place of the loss: AdaGrad's two lines lie far apart."),
                        claims=(
                            c.turns_more("gradient_descent", "momentum", 1),
                            c.lower("momentum", "gradient_descent", 100),
                            c.never_turns("adagrad", 1),
                            c.lower("adagrad", "gradient_descent", 2),
                            c.rates_differ("adagrad", 5),
                        ),
                    ),
                ),
            ),
            Row(
                "B9",
                "Descent is slow, and stays in the local minimum it comes to.",
                (
                    "pages/playground/test_run_controls.py::test_descent_stays_in_the_local_minimum_it_comes_to",
                    "optim_core/running/test_starts.py::test_every_start_of_a_double_well_is_counted_at_its_own_minimum",
                ),
                (
                    Demo(
                        "B9",
                        N_("Stuck in the nearer minimum"),
                        (
                            "/playground?surface=double_well&m=gradient_descent;learning_rate=0.02&m=momentum;learning_rate=0.02&steps=200"
                        ),
                        N_(
                            "Plain descent stays in the first minimum it comes to, which is the higher one; "
                            "Momentum rolls on over the hill to the lower."
                        ),
                        change=N_("Click a start on the far left: from there descent, too, comes to the lower one."),
                        claims=(
                            c.stays_in_a_local_minimum("gradient_descent"),
                            c.finds_the_lowest_minimum("momentum"),
                            c.ends_elsewhere("gradient_descent", "momentum", 1.5),
                        ),
                    ),
                ),
            ),
            Row(
                "B10",
                "With the sign turned round the same method climbs to a maximum.",
                (
                    "pages/playground/test_run_controls.py::test_climbing_reaches_the_maximum",
                    "optim_core/methods/test_catalogue.py::test_climbing_is_descending_on_the_negative",
                    "optim_core/paths/test_verdicts.py::test_climbing_turns_the_names_round",
                ),
                (
                    Demo(
                        "B10",
                        N_("Uphill to a maximum"),
                        "/playground?surface=himmelblau&m=gradient_descent&start=-0.5,2.5&maximize=1",
                        N_(
                            "With the sign turned round the same steps climb, and end on the hill between the "
                            "four hollows."
                        ),
                        change=N_("Switch climbing off: from the same start it runs into a hollow."),
                        claims=(c.climbs("gradient_descent"),),
                    ),
                ),
            ),
        ),
    ),
    Section(
        N_("Start and stop"),
        "",
        (
            Row(
                "C1",
                "Begin with weights of zero.",
                (
                    "optim_core/running/test_starts.py::test_zero",
                    "pages/playground/test_run_controls.py::test_the_start_is_zero",
                    "browser/network/test_training.py::test_whole_trainings_are_python_s",
                ),
                (
                    Demo(
                        "C1",
                        N_("Begin at zero"),
                        "/playground?surface=himmelblau&m=gradient_descent&m=momentum&begin=zero",
                        N_(
                            "All weights are zero at first, without anything left to chance; from this one place "
                            "the two methods come to different minima."
                        ),
                        change=N_("Choose another start and see which of the four minima is nearest then."),
                        claims=(
                            c.begins_at("gradient_descent", 0.0, 0.0),
                            c.begins_at("momentum", 0.0, 0.0),
                            c.ends_elsewhere("gradient_descent", "momentum", 1.0),
                        ),
                    ),
                    Demo(
                        "C1-network",
                        N_("Zeros in a network"),
                        "/backprop?view=network&hidden=4&activation=sigmoid&scale=zeros&m=momentum&batches=full,16,0",
                        N_(
                            "With all weights at zero the units of a layer get the same gradient in every step: four "
                            "units stay one, and the border stays a straight line."
                        ),
                        change=N_("Choose other initial weights: the units part, and the border bends."),
                        claims=(n.units_stay_alike(), n.stays_above(0.2)),
                    ),
                ),
            ),
            Row(
                "C2",
                "Begin with small random weights, uniform between −ε and ε.",
                (
                    "optim_core/running/test_starts.py::test_random_weights_are_small_and_the_seed_decides",
                    "pages/playground/test_run_controls.py::test_the_start_is_random_within_epsilon_and_drawn_again",
                ),
                (
                    Demo(
                        "C2",
                        N_("Begin at small random weights"),
                        "/playground?surface=saddle&m=gradient_descent&begin=random,0.5,3&steps=200",
                        N_(
                            "The start is drawn between −ε and ε; off the saddle's ridge, even a little, descent "
                            "finds a way down."
                        ),
                        change=N_("Draw again: the side on which it runs down is a matter of chance."),
                        claims=(
                            c.begins_within("gradient_descent", 0.5),
                            c.never_rises("gradient_descent"),
                        ),
                    ),
                    Demo(
                        "C2-small",
                        N_("Too small for a deep network"),
                        "/backprop?view=network&hidden=8,8,8,8&activation=relu&scale=uniform,0.1&m=momentum&steps=300",
                        N_(
                            "Between −0.1 and 0.1 every layer makes the examples more alike; the last one can hardly "
                            "tell them apart, and in 300 steps next to nothing is learned."
                        ),
                        change=N_("Choose He instead, or a larger ε."),
                        claims=(n.spread_fades(100), n.stays_above(0.69)),
                    ),
                    Demo(
                        "C2-he",
                        N_("As large as the layer asks for"),
                        "/backprop?view=network&hidden=8,8,8,8&activation=relu&scale=he&m=momentum&steps=300",
                        N_(
                            "He's variance of 2/(units before) keeps the examples apart through all layers: the same "
                            "network learns in the same 300 steps."
                        ),
                        change=N_("Choose uniform between −0.1 and 0.1 to see it stand still."),
                        claims=(n.gradient_reaches(0.3), n.ends_below(0.2)),
                    ),
                ),
            ),
            Row(
                "C4",
                "Begin at many random places and keep the best.",
                (
                    "pages/playground/test_run_controls.py::test_many_starts_are_counted_as_their_verdicts_say",
                    "optim_core/running/test_starts.py::test_the_best_run_has_the_lowest_last_loss_and_a_diverged_one_is_never_it",
                    "browser/playground/test_runs.py::test_many_places_show_faint_paths_and_a_table",
                ),
                (
                    Demo(
                        "C4",
                        N_("Begin at many places"),
                        "/playground?surface=styblinski_tang&m=gradient_descent&begin=many,30,0",
                        N_(
                            "The starts come to four minima of different depth; the best run is drawn boldly, the"
                            " table counts the others."
                        ),
                        change=N_("Fewer starts: does one still find the deepest?"),
                        claims=(
                            c.many_minima("gradient_descent", 4),
                            c.finds_the_lowest_minimum("gradient_descent"),
                        ),
                    ),
                ),
            ),
            Row(
                "C5",
                "Stop when the loss hardly changes.",
                (
                    "optim_core/paths/test_stops.py::test_the_step_by_hand",
                    "pages/playground/test_run_controls.py::test_a_stopping_rule_by_hand",
                ),
                (
                    Demo(
                        "C5",
                        N_("Stop when the loss hardly changes"),
                        "/playground?surface=ravine&m=gradient_descent&stop=loss_change=0.001",
                        N_(
                            "The run ends at the first step that changes the loss by less than 0.001, and the "
                            "verdict says so."
                        ),
                        change=N_("Ten times smaller: how many more steps is that?"),
                        claims=(c.fired("gradient_descent", "loss_change"),),
                    ),
                ),
            ),
            Row(
                "C6",
                "Stop when the weights hardly change.",
                (
                    "optim_core/paths/test_stops.py::test_the_step_by_hand",
                    "pages/playground/test_run_controls.py::test_a_stopping_rule_by_hand",
                ),
                (
                    Demo(
                        "C6",
                        N_("Stop when the weights hardly change"),
                        "/playground?surface=ravine&m=gradient_descent&stop=step_length=0.01",
                        N_("The run ends at the first step shorter than 0.01."),
                        change=N_("Make the rate ten times smaller: now short steps stop it far from the minimum."),
                        claims=(c.fired("gradient_descent", "step_length"),),
                    ),
                ),
            ),
            Row(
                "C7",
                "Stop when the gradient is small.",
                (
                    "optim_core/paths/test_stops.py::test_the_step_by_hand",
                    "pages/playground/test_run_controls.py::test_a_stopping_rule_by_hand",
                ),
                (
                    Demo(
                        "C7",
                        N_("Stop when the gradient is small"),
                        "/playground?surface=ravine&m=gradient_descent&stop=gradient=0.1&curve=gradient_norm",
                        N_("The run ends where the gradient is no longer than 0.1, whatever the steps were."),
                        change=N_("Halve the rate: it takes longer, but ends at nearly the same place."),
                        claims=(c.fired("gradient_descent", "gradient"),),
                    ),
                ),
            ),
            Row(
                "C9",
                "Any of the criteria together; which one ended the run is said.",
                (
                    "optim_core/paths/test_stops.py::test_rules_that_fire_together_are_all_named",
                    "pages/playground/test_run_controls.py::test_rules_together_and_the_first_is_named",
                    "browser/playground/test_runs.py::test_stopping_rules_shorten_the_path_and_an_own_method_is_typed",
                ),
                (
                    Demo(
                        "C9",
                        N_("Whichever rule fires first"),
                        (
                            "/playground?surface=ravine&m=gradient_descent&m=momentum&stop=loss_change=0.0001&stop=gradient=0.1"
                        ),
                        N_("Two rules together: each run ends with the first that holds, and its verdict names it."),
                        change=N_("Switch one of them off under the stopping rules."),
                        claims=(
                            c.fired("gradient_descent", "gradient"),
                            c.fired("momentum", "gradient"),
                        ),
                    ),
                ),
            ),
        ),
    ),
    Section(
        N_("Data and batches"),
        ("The tabs are below the pictures of the page."),
        (
            Row(
                "A6",
                "Linear regression in matrices: L(w) = ‖Xw − y‖²/N, ∇L = (2/N)·Xᵀ(Xw − y).",
                (
                    "surfaces/data/test_data_loss.py::test_value_and_gradient",
                    "pages/batches/test_panels.py::test_the_closed_form_shows_the_numbers_of_the_data",
                ),
                (
                    Demo(
                        "A6",
                        N_("Least squares in matrices"),
                        "/batches?batches=full,8,0",
                        N_(
                            "Below the pictures: loss and gradient in matrices, with this data's own numbers; "
                            "where Xw − y is at right angles to both columns, the gradient is zero."
                        ),
                        change=N_("Move a point: all numbers follow."),
                        claims=(d.closed_form_is_the_minimum(),),
                        panel="The formulas",
                    ),
                ),
            ),
            Row(
                "A7",
                "w = (XᵀX)⁻¹Xᵀy; inverting costs d³; if XᵀX is singular there is no single minimum.",
                (
                    "surfaces/data/test_data_loss.py::test_the_closed_form_equals_lstsq",
                    "surfaces/data/test_data_loss.py::test_along_the_valley_the_loss_stays",
                    "pages/batches/test_panels.py::test_a_singular_system_is_a_valley",
                    "surfaces/data/test_cost.py::test_operations_of_a_small_problem_by_hand",
                ),
                (
                    Demo(
                        "A7",
                        N_("When XᵀX is singular"),
                        "/batches?data=collinear&batches=full,8,0",
                        N_(
                            "The second feature is twice the first, so a whole line of weights fits equally well:"
                            " the landscape is a valley."
                        ),
                        change=N_("Add a penalty on the weights: the valley gets one lowest point."),
                        claims=(d.singular(),),
                        panel="The formulas",
                    ),
                ),
            ),
            Row(
                "B4",
                "The update of w0 and w1 for y = w0 + w1·x, written out with numbers.",
                (
                    "surfaces/data/test_cost.py::test_the_first_step_by_hand",
                    "surfaces/data/test_cost.py::test_the_first_step_is_that_of_the_run",
                ),
                (
                    Demo(
                        "B4",
                        N_("A line's update, with numbers"),
                        "/batches?batches=full,8,0&steps=50",
                        N_(
                            "Below the pictures: the sums over all examples, times the rate, are how far w₀ and "
                            "w₁ go in the first step."
                        ),
                        change=N_("Move a point and read the sums again."),
                        claims=(
                            d.first_step_as_worked_out("gradient_descent"),
                            d.sees("gradient_descent", None),
                            c.never_rises("gradient_descent"),
                        ),
                        panel="The formulas",
                    ),
                ),
            ),
            Row(
                "C3",
                "Begin with training on a small random part of the examples.",
                (
                    "surfaces/data/test_noise.py::test_a_warm_start_looks_at_the_same_number_of_examples",
                    "surfaces/data/test_noise.py::test_a_warm_start_on_all_examples_changes_nothing",
                ),
                (
                    Demo(
                        "C3",
                        N_("Begin with a few examples"),
                        "/batches",
                        N_(
                            "Below the pictures: a run that looks at a few examples first comes near the end "
                            "after fewer looks than one that looks at all from the start."
                        ),
                        change=N_("Two examples only: too few say something else than all."),
                        claims=(d.warm_start_pays("gradient_descent"),),
                        panel="Training in practice",
                    ),
                ),
            ),
            Row(
                "C8",
                "Stop when the loss on held-out examples no longer falls.",
                (
                    "optim_core/paths/test_early_stopping.py::test_by_hand",
                    "optim_core/paths/test_early_stopping.py::test_it_stops_where_the_definition_says",
                    "pages/batches/test_panels.py::test_what_stopping_early_brings",
                ),
                (
                    Demo(
                        "C8",
                        N_("Stop before it overfits"),
                        "/batches?data=line&size=10&draw=3&held=0.5&batches=full,8,0",
                        N_(
                            "The thin line is the loss of the five examples that are held out: it turns and rises"
                            " again while that of the five learned from still falls."
                        ),
                        change=N_("Change the patience below the pictures: when does it stop?"),
                        claims=(d.held_out_loss_turns("gradient_descent"),),
                        panel="Training in practice",
                    ),
                ),
            ),
            Row(
                "D1",
                "The loss is a sum over examples; the full gradient needs every example in every step.",
                (
                    "surfaces/data/test_data_loss.py::test_the_loss_is_the_mean_of_its_batches",
                    "browser/batches/test_pictures.py::test_a_run_over_all_examples_lights_all_and_has_no_cloud",
                ),
                (
                    Demo(
                        "D1",
                        N_("Every example in every step"),
                        "/batches?batches=full,8,0&x=examples",
                        N_(
                            "All examples are lit in every step, the loss falls smoothly, and the axis counts "
                            "what that costs."
                        ),
                        change=N_("Choose one example a step and compare how many looks it takes."),
                        claims=(
                            d.sees("gradient_descent", None),
                            c.never_rises("gradient_descent"),
                        ),
                    ),
                ),
            ),
            Row(
                "D2",
                "Stochastic descent: one random example a step.",
                (
                    "optim_core/running/test_sampling.py::test_a_single_example_is_one_and_everything_is_all",
                    "browser/batches/test_pictures.py::test_the_batch_that_is_lit_is_the_one_of_the_next_step",
                ),
                (
                    Demo(
                        "D2",
                        N_("One example a step"),
                        "/batches?batches=single,8,0",
                        N_("Every step follows one example alone: the loss falls on the whole, but goes up and down."),
                        change=N_("Press play and watch which example pulls where."),
                        claims=(
                            d.sees("gradient_descent", 1),
                            c.rises("gradient_descent", 0.2),
                        ),
                    ),
                ),
            ),
            Row(
                "D3",
                "Mini-batches: the examples are dealt out in groups, a step each.",
                (
                    "optim_core/running/test_sampling.py::test_an_epoch_visits_each_example_once",
                    "optim_core/running/test_sampling.py::test_every_step_follows_the_gradient_of_its_batch_by_hand",
                    "browser/batches/test_modules.py::test_the_cloud_is_around_the_step_over_all_examples_and_shrinks",
                ),
                (
                    Demo(
                        "D3",
                        N_("Mini-batches"),
                        "/batches?batches=shuffle,8,0",
                        N_(
                            "The examples are dealt out in groups of eight: the path wavers less than with one "
                            "example, and a step takes eight looks in place of 60."
                        ),
                        change=N_("Raise the batch size: the cloud of possible next steps shrinks."),
                        claims=(
                            d.sees("gradient_descent", 8),
                            c.rises("gradient_descent", 0.05),
                            d.wider_band("single", "shuffle"),
                        ),
                    ),
                ),
            ),
            Row(
                "D4",
                "Full, stochastic and mini-batch side by side: exact and slow, rough and fast, in between.",
                (
                    "surfaces/data/test_noise.py::test_a_comparison_has_equal_budgets",
                    "surfaces/data/test_noise.py::test_runs_side_by_side_are_single_runs",
                    "pages/batches/test_panels.py::test_the_comparison_counts_what_is_chosen",
                ),
                (
                    Demo(
                        "D4",
                        N_("All, some or one"),
                        "/batches?batches=shuffle,8,0&x=examples",
                        N_(
                            "Below the pictures: for the same number of looks the small batches get lower, "
                            "because they make more steps; their runs scatter more."
                        ),
                        change=N_("Count steps in place of examples: now looking at all is the smoothest."),
                        claims=(
                            d.best_way("shuffle", "examples"),
                            d.wider_band("single", "full"),
                        ),
                        panel="All, some or one",
                    ),
                ),
            ),
            Row(
                "D5",
                "On a convex smooth loss stochastic descent, too, comes near the minimum.",
                (
                    "optim_core/running/test_sampling.py::test_constant_steps_keep_a_noise_ball_and_shrinking_steps_do_not",
                    "surfaces/data/test_noise.py::test_the_stationary_radius_is_what_long_runs_keep",
                ),
                (
                    Demo(
                        "D5",
                        N_("The ball of noise"),
                        "/batches?batches=single,8,0&steps=500",
                        N_(
                            "At a constant rate it comes near the minimum and then wanders in a ball around it; "
                            "how a smaller or falling rate shrinks the ball is below the pictures."
                        ),
                        change=N_("Halve the rate: the ball is smaller, the way there longer."),
                        claims=(
                            d.noise_ball_shrinks(),
                            d.noise_falls_like_the_root(),
                            c.rises("gradient_descent", 0.2),
                        ),
                        panel="The noise",
                    ),
                ),
            ),
            Row(
                "D6",
                "Every example has a gradient and a landscape of its own.",
                (
                    "browser/batches/test_tools.py::test_choosing_an_example_shows_its_loss",
                    "surfaces/data/test_data_loss.py::test_value_and_gradient",
                ),
                (
                    Demo(
                        "D6",
                        N_("Every example has its own landscape"),
                        "/batches?batches=single,8,0&steps=60",
                        N_(
                            "The picture of the batch is the landscape of one example: a straight valley that "
                            "ignores all others, and another one at the next step."
                        ),
                        change=N_("Click an example to see its landscape and its arrow."),
                        claims=(
                            d.sees("gradient_descent", 1),
                            d.examples_disagree(),
                        ),
                    ),
                ),
            ),
        ),
    ),
    Section(
        N_("Methods"),
        (
            "Every method has a page of its own, too: its equations, what can be set, a race against plain "
            "descent, and what distinguishes PyTorch's form. That every method with a class in PyTorch makes "
            "PyTorch's path is proved by `optim_core/methods/test_pytorch_reference.py::test_path_equals_torch`."
        ),
        (
            Row(
                "E1",
                "Momentum: the step is a share of the last one plus the rate times the gradient.",
                (
                    "optim_core/methods/test_first_steps.py::test_momentum",
                    "browser/player/test_step_panel.py::test_two_steps_of_momentum_worked_out_by_hand",
                ),
                (
                    Demo(
                        "E1",
                        N_("Momentum"),
                        (
                            "/playground?surface=ravine&m=gradient_descent;learning_rate=0.063&m=momentum;learning_rate=0.063;momentum=0.5&steps=60"
                        ),
                        N_(
                            "At the same rate plain descent zig-zags; Momentum adds up what agrees and cancels "
                            "what contradicts."
                        ),
                        change=N_("Raise α to 0.9: now it swings longer than the descent it should calm."),
                        claims=(
                            c.turns_more("gradient_descent", "momentum", 1),
                            c.lower("momentum", "gradient_descent", 100),
                            c.turns_always("gradient_descent", 1),
                        ),
                    ),
                    Demo(
                        "E1-alpha",
                        N_("Momentum with too much of it"),
                        (
                            "/playground?surface=ravine&m=momentum;learning_rate=0.063;momentum=0.5&m=momentum~2;learning_rate=0.063;momentum=0.9&steps=60"
                        ),
                        N_(
                            "With α = 0.9 nearly everything is remembered: the run swings past the floor and past"
                            " the minimum for a long time."
                        ),
                        change=N_(
                            "Raise the condition number to 1000, and lower both rates: there 0.9 is the better one."
                        ),
                        claims=(
                            c.lower("momentum", "momentum~2", 100),
                            c.overshoots("momentum~2", 0),
                            c.never_turns("momentum", 0),
                        ),
                    ),
                ),
            ),
            Row(
                "E2",
                ("A ball with mass and friction rolls; in steps of time it is Momentum with α = Δt²/m, β = 1 − γΔt/m."),
                (
                    "optim_core/methods/test_first_steps_more.py::test_the_rolling_ball_is_momentum_with_the_alpha_and_beta_it_derives",
                    "pages/playground/test_method_settings.py::test_the_ball_says_which_momentum_it_is",
                ),
                (
                    Demo(
                        "E2",
                        N_("The rolling ball"),
                        "/playground?surface=ravine&m=rolling_ball;friction=1&m=rolling_ball~2;friction=5&steps=150",
                        N_(
                            "With little friction the ball swings through the hollow and back; with much of it, "
                            "it creeps down."
                        ),
                        change=N_("Open the settings: they name the Momentum that each ball amounts to."),
                        claims=(
                            c.overshoots("rolling_ball", 0),
                            c.never_turns("rolling_ball~2", 0),
                            c.lower("rolling_ball", "rolling_ball~2", 2),
                        ),
                    ),
                ),
            ),
            Row(
                "E3",
                "Nesterov takes the gradient where the velocity is about to lead.",
                (
                    "optim_core/methods/test_first_steps.py::test_nesterov_takes_the_gradient_at_the_look_ahead_point",
                    "browser/player/test_step_panel.py::test_nesterov_shows_where_it_looks",
                ),
                (
                    Demo(
                        "E3",
                        N_("Nesterov looks ahead"),
                        (
                            "/playground?surface=ravine&m=nesterov;learning_rate=0.02;momentum=0.9&m=momentum;learning_rate=0.02;momentum=0.9&steps=100&side=both"
                        ),
                        N_(
                            "The gradient is taken where the velocity is about to lead, so the turn begins before"
                            " the wall: fewer swings across at the same numbers."
                        ),
                        change=N_("Step through: the look-ahead point has an arrow of its own."),
                        claims=(
                            c.looks_ahead("nesterov"),
                            c.turns_more("momentum", "nesterov", 1, 1.2),
                            c.lower("nesterov", "momentum", 10),
                        ),
                    ),
                ),
            ),
            Row(
                "E4",
                "Steps by the sign alone; RProp lengthens those that keep their sign and shortens the others.",
                (
                    "optim_core/methods/test_first_steps_more.py::test_sign_descent_moves_every_coordinate_alike",
                    "optim_core/methods/test_first_steps_more.py::test_rprop_grows_then_shrinks",
                ),
                (
                    Demo(
                        "E4",
                        N_("Only the sign counts"),
                        "/playground?surface=ravine&m=sign&m=rprop&steps=60",
                        N_(
                            "Sign descent moves both weights alike, however steep it is; RProp lengthens a "
                            "weight's step while its sign stays and shortens it where it turns."
                        ),
                        change=N_(
                            "Make the rate of sign descent ten times larger: now it jumps to and fro across the floor."
                        ),
                        claims=(
                            c.equal_coordinates("sign"),
                            c.lower("rprop", "sign", 100),
                        ),
                    ),
                ),
            ),
            Row(
                "E5",
                "The normalized gradient: every step has the same length.",
                ("optim_core/methods/test_first_steps_more.py::test_a_normalized_step_has_the_length_of_the_rate",),
                (
                    Demo(
                        "E5",
                        N_("Steps of one length"),
                        "/playground?surface=saddle&m=gradient_descent&m=normalized&steps=250",
                        N_(
                            "Near a saddle the slope is almost nothing and descent nearly stands still; the "
                            "normalized gradient walks on at its usual pace."
                        ),
                        change=N_("Show the step length in place of the loss."),
                        claims=(
                            c.equal_steps("normalized"),
                            c.further_down("normalized", "gradient_descent", 1.0),
                        ),
                    ),
                ),
            ),
            Row(
                "E6",
                (
                    "AdaGrad divides by the root of all squared gradients so far, ε inside the root; the factor "
                    "only shrinks."
                ),
                (
                    "optim_core/methods/test_first_steps.py::test_adagrad_has_epsilon_inside_the_root",
                    "pages/playground/test_method_settings.py::test_the_effective_rate_of_adagrad_only_falls",
                ),
                (
                    Demo(
                        "E6",
                        N_("AdaGrad's rates only fall"),
                        "/playground?surface=ravine&m=adagrad;learning_rate=0.16&curve=effective_rate&steps=100",
                        N_(
                            "The sum of squared gradients only grows, so each weight's rate only falls: most in "
                            "the first steps, and never up again."
                        ),
                        change=N_("Drag the start to a steeper place: the rates fall lower, for good."),
                        claims=(
                            c.rates_only_fall("adagrad"),
                            c.rates_differ("adagrad", 5),
                            c.never_rises("adagrad"),
                        ),
                    ),
                    Demo(
                        "E6-ravine",
                        N_("AdaGrad in the ravine"),
                        (
                            "/playground?surface=ravine&m=gradient_descent;learning_rate=0.063&m=adagrad;learning_rate=0.5&steps=60"
                        ),
                        N_(
                            "A weight with steep slopes gets a small rate, one with gentle slopes a large one: "
                            "both go straight to the minimum together."
                        ),
                        change=N_("Drag the start: wherever it begins, it does not bounce."),
                        claims=(
                            c.never_turns("adagrad", 1),
                            c.turns_always("gradient_descent", 1),
                            c.arrives_sooner("adagrad", "gradient_descent", 0.01),
                        ),
                    ),
                    Demo(
                        "E6-turned",
                        N_("The same ravine, turned"),
                        (
                            "/playground?surface=rotated_ravine&m=gradient_descent;learning_rate=0.063&m=adagrad;learning_rate=0.5&steps=100"
                        ),
                        N_(
                            "A rate per weight helps only along the axes of the weights: here AdaGrad ends behind"
                            " plain descent."
                        ),
                        change=N_("Set the rotation to 0 degrees: the advantage is back."),
                        claims=(c.lower("gradient_descent", "adagrad", 100),),
                    ),
                ),
            ),
            Row(
                "E7",
                "RMSprop: the same with a moving average.",
                ("optim_core/methods/test_first_steps.py::test_rmsprop",),
                (
                    Demo(
                        "E7",
                        N_("RMSprop forgets"),
                        (
                            "/playground?surface=plateau_cliff&start=1.6,1.5&m=adagrad;learning_rate=0.05&m=rmsprop;learning_rate=0.02&curve=effective_rate&steps=300"
                        ),
                        N_(
                            "AdaGrad never forgets how steep the cliff was; RMSprop averages over the last steps,"
                            " so its rates recover on the gentle floor."
                        ),
                        change=N_("Show the loss again: AdaGrad is still far from the bottom."),
                        claims=(
                            c.rates_only_fall("adagrad"),
                            c.rates_rise_again("rmsprop"),
                            c.lower("rmsprop", "adagrad", 100),
                        ),
                    ),
                ),
            ),
            Row(
                "E8",
                "Adadelta: a gradient step has the wrong unit, Adadelta's the right one.",
                (
                    "optim_core/methods/test_first_steps_more.py::test_adadelta",
                    "optim_core/methods/test_first_steps_more.py::test_adadelta_does_not_depend_on_the_scale_of_the_loss",
                    "pages/playground/test_method_settings.py::test_adadelta_says_what_its_unit_is",
                ),
                (
                    Demo(
                        "E8",
                        N_("Adadelta has the right unit"),
                        (
                            "/playground?f=(x^2%2B30y^2)/2&m=adadelta&steps=300&curve=step_length&start=-2.6,1&domain=-3,3,-1.5,1.5"
                        ),
                        N_(
                            "At the rate 1 that nobody has to choose: its steps have the unit of the weights, "
                            "begin tiny and find their length themselves."
                        ),
                        change=N_(
                            "Put 100* before the formula: the slopes are a hundred times steeper, the path hardly"
                            " changes."
                        ),
                        claims=(
                            c.path_ignores_the_scale("adadelta", 100.0),
                            c.rates_rise_again("adadelta"),
                        ),
                    ),
                ),
            ),
            Row(
                "E9",
                "Adam without bias correction.",
                (
                    "optim_core/methods/test_first_steps_more.py::test_adam_without_bias_correction",
                    "pages/playground/test_every_method.py::test_a_switch_of_a_method_changes_its_equations",
                ),
                (
                    Demo(
                        "E9",
                        N_("Adam without bias correction"),
                        (
                            "/playground?surface=bowl&m=adam;bias_correction=0;learning_rate=0.1&m=adam~2;learning_rate=0.1&steps=60&curve=step_length"
                        ),
                        N_(
                            "Both averages begin at zero, the second one lags further behind: uncorrected, the "
                            "first step is three times too long."
                        ),
                        change=N_("Switch the correction on under the settings of the first."),
                        claims=(c.first_step_longer("adam", "adam~2", 3.0),),
                    ),
                ),
            ),
            Row(
                "E10",
                "Adam in full: bias correction, weight decay, AMSGrad, climbing.",
                (
                    "optim_core/methods/test_first_steps.py::test_adam_second_step",
                    "optim_core/methods/test_first_steps.py::test_weight_decay_adds_lambda_w_to_the_gradient",
                    "optim_core/methods/test_first_steps_more.py::test_amsgrad_remembers_the_largest_average",
                    "optim_core/methods/test_first_steps.py::test_maximize_climbs",
                ),
                (
                    Demo(
                        "E10",
                        N_("Adam with weight decay"),
                        (
                            "/playground?surface=booth&m=adam;learning_rate=0.3&m=adam~2;learning_rate=0.3;weight_decay=3&steps=300"
                        ),
                        N_("Weight decay pulls towards zero all the time: the run comes to rest short of the minimum."),
                        change=N_("Choose AdamW in its place, or less decay."),
                        claims=(
                            c.finds_the_lowest_minimum("adam"),
                            c.ends_elsewhere("adam~2", "adam", 0.5),
                            c.nearer_to_zero("adam~2", "adam"),
                        ),
                    ),
                    Demo(
                        "E10-amsgrad",
                        N_("AMSGrad does not forget"),
                        (
                            "/playground?surface=plateau_cliff&start=1.6,1.5&m=adam;learning_rate=0.02;beta_2=0.9&m=amsgrad;learning_rate=0.02;beta_2=0.9&steps=200"
                        ),
                        N_(
                            "Adam's average soon forgets how steep the cliff was; AMSGrad divides by the largest "
                            "average so far, and walks on more slowly."
                        ),
                        change=N_(
                            "Set β₂ to 0.999 for both: now Adam, too, remembers for long, and they go nearly alike."
                        ),
                        claims=(c.lower("adam", "amsgrad", 2),),
                    ),
                ),
            ),
            Row(
                "E11",
                "Lookahead: some steps of any method, then part of the way from where it set out.",
                (
                    "optim_core/methods/test_lookahead.py::test_fixed_alpha_by_hand",
                    "pages/playground/test_method_settings.py::test_lookahead_is_built_around_any_method",
                ),
                (
                    Demo(
                        "E11",
                        N_("Lookahead calms its inner method"),
                        (
                            "/playground?surface=ravine&m=gradient_descent;learning_rate=0.069&m=lookahead;inner=gradient_descent;learning_rate=0.069&steps=60"
                        ),
                        N_(
                            "At this rate plain descent flies away; Lookahead makes five of the same steps, then "
                            "goes half the way back, and settles."
                        ),
                        change=N_("Raise its share of the way to 1: nothing is left but the inner method."),
                        claims=(
                            c.ends_as("gradient_descent", "growing", "diverged", "oscillating"),
                            c.rises("gradient_descent", 0.5),
                            c.lower("lookahead", "gradient_descent", 1000),
                        ),
                    ),
                ),
            ),
            Row(
                "E12",
                "The share of the way is where a parabola through both losses and the last slope is lowest.",
                (
                    "optim_core/methods/test_lookahead.py::test_on_a_parabola_the_fitted_parabola_finds_the_minimum",
                    "pages/playground/test_every_method.py::test_alpha_is_a_number_or_the_parabola",
                ),
                (
                    Demo(
                        "E12",
                        N_("How far to go: a parabola says"),
                        (
                            "/playground?surface=ravine&m=lookahead;inner=gradient_descent;learning_rate=0.063&m=lookahead~2;inner=gradient_descent;learning_rate=0.063;alpha=parabola&steps=60"
                        ),
                        N_(
                            "A parabola through both losses and the last slope says how much of the way is best: "
                            "far lower after the same number of steps."
                        ),
                        change=N_("Step through: every fifth step is the jump."),
                        claims=(c.lower("lookahead~2", "lookahead", 100),),
                    ),
                ),
            ),
        ),
    ),
    Section(
        N_("Backpropagation"),
        "",
        (
            Row(
                "F1",
                "A computation graph is a sequence of operations; the forward pass works out their values.",
                (
                    "optim_core/backprop/test_backpropagation.py::test_backward_pass_paths_and_symbolic_derivative_agree",
                    "browser/backprop/test_page.py::test_a_pass_is_followed_and_a_variable_is_dragged",
                ),
                (
                    Demo(
                        "F1",
                        N_("A formula is a graph of operations"),
                        "/backprop?at=0.7,1.3",
                        N_("Each operation waits for its operands; their values fill the boxes from left to right."),
                        change=N_("Drag x: all values follow."),
                        claims=(p.in_order(4),),
                    ),
                ),
            ),
            Row(
                "F2",
                "The backward pass goes from the end, each local derivative times what came from above.",
                (
                    "optim_core/backprop/test_backpropagation.py::test_what_flows_into_a_node_is_its_adjoint",
                    "browser/backprop/test_page.py::test_a_pass_is_followed_and_a_variable_is_dragged",
                    "browser/network/test_network_player.py::test_what_is_drawn_of_an_example_are_its_derivatives",
                ),
                (
                    Demo(
                        "F2",
                        N_("Derivatives flow back"),
                        "/backprop?follow=rosenbrock&at=-1.5,2",
                        N_(
                            "From the output a 1 goes back; along every edge it is multiplied by the local derivative,"
                            " and where edges join, they are added."
                        ),
                        change=N_("Step past the output with the arrow keys: every step is a sentence."),
                        claims=(p.flows_back(),),
                    ),
                    Demo(
                        "F2-vanishing",
                        N_("A gradient that vanishes"),
                        "/backprop?view=network&hidden=8,8,8,8&activation=sigmoid&m=momentum&steps=300",
                        N_(
                            "On the way back every sigmoid multiplies by a slope of at most 1/4: after four of them "
                            "the first layer's gradient is less than a hundredth of the last one's."
                        ),
                        change=N_("Choose tanh: the curves of all layers come together."),
                        claims=(n.gradient_fades(100), n.stays_above(0.6)),
                    ),
                ),
            ),
            Row(
                "F3",
                "In a = s₁m₁ + s₂m₂ the derivative by s₁ is m₁ and by m₁ is s₁; one layer deeper the chain rule joins.",
                (
                    "optim_core/backprop/test_backpropagation.py::test_the_two_layers_of_the_lecture",
                    "pages/backprop/test_backprop_page.py::test_the_network_of_the_lecture",
                ),
                (
                    Demo(
                        "F3",
                        N_("One factor is the other's derivative"),
                        "/backprop?follow=network&activation=identity",
                        N_("At the product of s₁ and m₁ the derivative by one is the value of the other."),
                        change=N_("Look at the paths of p₁₁: one layer deeper one more factor joins."),
                        claims=(p.is_the_other_factor("s_1"), p.several_paths("p_11", 1)),
                    ),
                ),
            ),
            Row(
                "F4",
                "A weight two layers deep reaches the output along several paths; their products add up.",
                (
                    "optim_core/backprop/test_backpropagation.py::test_the_two_layers_of_the_lecture",
                    "pages/backprop/test_backprop_page.py::test_the_network_of_the_lecture",
                ),
                (
                    Demo(
                        "F4",
                        N_("A sum over paths"),
                        "/backprop?follow=network",
                        N_("From w₁₁ two paths lead to the output; the products along them add up to its derivative."),
                        change=N_("Choose another weight of the first layer: two paths again."),
                        claims=(p.several_paths("w_11", 2), p.several_paths("w_22", 2)),
                    ),
                ),
            ),
            Row(
                "F5",
                "Derivatives of late layers are reused by early ones.",
                (
                    "optim_core/backprop/test_counting.py::test_counts_by_rule_equal_counts_by_running",
                    "pages/backprop/test_backprop_page.py::test_the_network_of_the_lecture",
                ),
                (
                    Demo(
                        "F5",
                        N_("Why backward"),
                        "/backprop?follow=network&activation=sigmoid",
                        N_(
                            "One pass back serves all ten weights; forward would take a pass for each, and path by "
                            "path the same products would be made again and again."
                        ),
                        change=N_("Compare the multiplications below the graph with those of another formula."),
                        claims=(p.backward_is_cheapest(1.5),),
                    ),
                ),
            ),
        ),
    ),
)

DEMOS: tuple[Demo, ...] = tuple(demo for section in SECTIONS for row in section.rows for demo in row.demos)
