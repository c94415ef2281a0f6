"""Every claim holds where it is true and fails where it is not: a claim that cannot fail would prove nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from optim_core import Trajectory, methods, run
from optim_core.backprop import backpropagate
from optim_core.matrix import check_gradient
from optim_core.matrix.rules import RULES, RuleCheck, check_rule
from optim_core.methods.optimizer import configured
from optim_core.methods.schedules import schedule
from optim_core.paths.multistart import harvest
from optim_core.running.sampling import Sampling
from optim_core.running.starts import scattered
from surfaces import Surface, parse, surface
from surfaces.data import MODELS, data_loss, dataset
from surfaces.networks import cloud, network
from ui.demos import claims as c
from ui.demos import data_claims as d
from ui.demos import gradient_claims as g
from ui.demos import graph_claims as p
from ui.demos import matrix_claims as m
from ui.demos import network_claims as n
from ui.demos.demo import Claim, DataShown, GradientShown, MatrixShown, Shown, TrainingShown

RAVINE = surface("ravine")


# Worked out while tests are collected, in every worker: what several cases share is made once.
@cache
def path(name: str, where: Surface = RAVINE, steps: int = 60, **numbers: float) -> Trajectory:
    return run(where, configured(methods()[name], "lecture", numbers), where.start, steps)


ZIGZAG = path("gradient_descent", learning_rate=0.063)
GLIDE = path("gradient_descent", learning_rate=0.0063)
CALM = path("momentum", learning_rate=0.063, momentum=0.5)
WILD = path("momentum", learning_rate=0.063, momentum=0.9)
AWAY = path("gradient_descent", learning_rate=0.07)
STILL = path("gradient_descent", learning_rate=0.0)
ADAGRAD, SLOW_ADAGRAD = path("adagrad", learning_rate=0.5), path("adagrad", learning_rate=0.16)
WELL = surface("double_well")
STUCK = path("gradient_descent", WELL, 200, learning_rate=0.02)
OVER = path("momentum", WELL, 200, learning_rate=0.02)
UNIT = path("adadelta", parse("x^2 + 30y^2"), 50)
PLAIN = path("gradient_descent", parse("x^2 + 30y^2"), 50, learning_rate=0.01)
SIGN, NORMED = path("sign", learning_rate=0.01), path("normalized", learning_rate=0.01)
HILL = run(
    surface("himmelblau"),
    configured(methods()["gradient_descent"], "lecture", {"learning_rate": 0.005}),
    (-0.5, 2.5),
    300,
    maximize=True,
)
CLIFF = surface("plateau_cliff")
FORGETS = run(CLIFF, configured(methods()["rmsprop"], "lecture", {"learning_rate": 0.02}), (1.6, 1.5), 300)
STOPPED = run(RAVINE, ZIGZAG.optimizer, RAVINE.start, 300, stops={"gradient": 0.1})
RAW = path("adam", learning_rate=0.1, bias_correction=0.0)
CORRECTED = path("adam", learning_rate=0.1)
AHEAD = path("nesterov", learning_rate=0.02)
SHRINKING = run(RAVINE, configured(methods()["sign"], "lecture", {}, schedule("inverse")), (0.3, 0.3), 20)
AT_ZERO = run(surface("himmelblau"), ZIGZAG.optimizer, (0.0, 0.0), 3)
DECAYED = run(surface("booth"), configured(methods()["adam"], "lecture", {"learning_rate": 0.3, "weight_decay": 3.0}),
              (-8.0, -6.0), 300)  # fmt: skip
PURE = run(surface("booth"), configured(methods()["adam"], "lecture", {"learning_rate": 0.3}), (-8.0, -6.0), 300)

#: A claim about a and b, the runs that make it true, and some that make it false.
CASES: list[tuple[Claim, list[tuple[Trajectory, ...]], list[tuple[Trajectory, ...]]]] = [
    (c.lower("a", "b", 10), [(CALM, ZIGZAG)], [(ZIGZAG, CALM), (STILL, STILL)]),
    (c.further_down("a", "b", 1.0), [(CALM, STILL)], [(STILL, CALM), (CALM, ZIGZAG)]),
    (c.arrives_sooner("a", "b", 0.01), [(CALM, ZIGZAG), (CALM, AWAY)], [(ZIGZAG, CALM), (STILL, AWAY)]),
    (c.never_rises("a"), [(ZIGZAG,), (GLIDE,)], [(AWAY,), (WILD,), (STILL,)]),
    (c.rises("a", 0.2), [(WILD,), (AWAY,)], [(GLIDE,), (STILL,)]),
    (c.climbs("a"), [(HILL,)], [(AWAY,), (CALM,), (STILL,)]),
    (c.ends_as("a", "growing", "diverged", "oscillating"), [(AWAY,)], [(CALM,), (STILL,)]),
    (c.stays_in_a_local_minimum("a"), [(STUCK,)], [(OVER,), (STILL,)]),
    (c.finds_the_lowest_minimum("a"), [(OVER,), (CALM,)], [(STUCK,), (STILL,), (UNIT,)]),
    (c.ends_elsewhere("a", "b"), [(STUCK, OVER), (CALM, STILL)], [(CALM, CALM), (CALM, ADAGRAD)]),
    (c.nearer_to_zero("a", "b"), [(DECAYED, PURE)], [(PURE, DECAYED), (PURE, PURE)]),
    (c.path_ignores_the_scale("a", 100.0), [(UNIT,)], [(PLAIN,), (STILL,)]),
    (c.same_path("a", "b"), [(CALM, CALM)], [(CALM, WILD), (STILL, STILL)]),
    (c.turns_more("a", "b", 1), [(ZIGZAG, CALM)], [(CALM, ZIGZAG), (STILL, STILL), (CALM, CALM)]),
    (c.turns_always("a", 1), [(ZIGZAG,)], [(GLIDE,), (CALM,), (STILL,)]),
    (c.never_turns("a", 1), [(GLIDE,)], [(ZIGZAG,), (STILL,)]),
    (c.overshoots("a"), [(WILD,)], [(GLIDE,), (STILL,)]),
    (c.steps_shrink("a"), [(GLIDE,), (SHRINKING,)], [(NORMED,), (WILD,), (STILL,)]),
    (c.equal_steps("a"), [(NORMED,)], [(GLIDE,), (STILL,)]),
    (c.equal_coordinates("a"), [(SIGN,)], [(GLIDE,), (STILL,)]),
    (c.follows_the_antigradient("a"), [(ZIGZAG,)], [(CALM,), (SIGN,), (ADAGRAD,)]),
    (c.looks_ahead("a"), [(AHEAD,)], [(CALM,), (ZIGZAG,), (STILL,)]),
    (c.rates_only_fall("a"), [(SLOW_ADAGRAD,)], [(ZIGZAG,), (FORGETS,), (STILL,)]),
    (c.rates_rise_again("a"), [(FORGETS,)], [(ADAGRAD,), (ZIGZAG,), (STILL,)]),
    (c.rates_differ("a", 5), [(ADAGRAD,)], [(ZIGZAG,), (STILL,)]),
    (c.first_step_longer("a", "b", 3), [(RAW, CORRECTED)], [(CORRECTED, RAW), (STILL, STILL), (RAW, RAW)]),
    (c.begins_at("a", 0.0, 0.0), [(AT_ZERO,)], [(CALM,)]),
    (c.begins_within("a", 1.0), [(SHRINKING,)], [(CALM,), (AT_ZERO,)]),
    (c.fired("a", "gradient"), [(STOPPED,)], [(CALM,)]),
]  # fmt: skip


def holds(claim: Claim, runs: tuple[Trajectory, ...]) -> bool:
    return claim.holds(Shown(dict(zip(("a", "b"), runs, strict=False))))


@pytest.mark.parametrize(
    ("claim", "right", "wrong"), CASES, ids=lambda case: case.text if isinstance(case, Claim) else ""
)
def test_a_claim_is_true_of_what_it_says_and_false_of_other_runs(
    claim: Claim, right: list[tuple[Trajectory, ...]], wrong: list[tuple[Trajectory, ...]]
) -> None:
    assert [holds(claim, runs) for runs in right] == [True] * len(right)
    assert [holds(claim, runs) for runs in wrong] == [False] * len(wrong)


def test_many_minima_of_different_depth() -> None:
    def shown(name: str, rate: float) -> Shown:
        s = surface(name)
        method = configured(methods()["gradient_descent"], "lecture", {"learning_rate": rate})
        starts = scattered(s.domain, 30, 0)
        found = harvest(run(s, method, starts, 300))
        best = tuple(float(w[found.best]) for w in starts)
        return Shown({"a": run(s, method, best, 300)}, {"a": found})

    claim = c.many_minima("a", 4)
    deep = shown("styblinski_tang", 0.016)
    assert claim.holds(deep)
    assert not claim.holds(shown("himmelblau", 0.005))
    assert not claim.holds(shown("bowl", 0.1))
    assert not claim.holds(replace(deep, harvests={}))
    assert not claim.holds(replace(deep, paths={"a": STUCK}))


# --- Data -------------------------------------------------------------------------------------------------------------


@cache
def data(
    source: str = "line",
    kind: str = "single",
    size: int = 1,
    steps: int = 200,
    held: bool = False,
    made: tuple[int | None, float | None, int] = (None, None, 0),
) -> Shown:
    examples = dataset(source, *made)
    learned, other = (examples, None)
    if held:
        indices, rest = examples.split(0.5, 0)
        learned, other = examples.take(indices), examples.take(rest)
    loss = data_loss(learned, model=MODELS["squares"])
    method = configured(methods()["gradient_descent"], "lecture", {"learning_rate": 0.04})
    sampling = Sampling(kind, size, 0)  # type: ignore[arg-type]
    path = run(loss, method, loss.start, steps, **({} if kind == "full" else {"sampling": sampling}))
    validation = data_loss(other, model=MODELS["squares"]) if other is not None else None
    return Shown({"a": path}, data=DataShown(loss, validation, method, sampling, steps))


NO_DATA = Shown({"a": CALM})
NOISELESS = data(steps=500, made=(40, 0.0, 0))
DATA_CASES = [
    (d.sees("a", 1), [data()], [data(kind="shuffle", size=8), data(kind="full")]),
    (d.sees("a", None), [data(kind="full")], [data()]),
    (d.closed_form_is_the_minimum(), [data()], [data("constant"), NO_DATA]),
    (d.singular(), [data("constant")], [data(), NO_DATA]),
    (d.first_step_as_worked_out("a"), [data(kind="full")], [data(), NO_DATA]),
    (d.warm_start_pays("a"), [data()], [data("outliers", steps=400), NO_DATA]),
    (d.held_out_loss_turns("a"), [data(kind="full", held=True, made=(10, None, 3))],
     [data(kind="full", held=True), data(kind="full"), NO_DATA]),
    (d.best_way("shuffle", "examples"), [data(kind="shuffle", size=8)], [NO_DATA]),
    (d.wider_band("single", "full"), [data(kind="shuffle", size=8)], [NO_DATA]),
    (d.wider_band("full", "single"), [], [data(kind="shuffle", size=8)]),
    (d.best_way("full", "examples"), [], [data(kind="shuffle", size=8)]),
    (d.noise_falls_like_the_root(), [data()], [NO_DATA]),
    (d.noise_ball_shrinks(), [data(steps=500)], [data(steps=5), NOISELESS, NO_DATA]),
    (d.examples_disagree(), [data()], [NOISELESS, NO_DATA]),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "right", "wrong"), DATA_CASES, ids=lambda x: x.text if isinstance(x, Claim) else "")
def test_a_claim_about_data_is_true_of_what_it_says_and_false_of_other_data(
    claim: Claim, right: list[Shown], wrong: list[Shown]
) -> None:
    assert [claim.holds(shown) for shown in right] == [True] * len(right)
    assert [claim.holds(shown) for shown in wrong] == [False] * len(wrong)


# --- The gradient -----------------------------------------------------------------------------------------------------


def near(text: str, point: tuple[float, ...], direction: tuple[float, ...], h: float, rate: float = 0.01) -> Shown:
    return Shown({}, gradient=GradientShown(parse(text), point, direction, h, rate, 12))


BENT = near("x^2 + y^2", (1.0, 1.0), (0.0, 1.0), 0.5)
UPHILL = near("x^2 + y^2", (1.0, 0.0), (1.0, 0.0), 0.5)
LINE = near("3x + y", (1.0, 1.0), (1.0, 0.0), 0.5)
CURVE = near("exp x", (1.0,), (1.0,), 1e-12)
GRADIENT_CASES = [
    (g.steepest(), [UPHILL], [BENT, CURVE, NO_DATA]),
    (g.along_the_level_line(), [near("x^2 + y^2", (1.0, 0.0), (0.0, 1.0), 0.5)], [BENT, CURVE, NO_DATA]),
    (g.vanishes_with_order(2), [BENT, CURVE], [LINE, near("x^3", (0.0,), (1.0,), 0.5), NO_DATA]),
    (g.vanishes_with_order(3), [near("sin x", (0.0,), (1.0,), 0.5)], [BENT, LINE, NO_DATA]),
    (g.remainder_is(0.1, 2.0), [BENT], [LINE, CURVE, NO_DATA]),
    (g.rounding_spoils(100.0), [CURVE], [near("exp x", (1.0,), (1.0,), 0.1), LINE, NO_DATA]),
    (g.parts_add_up(), [near("x^2 + y^2", (1.0, 1.0), (0.6, 0.8), 0.5)], [UPHILL, CURVE, NO_DATA]),
    (g.smaller_steps_follow_the_flow(0.1), [near("x^2 + 4y^2", (2.0, 2.0), (1.0, 0.0), 0.5, 0.1)],
     [near("x^2 + 4y^2", (2.0, 2.0), (1.0, 0.0), 0.5, 1e-4), CURVE, NO_DATA]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "right", "wrong"), GRADIENT_CASES, ids=lambda x: x.text if isinstance(x, Claim) else ""
)
def test_a_claim_about_a_point_is_true_of_what_it_says_and_false_elsewhere(
    claim: Claim, right: list[Shown], wrong: list[Shown]
) -> None:
    assert [claim.holds(shown) for shown in right] == [True] * len(right)
    assert [claim.holds(shown) for shown in wrong] == [False] * len(wrong)


# --- Matrices and graphs ----------------------------------------------------------------------------------------------


checked = cache(check_gradient)


@cache
def ruled(rule: str) -> RuleCheck:
    return check_rule(RULES[rule], 3, 0)


def matrices(rule: str = "product", candidate: str = "A x") -> Shown:
    return Shown({}, matrix=MatrixShown(checked("x' A x", candidate, "x"), RULES[rule], ruled(rule)))


def graph(text: str, point: tuple[float, ...], variables: tuple[str, ...] | None = None) -> Shown:
    return Shown({}, passes=backpropagate(text, point, variables))


LINE_OF_GRAPH = graph("x + y", (1.0, 2.0))
PRODUCT = graph("x*y", (2.0, 5.0))
TWICE = graph("sin(x)*x", (0.7,))
DEEP = graph("tanh(a*b + c*d) * tanh(a*c + b*d) + sin(a*b*c*d)", (0.1, 0.2, 0.3, 0.4), ("a", "b", "c", "d"))
OTHER_CASES = [
    (m.misses_second_order("product"), [matrices()], [matrices("determinant"), matrices("trace"), NO_DATA]),
    (m.misses_second_order("trace"), [], [matrices("trace")]),
    (
        m.names_the_mistake("half_product"),
        [matrices()],
        [matrices(candidate="2 A x"), matrices(candidate="(A + A') x")],
    ),
    (p.in_order(2), [TWICE, DEEP], [LINE_OF_GRAPH, PRODUCT, NO_DATA]),
    (p.flows_back(), [TWICE, PRODUCT, DEEP], [NO_DATA, matrices()]),
    (p.is_the_other_factor("x"), [PRODUCT], [LINE_OF_GRAPH, NO_DATA]),
    (p.several_paths("x", 2), [TWICE], [PRODUCT, LINE_OF_GRAPH, NO_DATA]),
    (p.several_paths("x", 1), [PRODUCT], [TWICE]),
    (p.backward_is_cheapest(1.5), [DEEP], [LINE_OF_GRAPH, PRODUCT, NO_DATA]),
]


@pytest.mark.parametrize(("claim", "right", "wrong"), OTHER_CASES, ids=lambda x: x.text if isinstance(x, Claim) else "")
def test_a_claim_about_a_rule_or_a_graph_is_true_of_what_it_says(
    claim: Claim, right: list[Shown], wrong: list[Shown]
) -> None:
    assert [claim.holds(shown) for shown in right] == [True] * len(right)
    assert [claim.holds(shown) for shown in wrong] == [False] * len(wrong)


@cache
def trained(activation: str, scale: str, depth: int = 3, data: str = "xor") -> Shown:
    layers = (2, *[4] * depth, 1)
    # An odd number: at zero, equal classes would pull equally and nothing would move.
    loss = network(layers, activation, "logistic", cloud(data, 41, 0.1, 1))  # type: ignore[arg-type]
    method = configured(methods()["momentum"], "lecture", {"learning_rate": 0.2})
    start = loss.start(1, scale, 0.1)  # type: ignore[arg-type]
    return Shown({}, training=TrainingShown(loss, run(loss, method, start, 100)))


ZEROS, FADED = trained("sigmoid", "zeros", 1, "moons"), trained("sigmoid", "xavier")
SMALL, REACHED = trained("relu", "uniform"), trained("tanh", "xavier")


@pytest.mark.parametrize(
    ("claim", "true", "false"),
    [
        (n.units_stay_alike(), ZEROS, (FADED, REACHED)),
        # Where nothing moves, nothing is shown.
        (n.units_stay_alike(), ZEROS, (trained("tanh", "zeros"),)),
        (n.gradient_fades(20), FADED, (REACHED, trained("tanh", "zeros"))),
        (n.gradient_reaches(0.2), REACHED, (FADED, SMALL)),
        (n.spread_fades(20), SMALL, (REACHED,)),
        (n.ends_below(0.68), REACHED, (FADED, SMALL)),
        (n.stays_above(0.68), SMALL, (REACHED,)),
    ],
    ids=repr,
)
def test_claims_of_trainings(claim: Claim, true: Shown, false: tuple[Shown, ...]) -> None:
    assert claim.holds(true)
    assert not any(claim.holds(other) for other in (*false, Shown({})))
