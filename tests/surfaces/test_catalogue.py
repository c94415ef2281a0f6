"""Every surface of the catalogue is what its entry says."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

from optim_core import methods
from surfaces import Surface, catalogue, entries, parse, surface
from surfaces.base.grid import contour_levels, sample
from surfaces.base.kernels import kernels_for
from surfaces.rates import suggested_rate

KEYS = list(entries())
#: Global minima as the literature gives them, to five digits.
LITERATURE = {
    "himmelblau": (0.0, (3.0, 2.0)),
    "beale": (0.0, (3.0, 0.5)),
    "booth": (0.0, (1.0, 3.0)),
    "matyas": (0.0, (0.0, 0.0)),
    "three_hump_camel": (0.0, (0.0, 0.0)),
    "six_hump_camel": (-1.03163, (0.08984, -0.71266)),
    "styblinski_tang": (-78.33233, (-2.90353, -2.90353)),
    "rastrigin": (0.0, (0.0, 0.0)),
    "ackley": (0.0, (0.0, 0.0)),
    "mccormick": (-1.91322, (-0.54720, -1.54720)),
    "rosenbrock": (0.0, (1.0, 1.0)),
}


def random_points(s: Surface, count: int = 25) -> list[tuple[float, ...]]:
    generator = np.random.default_rng(7)
    return [tuple(float(generator.uniform(low, high)) for low, high in s.domain) for _ in range(count)]


def shifted(point: tuple[float, ...], index: int, by: float) -> tuple[float, ...]:
    return tuple(w + by if i == index else w for i, w in enumerate(point))


def test_every_surface_that_is_written_down_is_offered() -> None:
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in Path(catalogue.__path__[0]).glob("*.py")]
    written = [name for tree in trees for node in ast.walk(tree) for name in _key(node)]
    assert sorted(written) == sorted(KEYS)


def _key(node: ast.AST) -> list[object]:
    """The key of an entry that is written here."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Entry"):
        return []
    named = [keyword.value for keyword in node.keywords if keyword.arg == "key"]
    return [ast.literal_eval(value) for value in (named or node.args)[:1]]


@pytest.mark.parametrize("key", LITERATURE)
def test_minima_are_those_of_the_literature(key: str) -> None:
    value, location = LITERATURE[key]
    s = surface(key)
    assert s.minimum_value == pytest.approx(value, abs=1e-5)
    assert min(np.linalg.norm(np.subtract(location, m)) for m in s.minima) < 2e-5


@pytest.mark.parametrize("key", KEYS)
def test_known_minima_lie_in_the_picture_and_nothing_in_it_is_lower(key: str) -> None:
    s = surface(key)
    grid = sample(s)
    for minimum in s.minima:
        assert all(low < w < high for w, (low, high) in zip(minimum, s.domain, strict=True))
        assert s.value(*minimum) <= np.nanmin(grid.values) + 1e-9
        assert s.value(*minimum) == pytest.approx(s.minimum_value, abs=1e-9)


@pytest.mark.parametrize("key", KEYS)
def test_smooth_minima_have_no_gradient(key: str) -> None:
    s = surface(key)
    for minimum in s.minima:
        gradient = np.array(s.gradient(*minimum))
        if key not in ("ackley", "absolute"):
            assert np.abs(gradient).max() < 1e-9


@pytest.mark.parametrize("key", KEYS)
def test_gradient_equals_central_differences(key: str) -> None:
    s = surface(key)
    for point in random_points(s):
        for i, exact in enumerate(s.gradient(*point)):
            h = 1e-6
            estimate = (s.value(*shifted(point, i, h)) - s.value(*shifted(point, i, -h))) / (2 * h)
            assert exact == pytest.approx(estimate, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("key", KEYS)
def test_hessian_equals_central_differences_of_the_gradient_and_is_symmetric(key: str) -> None:
    s = surface(key)
    for point in random_points(s):
        hessian = s.hessian(*point)
        for i in range(s.dimension):
            for j in range(s.dimension):
                h = 1e-5
                plus, minus = s.gradient(*shifted(point, i, h)), s.gradient(*shifted(point, i, -h))
                assert hessian[i][j] == pytest.approx((plus[j] - minus[j]) / (2 * h), rel=1e-4, abs=1e-4)
                assert hessian[i][j] == hessian[j][i]


@pytest.mark.parametrize("key", KEYS)
def test_arrays_give_what_floats_give(key: str) -> None:
    s = surface(key)
    points = random_points(s)
    columns = [np.array(c) for c in zip(*points, strict=True)]
    assert s.value(*columns) == pytest.approx(np.array([s.value(*p) for p in points]), rel=1e-12)
    for k in range(s.dimension):
        assert s.gradient(*columns)[k] == pytest.approx(np.array([s.gradient(*p)[k] for p in points]), rel=1e-9)


@pytest.mark.parametrize("key", KEYS)
def test_start_lies_in_the_picture_away_from_the_minimum(key: str) -> None:
    s = surface(key)
    assert all(low < w < high for w, (low, high) in zip(s.start, s.domain, strict=True))
    if s.minima:
        assert min(np.linalg.norm(np.subtract(s.start, minimum)) for minimum in s.minima) > 0.5
    assert np.abs(s.gradient(*s.start)).max() > 0


@pytest.mark.parametrize("key", KEYS)
def test_parameters_accept_their_range_and_nothing_else(key: str) -> None:
    for parameter in entries()[key].parameters:
        assert parameter.minimum <= parameter.default <= parameter.maximum
        for value in (parameter.minimum, parameter.maximum):
            s = surface(key, **{parameter.key: value})
            assert np.isfinite(s.value(*s.start))
            for minimum in s.minima:
                assert s.value(*minimum) <= np.nanmin(sample(s).values) + 1e-9
        for value in (parameter.minimum - 1, parameter.maximum * 2 + 1, float("nan")):
            with pytest.raises(ValueError, match=parameter.key):
                surface(key, **{parameter.key: value})


@pytest.mark.parametrize("key", KEYS)
def test_the_formula_can_be_typed(key: str) -> None:
    s = surface(key)
    typed = parse(s.plain_text())
    for point in random_points(s, 5):
        assert typed.value(*point) == pytest.approx(s.value(*point), rel=1e-9)


def test_the_formula_with_negative_numbers_can_be_typed() -> None:
    kernels = kernels_for("x^2*c - c^2*x + 3(x - c)^2/c", ("c",))
    for number in (-2.0, -0.5, 3.0):
        s = Surface("other", "x^2*c - c^2*x + 3(x - c)^2/c", kernels, ("x",), {"c": number}, ((-1.0, 1.0),), (0.3,))
        assert parse(s.plain_text()).value(0.7) == pytest.approx(s.value(0.7))
        assert s.value(0.7) == pytest.approx(0.49 * number - number**2 * 0.7 + 3 * (0.7 - number) ** 2 / number)


@pytest.mark.parametrize("key", KEYS)
def test_the_distance_is_that_to_the_nearest_minimum(key: str) -> None:
    s = surface(key)
    for index, minimum in enumerate(s.minima):
        near = shifted(minimum, 0, 0.01)
        assert s.distance_to_minimum(near) == pytest.approx(0.01), index
    assert (s.distance_to_minimum(s.start) is None) == (not s.minima)


@pytest.mark.parametrize("key", KEYS)
def test_a_picture_has_the_value_of_each_place_there(key: str) -> None:
    """Rows are y, columns are x; the first and the last lie on the edges."""
    s = surface(key)
    grid = sample(s)
    assert [(axis[0], axis[-1]) for axis in grid.axes] == [*s.domain]
    assert [len(axis) for axis in grid.axes] == ([801] if s.dimension == 1 else [141, 141])
    for i, j in ((0, 0), (10, 100), (100, 10), (140, 3), (3, 140)):
        place = (i,) if s.dimension == 1 else (i, j)
        point = [float(axis[at]) for axis, at in zip(grid.axes, reversed(place), strict=True)]
        assert grid.values[place] == pytest.approx(s.value(*point), nan_ok=True)


def test_a_floor_that_is_zero_but_for_rounding_is_zero() -> None:
    values = np.array([[1e-17, 1.0], [2.0, 3.0]])
    assert contour_levels(values)[0] == 0.0
    assert contour_levels(values + 1e-9)[0] == pytest.approx(1e-9)


@pytest.mark.parametrize("key", KEYS)
def test_levels_are_increasing_and_span_the_values(key: str) -> None:
    grid = sample(surface(key))
    levels = np.array(grid.levels)
    assert 8 <= len(levels) <= 30
    assert (np.diff(levels) > 0).all()
    assert levels[0] == pytest.approx(np.nanmin(grid.values), abs=1e-12)
    assert levels[-1] == np.nanmax(grid.values)


@pytest.mark.parametrize("key", [key for key in KEYS if surface(key).dimension == 2])
def test_levels_show_the_rim_and_the_floor_alike(key: str) -> None:
    """No band holds most of the picture, and the lowest twentieth of the values has lines of its own."""
    grid = sample(surface(key))
    shares = np.histogram(grid.values[np.isfinite(grid.values)], bins=grid.levels)[0] / grid.values.size
    assert shares.max() < 0.25
    low, high = grid.levels[0], grid.levels[-1]
    assert sum(level < low + (high - low) / 20 for level in grid.levels) >= 2


@pytest.mark.parametrize("key", KEYS)
def test_suggested_rates_are_usable(key: str) -> None:
    rates = {name: suggested_rate(surface(key), method, "lecture") for name, method in methods().items()}
    assert not {name: rate for name, rate in rates.items() if not 1e-5 <= rate <= 10}
    assert not {name: rate for name, rate in rates.items() if float(f"{rate:.3g}") != rate}


def test_the_largest_stable_rate_on_a_bowl_is_two_over_the_condition_number() -> None:
    """What the story claims, from the Hessian."""
    hessian = np.array(surface("bowl", condition_number=8).hessian(0.3, -0.2))
    assert np.linalg.eigvalsh(hessian) == pytest.approx([1.0, 8.0])


def test_the_rotated_ravine_keeps_its_curvatures() -> None:
    hessian = np.array(surface("rotated_ravine", condition_number=50, rotation=35).hessian(1.0, 1.0))
    assert np.linalg.eigvalsh(hessian) == pytest.approx([1.0, 50.0])


def test_ackley_is_not_differentiable_at_its_minimum_and_says_nan() -> None:
    assert np.isnan(surface("ackley").gradient(0.0, 0.0)).all()


def test_unknown_names_list_what_exists() -> None:
    with pytest.raises(ValueError, match=r"(?s)'rosenbrok'.*Did you mean 'rosenbrock'.*ackley"):
        surface("rosenbrok")
    with pytest.raises(ValueError, match=r"(?s)'c'.*a, b"):
        surface("rosenbrock", c=1)


@pytest.mark.parametrize("values", [np.full((5, 5), np.nan), np.full((5, 5), 3.0), np.array([[np.inf, 1.0]])])
def test_levels_of_values_without_structure(values: np.ndarray) -> None:
    levels = contour_levels(values)
    assert len(levels) == 2
    assert levels[0] < levels[1]
