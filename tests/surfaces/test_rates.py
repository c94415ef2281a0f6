"""Suggested rates: usable at once, and the same whatever else is moved."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core import CONVENTIONS, Trajectory, methods, optimizer, run
from optim_core.methods.optimizer import Convention, configured
from surfaces import entries, parse, surface
from surfaces.base.surface import Domain, Surface
from surfaces.rates import (
    MULTIPLES,
    TRIAL_WORK,
    rate_for,
    rate_within,
    rounded,
    suggested_rate,
    suited_numbers,
    watching_work,
)
from tests.optim_core.methods.test_catalogue import of_two_forms

DESCENT = methods()["gradient_descent"]


@pytest.mark.parametrize("key", list(entries()))
@pytest.mark.parametrize("method", ["gradient_descent", "momentum", "nesterov"])
def test_runs_at_the_suggested_rate_stay_near_the_picture_and_go_down(key: str, method: str) -> None:
    s = surface(key)
    path = run(s, optimizer(method, learning_rate=suggested_rate(s, methods()[method], "lecture")), s.start, 100)
    assert path.values[-1] < path.values[0]
    for column, (low, high) in zip(path.points.T, s.domain, strict=True):
        assert (column > low - (high - low)).all()
        assert (column < high + (high - low)).all()


@pytest.mark.parametrize("other", [surface("ravine", condition_number=900), surface("ravine").on(((0, 9), (0, 9)))])
@pytest.mark.parametrize("method", list(methods()))
def test_parameters_and_range_do_not_move_the_rate(other: Surface, method: str) -> None:
    definition = methods()[method]
    assert suggested_rate(other, definition, "lecture") == suggested_rate(surface("ravine"), definition, "lecture")


@pytest.mark.parametrize("curvature", [0.01, 1.0, 100.0])
def test_on_a_typed_bowl_it_is_below_the_stability_limit_and_not_tiny(curvature: float) -> None:
    rate = suggested_rate(parse(f"{curvature}(x^2 + y^2)/2"), DESCENT, "lecture")
    assert rate == (10.0 if curvature < 0.05 else pytest.approx(0.5 / curvature))


@pytest.mark.parametrize("text", ["5", "sqrt(-1 - x^2)", "1/0.1", "x", "1/x", "log(x) + log(y)"])
def test_formulas_with_nothing_to_descend_still_get_a_rate(text: str) -> None:
    assert 1e-5 <= suggested_rate(parse(text), DESCENT, "lecture") <= 10


#: Methods with a rate, in every form they have.
RATED = [
    (key, form)
    for key, method in methods().items()
    if method.paced_by({}).rated
    for form in CONVENTIONS
    if form == CONVENTIONS[0] or of_two_forms(key)
]
ONE_FORM = [key for key, method in methods().items() if method.paced_by({}).rated and not of_two_forms(key)]


def run_as_offered(s: Surface, key: str, form: Convention) -> Trajectory:
    method = methods()[key]
    pacemaker = method.paced_by({})
    assert pacemaker.rated
    return run(s, configured(method, form, {pacemaker.rated.key: suggested_rate(s, pacemaker, form)}), s.start, 300)


@pytest.mark.parametrize("surface_key", ["rosenbrock", "wavy_parabola", "styblinski_tang"])
def test_what_has_one_form_is_offered_the_same_run_under_both_names(surface_key: str) -> None:
    """Which is why what follows looks at one of them."""
    s = surface(surface_key)
    for key in ONE_FORM:
        first, second = (run_as_offered(s, key, form) for form in CONVENTIONS)
        np.testing.assert_array_equal(first.points, second.points, key)


@pytest.mark.parametrize("surface_key", list(entries()))
def test_no_method_climbs_out_of_the_picture_at_the_rate_it_is_offered(surface_key: str) -> None:
    s = surface(surface_key)
    for key, form in RATED:
        path = run_as_offered(s, key, form)
        outside = np.zeros(len(path.points), dtype=bool)
        for column, (low, high) in zip(path.points.T, s.domain, strict=True):
            outside |= (column < low - (high - low) / 4) | (column > high + (high - low) / 4)
        assert not (outside & (path.values > path.values[0])).any(), (key, form)
        assert path.values[-1] < path.values[0], (key, form)


@pytest.mark.parametrize("text", ["{}*x^2", "{}*(x^2 + 10y^2)", "{}*(x^4 + x^2)", "x^2 + {}*y^2", "-{}*exp(-x^2)"])
@pytest.mark.parametrize("factor", ["1e-6", "1", "1e6", "1e15"])
def test_however_steep_the_loss_what_is_offered_goes_down(text: str, factor: str) -> None:
    s = parse(text.format(factor))
    for key, form in RATED:
        path = run_as_offered(s, key, form)
        assert path.steps == 300 and path.values[-1] < path.values[0], (key, form)


@pytest.mark.parametrize("decade", [0, 3, 6, 9, 12, 15])
def test_on_a_parabola_the_rate_follows_the_curvature_however_large_that_is(decade: int) -> None:
    """A quarter of the limit 1/c, as on x^2."""
    assert suggested_rate(parse(f"1e{decade}*x^2"), DESCENT, "lecture") == pytest.approx(0.25 / 10**decade)


@pytest.mark.parametrize(("key", "far"), [("plateau_cliff", 0.5), ("narrow_and_wide", 0.5), ("bowl", 0.5)])
def test_a_method_that_finds_its_steps_is_offered_a_rate_at_which_it_is_seen_to_move(key: str, far: float) -> None:
    s = surface(key)
    path = run_as_offered(s, "adadelta", "lecture")
    way = np.linalg.norm(np.subtract(path.points[-1], s.start))
    assert way > far * s.distance_to_minimum(s.start) and path.values[-1] < path.values[0]


@pytest.mark.parametrize(("text", "rate"), [("x^2/2", 0.5), ("x^2", 0.25), ("2x^2", 0.125), ("(x^2 + y^2)/2", 0.5)])
def test_half_of_one_over_the_curvature_on_a_parabola(text: str, rate: float) -> None:
    """The best rate there is one over the curvature, where one step is enough."""
    assert suggested_rate(parse(text), DESCENT, "lecture") == rate
    # The ball's rate is a time: the square of it is momentum's.
    assert suggested_rate(parse(text), methods()["rolling_ball"], "lecture") == rounded(rate**0.5)


@pytest.mark.parametrize(
    ("domain", "share"), [(((-2, 2),), 1.0), (((-4, 4),), 2.0), (((0, 1),), 0.25), (((-2, 2), (0, 1)), 1.0),
                          (((0, 1), (-4, 4)), 2.0)]
)  # fmt: skip
@pytest.mark.parametrize("method", ["adam", "sign", "lion", "normalized"])
def test_steps_of_a_length_of_their_own_follow_the_wider_side_of_the_picture(
    method: str, domain: Domain, share: float
) -> None:
    definition = methods()[method]
    default = next(p.default for p in definition.hyperparameters("lecture") if p.key == "learning_rate")
    loss = parse("x^2" if len(domain) == 1 else "x^2 + y^2", domain)
    assert rate_for(loss, definition, "lecture") == rounded(default * share)


def test_rounded_rates_come_from_the_series() -> None:
    assert [rounded(r) for r in (0.0011, 0.0234, 0.97, 1.1e-9, 1e9)] == [0.001, 0.025, 1.0, 1e-9, 10.0]
    assert all(np.isclose(rounded(10**e), 10**e) for e in range(-5, 2))


@pytest.mark.parametrize("key", [key for key, entry in entries().items() if entry.numbers])
def test_numbers_that_suit_a_surface_are_numbers_of_methods_and_keep_their_runs_in_the_picture(key: str) -> None:
    s = surface(key)
    for name in entries()[key].numbers:
        numbers = suited_numbers(s, methods()[name])
        path = run(s, optimizer(name, **numbers), s.start, 300)
        assert path.values[-1] < 1e-3 * path.values[0]
        for w, (low, high) in zip(path.points.T, s.domain, strict=True):
            assert w.min() >= low - (high - low) / 4 and w.max() <= high + (high - low) / 4


def test_other_surfaces_and_methods_have_no_such_numbers() -> None:
    assert not suited_numbers(surface("bowl"), DESCENT)
    assert not suited_numbers(parse("x^2 + 30y^2"), DESCENT)
    assert not suited_numbers(surface("ravine"), methods()["newton"])


# Backtracks along a curved valley, halves a rate that climbs out of the picture, is content with the first.
LOOKED_FOR = (("rosenbrock", "line_search"), ("rosenbrock", "adadelta"), ("beale", "radam"), ("bowl", "adam"))


@pytest.mark.parametrize(("key", "method"), LOOKED_FOR)
def test_looking_for_a_rate_ends_where_its_work_does_and_says_so(key: str, method: str) -> None:
    s, definition = surface(key), methods()[method]
    whole = rate_within(s, definition, "lecture")
    assert not whole.unfinished and whole.rate == rate_for(s, definition, "lecture")
    assert whole.work >= watching_work(s, definition, "lecture") * (1 - 1e-12) > 0
    enough = rate_within(s, definition, "lecture", work=whole.work * 1.001)
    assert enough == whole
    for share in (0.0, 0.3, 0.9):
        cut = rate_within(s, definition, "lecture", work=share * whole.work)
        assert cut.unfinished and 0 < cut.rate <= 10
        # The last step may end beyond it, and every run looks at its start.
        assert cut.work <= share * whole.work + 0.1 * watching_work(s, definition, "lecture")


@pytest.mark.parametrize("key", list(entries()))
def test_a_method_that_backtracks_in_vain_is_not_watched_for_long(key: str) -> None:
    found = rate_within(surface(key), methods()["line_search"], "lecture")
    assert not found.unfinished and found.work <= 1.1 * len(MULTIPLES) * TRIAL_WORK
