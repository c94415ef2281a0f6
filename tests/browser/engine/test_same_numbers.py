"""The browser's engine makes Python's runs: over the registries, so that whatever is added is covered by being there.

Every method in every form with every schedule, on surfaces with and without functions that C and the browser round
differently. Compared step by step up to 1e-12, until a start moved by one unit in the last place ends further away than
that itself: from there on rounding decides. The browser follows that one too, so that step is found by running it.
"""

from __future__ import annotations

import math
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from optim_core import Optimizer, Trajectory, methods, optimizer, run
from optim_core.catalogue.lookahead import PARABOLA, inner_methods
from optim_core.methods import rule, stepper
from optim_core.methods.definition import CONVENTIONS, WholePath
from optim_core.methods.optimizer import configured
from optim_core.methods.schedules import KINDS, Schedule, schedule, typed_schedule
from optim_core.methods.typed_method import typed_method
from optim_core.paths.rounding import digits_end, moved
from optim_core.running import chained
from surfaces import Surface, parse, surface
from surfaces.networks.slice import Slice, slice_surface
from tests.browser.harness.bench import Bench

STEPS = 300
TOLERANCE = 1e-12
#: A gradient over examples is a sum that cancels: relative to what is left it is rounded more.
OVER_EXAMPLES = 1e-10
STEPPABLE = [key for key, method in methods().items() if not isinstance(method, WholePath)]
#: The loss over two weights of a small network: a mean over examples.
TWO_WEIGHTS = Slice(
    "moons", 20, 0.1, 3, 0.25, (3,), "tanh", "logistic", (1, 9), (0.5, -0.25), tuple(np.linspace(-1, 1, 13).tolist())
)  # fmt: skip
#: With a start and a rate that some methods stand and others do not.
SURFACES: dict[str, tuple[Surface, tuple[float, ...], float]] = {
    "rosenbrock": (surface("rosenbrock"), (-1.5, 2.0), 1e-3),
    "himmelblau": (surface("himmelblau"), (-0.3, 0.7), 0.01),
    "letters": (parse("a*x^2 + b*y^2 + c*x*y", a=1.0, b=25.0, c=3.0), (2.0, -1.0), 0.03),
    "functions": (parse("ln(1 + x^2) + sqrt(1 + y^2) + 0.1*sin(x*y)*exp(-y^2/4)"), (2.0, -1.3), 0.1),
    "kinks": (parse("abs(x)^1.5 + max(y, -2y) + 0.1*x*y"), (1.4, -1.1), 0.05),
    "examples": (slice_surface(TWO_WEIGHTS.text()), TWO_WEIGHTS.start, 0.003),
    "line": (parse("x^4/4 - x^2 + 0.3*tanh(3x)"), (0.2,), 0.05),
}
RUN = """
    const { Loss } = await load('engine/runs/loss');
    const { follow } = await load('engine/runs/run');
    const { moved, parted } = await load('engine/runs/rounding');
    const text = (numbers) => {
        const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
        let found = '';
        for (let i = 0; i < bytes.length; i += 8192) found += String.fromCharCode(...bytes.subarray(i, i + 8192));
        return btoa(found);
    };
    const losses = Object.fromEntries(Object.entries(a).map(([name, { program, dimension }]) =>
        [name, new Loss(program, dimension)]));
    return b.map(({ on, program, start, steps, stops }) => {
        const loss = losses[on];
        const path = follow(loss, program, start, steps, stops);
        const other = follow(loss, program, moved(start, a[on].domain), steps, stops);
        return [path.steps, path.badStep, parted(path, other, c), text(path.points), text(path.values),
            text(path.gradients), text(path.takenAt), text(path.evaluations)];
    });
"""


@pytest.fixture(scope="module", autouse=True)
def roomy_caches() -> Iterator[None]:
    """What is made of a text of equations for one surface is there for the next: the product's caches hold fewer."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("assignments", "update_nodes", "update_source", "look_ahead_source"):
            made = getattr(rule, name)
            patch.setattr(rule, name, cache(getattr(made, "__wrapped__", made)))
        patch.setattr(stepper, "compile_update", cache(rule.compile_update.__wrapped__))
        patch.setattr(chained, "update_nodes", rule.update_nodes)
        yield


class Case(NamedTuple):
    """A run, in Python's words."""

    on: str
    method: Optimizer
    maximize: bool = False
    stops: tuple[tuple[str, float], ...] = ()

    @property
    def name(self) -> str:
        return f"{self.method!r} on {self.on}{' climbing' * self.maximize}"

    def reference(self, steps: int) -> Trajectory:
        loss, start, _ = SURFACES[self.on]
        return run(loss, self.method, start, steps, maximize=self.maximize, stops=dict(self.stops))

    def message(self) -> dict[str, Any]:
        loss, start, _ = SURFACES[self.on]
        program = self.method.program(loss.dimension, self.maximize)
        assert program is not None, f"{self.name}: a method that makes its steps needs a program"
        return {"on": self.on, "program": program.message(), "start": start, "steps": STEPS, "stops": dict(self.stops)}


class Found(NamedTuple):
    """The same run as the browser made it."""

    steps: int
    bad_step: int
    parted: int
    points: NDArray[np.float64]
    values: NDArray[np.float64]
    gradients: NDArray[np.float64]
    taken_at: NDArray[np.float64]
    evaluations: NDArray[np.float64]


@cache
def losses() -> dict[str, Any]:
    return {
        name: {"program": loss.program().message(), "dimension": loss.dimension, "domain": loss.domain}
        for name, (loss, _, _) in SURFACES.items()
    }


def made(bench: Bench, cases: list[Case]) -> list[Found]:
    # A step of some methods rounds several times what a start is rounded once: so much earlier they may part.
    found = bench.call(RUN, losses(), [case.message() for case in cases], TOLERANCE / 10)
    results = []
    for case, (steps, bad, parted, *arrays) in zip(cases, found, strict=True):
        points, values, gradients, places, counts = (np.frombuffer(b64decode(text)) for text in arrays)
        shape = (-1, SURFACES[case.on][0].dimension)
        rows = (points.reshape(shape), values, gradients.reshape(shape), places.reshape(shape), counts)
        results.append(Found(steps, bad, parted, *rows))
    return results


def compared(case: Case, found: Found) -> tuple[int, int]:
    """Steps compared and steps there are; fails where the two differ before rounding decides."""
    whole = found.parted > found.steps
    path = case.reference(STEPS if whole else max(0, found.parted - 1))
    until = min(found.parted, path.steps + 1, found.steps + 1)
    if whole:
        assert (found.steps, found.bad_step) == (path.steps, int(path.bad_step)), case.name
        np.testing.assert_array_equal(found.evaluations, path.evaluations.sum(axis=0), case.name)
    size = np.abs(path.points[:until]).max(axis=1, initial=0.0)
    apart = np.abs(found.points[:until] - path.points[:until]).max(axis=1, initial=0.0)
    tolerance = OVER_EXAMPLES if case.on == "examples" else TOLERANCE
    bad = np.flatnonzero(~(apart <= tolerance * size))
    assert not bad.size, f"{case.name}: {apart[bad[0]] / size[bad[0]]:.2g} at step {bad[0]} of {until}"
    assert path.gradients is not None
    assert path.gradient_points is not None
    for mine, theirs in (
        (found.values[:until], path.values[:until]),
        (found.gradients[: until - 1], path.gradients[: until - 1]),
        (found.taken_at[: until - 1], path.gradient_points[: until - 1]),
    ):
        if len(theirs):
            # A sum that cancels is as exact as its largest parts.
            close = np.abs(mine - theirs) <= 1e3 * tolerance * np.maximum.accumulate(np.abs(theirs), axis=0)
            assert close.all(), f"{case.name}: {np.argmin(close)} of {until}"
    return until, found.steps + 1


def check(bench: Bench, cases: list[Case], share: float) -> None:
    """All of them agree, and as many steps as `share` of all could be compared at all."""
    # In parts, so that no message between here and the browser is huge.
    parts = [cases[at : at + 100] for at in range(0, len(cases), 100)]
    counts = np.array([compared(*pair) for part in parts for pair in zip(part, made(bench, part), strict=True)])
    until, steps = counts.sum(axis=0)
    assert until >= share * steps, f"only {until} of {steps} steps were compared"


def schedules() -> Iterator[Schedule | None]:
    yield None
    yield from (schedule(kind, over=STEPS) for kind in KINDS if kind != "constant")
    yield typed_schedule("eta/(1 + 0.01*k)^0.7 + eta*k/n/10", over=STEPS)


def settings(key: str, rate: float) -> dict[str, float]:
    return {"learning_rate": rate} if any(p.key == "learning_rate" for p in methods()[key].parameters) else {}


def forms(key: str) -> tuple[str, ...]:
    """Conventions that are not the same equations."""
    first, second = (optimizer(key, convention=each) for each in CONVENTIONS)
    same = first.equations() == second.equations() and first.latex_lines() == second.latex_lines()
    return CONVENTIONS[:1] if same and first.hyperparameters == second.hyperparameters else CONVENTIONS


@pytest.mark.parametrize("on", SURFACES)
def test_every_method_form_and_schedule(on: str, bench: Bench) -> None:
    rate, cases = SURFACES[on][2], []
    for key in STEPPABLE:
        for form in forms(key):
            steady = optimizer(key, convention=form, **settings(key, rate))
            paced = [made for made in schedules() if made is None or steady.follows(made)]
            if on == "examples":
                # Schedules are the same there; one of them compares losses.
                paced = [made for made in paced if made is None or made.kind == "plateau"]
            cases += [Case(on, configured(steady.method, form, steady.hyperparameters, made)) for made in paced]
    check(bench, cases, 0.6)


def test_lookahead_around_every_method_with_both_shares(bench: Bench) -> None:
    cases = []
    for on in ("rosenbrock", "functions", "line"):
        for inner in inner_methods():
            for alpha in (0.6, PARABOLA):
                method = optimizer("lookahead", inner=inner, alpha=alpha, every=4, **settings(inner, SURFACES[on][2]))
                cases.append(Case(on, method))
    check(bench, cases, 0.6)


def other_settings(key: str, form: str) -> Iterator[dict[str, float]]:
    """Each number that changes which lines there are, and the switches the other way round."""
    for p in methods()[key].hyperparameters(form):  # type: ignore[arg-type]
        if p.key == "weight_decay":
            yield {p.key: 0.03}
        elif p.key == "max_norm":
            yield {p.key: 0.5}
        elif p.key in ("damping", "friction"):
            yield {p.key: 2.5}
        elif p.scale == "switch":
            yield {p.key: 1.0 - p.default}


OWN = {
    "value": "v = 0.9*v + g\nw = w - eta*v/(1 + abs(Q))",
    "ahead": "at = w + 0.8*v\nv = 0.8*v - eta*g\nw = w + v",
    "memory": "a = 0.9*a + 0.1*w\nw = w - eta*g/(1 + g_norm) + 0.01*(a - w)",
}


def test_settings_climbing_stops_and_methods_of_ones_own(bench: Bench) -> None:
    cases = []
    for key in STEPPABLE:
        for form in forms(key):
            given = settings(key, 0.01)
            cases += [
                Case("himmelblau", optimizer(key, convention=form, **{**given, **more}))
                for more in other_settings(key, form)
            ]
            cases.append(Case("functions", optimizer(key, convention=form, **given), maximize=True))
    for on in ("himmelblau", "line"):
        for text in OWN.values():
            for made in (None, schedule("plateau", over=STEPS), schedule("power", power=2, over=STEPS)):
                cases.append(Case(on, configured(typed_method(text), "lecture", {"learning_rate": 0.01}, made)))
        for stop in ("loss_change", "step_length", "gradient", "evaluations"):
            limit = 40.0 if stop == "evaluations" else 1e-3
            for key in ("momentum", "line_search", "fletcher_reeves"):
                cases.append(Case(on, optimizer(key, **settings(key, 0.01)), stops=((stop, limit),)))
    check(bench, cases, 0.6)


def test_other_numbers_need_no_other_program(bench: Bench) -> None:
    """What a dial or the range of steps changes is an argument: the same source then makes the other run."""
    body = """
        const { withNumbers } = await load('engine/steppers/make');
        return a.map(([program, numbers]) => withNumbers(program, numbers));
    """
    cosine = [schedule("cosine", over=over, final_share=share) for over, share in ((100, 0.1), (STEPS, 0.3))]
    before = [
        optimizer("adam", learning_rate=0.5, beta_1=0.5, schedule=cosine[0]),
        optimizer("lookahead", inner="momentum", learning_rate=0.5, alpha=0.2),
        optimizer("line_search", shrink=0.2, schedule=cosine[0]),
    ]
    after = [
        optimizer("adam", learning_rate=0.02, beta_1=0.8, schedule=cosine[1]),
        optimizer("lookahead", inner="momentum", learning_rate=0.001, alpha=0.7),
        optimizer("line_search", shrink=0.5, schedule=cosine[1]),
    ]
    changes: list[dict[str, float]] = [
        {"eta": 0.02, "beta_1": 0.8, "r_sched": 0.3, "n_sched": STEPS},
        {"eta": 0.001, "theta": 0.7},
        {"rho": 0.5, "r_sched": 0.3, "n_sched": STEPS},
    ]
    programs = [method.program(2) for method in before]
    given = [[p.message(), change] for p, change in zip(programs, changes, strict=True) if p]
    found = bench.call(body, given)
    assert found == [method.program(2).message() for method in after]  # type: ignore[union-attr]


def test_a_loss_takes_other_letters(bench: Bench) -> None:
    loss, _, _ = SURFACES["letters"]
    body = "const { Loss } = await load('engine/runs/loss'); return new Loss(a, 2, b).both([2, -1]);"
    other = parse("a*x^2 + b*y^2 + c*x*y", a=1.0, b=2.0, c=3.0)
    assert bench.call(body, loss.program().message(), {"b": 2.0}) == [
        other.value(2.0, -1.0),
        *other.gradient(2.0, -1.0),
    ]


ROUNDING = """
    const { nextUp, moved, digitsEnd } = await load('engine/runs/rounding');
    const path = (points) => ({ dimension: 2, steps: points.length - 1, points: Float64Array.from(points.flat()) });
    return [a.map(nextUp), b.map((start) => moved(start, c)), d.map(([one, other]) =>
        digitsEnd(path(one), path(other), c))];
"""


def test_rounding_is_what_it_is_in_python(bench: Bench) -> None:
    picture = ((-2.0, 2.0), (-1.0, 1.0))
    numbers = [0.0, 1.0, -1.0, 1e-310, -2.5e300, 0.1, -5e-324]
    starts = [(1.0, -3.0), (0.0, 1.0), (0.0, 0.0)]
    rng = np.random.default_rng(3)
    pairs = []
    for _ in range(40):
        one = rng.normal(size=(6, 2))
        pairs.append([one.tolist(), (one + rng.normal(scale=0.03, size=(6, 2)))[: rng.integers(2, 7)].tolist()])
    found = bench.call(ROUNDING, numbers, starts, picture, pairs)
    assert found[0] == [math.nextafter(number, math.inf) for number in numbers]
    assert [tuple(each) for each in found[1]] == [moved(start, picture) for start in starts]
    base = run(SURFACES["letters"][0], optimizer("momentum"), (1.0, 1.0), 5)
    expected = []
    for points in pairs:
        one, other = (replace(base, points=np.array(p), values=np.zeros(len(p))) for p in points)
        expected.append(digits_end(one, other, picture))
    assert found[2] == [-1 if step is None else step for step in expected]
    assert -1 in found[2]
    assert len(set(found[2])) > 3
