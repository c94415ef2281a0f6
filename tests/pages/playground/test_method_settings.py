"""Schedules and typed methods: what is chosen or typed in the sidebar is what runs."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core import methods, optimizer, run
from optim_core.methods.schedules import KINDS, schedule, typed_schedule
from optim_core.methods.typed_method import EXAMPLE
from pages.playground.links import from_query
from tests.pages.playground.playground_session import Session
from ui.methods.equations import block

STEPS = 40


def bowl(*slots: str) -> Session:
    """One method with its settings open; the rate is set, so that expectations can say it."""
    session = Session(surface="bowl", steps=str(STEPS), m=list(slots))
    for slot in slots:
        session.open(f"{slot.partition(';')[0]}.details")
    return session


def gradients(session: Session) -> np.ndarray:
    return np.array([session.surface.gradient(*point) for point in session.only().points[:-1].tolist()])


def rates(session: Session) -> np.ndarray:
    """The step sizes plain descent really made: step over gradient."""
    sent = session.only()
    return np.median(-np.diff(sent.points, axis=0) / gradients(session), axis=1)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "constant"])
def test_a_schedule_is_chosen_and_every_step_follows_it(kind: str) -> None:
    session = bowl("gradient_descent;learning_rate=0.1")
    session.set("gradient_descent.schedule", kind)
    made = schedule(kind, over=STEPS)
    losses = [session.surface.value(*point) for point in session.only().points[:-1].tolist()]
    expected = made.rates(0.1, STEPS, losses)
    assert rates(session) == pytest.approx(expected, rel=1e-6, abs=1e-12)
    assert session.link["m"] == [f"gradient_descent;learning_rate=0.1;schedule={kind}"]
    assert made.latex() in session.formulas
    assert session.only().cells["learning_rate"] == f"0.1, {KINDS[kind].name}"
    # What depends on the run has no curve before it.
    assert ("<svg" in session.pictures()) != bool(made.memory)
    session.set("gradient_descent.schedule", "constant")
    assert rates(session) == pytest.approx(np.full(STEPS, 0.1))
    assert "<svg" not in session.pictures()


def test_the_numbers_of_a_schedule_can_be_set() -> None:
    # lambda*(s0/(s0 + k))^p with s0 = 8 and p = 2 is 0.1*(8/9)^2 at the first step, 0.1*(1/2)^2 at the eighth.
    session = bowl("gradient_descent;learning_rate=0.1;schedule=power")
    session.set("gradient_descent.schedule.power.s0", 8)
    session.set("gradient_descent.schedule.power.power", 2.0)
    assert rates(session)[[0, 7]] == pytest.approx([0.1 * 64 / 81, 0.1 / 4])
    assert session.link["m"][0].endswith("schedule=power;schedule.s0=8;schedule.power=2")
    session.press("gradient_descent.reset")
    assert session.link["m"] == ["gradient_descent"]


def test_a_schedule_is_typed_and_a_refused_one_leaves_the_last() -> None:
    session = bowl("gradient_descent;learning_rate=0.1")
    session.set("gradient_descent.schedule", "typed")
    session.set("gradient_descent.schedule.formula", "0.2/(1+0.01*k)")
    assert rates(session)[[0, 39]] == pytest.approx([0.2 / 1.01, 0.2 / 1.4])
    before = session.only().points
    session.set("gradient_descent.schedule.formula", "0.2/(1+0.01*t)")
    (refusal,) = session.refusals
    assert refusal == "Unknown name 't'. Known names: eta, k, n."
    assert session.control("gradient_descent.schedule.formula").value == "0.2/(1+0.01*t)"
    assert session.link["m"][0].endswith("schedule.typed=0.2/(1+0.01*k)")
    np.testing.assert_array_equal(session.only().points, before)
    session.set("gradient_descent.schedule.formula", "eta*(n - k)/n")
    assert not session.refusals
    assert rates(session)[:39] == pytest.approx(typed_schedule("eta*(n - k)/n", over=STEPS).rates(0.1, STEPS)[:39])


@pytest.mark.parametrize(
    ("formula", "words"), [("eta/(5 - k)", "no value at step 5"), ("eta*(3 - k)", "negative from step 4")]
)
def test_odd_schedules_are_told(formula: str, words: str) -> None:
    session = bowl(f"gradient_descent;learning_rate=0.1;schedule.typed={formula}")
    assert any(words in warning.value for warning in session.app.warning)


def test_a_method_without_a_step_size_says_so() -> None:
    session = bowl("newton")
    assert not session.has("newton.schedule")
    assert any("no step size" in caption.value for caption in session.app.caption)


def test_how_far_a_careful_rate_goes() -> None:
    session = bowl("gradient_descent")
    # (x^2 + 2y^2)/2: the largest curvature is 2.
    assert (
        "λₘₐₓ = 2: rates below 2/λₘₐₓ = 1 converge, larger ones diverge from almost every start" in session.captions()
    )
    for rate, kind in ((0.9, "converged"), (1.05, "diverged")):
        session.turn("gradient_descent", learning_rate=rate)
        session.turn_steps(500)
        assert session.only().kind == kind
    session.set("surface", "rosenbrock")
    # At (1, 1) the Hessian of Rosenbrock is [[802, -400], [-400, 200]]: eigenvalues 1001.6 and 0.399.
    assert "λₘₐₓ = 1002: rates below 2/λₘₐₓ = 0.001997 can settle there" in session.captions()
    session.set("maximize", True)
    assert "λₘₐₓ" not in session.captions()


@pytest.mark.parametrize(
    ("start", "minimum"), [("-3,3", (-2.805118, 3.131313)), ("3,2", (3.0, 2.0)), ("3.5,-2", (3.584428, -1.848126))]
)
def test_the_limit_is_that_of_the_minimum_next_to_the_start(start: str, minimum: tuple[float, float]) -> None:
    session = Session(surface="himmelblau", m="gradient_descent", start=start, steps="3")
    session.open("gradient_descent.details")
    # The Hessian of (x^2 + y - 11)^2 + (x + y^2 - 7)^2.
    x, y = minimum
    hessian = [[12 * x * x + 4 * y - 42, 4 * (x + y)], [4 * (x + y), 12 * y * y + 4 * x - 26]]
    largest = float(np.linalg.eigvalsh(hessian)[-1])
    assert f"λₘₐₓ = {largest:.4g}: rates below 2/λₘₐₓ = {2 / largest:.4g} can settle there" in session.captions()
    session.set("start_kind", "zero")
    # From zero the nearest minimum is (3, 2).
    assert "λₘₐₓ = 82.28: " in session.captions()


def test_of_a_typed_loss_the_limit_is_that_of_the_minimum_its_run_reached() -> None:
    session = Session(f="x^4 + x^2", m="gradient_descent;learning_rate=0.1", start="1", steps="200")
    session.open("gradient_descent.details")
    assert "At the minimum that this run reached" in session.captions()
    assert "λₘₐₓ = 2: rates below 2/λₘₐₓ = 1 can settle there" in session.captions()
    session.turn_steps(10)
    assert "λₘₐₓ" not in session.captions()


def test_nothing_is_said_of_rates_that_weight_decay_changes() -> None:
    assert "λₘₐₓ" not in bowl("gradient_descent;weight_decay=0.1").captions()
    assert "λₘₐₓ" not in bowl("gradient_descent;max_norm=1").captions(), "nor of those that clipping changes"
    assert "λₘₐₓ" not in bowl("momentum").captions()


@pytest.mark.parametrize("key", ["gradient_descent", "adam", "nesterov"])
def test_equations_in_the_sidebar_climb_where_the_runs_do(key: str) -> None:
    session = bowl(key)
    method = session.state.methods[0].optimizer(session.surface, STEPS)
    down, up = (rf"\small {block(method.latex_lines(climb))}" for climb in (False, True))
    assert down != up
    assert down in session.formulas and up not in session.formulas
    session.set("maximize", True)
    assert up in session.formulas and down not in session.formulas


@pytest.mark.parametrize(("before", "formula"), [("inverse", "eta/k"), ("cosine", "eta/(1 + 0.01*k)")])
def test_a_typed_schedule_begins_with_a_formula_that_can_be_changed(before: str, formula: str) -> None:
    session = bowl(f"gradient_descent;learning_rate=0.1;schedule={before}")
    session.set("gradient_descent.schedule", "typed")
    assert session.control("gradient_descent.schedule.formula").value == formula
    assert rates(session) == pytest.approx(typed_schedule(formula, over=STEPS).rates(0.1, STEPS))


def test_the_ball_says_which_momentum_it_is() -> None:
    session = bowl("rolling_ball;mass=2;friction=3;time_step=0.2")
    # alpha = dt^2/m = 0.04/2, beta = 1 - gamma*dt/m = 1 - 0.6/2
    assert "With these settings α = 0.02, β = 0.7." in session.captions()
    again = run(session.surface, optimizer("momentum", learning_rate=0.02, momentum=0.7), session.surface.start, STEPS)
    assert session.only().points == pytest.approx(again.points)
    session.turn("rolling_ball", mass=4.0)
    assert "With these settings α = 0.01, β = 0.85." in session.captions()


def test_adadelta_says_what_its_unit_is() -> None:
    assert "the step has the unit of the weights" in bowl("adadelta").captions()


def test_an_own_method_runs_and_a_refused_line_is_named() -> None:
    session = Session(surface="bowl", steps=str(STEPS), m="own")
    assert session.control("own.text").value == EXAMPLE
    session.set("own.text", "h = alpha*h + eta*g\nw = w - h")
    session.turn("own", learning_rate=0.05, alpha=0.8)
    same = run(session.surface, optimizer("momentum", learning_rate=0.05, momentum=0.8), session.surface.start, STEPS)
    np.testing.assert_array_equal(session.only().points, same.points)
    session.set("own.text", "h = alpha*h + eta*g\nw = w - eta*hh(")
    (refusal,) = session.refusals
    assert refusal.startswith("Line 2:")
    assert any(code.value.endswith("▲") for code in session.app.code)
    np.testing.assert_array_equal(session.only().points, same.points)
    session.set("own.text", "w = w - eta*g")
    assert not session.refusals
    assert "alpha" not in [p.key for p in session.state.methods[0].method.parameters]
    plain = run(session.surface, optimizer("gradient_descent", learning_rate=0.05), session.surface.start, STEPS)
    np.testing.assert_array_equal(session.only().points, plain.points)


#: Names that are a control's or a setting's in a link, and what libraries and languages keep for themselves.
TAKEN = ("text", "details", "inner", "reset", "schedule", "schedule_kind", "convention", "number", "exact",
         "constructor", "eta_up")  # fmt: skip


def test_a_number_of_typed_equations_may_be_called_what_something_else_is_called() -> None:
    session = Session(surface="bowl", steps=str(STEPS), m="own;text=w = w - eta*g")
    for name in TAKEN:
        session.set("own.text", f"w = w - eta*{name}*g")
        session.turn("own", **{name: 0.5})
        assert session.state.methods[0].hyperparameters[name] == 0.5
        read, notes = from_query(session.link)
        assert read.methods == session.state.methods and not notes
    session.set("own.schedule", "cosine")
    assert session.only().kind


def test_what_lines_are_read_as_is_said_under_them() -> None:
    session = Session(surface="bowl", steps=str(STEPS), m="own")
    session.set("own.text", "old = w  # the start; 100 %\nnew = w - eta*grad + 0.9*(w - old)\nold = w\nw = new")
    assert "old begins at w" in session.captions() and "grad is read as g" in session.captions()
    assert from_query(session.link)[0] == session.state
    session.set("own.text", "w -= 0.1*w")
    assert "No line uses the gradient g" in session.captions()


def test_an_own_method_survives_another_surface_and_the_menu_of_methods() -> None:
    session = Session(surface="bowl", m=["own", "adam"])
    session.set("own.text", "w = w - c*eta*g")
    session.set("surface", "ravine")
    session.set("methods", ["own", "adam", "momentum"])
    assert session.control("own.text").value == "w = w - c*eta*g"
    assert session.link["m"][0] == "own;text=w = w - c*eta*g"


@pytest.mark.parametrize("key", [key for key, method in methods().items() if method.steppable and key != "lookahead"])
def test_lookahead_is_built_around_any_method(key: str) -> None:
    session = bowl(f"lookahead;inner={key};alpha=parabola;every=3")
    inner = session.state.methods[0].optimizer(session.surface, STEPS).inner
    assert inner and inner.key == key
    again = run(
        session.surface, optimizer("lookahead", inner=inner, every=3, alpha="parabola"), session.surface.start, STEPS
    )
    np.testing.assert_array_equal(session.only().points, again.points)
    assert r"\theta = -\frac{c_1}{2 c_2}" in session.formulas.replace(" &", "")


def test_the_effective_rate_of_adagrad_only_falls() -> None:
    session = Session(surface="ravine", m="adagrad;learning_rate=0.16", curve="effective_rate", steps="100")
    _header, arrays = session.message()
    (curve,) = (array for array in arrays.values() if array.shape == (101, 2) and np.isnan(array[0]).all())
    assert (np.diff(curve[1:], axis=0) < 0).all()
