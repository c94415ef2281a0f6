"""Contracts every method of the catalogue keeps."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_core import CONVENTIONS, catalogue, methods, optimizer, run
from optim_core.methods.hyperparameters import range_message
from surfaces import entries, parse, surface

METHODS = list(methods())
WRITTEN = re.compile(r'^METHOD = \w+\(.*?\bkey="(\w+)"', re.M | re.S)


def test_every_method_that_is_written_down_is_offered() -> None:
    sources = [file.read_text(encoding="utf-8") for file in Path(catalogue.__path__[0]).glob("*.py")]
    written = [key for source in sources for key in WRITTEN.findall(source)]
    assert sorted(written) == sorted(METHODS)
    assert len(written) == len(sources) - 1, "every file of the catalogue but __init__.py holds one method"


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("key", METHODS)
def test_defaults_are_accepted_and_lie_on_their_sliders(key: str, convention: str) -> None:
    for parameter in methods()[key].hyperparameters(convention):  # type: ignore[arg-type]
        assert parameter.check(parameter.default) == parameter.default
        assert parameter.minimum <= parameter.slider[0] < parameter.slider[1] <= parameter.maximum
        assert parameter.slider[0] <= parameter.default <= parameter.slider[1]


def of_two_forms(key: str) -> bool:
    """Whether the conventions say or set something else."""
    lecture, pytorch = (optimizer(key, convention=convention).hyperparameters for convention in CONVENTIONS)
    return methods()[key].two_forms or lecture != pytorch


#: Every method in every form it has; what others have one form of is the same under both names.
FORMS = [(key, name) for key in METHODS for name in CONVENTIONS if name == CONVENTIONS[0] or of_two_forms(key)]


@pytest.mark.parametrize("key", [key for key in METHODS if not of_two_forms(key)])
def test_what_has_one_form_runs_the_same_under_both_names(key: str) -> None:
    for name in ("rosenbrock", "absolute", "parabola"):
        s = surface(name)
        first, second = (run(s, optimizer(key, convention=convention), s.start, steps=50) for convention in CONVENTIONS)
        np.testing.assert_array_equal(first.points, second.points)
        assert first.outcome == second.outcome


#: More than any method's memory needs to fill: Lookahead counts to five, a plateau to ten.
STEPS = 15


@pytest.mark.parametrize(("key", "convention"), FORMS)
def test_one_run_equals_the_same_run_among_many(key: str, convention: str) -> None:
    method = optimizer(key, convention=convention)
    for name in entries():
        s = surface(name)
        single = run(s, method, s.start, steps=STEPS)
        others = tuple(np.array([w, w * 0.9 + 0.05, w]) for w in s.start)
        many = run(s, method, others, steps=STEPS)
        length = len(single.points)
        assert many.points.shape == (STEPS + 1, s.dimension, 3), name
        assert many.points[:length, :, 0] == pytest.approx(single.points, rel=1e-8, abs=1e-10), name
        assert np.isnan(many.points[length:, :, 0]).all(), name
        assert many.outcome.kind[0] == many.outcome.kind[2], name  # type: ignore[union-attr]
        assert many.bad_step[0] == single.bad_step, name


@pytest.mark.parametrize("key", METHODS)
def test_shapes_of_many_runs_follow_the_starts(key: str) -> None:
    x, y = np.meshgrid(np.linspace(-1, 1, 3), np.linspace(0, 2, 4))
    path = run(surface("rosenbrock"), optimizer(key), (x, y), steps=5)
    assert path.points.shape == (6, 2, 4, 3)
    assert path.values.shape == (6, 4, 3)
    assert path.outcome.kind.shape == (4, 3)  # type: ignore[union-attr]
    assert path.points[0, 0] == pytest.approx(x)


@pytest.mark.parametrize(("key", "convention"), FORMS)
def test_climbing_is_descending_on_the_negative(key: str, convention: str) -> None:
    text, start = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", (0.5, -0.5)
    method = optimizer(key, convention=convention)
    down = run(parse(text), method, start, steps=30)
    up = run(parse(f"-({text})"), method, start, steps=30, maximize=True)
    assert up.points == pytest.approx(down.points, rel=1e-6)
    assert len(down.points) > 5
    many = run(parse(f"-({text})"), method, tuple(np.array([w]) for w in start), steps=30, maximize=True)
    assert many.points[: len(down.points), :, 0] == pytest.approx(down.points, rel=1e-6)


@pytest.mark.parametrize("key", METHODS)
def test_climbing_is_on_screen(key: str) -> None:
    assert optimizer(key).latex_lines(maximize=True) != optimizer(key).latex_lines()


@pytest.mark.parametrize("key", METHODS)
def test_sources_name_a_year(key: str) -> None:
    assert re.search(r"(1[6-9]|20)\d\d\b", methods()[key].source)
    assert methods()[key].summary.endswith(".")


@pytest.mark.parametrize("key", METHODS)
def test_optimizers_can_be_made_again_from_what_they_hold(key: str) -> None:
    first = optimizer(key)
    again = optimizer(key, convention=first.convention, **first.hyperparameters)
    assert first == again
    assert hash(first) == hash(again)


@pytest.mark.parametrize("key", METHODS)
def test_values_are_the_surface_at_the_points(key: str) -> None:
    s = surface("beale")
    path = run(s, optimizer(key), s.start, steps=50)
    assert path.values == pytest.approx(np.array([s.value(*map(float, p)) for p in path.points]))


@pytest.mark.parametrize("key", [key for key, method in methods().items() if method.rated])
@given(x=st.floats(-3, 3), y=st.floats(-3, 3))
@settings(max_examples=20, deadline=None)
def test_a_step_of_zero_goes_nowhere(x: float, y: float, key: str) -> None:
    rated = methods()[key].rated
    assert rated
    path = run(parse("x^2 + xy + 3y^2"), optimizer(key, **{rated.key: 0.0}), (x, y), steps=3)
    assert (path.points == path.points[0]).all()


def test_unknown_names_list_what_exists() -> None:
    with pytest.raises(ValueError, match=r"(?s)'addam'.*Did you mean 'adam'.*gradient_descent"):
        optimizer("addam")
    with pytest.raises(ValueError, match=r"(?s)'learnin_rate'.*Did you mean 'learning_rate'.*beta_1"):
        optimizer("adam", learnin_rate=1)
    with pytest.raises(ValueError, match=r"(?s)'torch'.*pytorch"):
        optimizer("adam", convention="torch")


@pytest.mark.parametrize("value", [-0.1, 1001, float("nan"), float("inf"), "fast", None, 1j])
def test_values_out_of_range_are_refused_with_the_range(value: object) -> None:
    with pytest.raises(ValueError, match="learning_rate must be a number between 0 and 1000"):
        optimizer("adam", learning_rate=value)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", METHODS)
def test_the_range_on_the_page_is_the_one_that_is_accepted(key: str) -> None:
    for parameter in methods()[key].parameters:
        low, high = parameter.minimum, parameter.maximum
        assert range_message(parameter).text == f"between {low:g} and {high:g}"
        assert (parameter.check(low), parameter.check(high)) == (low, high)
        for beyond in (np.nextafter(low, -np.inf), np.nextafter(high, np.inf)):
            with pytest.raises(
                ValueError, match=f"^{parameter.key} must be a (whole )?number between {re.escape(f'{low:g}')} and"
            ):
                parameter.check(beyond)


@pytest.mark.parametrize("beta", [1.0, 1.5, -0.1])
def test_an_average_that_never_learns_is_refused(beta: float) -> None:
    with pytest.raises(ValueError, match="beta_2"):
        optimizer("adam", beta_2=beta)


@pytest.mark.parametrize("start", [(1.0,), (1.0, 2.0, 3.0), (float("nan"), 0.0), (np.zeros(2), np.zeros(3))])
def test_starts_that_do_not_fit_are_refused(start: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="start"):
        run(surface("rosenbrock"), optimizer("adam"), start)


@pytest.mark.parametrize("steps", [-1, 10_000_000, 2.5, True])
def test_step_budgets_out_of_range_are_refused(steps: int) -> None:
    with pytest.raises(ValueError, match="steps"):
        run(surface("rosenbrock"), optimizer("adam"), (0.0, 0.0), steps=steps)


def test_no_steps_give_the_start_alone() -> None:
    path = run(surface("rosenbrock"), optimizer("adam"), (0.0, 0.0), steps=0)
    assert path.points.shape == (1, 2)
    assert path.gradients is not None
    assert path.gradients.shape == (0, 2)


def test_the_formula_on_screen_is_the_rule_that_runs() -> None:
    lines = optimizer("nesterov").latex_lines()
    assert lines == (
        r"g_k = \nabla Q(w_{k-1} + \beta v_{k-1})",
        r"v_{k} = \beta v_{k-1} - \eta g_{k}",
        r"w_{k} = w_{k-1} + v_{k}",
    )


def test_weight_decay_shows_only_when_it_acts() -> None:
    assert not any(r"\lambda" in line for line in optimizer("adam").latex_lines())
    assert any(r"\lambda w_{k-1}" in line for line in optimizer("adam", weight_decay=0.1).latex_lines())
